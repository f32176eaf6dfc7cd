# SPDX-License-Identifier: GPL-2.0
"""querierctl: set, enable, disable, and all or nothing."""
import errno
import os
import random
import shutil
import subprocess
import tempfile

import pytest

from fakesys import DEFAULTS, TOOL, TOOLS, deny

TIMES = {
    "60s": "60000", "1000ms": "1000", "2m": "120000", "1h": "3600000",
    "31.25s": "31250", "1.001s": "1001", "0.5h": "1800000", "1.10s": "1100",
    "8h49m4s": "31744000", "1m30s": "90000", "1m1.5s": "61500",
    "1500ms": "1500", "0001s": "1000",
}

BAD_TIMES = {
    "500ms": "500ms is below 1s: must be 1s to 8h49m4s",
    "0s": "is below 1s", "0": "has no unit: write 0s or 0ms",
    "9h": "9h is above 8h49m4s", "31744001ms": "is above 8h49m4s",
    "125": "125 has no unit: write 125s or 125ms",
    "1.5": "1.5 has no unit: write 1.5s or 1.5ms",
    "1m30": "1m30 has no unit: must be", "1.0005s": "is finer than 1ms",
    "1.5ms": "is finer than 1ms", "": "is not a time",
    "s": "is not a time", "fast": "is not a time", ".5s": "is not a time",
    "5.s": "is not a time", "1 s": "in h, m, s or ms", "5S": "in h, m, s or",
    "5sec": "in h, m, s or ms", "1s!": "is not a time", "+5s": "is not a time",
    "99999999999999999999s": "is not a time", "auto": "is not a time",
    "9999999999999999999h": "too many digits",
}

BAD_VALUES = (
    ("version", "0", "version 0 is below 1: must be 1 to 3"),
    ("version", "4", "version 4 is above 3: must be 1 to 3"),
    ("version", "2.0", "is not a whole number"),
    ("version", "two", "is not a whole number"),
    ("version", "", "is not a whole number"),
    ("version", "18446744073709551617", "is not a whole number"),
    ("version", "auto", "is not a whole number"),
    ("robustness", "0", "robustness 0 is below 1: must be 1 to 255"),
    ("robustness", "256", "is above 255"),
    ("startup-query-count", "256", "is above 255: must be 1 to 255, or auto"),
    ("last-member-query-interval", "50ms", "is below 100ms: must be 100ms to"),
    ("last-member-query-interval", "1h", "is above 52m54.4s"),
    ("mode", "master", "mode master is unknown: must be elect, proxy or pass"),
    ("querier-enable", "2", "2 is neither on nor off nor auto: must be on, off or auto"),
    ("querier-enable", "Auto", "Auto is neither on nor off nor auto"),
    ("version-fallback", "auto", "auto is neither on nor off: must be on or off"),
    ("source-address", "0.0.0.0", "0.0.0.0 is not an IPv4 address of a host"),
    ("source-address", "224.0.0.1", "is not an IPv4 address of a host"),
    ("source-address", "255.255.255.255", "is not an IPv4 address of a host"),
    ("source-address", "127.1.2.3", "is not an IPv4 address of a host"),
    ("source-address", "10.0.0", "10.0.0 is not an IPv4 address of a host: must be auto, or an IPv4"),
    ("source-address", "fe80::1", "is not an IPv4 address"),
)

GOOD_VALUES = (
    ("querier-enable", "on", "1"), ("querier-enable", "0", "0"),
    ("querier-enable", "auto", "auto"),
    ("version_fallback", "no", "0"), ("accept-off-subnet", "true", "1"),
    ("require-router-alert", "yes", "1"), ("mode", "passive", "passive"),
    ("version", "2", "2"), ("robustness", "255", "255"),
    ("startup-query-interval", "100ms", "100"),
    ("startup-query-interval", "auto", "0"), ("startup-query-count", "0", "0"),
    ("last_member_query_interval", "2s", "2000"),
    ("last-member-query-count", "1", "1"),
    ("query-response-interval", "100ms", "100"),
    ("source-address", "192.0.2.1", "192.0.2.1"),
    ("source-address", "auto", "auto"),
)


def file_of(key):
    """The file that a key stands in."""
    name = key.replace("-", "_")
    return name if name in DEFAULTS else name + "_ms"


def test_set_reads_times_exactly(tree):
    for text, value in TIMES.items():
        args = ["set", "eth0", "query-response-interval", "100ms",
                "query-interval", text]
        tree.run(*args).expect(0)
        assert tree.get("query_interval_ms") == value, text


def test_set_refuses_other_times(tree):
    for text, words in BAD_TIMES.items():
        tree.run("set", "eth0", "query-interval", text).expect(
            1, "eth0: query-interval", words)
    assert not tree.written()


