#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Members on a LAN of the kernel's own hosts: who joins, who leaves, who is asked, and who is gone when (RFC 9776 6)."""
import igmp
from lan import case, expect, expect_equal, expect_near, expect_times, run_cases
from trace import Trace
from tshark import ENVELOPE, dissect

PACKAGES = ["tshark"]

ROUTER, HOST, OTHER = "10.0.0.1", "10.0.0.5", "10.0.0.6"
GROUP = "239.1.2.3"
GROUP_MAC = "01:00:5e:01:02:03"
S1, S2, S3 = "192.0.2.1", "192.0.2.2", "192.0.2.3"
MEMBERSHIP = 270                # s that a silent member stays one (8.4)
MEMBERSHIP_ONCE = 145           # with Robustness 1
LAST_MEMBER = 2                 # s that the last member has to speak up (8.10)
# General queries go out at 0, 31.25 and 156.25 s, and are answered within 11.25 s.
QUIET = 50


# --- what is seen ----------------------------------------------------------------------------

def specific(host, since=0):
    """The queries that ask for a group."""
    return [packet for packet in host.sent(since, kind="query") if packet.group != "0.0.0.0"]


def in_full(host, group, version, s, sources):
    """Every field of a specific query, as tshark names them (4.1; RFC 2236 2)."""
    fields = {
        **ENVELOPE,
        "eth.dst": igmp.multicast_mac(group),
        "ip.src": host.address,
        "ip.dst": group,
        "ip.len": str(36 + 4 * len(sources) if version == 3 else 32),
        "igmp.maddr": group,
        "igmp.version": str(version),
        "igmp.max_resp": "10",
        "igmp.s": "", "igmp.qrv": "", "igmp.qqic": "", "igmp.num_src": "", "igmp.saddr": "",
    }
    if version == 3:
        fields.update({"igmp.s": str(s), "igmp.qrv": host.querier["robustness"], "igmp.qqic": "125", "igmp.num_src": str(len(sources)),
                       "igmp.saddr": ",".join(sources)})
    return fields


def expect_asked(host, since, rows, group=GROUP, version=3):
    """Since then HOST asked for the group at these times, and not else: [(time, S flag, [source])]."""
    packets = specific(host, since)
    expect_times(packets, [moment for moment, _, _ in rows], "specific queries of %s" % host.name)
    if not rows:
        return
    wanted = [in_full(host, group, version, s, sources) for _, s, sources in rows]
    for packet, found, fields in zip(packets, dissect(packets, wanted[0]), wanted):
        expect_equal(found, fields, repr(packet))


def expect_gone_at(lan, querier, moment):
    """The only group is there until this very moment."""
    lan.at(moment - 0.001)
    expect_equal(querier.groups, 1, "groups before %g s" % moment)
    lan.at(moment + 0.001)
    expect_equal(querier.groups, 0, "groups after %g s" % moment)


def first(host, since, **fields):
    """When HOST first sent such a packet."""
    packets = host.sent(since, **fields)
    expect(packets, "%s sent nothing with %r" % (host.name, fields))
    return packets[0].time


def record_at(host, since, record):
    """When HOST first sent this record."""
    found = [packet.time for packet in host.sent(since, version=3, kind="report") if record in packet.records]
    expect(found, "%s never said %r, but %r" % (host.name, record, host.sent(since)))
    return found[0]


def last_report(host):
    return host.sent(kind="report")[-1].time


def left_at(host, since, version):
    if version == 2:
        return first(host, since, kind="leave", group=GROUP, dst=igmp.ALL_ROUTERS)
    return record_at(host, since, (igmp.TO_IN, GROUP, []))


def lan_of(lan, version=3, querier_version=3, once=False):
    """Our querier and two hosts that are held to a version; no general query is under way.

    ONCE: Robustness 1, so that hosts do not repeat their reports, but two queries for a leave all the same.
    """
    router, host, other = lan.hosts(router=ROUTER + "/24", host=HOST + "/24", other=OTHER + "/24")
    for each in host, other:
        each.sysctl("net.ipv4.conf.eth0.force_igmp_version", version)
    router.querier["version"] = querier_version
    if once:
        router.querier.set(robustness=1, startup_query_count=2, last_member_query_count=2)
    router.querier.enable()
    lan.at(QUIET)
    return router, host, other


# --- groups -----------------------------------------------------------------------------------

