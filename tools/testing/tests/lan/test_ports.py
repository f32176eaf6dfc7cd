# SPDX-License-Identifier: GPL-2.0
"""Hosts that come behind a device below a querier's interface, such as a bridge's port, get a query at once, and one more."""
import pytest

from querierlan import igmp
from querierlan.cable import plug_in, settle
from querierlan.expect import expect, expect_equal, expect_times
from querierlan.families import Mld
from querierlan.querier import Querier

pytestmark = pytest.mark.machine("uml-sim")

GROUP = "239.1.2.3"
FIRST = [0, 31.25]
NOTICED = 1.1                   # s until the kernel has noticed a carrier: it looks once a second
EXTRA = 4                       # queries at once, and then one each response interval


def bridge(lan, options=""):
    """A host whose br0 has an address, and eth0 as its port, and our querier on it."""
    host = lan.hosts(host=None)
    host.ip("link add br0 address 02:00:00:00:bb:bb type bridge " + options, "link set eth0 master br0",
            "addr add 10.0.0.5/24 dev br0", "link set br0 up")
    settle(lan)
    return host, host.interface("br0")


def guest(lan, host, name="guest"):
    """Another host, and a capture at it, which a cable leads to from an interface of HOST with its name; all is up."""
    other = lan._host(name)
    host.ip("link add %s type veth peer name eth0 netns %s" % (name, name), "link set %s up" % name)
    other.set_address("eth0", "10.0.0.%d/24" % (20 + len(lan.members)))
    other.set_up("eth0")
    settle(lan)
    return other, lan.capture(other, "eth0")


def bridge_and_guest(lan):
    """A bridge with a guest behind one of its ports, and its querier, which is enabled at zero: no query for the port."""
    host, querier = bridge(lan)
    other, capture = guest(lan, host)
    host.ip("link set guest master br0")
    lan.after(2)
    lan.begin()
    querier.enable()
    return host, other, capture


def heard(capture, since, until=1e9, **fields):
    """Queries that came in there."""
    return [packet for packet in capture.select(since, kind="query", outgoing=False, **fields) if packet.time < until]


def expect_series(queries, moment, until, within=0.01, at_once=1):
    """The startup series begins WITHIN so many seconds of MOMENT, with at most so many queries AT_ONCE."""
    burst = [query for query in queries if moment <= query.time + 1e-6 and query.time <= moment + within]
    expect(1 <= len(burst) <= at_once, "%d queries at %g s: %r" % (len(burst), moment, queries))
    last = burst[-1].time
    expect_times([query for query in queries if query.time > moment + within],
                 [time for time in (last + 31.25, last + 156.25, last + 281.25) if time < until], "the rest of the series")


def expect_rhythm(queries, times, what="queries"):
    expect_times(queries, times, what)


# --- a bridge ---------------------------------------------------------------------------

def test_bridge_port_is_linked(lan, family):
    """Hosts behind a new port of a bridge get a query at once, and are known within the response interval."""
    host, querier = bridge(lan)
    if family is Mld:
        host.set_ipv6("br0", "fe80::5/64")
    other, capture = guest(lan, host)
    if family is Mld:
        querier = Querier(host, "br0", "mld")
        other.set_ipv6("eth0", "fe80::9/64")
    other.join(family.group)
    lan.after(20)
    lan.begin()
    querier.enable()
    lan.at(50)
    before = querier.groups
    host.ip("link set guest master br0")
    lan.at(61)
    expect_equal(querier.groups - before >= 1, True, "who listens behind the new port is known")
    lan.at(220)
    expect_series(heard(capture, 40, family=family.name), 50, 220)
    sent = [packet for packet in host.sent(kind="query", family=family.name) if packet.group in ("0.0.0.0", "::")]
    expect_series([packet for packet in sent if packet.time > 40], 50, 220)


def test_bridge_port_gains_carrier(lan):
    """A host behind a new port of a bridge is asked as soon as the kernel notices the port."""
    host, other, capture = bridge_and_guest(lan)
    lan.at(50)
    other.set_up("eth0", False)
    lan.at(60)
    other.set_up("eth0")
    lan.at(300)
    expect_series(heard(capture, 59, 300), 60, 300, within=NOTICED)
    # Down and up again between two looks of the kernel.
    other.set_up("eth0", False)
    other.set_up("eth0")
    lan.at(400)
    expect_series(heard(capture, 299), 300, 400, within=NOTICED)


def test_bridge_port_is_set_up_later(lan):
    """A port that is linked while it is down is asked when it is set up."""
    host, querier = bridge(lan)
    _, capture = guest(lan, host)
    host.ip("link set guest down")
    lan.after(2)
    lan.begin()
    querier.enable()
    lan.at(50)
    host.ip("link set guest master br0")
    lan.at(70)
    expect_equal(heard(capture, 0), [], "queries that reached the guest")
    host.ip("link set guest up")
    lan.at(200)
    expect_series(heard(capture, 0), 70, 200, within=NOTICED)


