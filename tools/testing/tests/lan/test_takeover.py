# SPDX-License-Identifier: GPL-2.0
"""Members and elections: what a non-querier knows, what it believes, and what a change of the querier leaves as it is."""
import pytest

from querierlan import igmp
from querierlan.expect import expect, expect_equal, expect_times

pytestmark = pytest.mark.machine("uml-sim")

ELECTED, OURS, MEMBER, OTHER = "10.0.0.1", "10.0.0.5", "10.0.0.9", "10.0.0.3"
GROUP = "239.1.2.3"
S1, S2 = "192.0.2.1", "192.0.2.2"
MEMBERSHIP = 270
PRESENT = 255


def lan_of(lan, version=3, elected=igmp.query_v3()):
    """A querier by hand that has won (None: ours has), ours, and a member by hand."""
    rival, ours, member = lan.hosts(rival=None, ours=OURS + "/24", member=MEMBER + "/24")
    ours.querier["version"] = version
    ours.querier.enable()
    lan.at(40)
    if elected:
        rival.send(elected, ELECTED)
        ours.querier.expect(state="non-querier", querier_address=ELECTED)
    return rival, ours, member


def report(host, *records):
    host.send(igmp.report_v3(*(igmp.record(*record) for record in records)), MEMBER, dst=igmp.ALL_V3_ROUTERS)


def leave(host):
    host.send(igmp.leave(GROUP), MEMBER, dst=igmp.ALL_ROUTERS)


def ask(host, src=ELECTED, **fields):
    host.send(igmp.query_v3(code=10, group=GROUP, **fields), src, dst=GROUP)


def specific(host, since=0):
    return [packet for packet in host.sent(since, kind="query") if packet.group != "0.0.0.0"]


def expect_gone_at(lan, host, moment, before=1, after=0):
    lan.at(moment - 0.001)
    expect_equal(host.querier.groups, before, "groups before %g s" % moment)
    lan.at(moment + 0.001)
    expect_equal(host.querier.groups, after, "groups after %g s" % moment)


# --- as a non-querier --------------------------------------------------------------------------

def test_knows_members(lan):
    """A non-querier keeps members as a querier does, but sends no query when one leaves, and goes on counting it."""
    rival, ours, member = lan_of(lan)
    lan.at(50)
    report(member, (igmp.IS_EX, GROUP))
    expect_equal(ours.querier.groups, 1, "groups")
    lan.at(60)
    leave(member)
    report(member, (igmp.TO_IN, GROUP))
    lan.at(200)
    rival.send(igmp.query_v3(), ELECTED)
    expect_gone_at(lan, ours, 50 + MEMBERSHIP)
    expect_equal(specific(ours), [], "queries of a non-querier")


def test_believes_the_elected_querier(lan):
    """When the elected querier asks for a group without the S flag, that ends 2 s later; a report in between saves it."""
    rival, ours, member = lan_of(lan)
    report(member, (igmp.IS_EX, GROUP))
    lan.at(50)
    ask(rival)
    lan.at(51)
    report(member, (igmp.IS_EX, GROUP))
    lan.at(60)
    expect_equal(ours.querier.groups, 1, "groups after a report saved it")
    ask(rival)
    expect_gone_at(lan, ours, 62)
    expect_equal(specific(ours), [], "queries of a non-querier")


def test_minds_the_s_flag(lan):
    """With the S flag, or in a general query, it lowers nothing (6.6.1)."""
    rival, ours, member = lan_of(lan)
    report(member, (igmp.IS_EX, GROUP), (igmp.IS_IN, "239.7.7.7", (S1,)))
    lan.at(50)
    ask(rival, s=1)
    ask(rival, s=1, sources=(S1,))
    rival.send(igmp.query_v3(), ELECTED)
    expect_gone_at(lan, ours, 40 + MEMBERSHIP, before=2)


@pytest.mark.unhealthy("a sender is of another subnet")
def test_believes_no_other_host(lan):
    """Another host that asks for a group, whether lower or higher than the querier, ends nothing."""
    rival, ours, member = lan_of(lan)
    report(member, (igmp.IS_EX, GROUP))
    lan.at(50)
    for src in "0.0.0.0", "10.0.0.0", "10.0.0.2", OTHER, "10.0.0.200", "192.0.2.77":
        ask(rival, src)
    # Not even who could have its address.
    rival.send(igmp.query_v3(code=10, group=GROUP), ELECTED, dst=GROUP, ttl=2)
    rival.send(igmp.query_v3(code=10, group=GROUP, check=0x1234), ELECTED, dst=GROUP)
    expect_gone_at(lan, ours, 40 + MEMBERSHIP)


