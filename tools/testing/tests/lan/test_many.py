# SPDX-License-Identifier: GPL-2.0
"""Many interfaces that start together, or whose LANs all have something new, do not query all at once."""
import collections

import pytest

from querierlan import igmp
from querierlan.cable import settle
from querierlan.expect import expect, expect_equal, expect_times

pytestmark = pytest.mark.machine("uml-sim")

VLANS = 200
GROUP = "239.1.2.3"
BATCH = 64                      # that begin in a millisecond
NOTICED = 1.0                   # s until a carrier is
RESPONSE_MS = 500               # of that, turns take up to 255
TICKS = 0.04                    # s that Linux adds to a random delay, and its rounding


def with_vlans(lan, *below, device="eth0"):
    """A host with VLANs 1 to VLANS of a device, which BELOW makes, and their queriers."""
    host = lan.hosts(host=None)
    numbers = range(1, VLANS + 1)
    host.ip(*below, *("link add link %s name v%d type vlan id %d" % (device, n, n) for n in numbers),
            *("addr add 10.1.%d.1/24 dev v%d" % (n, n) for n in numbers), *("link set v%d up" % n for n in numbers))
    settle(lan)
    return host, [host.interface("v%d" % n) for n in numbers]


def expect_paced(queries, since, vlans=range(1, VLANS + 1)):
    """One for each VLAN, so many in each millisecond, the first of them at this time."""
    expect_equal(sorted(query.vlan for query in queries), list(vlans), "VLANs that query")
    counts = collections.Counter(round((query.time - since) * 1000) for query in queries)
    expect_equal(counts, {i: min(BATCH, len(vlans) - i * BATCH) for i in range(-(-len(vlans) // BATCH))},
                 "queries by millisecond")


def expect_none_failed(queriers):
    expect_equal({int(querier["statistics/queries_failed"]) for querier in queriers}, {0}, "queries that failed")


def test_carrier(lan):
    """VLANs that come up with their device send 64 queries a millisecond, at the start and ever after."""
    host, vlans = with_vlans(lan)
    host.unplug()
    lan.at(5)
    for vlan in vlans:
        vlan.enable()
    lan.at(10)
    host.plug()
    lan.at(300)
    queries = host.sent(kind="query")
    first = queries[0].time
    expect(10 <= first <= 10 + NOTICED, "the first is at %g s" % first)
    # The kernel may notice the carrier of some a second later.
    prompt = sorted(query.vlan for query in queries if query.time < first + NOTICED / 2)
    expect(len(prompt) > 2 * BATCH, "only %d begin together" % len(prompt))
    for after in (0, 31.25, 156.25, 281.25):
        expect_paced([query for query in queries if abs(query.time - first - after) < NOTICED / 2], first + after, prompt)
    expect_equal(len(queries), 4 * VLANS, "queries in all")
    expect_none_failed(vlans)


def test_enable(lan):
    """So do those that are enabled together; one that is enabled alone does at once."""
    host, vlans = with_vlans(lan)
    for vlan in vlans[1:]:
        vlan.enable()
    lan.at(0.002)
    vlans[0].enable()
    lan.at(20)
    expect_paced(host.sent(kind="query"), 0)
    vlans[0].disable()
    vlans[0].enable()
    lan.at(21)
    expect_equal([(query.vlan, round(query.time, 3)) for query in host.sent(20, kind="query")], [(1, 20)],
                 "the query of one alone")


def heard_by_own_stack(vlans):
    """Queries that the hosts' own stack was given, in all."""
    return sum(int(vlan["statistics/ignored_own"]) for vlan in vlans)


def test_own_stack(lan):
    """Its own stack hears a host's queries a few at a time, most of them later: each takes it long among many devices."""
    _, vlans = with_vlans(lan)
    for vlan in vlans:
        vlan.enable()
    for after, heard in (0.008, 16), (1.26, 16), (1.274, 32), (2, VLANS), (31.26, VLANS + 16), (33, 2 * VLANS):
        lan.at(after)
        expect_equal(heard_by_own_stack(vlans), heard, "queries heard after %g s" % after)
    vlans[0].disable()
    vlans[0].enable()
    lan.at(33.001)
    expect_equal(heard_by_own_stack(vlans), 2 * VLANS + 1, "queries heard, one of them of a link alone")


def test_own_stack_answers_in_time(lan):
    """What it hears late it answers as soon as others."""
    host, vlans = with_vlans(lan)
    for number, vlan in enumerate(vlans, 1):
        host.join(GROUP, "v%d" % number)
        vlan.set(query_response_interval_ms=RESPONSE_MS)
    lan.at(20)
    for vlan in vlans:
        vlan.enable()
    lan.at(25)
    queries = {query.vlan: query.time for query in host.sent(20, kind="query")}
    answers = {answer.vlan: answer.time - queries[answer.vlan] for answer in host.sent(20, kind="report")}
    expect_equal(sorted(answers), list(range(1, VLANS + 1)), "VLANs that answer")
    expect(max(answers.values()) <= RESPONSE_MS / 1000 + TICKS, "an answer after %g s" % max(answers.values()))


def test_own_stack_of_stopped(lan):
    """What stops before its turn is not heard any more."""
    _, vlans = with_vlans(lan)
    for vlan in vlans:
        vlan.enable()
    lan.at(0.008)
    for vlan in vlans:
        vlan.disable()
    lan.at(5)
    expect_equal(heard_by_own_stack(vlans), 16, "queries heard")


def test_new_port(lan):
    """VLANs of a bridge that gets a port ask again at that pace, and 31.25 s later once more."""
    host, vlans = with_vlans(lan, "link add br0 type bridge", "link set eth0 master br0", "link set br0 up", device="br0")
    for vlan in vlans:
        vlan.enable()
    host.ip("link add d0 type dummy", "link set d0 up")
    lan.at(60)
    host.ip("link set d0 master br0")
    lan.at(150)
    queries = host.sent(50, kind="query")
    expect_paced(queries[:VLANS], 60)
    expect_paced(queries[VLANS:], 91.25)
    expect_none_failed(vlans)


def test_a_leave_does_not_wait(lan):
    """A new port's query has to wait for its turn; what is asked for because a host leaves does not."""
    peer = lan.hosts(peer=None)
    peer.ip("link add link eth0 name slow type vlan id 1", "link set slow up")
    host, vlans = with_vlans(lan, "link add br0 type bridge", "link set eth0 master br0", "link set br0 up", device="br0")
    for vlan in vlans:
        vlan.enable()
    host.ip("link add d0 type dummy", "link set d0 up")
    lan.at(60)

    def says(record_type):
        peer.send(igmp.report_v3(igmp.record(record_type, GROUP)), "10.1.1.7", dst=igmp.ALL_V3_ROUTERS,
                  interface="slow")

    says(igmp.TO_EX)
    expect(GROUP in vlans[0].table(), "a member")
    # Of the VLANs the newest is asked for first.
    host.ip("link set d0 master br0")
    says(igmp.TO_IN)
    lan.at(80)
    queries = [query for query in host.sent(60, kind="query") if query.vlan == 1]
    expect_times([query for query in queries if query.group == GROUP], [60, 61], "queries for the group", 0.0005)
    expect_times([query for query in queries if query.group != GROUP], [60 + (VLANS - 1) // BATCH / 1000],
                 "queries for all", 0.0005)
