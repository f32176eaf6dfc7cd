# SPDX-License-Identifier: GPL-2.0
"""What a card's filter passes while its interface is enabled, and that every way to stop takes that back."""
import time

import pytest

from querierlan import igmp, module
from querierlan.cable import settle
from querierlan.expect import expect, expect_equal
from querierlan.families import Igmp, Mld
from querierlan.namespace import Namespace
from querierlan.querier import Querier

pytestmark = pytest.mark.machine("uml-sim")

ROUTERS = ["01:00:5e:00:00:02", "01:00:5e:00:00:16"]
MLD_ROUTERS = ["33:33:00:00:00:02", "33:33:00:00:00:16"]
OWN_ROUTERS = {"igmp": ROUTERS, "mld": MLD_ROUTERS}
ALL_HOSTS, ALL_NODES = "01:00:5e:00:00:01", "33:33:00:00:00:01"     # what a device with IP hears in any case
MULTICAST = "01:00:5e:", "33:33:"       # what MACs of groups begin with
ADDRESS, MLD_ADDRESS = "10.0.0.5/24", "fe80::5/64"
GROUP = "239.1.2.3"
IFF_ALLMULTI = 0x200


def filters(namespace, interface):
    """(groups' MACs that the device lets pass, with the number of those who asked; whether all multicast)"""
    macs = {}
    for line in namespace.run("ip", "maddr", "show", "dev", interface).splitlines():
        words = line.split()
        if words[0] == "link" and words[1].startswith(MULTICAST):
            macs[words[1]] = int(words[3]) if words[2:3] == ["users"] else 1
    with open("%s/class/net/%s/flags" % (namespace.sys, interface)) as f:
        return macs, bool(int(f.read(), 16) & IFF_ALLMULTI)


def added(before, after):
    """The MACs in AFTER that were not asked for BEFORE, or by fewer."""
    return sorted(mac for mac, users in after[0].items() if users > before[0].get(mac, 0))


def expect_hears(namespace, interface, before, macs, all_of_it, what):
    settled()
    after = filters(namespace, interface)
    expect_equal((added(before, after), after[1]), (macs, all_of_it), what)


def settled():
    """Some of it is done a moment later, by a worker."""
    time.sleep(0.01)


def expect_as_before(namespace, interface, before, what):
    settled()
    expect_equal(filters(namespace, interface), before, "what %s hears %s" % (interface, what))


def one_host(lan, family):
    """A host, its querier, and the MACs of routers' groups."""
    host = lan.hosts(host=family.own + family.length)
    return host, family.querier(host), OWN_ROUTERS[family.name]


def test_enabled_and_disabled(lan, family):
    """Enabled it hears both groups of routers and all multicast, disabled again what it heard before."""
    host, querier, macs = one_host(lan, family)
    before = filters(host, "eth0")
    expect_equal(before[1], False, "all multicast before")
    for _ in range(3):
        querier.enable()
        querier.enable()
        expect_hears(host, "eth0", before, macs, True, "enabled")
        querier.disable()
        querier.disable()
        expect_as_before(host, "eth0", before, "once it is disabled")


def test_both_families(lan):
    """With both families it hears all multicast until the second one is disabled too, whichever was first."""
    host = lan.hosts(host=[ADDRESS, MLD_ADDRESS])
    before = filters(host, "eth0")
    families = (host.querier, ROUTERS), (host.mld, MLD_ROUTERS)
    for (one, ones), (other, others) in (families, families[::-1]):
        for first in (one, other):
            one.enable()
            expect_hears(host, "eth0", before, ones, True, "one enabled")
            other.enable()
            expect_hears(host, "eth0", before, ROUTERS + MLD_ROUTERS, True, "both enabled")
            first.disable()
            expect_hears(host, "eth0", before, others if first is one else ones, True, "one disabled")
            (other if first is one else one).disable()
            expect_as_before(host, "eth0", before, "once both are disabled")