def test_a_querier_believes_no_other(lan):
    """While it is the querier, no query for a group ends that."""
    rival, ours, member = lan_of(lan, elected=None)
    report(member, (igmp.IS_EX, GROUP))
    lan.at(50)
    for src in ELECTED, "10.0.0.200":
        ask(rival, src)
    expect_gone_at(lan, ours, 40 + MEMBERSHIP)


def test_sources_it_is_asked_for(lan):
    """A question for sources ends these, and no others of the group."""
    rival, ours, member = lan_of(lan)
    report(member, (igmp.IS_IN, GROUP, (S1,)), (igmp.IS_IN, "239.7.7.7", (S1,)))
    lan.at(50)
    ask(rival, sources=(S2,))
    lan.at(60)
    expect_equal(ours.querier.groups, 2, "groups after a question for another source")
    report(member, (igmp.ALLOW, GROUP, (S2,)))
    ask(rival, sources=(S1,))
    lan.at(65)
    expect_equal(ours.querier.groups, 2, "groups while one of two sources is wanted")
    ask(rival, sources=(S1, S2))
    expect_gone_at(lan, ours, 67, 2, 1)


@pytest.mark.unhealthy("an old querier is heard")
def test_version_2_says_how_long(lan):
    """An IGMPv2 querier's question says how long its answers take: twice that is how long a non-querier waits."""
    rival, ours, member = lan_of(lan, elected=igmp.query_v2())
    ours.querier.expect(active_version=2)
    member.send(igmp.report_v2(GROUP), MEMBER, dst=GROUP)
    lan.at(50)
    rival.send(igmp.query_v2(code=25, group=GROUP), ELECTED, dst=GROUP)
    expect_gone_at(lan, ours, 55)


def test_goes_by_the_queriers_values(lan):
    """How long a silent member stays one follows from the elected querier's robustness and interval."""
    rival, ours, member = lan_of(lan, elected=igmp.query_v3(qrv=3, qqic=40))
    report(member, (igmp.IS_EX, GROUP))
    lan.at(150)
    rival.send(igmp.query_v3(qrv=3, qqic=40), ELECTED)
    expect_gone_at(lan, ours, 40 + 3 * 40 + 20)


# --- when the querier changes -------------------------------------------------------------------

def test_takes_over_with_the_table(lan):
    """Who takes over knows the members already, and asks for them when they leave."""
    rival, ours, member = lan_of(lan)
    lan.at(100)
    report(member, (igmp.IS_EX, GROUP), (igmp.IS_IN, "239.7.7.7", (S1,)))
    lan.at(40 + PRESENT - 0.001)
    ours.querier.expect(state="non-querier", groups=2)
    lan.at(40 + PRESENT + 0.001)
    ours.querier.expect(state="querier", groups=2)
    lan.at(300)
    leave(member)
    expect_gone_at(lan, ours, 302, 2, 1)
    expect_times(specific(ours), [300, 301], "queries for the group")
    expect_gone_at(lan, ours, 100 + MEMBERSHIP)


def test_loses_with_the_table(lan):
    """Who loses keeps what it knows."""
    rival, ours, member = lan_of(lan, elected=None)
    report(member, (igmp.IS_EX, GROUP))
    lan.at(50)
    rival.send(igmp.query_v3(), ELECTED)
    ours.querier.expect(state="non-querier", groups=1)
    expect_gone_at(lan, ours, 40 + MEMBERSHIP)


def test_version_2_does_not_lose_meanwhile(lan):
    """While an IGMPv2 querier asks for a leave it ignores a lower one (RFC 2236 3), and loses to its next query."""
    rival, ours, member = lan_of(lan, version=2, elected=None)
    member.send(igmp.report_v2(GROUP), MEMBER, dst=GROUP)
    lan.at(50)
    leave(member)
    lan.at(50.5)
    rival.send(igmp.query_v2(), ELECTED)
    ours.querier.expect(state="querier", querier_address=OURS)
    expect_gone_at(lan, ours, 52)
    expect_times(specific(ours), [50, 51], "queries for the group")
    ours.querier.expect(state="querier")
    lan.at(53)
    rival.send(igmp.query_v2(), ELECTED)
    ours.querier.expect(state="non-querier", querier_address=ELECTED, **{"statistics/elections_lost": 1})
    member.send(igmp.report_v2(GROUP), MEMBER, dst=GROUP)
    lan.at(60)
    leave(member)
    lan.at(70)
    expect_equal(specific(ours, 53), [], "queries of a non-querier")


