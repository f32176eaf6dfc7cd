#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Bad input: 100,000 packets that are almost right, through the hook, with KASAN watching."""
import random
import struct

import igmp
from lan import case, expect, expect_equal, expect_times, run_cases

OURS, LOW = "10.0.0.5", "10.0.0.1"
GROUP = "239.1.2.3"
PACKETS = 100000
A_MOMENT = 2000                 # packets that come without a pause
MAX_GROUPS, MAX_SOURCES = 100, 20
# A link says ten things a minute, some of them in two lines, and any minute may have parts of two of those.
MOST_LINES = 2 * (10 + 3)


def random_host(chance):
    return "10.0.0.%d" % chance.choice((0, 1, 5, 9, 77, 255))


def random_group(chance):
    return chance.choice(("224.0.0.1", "224.0.0.22", "232.1.2.%d" % chance.randrange(4),
                          "239.1.2.%d" % chance.randrange(256), "0.0.0.0", "10.0.0.9", "255.255.255.255"))


def random_sources(chance):
    return ["192.0.2.%d" % chance.randrange(256) for _ in range(chance.choice((0, 0, 1, 2, 5, 30)))]


def random_record(chance):
    return igmp.record(chance.randrange(8), random_group(chance), random_sources(chance),
                       auxiliary=b"\0" * 4 * chance.choice((0, 0, 0, 1, 3)))


def random_message(chance):
    """A message of every kind, and its parts as they may be on a good day."""
    group = random_group(chance)
    return chance.choice((
        lambda: igmp.query_v1(group),
        lambda: igmp.query_v2(chance.randrange(256), group),
        lambda: igmp.query_v3(chance.randrange(256), group, chance.randrange(2), chance.randrange(8),
                              chance.randrange(256), random_sources(chance)),
        lambda: igmp.report_v1(group),
        lambda: igmp.report_v2(group),
        lambda: igmp.leave(group),
        lambda: igmp.report_v3(*(random_record(chance) for _ in range(chance.choice((0, 1, 1, 2, 8))))),
        lambda: igmp.report_v3(*(random_record(chance) for _ in range(chance.choice((0, 1, 1, 2, 8))))),
    ))()


def mutated(chance, octets):
    """A few octets changed, some cut off, added, or doubled."""
    octets = bytearray(octets)
    for _ in range(chance.choice((0, 1, 1, 2, 5))):
        at = chance.randrange(len(octets) + 1)
        how = chance.randrange(5)
        if how == 0:
            del octets[at:]
        elif how == 1:
            octets[at:at] = chance.randbytes(chance.randrange(1, 9))
        elif how == 2:
            octets += octets[at:]
        elif octets:
            octets[at % len(octets)] = chance.choice((0, 1, 127, 128, 255, chance.randrange(256)))
    return bytes(octets[:1400])


def mended(message):
    """With the right checksum."""
    if len(message) < 4:
        return message
    return message[:2] + struct.pack("!H", igmp.checksum(message[:2] + b"\0\0" + message[4:])) + message[4:]


def random_frame(chance):
    """Most have a checksum that lets them get in, and a header that does."""
    message = mutated(chance, random_message(chance))
    if chance.random() < 0.9:
        message = mended(message)
    options = igmp.ROUTER_ALERT if chance.random() < 0.9 else chance.randbytes(4 * chance.randrange(11))
    packet = igmp.ipv4(message, random_host(chance), igmp.ALL_HOSTS, options=options)
    if chance.random() < 0.1:
        packet = mutated(chance, packet[:24]) + packet[24:]
        # What is no IPv4 packet at all does not get as far as the hook.
        if len(packet) >= 20 and chance.random() < 0.7:
            length = (packet[0] & 15) * 4
            packet = packet[:10] + b"\0\0" + packet[12:]
            packet = packet[:10] + struct.pack("!H", igmp.checksum(packet[:length])) + packet[12:]
    mac = "02:00:00:00:00:%02x" % chance.choice((1, 2, 9))
    return igmp.ethernet(packet, mac, "01:00:5e:00:00:01", padding=b"" if chance.random() < 0.5 else b"\0" * 60)


def expect_bounded(querier, counters):
    expect(querier.groups <= MAX_GROUPS, "%d groups" % querier.groups)
    now = querier.statistics()
    expect(all(now[name] >= counters.get(name, 0) for name in now), "a counter went backwards: %r" % now)
    return now


@case
def a_hundred_thousand(lan):
    """100,000 mutated packets leave the tables bounded, the log quiet, and a querier that works as before."""
    ours, rogue, member = lan.hosts(ours=OURS + "/24", rogue=None, member="10.0.0.9/24")
    querier = ours.querier
    querier.set(max_groups=MAX_GROUPS, max_sources=MAX_SOURCES)
    querier.enable()
    chance = random.Random(9776)
    lan.at(10)
    rogue.send(igmp.query_v1("239.1.2.3"), OURS)        # opens the socket
    sender = rogue.senders["eth0"]
    counters, last = {}, {}
    for number in range(PACKETS // A_MOMENT):
        for _ in range(A_MOMENT):
            sender.send(random_frame(chance))
        lan.after(chance.choice((0.01, 0.5, 1, 3, 20, 300)))
        counters = expect_bounded(querier, counters)
        # No memory of the wire is needed for so long.
        ours.wire.all().clear()
    seen = {name for name, value in counters.items() if value}
    for name in ("queries_heard_v1", "queries_heard_v2", "queries_heard_v3", "reports_heard", "leaves_heard",
                 "ignored_length", "ignored_fragment", "ignored_checksum", "ignored_ttl", "ignored_type",
                 "ignored_group", "ignored_source", "ignored_destination", "ignored_off_subnet",
                 "ignored_duplicate_address", "ignored_ssm", "ignored_record_type", "ignored_record_source",
                 "ignored_group_limit", "ignored_source_limit", "elections_lost", "elections_won"):
        expect(name in seen, "nothing was counted as %s: %r" % (name, counters))
    lines = [moment for moment, _ in lan.log()]
    expect(lines, "no lines of log: there is no test here")
    for moment in lines:
        near = [other for other in lines if moment <= other < moment + 59]
        expect(len(near) <= MOST_LINES, "%d lines of log in a minute" % len(near))
    works_as_before(lan, ours, member)


def works_as_before(lan, ours, member):
    """After the last forger was forgotten: queries, a member, its leave."""
    lan.after(2000)
    querier = ours.querier
    querier.disable()
    querier.enable()
    lan.begin()
    querier.expect(state="querier", active_version=3, groups=0)
    lan.at(40)
    member.join(GROUP)
    lan.at(50)
    querier.expect(groups=1)
    member.leave(GROUP)
    lan.at(60)
    querier.expect(groups=0)
    queries = [packet for packet in ours.sent(kind="query") if packet.time > -1]
    expect_times([packet for packet in queries if packet.group == "0.0.0.0"], [0, 31.25], "general queries")
    expect_equal([packet.group for packet in queries if packet.group != "0.0.0.0"], [GROUP] * 2, "specific queries")


if __name__ == "__main__":
    run_cases()
