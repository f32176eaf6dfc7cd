# SPDX-License-Identifier: GPL-2.0
"""querierctl save, enable --save: the file, and what comes before and after it."""
import errno
import os
import signal
import stat
import subprocess

import pytest

from fakesys import TOOL, deny

SAVED = "etc/querierctl.conf.d/50-saved.conf"


@pytest.fixture(autouse=True)
def run_folder(tree):
    os.makedirs(tree.root + "/run")
    os.makedirs(tree.root + "/etc")


def saved(tree):
    """What the file says, without comments and blank lines."""
    with open(f"{tree.root}/{SAVED}", encoding="utf8") as file:
        return [line.rstrip("\n") for line in file if line.strip() and line[0] != "#"]


def save(tree, *args):
    assert tree.run("save", *args).expect(0).out == ""
    tree.run("apply", "-n", *args).expect(0)
    return saved(tree)


def test_what_differs_is_saved(tree):
    tree.device("eth0", querier_enable="1", query_response_interval_ms="5000", mode="proxy", mld={"version": "1"})
    tree.device("eth1")
    tree.device("tun0", kind="65534", igmp=False)
    assert save(tree) == ["[eth0 igmp]", "querier-enable = on", "mode = proxy", "query-response-interval = 5s",
                          "[eth0 mld]", "version = 1"]
    info = os.stat(f"{tree.root}/{SAVED}")
    assert stat.S_IMODE(info.st_mode) == 0o644
    assert os.listdir(tree.root + "/etc/querierctl.conf.d") == ["50-saved.conf"]


def test_nothing_is_saved_of_what_is_as_it_began(tree):
    assert save(tree) == []


def test_what_other_files_say_is_not_repeated(tree):
    tree.conf("[*]\nquerier-enable = on\nversion = 2\nrobustness = 3\n")
    tree.conf("[eth0 igmp]\nmode = passive\n", "usr/lib/querierctl.conf.d/90.conf")
    tree.device("eth0", querier_enable="1", version="2", robustness="2", mode="passive", max_groups="7")
    assert save(tree) == ["[eth0 igmp]", "robustness = default", "max-groups = 7"]


def test_a_later_file_that_overrides_is_named(tree):
    assert save(tree) == []
    path = tree.conf("[*]\n\nversion = 2\nrobustness = 4\n", "run/querierctl.conf.d/60.conf")
    tree.device("eth0", version="1", robustness="4", querier_enable="1")
    result = tree.run("save").expect(1, f"{path}:3: version 2 comes after 50-saved.conf: eth0 igmp")
    assert result.err.count("\n") == 1, result.err
    assert saved(tree) == [] and len(os.listdir(tree.root + "/etc/querierctl.conf.d")) == 1


@pytest.mark.parametrize("text", ["[*]\nquery-interval = 5s\n", "[wlan*]\nquery-interval = 5s\n",
                                  "[eth* igmp]\nquery-response-interval = 5s\nquery-interval = 5s\n"
                                  "[*1]\nquery-response-interval = 10s\n"])
def test_what_apply_would_refuse_is_not_saved(tree, text):
    """Also where only an interface that is not saved clashes, or that may come."""
    path = tree.conf(text, "etc/querierctl.conf.d/40.conf")
    tree.device("eth0", version="2", query_response_interval_ms="5000", query_interval_ms="5000")
    tree.device("eth1")
    complaint = tree.run("save", "eth0").expect(1, f"{path}:", "query-response-interval 10s is above query-interval 5s").err
    assert os.listdir(tree.root + "/etc/querierctl.conf.d") == ["40.conf"]
    assert tree.run("apply").expect(1, path).err == complaint


def test_what_fails_leaves_nothing(tree):
    path = tree.conf("[*]\nversion = 2\n", "run/querierctl.conf.d/60.conf")
    tree.run("save").expect(1, f"{path}:2: version 2 comes after")
    assert os.listdir(tree.root + "/etc") == []
    tree.run("save", "eth0", "eth9").expect(1, "eth9: there is no such")
    assert os.listdir(tree.root + "/etc") == []
    os.rmdir(tree.root + "/module/igmp_querier")
    tree.run("save").expect(1, "not loaded")


def enable_with_files(tree, limit, *args):
    """Its exit status where no more files may be open, which not even root can change."""
    limited = ["setpriv", "--bounding-set", "-sys_resource", "prlimit", f"--nofile={limit}:{limit}", TOOL, "enable"]
    return subprocess.run([*limited, *args], env=tree.env, stderr=subprocess.DEVNULL, check=False).returncode


