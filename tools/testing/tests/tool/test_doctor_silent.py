# SPDX-License-Identifier: GPL-2.0
"""querierctl doctor: what it says of answers, from the kernel's and the module's tables."""
import os
import socket
import struct
import threading

import pytest

from fakedoctor import RUNS, findings, healthy, only
from querierlan import genl

HOURS = 7200000


def asked(tree, *indices, **values):
    """This host asks for two hours there, and its kernel is in a group."""
    tree.says("interface_get", *({"ifindex": ifindex, "protocol": 0, "querier_since": HOURS, **values}
                                 for ifindex in indices))


def joined(*indices):
    """What the kernel says that 239.1.2.3 is joined on each interface."""
    return "Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter\n" + "".join(
        f"{ifindex}\teth{ifindex - 1}      :     1      V3\n\t\t\t\t030201EF     1 0:00000000\t\t0\n" for ifindex in indices)


def lonely(tree, **counters):
    """A host that is in a group which the module does not know."""
    healthy(tree, counters=counters)
    tree.files(f"{tree.root}/proc/net", {"igmp": joined(1)})
    asked(tree, 1, stats={"groups_added": 0})
    tree.says("group_get")


def test_own_group_without_a_report(tree):
    lonely(tree)
    found = only(tree, "D63")
    assert found["evidence"] == {"group": "239.1.2.3", "more": "", "silent_groups": 1}
    assert found["text"].startswith("This host listens to 239.1.2.3 on eth0, ")


def test_own_groups_without_a_report(tree):
    """One is named, the others are counted."""
    lonely(tree)
    tree.files(f"{tree.root}/proc/net", {"igmp": joined(1) + joined(1).splitlines()[-1].replace("03", "04")})
    found = only(tree, "D63")
    assert found["text"].startswith("This host listens to 239.1.2.3 and 1 more on eth0, ")
    assert found["evidence"]["silent_groups"] == 2


@pytest.mark.parametrize("counter", ["ignored_group_limit", "ignored_effort", "ignored_memory_limit", "ignored_memory"])
def test_own_group_that_the_table_may_lack(tree, counter):
    """The report came, and was refused: no firewall is to blame."""
    lonely(tree, **{counter: "3"})
    assert [one["id"] for one in findings(tree)] == ["D85"]


def write(path, text):
    with open(path, "w", encoding="utf8") as file:
        file.write(text)


def test_the_kernels_groups_are_read_once(tree):
    """A file that can be read a single time serves all interfaces, each with its own groups."""
    for number in range(3):
        healthy(tree, f"eth{number}")
    asked(tree, 1, 2, 3, stats={"groups_added": 0})
    tree.says("group_get")
    path = f"{tree.root}/proc/net/igmp"
    os.makedirs(os.path.dirname(path))
    os.mkfifo(path)
    writer = threading.Thread(target=write, args=(path, joined(1, 3)), daemon=True)
    writer.start()
    shown = tree.run("doctor", "-j", timeout=10).expect(1)
    writer.join()
    assert [(one["id"], one["interface"]) for one in shown.json("findings")] == [("D63", "eth0"), ("D63", "eth2")]


# linux/rtnetlink.h and linux/neighbour.h
RTM_GETNEIGH, NDA_LLADDR, NDA_CACHEINFO = 30, 2, 3
REACHABLE, STALE, FAILED = 2, 4, 32


def neighbour(number, state, confirmed=0):
    """An entry of the host with this number, which answered CONFIRMED seconds ago."""
    return struct.pack("=BxxxiHBB", socket.AF_INET6, 1, state, 0, 1) + \
        genl.attribute(NDA_LLADDR, bytes([2, 0, 0, 0, 0, number])) + \
        genl.attribute(NDA_CACHEINFO, struct.pack("IIII", confirmed * 100, 0, 0, 0))


@pytest.mark.parametrize("entries, hosts", [
    ([(5, REACHABLE), (5, REACHABLE), (6, STALE, 60)], 2), ([(5, REACHABLE), (6, STALE, 3600)], 1),
    ([(5, STALE, 3600), (6, FAILED)], 0)])
def test_hosts_are_counted_and_not_their_addresses(tree, entries, hosts):
    """A host has a link-local address and others; one that was seen long ago may have left."""
    healthy(tree, mld={**RUNS, "querier_address": "fe80::1"})
    tree.says("interface_get", {"ifindex": 1, "protocol": 1, "querier_since": HOURS})
    tree.answers(RTM_GETNEIGH, socket.AF_INET6, *(neighbour(*entry) for entry in entries))
    assert [one["evidence"]["neighbours"] for one in findings(tree)] == [hosts] * (hosts > 0)


# linux/if_link.h, linux/if_bridge.h
RTM_GETLINK, AF_BRIDGE = 18, 7
IFLA_LINK, IFLA_MASTER, IFLA_LINKINFO, IFLA_AF_SPEC = 5, 10, 18, 26
INFO_KIND, INFO_DATA, VLAN_ID, VLAN_INFO = 1, 2, 1, 2


def link(ifindex, *attributes):
    return struct.pack("=BxHiII", 0, 1, ifindex, 0, 0) + b"".join(attributes)


def number(kind, value, form="I"):
    return genl.attribute(kind, struct.pack(form, value))


def bridge_with_vlans(tree, name, upper=None):
    """A bridge whose VLAN 1 has a querier; a port carries VLAN 20, too, which may have the interface UPPER."""
    healthy(tree, name)
    tree.files(tree.path(name, "bridge"), {"vlan_filtering": "1"})
    os.makedirs(tree.path(name, "lower_eth0"))
    if upper:
        tree.device(upper)
    bridge = int(tree.indices[name])
    tree.answers(RTM_GETLINK, AF_BRIDGE, link(bridge, genl.attribute(IFLA_AF_SPEC, genl.attribute(
        VLAN_INFO, struct.pack("HH", 2, 1)))), link(1, number(IFLA_MASTER, bridge), genl.attribute(
            IFLA_AF_SPEC, b"".join(genl.attribute(VLAN_INFO, struct.pack("HH", 0, vid)) for vid in (1, 20)))))
    tree.answers(RTM_GETLINK, socket.AF_UNSPEC, *([link(int(tree.indices[upper]), number(IFLA_LINK, bridge), genl.attribute(
        IFLA_LINKINFO, genl.attribute(INFO_KIND, b"vlan\0") + genl.attribute(INFO_DATA, number(VLAN_ID, 20, "H"))))]
        if upper else []))


@pytest.mark.parametrize("name, upper, advice", [
    ("br0", "lan20", "querierctl enable --save lan20"), ("br0", None, "ip link add link br0 name br0.20 type vlan id 20"),
    ("br-0123456789a", None, "ip link add link br-0123456789a name vlan20 type vlan id 20")])
def test_a_vlan_without_a_querier(tree, name, upper, advice):
    """Its interface may have any name, or is not there; a name has at most 15 characters."""
    bridge_with_vlans(tree, name, upper)
    found = {one["id"]: one for one in findings(tree)}
    assert found["D21"]["advice"] == advice and found["D21"]["evidence"] == {"vlans": "20", "first": 20}
