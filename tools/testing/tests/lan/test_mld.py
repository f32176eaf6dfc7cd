# SPDX-License-Identifier: GPL-2.0
"""MLD: the same querier for IPv6 (RFC 2710, RFC 9777)."""
import errno
import os

import pytest

from querierlan import igmp, mld
from querierlan.expect import expect, expect_equal, expect_near, expect_refused
from querierlan.querier import Querier
from querierlan.tshark import expect_dissected

pytestmark = pytest.mark.machine("uml-sim", packages=["tshark"])

LOW, OWN, HIGH, ELSEWHERE = "fe80::1", "fe80::5", "fe80::9", "2001:db8::1"
GROUP, MDNS = "ff15::1234", "ff02::fb"
PRESENT, OLDER_PRESENT = 255, 260       # RFC 9777 9.5 and 9.12, with the defaults


def ours_and_rogue(lan):
    ours, rogue = lan.hosts(ours=OWN + "/64", rogue=None)
    ours.mld.enable()
    return ours, rogue


# --- on the wire -----------------------------------------------------------------------

def test_startup(lan):
    """Queries go out at 0, 31.25 and 156.25 s, from the link-local address, and then each 125 s."""
    host = lan.hosts(host=OWN + "/64")
    host.mld.expect(state="disabled", state_reason="none", querier_address="none", active_source_address=OWN)
    host.mld.enable()
    host.mld.expect(state="querier", state_reason="none", querier_address=OWN, active_source_address=OWN,
                    active_version=2)
    lan.at(290)
    host.expect_queries([0, 31.25, 156.25, 281.25], family="mld", version=2, src=OWN, group="::")
    expect_equal(host.mld.count("queries_sent"), 4, "queries_sent")
    host.mld.disable()
    lan.at(500)
    host.expect_queries([], since=282, family="mld")


# --- hosts answer ------------------------------------------------------------------------

def reports_of(host, since, group):
    """How the host reported the group, as (version, [record type]); others' groups do not matter."""
    found = []
    for packet in host.sent(since, kind="report", family="mld"):
        if packet.version == 1 and packet.group == group:
            found.append((1, []))
        kinds = [kind for kind, about, _ in packet.records or () if about == group]
        if kinds:
            found.append((2, kinds))
    return found


@pytest.mark.parametrize("forced, query, wanted",
                         [(0, 2, (2, [igmp.IS_EX])), (1, 2, (1, [])), (0, 1, (1, []))],
                         ids=["version-2", "host-of-version-1", "query-of-version-1"])
def test_hosts_answer(lan, forced, query, wanted):
    """A kernel's own host answers each general query for its group, in the older version of the two."""
    ours, member = lan.hosts(ours=OWN + "/64", member="fe80::7/64")
    member.sysctl("net.ipv6.conf.eth0.force_mld_version", forced)
    for group in (GROUP, MDNS):
        member.join(group)
    lan.at(20)
    ours.mld["version"] = query
    ours.mld.enable()
    for moment in (20, 51.25, 176.25):
        lan.at(moment + 12)
        for group in (GROUP, MDNS):
            expect_equal(reports_of(member, moment, group), [wanted], "reports of %s after %g s" % (group, moment))
    expect_equal(ours.mld.count("reports_heard") > 0, True, "reports were heard")
    expect_equal(ours.mld.count("ignored_length"), 0, "ignored_length")


def test_own_groups_are_reported(lan):
    """This host's own groups are reported after each of its own queries, like anybody's."""
    host = lan.hosts(host=OWN + "/64")
    host.join(GROUP)
    lan.at(20)
    expect(reports_of(host, 0, GROUP), "the host never reported its group: there is no test here")
    host.mld.enable()
    for moment in (20, 51.25, 176.25):
        lan.at(moment + 12)
        expect_equal(reports_of(host, moment, GROUP), [(2, [igmp.IS_EX])], "reports after %g s" % moment)
    expect_equal(host.mld.count("ignored_own"), 3, "ignored_own")
    host.mld.expect(state="querier")


