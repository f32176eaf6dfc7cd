# SPDX-License-Identifier: GPL-2.0
"""querierctl doctor --listen finds firewalls by experiment: what they drop, wherever their rules are."""
import socket

import pytest

from querierlan import doctor
from querierlan.expect import expect, expect_equal
from querierlan.listening import Listening

pytestmark = [pytest.mark.machine("uml-sim", packages=["nftables"]), pytest.mark.unhealthy("a firewall")]

IS_EX = 2
MESSAGES = {"igmp": "ip protocol igmp", "mld": "icmpv6 type { 130, 131, 132, 143 }"}
# Not the copy of a query that the module gives to its own host.
FROM_OTHERS = {"igmp": "ip saddr != 10.0.0.1 ", "mld": "ip6 saddr != fe80::1 "}
# Where rules are before the module: the table's family, and the chain.
BEFORE = {
    "prerouting": ("inet", "type filter hook prerouting priority raw"),
    "ingress": ("netdev", 'type filter hook ingress device "eth0" priority 0'),
}


def drop(host, table, chain, rule):
    host.run("nft", "add table %s t; add chain %s t c { %s; }; add rule %s t c %s drop" % (table, table, chain, table, rule))


@pytest.fixture
def three(lan, family):
    """A querier that listens to a group itself, and two hosts that do; the reports of joining are over."""
    hosts = lan.hosts(own=family.router + family.length, host=family.host + family.length,
                      other=family.other + family.length)
    for each in hosts:
        each.join(family.group)
    family.querier(hosts[0]).enable()
    lan.at(60)
    return hosts


@pytest.mark.parametrize("where", BEFORE)
def test_before_the_module(lan, family, three, where):
    """D62: reports reach the interface, and the module counts none."""
    drop(three[0], *BEFORE[where], FROM_OTHERS[family.name] + MESSAGES[family.name])
    found = Listening(lan, three[0]).expect_only("D62", "problem", kind="reports", version=family.newest)
    expect(found["evidence"]["count"] >= 2 and found["evidence"]["sender"] in (family.host, family.other), found)


def test_tc_before_the_module(lan, family, three):
    """D62: so it is with tc. What the host asks itself does not come back to it either: D63."""
    three[0].run("tc", "qdisc", "add", "dev", "eth0", "clsact")
    three[0].run("tc", "filter", "add", "dev", "eth0", "ingress", "matchall", "action", "drop")
    expect_equal({one["id"] for one in Listening(lan, three[0]).expect("D62", "D63")}, {"D62", "D63"}, "findings")


def test_one_kind_of_message(lan, family, three):
    """D62: firewalld's check of sources drops MLDv1's reports alone; all else is counted."""
    own, host, _ = three
    kind = {"igmp": "ip protocol igmp @th,0,8 0x16", "mld": "icmpv6 type 131"}[family.name]
    drop(own, *BEFORE["prerouting"], kind)
    listening = Listening(lan, own)
    family.older_report(host, family.host, family.another_group)
    listening.expect_only("D62", "problem", kind="reports", version=family.older, count=1)


def test_queries_of_others(lan, family, three):
    """D62: another querier's queries are dropped."""
    own, host, _ = three
    kind = {"igmp": "ip protocol igmp @th,0,8 0x11", "mld": "icmpv6 type 130"}[family.name]
    drop(own, *BEFORE["prerouting"], FROM_OTHERS[family.name] + kind)
    listening = Listening(lan, own)
    family.general(host, family.host)
    found = listening.expect_only("D62", "problem", kind="queries", count=1)
    expect_equal(found["evidence"]["sender"], family.host, "sender")


@pytest.mark.parametrize("hook", ["input", "output"])
def test_own_groups_are_not_reported(lan, family, three, hook):
    """D63: this host listens to a group and does not say so, as a rule drops its queries or its reports."""
    own = three[0]
    drop(own, "inet", "type filter hook %s priority 0" % hook, MESSAGES[family.name])
    found = Listening(lan, own).expect_only("D63", "problem")
    if family.name == "igmp":
        expect_equal((found["evidence"]["group"], found["evidence"]["silent_groups"]), (family.group, 1), "groups")
        expect("drops IGMP" in found["text"], found)
        for program in doctor.FIREWALLS:
            lan.after(60)
            with doctor.managed_by(program):
                advice = Listening(lan, own).expect_only("D63", "problem")["advice"]
            expect(advice.startswith(program + " "), advice)
    own.run("nft", "delete table inet t")
    lan.after(60)
    Listening(lan, own).expect()


def test_own_groups_at_a_loser(lan, family):
    """D63: so it is where another host is the querier, once its query was heard; until then it is not looked at."""
    low, high = lan.hosts(low=family.low + family.length, high=family.high + family.length)
    high.join(family.group)
    for each in low, high:
        family.querier(each).enable()
    lan.at(200)
    drop(high, "inet", "type filter hook output priority 0", MESSAGES[family.name])
    listening = Listening(lan, high)
    said = listening.end()
    expect({"id": "D63", "reason": "heard no query"} in said["not_checked"], said)
    Listening(lan, high, time="130s").expect_only("D63", "problem")


def test_queries_that_do_not_leave(lan, family, three):
    """D64: a rule in egress drops what this host sends. As no query was heard, no answer is missed."""
    drop(three[0], "netdev", 'type filter hook egress device "eth0" priority 0', MESSAGES[family.name])
    Listening(lan, three[0]).expect_only("D64", "problem", queries=1, seen=0)


def meet(host, family, *addresses):
    """It has sent something there, so that it knows the neighbour."""
    with host, socket.socket(socket.AF_INET6 if family.name == "mld" else socket.AF_INET, socket.SOCK_DGRAM) as out:
        for address in addresses:
            out.sendto(b"x", (address, 9, 0, socket.if_nametoindex("eth0")) if family.name == "mld" else (address, 9))


def test_no_host_answers(lan, family, three):
    """D60: hosts are there, and none reports, as a rule at each drops it: for IGMP that is a warning."""
    own, *others = three
    for each in others:
        drop(each, "inet", "type filter hook output priority 0", MESSAGES[family.name])
    Listening(lan, own).expect()
    meet(own, family, family.host, family.other)
    lan.after(1)
    found = Listening(lan, own).expect_only("D60", "warning" if family.name == "igmp" else "problem", neighbours=2)
    expect("none answered a query" in found["text"], found)
    others[0].run("nft", "delete table inet t")
    lan.after(60)
    Listening(lan, own).expect()
