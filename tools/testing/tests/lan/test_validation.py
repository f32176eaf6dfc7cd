# SPDX-License-Identifier: GPL-2.0
"""What of the LAN's words is believed (RFC 9776 4, 7.1, 9.1), and what is counted instead.

Each refused packet would win the election if it were believed: that its counter
goes up by one and nothing else moves is the whole proof.
"""
import os

import pytest

from querierlan import igmp
from querierlan.expect import expect_equal

pytestmark = pytest.mark.machine("uml-sim", packages=["nftables"])

LOW, OWN, HIGH, ELSEWHERE = "10.0.0.1", "10.0.0.5", "10.0.0.200", "192.0.2.1"
GROUP = "239.1.2.3"
STATE = ("state", "querier_address", "active_version", "other_querier_expires_ms")


def ours_and_rogue(lan, address=OWN + "/24"):
    ours, rogue = lan.hosts(ours=address, rogue=None)
    ours.querier.enable()
    # Past the startup, with no query of its own due while the table is run.
    lan.at(40)
    return ours, rogue


def snapshot(querier):
    return {**querier.statistics(), **{name: querier[name] for name in STATE}}


def changes(before, after):
    """What is different, as {name: (before, after)} or {counter: by how much}."""
    return {name: after[name] - value if isinstance(value, int) else (value, after[name])
            for name, value in before.items() if after[name] != value}


def send(host, message, src=LOW, **envelope):
    host.send(message, src, **envelope)


def expect_counted(ours, rogue, rows):
    """Each packet makes its one counter one higher, or nothing for None, and has no other effect."""
    queries = len(ours.sent(kind="query"))
    for what, counter, packet in rows:
        before = snapshot(ours.querier)
        send(rogue, **packet)
        expect_equal(changes(before, snapshot(ours.querier)), {counter: 1} if counter else {}, what)
    expect_equal(len(ours.sent(kind="query")), queries, "queries sent before and after")


def expect_believed(ours, rogue, rows):
    """Each packet, from a lower address, makes its sender the querier."""
    for what, counter, packet in rows:
        before = snapshot(ours.querier)
        send(rogue, **packet)
        after = snapshot(ours.querier)
        expect_equal((after["state"], after["querier_address"]), ("non-querier", packet.get("src", LOW)), what)
        expect_equal(after[counter] - before[counter], 1, "%s of %s" % (counter, what))
        # Counters stay; who the querier is does not.
        ours.querier.disable()
        ours.querier.enable()


def message(size):
    """A query of so many bytes, its checksum right."""
    return igmp.message(igmp.QUERY, 100, bytes(size - 4)) if size >= 4 else bytes(size)


# --- refused ---------------------------------------------------------------------------

def test_lengths(lan):
    """A query has 8 bytes, or 12 and more: any other length is ignored (RFC 9776 7.1)."""
    ours, rogue = ours_and_rogue(lan)
    expect_counted(ours, rogue, [("%d bytes" % n, "ignored_length", dict(message=message(n)))
                                 for n in (0, 1, 4, 7, 9, 10, 11)])


def test_lengths_without_padding(lan):
    """So it is in frames that end with the packet, where there is nothing to read behind it."""
    ours, rogue = ours_and_rogue(lan)
    expect_counted(ours, rogue, [("%d bytes" % n, "ignored_length", dict(message=message(n), padding=b""))
                                 for n in (0, 1, 4, 7, 9, 10, 11)])


def test_sources_that_are_not_there(lan):
    """A version 3 query holds as many sources as it says (RFC 9776 4.1.8)."""
    ours, rogue = ours_and_rogue(lan)
    expect_counted(ours, rogue, [
        ("one source, none there", "ignored_length", dict(message=igmp.query_v3(count=1))),
        ("two sources, one there", "ignored_length", dict(message=igmp.query_v3(sources=[HIGH], count=2))),
        ("one source, cut", "ignored_length", dict(message=igmp.query_v3(count=1, extra=b"\x0a\0\0"))),
        ("65535 sources", "ignored_length", dict(message=igmp.query_v3(count=65535))),
        ("65535 sources, unpadded", "ignored_length", dict(message=igmp.query_v3(count=65535), padding=b"")),
    ])