def test_both_families_and_members_of_one(lan):
    """Of two families one may do without members: all multicast is heard for as long as the other has them."""
    host = lan.hosts(host=[ADDRESS, MLD_ADDRESS])
    before = filters(host, "eth0")
    for one, other in (host.querier, host.mld), (host.mld, host.querier):
        one["track_groups"] = 0
        one.enable()
        other.enable()
        expect_hears(host, "eth0", before, ROUTERS + MLD_ROUTERS, True, "with members of one")
        other["track_groups"] = 0
        expect_hears(host, "eth0", before, ROUTERS + MLD_ROUTERS, False, "with members of none")
        other["track_groups"] = 1
        expect_hears(host, "eth0", before, ROUTERS + MLD_ROUTERS, True, "with members of one again")
        one["track_groups"] = 1
        for querier in one, other:
            querier.disable()
        expect_as_before(host, "eth0", before, "once both are disabled")


def test_without_members(lan, family):
    """With track_groups 0 it hears the groups of routers only; the file changes that at once, either way."""
    host, querier, macs = one_host(lan, family)
    before = filters(host, "eth0")
    querier["track_groups"] = 0
    expect_as_before(host, "eth0", before, "while it is disabled")
    querier.enable()
    expect_hears(host, "eth0", before, macs, False, "enabled without members")
    querier["track_groups"] = 1
    expect_hears(host, "eth0", before, macs, True, "with members")
    querier["track_groups"] = 0
    expect_hears(host, "eth0", before, macs, False, "without them again")
    querier.disable()
    expect_as_before(host, "eth0", before, "once it is disabled")


def test_mld_without_an_address(lan):
    """For MLD that waits for its first address nothing is heard; when the address has gone it is kept until disabled."""
    host = lan.hosts(host=None)
    host.mld.enable()
    host.set_ipv6("eth0")
    lan.after(1)
    expect_equal(filters(host, "eth0")[1], False, "all multicast without an address")
    host.ip("addr add %s dev eth0" % MLD_ADDRESS)
    lan.after(3)
    host.mld.expect(state="querier")
    with_address = filters(host, "eth0")
    expect_equal((set(MLD_ROUTERS) <= set(with_address[0]), with_address[1]), (True, True), "with an address")
    host.ip("addr del %s dev eth0" % MLD_ADDRESS)
    lan.after(1)
    host.mld.expect(state="down", state_reason="no-address")
    gone = filters(host, "eth0")
    expect_equal((set(MLD_ROUTERS) & set(gone[0]), gone[1]), (set(MLD_ROUTERS), True), "without it again")
    host.mld.disable()
    gone = filters(host, "eth0")
    expect_equal((set(MLD_ROUTERS) & set(gone[0]), gone[1]), (set(), False), "disabled without it")


def test_others_who_asked(lan):
    """What others have asked for too stays theirs: all multicast, a group of routers that a program joined."""
    host = lan.hosts(host=ADDRESS)
    start = filters(host, "eth0")
    host.ip("link set eth0 allmulticast on", "maddr add 01:00:5e:00:00:02 dev eth0")
    host.join("224.0.0.22")
    before = filters(host, "eth0")
    host.querier.enable()
    expect_hears(host, "eth0", before, ROUTERS, True, "enabled")
    host.querier.disable()
    expect_as_before(host, "eth0", before, "once it is disabled")
    host.querier.enable()
    host.ip("link set eth0 allmulticast off", "maddr del 01:00:5e:00:00:02 dev eth0")
    host.leave("224.0.0.22")
    expect_hears(host, "eth0", start, ROUTERS, True, "enabled, the others gone")
    host.querier.disable()
    expect_as_before(host, "eth0", start, "when no program wants it any more")


@pytest.mark.unhealthy("an interface is down at the end")
def test_link_down(lan):
    """A link that is down keeps what it hears until it is disabled: set down, without a cable, and up again."""
    host = lan.hosts(host=ADDRESS)
    before = filters(host, "eth0")
    host.querier.enable()
    host.unplug()
    lan.after(2)
    host.querier.expect(state="down", state_reason="link-down")
    expect_hears(host, "eth0", before, ROUTERS, True, "without a cable")
    host.plug()
    lan.after(2)
    expect_hears(host, "eth0", before, ROUTERS, True, "plugged in again")
    host.set_up("eth0", False)
    lan.after(1)
    expect_equal((added(before, filters(host, "eth0")), filters(host, "eth0")[1]), (ROUTERS, True), "down")
    host.set_up("eth0")
    lan.after(2)
    expect_hears(host, "eth0", before, ROUTERS, True, "up again")
    host.unplug()
    lan.after(2)
    host.querier.disable()
    expect_as_before(host, "eth0", before, "disabled without a cable")
    host.querier.enable()
    expect_as_before(host, "eth0", before, "enabled without a cable: it never ran")


