# SPDX-License-Identifier: GPL-2.0
"""querierctl doctor: each check that files alone provoke finds exactly that."""
import os

import pytest

from fakedoctor import findings, healthy, only

SINCE = "since it first ran"
RARE = {"query_interval_ms": "300000", "startup_query_interval_ms": "75000"}
FRAGILE = {"robustness": "1", "startup_query_count": "1", "last_member_query_count": "1"}
OTHER = {"state": "non-querier", "querier_address": "192.0.2.7"}


def test_a_healthy_host_has_no_findings(tree):
    healthy(tree)
    assert not findings(tree)


# What differs from a healthy interface, the number, and what is said.
LINKS = [
    ({"active_source_address": "169.254.1.2"}, "D31", "has only 169.254.1.2"),
    ({"source_address": "192.0.2.9"}, "D34", "does not have 192.0.2.9"),
    ({**OTHER, "other_querier_expires_ms": "125000"}, "D40", "192.0.2.7 is the querier"),
    ({"active_version": "2"}, "D44", "asks in version 2 of IGMP"),
    (RARE, "D80", "a listener may be silent for 10m10s"),
    (FRAGILE, "D82", "a single lost packet"),
    ({"groups": "3700"}, "D85", "holds 3700 groups, and 4096 at most"),
    ({"mode": "passive", "state": "non-querier", "querier_address": "none"}, "D86", "no querier is heard"),
]

# The same for a counter that is not 0.
COUNTERS = [
    ("ignored_duplicate_address", "D32", "problem", "3 packets"),
    ("ignored_off_subnet", "D42", "warning", "3 packets of senders"),
    ("ignored_group_limit", "D85", "warning", "3 reports of groups"),
    ("ignored_source_limit", "D85", "warning", "3 reports of sources"),
    ("ignored_host_limit", "D85", "note", "3 hosts"),
    ("ignored_effort", "D85", "warning", "3 reports short"),
    ("ignored_memory_limit", "D85", "warning", "members_memory_max"),
    ("ignored_memory", "D85", "warning", "no memory"),
]


@pytest.mark.parametrize("values, number, words", LINKS, ids=[row[1] for row in LINKS])
def test_links(tree, values, number, words):
    healthy(tree, **values)
    found = only(tree, number)
    assert words in found["text"]
    assert (found["interface"], found["family"]) == ("eth0", "igmp")


@pytest.mark.parametrize("counter, number, severity, words", COUNTERS, ids=[row[0] for row in COUNTERS])
def test_counters(tree, counter, number, severity, words):
    healthy(tree, counters={counter: "3"})
    found = only(tree, number)
    assert (found["severity"], found["evidence"][counter]) == (severity, 3)
    assert words in found["text"] and SINCE in found["text"]


def test_a_rare_query_of_another_is_not_this_hosts(tree):
    healthy(tree, **RARE, **OTHER)
    only(tree, "D40")


# What a host is told that does not ask now: what it will do, and not what it does.
SPARES = [
    ({"active_source_address": "0.0.0.0"}, "D30", "when it takes over, its queries will come from 0.0.0.0"),
    ({"active_source_address": "169.254.1.2"}, "D31", "when it takes over, devices with one may ignore"),
    ({"source_address": "192.0.2.9"}, "D34", "when this host takes over, queries will come from 192.0.2.1"),
]


@pytest.mark.parametrize("values, number, words", SPARES, ids=[row[1] for row in SPARES])
def test_a_spare_sends_no_queries(tree, values, number, words):
    healthy(tree, **OTHER, **values)
    found = {one["id"]: one["text"] for one in findings(tree)}
    assert set(found) == {number, "D40"} and words in found[number]


@pytest.mark.parametrize("mac", [{}, {"querier_mac": "02:00:00:00:00:07"}])
def test_a_passive_one_does_not_take_over(tree, mac):
    """Also where an older module does not say the MAC."""
    healthy(tree, mode="passive", **OTHER)
    tree.says("interface_get", {"ifindex": 1, "protocol": 0, **mac})
    found = only(tree, "D40")
    assert "only watches" in found["text"] and "takes over" not in found["text"]
    assert found["evidence"].get("mac") == mac.get("querier_mac")


# Why MLD has no address: files, and what is said.
NO_ADDRESS = [
    ({}, "no link-local address yet"),
    ({"proc/sys/net/ipv6/conf/eth0/disable_ipv6": "1"}, "IPv6 is disabled"),
    ({"class/net/eth0/mtu": "1200"}, "MTU 1200"),
    ({"proc/sys/net/ipv6/conf/eth0/addr_gen_mode": "1"}, "set to make no"),
    ({"proc/net/if_inet6": "fe800000000000000000000000000001 02 40 20 88 eth0"}, "another host has"),
]