def test_checksums(lan):
    """A wrong checksum is ignored, in messages of every kind (RFC 9776 4.1.2)."""
    ours, rogue = ours_and_rogue(lan)
    counter = "ignored_checksum"
    right = igmp.query_v3()
    expect_counted(ours, rogue, [
        ("version 1", counter, dict(message=igmp.query_v1(check=0))),
        ("version 2", counter, dict(message=igmp.query_v2(check=0x1234))),
        ("version 3", counter, dict(message=igmp.query_v3(check=0xffff))),
        ("one bit", counter, dict(message=right[:9] + bytes([right[9] ^ 1]) + right[10:])),
        # Bytes behind the fields are not used, but the checksum covers them (4.1.10).
        ("behind the fields", counter, dict(message=right + b"\1\2\3\4")),
        ("report", counter, dict(message=igmp.report_v2(GROUP, check=0), dst=GROUP)),
        ("leave", counter, dict(message=igmp.leave(GROUP, check=0), dst=igmp.ALL_ROUTERS)),
    ])


def test_ttl(lan):
    """A TTL that is not 1 may come from beyond the LAN (RFC 9776 4)."""
    ours, rogue = ours_and_rogue(lan)
    expect_counted(ours, rogue, [("TTL %d" % n, "ignored_ttl", dict(message=igmp.query_v3(), ttl=n))
                                 for n in (0, 2, 64, 255)])


def test_fragments(lan):
    """A fragment is never a query: nothing that is meant to be one needs any."""
    ours, rogue = ours_and_rogue(lan)
    expect_counted(ours, rogue, [
        ("first", "ignored_fragment", dict(message=igmp.query_v3(), fragment=igmp.MORE_FRAGMENTS)),
        ("last", "ignored_fragment", dict(message=igmp.query_v3(), fragment=1)),
    ])


@pytest.mark.unhealthy("a sender is of another subnet")
def test_sources(lan):
    """A sender's address is a host's, and of this subnet."""
    ours, rogue = ours_and_rogue(lan)
    expect_counted(ours, rogue, [
        ("multicast", "ignored_source", dict(message=igmp.query_v3(), src=GROUP)),
        ("broadcast", "ignored_source", dict(message=igmp.query_v3(), src="255.255.255.255")),
        ("this network", "ignored_source", dict(message=igmp.query_v3(), src="0.0.0.1")),
        ("loopback", "ignored_source", dict(message=igmp.query_v3(), src="127.0.0.1")),
        ("elsewhere", "ignored_off_subnet", dict(message=igmp.query_v3(), src="9.9.9.9")),
        ("one past the subnet", "ignored_off_subnet", dict(message=igmp.query_v3(), src="9.255.255.255")),
        ("a report from elsewhere", "ignored_off_subnet", dict(message=igmp.report_v2(GROUP), src=ELSEWHERE)),
    ])


def test_destinations(lan):
    """A general query goes to 224.0.0.1 (RFC 9776 4.1.12, 9.1), a leave to 224.0.0.2 or the group (RFC 2236 9)."""
    ours, rogue = ours_and_rogue(lan)
    counter = "ignored_destination"
    expect_counted(ours, rogue, [
        ("all routers", counter, dict(message=igmp.query_v3(), dst=igmp.ALL_ROUTERS)),
        ("a group", counter, dict(message=igmp.query_v2(), dst=GROUP)),
        ("a group, version 1", counter, dict(message=igmp.query_v1(), dst=GROUP)),
        ("this host", counter, dict(message=igmp.query_v3(), dst=OWN, mac_dst=ours.mac)),
        ("this host, to all MACs", counter, dict(message=igmp.query_v3(), dst=OWN,
                                                 mac_dst=igmp.multicast_mac(igmp.ALL_HOSTS))),
        ("leave to all hosts", counter, dict(message=igmp.leave(GROUP))),
        ("leave to this host", counter, dict(message=igmp.leave(GROUP), dst=OWN, mac_dst=ours.mac)),
        ("leave to another group", counter, dict(message=igmp.leave(GROUP), dst="239.255.0.1")),
    ])


