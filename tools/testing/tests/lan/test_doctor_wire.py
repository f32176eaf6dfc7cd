# SPDX-License-Identifier: GPL-2.0
"""querierctl doctor --listen: other queriers and the LAN itself, as the wire shows them."""
import struct

import pytest

from querierlan import igmp, mld
from querierlan.cable import plug_in, settle
from querierlan.expect import expect, expect_equal
from querierlan.listening import Listening

pytestmark = [pytest.mark.machine("uml-sim"), pytest.mark.unhealthy("the LANs are ill")]

VLAN = 150


@pytest.fixture
def pair(lan, family):
    """A querier, and a host that sends by hand; the first queries are over."""
    own, host = lan.hosts(own=family.router + family.length, host=family.host + family.length)
    family.querier(own).enable()
    lan.at(60)
    return own, host


# --- D41: two queriers at a time
def test_it_does_not_give_way(lan, family, pair):
    """A higher one asks after each of two queries of this host: those at 60 s and 156 s."""
    own, host = pair
    listening = Listening(lan, own, time="130s")
    for moment in 70, 180:
        lan.at(moment)
        family.general(host, family.host)
    listening.expect_only("D41", "problem", querier=family.host, mac=host.mac, winner=family.router, queries=2)


def test_it_asks_more_often_than_one_that_starts(lan, family, pair):
    own, host = pair
    listening = Listening(lan, own, time="60s")
    for moment in 70, 90, 110:
        lan.at(moment)
        family.general(host, family.host)
    listening.expect_only("D41", "problem", querier=family.host, winner=family.router, queries=3)


def test_one_that_starts_again_is_no_second_querier(lan, family, pair):
    """It was heard before, and asks twice until this host's next query comes."""
    own, host = pair
    family.general(host, family.host)
    lan.at(80)
    listening = Listening(lan, own, time="60s")
    for moment in 90, 121:
        lan.at(moment)
        family.general(host, family.host)
    listening.expect()


def test_a_newcomer_may_ask_once(lan, family, pair):
    own, host = pair
    listening = Listening(lan, own)
    family.general(host, family.host)
    listening.expect()


def test_two_others_are_seen_by_a_third(lan, family):
    """Where this host is a loser, too."""
    own, low, high = lan.hosts(own=family.high + family.length, low=family.low + family.length, high=None)
    for each in low, own:
        family.querier(each).enable()
    lan.at(60)
    rogue = {"igmp": "10.0.0.20", "mld": "fe80::20"}[family.name]
    listening = Listening(lan, own, time="270s")
    for moment in (80, 170, 300):
        lan.at(moment)
        family.general(high, rogue)
    listening.expect_only("D41", "problem", querier=rogue, mac=high.mac, winner=family.low)


# --- others that ask
def test_another_subnet(lan):
    """D42: its query is ignored, and here is who sent it, in place of the counter alone. Reports do not count."""
    own, host = lan.hosts(own="10.0.0.1/24", host="10.0.0.5/24")
    own.querier.enable()
    lan.at(60)
    listening = Listening(lan, own)
    host.send(igmp.query_v3(), src="10.3.10.2")
    listening.expect_only("D42", "problem", querier="10.3.10.2", mac=host.mac)
    own.querier["accept_off_subnet"] = 1
    host.send(igmp.query_v3(), src="10.3.10.2")
    lan.after(20)
    listening = Listening(lan, own, time="60s")
    for _ in range(3):
        lan.after(15)
        host.send(igmp.query_v3(), src="10.3.10.2")
    found = listening.expect("D41", "D42")
    expect_equal(found[0]["evidence"]["winner"], "10.0.0.1", "winner")
    expect("in the last" in found[1]["text"], "D42 is of the counter: %r" % found)


def test_a_switch_without_address(lan):
    """D43"""
    own, host = lan.hosts(own="10.0.0.1/24", host=None)
    own.querier.enable()
    lan.at(60)
    listening = Listening(lan, own)
    host.send(igmp.query_v2(), src="0.0.0.0")
    listening.expect_only("D43", "note", querier="0.0.0.0", mac=host.mac)