def test_set_takes_good_values(tree):
    for key, text, value in GOOD_VALUES:
        assert tree.run("set", "eth0", key, text).expect(0).out == ""
        assert tree.get(file_of(key)) == value, (key, text)


def test_set_refuses_bad_values(tree):
    for key, text, words in BAD_VALUES:
        tree.run("set", "eth0", key, text).expect(1, "eth0: ", words)
    assert not tree.written()


def test_set_says_all_that_is_wrong_at_once(tree):
    tree.run("set", "eth0", "version", "9", "robustness", "0").expect(
        1, "version 9", "robustness 0")


def test_negative_values_are_no_options(tree):
    for key, text, words in (
            ("robustness", "-1", "is not a whole number: must be 1 to 255"),
            ("max-groups", "-1", "is not a whole number: must be 1 to 1000000"),
            ("query-interval", "-5s", "is not a time: must be 1s to 8h49m4s"),
            ("mode", "--json", "is unknown: must be elect, proxy or passive"),
            ("mode", "-v", "is unknown: must be elect, proxy or passive")):
        wanted = f"querierctl: eth0: {key} {text} {words}"
        for args in (["set", "eth0", key, text], ["set", "eth0", key, "--", text],
                     ["set", "--", "eth0", "igmp", key, text],
                     ["set", "eth0", "igmp", "version", "2", key, text]):
            said = tree.run(*args).expect(1, wanted).err
            assert said.count("\n") == 1, said
    tree.run("set", "eth0", "robustness", "-1", "version", "-2").expect(
        1, "eth0: robustness -1 is not", "eth0: version -2 is not")
    tree.run("set", "eth0", "-1", "2").expect(2, "invalid option -- '1'")
    assert not tree.written()
    tree.run("set", "eth0", "version", "2", "--json", "robustness",
             "3").expect(0)
    assert (tree.get("version"), tree.get("robustness")) == ("2", "3")


def test_wrong_keys_are_refused_with_the_right_ones(tree):
    tree.device("eth0", mld={})
    mld_keys = ("querier-enable", "mode", "version", "source-address",
                "track-hosts, max-hosts or other-querier-max")
    igmp_keys = (*mld_keys, "require-router-alert, accept-off-subnet, ")
    for args, wanted, keys in (
            (("foo", "1"), "cannot set foo to 1: there is no such key: what "
             "can be set is querier-enable, ", igmp_keys),
            (("foo", "-1"), "cannot set foo to -1: there is no", igmp_keys),
            (("version", "2", "foo", ""), "cannot set foo to :", igmp_keys),
            (("state", "up"), "cannot set state to up: it can only be shown: "
             "what can be set is querier-enable, ", igmp_keys),
            (("mld", "foo", "1"), "cannot set foo to 1: there is", mld_keys),
            (("mld", "accept_off_subnet", "on"), "cannot set accept_off_subnet "
             "to on: MLD has no such key: what can be set is", mld_keys),
            (("robustness", "2", "robustness", "3"), "robustness is given "
             "twice, as 2 and as 3: must be given once", ()),
            (("query-interval", "1m", "query_interval", "-1"), "query_interval "
             "is given twice, as 1m and as -1: must be given once", ())):
        result = tree.run("set", "eth0", *args).expect(
            2, "querierctl: eth0: " + wanted, *keys)
        assert result.err.count("\n") == 1, result.err
        offered = result.err.replace("track-groups,", "").replace("max-groups,", "")
        assert "groups," not in offered, \
            "what can only be shown is offered"
        if "mld" in args:
            assert "off-subnet," not in result.err, result.err
    assert not tree.written()


def test_set_takes_a_family(tree):
    tree.run("set", "eth0", "igmp", "version", "2").expect(0)
    assert tree.get("version") == "2"


def test_shown_times_can_be_set_again(tree):
    for value in [1000, 599999, 600000, 3600000, 31744000] + [
            random.randrange(1000, 31744000) for _ in range(40)]:
        tree.device("eth0", query_interval_ms=str(value),
                    query_response_interval_ms="100")
        shown, = (row[1] for row in tree.run("show", "-v").expect(0).rows() if row[0] == "query-interval")
        tree.device("eth0", query_response_interval_ms="100")
        tree.run("set", "eth0", "query-interval", shown).expect(0)
        assert tree.get("query_interval_ms") == str(value), (value, shown)


def test_bounds_are_checked_against_what_is_now(tree):
    run = tree.run
    run("set", "eth0", "query-interval", "5s").expect(
        1, "query-interval 5s is below query-response-interval 10s")
    run("set", "eth0", "query-response-interval", "3m").expect(
        1, "query-response-interval 3m is above query-interval 125s")
    run("set", "eth0", "query-interval", "5s", "query-response-interval",
        "6s").expect(1, "5s is below query-response-interval 6s")
    assert not tree.written()


