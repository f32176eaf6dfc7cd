# SPDX-License-Identifier: GPL-2.0
"""Members on a LAN of the kernel's own hosts: who joins, who leaves, who is asked, and who is gone when (RFC 9776 6)."""
import pytest

from querierlan import igmp, membership
from querierlan.membership import MEMBERSHIP, Igmp, Members, included, joined

pytestmark = pytest.mark.machine("uml-sim", packages=["tshark"])


# --- groups -----------------------------------------------------------------------------------

def test_version_3_leaves(lan):
    """A host's TO_IN({}) brings Q(G) at once and 1 s later; nobody answers, and the group is gone 2 s after it."""
    membership.only_member_leaves(lan, Igmp, 3)


def test_version_2_leaves(lan):
    """So does the leave of an IGMPv2 host."""
    membership.only_member_leaves(lan, Igmp, 2)


def test_version_2_leaves_a_querier_of_version_2(lan):
    """An IGMPv2 querier asks in IGMPv2: eight octets, Max Resp Time 1 s."""
    membership.only_member_leaves(lan, Igmp, 2, 2)


def test_version_3_leaves_a_querier_of_version_2(lan):
    """A host of IGMPv3 follows the querier to IGMPv2, and leaves in that."""
    membership.only_member_leaves(lan, Igmp, 3, 2, held_to=0)


def test_version_1_leaves(lan):
    """IGMPv1 knows no leave: nobody is asked, and the group is gone 270 s after the last report."""
    m = Members(lan, Igmp, 1)
    m.host.join(m.group)
    lan.at(70)
    m.expect_table({m.group: joined()}, "after one joined")
    m.host.leave(m.group)
    m.expect_gone_at(m.last_report(m.host) + MEMBERSHIP)
    m.expect_asked(0, [])


def test_another_of_version_3_stays(lan):
    """Another member answers the first Q(G): the group stays, and the second one has the S flag."""
    membership.another_stays(lan, Igmp, 3)


def test_another_of_version_2_stays(lan):
    """The same with hosts of IGMPv2."""
    membership.another_stays(lan, Igmp, 2)


def test_version_1_vanishes(lan):
    """A host that is cut off is a member for 270 s after its last report, to the millisecond."""
    membership.vanishes(lan, Igmp, 1)


def test_version_2_vanishes(lan):
    """The same in IGMPv2."""
    membership.vanishes(lan, Igmp, 2)


def test_version_3_vanishes(lan):
    """The same in IGMPv3."""
    membership.vanishes(lan, Igmp, 3)


def test_oldest_host_beside(lan):
    """While an IGMPv1 host is a member nobody is asked for leaves: it could not answer in time (7.3.2)."""
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
    # The host that left may have answered the second query after the other one; its leave counts for nothing.
    answers = [report.time for report in m.reports(m.host) if report.time < 70]
    m.expect_gone_at(max(answers + [m.last_report(m.other)]) + MEMBERSHIP)


def test_older_host_beside(lan):
    """Beside an IGMPv2 host nobody is asked for a source that is blocked, until 260 s after its last report (7.3.2)."""
    membership.older_host_beside(lan, Igmp)


def test_many_groups(lan):
    """Each of 300 groups of a host is a group of the querier's, and all are gone 2 s after its last word."""
    membership.many_groups(lan, Igmp)


# --- sources -----------------------------------------------------------------------------------

def test_sources_come_and_go(lan):
    """Who leaves a source is asked for it with Q(G,S) twice; it is gone 2 s later, and with the last one the group."""
    membership.sources_come_and_go(lan, Igmp)


def test_another_wants_the_source(lan):
    """Of two sources that a host leaves another host wants one: the second time there is a query with S and one without."""
    membership.another_wants_the_source(lan, Igmp)


def test_leaves_merge(lan):
    """A source that is left while another is asked for joins the queries of that one."""
    membership.leaves_merge(lan, Igmp)


def test_blocked_source(lan):
    """A member of all sources that blocks one is asked for it; while nobody else wants it the group goes on without."""
    membership.blocked_source(lan, Igmp)


def test_blocked_source_that_another_wants(lan):
    """Another member of all sources answers for the source that is blocked, and nobody is asked again."""
    membership.blocked_source_that_another_wants(lan, Igmp)


def test_from_all_sources_to_one(lan):
    """Who wanted all sources and now wants one: Q(G), and the group goes on with that one when nobody else answers."""
    membership.from_all_sources_to_one(lan, Igmp)


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


def test_source_specific_group(lan):
    """A member of 232/8 has to name its source: with one it counts, without it is counted as refused (RFC 4604)."""
    membership.source_specific_group(lan, Igmp)


# --- this host, and elections ---------------------------------------------------------------------

def test_own_groups(lan):
    """This host's own groups and sources are in the table; when it leaves them it asks, and they are gone 2 s later."""
    membership.own_groups(lan, Igmp)


def test_takes_over_with_the_table(lan):
    """Who takes over after 255 s knows members and sources already, and asks when one leaves; until then it believes."""
    membership.takes_over_with_the_table(lan, Igmp)
