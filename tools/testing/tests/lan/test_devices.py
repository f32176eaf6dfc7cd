# SPDX-License-Identifier: GPL-2.0
"""Every kind of device: which ones can have a querier, and how theirs differ."""
import contextlib
import errno
import os
import subprocess

import pytest

from querierlan import igmp
from querierlan.cable import expect_captured, mac_of, plug_in, settle
from querierlan.expect import expect, expect_refused

pytestmark = pytest.mark.machine("uml-sim")

RHYTHM = [0, 31.25, 156.25]


def expect_waits(host, interface, reason):
    """Writing 1 is a wish; the files say why it has to wait."""
    querier = host.interface(interface)
    querier.enable()
    querier.expect(querier_enable=1, state="down", state_reason=reason)


# --- devices that work ----------------------------------------------------------------

def test_veth(lan):
    """Queries of a plain interface carry its address and its MAC."""
    host = lan.hosts(host="10.0.0.1/24")
    host.querier.enable()
    lan.at(200)
    host.expect_queries(RHYTHM, src="10.0.0.1", mac_src=host.mac, mac_dst="01:00:5e:00:00:01", vlan=None)


def test_vlan(lan):
    """Queries of a VLAN carry its tag and its own address, and the untagged LAN hears none."""
    host = lan.hosts(host="10.0.0.1/24")
    host.ip("link add link eth0 name eth0.7 type vlan id 7",
            "addr add 10.0.7.1/24 dev eth0.7", "link set eth0.7 up")
    settle(lan)
    host.interface("eth0.7").enable()
    lan.at(200)
    host.expect_queries(RHYTHM, src="10.0.7.1", mac_src=host.mac, vlan=7)


def test_vlans_and_the_untagged_lan_elect_separately(lan):
    """A lower querier in one VLAN silences neither another VLAN nor the untagged LAN."""
    host, rival = lan.hosts(host="10.0.0.5/24", rival="10.0.0.1/24")
    for number in 7, 8:
        for each, address in (host, 5), (rival, 1):
            each.ip("link add link eth0 name eth0.%d type vlan id %d" % (number, number),
                    "addr add 10.0.%d.%d/24 dev eth0.%d" % (number, address, number),
                    "link set eth0.%d up" % number)
    settle(lan)
    for interface in "eth0", "eth0.7", "eth0.8":
        host.interface(interface).enable()
    rival.send(igmp.query_v3(), src="10.0.7.1", interface="eth0.7")
    lan.at(1)
    host.interface("eth0.7").expect(state="non-querier", querier_address="10.0.7.1")
    host.interface("eth0.8").expect(state="querier", querier_address="10.0.8.5")
    host.querier.expect(state="querier", querier_address="10.0.0.5")


def test_macvlan(lan):
    """Queries of a macvlan carry its own MAC, and its parent's MAC is another host's."""
    host = lan.hosts(host=None)
    host.ip("link add link eth0 name mv address 02:00:00:00:77:77 type macvlan mode bridge",
            "addr add 10.0.0.7/24 dev mv", "link set mv up")
    settle(lan)
    host.interface("mv").enable()
    lan.at(200)
    host.expect_queries(RHYTHM, src="10.0.0.7", mac_src="02:00:00:00:77:77")


def test_two_macvlans_of_one_parent_elect(lan):
    """Macvlans of one host are two hosts on the LAN: the lower address wins."""
    host = lan.hosts(host=None)
    for number in 1, 2:
        host.ip("link add link eth0 name mv%d address 02:00:00:00:77:0%d type macvlan mode bridge" % (number, number),
                "addr add 10.0.0.%d/24 dev mv%d" % (number, number), "link set mv%d up" % number)
    settle(lan)
    host.interface("mv1").enable()
    host.interface("mv2").enable()
    lan.at(40)
    host.interface("mv1").expect(state="querier")
    host.interface("mv2").expect(state="non-querier", querier_address="10.0.0.1")


def test_dummy_with_multicast(lan):
    """A dummy that was given multicast works; the LAN beside it hears nothing."""
    host = lan.hosts(host="10.0.0.1/24")
    host.ip("link add d0 type dummy", "link set d0 multicast on up", "addr add 10.9.0.1/24 dev d0")
    settle(lan)
    wire = host.capture("d0")
    host.interface("d0").enable()
    lan.at(200)
    expect_captured(wire, RHYTHM, outgoing=True, src="10.9.0.1", mac_src=mac_of(host, "d0"))
    host.expect_queries([])


def test_losing_multicast(lan):
    """An enabled interface that is denied multicast stops, and starts again with it."""
    host = lan.hosts(host="10.0.0.1/24")
    host.querier.enable()
    lan.at(10)
    host.ip("link set eth0 multicast off")
    host.querier.expect(querier_enable=1, state="down", state_reason="no-multicast")
    lan.at(100)
    host.ip("link set eth0 multicast on")
    lan.at(140)
    host.expect_queries([0, 100, 131.25])