def test_writes_come_in_an_order_the_kernel_accepts(tree):
    interval = ["query-interval", "5s"]
    response = ["query-response-interval", "2s"]
    for first, second in ((interval, response), (response, interval)):
        tree.device("eth0")
        tree.run("set", "eth0", *first, *second).expect(0)
        assert tree.get("query_interval_ms") == "5000"
        assert tree.get("query_response_interval_ms") == "2000"
    for first, second in ((interval, response), (response, interval)):
        tree.device("eth0", query_interval_ms="1000",
                    query_response_interval_ms="500")
        tree.run("set", "eth0", *first, *second).expect(0)
        assert tree.get("query_response_interval_ms") == "2000"


def test_failed_set_is_rolled_back(tree):
    os.unlink(tree.path("eth0/igmp/mode"))
    os.symlink("/dev/full", tree.path("eth0/igmp/mode"))
    files = [file for file in DEFAULTS if file != "mode"]
    tree.run("set", "eth0", "version", "2", "query-interval", "5s", "mode",
             "proxy", "query-response-interval", "2s", "robustness",
             "7").expect(1, "eth0: cannot set mode to proxy: No space left",
                         "nothing was changed")
    assert "robustness=7" in tree.written(), "there was nothing to roll back"
    assert all(tree.get(file) == DEFAULTS[file] for file in files)


def test_rollback_leaves_derived_values_derived(tree):
    rules = deny("/version", "1", errno.EBUSY)
    tree.run("set", "eth0", "startup-query-interval", "1s",
             "startup-query-count", "5", "last-member-query-interval", "2s",
             "version", "1", FAKE_DENY=rules).expect(1, "version to 1")
    wanted = ["startup_query_interval_ms=0", "startup_query_count=0",
              "last_member_query_interval_ms=0"]
    assert tree.written()[-3:] == wanted, tree.written()

    tree.device("eth0", startup_query_interval_ms="500")
    tree.run("set", "eth0", "startup-query-interval", "1s", "version", "1",
             FAKE_DENY=rules).expect(1, "version to 1")
    assert tree.get("startup_query_interval_ms") == "500"


def test_failed_rollback_is_said(tree):
    rules = deny("/version", "1", errno.EBUSY) + \
        deny("/robustness", "2", errno.EIO)
    result = tree.run("set", "eth0", "robustness", "7", "version", "1",
                      FAKE_DENY=rules)
    result.expect(1, "eth0: robustness stays 7, it cannot be put back: Input")
    assert "nothing was changed" not in result.err
    assert tree.get("robustness") == "7"


def test_starting_comes_last(tree):
    tree.run("set", "eth0", "querier-enable", "on", "version", "2",
             "query-interval", "1m").expect(0)
    assert tree.written()[-1] == "querier_enable=1", tree.written()
    tree.device("eth0")
    tree.run("set", "eth0", "querier-enable", "on", "version", "1",
             FAKE_DENY=deny("/version", "1", errno.EIO)).expect(1, "version")
    assert tree.written().count("querier_enable=1") == 1, "it was started"


def test_enable_and_disable_switch(tree):
    tree.device("eth1")
    for verb, value in (("enable", "1"), ("disable", "0")):
        assert tree.run(verb, "eth0", "eth1").expect(0).out == ""
        assert tree.get("querier_enable") == value
        assert tree.get("querier_enable", "eth1") == value


def test_enable_is_all_or_nothing(tree):
    tree.device("eth1")
    tree.device("eth2", querier_enable="1")
    tree.run("enable", "eth0", "eth9").expect(1, "eth9: there is no such")
    assert not tree.written()
    rules = deny("/eth1/igmp/querier_enable", "1", errno.EIO)
    tree.run("enable", "eth0", "eth2", "eth1", FAKE_DENY=rules).expect(
        1, "eth1: cannot set querier-enable to on", "nothing was changed")
    assert "querier_enable=1" in tree.written()
    assert [tree.get("querier_enable", name)
            for name in ("eth0", "eth1", "eth2")] == ["0", "0", "1"]


