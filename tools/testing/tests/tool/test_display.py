# SPDX-License-Identifier: GPL-2.0
"""querierctl show for people: what fits, what is cut, what has a colour."""
import os
import re

import pytest

from test_detail import DETAIL, says

LONG = "fe80::aabb:ccff:fedd:eeff"


def running(tree, name="eth0", igmp=None, mld=None):
    """Both queriers run."""
    tree.device(name, querier_enable="1", state="querier", groups="23", **{"querier_address": "192.0.2.1", **(igmp or {})},
                mld={"querier_enable": "1", "state": "non-querier", "querier_address": LONG, "groups": "41",
                     "other_querier_expires_ms": "243000", **(mld or {})})


def test_a_row_answers(tree):
    """Who asks, since when, when next, in which version; how many groups, when a host was heard."""
    running(tree)
    says(tree, DETAIL, {"querier_since": 720000})
    result = tree.run("show", "eth0").expect(0)
    assert result.out.split("\n")[0].split() == [
        "INTERFACE", "FAMILY", "STATE", "QUERIER", "SINCE", "NEXT", "VER", "GROUPS", "HEARD"]
    assert result.rows() == [
        ["eth0", "igmp", "querier", "192.0.2.1", "1d1h", "112s", "3", "23", "4s"],
        ["eth0", "mld", "non-querier", LONG, "12m", "243s", "2", "41", "-"]], result.out
    assert not re.search(" $", result.out, re.M)


@pytest.mark.parametrize("ms, text", [
    (0, "0s"), (999, "0s"), (599999, "599s"), (600000, "10m"), (3599999, "59m"), (3600000, "1h"), (35999999, "9h59m"),
    (36000000, "10h"), (86399999, "23h"), (86400000, "1d"), (863999999, "9d23h"), (864000000, "10d"),
    (863999999999, "9999d")])
def test_times_are_short(tree, ms, text):
    tree.device("eth0", state="querier")
    says(tree, {"querier_since": ms})
    assert tree.run("show").expect(0).rows()[0][4] == text


def test_what_is_unknown_is_a_dash(tree):
    """An older module does not say it, and there may be no other querier."""
    tree.device("eth0", state="non-querier")
    row, = tree.run("show").expect(0).rows()
    assert row == ["eth0", "igmp", "non-querier", "none", "-", "-", "3", "0", "-"]


def test_rows_fit_80_columns(tree):
    """With names of 8 characters and IPv4 addresses, the longest there are."""
    reasons = ("link-down", "hook-failed", "no-address", "namespace-limit", "no-wire", "bridge-port", "no-multicast")
    for number, reason in enumerate(reasons):
        tree.device(f"enp1234{number}", querier_enable="1", state="down", state_reason=reason)
    tree.device("enp12349", state="non-querier", querier_address="255.255.255.255", groups="123456", active_version="3",
                other_querier_expires_ms="35999000")
    says(tree, {**DETAIL, "querier_since": 863999999, "last_report": 35999000}, name="enp12349", ifindex=len(reasons) + 2)
    out = tree.run("show", "-a").expect(0).out
    assert re.search("255.255.255.255 +9d23h 9h59m +3 123456 9h59m\n", out), out
    assert max(map(len, out.splitlines())) <= 80, out
    assert tree.on_terminal(80, "show", "-a", "--color=never") == out


def test_long_addresses_are_cut_on_a_terminal_only(tree):
    running(tree)
    says(tree, DETAIL, DETAIL)
    whole = tree.run("show").expect(0).out
    assert max(map(len, whole.splitlines())) > 80 and LONG in whole
    cut = tree.on_terminal(80, "show", NO_COLOR="1")
    assert max(map(len, cut.splitlines())) <= 80, cut
    head, tail = re.search("(fe80:[0-9a-f:]*)…([0-9a-f:]+) ", cut).groups()
    assert LONG.startswith(head) and LONG.endswith(tail) and len(head + tail) > 15, cut
    assert "192.0.2.1 " in cut
    assert tree.on_terminal(120, "show", NO_COLOR="1") == whole


def colored(text):
    return re.findall("\x1b\\[3[0-9]m *([^ \x1b]+) *\x1b\\[0m", text)


