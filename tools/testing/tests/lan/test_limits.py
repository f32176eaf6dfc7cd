# SPDX-License-Identifier: GPL-2.0
"""How much is kept of members: all, up to the limits, or nothing; and that no host on the LAN can exceed them."""
import pytest

from querierlan import igmp, mld
from querierlan.expect import expect, expect_equal, expect_times
from querierlan.limits import group, leave, report, router_and_member, specific
from querierlan.tool import Monitor

pytestmark = pytest.mark.machine("uml-sim")

GROUP = "239.1.2.3"
S1, S2, S3, S4 = ("192.0.2.%d" % i for i in range(1, 5))
MEMBERSHIP = 270
UNTRACKED = 64                  # groups asked for at a time while there is no table
LOW, HIGH = "fe80::1", "fe80::5"
FULL = "too many groups to keep, such as 239."


# --- no table ---------------------------------------------------------------------------------

def test_no_table(lan):
    """With track_groups 0 reports leave no trace, and a leave of either version still brings two queries, 1 s apart."""
    router, host = router_and_member(lan, track_groups=0)
    host.join(GROUP)
    lan.at(50)
    expect_equal(router.querier.groups, 0, "groups")
    expect(router.querier.count("reports_heard"), "no reports were heard: there is no test here")
    host.leave(GROUP)
    lan.at(50.9)
    left = [p.time for p in host.sent(50, version=3) if (igmp.TO_IN, GROUP, []) in p.records]
    expect_equal(router.querier.groups, 0, "groups while one is asked for")
    lan.at(60)
    expect_times(specific(router)[:2], [left[0], left[0] + 1], "queries for the group")
    leave(host, "239.7.7.7")
    lan.at(70)
    asked = specific(router, 60)
    expect_times(asked, [60, 61], "queries for the other group")
    expect_equal({(p.group, p.dst, p.version, p.s, tuple(p.sources)) for p in asked},
                 {("239.7.7.7", "239.7.7.7", 3, 0, ())}, "what they ask for")


@pytest.mark.unhealthy("a limit is reached")
def test_no_table_and_many_leaves(lan):
    """Leaves of one group are answered once in the time it takes, however many; 10,000 leaves of others for 64 groups."""
    router, host = router_and_member(lan, track_groups=0)
    for i in range(9):
        lan.at(50 + i / 10)
        leave(host, GROUP)
    lan.at(60)
    expect_times(specific(router), [50, 51], "queries for nine leaves")
    for i in range(10000):
        leave(host, group(i))
    lan.at(70)
    expect_equal(len(specific(router, 60)), 2 * UNTRACKED, "queries for 10,000 leaves")
    expect_equal(router.querier.count("ignored_group_limit"), 10000 - UNTRACKED, "ignored_group_limit")
    # And then it goes on.
    leave(host, GROUP)
    lan.at(80)
    expect_times(specific(router, 70), [70, 71], "queries for a leave later")


@pytest.mark.unhealthy("a limit is reached")
def test_no_table_and_one_query(lan):
    """The same with a Last Member Query Count of 1, where one query is all: no more than one in a Last Member Query Time."""
    router, host = router_and_member(lan, track_groups=0, last_member_query_count=1)
    for i in range(10):
        lan.at(50 + i / 20)
        leave(host, GROUP)
    lan.at(60)
    expect_times(specific(router), [50], "queries for ten leaves in half a second")
    for i in range(1000):
        leave(host, group(i))
    lan.at(70)
    expect_equal(len(specific(router, 60)), UNTRACKED, "queries for 1,000 leaves")


@pytest.mark.unhealthy("another host has its address")
def test_no_table_and_not_the_querier(lan):
    """Without a table a non-querier sends no queries."""
    router, host = router_and_member(lan, track_groups=0, version_fallback=0)
    router.ip("addr add 10.0.0.50/24 dev eth0")
    router.querier["source_address"] = "10.0.0.50"
    host.send(igmp.query_v3(), "10.0.0.2")
    host.send(igmp.query_v3(), "10.0.0.1", mac_src="02:00:00:00:44:44")
    router.querier.expect(state="non-querier")
    leave(host, GROUP)
    lan.at(20)
    expect_equal(specific(router), [], "queries for a leave")


def test_table_dropped(lan):
    """track_groups 0 empties the table at once, also while queries are due; 1 begins a new one."""
    router, host = router_and_member(lan)
    for i in range(1000):
        report(host, (igmp.IS_EX, group(i)), (igmp.IS_IN, group(i + 1000), (S1, S2)))
    expect_equal(router.querier.groups, 2000, "groups")
    lan.at(10)
    leave(host, group(1))
    lan.at(10.5)
    router.querier["track_groups"] = 0
    expect_equal(router.querier.groups, 0, "groups without a table")
    lan.at(20)
    expect_times(specific(router), [10], "queries")
    router.querier["track_groups"] = 1
    expect_equal(router.querier.groups, 0, "groups in a new table")
    report(host, (igmp.IS_EX, GROUP))
    expect_equal(router.querier.groups, 1, "groups after a report")
    router.querier["track_groups"] = 1
    expect_equal(router.querier.groups, 1, "groups after 1 was written again")


