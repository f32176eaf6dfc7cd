# SPDX-License-Identifier: GPL-2.0
"""Listeners on a LAN: what only MLD has."""
import pytest

from querierlan import igmp, mld
from querierlan.expect import expect_equal, expect_times
from querierlan.families import Mld
from querierlan.membership import MEMBERSHIP, Members, included, joined
from querierlan.tool import QUERIERCTL, Monitor, expect_events, tool

pytestmark = pytest.mark.machine("uml-sim", packages=["tshark"])

ROUTER, HOST = Mld.router, Mld.host
GROUP = Mld.group
S1, S2, S3 = Mld.sources
ETHERNET = 14                   # bytes of its header


def router_and_listener(lan, **settings):
    """Our querier, and a host that speaks by hand."""
    router, host = lan.hosts(router=ROUTER + "/64", host=HOST + "/64")
    router.mld.set(**settings)
    router.mld.enable()
    lan.at(50)
    # Their own solicited-node groups (RFC 4291 2.7.1) do not matter here.
    router.mld.set(track_groups=0)
    router.mld.set(track_groups=1)
    return router, host


def report(host, *records):
    host.send_mld(mld.report_v2(*(mld.record(*record) for record in records)), HOST, dst=mld.ALL_V2_ROUTERS)



def test_source_specific_records(lan):
    """Of all records for ff3x::/32 those that exclude are refused, in any scope, and ff3x:1:: is like any other."""
    router, host = router_and_listener(lan)
    for refused, group in enumerate(("ff32::8000:1", "ff35::8000:1", "ff3e::8000:1")):
        report(host, (igmp.IS_EX, group), (igmp.TO_EX, group, (S1,)))
        host.send_mld(mld.report_v1(group), HOST, dst=group)
        expect_equal((router.mld.table(), router.mld.count("ignored_ssm")), ({}, 3 * refused + 3), "table, refused")
    report(host, (igmp.ALLOW, "ff32::8000:1", (S1,)), (igmp.IS_EX, "ff3e:1::8000:1"))
    expect_equal(router.mld.table(), {"ff32::8000:1": included(S1), "ff3e:1::8000:1": joined()}, "table")


def test_a_query_has_room_for_so_many_sources(lan):
    """1500 bytes hold 89 sources: what is more is asked for in another query, and each source once."""
    router, host = router_and_listener(lan, max_sources=200)
    sources = ["2001:db8::%x" % i for i in range(1, 201)]
    # As many records as it takes: a report has no more room than a query.
    for i in range(0, 200, 80):
        report(host, (igmp.ALLOW, GROUP, sources[i:i + 80]))
    lan.at(60)
    expect_equal(router.mld.table(), {GROUP: included(*sources)}, "table")
    report(host, (igmp.TO_IN, GROUP))
    lan.at(60.5)
    asked = router.sent(60, kind="query")
    expect_times(asked, [60, 60, 60], "queries")
    expect_equal([len(packet.sources) for packet in asked], [89, 89, 22], "sources of each")
    expect_equal(sorted(sum((packet.sources for packet in asked), [])), sorted(sources), "sources")
    expect_equal(max(len(packet.frame) for packet in asked) - ETHERNET, 1500, "longest packet")


# --- what holds no state -------------------------------------------------------------------------

def test_no_state(lan):
    """ff02::1 and scopes 0 and 1 are refused in reports of either version, and no done makes it query for them (RFC 9777 6)."""
    router, host = router_and_listener(lan)
    groups = "ff02::1", "ff00::5", "ff01::5", "ff10::1234", "ff11::1234", "ff31::8000:1"
    for number, group in enumerate(groups):
        report(host, (igmp.IS_EX, group), (igmp.ALLOW, group, (S1,)))
        # To the routers: IPv6 itself drops what is sent to such a group.
        host.send_mld(mld.report_v1(group), HOST, dst=mld.ALL_ROUTERS)
        host.send_mld(mld.done(group), HOST, dst=mld.ALL_ROUTERS)
        expect_equal((router.mld.table(), router.mld.count("ignored_group")), ({}, 4 * number + 4), "refused: " + group)
    # The smallest scope that is a link's, and a group beside ff02::1.
    report(host, *((igmp.IS_EX, group) for group in (*groups, "ff02::2", "ff12::1", "ff03::1")))
    expect_equal(sorted(router.mld.table()), ["ff02::2", "ff03::1", "ff12::1"], "groups")
    lan.at(60)
    expect_equal([packet for packet in router.sent(50, kind="query") if packet.group in groups], [], "queries")


def test_hosts_do_not_report_them(lan):
    """A kernel's own host that joins ff01::5 says nothing of it, and its ff02::1 is in no table either."""
    m = Members(lan, Mld)
    m.host.join("ff01::5")
    m.host.join("ff02::fb")
    lan.at(170)
    m.expect_table({"ff02::fb": joined()}, "with mDNS alone")
    expect_equal(m.querier.count("ignored_group"), 0, "ignored_group")


# --- this host, and elections ---------------------------------------------------------------------