def test_enable_closes_its_directories_before_it_saves(tree):
    """So the files that enable needs, and the lock of the settings, suffice for enable --save."""
    names = [f"lan{i}" for i in range(20)]
    for name in names:
        tree.device(name, mld={})
    least = next(limit for limit in range(2 * len(names), 100) if enable_with_files(tree, limit, *names) == 0)
    assert enable_with_files(tree, least + 1, "--save", *names) == 0
    assert {f"[{name} {family}]" for name in names for family in ("igmp", "mld")} <= set(saved(tree))


def test_others_keep_their_sections(tree):
    tree.device("eth1", version="1")
    tree.device("eth2", max_groups="4")
    tree.conf("# mine\n[gone0 mld]\nversion = 1\n[eth*]\nversion = 2\n[eth1 igmp]\nrobustness = 9\n"
              "[eth0 igmp]\nrobustness = 8 ; x\n[\\eth0 \\mld]\nmode = passive\n", SAVED)
    kept = ["[gone0 mld]", "version = 1", "[eth*]", "version = 2"]
    assert save(tree, "eth0") == [*kept, "[eth1 igmp]", "robustness = 9", "[\\eth0 \\mld]", "mode = passive",
                                  "[eth0 igmp]", "mode = default", "version = default"]
    assert save(tree) == [*kept, "[\\eth0 \\mld]", "mode = passive", "[eth0 igmp]", "mode = default",
                          "version = default", "[eth1 igmp]", "version = 1", "[eth2 igmp]", "version = default",
                          "max-groups = 4"]
    assert save(tree) == saved(tree)


def test_a_vendors_file_of_the_name_is_hidden(tree):
    tree.conf("[*]\nversion = 1\n", "usr/lib/querierctl.conf.d/50-saved.conf")
    tree.device("eth0", max_groups="4")
    assert save(tree) == ["[eth0 igmp]", "max-groups = 4"]


def test_a_faulty_file_is_not_replaced(tree):
    path = tree.conf("[eth0 igmp]\nversion = 9\n", SAVED)
    tree.run("save").expect(1, f"{path}:2: version 9")
    assert saved(tree) == ["[eth0 igmp]", "version = 9"]
    other = tree.conf("x\n")
    tree.conf("", SAVED)
    tree.run("save").expect(1, f"{other}:1: ")
    assert saved(tree) == []


@pytest.mark.parametrize("target", ["/dev/null", "other"])
def test_a_link_is_not_replaced(tree, target):
    """It is the administrator's: it hides a vendor's file, or leads elsewhere."""
    tree.conf("[*]\nversion = 1\n", "usr/lib/querierctl.conf.d/50-saved.conf")
    tree.conf("", "etc/querierctl.conf.d/other")
    os.symlink(target, f"{tree.root}/{SAVED}")
    tree.run("save").expect(1, f"{SAVED} is no file of its own", "remove it first")
    assert os.readlink(f"{tree.root}/{SAVED}") == target
    assert sorted(os.listdir(tree.root + "/etc/querierctl.conf.d")) == ["50-saved.conf", "other"]
    tree.run("enable", "--save", "eth0").expect(1, "is no file of its own")


def test_names_are_escaped(tree):
    names = ["a*[b]?", "b\\s", "#c", ";d", "mld", "igmp", "e\x1b", "é", "[", "-n"]
    for name in names:
        tree.device(name, version="2", mld={"version": "1"})
    save(tree)
    for name in names:
        tree.device(name, mld={})
    assert tree.run("apply").expect(0).out.count("\n") == 2 * len(names)
    assert all(tree.get("version", name, family) == value for name in names
               for family, value in (("igmp", "2"), ("mld", "1")))


def test_enable_save(tree):
    tree.device("eth0", mld={}, max_groups="3")
    tree.device("eth1", version="2")
    tree.run("enable", "--save", "eth0").expect(0)
    assert saved(tree) == ["[eth0 igmp]", "querier-enable = on", "max-groups = 3", "[eth0 mld]", "querier-enable = on"]
    tree.run("enable", "--save", "eth1", FAKE_DENY=deny("/eth1/igmp/querier_enable", "1", errno.EIO)).expect(1, "eth1")
    assert len(saved(tree)) == 5
    tree.run("disable", "--save", "--mld", "eth0").expect(0)
    assert saved(tree) == ["[eth0 igmp]", "querier-enable = on", "max-groups = 3"]
    tree.run("disable", "--save", "--all").expect(0)
    assert saved(tree) == ["[eth0 igmp]", "max-groups = 3", "[eth1 igmp]", "version = 2"]
    tree.run("set", "--save", "eth0", "version", "2").expect(2, "set takes no --save")


def test_what_was_set_meanwhile_is_saved(tree):
    """Who waits for the lock looks at the kernel afterwards."""
    path = tree.path("eth0/igmp/version")
    tree.run("save", FAKE_LOCK=f"echo 2 >{path}").expect(0)
    assert saved(tree) == ["[eth0 igmp]", "version = 2"]