def test_more_interfaces_than_open_files(tree):
    """What enable keeps open does not limit how many it takes at once."""
    names = [f"lan{i}" for i in range(100)]
    for name in names:
        tree.device(name, mld={})
    limited = ["prlimit", "--nofile=100:", TOOL, "enable", *names]
    done = subprocess.run(limited, env=tree.env, stderr=subprocess.PIPE,
                          check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert {tree.get("querier_enable", name, family) for name in names
            for family in ("igmp", "mld")} == {"1"}


def test_what_cannot_be_enabled_is_explained(tree):
    rules = deny("/querier_enable", "1", errno.EOPNOTSUPP)
    tree.device("lo", flags="0x9", kind="772")
    tree.device("tun0", kind="65534")
    tree.device("eth1", flags="0x3")
    tree.device("eth2", state_reason="lag-port")
    tree.device("eth3")
    os.makedirs(tree.path("eth3/brport"))
    for name, upper in (("eth2", "bond0"), ("eth3", "br0")):
        os.symlink("../" + upper, tree.path(name, "master"))
    for name, words in (
            ("lo", "lo: is the loopback"), ("tun0", "tun0: is not Ethernet"),
            ("eth1", "eth1: has multicast switched off: ip link set"),
            ("eth2", "eth2: is a port of bond0: enable bond0 instead"),
            ("eth3", "eth3: is a port of br0: enable br0 instead"),
            ("eth0", "eth0: cannot be a querier")):
        tree.run("enable", name, FAKE_DENY=rules).expect(1, words)
        tree.run("set", name, "querier-enable", "on",
                 FAKE_DENY=rules).expect(1, words)


def test_enabled_but_down_is_noted(tree):
    tree.device("eth0", state="down", state_reason="link-down")
    tree.run("enable", "eth0").expect(0, "eth0: enabled, but down", "link")
    tree.run("disable", "eth0").expect(0)


def test_ports_are_enabled_and_wait(tree):
    tree.device("eth2", state="down", state_reason="lag-port")
    os.symlink("../bond0", tree.path("eth2", "master"))
    tree.run("enable", "eth2").expect(
        0, "eth2: enabled, but down for now: it is a port of bond0: enable")
    tree.device("dummy0", state="down", state_reason="no-wire")
    tree.run("set", "dummy0", "querier-enable", "auto").expect(
        0, "dummy0: enabled, but down for now: it leads to no network card")


def test_source_that_is_missing_is_noted(tree):
    for text in "192.0.2.1", "auto":
        tree.run("set", "eth0", "source-address", text).expect(0)
    tree.run("set", "eth0", "source-address", "10.0.0.9").expect(
        0, "eth0: it lacks 10.0.0.9: until it has it, queries come from 192.0.2.1")
    assert tree.get("source_address") == "10.0.0.9"
    tree.device("eth0", mode="proxy", active_source_address="0.0.0.0")
    tree.run("set", "eth0", "source-address", "10.0.0.9").expect(0)


def test_missing_permission_is_said(tree):
    for error, words in ((errno.EPERM, "needs root"),
                         (errno.EACCES, "needs root"),
                         (errno.EROFS, "read-only")):
        tree.run("set", "eth0", "version", "2",
                 FAKE_DENY=deny("/version", "*", error)).expect(
                     1, "eth0: cannot set version to 2", words)


def test_kernel_refusal_names_the_range(tree):
    for error in (errno.EINVAL, errno.ERANGE):
        tree.run("set", "eth0", "robustness", "200",
                 FAKE_DENY=deny("/robustness", "*", error)).expect(
                     1, "eth0: robustness 200 is refused by the kernel",
                     "must be 1 to 255")


def test_foreign_source_address_names_its_own(tree):
    tree.device("lo")
    rules = deny("/source_address", "192.0.2.77", errno.EINVAL)
    tree.run("set", "lo", "source-address", "192.0.2.77",
             FAKE_DENY=rules).expect(
                 1, "lo: source-address 192.0.2.77 is not an address of this "
                 "interface: it has 127.0.0.1")
    tree.device("nosuch0")
    tree.run("set", "nosuch0", "source-address", "192.0.2.77",
             FAKE_DENY=rules).expect(1, "it has no IPv4 address")


def test_other_namespace_is_refused():
    names = [name for name in os.listdir("/sys/class/net") if name != "lo"]
    probe = subprocess.run(["unshare", "-n", "true"], check=False,
                           stderr=subprocess.DEVNULL)
    if probe.returncode or not names:
        pytest.skip("needs root and a network interface")
    done = subprocess.run(
        ["unshare", "-n", TOOL, "show", names[0]], check=False,
        capture_output=True, text=True)
    assert done.returncode == 1 and "network namespace" in done.stderr, done


def test_install_and_uninstall_leave_nothing():
    if not shutil.which("make"):
        pytest.skip("no make")
    with tempfile.TemporaryDirectory() as root:
        def make(target):
            subprocess.run(["make", "-s", "-C", TOOLS, f"DESTDIR={root}",
                            "PREFIX=/usr", target], check=True)
            return sorted(name for _, _, names in os.walk(root)
                          for name in names)

        assert {"querierctl", "querierctl.8"} <= set(make("install"))
        assert make("uninstall") == []
