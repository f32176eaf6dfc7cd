# SPDX-License-Identifier: GPL-2.0
"""Bad input: 100,000 packets of either family that are almost right, through the hook, with KASAN watching."""
import random
import socket
import struct

import pytest

from querierlan import igmp, mld
from querierlan.expect import expect, expect_equal, expect_times
from querierlan.families import Igmp, Mld

pytestmark = [pytest.mark.machine("uml-sim"), pytest.mark.unhealthy("forged packets of all kinds")]

PACKETS = 100000
A_MOMENT = 2000                 # packets that come without a pause
MAX_GROUPS, MAX_SOURCES = 100, 20
LONGEST, LONGEST_HEADERS = 1400, 96     # bytes; with an IP header before them they fit into a frame
# In any hour a link says ten things, and of a duplicate address and two limits that they begin or last, and end.
MOST_LINES = 10 + 3 * (3 + 2)

SEEN = """
    queries_heard_v1 queries_heard_v2 reports_heard leaves_heard elections_lost elections_won
    ignored_length ignored_fragment ignored_checksum ignored_ttl ignored_type ignored_group ignored_source
    ignored_destination ignored_query_sources ignored_duplicate_address ignored_ssm ignored_record_type ignored_record_source
    ignored_group_limit ignored_source_limit
    """.split()


# --- what is the same in both -----------------------------------------------------------

def mutated(chance, data):
    """A few bytes changed, some cut off, added, or doubled."""
    data = bytearray(data)
    for _ in range(chance.choice((0, 1, 1, 2, 5))):
        at = chance.randrange(len(data) + 1)
        how = chance.randrange(5)
        if how == 0:
            del data[at:]
        elif how == 1:
            data[at:at] = chance.randbytes(chance.randrange(1, 9))
        elif how == 2:
            data += data[at:]
        elif data:
            data[at % len(data)] = chance.choice((0, 1, 127, 128, 255, chance.randrange(256)))
    return bytes(data[:LONGEST])


def random_padding(chance):
    return b"" if chance.random() < 0.5 else b"\0" * 60


def random_mac(chance):
    return "02:00:00:00:00:%02x" % chance.choice((1, 2, 9))


def random_interval(chance):
    """A QQIC; most let a querier be forgotten before the case ends."""
    return chance.choice((0, 1, 20, 125, chance.randrange(256)))


def random_destination(chance, family):
    """As it should be more often than not."""
    if chance.random() < 0.6:
        return family.all_hosts
    return chance.choice((*family.all_routers, family.random_group(chance), family.own))


class Mutants:
    """Messages of a family, made at random."""
    @classmethod
    def random_sources(cls, chance):
        return [cls.source % chance.randrange(256) for _ in range(chance.choice((0, 0, 1, 2, 5, 30)))]

    @classmethod
    def random_record(cls, chance):
        return cls.record(chance.randrange(8), cls.random_group(chance), cls.random_sources(chance),
                          auxiliary=b"\0" * 4 * chance.choice((0, 0, 0, 1, 3)))

    @classmethod
    def random_report(cls, chance):
        return cls.newest_report(*(cls.random_record(chance) for _ in range(chance.choice((0, 1, 1, 2, 8)))))

    @classmethod
    def random_query(cls, chance, group):
        return cls.newest_query(chance.randrange(cls.codes), group, chance.randrange(2), chance.randrange(8),
                                random_interval(chance), cls.random_sources(chance))


# --- IGMP -------------------------------------------------------------------------------