def test_done_is_heard(lan):
    """Leaving is heard: a done of version 1, a report of version 2."""
    ours, member = lan.hosts(ours=OWN + "/64", member="fe80::7/64")
    ours.mld.enable()
    member.sysctl("net.ipv6.conf.eth0.force_mld_version", 1)
    member.join(GROUP)
    lan.at(20)
    expect_equal(ours.mld.count("leaves_heard"), 0, "leaves_heard")
    member.leave(GROUP)
    lan.at(30)
    expect_equal(ours.mld.count("leaves_heard"), 1, "leaves_heard")


def test_group_is_asked_for(lan):
    """When a host leaves, the group is asked for at the group's own address, and who is left answers."""
    ours, member, other = lan.hosts(ours=OWN + "/64", member="fe80::7/64", other="fe80::8/64")
    ours.mld.enable()
    for host in (member, other):
        host.join(GROUP)
    lan.at(20)
    member.leave(GROUP)
    lan.at(30)
    queries = ours.sent(20, kind="query", family="mld", group=GROUP)
    expect(len(queries) >= 2, "the group was not asked for twice: %r" % queries)
    left = member.sent(20, kind="report", family="mld")[0].time
    expect_near(queries[0].time, left, "time of the first query")
    expect_near(queries[1].time - queries[0].time, 1, "time between the queries")
    for query in queries:
        expect_equal((query.src, query.dst, query.mac_dst, query.version, query.code, query.hops, query.router_alert),
                     (OWN, GROUP, "33:33:00:00:12:34", 2, 1000, 1, True), "fields of %r" % query)
    expect_dissected(queries, [{"icmpv6.checksum.status": "1", "_ws.expert.message": ""}] * len(queries))
    expect(reports_of(other, 20, GROUP), "who is left did not answer")


# --- elections -------------------------------------------------------------------------------

def test_lower_address_wins(lan):
    """Two of ours: the lower interface identifier queries, the other takes over 255 s after its last word."""
    low, high = lan.hosts(low="fe80::1:0:0:1/64", high="fe80::1:0:0:2/64")
    high.mld.enable()
    lan.at(10)
    low.mld.enable()
    lan.at(20)
    low.mld.expect(state="querier", querier_address="fe80::1:0:0:1")
    high.mld.expect(state="non-querier", querier_address="fe80::1:0:0:1")
    expect_near(high.mld.expires, PRESENT - 10, "time left")
    lan.at(50)
    low.mld.disable()
    lan.at(330)
    high.expect_queries([0, 41.25 + PRESENT, 41.25 + PRESENT + 31.25], family="mld")
    high.mld.expect(state="querier", **{"statistics/elections_won": 1, "statistics/elections_lost": 1})


def test_both_families(lan):
    """IGMP and MLD on one interface know nothing of each other: each has its own querier."""
    left, right = lan.hosts(left=["10.0.0.1/24", "fe80::9/64"], right=["10.0.0.9/24", "fe80::1/64"])
    for host in (left, right):
        host.querier.enable()
        host.mld.enable()
    lan.at(200)
    left.querier.expect(state="querier", querier_address="10.0.0.1")
    right.querier.expect(state="non-querier", querier_address="10.0.0.1")
    left.mld.expect(state="non-querier", querier_address="fe80::1")
    right.mld.expect(state="querier", querier_address="fe80::1")
    left.expect_queries([0, 31.25, 156.25])
    right.expect_queries([0, 31.25, 156.25], family="mld")
    left.querier.disable()
    left.mld.expect(state="non-querier")
    right.mld["query_interval_ms"] = 60000
    right.querier.expect(query_interval_ms=125000)


def test_version_1_heard(lan):
    """A version 1 querier makes ours use version 1, until it was silent for 260 s."""
    ours, rogue = ours_and_rogue(lan)
    lan.at(50)
    rogue.send_mld(mld.query_v1(), HIGH)
    ours.mld.expect(active_version=1, state="querier")
    lan.at(50 + OLDER_PRESENT - 0.001)
    ours.mld.expect(active_version=1)
    lan.at(50 + OLDER_PRESENT + 0.001)
    ours.mld.expect(active_version=2)
    lan.at(450)
    ours.expect_queries([0, 31.25, 156.25, 281.25, 406.25], family="mld")
    expect_equal([packet.version for packet in ours.sent(kind="query", family="mld")], [2, 2, 1, 1, 2], "versions")