def test_version_3_finishes(lan):
    """An IGMPv3 querier that loses while it asks for a leave is none any more at once, but asks to the end."""
    rival, ours, member = lan_of(lan, elected=None)
    report(member, (igmp.IS_EX, GROUP), (igmp.IS_IN, "239.7.7.7", (S1, S2)))
    lan.at(50)
    report(member, (igmp.TO_IN, GROUP), (igmp.BLOCK, "239.7.7.7", (S2,)))
    lan.at(50.5)
    rival.send(igmp.query_v3(), ELECTED)
    ours.querier.expect(state="non-querier", querier_address=ELECTED)
    expect_gone_at(lan, ours, 52, 2, 1)
    asked = specific(ours)
    expect_times(asked, [50, 50, 51, 51], "queries")
    expect_equal(sorted((p.group, p.s, p.sources) for p in asked),
                 [(GROUP, 0, [])] * 2 + [("239.7.7.7", 0, [S2])] * 2, "what they ask for")
    # A leave from now on is the other querier's.
    lan.at(60)
    report(member, (igmp.BLOCK, "239.7.7.7", (S1,)))
    lan.at(70)
    expect_equal(specific(ours, 52), [], "queries of a non-querier")
    expect_equal(ours.querier.groups, 1, "groups")


# --- this host's own groups ----------------------------------------------------------------------

@pytest.mark.parametrize("version, elected", [(1, False), (2, False), (3, False), (3, True), (2, True)])
def test_own_group(lan, version, elected):
    """This host's own groups are in the table in each version, a non-querier's too; who asks asks when it leaves one."""
    rival, ours, _ = lan_of(lan, elected=None)
    ours.sysctl("net.ipv4.conf.eth0.force_igmp_version", version)
    if elected:
        rival.send(igmp.query_v3(), ELECTED)
    lan.at(50)
    ours.join(GROUP)
    lan.at(62)
    ours.querier.expect(state="non-querier" if elected else "querier", groups=1)
    # Kept alive by the answers to the queries, this host's own or the other's.
    for moment in range(100, 1001, 100):
        lan.at(moment)
        if elected:
            rival.send(igmp.query_v3(), ELECTED)
    lan.at(1050)
    expect_equal(ours.querier.groups, 1, "groups after 1,000 s")
    # Heard once, and not again as it comes back in.
    reports = len(ours.sent(kind="report"))
    expect_equal(ours.querier.count("reports_heard"), reports, "reports heard")
    ours.leave(GROUP)
    lan.at(1060)
    asked = specific(ours)
    if version == 1 or elected:
        expect_equal(asked, [], "queries for it")
        last = ours.sent(kind="report")[-1 if version < 3 else -3].time
        lan.at(1400)
        expect_equal(ours.querier.groups, 0, "groups long after %g s" % last)
        return
    kind = "leave" if version == 2 else "report"
    left = ours.sent(1050, kind=kind)[0].time
    expect_times(asked, [left, left + 1], "queries for it")
    expect_equal(ours.querier.groups, 0, "groups after it was left")


def test_own_sources(lan):
    """This host's own sources count as others' do: the last one that is dropped takes the group along."""
    _, ours, _ = lan_of(lan, elected=None)
    ours.include(GROUP, S1)
    lan.at(50)
    ours.querier.expect(groups=1)
    ours.drop(GROUP, S1)
    lan.at(60)
    blocked = ours.sent(50, kind="report")[0]
    expect((igmp.BLOCK, GROUP, [S1]) in blocked.records, "%r" % blocked)
    asked = specific(ours)
    expect_times(asked, [blocked.time, blocked.time + 1], "queries for the source")
    expect_equal([p.sources for p in asked], [[S1], [S1]], "sources asked for")
    ours.querier.expect(groups=0)