def test_given_up_while_down(lan):
    """Whoever is down gives up all multicast with its members, and all of it where it can not run at all."""
    host = lan.hosts(host=ADDRESS)
    before = filters(host, "eth0")
    host.querier.enable()
    host.unplug()
    lan.after(2)
    host.querier["track_groups"] = 0
    expect_hears(host, "eth0", before, ROUTERS, False, "without members")
    host.querier["track_groups"] = 1
    expect_hears(host, "eth0", before, ROUTERS, True, "with members again")
    host.ip("link set eth0 multicast off")
    lan.after(1)
    host.querier.expect(state="down", state_reason="no-multicast")
    expect_equal((added(before, filters(host, "eth0")), filters(host, "eth0")[1]), ([], False), "without multicast")
    host.ip("link set eth0 multicast on")
    host.plug()
    lan.after(2)
    expect_hears(host, "eth0", before, ROUTERS, True, "up and with multicast")


def test_loose_cable(lan):
    """A cable that is loose sixty times makes the kernel log hardly anything of all multicast."""
    host = lan.hosts(host=[ADDRESS, MLD_ADDRESS])
    host.querier.enable()
    host.mld.enable()
    for _ in range(60):
        host.unplug()
        lan.after(3)
        host.plug()
        lan.after(3)
    host.querier.expect(state="querier")
    lines = [text for _, text in lan.log("eth0") if "multicast" in text or "promisc" in text]
    expect(len(lines) <= 4, "%d lines of 60 flaps, such as %r" % (len(lines), lines[-1:]))


def test_flapping(lan):
    """Links that go down and come back at once many times leave nothing behind."""
    host = lan.hosts(host=ADDRESS)
    before = filters(host, "eth0")
    host.querier.enable()
    for _ in range(20):
        host.set_up("eth0", False)
        host.set_up("eth0")
    lan.after(2)
    expect_hears(host, "eth0", before, ROUTERS, True, "after it flapped")
    for _ in range(20):
        host.querier.disable()
        host.set_up("eth0", False)
        host.querier.enable()
        host.set_up("eth0")
    lan.after(2)
    expect_hears(host, "eth0", before, ROUTERS, True, "after it flapped and was disabled")
    host.querier.disable()
    expect_as_before(host, "eth0", before, "once it is disabled")


@pytest.mark.parametrize("families", [(Igmp,), (Mld,), (Igmp, Mld)], ids=["igmp", "mld", "both"])
def test_unloaded(lan, families):
    """Unloading the module takes all of it back."""
    host = lan.hosts(host=[family.own + family.length for family in families])
    queriers = [family.querier(host) for family in families]
    macs = sum((OWN_ROUTERS[family.name] for family in families), [])
    before = filters(host, "eth0")
    for querier in queriers:
        querier.enable()
    expect_hears(host, "eth0", before, macs, True, "enabled")
    module.unload()
    try:
        expect_as_before(host, "eth0", before, "once the module is unloaded")
    finally:
        module.load()
    expect_as_before(host, "eth0", before, "once it is loaded again")


def test_moved(lan):
    """A device that moves to another namespace takes nothing along, and hears it there once it is up and enabled."""
    host = lan.hosts(host=ADDRESS)
    other = Namespace("other")
    before = filters(host, "eth0")
    host.querier.enable()
    expect_hears(host, "eth0", before, ROUTERS, True, "enabled")
    host.ip("link set eth0 netns other")
    lan.after(1)
    there = Querier(other, "eth0")
    expect_as_before(other, "eth0", ({ALL_NODES: 1}, False), "there")
    other.ip("link set eth0 up")
    lan.after(2)
    there.expect(querier_enable=1, state="querier")
    now = filters(other, "eth0")
    expect_equal((sorted(now[0]), now[1]), (sorted([ALL_HOSTS, ALL_NODES] + ROUTERS), True), "what it hears there, up")
    there.disable()
    expect_equal(filters(other, "eth0")[1], False, "all multicast there, disabled")
    other.delete()