def test_vrf_port(lan):
    """A port of a VRF queries, hears a lower querier, and its host reports its own groups."""
    host, rival = lan.hosts(host="10.0.0.5/24", rival="10.0.0.1/24")
    host.ip("link add red type vrf table 10", "link set red up", "link set eth0 master red")
    settle(lan)
    host.join("239.1.2.3")
    lan.at(60)                  # the reports of joining are over
    host.querier.enable()
    lan.at(80)
    host.expect_queries([60], src="10.0.0.5")
    reports = host.sent(60, kind="report")
    expect(any("239.1.2.3" in record for report in reports for record in report.records),
           "it never reported 239.1.2.3 to itself: %r" % reports)
    rival.send(igmp.query_v3(), src="10.0.0.1")
    lan.at(81)
    host.querier.expect(state="non-querier", querier_address="10.0.0.1")


# --- devices that can not, or not yet ------------------------------------------------------

def test_loopback_is_refused(lan):
    """The loopback device can not be enabled: it has no files."""
    querier = lan.hosts(host=None).interface("lo")
    expect_refused(querier.enable, errno.ENOENT, "enabling lo")


def test_dummy_without_multicast_waits(lan):
    """A dummy as it is made, without ARP and multicast, waits for multicast."""
    host = lan.hosts(host=None)
    host.ip("link add d0 type dummy", "link set d0 up", "addr add 10.9.0.1/24 dev d0")
    expect_waits(host, "d0", "no-multicast")
    host.ip("link set d0 multicast on")
    host.interface("d0").expect(state="querier", state_reason="none")


def test_tun_is_refused(lan):
    """A point-to-point device without Ethernet frames can not be enabled."""
    host = lan.hosts(host=None)
    host.ip("tuntap add dev t0 mode tun")
    expect_refused(host.interface("t0").enable, errno.ENOENT, "enabling t0")


def test_bridge_port_waits(lan):
    """A port of a bridge can be enabled, and starts when it is released."""
    host = lan.hosts(host="10.0.0.1/24")
    host.ip("link add br0 type bridge", "link set eth0 master br0")
    expect_waits(host, "eth0", "bridge-port")
    lan.at(10)
    host.ip("link set eth0 nomaster")
    host.querier.expect(state="querier", state_reason="none")
    lan.at(30)
    host.expect_queries([10])


def test_bond_port_waits(lan):
    """A port of a bond can be enabled, and starts when it is released and up."""
    host = lan.hosts(host="10.0.0.1/24")
    host.ip("link add bond0 type bond mode active-backup", "link set eth0 down", "link set eth0 master bond0")
    expect_waits(host, "eth0", "lag-port")
    host.ip("link set eth0 nomaster", "link set eth0 down")
    lan.after(1)
    host.querier.expect(querier_enable=1, state="down", state_reason="link-down")
    host.ip("addr replace 10.0.0.1/24 dev eth0", "link set eth0 up")
    lan.after(2)
    host.querier.expect(state="querier", state_reason="none")


# --- bridges ---------------------------------------------------------------------------------

def test_becomes_a_bridge_port(lan):
    """An enabled interface stops when a bridge takes it, with that reason, and starts when it is released."""
    host = lan.hosts(host="10.0.0.1/24")
    host.ip("link add br0 type bridge", "link set br0 up")
    host.querier.enable()
    lan.at(10)
    host.ip("link set eth0 master br0")
    host.querier.expect(querier_enable=1, state="down", state_reason="bridge-port", querier_address="none")
    lan.at(200)
    host.ip("link set eth0 nomaster")
    host.querier.expect(querier_enable=1, state="querier", state_reason="none")
    lan.at(240)
    host.expect_queries([0, 200, 231.25])


def test_becomes_a_bond_port(lan):
    """The same with a bond."""
    host = lan.hosts(host="10.0.0.1/24")
    host.ip("link add bond0 type bond mode active-backup", "link set bond0 up")
    host.querier.enable()
    lan.at(10)
    host.ip("link set eth0 down", "link set eth0 master bond0")
    host.querier.expect(querier_enable=1, state="down", state_reason="lag-port")
    lan.at(200)
    host.ip("link set eth0 nomaster", "link set eth0 up")
    host.querier.expect(querier_enable=1, state="querier", state_reason="none")
    lan.at(240)
    host.expect_queries([0, 200, 231.25])


def test_can_be_switched_off_as_a_bridge_port(lan):
    """An interface that stopped as a bridge port can be disabled there, and stays so."""
    host = lan.hosts(host="10.0.0.1/24")
    host.querier.enable()
    host.ip("link add br0 type bridge", "link set eth0 master br0")
    host.querier.disable()
    host.querier.expect(querier_enable=0, state="disabled")
    host.ip("link set eth0 nomaster")
    lan.at(60)
    host.querier.expect(state="disabled", state_reason="none")
    host.expect_queries([0])