class IgmpMutants(Mutants, Igmp):
    source, codes = "192.0.2.%d", 256
    all_hosts, all_routers = igmp.ALL_HOSTS, (igmp.ALL_ROUTERS, igmp.ALL_V3_ROUTERS)
    seen = SEEN + ["queries_heard_v3", "ignored_off_subnet"]
    own_groups = 0              # that hosts report of themselves

    @staticmethod
    def random_host(chance):
        return "10.0.0.%d" % chance.choice((0, 1, 5, 9, 77, 255))

    @staticmethod
    def random_group(chance):
        return chance.choice(("224.0.0.1", "224.0.0.22", "232.1.2.%d" % chance.randrange(4),
                              "239.1.2.%d" % chance.randrange(256), "0.0.0.0", "10.0.0.9", "255.255.255.255"))

    @classmethod
    def random_message(cls, chance):
        """A message of every kind, and its parts as they may be on a good day."""
        group = cls.random_group(chance)
        return chance.choice((
            lambda: igmp.query_v1(group),
            lambda: igmp.query_v2(chance.randrange(256), group),
            lambda: cls.random_query(chance, group),
            lambda: igmp.report_v1(group),
            lambda: igmp.report_v2(group),
            lambda: igmp.leave(group),
            lambda: cls.random_report(chance),
            lambda: cls.random_report(chance),
        ))()

    @staticmethod
    def mended(message):
        """With the right checksum."""
        if len(message) < 4:
            return message
        return message[:2] + struct.pack("!H", igmp.checksum(message[:2] + b"\0\0" + message[4:])) + message[4:]

    @staticmethod
    def mutated_header(chance, packet):
        packet = mutated(chance, packet[:24]) + packet[24:]
        # What is no IPv4 packet at all does not get as far as the hook.
        if len(packet) >= 20 and chance.random() < 0.7:
            length = (packet[0] & 15) * 4
            packet = packet[:10] + b"\0\0" + packet[12:]
            packet = packet[:10] + struct.pack("!H", igmp.checksum(packet[:length])) + packet[12:]
        return packet

    @classmethod
    def random_frame(cls, chance, mac):
        """Most have a checksum that lets them get in, and a header that does."""
        message = mutated(chance, cls.random_message(chance))
        if chance.random() < 0.9:
            message = cls.mended(message)
        options = igmp.ROUTER_ALERT if chance.random() < 0.9 else chance.randbytes(4 * chance.randrange(11))
        destination = random_destination(chance, cls)
        packet = igmp.ipv4(message, cls.random_host(chance), destination, options=options)
        if chance.random() < 0.1:
            packet = cls.mutated_header(chance, packet)
        if destination.startswith("2"):
            mac = igmp.multicast_mac(destination)
        return igmp.ethernet(packet, random_mac(chance), mac, padding=random_padding(chance))


# --- MLD --------------------------------------------------------------------------------

ROUTING, FRAGMENT, AUTHENTICATION, DESTINATION = 43, 44, 51, 60
# Six bytes, or eight more: as MLD has them, another Router Alert, none, one in the wrong place, or nonsense.
OPTIONS = (mld.ROUTER_ALERT + mld.PADN, bytes([5, 2, 0, 1, 1, 0]), bytes([1, 4, 0, 0, 0, 0]),
           b"\0\0" + mld.ROUTER_ALERT, bytes([1, 10]) + bytes(10) + b"\5\2", bytes(6))


class MldMutants(Mutants, Mld):
    source, codes = "2001:db8::%x", 65536
    all_hosts, all_routers = mld.ALL_NODES, (mld.ALL_ROUTERS, mld.ALL_V2_ROUTERS)
    seen = SEEN + ["ignored_router_alert"]
    own_groups = 2              # solicited-node ones (RFC 4291 2.7.1)

    @staticmethod
    def random_host(chance):
        return chance.choice(("fe80::", "fe80::1", "fe80::5", "fe80::9", "fe80::77", "fe80::ffff:0:0:1",
                              "2001:db8::1", "::"))

    @staticmethod
    def random_group(chance):
        return chance.choice(("ff02::1", "ff02::16", "ff3e::8000:%d" % chance.randrange(4),
                              "ff15::12%02x" % chance.randrange(256), "::", "fe80::9", "ff01::5"))

    @classmethod
    def random_message(cls, chance):
        group = cls.random_group(chance)
        return chance.choice((
            lambda: mld.query_v1(chance.randrange(65536), group),
            lambda: cls.random_query(chance, group),
            lambda: mld.report_v1(group),
            lambda: mld.done(group),
            lambda: cls.random_report(chance),
            lambda: cls.random_report(chance),
        ))()

    @staticmethod
    def random_headers(chance):
        """Extension headers, and what the first one is: as a rule the hop-by-hop options of MLD, at times more."""
        if chance.random() < 0.8:
            return mld.hop_by_hop(), mld.HOP_BY_HOP
        kinds = [chance.choice((mld.HOP_BY_HOP, ROUTING, FRAGMENT, AUTHENTICATION, DESTINATION))
                 for _ in range(chance.randrange(4))]
        if chance.random() < 0.7:
            kinds.insert(0, mld.HOP_BY_HOP)
        headers, following = b"", mld.ICMPV6
        for kind in reversed(kinds):
            if kind in (mld.HOP_BY_HOP, DESTINATION):
                header = mld.hop_by_hop(chance.choice(OPTIONS), following)
            elif kind == FRAGMENT:
                header = struct.pack("!BBHI", following, 0, chance.choice((0, 0, 0, 1, 8, 0xfff8)), 1)
            else:
                header = bytes([following, 0]) + bytes(6)
            headers, following = header + headers, kind
        if chance.random() < 0.3:
            headers = mutated(chance, headers)[:LONGEST_HEADERS]
        return headers, following

    @classmethod
    def random_frame(cls, chance, mac):
        message = mutated(chance, cls.random_message(chance))[:LONGEST - LONGEST_HEADERS - 20]
        headers, following = cls.random_headers(chance)
        destination = random_destination(chance, cls)
        # Beside what is no message there is no checksum.
        check = None if chance.random() < 0.9 and len(message) >= 4 else 0x1234
        packet = mld.ipv6(message, cls.random_host(chance), destination, headers=headers, following=following,
                          check=check)
        if chance.random() < 0.1:
            # What is longer than it says is padded, what is shorter does not get as far as the hook.
            packet = mutated(chance, packet[:40])[:40].ljust(40, b"\0") + packet[40:]
        if destination.startswith("ff"):
            mac = mld.multicast_mac(destination)
        return igmp.ethernet(packet, random_mac(chance), mac, padding=random_padding(chance), ethertype=0x86dd)


