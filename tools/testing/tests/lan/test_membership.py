# SPDX-License-Identifier: GPL-2.0
"""Hosts of the kernel's own on a LAN: who joins, who leaves, who is asked, and who is gone when (RFC 9776 6, RFC 9777 7)."""
import pytest

from querierlan import igmp
from querierlan.expect import expect, expect_equal, expect_times
from querierlan.families import Igmp, Mld
from querierlan.membership import (LAST_MEMBER, MEMBERSHIP, MEMBERSHIP_ONCE, OLDER_PRESENT, PRESENT, Members, included,
                                   joined, only_member_leaves)

pytestmark = pytest.mark.machine("uml-sim", packages=["tshark"])


# Versions of hosts and of the querier, and what the hosts are held to.
LEAVES = {
    "newest": ("newest", None, None),
    "older": ("older", None, None),
    # An older querier asks in its own version: eight bytes in IGMPv2, Max Resp Time 1 s; 24 in MLDv1.
    "older-querier": ("older", "older", None),
    # A newer host follows the querier, and leaves in the older version.
    "newest-follows-older-querier": ("newest", "older", 0),
}


@pytest.mark.parametrize("versions", LEAVES)
def test_only_member_leaves(lan, family, versions):
    """A leave brings Q(G) at once and 1 s later; no host answers, and the group is gone after 2 s."""
    host, querier, held_to = LEAVES[versions]
    only_member_leaves(lan, family, getattr(family, host), querier and getattr(family, querier), held_to)


@pytest.mark.unhealthy("robustness is 1")
@pytest.mark.parametrize("age", ["newest", "older"])
def test_another_stays(lan, family, age):
    """Another member answers the first Q(G): the group stays, and the second one has the S flag."""
    version = getattr(family, age)
    m = Members(lan, family, version, once=True)
    m.other.join(m.group)
    lan.at(65)
    # The one who reports last is the one who says that it leaves (RFC 2236 3).
    m.host.join(m.group)
    lan.at(80)
    m.host.leave(m.group)
    # The kernel fires a timer up to 80 ms late. If it is still to fire at the second query, it starts again, for up to 1 s.
    lan.at(82.5)
    left = m.left_at(80, version)
    answer = m.first_report(m.other, left)
    lan.at(100)
    m.expect_table({m.group: joined()}, "while another host listens")
    repeated = [packet.time for packet in m.reports(m.host, answer) if packet.time > left]
    if repeated:
        # A host that repeats its report cancels the other one's: queries for it begin again, one each second.
        expect_times(m.specific(80), [left + i for i in range(len(m.specific(80)))], "queries")
        expect(len(m.specific(80)) <= 4, "more queries than two for each time that the host left")
    elif abs(answer - left - 1) < 0.001:
        expect_times(m.specific(80), [left, left + 1], "queries")
    else:
        # Once it was answered it is for the slower hosts only: the timer is up again.
        m.expect_asked(80, [(left, 0, []), (left + 1, int(answer < left + 1), [])])
    m.other.unplug()
    m.expect_gone_at(m.last_report(m.other) + MEMBERSHIP_ONCE)


@pytest.mark.parametrize("family, version", [(Igmp, 1), (Igmp, 2), (Igmp, 3), (Mld, 1), (Mld, 2)])
def test_vanishes(lan, family, version):
    """A host that is cut off is a member for 270 s after its last report, to the millisecond."""
    m = Members(lan, family, version)
    m.host.join(m.group)
    lan.at(400)
    # It has answered the general query of 281.25 s, and hears no other one.
    m.host.unplug()
    heard = m.last_report(m.host)
    expect(281 < heard < 293, "last report at %g s" % heard)
    m.expect_gone_at(heard + MEMBERSHIP)
    m.expect_asked(0, [])


