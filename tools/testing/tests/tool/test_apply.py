# SPDX-License-Identifier: GPL-2.0
"""querierctl apply, config: the kernel and the files."""
import errno
import os
import subprocess

import pytest

from fakesys import TOOL, deny
from querierlan.sysfs import FAMILIES

ON = "[eth0 igmp]\nquerier-enable = on\n"


@pytest.fixture(autouse=True)
def run_folder(tree):
    os.makedirs(tree.root + "/run")


def lines(result, status=0):
    return result.expect(status).out.splitlines()


def test_only_what_differs_is_written(tree):
    path = tree.conf("[*]\nquerier-enable = on\n[eth0 igmp]\nquery-response-interval = 5s\nversion = 3\n")
    wanted = [f"eth0 igmp querier-enable off → on ({path}:2)",
              f"eth0 igmp query-response-interval 10s → 5s ({path}:4)"]
    assert lines(tree.run("apply", "-n"), 3) == wanted
    assert not tree.written()
    assert lines(tree.run("apply")) == wanted
    assert tree.written() == ["query_response_interval_ms=5000", "querier_enable=1"]
    assert lines(tree.run("apply", "-n")) == lines(tree.run("apply")) == []
    assert len(tree.written()) == 2


def test_later_sections_win_and_default_takes_back(tree):
    tree.conf("[eth0]\nversion = 2\nrobustness = 3\nmode = passive\n[e*]\nversion = 1\n")
    late = tree.conf("[*]\nrobustness = default\n", "etc/querierctl.conf.d/1.conf")
    tree.device("eth0", robustness="7")
    wanted = tree.run("apply").expect(0).out
    assert f"eth0 igmp robustness 7 → 2 ({late}:2)" in wanted, wanted
    assert tree.get("version") == "1" and tree.get("mode") == "passive"
    os.unlink(late)
    assert "robustness 2 → 3" in tree.run("apply").expect(0).out


def test_names_and_patterns_apply_in_one_order(tree):
    values = ["[eth0 eth0 e* igmp]\nversion = 1\n", "[eth0]\nversion = 2\n", "[*]\nversion = 3\n", "[eth1 *0]\nversion = 2\n"]
    for count in range(1, len(values) + 1):
        tree.conf("".join(values[:count]))
        tree.run("apply").expect(0)
        assert tree.get("version") == values[count - 1][-2], count


def test_sets_are_those_of_the_shell(tree):
    """As bash, the reference, matches a file's name with them."""
    names = ["eth0", "eth1", "ethx", "eth]", "eth[", "eth!", "eth^", "eth-", "eth\\"]
    patterns = ["eth[[:digit:]]", "eth[]0]", "eth[!]0]", "eth[^[:alnum:]]", "eth[0-1]", r"eth[\]]", r"eth\]", "eth[[]",
                "eth[![:digit:][:alpha:]]", r"eth\[", "eth[[.-.]]", "eth[0-]", "et[h][[=x=]]", r"eth[\\]"]
    for name in names:
        tree.device(name)
    for pattern in patterns:
        script = f'for name; do case $name in {pattern}) echo "$name" ;; esac; done'
        wanted = subprocess.run(["bash", "-c", script, "bash", *names], check=True, capture_output=True, text=True).stdout
        tree.conf(f"[{pattern} igmp]\nversion = 1\n")
        rows = tree.run("config", "-j").expect(0).json("config")
        found = [row["interface"] for row in rows if (row["key"], row["value"]) == ("version", "1")]
        assert sorted(found) == sorted(wanted.split()), pattern


def test_what_no_section_names_is_the_modules_own(tree):
    tree.conf("[eth0]\n")
    tree.device("eth0", querier_enable="1", query_response_interval_ms="60000", startup_query_interval_ms="1000",
                source_address="192.0.2.7")
    assert lines(tree.run("apply")) == [
        "eth0 igmp querier-enable on → off (default)", "eth0 igmp query-response-interval 60s → 10s (default)",
        "eth0 igmp startup-query-interval 1s → auto (default)", "eth0 igmp source-address 192.0.2.7 → auto (default)"]
    assert lines(tree.run("apply", "-n")) == []