# --- a flood of them --------------------------------------------------------------------

def expect_bounded(querier, counters):
    expect(querier.groups <= MAX_GROUPS, "%d groups" % querier.groups)
    now = querier.statistics()
    expect(all(now[name] >= counters.get(name, 0) for name in now), "a counter went backwards: %r" % now)
    return now


def cable_of(lan, host):
    """A socket whose frames come out of the host's port of the switch, and go nowhere else."""
    with lan.switch:
        sender = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
        sender.bind((host.name, 0))
    return sender


def works_as_before(lan, family, ours, member):
    """After the last forger was forgotten: queries, a member, its leave."""
    lan.after(2000)
    querier = family.querier(ours)
    querier.disable()
    querier.enable()
    lan.begin()
    ours.wire = lan.capture(lan.switch, ours.name)
    querier.expect(state="querier", active_version=family.newest, groups=0)
    lan.at(40)
    member.join(family.group)
    lan.at(50)
    querier.expect(groups=family.own_groups + 1)
    member.leave(family.group)
    lan.at(60)
    querier.expect(groups=family.own_groups)
    queries = ours.sent(-1, kind="query")
    expect_times([packet for packet in queries if packet.group == family.nothing], [0, 31.25], "general queries")
    expect_equal([packet.group for packet in queries if packet.group != family.nothing], [family.group] * 2,
                 "specific queries")


@pytest.mark.parametrize("family", [IgmpMutants, MldMutants], ids=["igmp", "mld"])
def test_a_hundred_thousand(lan, family):
    """100,000 mutated packets leave the tables bounded, the log quiet, and a querier that works as before."""
    ours, member = lan.hosts(ours=family.own + family.length, member=family.high + family.length)
    querier = family.querier(ours)
    querier.set(max_groups=MAX_GROUPS, max_sources=MAX_SOURCES)
    querier.enable()
    # No memory of the wire is needed for so long.
    ours.wire.close()
    chance = random.Random(9776)
    counters = {}
    lan.at(10)
    with cable_of(lan, ours) as sender:
        for number in range(PACKETS // A_MOMENT):
            for _ in range(A_MOMENT):
                sender.send(family.random_frame(chance, ours.mac))
            lan.after(chance.choice((0.01, 0.5, 1, 3, 20, 300)))
            counters = expect_bounded(querier, counters)
    for name in family.seen:
        expect(counters[name], "nothing was counted as %s: %r" % (name, counters))
    lines = [moment for moment, _ in lan.log()]
    expect(lines, "no lines of log: there is no test here")
    for moment in lines:
        near = [other for other in lines if moment <= other < moment + 3599]
        expect(len(near) <= MOST_LINES, "%d lines of log in an hour" % len(near))
    works_as_before(lan, family, ours, member)
