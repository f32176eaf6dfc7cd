# SPDX-License-Identifier: GPL-2.0
"""Members on a LAN: what only IGMP has."""
import pytest

from querierlan import igmp
from querierlan.families import Igmp
from querierlan.membership import MEMBERSHIP, Members, included, joined

pytestmark = pytest.mark.machine("uml-sim", packages=["tshark"])


def test_version_1_leaves(lan):
    """IGMPv1 has no leave: no query goes out, and the group is gone 270 s after the last report."""
    m = Members(lan, Igmp, 1)
    m.host.join(m.group)
    lan.at(70)
    m.expect_table({m.group: joined()}, "after one joined")
    m.host.leave(m.group)
    m.expect_gone_at(m.last_report(m.host) + MEMBERSHIP)
    m.expect_asked(0, [])


def test_oldest_host_beside(lan):
    """While an IGMPv1 host is a member no query follows a leave: that host could not answer in time (7.3.2)."""
    m = Members(lan, Igmp)
    m.other.sysctl(Igmp.force, 1)
    m.other.join(m.group)
    m.host.join(m.group)
    lan.at(70)
    m.host.leave(m.group)
    lan.at(100)
    m.record_at(m.host, 70, igmp.TO_IN)
    m.expect_asked(0, [])
    m.expect_table({m.group: joined()}, "beside an IGMPv1 host")
    m.other.unplug()
    # The host that left may have reported after the other one; its leave counts for nothing.
    answers = [report.time for report in m.reports(m.host) if report.time < 70]
    m.expect_gone_at(max(answers + [m.last_report(m.other)]) + MEMBERSHIP)


# The MTU, and how many sources fit into one query of it.
SPLITS = ((1500, 366), (576, 135), (68, 8))


def test_more_sources_than_fit(lan):
    """400 sources take as many queries as the MTU makes of them, all at once, and again 1 s later."""
    m = Members(lan, Igmp)
    m.querier["max_sources"] = 400
    sources = ["192.0.%d.%d" % (2 + i // 200, i % 200) for i in range(400)]
    for number, (mtu, room) in enumerate(SPLITS):
        start = 100 * (number + 1)
        lan.at(start)
        for i in range(0, 400, 100):
            say(m, igmp.record(igmp.ALLOW, m.group, sources[i:i + 100]))
        m.expect_table({m.group: included(*sources)}, "of all sources")
        m.router.ip("link set eth0 mtu %d" % mtu)
        lan.at(start + 10)
        say(m, igmp.record(igmp.TO_IN, m.group))
        m.expect_gone_at(start + 12)
        parts = [sources[i:i + room] for i in range(0, 400, room)]
        m.expect_asked(start, [(start + when, 0, part) for when in (10, 11) for part in parts])


def say(m, record):
    m.host.send(igmp.report_v3(record), m.host.address, dst=igmp.ALL_V3_ROUTERS)