def test_groups(lan):
    """What is asked for is a group (RFC 9776 4.1.3)."""
    ours, rogue = ours_and_rogue(lan)
    expect_counted(ours, rogue, [
        ("version 2, a host", "ignored_group", dict(message=igmp.query_v2(10, HIGH))),
        ("version 3, a host", "ignored_group", dict(message=igmp.query_v3(10, HIGH))),
        ("version 3, broadcast", "ignored_group", dict(message=igmp.query_v3(10, "255.255.255.255"))),
    ])


def test_other_types(lan):
    """What is neither query nor report nor leave is none of ours: DVMRP, PIM, mtrace, the rest (RFC 9776 4)."""
    ours, rogue = ours_and_rogue(lan)
    expect_counted(ours, rogue, [("type 0x%02x" % kind, "ignored_type", dict(message=igmp.message(kind, 100, bytes(8))))
                                 for kind in (0, 0x10, 0x13, 0x14, 0x1e, 0x1f, 0x30, 0xff)])


def test_router_alert_required(lan):
    """With require_router_alert a query of version 2 or 3 without it is ignored, and a garbled option is none."""
    ours, rogue = ours_and_rogue(lan)
    ours.querier["require_router_alert"] = 1
    counter = "ignored_router_alert"
    expect_counted(ours, rogue, [
        ("version 2", counter, dict(message=igmp.query_v2(), options=b"")),
        ("version 3", counter, dict(message=igmp.query_v3(), options=b"")),
        ("end before it", counter, dict(message=igmp.query_v3(), options=b"\0\0\0\0" + igmp.ROUTER_ALERT)),
        ("only no-operations", counter, dict(message=igmp.query_v3(), options=b"\1" * 40)),
        ("length 0", counter, dict(message=igmp.query_v3(), options=b"\x94\0\0\0")),
        ("length 1", counter, dict(message=igmp.query_v3(), options=b"\x94\1\0\0")),
        ("length 3", counter, dict(message=igmp.query_v3(), options=b"\x94\3\0\0")),
        ("longer than the header", counter, dict(message=igmp.query_v3(), options=b"\x94\xff\0\0")),
        ("cut after its type", counter, dict(message=igmp.query_v3(), options=b"\1\1\1\x94")),
        ("behind one that is too long", counter, dict(message=igmp.query_v3(),
                                                      options=b"\x07\x20\0\0" + igmp.ROUTER_ALERT)),
        ("inside of another", counter, dict(message=igmp.query_v3(), options=b"\x07\x08\0\0" + igmp.ROUTER_ALERT)),
    ])


def test_dropped_before_us(lan):
    """What the kernel itself drops is not even counted: a wrong IP header, a packet cut short."""
    ours, rogue = ours_and_rogue(lan)
    expect_counted(ours, rogue, [
        ("IP checksum", None, dict(message=igmp.query_v3(), check=0x1234)),
        ("longer than the frame", None, dict(message=igmp.query_v3(), total=200)),
        ("shorter than its header", None, dict(message=igmp.query_v3(), total=20)),
        ("another host's MAC", None, dict(message=igmp.query_v3(), mac_dst="02:00:00:00:00:77")),
        ("another protocol", None, dict(message=igmp.query_v3(), protocol=103)),
    ])


