# SPDX-License-Identifier: GPL-2.0
"""querierctl check: what a configuration file may say."""
import os
import resource
import subprocess

import pytest

from fakesys import TOOL

GOOD = (
    "", "\n\n", "# only a comment", "[*]\n", "[*]\nquerier-enable = on\n",
    "[*]  # all\nquerier_enable=off ; or not\n",
    "  [eth0   eth1.20\tmld]  \n\tversion = 1\n",
    "[eth0]\r\nquery-interval = 60s\r\n", "\ufeff[eth0]\nmode=passive",
    "[mld]\nrequire-router-alert = on\n", "[mld mld]\nversion = 2",
    r"[eth0 \mld]" "\nversion = 3", r"[a\]b \*]" "\nrobustness: 3",
    "[eth[0-3]]\nversion = 3", "[eth[0-3]* igmp] ; set\nversion = 3",
    "[eth[[:digit:]]]\n", "[eth[]0]]\n", "[eth[!]]]\n", "[eth[^]0-9]x mld]\n", "[e[[.t.]]h[[=0=][:alpha:]] b] # c\n",
    r"[eth[\]]]", "[eth[[]]\n", r"[a\[b* *\[[/:]]" "\n",
    "[x]\nstartup-query-interval = auto\nversion = default\nmode = default",
    "[x]\nmode = proxy\nversion = 3\naccept-off-subnet = no\n",
    "[x]\nsource-address = fe80::1\n", "[x]\nsource-address = 192.0.2.1\n",
    "[x]\nversion = 1\n[x]\nversion = 2\n",
    "[" + " ".join(f"eth{n}" for n in range(2000)) + "]\nversion = 1",
    "[x]\nversion = 1 # " + "x" * 5000 + "\n# " + "y" * 5000,
    "[x]\nquery-interval = 5s\nquery-response-interval = 5s",
    "[*]\nquery-response-interval = 1s\n[e*]\nquery-interval = 1s",
)

# What the file says, and (the line, what is said of it) for each complaint.
BAD = (
    ("[*]\ncolour = red\n", (2, "cannot set colour: there is no such key: what can be set is querier-enable, ")),
    ("[*]\nstate = up\n", (2, "cannot set state: it can only be shown")),
    ("[*]\nversion = 4\n", (2, "version 4 is above 3: must be 1 to 3, or default")),
    ("\n[* mld]\n# x\nversion = 3\n", (4, "version 3 is above 2: must be 1 to 2, or default")),
    ("[* mld]\nmode = proxy", (2, "mode proxy is unknown")),
    ("[* mld]\naccept-off-subnet = on", (2, "cannot set accept-off-subnet: MLD has no such key")),
    ("[* igmp]\nsource-address = fe80::1", (2, "source-address fe80::1 is not an IPv4 address")),
    ("[*]\nquery-interval =\n60s", (2, "is not a time"), (3, "neither [INTERFACE] nor KEY = VALUE")),
    ("[*]\nquery-interval = 60\n", (2, "has no unit")),
    ("[*]\nmode = DEFAULT\n", (2, "is unknown")),
    ("[*]\nversion = 2 3\n  2\n", (2, "is not a whole number"), (3, "neither [INTERFACE]")),
    ("[*]\nversion = 2\nrobustness = 3\nversion = 3\n", (4, "version is already set in line 2 of this section")),
    ("[*]\nquery-interval = 60s\nquery_interval = 70s\n", (3, "query-interval is already set in line 2")),
    ("version = 2\n[*]\n", (1, "version stands before any section")),
    ("version = 9\nstate = 1\n", (1, "version stands before any section"), (1, "version 9 is above 3"),
     (2, "state stands before"), (2, "it can only be shown")),
    ("[]\nversion = 2\n", (1, "names no interface")),
    ("[eth0\nversion = 9\ncolour = red\n", (1, "] is missing"), (2, "version 9 is above 3"), (3, "there is no such key")),
    ("[a/b mld]\nversion = 3\n", (1, "'a/b' cannot be"), (2, "version 3 is above 2")),
    ("[a/b eth0 c/d]\n", (1, "'a/b' cannot be an interface's name"), (1, "'c/d' cannot be an interface's name")),
    ("[*:1 [:]:]\n", (1, "'*:1' cannot be"), (1, "'[:]:' cannot be")),
    ("[eth[0 1] x]\n", (1, "'eth[0' cannot be")),
    ("[a\\[*:]\n", (1, "'a\\[*:' cannot be")),
    ("[eth[0\n", (1, "] is missing")),
    ("[eth0\\]\nversion = 2\n", (1, "] is missing")),
    ("[eth0] eth1\n", (1, "'eth1' follows the section's ]")),
    ("[eth0/mld]\n", (1, "'eth0/mld' cannot be an interface's name")),
    ("[a-name-of-sixteen]\n", (1, "cannot be an interface's name")),
    ("[*]\n= 5\nversion\n", (2, "there is no such key"), (3, "neither [INTERFACE]")),
    ("[*]\nversion = 1" + "0" * 300, (2, "the line is too long")),
    ("[*]\nversion = 1\0\n", (2, "NUL")),
    ("[*]\nquery-interval = 5s\nquery-response-interval = default", (3, "query-response-interval 10s is above query-interval 5s")),
    ("[*]\nquery-response-interval = 1s\nquery-interval = 2s\n[a b]\nquery-response-interval = 3s\n",
     (5, "query-response-interval 3s is above query-interval 2s")),
    ("x\n[*]\nfoo = 1\n[\nbar = 2\nversion = 9\n[x]\nversion = 9\n", (1, "neither"), (3, "foo"), (4, "missing"), (5, "bar"),
     (6, "version 9"), (8, "version 9")),
    ("[*]\n\x1b = \x1b[1m\n", (2, "cannot set \\x1b: ")),
)