@pytest.mark.parametrize("files, words", NO_ADDRESS, ids=[row[1].replace(" ", "-") for row in NO_ADDRESS])
def test_mld_without_an_address(tree, files, words):
    healthy(tree, mld={"querier_enable": "1", "state": "down", "state_reason": "no-address"})
    for path, value in files.items():
        tree.files(f"{tree.root}/{os.path.dirname(path)}", {os.path.basename(path): value})
    found = only(tree, "D33")
    assert words in found["text"] and found["family"] == "mld"


# --- the host's other programs
@pytest.mark.parametrize("family, file", [("igmp", "ip_mr_vif"), ("mld", "ip6_mr_vif")])
def test_a_multicast_router_of_this_host(tree, family, file):
    mld = {"querier_enable": "1", "state": "querier"}
    healthy(tree, mld=mld)
    tree.files(f"{tree.root}/proc/net", {file: "Interface      BytesIn\n 0 eth0  0 0 0 0 00000"})
    found = only(tree, "D47")
    assert (found["interface"], found["family"]) == ("eth0", family)
    tree.files(f"{tree.root}/proc/net", {file: "Interface      BytesIn\n 0 eth1  0 0 0 0 00000"})
    assert not findings(tree)


def test_another_service_that_is_a_querier(tree):
    healthy(tree)
    os.makedirs(f"{tree.root}/fs/cgroup/system.slice/mcd.service")
    assert only(tree, "D47")["advice"] == "systemctl disable --now mcd"


# --- interfaces
def test_no_wire_is_a_note(tree):
    healthy(tree)
    os.rmdir(tree.path("eth0/device"))
    assert only(tree, "D23")["severity"] == "note"
    healthy(tree, "eth1")
    os.makedirs(tree.path("eth0/lower_eth1"))
    assert not findings(tree)


def bridge(tree, name="br0", served=True, **options):
    """A bridge on eth0; OPTIONS are its files."""
    healthy(tree, "other")
    os.makedirs(tree.path("eth0/device"))
    if served:
        healthy(tree, name)
        os.rmdir(tree.path(name, "device"))
    else:
        tree.device(name)
    os.makedirs(tree.path(name, "lower_eth0"))
    tree.files(tree.path(name, "bridge"), {"multicast_snooping": "1", "multicast_querier": "0",
                                           "multicast_router": "1", **options})


def test_a_bridge_that_is_served(tree):
    bridge(tree)
    assert not findings(tree)


@pytest.mark.parametrize("options, number", [
    ({"multicast_querier": "1"}, "D14"), ({"multicast_router": "0"}, "D17")])
def test_a_bridge_with_a_querier(tree, options, number):
    bridge(tree, **options)
    assert only(tree, number)["interface"] == "br0"


def test_a_bridge_that_no_querier_asks(tree):
    bridge(tree, served=False)
    assert only(tree, "D13")["severity"] == "problem"
    os.rmdir(tree.path("br0/lower_eth0"))
    assert only(tree, "D13")["severity"] == "note"


@pytest.mark.parametrize("options", [{"multicast_querier": "1"}, {"multicast_snooping": "0"}])
def test_a_bridge_that_asks_or_does_not_snoop(tree, options):
    bridge(tree, served=False, **options)
    assert not findings(tree)


def test_a_bridge_whose_vlan_is_served(tree):
    bridge(tree, served=False)
    os.makedirs(tree.path("br0/upper_other"))
    assert not findings(tree)


def forward(port, *, local=0):
    """A row of brforward."""
    return bytes([2, 0, 0, 0, 0, port, port, local]) + bytes(8)


@pytest.mark.parametrize("rows, hosts", [((1, 1), 2), ((1, 2), None), ((1,), None)])
def test_fast_leave_with_several_hosts(tree, rows, hosts):
    bridge(tree)
    tree.files(tree.path("eth0/brport"), {"multicast_fast_leave": "1", "port_no": "0x1"})
    os.symlink("../br0", tree.path("eth0/master"))
    with open(tree.path("br0/brforward"), "wb") as table:
        table.write(b"".join(map(forward, rows)) + forward(1, local=1))
    if hosts:
        assert only(tree, "D18")["evidence"] == {"hosts": hosts}
    else:
        assert not findings(tree)
