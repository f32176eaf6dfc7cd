# SPDX-License-Identifier: GPL-2.0
"""One host with two cards on one LAN: the groups of both are reported, whichever of them asks."""
import pytest

from querierlan import igmp
from querierlan.cable import plug_in, settle
from querierlan.expect import expect, expect_equal

pytestmark = pytest.mark.machine("uml-sim", packages=["nftables"])

GROUPS = {"eth0": "239.1.1.1", "eth1": "239.1.1.2"}
OWN = {"eth0": "10.0.0.5", "eth1": "10.0.0.6"}
# 10 s, and what the kernel's timer wheel adds to that much: up to 0.64 s.
ANSWER = 10.7


def two_cards(lan):
    """The host, and what its cards' ports at the switch see; the reports of joining are over."""
    host = lan.hosts(host=OWN["eth0"] + "/24")
    wires = {"eth0": host.wire, "eth1": plug_in(lan, host, "eth1")}
    host.ip("addr add %s/24 dev eth1" % OWN["eth1"])
    settle(lan)
    for interface, group in GROUPS.items():
        host.join(group, interface)
    lan.after(30)
    lan.begin()
    return host, wires


def reports(wire, group, since, until):
    """When GROUP was reported there by what the host itself sends."""
    return [packet.time for packet in wire.all() if packet.kind == "report" and not packet.outgoing and
            since <= packet.time <= until and
            (packet.group == group or any(group in record for record in packet.records or ()))]


def expect_reported(wires, interface, queries, reported=True):
    """Each of these queries brings a report of the card's group there in time, or none does."""
    for query in queries:
        times = reports(wires[interface], GROUPS[interface], query, query + ANSWER)
        expect(bool(times) == reported, "%s reported on %s after the query at %g s: %r"
               % (GROUPS[interface], interface, query, times))


def elected(host, **states):
    for interface, state in states.items():
        host.interface(interface).expect(state=state)


def test_both_cards_are_reported(lan):
    """The loser's groups are reported in answer to the winner's queries, after 300 s and after an hour."""
    host, wires = two_cards(lan)
    for interface in GROUPS:
        host.interface(interface).enable()
    lan.at(3700)
    elected(host, eth0="querier", eth1="non-querier")
    host.interface("eth1").expect(querier_address=OWN["eth0"])
    for interface in GROUPS:
        expect_reported(wires, interface, [156.25, 281.25, 3656.25])


def test_either_may_win(lan):
    """So it is the other way round, and the loser takes over as ever when the winner stops."""
    host, wires = two_cards(lan)
    host.ip("addr del 10.0.0.5/24 dev eth0", "addr add 10.0.0.9/24 dev eth0")
    for interface in GROUPS:
        host.interface(interface).enable()
    lan.at(300)
    elected(host, eth0="non-querier", eth1="querier")
    for interface in GROUPS:
        expect_reported(wires, interface, [156.25, 281.25])
    host.interface("eth1").disable()
    lan.at(281.25 + 255 + 20)
    elected(host, eth0="querier", eth1="disabled")
    for interface in GROUPS:
        expect_reported(wires, interface, [281.25 + 255], reported=interface == "eth0")


def test_only_where_it_is_enabled(lan):
    """On a card without a querier the stack's own rule stays: what comes from an own address is dropped."""
    host, wires = two_cards(lan)
    host.interface("eth0").enable()
    lan.at(300)
    expect_reported(wires, "eth0", [156.25, 281.25])
    expect_reported(wires, "eth1", [156.25, 281.25], reported=False)


def test_strict_reverse_paths(lan):
    """Where the administrator wants strict reverse paths it is dropped; with loose ones it is heard."""
    host, wires = two_cards(lan)
    host.sysctl("net.ipv4.conf.eth1.rp_filter", 1)
    for interface in GROUPS:
        host.interface(interface).enable()
    lan.at(200)
    expect_reported(wires, "eth1", [156.25], reported=False)
    host.sysctl("net.ipv4.conf.eth1.rp_filter", 2)
    lan.at(300)
    expect_reported(wires, "eth1", [281.25])


def test_firewalls(lan):
    """A firewall's rules for what comes in apply to it."""
    host, wires = two_cards(lan)
    host.run("nft", "add table ip t; add chain ip t c { type filter hook input priority 0; }; "
             "add rule ip t c iifname eth1 ip protocol igmp drop")
    for interface in GROUPS:
        host.interface(interface).enable()
    lan.at(200)
    elected(host, eth0="querier", eth1="non-querier")
    expect_reported(wires, "eth0", [156.25])
    expect_reported(wires, "eth1", [156.25], reported=False)


@pytest.mark.unhealthy("another host has its address")
def test_nothing_else_gets_in(lan):
    """From an own address only general queries get in: others, and other packets, are dropped as ever."""
    host, wires = two_cards(lan)
    other = lan.hosts(other="10.0.0.77/24")
    for interface in GROUPS:
        host.interface(interface).enable()
    lan.at(60)
    for message, dst in ((igmp.query_v3(10, GROUPS["eth1"]), GROUPS["eth1"]),
                         (igmp.query_v3(check=0x1234), igmp.ALL_HOSTS),
                         (igmp.query_v3(), OWN["eth1"])):
        other.send(message, OWN["eth0"], dst=dst)
    other.send(igmp.query_v3(), OWN["eth0"], ttl=64)
    lan.at(80)
    expect_equal(reports(wires["eth1"], GROUPS["eth1"], 60, 80), [], "reports after invalid general queries")
    other.send(igmp.query_v3(), OWN["eth0"])
    lan.at(100)
    expect(reports(wires["eth1"], GROUPS["eth1"], 80, 100), "a valid one is not answered: there is no test here")


# --- containers ---------------------------------------------------------------------------

def reported_by_containers(lan, kind, querier_on):
    """Whether a container on a device of that KIND above eth0 answers a querier on eth0 or on a device beside it."""
    host = lan.hosts(host=OWN["eth0"] + "/24")
    inner = lan._host("inner")
    host.ip("link add link eth0 name beside type %s" % kind, "link add link eth0 name c0 type %s" % kind,
            "link set c0 netns inner", "addr add 10.0.0.6/24 dev beside", "link set beside up")
    inner.ip("addr add 10.0.0.7/24 dev c0", "link set c0 up")
    settle(lan)
    inner.join(GROUPS["eth0"], "c0")
    lan.after(30)
    lan.begin()
    host.interface(querier_on).enable()
    lan.at(200)
    host.interface(querier_on).expect(state="querier")
    return bool(reports(host.wire, GROUPS["eth0"], 156, 170))


def test_containers_do_not_hear_their_parent(lan):
    """A container on a macvlan never hears the interface below, as the manual warns."""
    expect_equal(reported_by_containers(lan, "macvlan mode bridge", "eth0"), False, "a report")


def test_containers_hear_a_macvlan_beside_theirs(lan):
    """It hears a querier on another macvlan, as the manual advises."""
    expect_equal(reported_by_containers(lan, "macvlan mode bridge", "beside"), True, "a report")


def test_containers_hear_an_ipvlan_beside_theirs(lan):
    """And one on an ipvlan another ipvlan."""
    expect_equal(reported_by_containers(lan, "ipvlan mode l2", "beside"), True, "a report")
