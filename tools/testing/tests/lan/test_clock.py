# SPDX-License-Identifier: GPL-2.0
"""The simulated clock itself: days pass in seconds, and exactly."""
import pytest

from querierlan import igmp
from querierlan.expect import expect, expect_equal

pytestmark = pytest.mark.machine("uml-sim")

ROUNDS = 100
INTERVAL = 260                  # s
LATE = 1000000                  # ns


def test_exact(lan):
    """Packets that are sent 260 s after each other are captured 260 s apart, never early, and not 1 ms late."""
    one, other = lan.hosts(one="10.0.0.1/24", other="10.0.0.2/24")
    for _ in range(ROUNDS):
        one.send(igmp.report_v2("239.1.2.3"), "10.0.0.1", dst="239.1.2.3")
        lan.after(INTERVAL)
    times = [round(packet.time * 1e9) for packet in other.heard()]
    expect_equal(len(times), ROUNDS, "packets")
    gaps = [later - earlier for earlier, later in zip(times, times[1:])]
    expect(INTERVAL * 10**9 <= min(gaps) and max(gaps) < INTERVAL * 10**9 + LATE,
           "gaps from %d to %d ns" % (min(gaps), max(gaps)))