def test_solicited_node_groups(lan):
    """Each host's solicited-node group is in the table, this host's too: neighbour discovery lives by it."""
    m = Members(lan, Mld)
    lan.at(60)
    expect_equal(m.querier.table(), {"ff02::1:ff00:%x" % last: joined() for last in (1, 5, 6)}, "table")


# --- limits ------------------------------------------------------------------------------------

@pytest.mark.unhealthy("a limit is reached")
def test_limits(lan):
    """Groups and records over the limits are refused as a whole and counted; those that are there go on."""
    router, host = router_and_listener(lan, max_groups=2, max_sources=2)
    querier = router.mld
    report(host, (igmp.IS_EX, "ff15::1"), (igmp.ALLOW, "ff15::2", (S1, S2)), (igmp.IS_EX, "ff15::3"))
    host.send_mld(mld.report_v1("ff15::4"), HOST, dst="ff15::4")
    table = {"ff15::1": joined(), "ff15::2": included(S1, S2)}
    expect_equal((querier.table(), querier.count("ignored_group_limit")), (table, 2), "table, groups refused")
    report(host, (igmp.ALLOW, "ff15::2", (S3,)), (igmp.IS_EX, "ff15::1", (S1, S2, S3)), (igmp.IS_EX, "ff15::1", (S1,)))
    table["ff15::1"] = "exclude", [S1], []
    expect_equal((querier.table(), querier.count("ignored_source_limit")), (table, 2), "table, sources refused")
    lan.at(50 + MEMBERSHIP + 0.001)
    expect_equal(querier.table(), {}, "table after 270 s")


# --- who looks at it ----------------------------------------------------------------------------

def test_shown(lan):
    """querierctl groups shows MLD's groups as netlink reports them, beside IGMP's."""
    router, host = router_and_listener(lan)
    report(host, (igmp.IS_EX, GROUP, (S1,)), (igmp.ALLOW, "ff3e::8000:1", (S2, S3)))
    lan.at(55)
    fields = "interface", "family", "group", "mode", "reporter", "version"
    shown = tool(router, "groups", "eth0")["groups"]
    expect_equal([tuple(row[field] for field in fields) for row in shown],
                 [("eth0", "mld", GROUP, "exclude", HOST, 2),
                  ("eth0", "mld", "ff3e::8000:1", "include", HOST, 2)], "querierctl groups -j")
    expect_equal([[source["address"] for source in row["sources"]] for row in shown], [[S1], [S2, S3]], "sources")
    rows = [line.split()[:7] for line in router.run(QUERIERCTL, "groups").splitlines()[1:]]
    expect_equal(rows, [["eth0", "mld", GROUP, "exclude", S1, HOST, "2"],
                        ["eth0", "mld", "ff3e::8000:1", "include", S2 + "," + S3, HOST, "2"]], "querierctl groups")


@pytest.mark.unhealthy("a limit is reached")
def test_events(lan):
    """querierctl monitor reports listeners as it does members: once, in order, and when it happens."""
    router, host = router_and_listener(lan, max_groups=2)
    monitor = Monitor(lan, router, "-j")
    lan.at(60)
    report(host, (igmp.ALLOW, GROUP, (S1,)))
    lan.at(70)
    host.send_mld(mld.report_v1("ff15::9"), HOST, dst="ff15::9")
    report(host, (igmp.IS_EX, "ff15::8"))
    lan.at(80)
    host.send_mld(mld.done("ff15::9"), HOST, dst=mld.ALL_ROUTERS)
    lan.at(90)
    report(host, (igmp.TO_EX, GROUP, (S2,)))
    lan.at(100)
    host.send_mld(mld.query_v2(), "fe80::")
    lan.at(101)
    found = [event for event in monitor.events() if not event.get("group", "").startswith(Mld.automatic)]
    monitor.stop()
    monitor = Monitor(lan, router)
    # Since 100 s their own groups may have taken the last place, and still come.
    router.mld["max_groups"] = 8
    report(host, (igmp.IS_EX, "ff15::7"))
    said = [line for line in monitor.lines() if Mld.automatic not in line]
    monitor.stop()
    where = {"interface": "eth0", "family": "mld"}
    expect_events(found, [
        (60, "group-added", {**where, "group": GROUP, "mode": "include", "reporter": HOST, "version": 2}),
        (60, "source-added", {**where, "group": GROUP, "source": S1, "source_state": "requested"}),
        (70, "group-added", {**where, "group": "ff15::9", "mode": "exclude", "version": 1}),
        (70, "limit-hit", {**where, "limit": "groups", "group": "ff15::8"}),
        (82, "group-removed", {**where, "group": "ff15::9", "expired": True}),
        (90, "group-changed", {**where, "group": GROUP, "mode": "exclude"}),
        (90, "source-removed", {**where, "source": S1}),
        (90, "source-added", {**where, "source": S2, "source_state": "excluded"}),
        (100, "state-changed", {**where, "state": "non-querier"}),
        (100, "querier-changed", {**where, "querier": "fe80::"})])
    expect_equal(said, ["eth0 mld group ff15::7 added by %s, mode exclude" % HOST], "lines")
