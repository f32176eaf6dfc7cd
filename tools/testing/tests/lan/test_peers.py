# SPDX-License-Identifier: GPL-2.0
"""Elections with the queriers of others: the kernel's own bridge, and FRR's pimd."""
import pytest

from querierlan.cable import settle
from querierlan.expect import expect, expect_equal, expect_near, expect_times
from querierlan.frr import pimd

pytestmark = pytest.mark.machine("uml-sim", packages=["frr"])

PRESENT = 255                   # s that a silent querier is believed


# --- the kernel's bridge -------------------------------------------------------------------

def bridge_and_ours(lan, bridge, ours, version):
    """A host whose bridge is a querier since 10 s ago, and one of ours, not enabled."""
    peer, host = lan.hosts(peer=None, host=ours + "/24")
    peer.ip("link add br0 type bridge mcast_snooping 1 mcast_querier 1 mcast_query_use_ifaddr 1 "
            "mcast_igmp_version %d" % version, "link set eth0 master br0",
            "addr add %s/24 dev br0" % bridge, "link set br0 up")
    lan.after(10)
    settle(lan)
    return peer, host


@pytest.mark.parametrize("version", [2, 3])
def test_yields_to_a_bridge(lan, version):
    """A lower bridge wins, is followed in its version, and is replaced 255 s after its last word."""
    peer, host = bridge_and_ours(lan, "10.0.0.1", "10.0.0.5", version)
    host.querier.enable()
    lan.at(40)
    host.querier.expect(state="non-querier", querier_address="10.0.0.1", active_version=version)
    lan.at(1000)
    host.querier.expect(state="non-querier", **{"statistics/elections_won": 0})
    host.expect_queries([0])
    peer.ip("link set br0 type bridge mcast_querier 0")
    last = peer.sent(kind="query")[-1]
    expect_equal((last.src, last.version), ("10.0.0.1", version), "the bridge's last query")
    expect_near(host.querier.expires, last.time + PRESENT - lan.now(), "time left")
    lan.at(last.time + 300)
    host.expect_queries([last.time + PRESENT, last.time + PRESENT + 31.25], since=1)
    host.querier.expect(state="querier", active_version=3)


@pytest.mark.parametrize("version", [2, 3])
def test_silences_a_bridge(lan, version):
    """A higher bridge falls silent for as long as we query, and no longer."""
    peer, host = bridge_and_ours(lan, "10.0.0.5", "10.0.0.1", version)
    expect(peer.sent(-20, kind="query", src="10.0.0.5"), "the bridge is no querier: there is no test here")
    host.querier["version"] = version
    host.querier.enable()
    lan.at(1000)
    host.querier.expect(state="querier", querier_address="10.0.0.1", **{"statistics/elections_lost": 0})
    expect_equal(peer.sent(0, kind="query"), [], "the bridge's queries")
    host.querier.disable()
    last = host.sent(kind="query")[-1].time
    lan.at(last + PRESENT + 20)
    expect_equal(len(peer.sent(0, kind="query")), 1, "the bridge's queries, once ours is silent for 275 s")
    host.querier.enable()
    host.querier.expect(state="querier")


# --- FRR ---------------------------------------------------------------------------------------

def test_yields_to_pimd(lan):
    """A lower pimd wins, stays the querier, and is replaced 255 s after it has died."""
    peer, host = lan.hosts(peer="10.0.0.1/24", host="10.0.0.5/24")
    host.querier.enable()
    with pimd(peer, 3):
        lan.at(600)
        host.querier.expect(state="non-querier", querier_address="10.0.0.1", active_version=3)
    last = peer.sent(kind="query")[-1].time
    expect(last > 400, "pimd has fallen silent")
    lan.at(last + 300)
    host.expect_queries([last + PRESENT, last + PRESENT + 31.25], since=50)
    host.querier.expect(state="querier", querier_address="10.0.0.5")


def test_yields_to_pimd_of_version_2(lan):
    """A lower pimd that speaks IGMPv2 wins, and is followed in its version until 260 s after it has died."""
    peer, host = lan.hosts(peer="10.0.0.1/24", host="10.0.0.5/24")
    host.querier.enable()
    with pimd(peer, 2):
        lan.at(600)
        host.querier.expect(state="non-querier", querier_address="10.0.0.1", active_version=2)
    last = peer.sent(kind="query")[-1].time
    lan.at(last + 300)
    queries = host.sent(50, kind="query")
    expect_times(queries, [last + PRESENT, last + PRESENT + 31.25], "queries of host")
    expect_equal([packet.version for packet in queries], [2, 3], "their versions")


def test_silences_pimd(lan):
    """A higher pimd falls silent for as long as we query, and takes over 255 s after our last word."""
    peer, host = lan.hosts(peer="10.0.0.5/24", host="10.0.0.1/24")
    with pimd(peer, 3):
        lan.at(100)
        expect(peer.sent(kind="query"), "pimd is no querier: there is no test here")
        host.querier.enable()
        lan.at(1000)
        host.querier.expect(state="querier", **{"statistics/elections_lost": 0})
        expect_equal(peer.sent(101, kind="query"), [], "pimd's queries")
        last = host.sent(kind="query")[-1].time
        host.querier.disable()
        lan.at(last + PRESENT + 10)
        expect_times(peer.sent(1000, kind="query"), [last + PRESENT], "pimd's queries after ours", tolerance=0.1)