def test_colors(tree):
    """Of states only; asked for, or on a terminal, where the user does not object."""
    running(tree)
    tree.device("eth1", state="down", state_reason="link-down")
    tree.device("eth2")
    states = ["querier", "non-querier", "down"]
    for args in ["show"], ["--color", "show"], ["show", "--color=always"]:
        assert colored(tree.on_terminal(200, *args)) == states, args
        assert colored(tree.run(*args).expect(0).out) == (states if len(args) > 1 else []), args
    assert colored(tree.run("show", "-v", "--color=always").expect(0).out) == states
    assert colored(tree.run("show", "--color=always", NO_COLOR="1").expect(0).out) == states
    assert colored(tree.on_terminal(200, NO_COLOR="")) == states
    for args, env in ((["--color=never"], {}), (["--color=auto"], {"NO_COLOR": "1"}), ([], {"TERM": "dumb"})):
        assert "\x1b" not in tree.on_terminal(200, "show", *args, **env), args
    assert "\x1b" not in tree.run("show", "-j", "--color=always").expect(0).out


def blocks(tree, *args):
    return tree.run("show", "-v", *args).expect(0).out.split("\n\n")


def test_verbose_fits_100_columns(tree):
    running(tree, mld={"active_source_address": "fe80::ffff:ffff:ffff:ffff", "querier_address": "fe80::ffff:ffff:ffff:ffff"})
    says(tree, DETAIL, {**DETAIL, "older_querier": "fe80::ffff:ffff:ffff:fffe"})
    for i in range(30):
        os.makedirs(tree.path(f"eth0/lower_enp1s0f{i}np1"))
    out = tree.run("show", "-v").expect(0).out
    assert max(map(len, out.splitlines())) <= 100, out
    assert all(f"enp1s0f{i}np1" in out for i in range(30)), out


def test_verbose_has_the_detail_and_the_source(tree):
    """What was wished for and what is in use stand together; so do other things that belong together."""
    running(tree, igmp={"source_address": "192.0.2.7"})
    says(tree, DETAIL, {})
    igmp, mld = ([line.split() for line in block.splitlines()] for block in blocks(tree))
    for row in (["querier-mac", "02:00:00:00:00:01"], ["querier-since", "25h1m1s"], ["next-query", "112s"],
                ["last-report", "4s"], ["older-querier", "192.0.2.9"], ["older-since", "180s"],
                ["heard-query-interval", "60s"], ["heard-robustness", "3"], ["membership-interval", "270s"],
                ["other-querier-interval", "255s"], ["last-member-time", "2s"], ["older-host-interval", "260s"]):
        assert row in igmp and row not in mld, row
    names = [row[0] for row in igmp]
    at = names.index("source-address")
    assert igmp[at][1] == "192.0.2.7" and igmp[at + 1] == ["active-source-address", "192.0.2.1"]
    titles = [line for line in blocks(tree)[0].splitlines() if not line.startswith(" ")]
    assert [title.split()[0] for title in titles] == ["eth0", "Now", "Election", "Queries", "What", "Reception"], titles


def test_verbose_has_the_devices_below(tree):
    tree.device("eth0.20", mld={})
    os.makedirs(tree.path("eth0.20/lower_eth0"))
    for block in blocks(tree, "eth0.20"):
        assert not block.count("-ports")
    for block in tree.run("show", "-v", "eth0.20", FAKE_VLAN="eth0.20=20").expect(0).out.split("\n\n"):
        assert re.search("^Interface\n +vlan +20\n +lower-devices +eth0\n*$", block, re.M), block


def test_verbose_has_a_bridges_ports(tree):
    """Those that get all multicast, and those that a leave ends at once."""
    tree.device("br0")
    for port, router, leave in ("p1", 1, 0), ("p2", 2, 1), ("p3", 3, 1), ("p4", 0, 0):
        tree.files(tree.path("br0/brif", port), {"multicast_router": str(router), "multicast_fast_leave": str(leave)})
    rows = [line.split(maxsplit=1) for line in blocks(tree, "br0")[0].splitlines()]
    assert ["router-ports", "p2, p3"] in rows and ["fast-leave-ports", "p2, p3"] in rows, rows
    assert not re.search("-ports|Interface", blocks(tree, "eth0")[0])


def test_the_mld_part_says_nothing_of_igmp(tree):
    running(tree)
    _, mld = blocks(tree, "eth0")
    assert not re.search(r"igmp|proxy|router-alert|off-subnet|IPv4|1 to 3|0\.0\.0\.0", mld, re.I), mld
