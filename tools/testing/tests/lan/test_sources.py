# SPDX-License-Identifier: GPL-2.0
"""Sources that the kernel's own hosts choose: who is asked for them, and when they are gone (RFC 9776 6, RFC 9777 7)."""
import pytest

from querierlan import igmp
from querierlan.expect import expect, expect_equal, expect_near
from querierlan.membership import LAST_MEMBER, MEMBERSHIP, MEMBERSHIP_ONCE, Members, included, joined
from querierlan.trace import Trace

pytestmark = pytest.mark.machine("uml-sim", packages=["tshark"])


def test_sources_come_and_go(lan, family):
    """A host that leaves a source brings Q(G,S) twice; the source is gone after 2 s, and with the last one the group."""
    m = Members(lan, family)
    one, two, _ = family.sources
    trace = Trace(lan)
    m.host.include(m.group, one)
    lan.at(55)
    m.host.include(m.group, two)
    lan.at(60)
    m.expect_table({m.group: included(one, two)}, "with both sources")
    m.expect_asked(0, [])
    m.host.drop(m.group, two)
    lan.at(65)
    blocked = m.record_at(m.host, 60, igmp.BLOCK, two)
    m.expect_asked(60, [(blocked, 0, [two]), (blocked + 1, 0, [two])])
    m.expect_table({m.group: included(one)}, "with one source left")
    m.host.drop(m.group, one)
    lan.at(66.5)
    last = m.record_at(m.host, 65, igmp.BLOCK, one)
    m.expect_gone_at(last + LAST_MEMBER)
    m.expect_asked(65, [(last, 0, [one]), (last + 1, 0, [one])])
    (time_two, gone_two), (time_one, gone_one) = trace.select("source_expired")
    expect_near(time_two, blocked + LAST_MEMBER, "end of the first source")
    expect_near(time_one, last + LAST_MEMBER, "end of the second source")
    expect_equal((gone_two, gone_one), ("group %s source %s" % (m.group, two), "group %s source %s" % (m.group, one)),
                 "sources that were gone")
    (group_gone, text), = trace.select("group_expired")
    expect_near(group_gone, last + LAST_MEMBER, "end of the group")
    expect_equal(text, "group %s last reporter %s" % (m.group, family.host), "group that was gone")
    trace.close()


def repeats_after(m, answer, left):
    """Did the host repeat its report after the answer? If both came at once, the router's queries tell."""
    times = [packet.time for packet in m.reports(m.host, left) if answer <= packet.time < left + 1]
    return times and (times[-1] > answer or any(query.time > left + 1.5 for query in m.specific(60)))


@pytest.mark.unhealthy("robustness is 1")
def test_another_wants_the_source(lan, family):
    """Of two sources that a host leaves another host wants one: the second time there is a query with S and one without."""
    m = Members(lan, family, once=True)
    one, two, _ = family.sources
    trace = Trace(lan)
    if family.name == "mld":
        # It repeats its report all the same, but mostly before the other host answers.
        m.host.sysctl("net.ipv6.conf.eth0.mldv2_unsolicited_report_interval", 20)
    for source in one, two:
        m.host.include(m.group, source)
    m.other.include(m.group, one)
    lan.at(60)
    m.host.leave_sources(m.group)
    lan.at(70)
    left = m.first_report(m.host, 60)
    answer = m.record_at(m.other, left, igmp.IS_IN, one)
    again = [(left + 1, 1, [one]), (left + 1, 0, [two])]
    # A host's timers may be that late. If it answers just when the router asks again, the router's queries tell.
    if answer > left + 1.0005 or (answer > left + 0.9995 and len(m.specific(60)) == 2):
        again = [(left + 1, 0, [one, two])]
    elif repeats_after(m, answer, left):
        # A host that repeats its report cancels the other one's: queries for that source begin again.
        again = [(left + 1, 0, [one, two]), (left + 2, 1, [one])]
    m.expect_asked(60, [(left, 0, [one, two])] + again)
    m.expect_table({m.group: included(one)}, "with the source that another wants")
    (gone, text), = trace.select("source_expired")
    expect_near(gone, left + LAST_MEMBER, "end of the source")
    expect_equal(text, "group %s source %s" % (m.group, two), "source that was gone")
    trace.close()
    m.other.unplug()
    m.expect_gone_at(m.last_report(m.other) + MEMBERSHIP_ONCE)