def complaints(result, path):
    """The (line, words) that a refused file has."""
    lines = result.err.splitlines()
    assert result.status == 1 and not result.out, result.err
    assert all(line.startswith(path + ":") for line in lines), lines
    return [(int(number), words[1:]) for number, words in
            (line[len(path) + 1:].split(":", 1) for line in lines)]


def test_good_files_pass(tree):
    for text in GOOD:
        path = tree.conf(text)
        tree.run("check").expect(0)
        tree.run("check", path).expect(0)


@pytest.mark.parametrize("text, wanted", [(text, wanted) for text, *wanted in BAD])
def test_all_complaints_have_their_line(tree, text, wanted):
    path = tree.conf(text)
    for args in ((), (path,)):
        found = complaints(tree.run("check", *args), path)
        assert [line for line, _ in found] == [line for line, _ in wanted], found
        assert all(words in said for (_, said), (_, words) in zip(found, wanted)), found


@pytest.mark.parametrize("text, wanted", [
    ("[*]\nquery-interval = 5s\n", "query-response-interval 10s is above query-interval 5s"),
    ("[* igmp]\nquery-response-interval = 3m\n", "query-response-interval 180s is above query-interval 125s")])
def test_another_file_may_say_what_a_file_leaves_out(tree, text, wanted):
    path = tree.conf(text, "etc/querierctl.conf.d/60.conf")
    tree.run("check").expect(1, f"{path}:2: {wanted}")
    tree.run("check", path).expect(0)
    tree.conf("[*]\nquery-interval = 4m\nquery-response-interval = 5s")
    tree.run("check").expect(0)
    last = tree.conf("[*]\nquery-interval = 1s", "60.conf")
    tree.run("check", tree.root + "/etc/querierctl.conf", last).expect(1, f"{last}:2: query-response-interval 5s is above")


CLASH = "[eth* igmp]\nquery-interval = 5s\nquery-response-interval = 5s\n[*0]\nquery-response-interval = 10s\n"


def test_patterns_may_clash_on_one_interface_only(tree):
    path = tree.conf(CLASH)
    words = f"{path}:5: eth0: query-response-interval 10s is above query-interval 5s"
    assert complaints(tree.run("check"), path)[0] == (5, words.split(": ", 1)[1] + ": must be at most that")
    tree.run("check", path).expect(0)
    tree.run("check", QUERIERCTL_SYSFS="/nonexistent").expect(0)
    tree.device("eth0", kind="65534", igmp=False)
    tree.run("check").expect(0)


def test_what_cannot_be_read_is_a_complaint(tree):
    os.makedirs(tree.root + "/etc/querierctl.conf.d/x.conf")
    os.symlink("nothing", tree.root + "/etc/querierctl.conf")
    tree.run("check").expect(
        1, f"{tree.root}/etc/querierctl.conf:0: cannot be read: No such file",
        f"{tree.root}/etc/querierctl.conf.d/x.conf:0: cannot be read: Is a directory")
    tree.run("check", "/nonexistent").expect(1, "/nonexistent:0: cannot be read: No such")


def test_what_is_no_file_is_not_waited_for(tree):
    """Boot and udev would wait for who writes to it."""
    os.makedirs(tree.root + "/run")
    tree.conf("[*]\n", "etc/querierctl.conf.d/x.conf")
    for name in ("etc/querierctl.conf", "etc/querierctl.conf.d/y.conf"):
        os.mkfifo(f"{tree.root}/{name}")
        for verb in ("check", "apply", "config"):
            tree.run(verb, timeout=20).expect(1, f"{tree.root}/{name}:0: cannot be read: it is no file")
        os.unlink(f"{tree.root}/{name}")
    os.symlink("/dev/zero", tree.root + "/etc/querierctl.conf")
    tree.run("check", timeout=20).expect(1, "querierctl.conf:0: cannot be read: it is no file")


def test_a_file_without_permission_is_a_complaint(tree):
    path = tree.conf("[*]")
    os.chmod(path, 0)
    done = subprocess.run(["setpriv", "--bounding-set=-dac_override,-dac_read_search", TOOL, "check", path],
                          check=False, capture_output=True, text=True)
    if "setpriv" in done.stderr:
        pytest.skip("needs root")
    assert done.returncode == 1 and f"{path}:0: cannot be read: Permission denied" in done.stderr, done


def test_check_needs_no_module_and_no_file(tree):
    os.rmdir(tree.root + "/module/igmp_querier")
    tree.run("check").expect(0)
    tree.conf("[*]\nversion = 9\n")
    tree.run("check").expect(1, "version 9")
    assert not tree.written()


def cost(tree, vlans):
    """The CPU time that it takes to check so many."""
    path = tree.conf("".join(f"[lan.{n} {family}]\nversion = 1\n" for n in range(vlans) for family in ("igmp", "mld")))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    tree.run("check", path).expect(0)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return sum(getattr(after, name) - getattr(before, name) for name in ("ru_utime", "ru_stime"))


def test_thousands_of_sections_take_no_more_time_each(tree):
    """As "save" writes them for VLANs: four times as many took sixteen times as long."""
    few = min(cost(tree, 2500) for _ in range(3))
    assert cost(tree, 10000) < 8 * few