def test_the_modules_own_is_its_parameter(tree):
    tree.conf("[eth0]\n")
    tree.files(tree.root + "/module/igmp_querier/parameters", {"querier_enable": "auto"})
    tree.device("eth0", querier_enable="1")
    assert lines(tree.run("apply")) == ["eth0 igmp querier-enable on → auto (default)"]
    assert lines(tree.run("apply", "-n")) == []
    row, = (row for row in tree.run("config", "-j", "eth0").json("config")
            if (row["family"], row["key"]) == ("igmp", "querier-enable"))
    assert (row["value"], row["from"]) == ("auto", "default")


def test_what_no_section_matches_is_switched_off(tree):
    tree.conf("[eth1]\nquerier-enable = on\n")
    tree.device("eth0", querier_enable="1", version="2", mld={"querier_enable": "1"})
    tree.device("eth1")
    tree.run("apply", "eth0").expect(0)
    assert not tree.written()
    assert lines(tree.run("apply", "eth1"))
    assert tree.get("querier_enable") == "1"
    assert lines(tree.run("apply", "-n"), 3) == [
        "eth0 igmp querier-enable on → off (no section matches)", "eth0 mld querier-enable on → off (no section matches)"]
    tree.run("apply").expect(0)
    assert (tree.get("querier_enable"), tree.get("querier_enable", family="mld"), tree.get("version")) == ("0", "0", "2")
    assert lines(tree.run("apply")) == []


def test_a_value_is_for_the_families_that_take_it(tree):
    tree.conf("[*]\nversion = 3\nmode = proxy\nsource-address = fe80::2\nrequire-router-alert = on\n[* mld]\nversion = 1\n")
    tree.device("eth0", mld={})
    tree.run("apply").expect(0)
    assert [tree.get(file) for file in ("mode", "source_address", "require_router_alert")] == ["proxy", "auto", "1"]
    assert [tree.get(file, family="mld") for file in ("mode", "source_address", "version")] == ["elect", "fe80::2", "1"]


def test_complaints_change_nothing(tree):
    path = tree.conf(ON + "version = 9\n")
    for args in (("apply",), ("apply", "-n"), ("apply", "eth0"), ("config",), ("save",)):
        assert not tree.run(*args).expect(1, f"{path}:3: version 9").out
    tree.conf("[*]\nquery-interval = 20s\n[e*0]\nquery-response-interval = 10s\n[et*]\nquery-interval = 5s\n[*]\n")
    for args in (("apply",), ("apply", "-n"), ("config",)):
        result = tree.run(*args).expect(1, f"{path}:6: query-response-interval 10s is above query-interval 5s")
        assert not result.out
    tree.conf("[wlan*]\nquery-interval = 5s\n[*]\nversion = 2\n")
    tree.run("apply").expect(1, f"{path}:2: query-response-interval 10s is above query-interval 5s")
    assert not tree.written(), "there is no such interface, but there may be"


def test_what_clashes_on_one_interface_leaves_it_alone(tree):
    """It may have just been plugged in, and the others go on."""
    path = tree.conf("[eth*]\nquery-interval = 5s\nquery-response-interval = 5s\n[*0 igmp]\nquery-response-interval = 10s\n")
    tree.device("eth0", mld={}, querier_enable="1")
    tree.device("eth1")
    words = f"{path}:5: eth0: query-response-interval 10s is above query-interval 5s: must be at most that\n"
    assert tree.run("apply", "eth0").expect(1, words).err == words
    assert tree.run("apply", "-n").expect(1, words).err == words
    assert not tree.written()
    result = tree.run("apply").expect(1, words)
    assert result.err == words and "eth0" not in result.out and "eth1 igmp query-interval 125s → 5s" in result.out
    assert tree.get("querier_enable") == "1" and tree.get("query_interval_ms", family="mld") == "125000"
    assert "eth0" in tree.run("config", "eth0").expect(1, words).out
    tree.run("apply", "eth1").expect(0)


def test_a_refusal_leaves_the_others(tree):
    tree.conf("[*]\nquerier-enable = on\nversion = 2\nrobustness = 3\n")
    tree.device("eth1")
    result = tree.run("apply", FAKE_DENY=deny("/eth0/igmp/robustness", "3", errno.EPERM))
    result.expect(1, "eth0: cannot set robustness to 3: not permitted", "eth0: nothing was changed")
    assert tree.unchanged() and tree.get("robustness", "eth1") == "3"
    assert len(result.out.splitlines()) == 3 and "eth0" not in result.out


def test_some_stop_before_others_start(tree):
    """A container may have only so many."""
    tree.conf("[eth0]\nquerier-enable = on\n")
    tree.device("eth1", querier_enable="1")
    tree.run("apply").expect(0)
    assert tree.written() == ["querier_enable=0", "querier_enable=1"]