@pytest.mark.parametrize("verb, before, after", [("enable", "0", "1"), ("disable", "1", "0"), ("disable-all", "1", "0")])
def test_nothing_is_switched_before_the_lock(tree, verb, before, after):
    """Else another may undo it in between, and that is saved."""
    tree.device("eth0", querier_enable=before)
    words = {"disable-all": ("disable", "--all")}.get(verb, (verb, "eth0"))
    look = f"cp {tree.path('eth0/igmp/querier_enable')} {tree.root}/seen"
    tree.run(*words, "--save", FAKE_LOCK=look).expect(0)
    with open(tree.root + "/seen", encoding="utf8") as seen:
        assert seen.read().strip() == before and tree.get("querier_enable") == after
    tree.run(*words, FAKE_LOCK="false").expect(0)


def test_off_is_saved_where_new_interfaces_are_on(tree):
    """By the module's parameter: without a section, or any file, it would come back."""
    tree.files(tree.root + "/module/igmp_querier/parameters", {"querier_enable": "auto"})
    tree.device("eth0", querier_enable="auto", mld={"querier_enable": "auto"})
    tree.run("disable", "--save", "eth0").expect(0)
    assert saved(tree) == ["[eth0 igmp]", "querier-enable = off", "[eth0 mld]", "querier-enable = off"]
    tree.device("eth0", querier_enable="auto", mld={"querier_enable": "auto"})
    tree.run("apply", "eth0").expect(0)
    assert tree.get("querier_enable") == tree.get("querier_enable", family="mld") == "0"
    assert save(tree) == saved(tree)


def test_what_an_older_module_lacks_is_kept(tree):
    tree.conf("[eth0 igmp]\nmax-hosts = 9\n[eth0 igmp]\nmax-hosts = 7\nversion = 3\n[eth1 mld]\nmax-hosts = 5\n"
              "[eth2 igmp]\nmax-hosts = default\n[eth* igmp]\nmax-hosts = 8\n", SAVED)
    for name, values in (("eth0", {"version": "2"}), ("eth1", {}), ("eth2", {})):
        tree.device(name, mld={}, **values)
        for family in ("igmp", "mld"):
            os.unlink(tree.path(name, family, "max_hosts"))
    wanted = ["[eth* igmp]", "max-hosts = 8", "[eth0 igmp]", "version = 2", "max-hosts = 7",
              "[eth1 mld]", "max-hosts = 5", "[eth2 igmp]", "max-hosts = default"]
    for _ in range(2):
        tree.run("save").expect(0)
        assert saved(tree) == wanted
    tree.run("apply", "-n").expect(0, "some keys are left out")


def test_it_is_on_the_disk(tree):
    """First the file, then its name."""
    log = tree.root + "/disk"
    tree.run("save", FAKE_DISK=log).expect(0)
    with open(log, encoding="utf8") as disk:
        assert disk.read().split() == ["fsync=.50-saved.conf.new", "rename=50-saved.conf", "fsync=querierctl.conf.d"]


# In the middle of it: while it reads what the interface has, and once all is written.
AMID = ({"FAKE_AT": "/igmp/version", "FAKE_RUN": "kill -{} $PPID"}, {"FAKE_SYNC": "kill -{} $PPID"})


@pytest.mark.parametrize("where", AMID)
@pytest.mark.parametrize("name", ["TERM", "INT", "HUP", "KILL"])
def test_what_is_interrupted_leaves_nothing_for_ever(tree, name, where):
    """A signal waits for the end, and what a killed one left the next one replaces."""
    tree.device("eth0", version="2")
    where = {key: value.format(name) for key, value in where.items()}
    assert tree.run("save", **where).status == -getattr(signal, "SIG" + name)
    folder = os.path.dirname(f"{tree.root}/{SAVED}")
    assert ("50-saved.conf" in os.listdir(folder)) == (name != "KILL")
    assert len(os.listdir(folder)) == 1
    tree.device("eth0", version="1")
    assert save(tree) == ["[eth0 igmp]", "version = 1"]
    assert os.listdir(folder) == ["50-saved.conf"]


def test_a_longer_draft_of_before_leaves_no_end(tree):
    tree.conf("x" * 9999, SAVED.replace("50-", ".50-") + ".new")
    assert save(tree) == []
    assert os.listdir(os.path.dirname(f"{tree.root}/{SAVED}")) == [os.path.basename(SAVED)]


def test_a_full_disk_keeps_the_old_file(tree):
    tree.conf("[eth0 igmp]\nversion = 1\n", SAVED)
    tree.device("eth0", version="2")
    tree.on_full_disk("save").expect(1, "cannot write", "50-saved.conf")
    assert saved(tree) == ["[eth0 igmp]", "version = 1"]
    assert os.listdir(os.path.dirname(f"{tree.root}/{SAVED}")) == [os.path.basename(SAVED)]