def test_table_of_a_link_that_stops(lan):
    """Disabled, or without its link, an interface knows no members; then it learns them again."""
    router, host = router_and_member(lan)
    for stop, start in ((router.querier.disable, router.querier.enable), (router.unplug, router.plug)):
        report(host, (igmp.IS_EX, GROUP))
        expect_equal(router.querier.groups, 1, "groups")
        stop()
        lan.after(2)
        expect_equal(router.querier.groups, 0, "groups once it stopped")
        start()
        lan.after(2)
        expect_equal(router.querier.groups, 0, "groups once it started again")


# --- limits ------------------------------------------------------------------------------------

@pytest.mark.unhealthy("a limit is reached")
def test_groups_over_the_limit(lan):
    """Groups over max_groups are refused and counted; those that are there are kept, refreshed and left as ever."""
    router, host = router_and_member(lan, max_groups=10)
    lan.at(50)
    for i in range(30):
        report(host, (igmp.IS_EX, group(i)))
    expect_equal((router.querier.groups, router.querier.count("ignored_group_limit")), (10, 20), "groups, refused")
    lan.at(100)
    report(host, *((igmp.IS_EX, group(i)) for i in range(5)))
    expect_equal((router.querier.groups, router.querier.count("ignored_group_limit")), (10, 20), "groups, refused")
    leave(host, group(0))
    lan.at(101.999)
    expect_equal(router.querier.groups, 10, "groups")
    lan.at(102.001)
    expect_equal(router.querier.groups, 9, "groups after one was left")
    report(host, (igmp.IS_EX, group(20)), (igmp.IS_EX, group(21)))
    expect_equal((router.querier.groups, router.querier.count("ignored_group_limit")), (10, 21), "groups, refused")
    lan.at(50 + MEMBERSHIP + 0.001)
    expect_equal(router.querier.groups, 5, "groups once those that were not refreshed are gone")
    lan.at(400)
    expect_equal(router.querier.groups, 0, "groups in the end")


@pytest.mark.unhealthy("a limit is reached")
def test_limit_lowered(lan):
    """A limit below what there is removes no group, and admits none."""
    router, host = router_and_member(lan)
    for i in range(10):
        report(host, (igmp.IS_EX, group(i)))
    router.querier["max_groups"] = 3
    expect_equal(router.querier.groups, 10, "groups")
    report(host, (igmp.IS_EX, GROUP))
    expect_equal((router.querier.groups, router.querier.count("ignored_group_limit")), (10, 1), "groups, refused")
    router.querier["max_groups"] = 11
    report(host, (igmp.IS_EX, GROUP))
    expect_equal(router.querier.groups, 11, "groups")


@pytest.mark.unhealthy("a limit is reached")
def test_sources_over_the_limit(lan):
    """A record that would make more than max_sources sources is refused as a whole; not even its timers count."""
    router, host = router_and_member(lan, max_sources=3)
    querier = router.querier
    report(host, (igmp.IS_IN, GROUP, (S1, S2, S3, S4)))
    expect_equal((querier.groups, querier.count("ignored_source_limit")), (0, 1), "groups, refused")
    lan.at(50)
    report(host, (igmp.IS_IN, GROUP, (S1, S2)))
    lan.at(100)
    report(host, (igmp.ALLOW, GROUP, (S1, S3, S4)))
    report(host, (igmp.TO_EX, GROUP, (S1, S2, S3, S4)))
    report(host, (igmp.ALLOW, GROUP, [S1] * 300 + [S3, S4]))
    expect_equal((querier.groups, querier.count("ignored_source_limit")), (1, 4), "groups, refused")
    lan.at(50 + MEMBERSHIP - 0.001)
    expect_equal(querier.groups, 1, "groups before 320 s")
    lan.at(50 + MEMBERSHIP + 0.001)
    expect_equal(querier.groups, 0, "groups after 320 s")
    # As many as may be, named twice, and a change to as many others.
    report(host, (igmp.IS_IN, GROUP, (S1, S2, S3, S1, S2, S3)))
    report(host, (igmp.IS_EX, GROUP, (S4, S2, S3)))
    expect_equal((querier.groups, querier.count("ignored_source_limit")), (1, 4), "groups, refused")
    # The record that is refused does not end the report, and the one before it stands.
    report(host, (igmp.IS_EX, group(1)), (igmp.IS_IN, group(2), (S1, S2, S3, S4)), (igmp.IS_EX, group(3)))
    expect_equal((querier.groups, querier.count("ignored_source_limit")), (3, 5), "groups, refused")


