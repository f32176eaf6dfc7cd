# SPDX-License-Identifier: GPL-2.0
"""Who is on this link: prefixes, peers, direct routes and 169.254/16, and whose queries elect (IGMP)."""
import pytest

from querierlan import igmp
from querierlan.expect import expect, expect_equal

pytestmark = pytest.mark.machine("uml-sim")

GROUP = "239.1.2.3"
OQPI = 255


def expect_heard(ours, rogue, heard=(), refused=(), query=None):
    """A lower querier at each of these addresses is believed, or counted as off the subnet."""
    for src in (*heard, *refused):
        ours.querier.disable()
        ours.querier.enable()
        # This way every query that is heard at all is believed.
        ours.querier["mode"] = "passive"
        before = ours.querier.count("ignored_off_subnet")
        rogue.send(query or igmp.query_v3(), src=src)
        expect_equal((ours.querier["querier_address"], ours.querier.count("ignored_off_subnet") - before),
                     (src, 0) if src in heard else ("none", 1), "what becomes of %s" % src)


# --- on this link or not -----------------------------------------------------------------

def test_two_with_bare_addresses(lan):
    """Two hosts that have a /32 and nothing else elect one of them, and anybody is heard."""
    low, high = lan.hosts(low="10.0.0.1/32", high="172.16.0.9/32")
    low.querier.enable()
    high.querier.enable()
    lan.at(300)
    low.querier.expect(state="querier")
    high.querier.expect(state="non-querier", querier_address="10.0.0.1")
    low.expect_queries([31.25, 156.25, 281.25], since=1)
    high.expect_queries([], since=1)
    expect_equal(high.querier.count("ignored_off_subnet"), 0, "queries off the subnet")


def test_bare_addresses(lan):
    """With /32 addresses alone everybody is heard, however many there are."""
    ours, rogue = lan.hosts(ours="10.0.0.5/32", rogue=None)
    ours.ip("addr add 10.7.0.5/32 dev eth0")
    expect_heard(ours, rogue, heard=("10.0.0.1", "192.0.2.1", "169.254.1.1"))


@pytest.mark.unhealthy("a sender is of another subnet")
def test_peers(lan):
    """A peer is on the link, and with one it is known who is not."""
    ours, rogue = lan.hosts(ours=None, rogue=None)
    ours.ip("addr add 10.0.0.5 peer 10.9.9.9/32 dev eth0")
    expect_heard(ours, rogue, heard=("10.9.9.9",), refused=("10.0.0.1", "10.9.9.8"))
    ours.ip("addr del 10.0.0.5 peer 10.9.9.9/32 dev eth0", "addr add 10.0.0.5 peer 10.9.9.9/24 dev eth0")
    expect_heard(ours, rogue, heard=("10.9.9.9", "10.9.9.8"), refused=("10.0.0.1",))


def test_two_on_a_point_to_point_subnet(lan):
    """Both addresses of a /31 are hosts' (RFC 3021)."""
    low, high = lan.hosts(low="10.0.0.0/31", high="10.0.0.1/31")
    low.querier.enable()
    high.querier.enable()
    lan.at(40)
    low.querier.expect(state="querier")
    high.querier.expect(state="non-querier", querier_address="10.0.0.0")


@pytest.mark.unhealthy("a sender is of another subnet")
def test_direct_routes(lan):
    """A route to this interface without a gateway has the sender on the link, beside a prefix and without one."""
    ours, rogue = lan.hosts(ours="10.0.0.5/24", rogue=None)
    ours.ip("link add d0 type dummy", "link set d0 up", "addr add 10.8.0.1/24 dev d0")
    expect_heard(ours, rogue, refused=("10.1.0.1", "10.2.0.1"))
    ours.ip("route add 10.1.0.0/16 dev eth0", "route add 10.2.0.0/16 via 10.0.0.1", "route add 10.3.0.0/16 dev d0")
    expect_heard(ours, rogue, heard=("10.1.0.1", "10.0.0.1"), refused=("10.2.0.1", "10.3.0.1", "10.8.0.9"))
    ours.ip("route add 10.1.7.0/24 via 10.0.0.1", "route add 10.1.8.9/32 dev d0", "route add unreachable 10.1.9.0/24")
    # The longest one by this interface counts.
    expect_heard(ours, rogue, heard=("10.1.0.1", "10.1.8.9"), refused=("10.1.7.1", "10.1.9.1"))
    ours.ip("route del 10.1.0.0/16 dev eth0")
    expect_heard(ours, rogue, refused=("10.1.0.1",))


@pytest.mark.unhealthy("a sender is of another subnet")
def test_default_routes(lan):
    """A default route, with a gateway or without, puts no sender on the link."""
    ours, rogue = lan.hosts(ours="10.0.0.5/24", rogue=None)
    ours.ip("route add default dev eth0")
    expect_heard(ours, rogue, refused=("192.0.2.1",))
    ours.ip("route del default", "route add default via 10.0.0.1")
    expect_heard(ours, rogue, heard=("10.0.0.1",), refused=("192.0.2.1",))