def bridged(lan, options=""):
    """A host whose br0 has two ports: eth0, and eth1 where nothing is plugged in but the switch."""
    host = lan.hosts(host=None)
    other = plug_in(lan, host, "eth1")
    # Both ports are at one switch: only a host that forwards nothing may do that.
    lan.switch.ip("link set dev host-eth1 nomaster")
    host.ip("link add br0 address 02:00:00:00:bb:bb type bridge " + options, "link set eth0 master br0",
            "link set eth1 master br0", "addr add 10.0.0.5/24 dev br0", "link set br0 up")
    settle(lan)
    return host, host.interface("br0"), other


def test_bridge(lan):
    """A bridge queries through all of its ports, from its own address and MAC."""
    host, querier, other = bridged(lan)
    querier.enable()
    lan.at(200)
    host.expect_queries(RHYTHM, src="10.0.0.5", mac_src="02:00:00:00:bb:bb")
    expect_captured(other, RHYTHM, src="10.0.0.5", mac_src="02:00:00:00:bb:bb")


def test_bridge_hears_a_querier_behind_a_port(lan):
    """A bridge gives way to a lower querier behind one of its ports."""
    host, querier, _ = bridged(lan)
    rival = lan.hosts(rival="10.0.0.1/24")
    querier.enable()
    lan.at(10)
    rival.send(igmp.query_v3(), src="10.0.0.1")
    lan.at(11)
    querier.expect(state="non-querier", querier_address="10.0.0.1")
    lan.at(300)
    host.expect_queries([0, 265, 296.25])


@contextlib.contextmanager
def bridge_netfilter():
    """Docker and others load it: what a bridge forwards then passes the hooks of IP as well."""
    try:
        path = os.path.join(os.environ["KERNEL_MODULES"], "br_netfilter.ko")
    except KeyError:
        pytest.skip("$KERNEL_MODULES does not say where br_netfilter is")
    subprocess.run(["insmod", path], check=True)
    try:
        yield
    finally:
        subprocess.run(["rmmod", "br_netfilter"], check=True)


def test_bridge_with_netfilter(lan):
    """Where a bridge's packets pass the hooks of IP, it queries as ever, and hears each query once."""
    with bridge_netfilter():
        host, querier, other = bridged(lan)
        rival = lan.hosts(rival="10.0.0.1/24")
        querier.enable()
        lan.at(200)
        host.expect_queries(RHYTHM)
        expect_captured(other, RHYTHM)
        rival.send(igmp.query_v3(), src="10.0.0.1")
        lan.at(201)
        querier.expect(state="non-querier", querier_address="10.0.0.1", **{"statistics/queries_heard_v3": 1})


def beside_the_bridges_own(lan, use_address, **settings):
    """A bridge that has been a querier itself for a minute, and ours enabled beside it for an hour."""
    host, querier, _ = bridged(lan, "mcast_snooping 1 mcast_querier 1 mcast_query_use_ifaddr %d" % use_address)
    lan.at(60)
    expect(host.sent(kind="query", version=2), "the bridge's own querier is silent: there is no test here")
    querier.set(**settings)
    querier.enable()
    lan.at(3660)
    querier.expect(**{"statistics/ignored_duplicate_address": 0, "statistics/elections_lost": 0,
                      "statistics/queries_heard_v2": 0})
    return host, querier


@pytest.mark.unhealthy("the bridge asks, too")
def test_bridge_own_querier_without_an_address(lan):
    """The bridge's own querier that sends from 0.0.0.0 is no rival: it falls silent before ours."""
    host, querier = beside_the_bridges_own(lan, 0)
    querier.expect(state="querier", querier_address="10.0.0.5", active_version=3)
    host.expect_queries([60 + t for t in [0, 31.25] + [156.25 + 125 * n for n in range(28)]], since=60, src="10.0.0.5",
                        version=3)


@pytest.mark.unhealthy("the bridge asks, too")
def test_bridge_own_querier_with_our_address(lan):
    """The bridge's own querier that sends from the same address is neither a rival nor a duplicate."""
    host, querier = beside_the_bridges_own(lan, 1)
    querier.expect(state="querier", querier_address="10.0.0.5", active_version=3)
    host.expect_queries([60 + t for t in [0, 31.25] + [156.25 + 125 * n for n in range(28)]], since=60, src="10.0.0.5",
                        version=3)


@pytest.mark.unhealthy("the bridge asks, too; no host asks")
@pytest.mark.parametrize("use_address", [0, 1])
def test_bridge_own_querier_is_not_watched(lan, use_address):
    """Whoever only watches does not report the bridge's own querier as another one, whichever address it sends from."""
    host, querier = beside_the_bridges_own(lan, use_address, mode="passive")
    expect(len(host.sent(60, kind="query", version=2)) > 20, "the bridge's own querier is silent")
    expect(querier.count("ignored_own") > 20, "the bridge's queries do not come back in: there is no test here")
    querier.expect(state="non-querier", querier_address="none")
