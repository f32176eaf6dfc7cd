# SPDX-License-Identifier: GPL-2.0
"""querierctl: which of the configuration files count, by the rules of UAPI.6.

Each file has a key that there is not, so "check" names each file that it reads.
"""
import os

MAIN, DROP_INS = "querierctl.conf", "querierctl.conf.d/"
LAYERS = ("etc/", "run/", "usr/lib/")


def write(tree, *paths):
    for path in paths:
        tree.conf("[*]\nread = 1\n", path)


def read(tree):
    """What is read, in order."""
    lines = tree.run("check").err.splitlines()
    assert all(":2: cannot set read:" in line for line in lines), lines
    return [line.split(":")[0][len(tree.root) + 1:] for line in lines]


def test_the_first_main_file_counts(tree):
    assert not read(tree)
    for layer in reversed(LAYERS):
        write(tree, layer + MAIN)
        assert read(tree) == [layer + MAIN]


def test_a_main_file_that_is_empty_hides_the_others(tree):
    write(tree, "usr/lib/" + MAIN, "etc/" + DROP_INS + "a.conf")
    tree.conf("", "run/" + MAIN)
    assert read(tree) == ["etc/" + DROP_INS + "a.conf"]
    os.symlink("/dev/null", tree.root + "/etc/" + MAIN)
    os.unlink(tree.root + "/run/" + MAIN)
    assert read(tree) == ["etc/" + DROP_INS + "a.conf"]


def test_drop_ins_come_in_the_order_of_names(tree):
    files = ["usr/lib/" + MAIN, "run/" + DROP_INS + "10-a.conf", "etc/" + DROP_INS + "20-B.conf",
             "usr/lib/" + DROP_INS + "20-a.conf", "run/" + DROP_INS + "9.conf", "etc/" + DROP_INS + "a.conf"]
    write(tree, *reversed(files))
    assert read(tree) == files


def test_a_name_hides_the_same_name_below(tree):
    name = DROP_INS + "50-x.conf"
    write(tree, *(layer + name for layer in LAYERS), "run/" + DROP_INS + "60.conf")
    rest = ["run/" + DROP_INS + "60.conf"]
    assert read(tree) == ["etc/" + name, *rest]
    os.unlink(f"{tree.root}/etc/{name}")
    assert read(tree) == ["run/" + name, *rest]
    tree.conf("", "etc/" + name)
    assert read(tree) == rest
    os.unlink(f"{tree.root}/etc/{name}")
    os.symlink("/dev/null", f"{tree.root}/etc/{name}")
    assert read(tree) == rest


def test_other_files_do_not_count(tree):
    write(tree, *("etc/" + DROP_INS + name for name in (
        "README", "a.conf~", "a.conf.dpkg-new", ".hidden.conf", ".conf", "50-saved.conf.new")),
          "etc/querierctl.conf.bak", "usr/local/lib/" + MAIN)
    assert not read(tree)
    write(tree, "etc/" + DROP_INS + "x.conf")
    assert len(read(tree)) == 1


def test_later_files_win(tree):
    """What clashes is in the file that brings it, not in the one that is overridden."""
    tree.conf("[*]\nquery-interval = 5s\n", "usr/lib/" + MAIN)
    low = tree.conf("[e*]\nquery-response-interval = 4s\n", "run/" + DROP_INS + "1.conf")
    tree.run("check").expect(1, "usr/lib/querierctl.conf:2: query-response-interval 10s is above query-interval 5s")
    tree.conf("[*]\nquery-response-interval = 2s\n", "etc/" + DROP_INS + "0.conf")
    tree.run("check").expect(0)
    tree.conf("[e*]\nquery-response-interval = 6s\n", "run/" + DROP_INS + "1.conf")
    tree.run("check").expect(1, low + ":2: query-response-interval 6s is above query-interval 5s")