def test_leaves_merge(lan, family):
    """A source that is left while another is asked for joins the queries of that one."""
    m = Members(lan, family)
    one, two, _ = family.sources
    for source in family.sources:
        m.host.include(m.group, source)
    lan.at(60)
    m.host.drop(m.group, one)
    lan.at(60.5)
    m.host.drop(m.group, two)
    lan.at(70)
    left = m.record_at(m.host, 60, igmp.BLOCK, one)
    then = min(p.time for p in m.reports(m.host, 60.5) if any(two in sources for _, _, sources in p.records))
    m.expect_asked(60, [(left, 0, [one]), (then, 0, [one, two]), (then + 1, 0, [two])])


def test_blocked_source(lan, family):
    """A member of all sources that blocks one is asked for it; if no other host wants it, the group goes on without."""
    m = Members(lan, family)
    one = family.sources[0]
    m.host.join_all_but(m.group)
    lan.at(60)
    m.host.block(m.group, one)
    lan.at(70)
    blocked = m.record_at(m.host, 60, igmp.BLOCK, one)
    m.expect_asked(60, [(blocked, 0, [one]), (blocked + 1, 0, [one])])
    m.expect_table({m.group: joined(one)}, "with the source blocked")
    # Blocked again, it is excluded already: no query, nor for one that is wanted again.
    m.host.unblock(m.group, one)
    lan.at(75)
    m.record_at(m.host, 70, igmp.ALLOW, one)
    m.expect_asked(70, [])
    m.expect_table({m.group: ("exclude", [one], [])}, "with the source wanted again")
    m.host.block(m.group, one)
    lan.at(80)
    again = m.record_at(m.host, 75, igmp.BLOCK, one)
    m.expect_asked(75, [(again, 0, [one]), (again + 1, 0, [one])])
    m.host.leave_sources(m.group)
    lan.at(81.5)
    left = m.left_at(80, family.newest)
    m.expect_gone_at(left + LAST_MEMBER)
    m.expect_asked(80, [(left, 0, []), (left + 1, 0, [])])


@pytest.mark.unhealthy("robustness is 1")
def test_blocked_source_that_another_wants(lan, family):
    """Another member of all sources answers for the source that is blocked, and no further query follows."""
    m = Members(lan, family, once=True)
    one = family.sources[0]
    trace = Trace(lan)
    m.other.join(m.group)
    m.host.join_all_but(m.group)
    lan.at(60)
    m.host.block(m.group, one)
    lan.at(70)
    blocked = m.record_at(m.host, 60, igmp.BLOCK, one)
    # Not IS_IN of the source, as RFC 9776 5.2 has it, but all that it wants: the kernel has no sources to name.
    answer = m.record_at(m.other, blocked, igmp.IS_EX)
    again = [(blocked + 1, 0, [one])] if answer > blocked + 1 else []
    # A host that repeats its report cancels the other one's: queries for that source begin again.
    # In the same tick either may come first, and only the router knows.
    repeated = [packet.time for packet in m.reports(m.host, blocked)
                if (igmp.BLOCK, m.group, [one]) in (packet.records or ())]
    asked = [packet.time for packet in m.specific(60)]
    again += [(time, 0, [one]) for time in repeated if time > answer or
              time == answer and any(abs(time - moment) < 0.001 for moment in asked)]
    m.expect_asked(60, [(blocked, 0, [one])] + again)
    expect_equal(trace.select("source_expired"), [], "sources that were gone")
    m.expect_table({m.group: joined()}, "once another answered")
    trace.close()


def test_from_all_sources_to_one(lan, family):
    """A host that wanted all sources now wants one: Q(G), and the group keeps that one if no other host answers."""
    m = Members(lan, family)
    one = family.sources[0]
    m.host.join(m.group)
    lan.at(60)
    # One socket more, and then the first one less: TO_IN with the source.
    m.host.include(m.group, one)
    m.host.leave(m.group)
    lan.at(70)
    changed = m.record_at(m.host, 60, igmp.TO_IN, one)
    m.expect_asked(60, [(changed, 0, []), (changed + 1, 0, [])])
    m.expect_table({m.group: included(one)}, "with the one source")
    m.host.unplug()
    m.expect_gone_at(m.last_report(m.host) + MEMBERSHIP)


def test_source_specific_group(lan, family):
    """A member of a source-specific group has to name its source: without it is counted as refused (RFC 4604)."""
    m = Members(lan, family)
    one = family.sources[0]
    m.host.include(family.source_specific, one)
    lan.at(60)
    m.expect_table({family.source_specific: included(one)}, "with one source")
    m.other.sysctl(family.force, family.older)
    m.other.join(family.another_specific)
    lan.at(80)
    m.expect_table({family.source_specific: included(one)}, "with a host that names none")
    refused = m.other.sent(kind="report", group=family.another_specific)
    expect(refused, "the older host did not report: there is no test here")
    expect_equal(m.querier.count("ignored_ssm"), len(refused), "ignored_ssm")