def test_bare_address_with_a_default_route(lan):
    """Nor does it show that any sender is not on the link."""
    ours, rogue = lan.hosts(ours="10.0.0.5/32", rogue=None)
    ours.ip("route add default dev eth0")
    expect_heard(ours, rogue, heard=("192.0.2.1", "10.0.0.1"))
    ours.ip("route del default", "route add default via 10.0.0.1 dev eth0 onlink")
    expect_heard(ours, rogue, heard=("192.0.2.1", "10.0.0.1"))


@pytest.mark.unhealthy("a sender is of another subnet")
def test_bare_address_with_a_route(lan):
    """A /32 and a direct route for its subnet, or for the gateway: who is on neither is off the link."""
    ours, rogue = lan.hosts(ours="10.0.0.5/32", rogue=None)
    ours.ip("route add 10.0.0.0/24 dev eth0")
    expect_heard(ours, rogue, heard=("10.0.0.1", "10.0.0.254"), refused=("10.0.1.1", "192.0.2.1"))
    ours.ip("route del 10.0.0.0/24 dev eth0")
    expect_heard(ours, rogue, heard=("10.0.1.1",))
    ours.ip("route add 172.16.0.1/32 dev eth0", "route add default via 172.16.0.1 dev eth0")
    expect_heard(ours, rogue, heard=("172.16.0.1",), refused=("10.0.1.1", "192.0.2.1"))


@pytest.mark.unhealthy("a sender is of another subnet")
def test_routes_of_policy_rules(lan):
    """A route of another table counts where a rule leads to it."""
    ours, rogue = lan.hosts(ours="10.0.0.5/24", rogue=None)
    ours.ip("route add 10.1.0.0/16 dev eth0 table 77")
    expect_heard(ours, rogue, refused=("10.1.0.1",))
    ours.ip("rule add to 10.1.0.0/16 table 77")
    expect_heard(ours, rogue, heard=("10.1.0.1",))
    ours.ip("rule add to 10.1.3.0/24 prohibit pref 1")
    expect_heard(ours, rogue, heard=("10.1.0.1",), refused=("10.1.3.1",))


@pytest.mark.unhealthy("a sender is of another subnet")
def test_routes_of_a_vrf(lan):
    """Of an interface in a VRF the VRF's table counts, and the main one does not."""
    ours, rogue = lan.hosts(ours=None, rogue=None)
    ours.ip("link add red type vrf table 10", "link set red up", "link set eth0 master red",
            "addr add 10.0.0.5/24 dev eth0", "route add 10.1.0.0/16 dev eth0 table 10",
            "link add d0 type dummy", "link set d0 up", "route add 10.2.0.0/16 dev d0")
    expect_heard(ours, rogue, heard=("10.0.0.1", "10.1.0.1"), refused=("10.2.0.1", "192.0.2.1"))


@pytest.mark.unhealthy("a sender is of another subnet")
def test_routes_with_several_ways(lan):
    """Nexthop objects and routes with several ways count by the ones of this interface."""
    ours, rogue = lan.hosts(ours="10.0.0.5/24", rogue=None)
    # A blackhole stands on the loopback device.
    ours.ip("link set lo up", "link add d0 type dummy", "link set d0 up", "addr add 10.8.0.1/24 dev d0",
            "nexthop add id 1 dev eth0", "nexthop add id 2 via 10.0.0.1 dev eth0", "nexthop add id 3 blackhole",
            "nexthop add id 4 via 10.8.0.2 dev d0", "nexthop add id 5 group 4/1", "nexthop add id 6 group 4/2",
            "route add 10.1.0.0/16 nhid 1", "route add 10.2.0.0/16 nhid 2", "route add 10.3.0.0/16 nhid 3",
            "route add 10.4.0.0/16 nhid 5", "route add 10.5.0.0/16 nhid 6")
    expect_heard(ours, rogue, heard=("10.1.0.1", "10.4.0.1"), refused=("10.2.0.1", "10.3.0.1", "10.5.0.1"))


def test_accepted_all_the_same(lan):
    """accept_off_subnet believes who is on no prefix and no route."""
    ours, rogue = lan.hosts(ours="10.0.0.5/24", rogue=None)
    ours.querier["accept_off_subnet"] = 1
    expect_heard(ours, rogue, heard=("192.0.2.1", "10.1.0.1"))