# --- what to believe ---------------------------------------------------------------------------

STATE = ("state", "querier_address", "active_version", "other_querier_expires_ms")


def snapshot(querier):
    return {**querier.statistics(), **{name: querier[name] for name in STATE}}


def expect_counted(ours, rogue, rows):
    """Each packet makes its one counter one higher, or nothing for None, and has no other effect."""
    for what, counter, packet in rows:
        before = snapshot(ours.mld)
        rogue.send_mld(**{"src": LOW, **packet})
        after = snapshot(ours.mld)
        changed = {name: after[name] - value if isinstance(value, int) else after[name]
                   for name, value in before.items() if after[name] != value}
        expect_equal(changed, {counter: 1} if counter else {}, what)


def other(options, following=mld.ICMPV6):
    return dict(message=mld.query_v2(), headers=mld.hop_by_hop(options, following))


@pytest.mark.unhealthy("another host has its address")
def test_refused(lan):
    """Each packet would win if it were believed; each has its own counter, and nothing else moves."""
    ours, rogue = ours_and_rogue(lan)
    lan.at(40)
    length, fragment, alert = "ignored_length", "ignored_fragment", "ignored_router_alert"
    first = bytes([mld.ICMPV6, 0, 0, 1, 0, 0, 0, 1])
    expect_counted(ours, rogue, [
        *(("%d bytes" % n, length, dict(message=mld.message(mld.QUERY, 1000, bytes(n - 8)))) for n in (8, 23, 25, 27)),
        ("one source, none there", length, dict(message=mld.query_v2(count=1))),
        ("65535 sources", length, dict(message=mld.query_v2(count=65535))),
        ("v1 report cut", length, dict(message=mld.report_v1(GROUP)[:20], dst=GROUP)),
        ("fragment", fragment, dict(message=mld.query_v2(), headers=mld.hop_by_hop(following=44) + first)),
        ("no hop-by-hop header", alert, dict(message=mld.query_v2(), headers=b"", following=mld.ICMPV6)),
        ("no Router Alert", alert, other(b"\1\4\0\0\0\0")),
        ("Router Alert of RSVP", alert, other(b"\5\2\0\1\1\0")),
        ("checksum 0", "ignored_checksum", dict(message=mld.query_v2(), check=0)),
        ("wrong checksum of a report", "ignored_checksum",
         dict(message=mld.report_v2(mld.record(igmp.TO_EX, GROUP)), dst=mld.ALL_V2_ROUTERS, check=0x1234)),
        ("hop limit 2", "ignored_ttl", dict(message=mld.query_v2(), hops=2)),
        ("hop limit 255", "ignored_ttl", dict(message=mld.query_v2(), hops=255)),
        ("hop limit 0", "ignored_ttl", dict(message=mld.query_v2(), hops=0)),
        ("global source", "ignored_source", dict(message=mld.query_v2(), src=ELSEWHERE)),
        ("no source", "ignored_source", dict(message=mld.query_v2(), src="::")),
        ("report without a source", "ignored_source",
         dict(message=mld.report_v2(mld.record(igmp.TO_EX, GROUP)), dst=mld.ALL_V2_ROUTERS, src="::")),
        ("to all routers", "ignored_destination", dict(message=mld.query_v2(), dst=mld.ALL_ROUTERS)),
        ("to this host", "ignored_destination", dict(message=mld.query_v1(), dst=OWN, mac_dst=ours.mac)),
        ("a unicast group", "ignored_group", dict(message=mld.query_v2(group=ELSEWHERE))),
        ("our own address", "ignored_duplicate_address", dict(message=mld.query_v2(), src=OWN)),
    ])
    ours.expect_queries([0, 31.25], family="mld")