def test_while_disabled(lan):
    """Where no querier is enabled nothing is counted."""
    ours, rogue = ours_and_rogue(lan)
    ours.querier.disable()
    expect_counted(ours, rogue, [
        ("query", None, dict(message=igmp.query_v3())),
        ("wrong checksum", None, dict(message=igmp.query_v3(check=0))),
    ])


# --- believed --------------------------------------------------------------------------

def test_good_queries(lan):
    """Queries that are unusual but good win: no option, other TOS, more bytes, reserved bits, padding or none."""
    ours, rogue = ours_and_rogue(lan)
    v1, v2, v3 = ("queries_heard_v%d" % version for version in (1, 2, 3))
    reserved = igmp.message(igmp.QUERY, 100, bytes([0, 0, 0, 0, 0xf2, 125, 0, 0]))
    expect_believed(ours, rogue, [
        ("version 1", v1, dict(message=igmp.query_v1())),
        ("version 2", v2, dict(message=igmp.query_v2())),
        ("version 3", v3, dict(message=igmp.query_v3())),
        ("version 1, a group to be ignored", v1, dict(message=igmp.query_v1(GROUP))),
        ("version 1 without Router Alert", v1, dict(message=igmp.query_v1(), options=b"", tos=0)),
        ("version 2 without Router Alert", v2, dict(message=igmp.query_v2(), options=b"")),
        ("version 3 without Router Alert", v3, dict(message=igmp.query_v3(), options=b"")),
        ("TOS 0, may be fragmented", v3, dict(message=igmp.query_v3(), tos=0, fragment=0)),
        ("code 0", v3, dict(message=igmp.query_v3(code=0))),
        ("S set", v3, dict(message=igmp.query_v3(s=1))),
        ("reserved bits", v3, dict(message=reserved)),
        ("more bytes than fields", v3, dict(message=igmp.query_v3(extra=b"\1\2\3\4\5"))),
        ("as many bytes as fit", v3, dict(message=igmp.query_v3(extra=b"\x55" * (1500 - 24 - 12)))),
    ])


def test_padded_frames(lan):
    """Frames padded to 60 bytes are good, with zeros and with what was left in the buffer."""
    ours, rogue = ours_and_rogue(lan)
    rubbish = os.urandom(igmp.SHORTEST_FRAME)
    for kind, padding in (("zeros", b"\0" * 60), ("ones", b"\xff" * 60), ("rubbish %s" % rubbish.hex(), rubbish),
                          ("nothing", b"")):
        expect_believed(ours, rogue, [
            ("version 1, %s" % kind, "queries_heard_v1", dict(message=igmp.query_v1(), padding=padding)),
            ("version 2, %s" % kind, "queries_heard_v2", dict(message=igmp.query_v2(), padding=padding)),
            ("version 3, %s" % kind, "queries_heard_v3", dict(message=igmp.query_v3(), padding=padding)),
        ])


def test_router_alert_present(lan):
    """With require_router_alert a query that has it wins, wherever it stands, and so does version 1 without."""
    ours, rogue = ours_and_rogue(lan)
    ours.querier["require_router_alert"] = 1
    expect_believed(ours, rogue, [
        ("version 3", "queries_heard_v3", dict(message=igmp.query_v3())),
        ("version 2", "queries_heard_v2", dict(message=igmp.query_v2())),
        ("behind no-operations", "queries_heard_v3", dict(message=igmp.query_v3(),
                                                          options=b"\1\1\1\1" + igmp.ROUTER_ALERT)),
        ("behind another", "queries_heard_v3", dict(message=igmp.query_v3(),
                                                    options=b"\x44\x08\x05\0\0\0\0\0" + igmp.ROUTER_ALERT)),
        ("last of 40 bytes", "queries_heard_v3", dict(message=igmp.query_v3(),
                                                       options=b"\1" * 36 + igmp.ROUTER_ALERT)),
        ("version 1 without", "queries_heard_v1", dict(message=igmp.query_v1(), options=b"")),
    ])