@pytest.mark.unhealthy("a sender is of another subnet")
def test_subnet_of_169_254_alone(lan):
    """A host with an address of 169.254/16 alone accepts every sender, and knows its subnet as soon as it has another."""
    ours, rogue = lan.hosts(ours="169.254.7.7/16", rogue=None)
    expect_heard(ours, rogue, heard=("169.254.1.1", "192.168.0.5", "10.0.0.1"))
    ours.ip("addr add 192.168.0.9/24 dev eth0")
    expect_heard(ours, rogue, heard=("169.254.1.1", "192.168.0.5"), refused=("10.0.0.1",))


# --- 169.254/16 --------------------------------------------------------------------------

def test_members_of_169_254(lan):
    """Reports and leaves from 169.254/16 count beside any subnet (RFC 3927 2.6.2)."""
    ours, device = lan.hosts(ours="192.168.0.5/24", rogue=None)
    ours.querier.enable()
    lan.at(1)
    device.send(igmp.report_v2(GROUP), "169.254.9.9", dst=GROUP)
    device.send(igmp.report_v3(igmp.record(igmp.TO_EX, "239.9.9.9")), "169.254.9.9", dst=igmp.ALL_V3_ROUTERS)
    expect_equal(ours.querier.groups, 2, "groups")
    device.send(igmp.leave(GROUP), "169.254.9.9", dst=igmp.ALL_ROUTERS)
    lan.at(5)
    expect_equal(ours.querier.groups, 1, "groups after a leave")
    ours.querier.expect(**{"statistics/ignored_off_subnet": 0, "statistics/leaves_heard": 1})


# Own address, the other one, who queries in the end.
PAIRS = (
    ("192.168.0.5/24", "169.254.1.1/16", "ours"),
    ("10.0.0.5/24", "169.254.1.1/16", "ours"),
    ("169.254.7.7/16", "192.168.0.5/24", "other"),
    ("169.254.7.7/16", "169.254.1.1/16", "other"),
    ("169.254.7.7/16", "169.254.200.1/16", "ours"),
    ("169.254.7.7/16", "203.0.113.9/32", "other"),
)


def test_elections_with_169_254(lan):
    """Of two of ours the routable one queries, of two of 169.254/16 the lower one, whoever came first."""
    ours, other = lan.hosts(ours="192.168.0.5/24", other=None)
    for i, (own, address, winner) in enumerate(PAIRS):
        for j, order in enumerate(((ours, other), (other, ours))):
            start = (2 * i + j) * 500
            lan.at(start)
            for host, its in ((ours, own), (other, address)):
                host.ip("addr flush dev eth0", "addr add %s dev eth0" % its)
            order[0].querier.enable()
            lan.at(start + 10)
            order[1].querier.enable()
            lan.at(start + 400)
            states = {host.name: host.querier["state"] for host in (ours, other)}
            expect_equal([name for name, state in states.items() if state == "querier"], [winner],
                         "queriers of %s and %s" % (own, address))
            for host in order:
                host.querier.disable()


def test_rival_of_169_254_is_told(lan):
    """A querier of 169.254/16 that does not give way to a routable address is said once, and changes nothing."""
    ours, rogue = lan.hosts(ours="192.168.0.5/24", rogue=None)
    ours.querier.enable()
    for moment in range(10, 1000, 125):
        lan.at(moment)
        rogue.send(igmp.query_v3(), src="169.254.1.1")
    ours.querier.expect(state="querier", **{"statistics/elections_lost": 0, "statistics/queries_heard_v3": 8})
    ours.expect_queries([0, 31.25] + [156.25 + 125 * i for i in range(6)])
    told = [(round(moment), text) for moment, text in lan.log() if "169.254.1.1" in text]
    expect_equal([moment for moment, _ in told], [10], "times of the lines %r" % told)
    expect("192.168.0.5" in told[0][1], "%r names both" % told[0][1])
    lan.at(2000)
    rogue.send(igmp.query_v3(), src="169.254.1.1")
    expect_equal(len([text for _, text in lan.log() if "169.254.1.1" in text]), 2, "lines when it came back")


def test_rival_that_gives_way_is_not_told(lan):
    """One that is higher by the RFC, too, gives way by itself: nothing is said."""
    ours, rogue = lan.hosts(ours="10.0.0.5/24", rogue=None)
    ours.querier.enable()
    lan.at(10)
    rogue.send(igmp.query_v3(), src="169.254.1.1")
    ours.querier.expect(state="querier")
    expect_equal([text for _, text in lan.log() if "169.254.1.1" in text], [], "lines")


def test_lease_comes_late(lan):
    """A host that began with 169.254/16 queries at once when it gets a lease, whoever of 169.254/16 it had lost to."""
    ours, rogue = lan.hosts(ours="169.254.7.7/16", rogue=None)
    ours.querier.enable()
    lan.at(10)
    rogue.send(igmp.query_v3(), src="169.254.1.1")
    ours.querier.expect(state="non-querier", querier_address="169.254.1.1")
    lan.at(20)
    ours.ip("addr add 192.168.0.5/24 dev eth0")
    ours.querier.expect(state="querier", querier_address="192.168.0.5")
    lan.at(60)
    ours.expect_queries([0, 20, 51.25])