@pytest.mark.unhealthy("a limit is reached")
def test_limits_are_told(lan):
    """Subscribers hear of the limit once a minute, however often it is hit; the log when that begins and ends."""
    router, host = router_and_member(lan, max_groups=1)
    monitor = Monitor(lan, router, "-j")
    report(host, (igmp.IS_EX, GROUP))
    for second in range(10, 200):
        lan.at(second)
        for i in range(10):
            report(host, (igmp.IS_EX, group(i)))
    hits = [round(event["time"]) for event in monitor.events() if event["event"] == "limit-hit"]
    expect_equal(hits, [10, 70, 130, 190], "when subscribers hear of it")
    lan.at(600)
    begin, end = (stamp for stamp, _ in lan.log(FULL))
    expect_equal(round(begin), 10, "when the log says it")
    # By the second.
    expect(199 + MEMBERSHIP - 0.1 <= end <= 199 + MEMBERSHIP + 1.1, "it ends in the log at %g s" % end)
    expect_equal(router.querier.count("ignored_group_limit"), 1900, "ignored_group_limit")


# --- no room for who leaves ---------------------------------------------------------------------

@pytest.mark.unhealthy("a limit is reached")
def test_leave_of_a_group_without_room(lan):
    """With a full table a leave of a group that was refused brings two queries; with room, one that was not reported brings none."""
    router, host = router_and_member(lan, max_groups=1)
    leave(host, "239.7.7.1")
    lan.at(10)
    report(host, (igmp.IS_EX, GROUP))
    for start, say in ((20, lambda group: leave(host, group)),
                       (30, lambda group: report(host, (igmp.TO_IN, group))),
                       (40, lambda group: report(host, (igmp.TO_IN, group, (S1,)))),
                       (50, lambda group: report(host, (igmp.BLOCK, group, (S1,))))):
        lan.at(start)
        say("239.7.7.%d" % start)
        expect_equal(router.querier.groups, 1, "groups")
    lan.at(60)
    asked = specific(router)
    expect_times(asked, [20, 21, 30, 31, 40, 41, 50, 51], "queries for the groups")
    expect_equal([packet.group for packet in asked[::2]], ["239.7.7.%d" % i for i in (20, 30, 40, 50)], "groups")
    expect_equal(router.querier.count("ignored_group_limit"), 1, "ignored_group_limit")
    for i in range(1000, 2000):
        leave(host, group(i))
    lan.at(70)
    expect_equal(len(specific(router, 60)), 2 * UNTRACKED, "queries for 1,000 leaves")


@pytest.mark.unhealthy("a limit is reached")
def test_done_of_a_group_without_room(lan):
    """The same for MLD."""
    router, host = lan.hosts(router=LOW + "/64", member=HIGH + "/64")
    router.mld["max_groups"] = 1
    router.mld.enable()
    lan.at(5)
    host.send_mld(mld.report_v2(mld.record(igmp.IS_EX, "ff05::1")), HIGH, mld.ALL_V2_ROUTERS)
    expect_equal(router.mld.groups, 1, "groups")
    lan.at(20)
    host.send_mld(mld.done("ff05::2"), HIGH, mld.ALL_ROUTERS)
    lan.at(30)
    host.send_mld(mld.report_v2(mld.record(igmp.BLOCK, "ff05::3", ("2001:db8::1",))), HIGH,
                  mld.ALL_V2_ROUTERS)
    lan.at(40)
    asked = [packet for packet in router.sent(0, kind="query", family="mld") if packet.group != "::"]
    expect_times(asked, [20, 21, 30, 31], "queries for the groups")


@pytest.mark.unhealthy("a limit is reached")
def test_source_without_room(lan):
    """A source that is blocked but has no room has its group asked for; those who still want the group keep it."""
    router, host = router_and_member(lan, max_sources=2)
    report(host, (igmp.IS_EX, GROUP, (S1, S2)))
    lan.at(20)
    report(host, (igmp.BLOCK, GROUP, (S3,)))
    lan.at(21.5)
    expect_times(specific(router), [20, 21], "queries for the group")
    expect_equal(router.querier.count("ignored_source_limit"), 1, "ignored_source_limit")
    report(host, (igmp.IS_EX, GROUP))
    lan.at(30)
    expect_equal(router.querier.groups, 1, "groups")
    report(host, (igmp.TO_IN, GROUP, (S1, S2, S3)))
    lan.at(40)
    expect_times(specific(router, 30), [30, 31], "queries for the group")
    expect_equal(router.querier.groups, 0, "groups in the end")
