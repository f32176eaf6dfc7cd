# SPDX-License-Identifier: GPL-2.0
"""Elections with the kernel's own bridge."""
import pytest

from querierlan.cable import settle
from querierlan.expect import expect, expect_equal, expect_near
from querierlan.rivals import OQPI

pytestmark = pytest.mark.machine("uml-sim")


def bridge_and_ours(lan, family, bridge, ours, version, since):
    """A host whose bridge is a querier since so many seconds, and one of ours, not enabled."""
    peer, host = lan.hosts(peer=None, host=ours + family.length)
    peer.ip("link add br0 type bridge mcast_snooping 1 mcast_querier 1 mcast_query_use_ifaddr 1 mcast_%s_version %d" %
            (family.name, version), "link set eth0 master br0")
    if family.name == "igmp":
        peer.set_address("br0", bridge + family.length)
    peer.set_up("br0")
    if family.name == "mld":
        peer.set_ipv6("br0", bridge + family.length)
    lan.after(since)
    settle(lan)
    return peer, host


@pytest.mark.parametrize("age", ["older", "newest"])
def test_yields_to_a_bridge(lan, family, age):
    """A lower bridge wins, is followed in its version, and is replaced 255 s after its last word."""
    version = getattr(family, age)
    peer, host = bridge_and_ours(lan, family, family.low, family.own, version, 15)
    querier = family.querier(host)
    querier.enable()
    lan.at(40)
    querier.expect(state="non-querier", querier_address=family.low, active_version=version)
    lan.at(1000)
    querier.expect(state="non-querier", querier_address=family.low, **{"statistics/elections_won": 0})
    host.expect_queries([0], family=family.name)
    peer.ip("link set br0 type bridge mcast_querier 0")
    last = peer.sent(kind="query", family=family.name)[-1]
    expect_equal((last.src, last.version), (family.low, version), "the bridge's last query")
    expect_near(querier.expires, last.time + OQPI - lan.now(), "time left")
    lan.at(last.time + 300)
    host.expect_queries([0, last.time + OQPI, last.time + OQPI + 31.25], family=family.name)
    querier.expect(state="querier", active_version=family.newest)


@pytest.mark.parametrize("age", ["older", "newest"])
def test_silences_a_bridge(lan, family, age):
    """A higher bridge falls silent for as long as we query, and no longer."""
    version = getattr(family, age)
    peer, host = bridge_and_ours(lan, family, family.high, family.own, version, 40)
    querier = family.querier(host)
    expect(peer.sent(-20, kind="query", family=family.name, src=family.high),
           "the bridge is no querier: there is no test here")
    querier["version"] = version
    querier.enable()
    lan.at(1000)
    querier.expect(state="querier", querier_address=family.own, **{"statistics/elections_lost": 0})
    expect_equal(peer.sent(0, kind="query", family=family.name), [], "the bridge's queries")
    querier.disable()
    last = host.sent(kind="query", family=family.name)[-1].time
    lan.at(last + OQPI + 20)
    expect_equal(len(peer.sent(0, kind="query", family=family.name)), 1,
                 "the bridge's queries, once ours is silent for 275 s")
    querier.enable()
    querier.expect(state="querier")