def test_bridge_port_without_a_carrier_of_its_own(lan):
    """A device without carrier detection is new when it is set up, as a virtual machine's is."""
    host, querier = bridge(lan)
    host.ip("link add d0 type dummy", "link set d0 master br0")
    settle(lan)
    querier.enable()
    lan.at(50)
    host.ip("link set d0 up")
    lan.at(150)
    expect_series([packet for packet in host.sent(kind="query") if packet.time > 40], 50, 150, within=NOTICED)


def test_bridge_gains_its_first_carrier(lan):
    """A bridge that comes up with its port begins once, not twice."""
    host, querier = bridge(lan)
    host.unplug()
    lan.after(5)
    querier.enable()
    querier.expect(state="down", state_reason="link-down")
    lan.begin()
    lan.at(10)
    host.plug()
    lan.at(150)
    expect_series(host.sent(kind="query"), 10, 150, within=2 * NOTICED)
    expect_equal(len(host.sent(kind="query")), 2, "queries")


def test_bridge_port_loses_carrier(lan):
    """What goes is nothing new: no query for it."""
    host, other, _ = bridge_and_guest(lan)
    lan.at(50)
    other.set_up("eth0", False)
    lan.at(60)
    host.ip("link set guest nomaster")
    lan.at(70)
    host.ip("link set guest down", "link del guest")
    lan.at(200)
    expect_rhythm(host.sent(kind="query"), FIRST + [156.25])


def test_spanning_tree(lan):
    """A port that spanning tree holds back for 30 s is asked by the second query of the series."""
    host, querier = bridge(lan, "stp_state 1 forward_delay 1500")
    lan.after(40)
    _, capture = guest(lan, host)
    lan.begin()
    querier.enable()
    lan.at(50)
    host.ip("link set guest master br0")
    lan.at(200)
    expect_series([packet for packet in host.sent(kind="query") if packet.time > 40], 50, 200, within=NOTICED, at_once=2)
    reached = [packet.time for packet in heard(capture, 0)]
    expect(len(reached) == 1 and 81 < reached[0] < 83, "queries that reached the guest: %r" % reached)


def test_flapping_port(lan):
    """A port that comes twenty times in a second costs four queries, and then one each response interval."""
    host, querier = bridge(lan)
    guest(lan, host)
    querier.enable()
    for i in range(20):
        lan.at(50 + i / 20)
        host.ip("link set guest master br0", "link set guest nomaster")
    lan.at(300)
    queries = [packet.time for packet in host.sent(kind="query") if packet.time > 40]
    expect_equal([len([time for time in queries if 50 <= time < end]) for end in (52, 65)], [EXTRA, EXTRA + 1],
                 "queries within 2 s and within 15 s")
    expect_equal([round(time, 1) for time in queries[EXTRA:]], [60, 82.2, 207.2], "those behind the first ones")


def test_flapping_carrier(lan):
    """So does a carrier that comes and goes, however often the kernel notices."""
    host, other, _ = bridge_and_guest(lan)
    for i in range(20):
        lan.at(50 + i / 20)
        other.set_up("eth0", False)
        other.set_up("eth0")
    lan.at(300)
    queries = [packet.time for packet in host.sent(kind="query") if packet.time > 40]
    expect(1 <= len([time for time in queries if time < 55]) <= EXTRA, "queries: %r" % queries)
    expect(len([time for time in queries if time < 80]) <= EXTRA + 3, "queries: %r" % queries)
    expect([time for time in queries if 81 < time < 84], "no second query of the series: %r" % queries)


def test_removed_at_once(lan):
    """A port that is gone before it is asked, and a bridge that is, leave nothing behind."""
    host, querier = bridge(lan)
    querier.enable()
    lan.at(50)
    host.ip("link add p0 type dummy", "link set p0 up", "link set p0 master br0", "link del p0",
            "link add p0 type dummy", "link set p0 up", "link set p0 master br0", "link set p0 netns switch")
    lan.at(60)
    host.ip("link add p1 type dummy", "link set p1 up", "link set p1 master br0", "link del br0", "link del p1")
    lan.at(200)
    queries = [packet.time for packet in host.sent(kind="query")]
    expect(len(queries) <= 2 + EXTRA and max(queries) < 60.1, "queries: %r" % queries)


# --- what is on top ---------------------------------------------------------------------