def only_member_leaves(lan, version, querier_version=3, held_to=None):
    router, host, _ = lan_of(lan, version if held_to is None else held_to, querier_version)
    expect_equal(router.querier.groups, 0, "groups before anybody joined")
    host.join(GROUP)
    lan.at(65)
    expect_equal(router.querier.groups, 1, "groups after one joined")
    expect_asked(router, 0, [])
    lan.at(70)
    host.leave(GROUP)
    lan.at(71.5)
    left = left_at(host, 70, min(version, querier_version))
    expect_gone_at(lan, router.querier, left + LAST_MEMBER)
    lan.at(140)
    expect_asked(router, 70, [(left, 0, []), (left + 1, 0, [])], version=querier_version)


@case
def version_3_leaves(lan):
    """A host's TO_IN({}) brings Q(G) at once and 1 s later; nobody answers, and the group is gone 2 s after it."""
    only_member_leaves(lan, 3)


@case
def version_2_leaves(lan):
    """So does the leave of an IGMPv2 host."""
    only_member_leaves(lan, 2)


@case
def version_2_leaves_a_querier_of_version_2(lan):
    """An IGMPv2 querier asks in IGMPv2: eight octets, Max Resp Time 1 s."""
    only_member_leaves(lan, 2, 2)


@case
def version_3_leaves_a_querier_of_version_2(lan):
    """A host of IGMPv3 follows the querier to IGMPv2, and leaves in that."""
    only_member_leaves(lan, 3, 2, held_to=0)


@case
def version_1_leaves(lan):
    """IGMPv1 knows no leave: nobody is asked, and the group is gone 270 s after the last report."""
    router, host, _ = lan_of(lan, 1)
    host.join(GROUP)
    lan.at(70)
    expect_equal(router.querier.groups, 1, "groups after one joined")
    host.leave(GROUP)
    expect_gone_at(lan, router.querier, last_report(host) + MEMBERSHIP)
    expect_asked(router, 0, [])


def another_stays(lan, version):
    router, host, other = lan_of(lan, version, once=True)
    other.join(GROUP)
    lan.at(65)
    # The one who reports last is the one who says that it leaves (RFC 2236 3).
    host.join(GROUP)
    lan.at(80)
    host.leave(GROUP)
    lan.at(81.5)
    left = left_at(host, 80, version)
    answer = first(other, left, kind="report")
    lan.at(100)
    expect_equal(router.querier.groups, 1, "groups while another host listens")
    # Once it was answered it is for the slower hosts only: the timer is up again.
    expect_asked(router, 80, [(left, 0, []), (left + 1, int(answer < left + 1), [])])
    other.unplug()
    expect_gone_at(lan, router.querier, last_report(other) + MEMBERSHIP_ONCE)


@case
def another_of_version_3_stays(lan):
    """Another member answers the first Q(G): the group stays, and the second one has the S flag."""
    another_stays(lan, 3)


@case
def another_of_version_2_stays(lan):
    """The same with hosts of IGMPv2."""
    another_stays(lan, 2)


def vanishes(lan, version):
    router, host, _ = lan_of(lan, version)
    host.join(GROUP)
    lan.at(400)
    # It has answered the general query of 281.25 s, and hears no other one.
    host.unplug()
    heard = last_report(host)
    expect(281 < heard < 293, "last report at %g s" % heard)
    expect_gone_at(lan, router.querier, heard + MEMBERSHIP)
    expect_asked(router, 0, [])


@case
def version_1_vanishes(lan):
    """A host that is cut off is a member for 270 s after its last report, to the millisecond."""
    vanishes(lan, 1)


@case
def version_2_vanishes(lan):
    """The same in IGMPv2."""
    vanishes(lan, 2)


@case
def version_3_vanishes(lan):
    """The same in IGMPv3."""
    vanishes(lan, 3)


@case
def older_host_beside(lan):
    """While an IGMPv1 host is a member nobody is asked for leaves: it could not answer in time (7.3.2)."""
    router, host, other = lan_of(lan)
    other.sysctl("net.ipv4.conf.eth0.force_igmp_version", 1)
    other.join(GROUP)
    host.join(GROUP)
    lan.at(70)
    host.leave(GROUP)
    lan.at(100)
    record_at(host, 70, (igmp.TO_IN, GROUP, []))
    expect_asked(router, 0, [])
    expect_equal(router.querier.groups, 1, "groups")
    other.unplug()
    expect_gone_at(lan, router.querier, last_report(other) + MEMBERSHIP)