def test_older_host_beside(lan, family):
    """Beside a host that knows no sources no query goes out for a blocked one, until 260 s after that host's report (7.3.2)."""
    m = Members(lan, family)
    one, two, three = family.sources
    m.other.sysctl(family.force, family.older)
    m.other.join(m.group)
    m.host.join_all_but(m.group, one)
    lan.at(60)
    m.host.block(m.group, two)
    lan.at(100)
    m.record_at(m.host, 60, igmp.BLOCK, two)
    m.expect_table({m.group: joined()}, "beside an older host")
    m.other.unplug()
    alone = m.last_report(m.other) + OLDER_PRESENT
    lan.at(alone - 10)
    m.host.block(m.group, three)
    lan.at(alone - 1)
    m.record_at(m.host, alone - 10, igmp.BLOCK, three)
    m.expect_asked(0, [])
    # What the host has answered in general (281.25 s) counts: it is wanted until no other report comes for 270 s.
    m.expect_table({m.group: ("exclude", [one, two], [])}, "while the older host counts")
    lan.at(alone + 1)
    m.host.unblock(m.group, three)
    lan.at(alone + 10)
    m.host.block(m.group, three)
    lan.at(alone + 20)
    blocked = m.record_at(m.host, alone + 10, igmp.BLOCK, three)
    m.expect_asked(0, [(blocked, 0, [three]), (blocked + 1, 0, [three])])
    m.expect_table({m.group: ("exclude", [one, two], [three])}, "once it has gone")


def test_many_groups(lan, family):
    """Each of 300 groups of a host is a group of the querier's, and all are gone 2 s after its last word."""
    m = Members(lan, family)
    groups = [family.many % (i // 250, i % 250) for i in range(300)]
    for group in groups:
        m.host.join(group)
    lan.at(60)
    expect_equal(len(m.table()), 300, "groups")
    lan.at(70)
    for group in groups:
        m.host.leave(group)
    lan.at(80)
    m.expect_table({}, "after all were left")
    asked = m.specific()
    expect_equal(len(asked), 600, "specific queries")
    expect_equal(len({packet.group for packet in asked}), 300, "groups asked for")


# --- this host, and elections ---------------------------------------------------------------------

def test_own_groups(lan, family):
    """This host's own groups and sources are in the table; when it leaves them it asks, and they are gone 2 s later."""
    m = Members(lan, family)
    one = family.sources[0]
    m.router.join(m.group)
    m.router.include(family.source_specific, one)
    lan.at(200)                 # its own general query of 156.25 s was answered
    m.expect_table({m.group: joined(), family.source_specific: included(one)}, "with groups of this host")
    m.router.leave_sources(family.source_specific)
    lan.at(210)
    m.expect_table({m.group: joined()}, "after this host left one")
    m.router.leave(m.group)
    lan.at(211.5)
    left = m.record_at(m.router, 210, igmp.TO_IN)
    m.expect_gone_at(left + LAST_MEMBER)
    m.expect_asked(210, [(left, 0, []), (left + 1, 0, [])])


@pytest.mark.unhealthy("an interface is down at the end")
def test_takes_over_with_the_table(lan, family):
    """Who takes over after 255 s knows members and sources already, and asks when one leaves; until then it believes."""
    second = lan.hosts(second=family.other_router + family.length)
    querier = family.querier(second)
    m = Members(lan, family)
    one, two, _ = family.sources
    querier.enable()
    lan.at(175)                 # the first one asked at 156.25 s
    querier.expect(state="non-querier", querier_address=family.router)
    for source in one, two:
        m.host.include(m.group, source)
    m.other.join(family.many % (0, 1))
    lan.at(178)
    table = m.table()
    expect_equal(table[m.group], included(one, two), "what the querier knows of the group")
    expect_equal(m.table(querier), table, "table of the one who watches")
    m.host.drop(m.group, two)
    lan.at(185)
    table[m.group] = included(one)
    expect_equal((m.table(), m.table(querier)), (table, table), "tables after a source was left")
    expect_equal(m.specific(router=second), [], "queries of the one who watches")
    # RFC 9777 7.6.2 counts each query of the elected one, RFC 9776 6.6.2 general ones.
    counts = {} if family is Mld else {"group": family.nothing}
    last = m.router.sent(kind="query", **counts)[-1].time
    m.router.unplug()
    lan.at(last + PRESENT - 0.001)
    querier.expect(state="non-querier")
    expect_equal(m.table(querier), table, "table before it takes over")
    lan.at(last + PRESENT + 0.001)
    querier.expect(state="querier")
    expect_equal(m.table(querier), table, "table after it took over")
    lan.after(20)
    expect_equal(m.table(querier), table, "table after hosts have answered")
    since = lan.now()
    m.host.drop(m.group, one)
    lan.after(1.5)
    left = m.record_at(m.host, since, igmp.BLOCK, one)
    lan.at(left + LAST_MEMBER + 0.001)
    del table[m.group]
    expect_equal(m.table(querier), table, "table after the last source was left")
    expect_times(m.specific(since, second), [left, left + 1], "queries of the new querier")
