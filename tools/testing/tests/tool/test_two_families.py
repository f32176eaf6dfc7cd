# SPDX-License-Identifier: GPL-2.0
"""querierctl: two families on one interface."""
import errno
import re
import shutil

from fakesys import DEFAULTS, MLD_DEFAULTS, deny

ENABLE = "querier_enable"


def switched(tree, name="eth0"):
    """What the two switches of an interface are."""
    return tree.get(ENABLE, name), tree.get(ENABLE, name, "mld")


def test_show_lists_both_families(tree):
    tree.device("eth0", mld={"state": "querier",
                             "querier_address": "fe80::1"})
    rows = tree.run("show", "eth0").expect(0).rows()
    assert [row[:3] for row in rows] == [
        ["eth0", "igmp", "disabled"], ["eth0", "mld", "querier"]], rows
    assert rows[1][3:] == ["fe80::1", "-", "-", "2", "0", "-"], rows
    objects = tree.run("show", "-j").expect(0).json("interfaces")
    assert [row["family"] for row in objects] == ["igmp", "mld"]
    counters = tree.run("statistics", "-j").expect(0).json("statistics")
    assert {row["family"] for row in counters} == {"igmp", "mld"}


def test_show_verbose_says_what_mld_can_be(tree):
    tree.device("eth0", mld={})
    out = tree.run("show", "-v", "eth0").expect(0).out
    igmp, mld = out.split("\n\n")
    for text in ("MLD", r"1 to 2\b", "elect or passive", "IPv6 link-local"):
        assert re.search(text, mld) and not re.search(text, igmp), text
    for key in ("require-router-alert", "accept-off-subnet"):
        assert key in igmp and key not in mld, key
    _, row = tree.run("show", "-jv", "eth0").expect(0).json("interfaces")
    assert row["require_router_alert"] and not row["accept_off_subnet"], row
    assert row["version"] == 2 and row["querier_enable"] == "0", row


def test_set_is_for_igmp_unless_mld_is_said(tree):
    tree.device("eth0", mld={})
    tree.run("set", "eth0", "query-interval", "60s").expect(0)
    tree.run("set", "eth0", "igmp", "robustness", "3").expect(0)
    tree.run("set", "eth0", "mld", "version", "1", "query-interval",
             "30s").expect(0)
    assert tree.get("query_interval_ms") == "60000"
    assert tree.get("robustness") == "3"
    assert tree.get("version") == DEFAULTS["version"]
    assert tree.get("query_interval_ms", family="mld") == "30000"
    assert tree.get("robustness", family="mld") == "2"
    assert tree.get("version", family="mld") == "1"


def test_set_mld_takes_and_refuses_values(tree):
    tree.device("eth0", mld={})
    for key, text in (("version", "2"), ("mode", "passive"),
                      ("source-address", "fe80::1234:5678"),
                      ("source-address", "febf::1"),
                      ("source-address", "auto")):
        tree.run("set", "eth0", "mld", key, text).expect(
            0, *["it lacks " + text] * text.startswith("f"))
        assert tree.get(key.replace("-", "_"), family="mld") == text
    written = tree.written()
    for key, text, words in (
            ("version", "3", "version 3 is above 2: must be 1 to 2"),
            ("mode", "proxy", "is unknown: must be elect or passive"),
            ("source-address", "192.0.2.1", "is not an IPv6 link-local addr"),
            ("source-address", "2001:db8::1", "is not an IPv6 link-local addr"),
            ("source-address", "::", "is not an IPv6 link-local address")):
        tree.run("set", "eth0", "mld", key, text).expect(1, "eth0: ", words)
    for key in ("require-router-alert", "accept-off-subnet"):
        tree.run("set", "eth0", "mld", key, "on").expect(
            2, f"eth0: cannot set {key} to on: MLD has no such key")
    tree.run("set", "eth0", "ipv6", "version", "2").expect(2, "a value")
    assert tree.written() == written


def test_foreign_link_local_address_names_its_own(tree):
    tree.device("lo", mld={})
    tree.run("set", "lo", "mld", "source-address", "fe80::77",
             FAKE_DENY=deny("/source_address", "*", errno.EINVAL)).expect(
                 1, "lo: source-address fe80::77 is not an address of this "
                 "interface: it has no IPv6 link-local address")


def test_enable_and_disable_switch_both(tree):
    tree.device("eth0", mld={})
    tree.device("eth1", mld={})
    for verb, value in (("enable", "1"), ("disable", "0")):
        tree.run(verb, "eth0", "eth1").expect(0)
        assert switched(tree) == switched(tree, "eth1") == (value, value)


def test_one_family_is_switched_alone(tree):
    tree.device("eth0", mld={})
    for args, wanted in ((("enable", "--mld"), ("0", "1")),
                         (("enable", "--igmp"), ("1", "1")),
                         (("disable", "--mld"), ("1", "0")),
                         (("disable", "--igmp"), ("0", "0")),
                         (("enable", "--mld", "--igmp"), ("1", "1"))):
        tree.run(*args, "eth0").expect(0)
        assert switched(tree) == wanted, args
    tree.run("disable", "eth0", "--mld").expect(0)
    assert switched(tree) == ("1", "0")


def test_mld_that_is_not_there_is_missed_only_if_asked_for(tree):
    tree.run("enable", "eth0").expect(0)
    assert tree.get(ENABLE) == "1"
    tree.run("enable", "--mld", "eth0").expect(1, "eth0: ", "no MLD")
    tree.run("set", "eth0", "mld", "version", "1").expect(1, "no MLD")
    tree.run("disable", "eth0").expect(0)
    tree.device("eth1", mld={})
    shutil.rmtree(tree.path("eth1/igmp"))
    tree.run("enable", "eth1").expect(1, "eth1: ", "no IGMP")
    assert tree.get(ENABLE, "eth1", "mld") == "0"


def test_both_or_none(tree):
    tree.device("eth0", mld={})
    rules = deny("/mld/querier_enable", "1", errno.EIO)
    tree.run("enable", "eth0", FAKE_DENY=rules).expect(
        1, "eth0: cannot set querier-enable to on", "nothing was changed")
    assert switched(tree) == ("0", "0")


def test_what_both_have_in_common_is_said_once(tree):
    tree.device("eth0", state_reason="no-multicast",
                mld={"state_reason": "no-multicast"})
    rules = deny("/querier_enable", "1", errno.EOPNOTSUPP)
    said = tree.run("enable", "eth0", FAKE_DENY=rules).expect(1, "eth0: ").err
    assert said.count("multicast switched off") == 1, said
    down = {"state": "down", "state_reason": "link-down"}
    tree.device("eth0", mld=down, **down)
    said = tree.run("enable", "eth0").expect(0, "eth0: enabled, but down").err
    assert said.count("has no link:") == 1, said


def test_missing_address_is_noted(tree):
    tree.device("eth0", state="querier",
                mld={"state": "down", "state_reason": "no-address"})
    tree.run("enable", "eth0").expect(
        0, "eth0: enabled, but down for now: it has no IPv6 link-local")
    row = tree.run("show", "eth0").expect(0).out.splitlines()[2]
    assert row.split()[2:] == ["down", "(no-address)"], row


def test_families_are_for_enable_and_disable(tree):
    for verb in ("show", "statistics"):
        tree.run(verb, "--mld", "eth0").expect(2, "takes no --igmp and no")
    tree.run("set", "--mld", "eth0", "version", "2").expect(2, "takes no")
    tree.run("enable", "--mld").expect(2, "IFACE")
    assert not tree.written() and MLD_DEFAULTS["version"] == "2"