def test_off_subnet_accepted(lan):
    """With accept_off_subnet a lower address from elsewhere wins."""
    ours, rogue = ours_and_rogue(lan)
    ours.querier["accept_off_subnet"] = 1
    expect_believed(ours, rogue, [("elsewhere", "queries_heard_v3", dict(message=igmp.query_v3(), src="9.9.9.9"))])


@pytest.mark.unhealthy("a sender is of another subnet")
def test_every_subnet_counts(lan):
    """A sender on any of the interface's subnets is no stranger."""
    ours, rogue = ours_and_rogue(lan)
    ours.ip("addr add 9.1.1.5/30 dev eth0")
    expect_counted(ours, rogue, [("past it", "ignored_off_subnet", dict(message=igmp.query_v3(), src="9.1.1.8"))])
    expect_believed(ours, rogue, [("second subnet", "queries_heard_v3", dict(message=igmp.query_v3(), src="9.1.1.6"))])


@pytest.mark.unhealthy("a host has no IPv4 address")
def test_anybody_without_an_address(lan):
    """An interface without an address has no subnet, and believes any sender."""
    ours, rogue = ours_and_rogue(lan, None)
    expect_believed(ours, rogue, [("anybody", "queries_heard_v3", dict(message=igmp.query_v3(), src="203.0.113.7"))])


def test_members(lan):
    """Reports and leaves are counted and elect no querier; those of hosts without an address too (RFC 9776 4.2.14)."""
    ours, rogue = ours_and_rogue(lan)
    record = igmp.record(igmp.TO_EX, GROUP)
    expect_counted(ours, rogue, [
        ("report 1", "reports_heard", dict(message=igmp.report_v1(GROUP), dst=GROUP, options=b"")),
        ("report 2", "reports_heard", dict(message=igmp.report_v2(GROUP), dst=GROUP)),
        ("report 3", "reports_heard", dict(message=igmp.report_v3(record), dst=igmp.ALL_V3_ROUTERS)),
        ("report from 0.0.0.0", "reports_heard", dict(message=igmp.report_v3(record), dst=igmp.ALL_V3_ROUTERS,
                                                      src="0.0.0.0")),
        ("leave", "leaves_heard", dict(message=igmp.leave(GROUP), dst=igmp.ALL_ROUTERS)),
    ])


def test_specific_queries(lan):
    """Group-specific queries are counted and elect no querier, with as many sources as fit into a packet."""
    ours, rogue = ours_and_rogue(lan)
    many = ["10.1.%d.%d" % divmod(i, 250) for i in range(366)]
    expect_counted(ours, rogue, [
        ("version 2", "queries_heard_v2", dict(message=igmp.query_v2(10, GROUP), dst=GROUP)),
        ("version 3", "queries_heard_v3", dict(message=igmp.query_v3(10, GROUP), dst=GROUP)),
        ("366 sources", "queries_heard_v3", dict(message=igmp.query_v3(10, GROUP, sources=many), dst=GROUP)),
        ("367 sources said", "ignored_length", dict(message=igmp.query_v3(10, GROUP, sources=many, count=367),
                                                    dst=GROUP)),
    ])


# --- the administrator's own rules ------------------------------------------------------

def test_nft_rules_apply_first(lan):
    """What an nft prerouting rule drops is not heard here, at any priority of the chain."""
    ours, rogue = ours_and_rogue(lan)
    for priority in ("raw", "filter", "500"):
        ours.run("nft", "add table ip t; add chain ip t c { type filter hook prerouting priority %s; }; "
                 "add rule ip t c ip saddr %s drop" % (priority, LOW))
        expect_counted(ours, rogue, [("dropped at priority " + priority, None, dict(message=igmp.query_v3()))])
        ours.run("nft", "delete table ip t")
        expect_believed(ours, rogue, [("after the rule", "queries_heard_v3", dict(message=igmp.query_v3()))])