def test_vlan_of_a_bridge(lan):
    """The queriers of a bridge's VLANs begin once more, too."""
    host, querier = bridge(lan)
    host.ip("link add link br0 name br0.7 type vlan id 7", "addr add 10.0.7.5/24 dev br0.7", "link set br0.7 up")
    guest(lan, host)
    querier.enable()
    host.interface("br0.7").enable()
    lan.at(50)
    host.ip("link set guest master br0")
    lan.at(220)
    for vlan in None, 7:
        expect_series([packet for packet in host.sent(kind="query", vlan=vlan) if packet.time > 40], 50, 220)


def test_another_vlan(lan):
    """Another VLAN or macvlan on a device is nothing new below those that are there."""
    host = lan.hosts(host="10.0.0.5/24")
    host.ip("link add link eth0 name eth0.7 type vlan id 7", "addr add 10.0.7.5/24 dev eth0.7", "link set eth0.7 up")
    settle(lan)
    querier = host.interface("eth0.7")
    querier.enable()
    lan.at(50)
    host.ip("link add link eth0 name eth0.8 type vlan id 8", "link set eth0.8 up",
            "link add link eth0 name mv0 type macvlan mode bridge", "link set mv0 up",
            "link add br0 type bridge", "link set eth0.8 master br0", "link set br0 up")
    lan.at(200)
    expect_rhythm(host.sent(kind="query", vlan=7), FIRST + [156.25])


def bonded(lan):
    """A host whose bond has eth0, the active port, and eth1; and a capture behind that."""
    host = lan.hosts(host=None)
    backup = plug_in(lan, host, "eth1")
    host.ip("link set eth0 down", "link set eth1 down", "link add bond0 type bond mode active-backup miimon 100",
            "link set eth0 master bond0", "link set eth1 master bond0", "link set bond0 up")
    return host, backup


def test_bond_below_a_bridge_fails_over(lan):
    """When a bond below a bridge fails over, the bridge's querier begins once more, through the new port."""
    host, backup = bonded(lan)
    host.ip("link add br0 type bridge", "link set bond0 master br0", "addr add 10.0.0.5/24 dev br0", "link set br0 up")
    settle(lan)
    host.interface("br0").enable()
    lan.at(50)
    host.ip("link set bond0 type bond active_slave eth1")
    lan.at(220)
    expect_series(heard(backup, 40), 50, 220, within=0.05, at_once=2)


def test_bond_that_announces_nothing(lan):
    """So it does when the bond itself is set not to announce it; the bond's own querier asks once."""
    host, backup = bonded(lan)
    host.ip("link set bond0 type bond num_grat_arp 0 resend_igmp 0", "addr add 10.0.0.5/24 dev bond0",
            "link add link bond0 name vlan7 type vlan id 7", "addr add 10.0.7.5/24 dev vlan7", "link set vlan7 up")
    settle(lan)
    host.interface("bond0").enable()
    host.interface("vlan7").enable()
    lan.at(50)
    host.ip("link set bond0 type bond active_slave eth1")
    lan.at(170)
    expect_series(heard(backup, 40, vlan=7), 50, 170, within=0.05)
    times = [packet.time for packet in heard(backup, 40, vlan=None)]
    expect(len(times) == 2 and 50 <= times[0] < 50.05 and 156 < times[1] < 157, "queries of the bond: %r" % times)


def test_bond_port_gains_carrier(lan):
    """When a bond's port is plugged in, the bond's querier begins once more."""
    host, _ = bonded(lan)
    host.ip("addr add 10.0.0.5/24 dev bond0")
    settle(lan)
    host.interface("bond0").enable()
    lan.at(50)
    lan.switch.set_up("host-eth1", False)
    lan.at(60)
    lan.switch.set_up("host-eth1")
    lan.at(220)
    expect_series([packet for packet in host.sent(kind="query") if packet.time > 40], 60, 220, within=NOTICED)


def test_macvlan_in_another_namespace(lan):
    """A querier that stands on a container's macvlan begins once more when the bond below fails over."""
    host, backup = bonded(lan)
    inner = lan._host("inner")
    host.ip("link add link bond0 name mv0 address 02:00:00:00:77:01 type macvlan mode bridge",
            "link set mv0 netns inner")
    inner.ip("addr add 10.0.0.7/24 dev mv0", "link set mv0 up")
    settle(lan)
    inner.interface("mv0").enable()
    lan.at(50)
    host.ip("link set bond0 type bond active_slave eth1")
    lan.at(220)
    expect_series(heard(backup, 40), 50, 220, within=0.05, at_once=2)


def test_not_the_querier(lan):
    """A non-querier sends no query for a new port."""
    host, querier = bridge(lan)
    rival = lan.hosts(rival="10.0.0.1/24")
    guest(lan, host)
    querier.enable()
    lan.at(10)
    rival.send(igmp.query_v3(), src="10.0.0.1")
    lan.at(50)
    host.ip("link set guest master br0")
    lan.at(200)
    expect_rhythm(host.sent(kind="query"), [0])
