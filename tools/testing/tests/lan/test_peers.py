# SPDX-License-Identifier: GPL-2.0
"""Elections with FRR's pimd."""
import pytest

from querierlan.expect import expect, expect_equal, expect_times
from querierlan.frr import pimd

pytestmark = pytest.mark.machine("uml-sim", packages=["frr"])

PRESENT = 255                   # s that a silent querier is believed


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