@pytest.mark.unhealthy("a host has no IPv4 address")
def test_without_an_address(lan):
    """A host without an address, and a passive one, take a routable querier for the querier while it is heard."""
    bare, watcher, rogue = lan.hosts(bare=None, watcher="192.168.0.9/24", rogue=None)
    watcher.querier["mode"] = "passive"
    for host in (bare, watcher):
        host.querier.enable()
    for moment, src, elected in ((10, "169.254.1.1", "169.254.1.1"), (20, "192.168.0.5", "192.168.0.5"),
                                 (30, "169.254.1.1", "192.168.0.5"), (20 + OQPI + 1, "169.254.1.1", "169.254.1.1")):
        lan.at(moment)
        rogue.send(igmp.query_v3(), src=src)
        for host in (bare, watcher):
            host.querier.expect(state="non-querier", querier_address=elected)


# --- who can not be a querier ---------------------------------------------------------------

def expect_counted(ours, rogue, counter, *sources, message=None):
    for src in sources:
        before = ours.querier.count(counter)
        rogue.send(message or igmp.query_v3(), src=src)
        expect_equal(ours.querier.count(counter) - before, 1, "%s after a query from %s" % (counter, src))
        ours.querier.expect(state="querier", other_querier_expires_ms=0)


def test_edges_of_a_subnet(lan):
    """Queries from a subnet's network or broadcast address are ignored; reports from there count."""
    ours, rogue = lan.hosts(ours="10.0.0.5/24", rogue=None)
    ours.querier.enable()
    lan.at(1)
    expect_counted(ours, rogue, "ignored_source", "10.0.0.0", "10.0.0.255")
    expect_counted(ours, rogue, "ignored_source", "10.0.0.0", message=igmp.query_v2())
    rogue.send(igmp.query_v3(10, GROUP), src="10.0.0.0", dst=GROUP)
    ours.querier.expect(**{"statistics/ignored_source": 4, "statistics/queries_heard_v3": 0, "active_version": 3})
    ours.querier["accept_off_subnet"] = 1
    expect_counted(ours, rogue, "ignored_source", "10.0.0.0", "10.0.0.255")
    rogue.send(igmp.report_v2(GROUP), src="10.0.0.0", dst=GROUP)
    expect_equal(ours.querier.groups, 1, "groups")


# Addresses of the interface; from where queries are ignored; from where they count.
EDGES = (
    (("10.0.0.5/8",), ("10.0.0.0", "10.255.255.255"), ("10.0.0.255", "10.0.1.0")),
    (("10.0.0.5/30",), ("10.0.0.4", "10.0.0.7"), ("10.0.0.6",)),
    (("10.0.0.5/31",), (), ("10.0.0.4",)),
    (("10.0.0.5/32",), (), ("10.0.0.0", "10.0.0.255", "10.0.0.4")),
    # The longest one that the sender is in counts.
    (("10.0.0.5/8", "10.1.0.5/24"), ("10.1.0.0", "10.1.0.255", "10.0.0.0"), ("10.0.255.255", "10.1.1.0", "10.1.255.255")),
    (("10.0.0.5/8", "10.255.255.254/31"), ("10.0.0.0",), ("10.255.255.255",)),
    (("169.254.7.7/16",), ("169.254.0.0", "169.254.255.255"), ("169.254.7.0", "169.254.0.1")),
)


def test_edges_of_many_subnets(lan):
    """Each prefix up to /30 has such addresses, and the longest one that the sender is in counts."""
    ours, rogue = lan.hosts(ours=None, rogue=None)
    for addresses, ignored, heard in EDGES:
        ours.ip("addr flush dev eth0", *("addr add %s dev eth0" % address for address in addresses))
        ours.querier.disable()
        ours.querier["mode"] = "elect"
        ours.querier.enable()
        expect_counted(ours, rogue, "ignored_source", *ignored)
        expect_heard(ours, rogue, heard=heard)


def test_general_queries_with_sources(lan):
    """A general query that names sources is ignored: Linux hosts do not answer it."""
    ours, rogue = lan.hosts(ours="10.0.0.5/24", rogue=None)
    ours.querier.enable()
    lan.at(1)
    many = ["192.0.2.%d" % i for i in range(1, 100)]
    for sources in many[:1], many:
        expect_counted(ours, rogue, "ignored_query_sources", "10.0.0.1", message=igmp.query_v3(sources=sources))
    rogue.send(igmp.query_v3(10, GROUP, sources=many), "10.0.0.1", dst=GROUP)
    ours.querier.expect(**{"statistics/queries_heard_v3": 1, "statistics/ignored_query_sources": 2})