def test_not_mld(lan):
    """Other ICMPv6, and what else has hop-by-hop options, is not even counted."""
    ours, rogue = ours_and_rogue(lan)
    lan.at(40)
    expect_counted(ours, rogue, [
        ("echo reply", None, dict(message=mld.message(129), headers=b"", following=mld.ICMPV6)),
        ("echo reply with Router Alert", None, dict(message=mld.message(129))),
        ("UDP with Router Alert", None, dict(message=bytes(8), headers=mld.hop_by_hop(following=17))),
        ("nothing behind the header", None, dict(message=bytes(4), headers=mld.hop_by_hop(following=59))),
        ("MLD behind destination options alone", None, dict(message=mld.query_v2(), following=60)),
    ])


def test_believed(lan):
    """Queries that are unusual but good win, those for a group, too (RFC 9777 7.6.2); reports elect no querier."""
    ours, rogue = ours_and_rogue(lan)
    lan.at(40)
    heard = "queries_heard_v2"
    expect_counted(ours, rogue, [
        ("higher", heard, dict(message=mld.query_v2(), src=HIGH)),
        ("higher, specific", heard, dict(message=mld.query_v2(1000, GROUP), src=HIGH, dst=GROUP)),
        ("report 1", "reports_heard", dict(message=mld.report_v1(GROUP), dst=GROUP)),
        ("report 2", "reports_heard", dict(message=mld.report_v2(mld.record(igmp.TO_EX, GROUP)),
                                           dst=mld.ALL_V2_ROUTERS)),
        ("done without a member", "leaves_heard", dict(message=mld.done("ff15::9"), dst=mld.ALL_ROUTERS)),
    ])
    for what, packet in (
            ("plain", dict()),
            ("specific", dict(message=mld.query_v2(1000, GROUP), dst=GROUP)),
            ("specific, with sources", dict(message=mld.query_v2(1000, GROUP, sources=[ELSEWHERE]), dst=GROUP)),
            ("version 1", dict(message=mld.query_v1())),
            ("more bytes than fields", dict(message=mld.query_v2(extra=b"\1\2\3\4\5"))),
            ("as many bytes as fit", dict(message=mld.query_v2(extra=b"\x55" * (1500 - 48 - 28)))),
            ("padded options", dict(headers=mld.hop_by_hop(b"\0\0" + mld.ROUTER_ALERT))),
            ("destination options", dict(headers=mld.hop_by_hop(following=60) + mld.hop_by_hop(b"\1\4\0\0\0\0"))),
            ("atomic fragment", dict(headers=mld.hop_by_hop(following=44) + bytes([mld.ICMPV6]) + bytes(7)))):
        rogue.send_mld(**{"message": mld.query_v2(), "src": LOW, **packet})
        ours.mld.expect(state="non-querier", querier_address=LOW)
        ours.mld.disable()
        ours.mld.enable()


# --- the files ------------------------------------------------------------------------------------

def names(querier):
    return set(os.listdir(querier.directory)), set(os.listdir(querier.directory + "/statistics"))


@pytest.mark.unhealthy("a host has no IPv4 address")
def test_files(lan):
    """mld/ has igmp/'s files, without those that MLD fixes; the version is 1 or 2."""
    host = lan.hosts(host=OWN + "/64")
    lan.after(3)
    for querier in host.querier, host.mld:
        querier.enable()
    (igmp_files, igmp_counters), (mld_files, mld_counters) = names(host.querier), names(host.mld)
    expect_equal(igmp_files - mld_files, {"require_router_alert", "accept_off_subnet"}, "files of igmp/ alone")
    expect_equal(igmp_counters - mld_counters, {"queries_heard_v3", "ignored_off_subnet"}, "counters of igmp/ alone")
    expect_equal((mld_files - igmp_files, mld_counters - igmp_counters), (set(), set()), "of mld/ alone")
    host.mld.disable()
    host.mld.expect(version=2, mode="elect", source_address="auto", querier_enable=0, state="disabled",
                    state_reason="none", active_source_address=OWN)
    expect_refused(lambda: host.mld.set(version=3), errno.ERANGE, "version 3")
    expect_refused(lambda: host.mld.set(version=0), errno.ERANGE, "version 0")
    expect_refused(lambda: host.mld.set(mode="proxy"), errno.EINVAL, "mode proxy")
    host.mld.set(mode="passive")
    expect_refused(Querier(host, "lo", "mld").enable, errno.ENOENT, "a querier on the loopback")