def test_names_are_checked(tree):
    tree.conf(ON)
    tree.run("apply", "a/b").expect(1, "cannot be an interface's name")
    tree.run("apply", "-x").expect(2, "invalid option")
    tree.run("show", "-n").expect(2, "show takes no --dry-run")
    tree.run("apply", "--all").expect(2, "apply takes no --all")


def test_what_is_gone(tree):
    """It is an error if a section is for it; but not for udev, which comes to it later."""
    for text in ("", ON):
        tree.conf(text)
        tree.run("apply", "eth9").expect(0)
    for text in ("[*]\nquerier-enable = on\n", "[eth9]\n"):
        tree.conf(text)
        result = tree.run("apply", "eth9").expect(1, "eth9: there is no such interface: see 'ip link'")
        assert result.err.count("\n") == 1 and not result.out
        tree.run("apply", "--syslog", "eth9").expect(0)
    assert not tree.written()


def test_what_goes_while_it_is_waited_for(tree):
    tree.conf("[veth0]\nquerier-enable = on\n")
    for words, status in (((), 1), (("--syslog",), 0)):
        tree.device("veth0", igmp=False)
        result = tree.run("apply", *words, "veth0", FAKE_SLEEP=f"rm -r {tree.path('veth0')}")
        assert result.status == status and ("there is no such interface" in result.err) == status, result.err
    assert len(tree.written()) == 2, "it goes on waiting"


def test_what_cannot_have_a_querier(tree):
    """A pattern may match it; a name is a mistake."""
    tree.device("tun0", kind="65534", igmp=False)
    tree.device("lo", flags="0x9", kind="772", igmp=False)
    tree.conf("[*]\nquerier-enable = on\n")
    tree.run("apply", "tun0", "lo").expect(0)
    tree.run("apply").expect(0)
    tree.conf("[tun0]\nquerier-enable = on\n")
    for args in ((), ("tun0",)):
        tree.run("apply", *args).expect(1, "tun0: is not Ethernet")
    tree.conf("[tun0]\nquerier-enable = off\n")
    tree.run("apply", "tun0").expect(0)


def test_without_the_module(tree):
    os.rmdir(tree.root + "/module/igmp_querier")
    tree.device("eth7", igmp=False)
    for args in ((), ("eth7",), ("-n",)):
        tree.run("apply", *args).expect(0)
    tree.conf("[eth7]\nquerier-enable = on\n")
    for args in ((), ("eth7",), ("-n",)):
        tree.run("apply", *args).expect(1, "the module igmp_querier is not loaded: modprobe")
    tree.run("apply", "eth0").expect(0)
    assert not tree.written(), "it waited, and no section matches"


def test_kernel_without_the_module(tree):
    """There the headers are missing, and modprobe would not help."""
    os.rmdir(tree.root + "/module/igmp_querier")
    tree.conf("[eth7]\nquerier-enable = on\n")
    modules = "lib/modules/" + os.uname().release
    tree.files(os.path.join(tree.root, modules), {"modules.dep": "kernel/igmp.ko.xz:"})
    tree.run("apply").expect(1, "linux-headers-" + os.uname().release)
    tree.files(os.path.join(tree.root, modules), {"modules.dep": "updates/dkms/igmp_querier.ko.xz:"})
    tree.run("apply").expect(1, "is not loaded: modprobe")


def test_the_files_of_a_new_interface_are_awaited(tree):
    """udev runs it before the module has made them."""
    tree.conf("[eth7]\nquerier-enable = on\n")
    tree.device("eth7", igmp=False)
    tree.device("made")
    assert lines(tree.run("apply", "eth7", FAKE_SLEEP=f"mv {tree.path('made/igmp')} {tree.path('eth7/igmp')}"))
    assert tree.get("querier_enable", "eth7") == "1" and tree.written() == ["slept=10ms", "querier_enable=1"]


def test_not_all_is_waited_for(tree):
    """What no section matches is not, and nothing for more than half a second."""
    tree.device("eth8", igmp=False)
    tree.run("apply", "eth8").expect(0)
    assert not tree.written()
    tree.conf("[eth8]\nquerier-enable = on\n")
    tree.run("apply", "eth8").expect(1, "eth8: the module igmp_querier offers no IGMP")
    assert tree.written() == ["slept=10ms"] * 50