def test_storm(lan, family):
    """D46: general queries every 2 s; those for one group do not count, nor do some every 10 s."""
    own, host = lan.hosts(own=family.high + family.length, host=family.low + family.length)
    own.join(family.group)
    family.querier(own).enable()
    lan.at(60)
    listening = Listening(lan, own)
    for _ in range(5):
        family.general(host, family.low)
        lan.after(2)
    listening.expect_only("D46", "problem", querier=family.low, mac=host.mac, queries=5)
    # At each query IPv6 of Linux draws the time of its answer again (mld_gq_start_work()), so it may be still to come.
    expect_equal(listening.not_checked.get("D63"), "no time for all answers" if family.name == "mld" else None,
                 "why D63 was not looked at")
    listening = Listening(lan, own, time="32s")
    for _ in range(3):
        family.general(host, family.low)
        for _ in range(5):
            family.specific(host, family.low, family.group, ())
        lan.after(10.1)
    listening.expect()


def test_pim_router(lan, family, pair):
    """D48"""
    own, host = pair
    listening = Listening(lan, own)
    if family.name == "igmp":
        host.send(b"\x20\0\0\0", src=family.host, dst="224.0.0.13", protocol=103)
    else:
        host.send_mld(b"\x20\0\0\0", src=family.host, dst="ff02::d", headers=b"", following=103)
    listening.expect_only("D48", "note", router=family.host, mac=host.mac)


# --- the LAN
def test_same_address(lan, family, pair):
    """D32: another host sends from this one's address; the counter is not said twice."""
    own, host = pair
    listening = Listening(lan, own)
    family.general(host, family.router)
    listening.expect_only("D32", "problem", address=family.router, mac=host.mac)


def test_loop(lan, family, pair):
    """D51: its own query comes back."""
    own, host = pair
    listening = Listening(lan, own)
    query = own.sent(since=59, kind="query", family=family.name)[-1]
    host.send_frame(query.frame)
    listening.expect_only("D51", "problem", packets=1)


def test_two_cards(lan, family):
    """D28: each hears what the other sends, without a word about their addresses."""
    own = lan.hosts(own=family.router + family.length)
    plug_in(lan, own, "eth1")
    if family.name == "igmp":
        own.ip("addr add 10.9.9.9/24 dev eth1")
    else:
        own.set_ipv6("eth1", "fe80::99/64")
        lan.after(3)
    settle(lan)
    for interface in "eth0", "eth1":
        family.querier(own).__class__(own, interface, family.name).enable()
        own.join(family.group, interface)
    lan.at(60)
    found = Listening(lan, own).found()
    pairs = [(one["severity"], one["interface"], one["evidence"]["other"]) for one in found if one["id"] == "D28"]
    expect_equal([("note", *sorted(pair[1:])) for pair in pairs], [("note", "eth0", "eth1")], "D28 in %r" % found)


def tagged(frame, vlan):
    return frame[:12] + struct.pack("!HH", 0x8100, vlan) + frame[12:]


def test_another_vlan(lan, family, pair):
    """D50: frames with a tag arrive where there is no such VLAN, until it is made as the advice says."""
    own, host = pair
    query = own.sent(since=30, kind="query", family=family.name)[-1]
    source = igmp.mac_packed(host.mac)
    frame = query.frame[:6] + source + query.frame[12:]
    listening = Listening(lan, own)
    host.send_frame(tagged(frame, VLAN))
    found = listening.expect_only("D50", "warning", vlan=VLAN, mac=host.mac)
    expect_equal(found["advice"], "ip link add link eth0 name eth0.%d type vlan id %d" % (VLAN, VLAN), "advice")
    own.ip(found["advice"].removeprefix("ip "))
    listening = Listening(lan, own)
    host.send_frame(tagged(frame, VLAN))
    listening.expect()


def test_malformed(lan, family, pair):
    """D52: what no host takes, and whose it is."""
    own, host = pair
    listening = Listening(lan, own)
    if family.name == "igmp":
        host.send(igmp.query_v3(), src=family.host, ttl=64)
    else:
        host.send_mld(mld.query_v2(), src=family.host, hops=64)
    listening.expect_only("D52", "note", sender=family.host, mac=host.mac, ttl=64, fault="its TTL is not 1")


def test_version_is_too_old(lan, family, pair):
    """D83: a host wants sources, and the version cannot say them."""
    own, host = pair
    family.querier(own)["version"] = family.older
    lan.after(40)
    listening = Listening(lan, own)
    family.report(host, family.host, (5, family.source_specific, family.sources[:1]))
    found = listening.expect_only("D83", "warning", sender=family.host, group=family.source_specific)
    expect_equal(found["advice"], "querierctl set eth0 %s version %d" % (family.name, family.newest), "advice")