def test_enslaved(lan):
    """A port of a bridge hears nothing for us; released it hears it again."""
    host = lan.hosts(host=ADDRESS)
    before = filters(host, "eth0")
    host.querier.enable()
    host.ip("link add br0 type bridge", "link set eth0 master br0")
    lan.after(1)
    host.querier.expect(state="down", state_reason="bridge-port")
    # A bridge asks for all multicast of its ports itself, but not for these two.
    expect_equal(added(before, filters(host, "eth0")), [], "groups of routers that a port hears")
    host.ip("link set eth0 nomaster")
    lan.after(2)
    host.querier.expect(state="querier")
    expect_hears(host, "eth0", before, ROUTERS, True, "released again")
    host.querier.disable()
    expect_as_before(host, "eth0", before, "once it is disabled")


def test_deleted(lan):
    """A device that is deleted while it is enabled takes it along, and what it stood on is as before."""
    host = lan.hosts(host=ADDRESS)
    before = filters(host, "eth0")
    for kind in "vlan id 7", "macvlan mode bridge":
        host.ip("link add link eth0 name upper type " + kind, "addr add 10.0.7.5/24 dev upper", "link set upper up")
        settle(lan)
        host.interface("upper").enable()
        lan.after(1)
        expect(filters(host, "eth0")[1], "eth0 hears nothing for its " + kind)
        host.ip("link del upper")
        lan.after(1)
        expect_as_before(host, "eth0", before, "once its %s is deleted" % kind)


def test_stacked(lan):
    """A VLAN's part is passed on to the device below, and taken back there: disabled, and set down."""
    host = lan.hosts(host=ADDRESS)
    host.ip("link add link eth0 name eth0.7 type vlan id 7", "addr add 10.0.7.5/24 dev eth0.7", "link set eth0.7 up")
    settle(lan)
    vlan = host.interface("eth0.7")
    before, below = filters(host, "eth0.7"), filters(host, "eth0")
    vlan.enable()
    expect_hears(host, "eth0.7", before, ROUTERS, True, "the VLAN, enabled")
    expect_hears(host, "eth0", below, ROUTERS, True, "below it")
    vlan.disable()
    expect_as_before(host, "eth0.7", before, "once it is disabled")
    expect_as_before(host, "eth0", below, "once its VLAN is disabled")
    vlan.enable()
    host.set_up("eth0.7", False)
    lan.after(1)
    host.set_up("eth0.7")
    lan.after(1)
    vlan.disable()
    expect_as_before(host, "eth0", below, "once its VLAN was down, up and disabled")


def test_filtered_by_the_device(lan):
    """A device that filters, as cards do and a macvlan does: reports for any group, and leaves, arrive all the same."""
    host, member = lan.hosts(host=None, member="10.0.0.9/24")
    host.ip("link add link eth0 name mv address 02:00:00:00:77:77 type macvlan mode bridge",
            "addr add 10.0.0.7/24 dev mv", "link set mv up")
    settle(lan)
    querier = host.interface("mv")
    querier["track_groups"] = 0
    querier.enable()
    lan.at(1)
    member.send(igmp.report_v2(GROUP), "10.0.0.9", dst=GROUP)
    expect_equal(querier.count("reports_heard"), 0, "reports that pass the filter: there is no test here")
    member.send(igmp.leave(GROUP), "10.0.0.9", dst=igmp.ALL_ROUTERS)
    member.send(igmp.report_v3(igmp.record(igmp.IS_EX, GROUP)), "10.0.0.9", dst=igmp.ALL_V3_ROUTERS)
    lan.at(2)
    expect_equal((querier.count("leaves_heard"), querier.count("reports_heard")), (1, 1), "without members")
    querier["track_groups"] = 1
    member.send(igmp.report_v2(GROUP), "10.0.0.9", dst=GROUP)
    member.send(igmp.report_v1("239.9.9.9"), "10.0.0.9", dst="239.9.9.9")
    lan.at(3)
    expect_equal((querier.count("reports_heard"), querier.groups), (3, 2), "reports and groups, with members")