def test_two_at_once(tree):
    """One waits for the other, and has nothing left to do."""
    tree.conf("[*]\nquerier-enable = on\nversion = 2\n")
    for n in range(1, 40):
        tree.device(f"eth{n}")
    runs = [subprocess.Popen([TOOL, "apply"], env=tree.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            for _ in range(4)]
    said = sorted(run.communicate()[0] for run in runs)
    assert [run.returncode for run in runs] == [0] * 4 and said[:3] == [b""] * 3, said
    assert len(tree.written()) == 80


def test_what_was_saved_meanwhile_is_applied(tree):
    """Who waits for the lock reads the files afterwards."""
    tree.conf("[eth0]\nversion = 1\n")
    other = tree.conf("[eth0]\nversion = 2\n", "other")
    for name in ((), ("eth0",)):
        tree.device("eth0")
        tree.conf("[eth0]\nversion = 1\n")
        tree.run("apply", *name, FAKE_LOCK=f"cp {other} {tree.root}/etc/querierctl.conf").expect(0)
        assert tree.get("version") == "2", name
    tree.conf("[eth0]\nversion = 3\n")
    assert lines(tree.run("apply", "-n", FAKE_LOCK="false"), 3), "it takes the lock and changes nothing"


def test_a_module_that_lacks_a_file(tree):
    """It is older: what is missing is left out, and both versions are said."""
    tree.files(tree.root + "/module/igmp_querier", {"version": "0.9"})
    os.unlink(tree.path("eth0/igmp/max_sources"))
    tree.conf("[eth0 igmp]\nmax-sources = 7\nversion = 2\n")
    for _ in range(2):
        tree.run("apply").expect(0, "some keys are left out", "this is querierctl ", "module igmp_querier that runs is 0.9")
    assert tree.written() == ["version=2"]
    assert "max-sources" not in tree.run("show", "-v").expect(0, "runs is 0.9").out
    tree.run("show", "-j").expect(0)
    assert "0.9" in tree.run("--version").expect(0).out


def test_config_says_where_values_come_from(tree):
    path = tree.conf("[eth0]\nversion = 2\n[* igmp]\nquery-interval = 60s\nmode = default\n")
    tree.device("tun0", kind="65534", igmp=False)
    rows = {tuple(row[:3]): row[3:] for row in tree.run("config").expect(0).rows()}
    assert rows["eth0", "igmp", "version"] == ["2", f"{path}:2"]
    assert rows["eth0", "mld", "version"] == ["2", f"{path}:2"]
    assert rows["eth0", "igmp", "query-interval"] == ["60s", f"{path}:4"]
    assert rows["eth0", "igmp", "mode"] == ["elect", f"{path}:5"]
    assert rows["eth0", "mld", "query-interval"] == ["125s", "default"]
    assert rows["eth0", "mld", "startup-query-count"] == ["auto", "default"]
    assert not any(row[0] == "tun0" for row in rows)
    assert len(rows) == sum(file["writable"] for family in FAMILIES.values() for file in family["files"].values())


def test_config_needs_no_module_and_no_interface(tree):
    os.rmdir(tree.root + "/module/igmp_querier")
    path = tree.conf("[wlan* mld]\nversion = 1\n")
    found = tree.run("config", "-j", "wlan7").expect(0).json("config")
    assert {"interface": "wlan7", "family": "mld", "key": "version", "value": "1", "from": f"{path}:2"} in found
    assert [(row["key"], row["value"], row["from"]) for row in found if row["family"] == "igmp"] == [
        ("querier-enable", "off", "no section matches")]


def test_disable_all(tree):
    tree.device("eth0", mld={"querier_enable": "1"}, querier_enable="1")
    tree.device("eth1")
    tree.device("eth2", querier_enable="auto")
    tree.run("disable", "--all", "eth0").expect(2, "usage")
    tree.run("disable").expect(2, "usage")
    tree.run("disable", "--all", "--mld").expect(0)
    assert tree.written() == ["querier_enable=0"] and tree.get("querier_enable") == "1"
    rules = deny("/eth0/igmp/querier_enable", "0", errno.EIO)
    tree.run("disable", "--all", FAKE_DENY=rules).expect(1, "eth0: cannot set querier-enable to off")
    assert tree.get("querier_enable", "eth2") == "0", "it gave up"
    tree.run("disable", "-a").expect(0)
    assert len(tree.written()) == 3 and tree.get("querier_enable") == "0"
    os.rmdir(tree.root + "/module/igmp_querier")
    tree.run("disable", "--all").expect(0)