@case
def many_groups(lan):
    """Each of 300 groups of a host is a group of the querier's, and all are gone 2 s after its last word."""
    router, host, _ = lan_of(lan)
    for i in range(300):
        host.join("239.2.%d.%d" % (i // 250, i % 250))
    lan.at(60)
    expect_equal(router.querier.groups, 300, "groups")
    lan.at(70)
    for i in range(300):
        host.leave("239.2.%d.%d" % (i // 250, i % 250))
    lan.at(80)
    expect_equal(router.querier.groups, 0, "groups after all were left")
    asked = specific(router)
    expect_equal(len(asked), 600, "specific queries")
    expect_equal(len({packet.group for packet in asked}), 300, "groups asked for")


# --- sources -----------------------------------------------------------------------------------

@case
def sources_come_and_go(lan):
    """Who leaves a source is asked for it with Q(G,S) twice; it is gone 2 s later, and with the last one the group."""
    router, host, _ = lan_of(lan)
    trace = Trace(lan)
    host.include(GROUP, S1)
    lan.at(55)
    host.include(GROUP, S2)
    lan.at(60)
    expect_equal(router.querier.groups, 1, "groups")
    expect_asked(router, 0, [])
    host.drop(GROUP, S2)
    lan.at(65)
    blocked = record_at(host, 60, (igmp.BLOCK, GROUP, [S2]))
    expect_asked(router, 60, [(blocked, 0, [S2]), (blocked + 1, 0, [S2])])
    expect_equal(router.querier.groups, 1, "groups with one source left")
    host.drop(GROUP, S1)
    lan.at(66.5)
    last = record_at(host, 65, (igmp.BLOCK, GROUP, [S1]))
    expect_gone_at(lan, router.querier, last + LAST_MEMBER)
    expect_asked(router, 65, [(last, 0, [S1]), (last + 1, 0, [S1])])
    (one, first_gone), (two, second_gone) = trace.select("source_expired")
    expect_near(one, blocked + LAST_MEMBER, "end of the first source")
    expect_near(two, last + LAST_MEMBER, "end of the second source")
    expect_equal((first_gone, second_gone), ("group %s source %s" % (GROUP, S2), "group %s source %s" % (GROUP, S1)),
                 "sources that were gone")
    (group_gone, text), = trace.select("group_expired")
    expect_near(group_gone, last + LAST_MEMBER, "end of the group")
    expect_equal(text, "group %s last reporter %s" % (GROUP, HOST), "group that was gone")
    trace.close()


@case
def another_wants_the_source(lan):
    """Of two sources that a host leaves another host wants one: the second time there is a query with S and one without."""
    router, host, other = lan_of(lan, once=True)
    trace = Trace(lan)
    for source in S1, S2:
        host.include(GROUP, source)
    other.include(GROUP, S1)
    lan.at(60)
    host.leave_sources(GROUP)
    lan.at(70)
    left = first(host, 60, kind="report")
    answer = record_at(other, left, (igmp.IS_IN, GROUP, [S1]))
    again = [(left + 1, 1, [S1]), (left + 1, 0, [S2])]
    if answer > left + 1:       # a host's timers may be that late
        again = [(left + 1, 0, [S1, S2])]
    expect_asked(router, 60, [(left, 0, [S1, S2])] + again)
    expect_equal(router.querier.groups, 1, "groups")
    (gone, text), = trace.select("source_expired")
    expect_near(gone, left + LAST_MEMBER, "end of the source")
    expect_equal(text, "group %s source %s" % (GROUP, S2), "source that was gone")
    trace.close()
    other.unplug()
    expect_gone_at(lan, router.querier, last_report(other) + MEMBERSHIP_ONCE)


@case
def leaves_merge(lan):
    """A source that is left while another is asked for joins the queries of that one."""
    router, host, _ = lan_of(lan)
    for source in S1, S2, S3:
        host.include(GROUP, source)
    lan.at(60)
    host.drop(GROUP, S1)
    lan.at(60.5)
    host.drop(GROUP, S2)
    lan.at(70)
    one = record_at(host, 60, (igmp.BLOCK, GROUP, [S1]))
    two = min(p.time for p in host.sent(60.5, kind="report") if any(S2 in sources for _, _, sources in p.records))
    expect_asked(router, 60, [(one, 0, [S1]), (two, 0, [S1, S2]), (two + 1, 0, [S2])])


@case
def blocked_source(lan):
    """A member of all sources that blocks one is asked for it; while nobody else wants it the group goes on without."""
    router, host, _ = lan_of(lan)
    host.join_all_but(GROUP)
    lan.at(60)
    host.block(GROUP, S1)
    lan.at(70)
    blocked = record_at(host, 60, (igmp.BLOCK, GROUP, [S1]))
    expect_asked(router, 60, [(blocked, 0, [S1]), (blocked + 1, 0, [S1])])
    expect_equal(router.querier.table(), {GROUP: ("exclude", [], [S1])}, "table with one source blocked")
    # Blocked again it is excluded already, so nobody is asked; nor for one that is wanted again.
    host.unblock(GROUP, S1)
    lan.at(75)
    record_at(host, 70, (igmp.ALLOW, GROUP, [S1]))
    expect_asked(router, 70, [])
    host.block(GROUP, S1)
    lan.at(80)
    again = record_at(host, 75, (igmp.BLOCK, GROUP, [S1]))
    expect_asked(router, 75, [(again, 0, [S1]), (again + 1, 0, [S1])])
    host.leave_sources(GROUP)
    lan.at(81.5)
    left = record_at(host, 80, (igmp.TO_IN, GROUP, []))
    expect_gone_at(lan, router.querier, left + LAST_MEMBER)
    expect_asked(router, 80, [(left, 0, []), (left + 1, 0, [])])


@case
def blocked_source_that_another_wants(lan):
    """Another member of all sources answers for the source that is blocked, and nobody is asked again."""
    router, host, other = lan_of(lan, once=True)
    trace = Trace(lan)
    other.join(GROUP)
    host.join_all_but(GROUP)
    lan.at(60)
    host.block(GROUP, S1)
    lan.at(70)
    blocked = record_at(host, 60, (igmp.BLOCK, GROUP, [S1]))
    # Not IS_IN({S1}), as RFC 9776 5.2 has it, but all that it wants: the kernel has no sources of its own to name.
    answer = record_at(other, blocked, (igmp.IS_EX, GROUP, []))
    again = [(blocked + 1, 0, [S1])] if answer > blocked + 1 else []
    expect_asked(router, 60, [(blocked, 0, [S1])] + again)
    expect_equal(trace.select("source_expired"), [], "sources that were gone")
    trace.close()


@case
def from_all_sources_to_one(lan):
    """Who wanted all sources and now wants one: Q(G), and the group goes on with that one when nobody else answers."""
    router, host, _ = lan_of(lan)
    host.join(GROUP)
    lan.at(60)
    # One socket more, and then the first one less: TO_IN({S1}).
    host.include(GROUP, S1)
    host.leave(GROUP)
    lan.at(70)
    changed = record_at(host, 60, (igmp.TO_IN, GROUP, [S1]))
    expect_asked(router, 60, [(changed, 0, []), (changed + 1, 0, [])])
    expect_equal(router.querier.table(), {GROUP: ("include", [S1], [])}, "table")
    host.unplug()
    expect_gone_at(lan, router.querier, last_report(host) + MEMBERSHIP)


# The MTU, and how many sources fit into one query of it.
SPLITS = ((1500, 366), (576, 135), (68, 8))


@case
def more_sources_than_fit(lan):
    """400 sources take as many queries as the MTU makes of them, all at once, and again 1 s later."""
    router, host, _ = lan_of(lan)
    router.querier["max_sources"] = 400
    sources = ["192.0.%d.%d" % (2 + i // 200, i % 200) for i in range(400)]
    for number, (mtu, room) in enumerate(SPLITS):
        start = 100 * (number + 1)
        lan.at(start)
        for i in range(0, 400, 100):
            host.send(igmp.report_v3(igmp.record(igmp.ALLOW, GROUP, sources[i:i + 100])), HOST,
                      dst=igmp.ALL_V3_ROUTERS)
        expect_equal(router.querier.table(), {GROUP: ("include", sources, [])}, "table")
        router.ip("link set eth0 mtu %d" % mtu)
        lan.at(start + 10)
        host.send(igmp.report_v3(igmp.record(igmp.TO_IN, GROUP)), HOST, dst=igmp.ALL_V3_ROUTERS)
        expect_gone_at(lan, router.querier, start + 12)
        parts = [sources[i:i + room] for i in range(0, 400, room)]
        expect_asked(router, start, [(start + when, 0, part) for when in (10, 11) for part in parts])


@case
def source_specific_group(lan):
    """A member of 232/8 has to name its source: with one it counts, without it is counted as refused (RFC 4604)."""
    router, host, other = lan_of(lan)
    host.include("232.1.2.3", S1)
    lan.at(60)
    expect_equal(router.querier.groups, 1, "groups")
    other.sysctl("net.ipv4.conf.eth0.force_igmp_version", 2)
    other.join("232.1.2.4")
    lan.at(80)
    expect_equal(router.querier.groups, 1, "groups")
    expect_equal(router.querier.count("ignored_ssm"), len(other.sent(kind="report", group="232.1.2.4")), "ignored_ssm")


if __name__ == "__main__":
    run_cases()
