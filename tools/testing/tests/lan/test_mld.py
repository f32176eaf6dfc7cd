# SPDX-License-Identifier: GPL-2.0
"""MLD: the same querier for IPv6 (RFC 2710, RFC 9777)."""
import errno
import os

import pytest

from querierlan import igmp, mld, module
from querierlan.cable import settle
from querierlan.expect import expect, expect_equal, expect_near, expect_refused, expect_times
from querierlan.querier import Querier
from querierlan.tshark import MLD_ENVELOPE, expect_dissected

pytestmark = pytest.mark.machine("uml-sim", packages=["tshark"])

LOW, OWN, HIGH, ELSEWHERE = "fe80::1", "fe80::5", "fe80::9", "2001:db8::1"
GROUP, MDNS = "ff15::1234", "ff02::fb"
PRESENT, OLDER_PRESENT = 255, 260       # RFC 9777 9.5 and 9.12, with the defaults
RECHECK = 0.11                          # s until an address that has settled is seen


def one_host(lan, *addresses):
    host = lan.hosts(host=[address + "/64" for address in addresses or (OWN,)])
    host.mld.enable()
    return host


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


ENVELOPE = {
    **MLD_ENVELOPE,
    "eth.dst": "33:33:00:00:00:01",
    "ipv6.src": OWN,
    "ipv6.dst": mld.ALL_NODES,
    "icmpv6.mld.multicast_address": "::",
}


def v1(delay):
    """24 octets; the delay in ms (RFC 2710 3)."""
    return {"ipv6.plen": "32", "icmpv6.mld.maximum_response_delay": str(delay),
            "icmpv6.mld.maximum_response_code": "", "icmpv6.mld.flag.s": "", "icmpv6.mld.flag.qrv": "",
            "icmpv6.mld.qqi": "", "icmpv6.mld.nb_sources": ""}


def v2(max_resp, qrv, qqic):
    """28 octets; the response time as tshark decodes it, the query interval too (RFC 9777 5.1)."""
    return {"ipv6.plen": "36", "icmpv6.mld.maximum_response_delay": "",
            "icmpv6.mld.maximum_response_code": str(max_resp), "icmpv6.mld.flag.s": "0",
            "icmpv6.mld.flag.qrv": str(qrv), "icmpv6.mld.qqi": str(qqic), "icmpv6.mld.nb_sources": "0"}



# What is set, in seconds but for version and robustness, and what must be on the wire.
QUERIES = (
    (dict(), v2(10000, 2, 125)),
    (dict(version=1), v1(10000)),
    # Version 1: ms in two octets.
    (dict(version=1, qri=0.1), v1(100)),
    (dict(version=1, qri=32.768), v1(32768)),
    (dict(version=1, qri=65.535), v1(65535)),
    (dict(version=1, qri=65.536), v1(65535)),
    (dict(version=1, qri=100), v1(65535)),
    # Version 2: below 32768 the value, from there (mant | 0x1000) << (exp + 3).
    (dict(qri=0.1), v2(100, 2, 125)),
    (dict(qri=0.101), v2(101, 2, 125)),
    (dict(qri=32.767), v2(32767, 2, 125)),
    (dict(qri=32.768), v2(32768, 2, 125)),
    (dict(qri=32.775), v2(32768, 2, 125)),
    (dict(qri=32.776), v2(32776, 2, 125)),
    (dict(qri=65.535), v2(65528, 2, 125)),
    (dict(qri=65.536), v2(65536, 2, 125)),
    (dict(qri=3174.4, qi=31744), v2(3174400, 2, 31744)),
    (dict(qi=128), v2(10000, 2, 128)),
    (dict(qi=135.999), v2(10000, 2, 128)),
    (dict(robustness=7), v2(10000, 7, 125)),
    (dict(robustness=8), v2(10000, 0, 125)),
)


def configure(querier, version=2, qri=10, qi=125, robustness=2):
    # One after the other, and the response interval is never the longer one.
    querier["query_response_interval_ms"] = 100
    querier.set(version=version, robustness=robustness, query_interval_ms=round(qi * 1000),
                query_response_interval_ms=round(qri * 1000))


def test_every_field(lan):
    """tshark finds every field of both versions as the RFCs have it, at the limits too."""
    host = lan.hosts(host=OWN + "/64")
    packets = []
    for settings, _ in QUERIES:
        configure(host.mld, **settings)
        host.mld.enable()
        lan.after(0.01)
        packets.append(host.sent(kind="query", family="mld")[-1])
        host.mld.disable()
    expect_dissected(packets, [{**ENVELOPE, "eth.src": host.mac, **fields} for _, fields in QUERIES],
                     ["query with %r" % settings for settings, _ in QUERIES])


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


def hosts_answer(lan, forced, query, wanted):
    """A kernel's own host answers each general query for its group."""
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


def test_hosts_answer_version_2(lan):
    """A Linux host answers each query of version 2 with a report of version 2."""
    hosts_answer(lan, 0, 2, (2, [igmp.IS_EX]))


def test_hosts_of_version_1_answer(lan):
    """A host with force_mld_version 1 answers each query of version 2 with reports of version 1."""
    hosts_answer(lan, 1, 2, (1, []))


def test_hosts_answer_version_1(lan):
    """A Linux host answers each query of version 1 with reports of version 1."""
    hosts_answer(lan, 0, 1, (1, []))


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


# --- addresses -----------------------------------------------------------------------------

def is_tentative(host, address):
    return " tentative" in host.ip_output("-6 addr show dev eth0 to " + address)


def settled_at(lan, host, address):
    """When duplicate address detection was through, to 10 ms. It takes a second and up to one more."""
    for _ in range(500):
        if not is_tentative(host, address):
            return lan.now()
        lan.after(0.01)
    raise AssertionError("%s is tentative for ever" % address)


def expect_start(host, settled, src):
    """It began to query when its address had settled, not before."""
    queries = host.sent(kind="query", family="mld")
    expect_equal(queries[0].src, src, "source address of the first query")
    expect(settled - 0.011 <= queries[0].time <= settled + RECHECK,
           "the first query came at %.3f s, the address had settled by %.3f s" % (queries[0].time, settled))
    return queries[0].time


def test_duplicate_address_detection(lan):
    """Nothing is sent before an address has passed duplicate address detection; then it starts by itself."""
    host = lan.hosts(host=None)
    host.mld.enable()
    host.mld.expect(state="down", state_reason="no-address", querier_address="none")
    lan.at(10)
    host.set_ipv6("eth0", OWN + "/64")
    lan.after(0.5)
    expect(is_tentative(host, OWN), "the address is not tentative: there is no test here")
    host.mld.expect(state="down", state_reason="no-address")
    settled = settled_at(lan, host, OWN)
    lan.after(RECHECK)
    host.mld.expect(state="querier", state_reason="none", active_source_address=OWN)
    first = expect_start(host, settled, OWN)
    lan.at(first + 160)
    host.expect_queries([first, first + 31.25, first + 156.25], family="mld", src=OWN)


def test_enabled_while_tentative(lan):
    """Enabled while the address is tentative it is down, and starts by itself."""
    host = lan.hosts(host=None)
    host.set_ipv6("eth0", OWN + "/64")
    lan.after(0.3)
    host.mld.enable()
    host.mld.expect(state="down", state_reason="no-address")
    settled = settled_at(lan, host, OWN)
    lan.after(RECHECK)
    expect_start(host, settled, OWN)
    host.mld.expect(state="querier")


def test_duplicate_address(lan):
    """An address that turns out to be another host's is never sent from; a good one is."""
    host, _ = lan.hosts(host=None, other=OWN + "/64")
    host.mld.enable()
    host.set_ipv6("eth0", OWN + "/64")
    lan.at(60)
    expect("dadfailed" in host.ip_output("-6 addr show dev eth0"), "the address is good: there is no test here")
    host.mld.expect(state="down", state_reason="no-address")
    host.expect_queries([], family="mld")
    host.ip("addr add %s/64 dev eth0" % HIGH)
    lan.at(65)
    host.mld.expect(state="querier", active_source_address=HIGH)


def expect_general(host, times, since=0):
    """General queries at these times; the host's own solicited-node groups come and go, with specific ones."""
    expect_times(host.sent(since, kind="query", family="mld", group="::"), times, "general queries", RECHECK)


def test_address_changed(lan):
    """When its address goes the next one is sent from at once; when the last one goes it falls silent."""
    host = one_host(lan)
    lan.at(10)
    host.ip("addr add fe80::3/64 dev eth0")
    lan.at(40)
    host.mld.expect(active_source_address=OWN)
    host.ip("addr del %s/64 dev eth0" % OWN)
    lan.at(50)
    host.mld.expect(state="querier", active_source_address="fe80::3", querier_address="fe80::3")
    expect_general(host, [0, 31.25, 40])
    host.ip("addr del fe80::3/64 dev eth0")
    lan.at(50.2)
    host.mld.expect(state="down", state_reason="no-address", querier_address="none")
    lan.at(400)
    expect_general(host, [], since=50)
    host.ip("addr add %s/64 dev eth0" % LOW)
    settled = settled_at(lan, host, LOW)
    lan.after(40)
    expect_general(host, [settled, settled + 31.25], since=400)
    expect(all(packet.src == LOW for packet in host.sent(400, kind="query", family="mld")), "a strange source")


def test_other_addresses_do_not_count(lan):
    """Global and multicast addresses are not sent from; without a link-local one it is down."""
    host = lan.hosts(host=None)
    host.mld.enable()
    host.set_ipv6("eth0", "2001:db8::5/64")
    lan.at(10)
    host.mld.expect(state="down", state_reason="no-address")
    host.ip("addr add %s/64 dev eth0" % OWN)
    lan.at(20)
    host.mld.expect(state="querier", active_source_address=OWN)
    host.sysctl("net.ipv6.conf.eth0.disable_ipv6", 1)
    lan.at(21)
    host.mld.expect(state="down", state_reason="no-address")


def test_chosen_address(lan):
    """source_address is one of the link-local addresses, in the place of the one that was there first."""
    host = one_host(lan, OWN, LOW, "2001:db8::5")
    first = host.mld["active_source_address"]
    other = LOW if first == OWN else OWN
    for text, error in ((HIGH, errno.EINVAL), ("2001:db8::5", errno.EINVAL), ("::", errno.EINVAL),
                        ("10.0.0.5", errno.EINVAL), (OWN + "/64", errno.EINVAL), ("ff02::1", errno.EINVAL)):
        expect_refused(lambda: host.mld.set(source_address=text), error, "source_address " + text)
    lan.at(10)
    host.mld["source_address"] = other
    host.mld.expect(source_address=other, active_source_address=other)
    host.ip("addr del %s/64 dev eth0" % other)
    lan.at(20)
    host.mld.expect(source_address=other, active_source_address=first)
    host.ip("addr add %s/64 dev eth0" % other)
    lan.at(30)
    host.mld.expect(active_source_address=other)
    host.mld["source_address"] = "auto"
    lan.at(30.5)
    host.mld.expect(state="querier")
    expect(all(packet.src in (OWN, LOW) for packet in host.sent(kind="query", family="mld")), "a strange source")


def test_link_flap(lan):
    """Down with the link, and up with it: the startup queries again, once the address has settled."""
    host = one_host(lan)
    lan.at(40)
    host.unplug()
    lan.at(45)
    host.mld.expect(state="down", state_reason="link-down")
    host.plug()
    lan.at(50)
    host.mld.expect(state="querier")
    first = host.sent(45, kind="query", family="mld")[0].time
    expect(first < 46, "the first query after the plug came at %.3f s" % first)
    lan.at(100)
    host.set_up("eth0", False)
    lan.at(101)
    host.mld.expect(state="down", state_reason="link-down")
    host.set_ipv6("eth0")
    host.set_up("eth0")
    lan.at(102)
    host.mld.expect(state="down", state_reason="no-address")
    host.ip("addr add %s/64 dev eth0" % OWN)
    settled = settled_at(lan, host, OWN)
    lan.at(200)
    host.expect_queries([settled, settled + 31.25], since=100, family="mld", tolerance=RECHECK)


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


def test_yields_to_a_bridge(lan):
    """The kernel's bridge with a lower address wins in either version, and is replaced 255 s after its last word."""
    for version in (2, 1):
        lan.begin()
        peer, host = bridge_and_ours(lan, LOW, OWN, version, 15)
        host.mld.enable()
        lan.at(40)
        host.mld.expect(state="non-querier", querier_address=LOW, active_version=version)
        lan.at(1000)
        host.mld.expect(state="non-querier", querier_address=LOW, **{"statistics/elections_won": 0})
        peer.ip("link set br0 type bridge mcast_querier 0")
        last = peer.sent(kind="query", family="mld")[-1]
        expect_equal((last.src, last.version), (LOW, version), "the bridge's last query")
        lan.at(last.time + 300)
        host.expect_queries([0, last.time + PRESENT, last.time + PRESENT + 31.25], family="mld")
        host.mld.expect(state="querier", active_version=2)
        host.mld.disable()
        host.unplug()
        peer.ip("link del br0")


def bridge_and_ours(lan, bridge, ours, version, since):
    """A host whose bridge is an MLD querier since so many seconds, and one of ours, not enabled."""
    peer, host = lan.hosts(**{"peer%d" % version: None, "host%d" % version: ours + "/64"})
    peer.ip("link add br0 type bridge mcast_snooping 1 mcast_querier 1 mcast_mld_version %d" % version,
            "link set eth0 master br0", "link set br0 up")
    peer.set_ipv6("br0", bridge + "/64")
    lan.after(since)
    settle(lan)
    return peer, host


def test_silences_a_bridge(lan):
    """The kernel's bridge with a higher address falls silent for as long as we query."""
    peer, host = bridge_and_ours(lan, HIGH, OWN, 2, 40)
    expect(peer.sent(-20, kind="query", family="mld"), "the bridge is no querier: there is no test here")
    host.mld.enable()
    lan.at(1000)
    host.mld.expect(state="querier", querier_address=OWN, **{"statistics/elections_lost": 0})
    expect_equal(peer.sent(0.01, kind="query", family="mld"), [], "the bridge's queries")


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


def test_refused(lan):
    """Each packet would win if it were believed; each has its own counter, and nothing else moves."""
    ours, rogue = ours_and_rogue(lan)
    lan.at(40)
    length, fragment, alert = "ignored_length", "ignored_fragment", "ignored_router_alert"
    first = bytes([mld.ICMPV6, 0, 0, 1, 0, 0, 0, 1])
    expect_counted(ours, rogue, [
        *(("%d octets" % n, length, dict(message=mld.message(mld.QUERY, 1000, bytes(n - 8)))) for n in (8, 23, 25, 27)),
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
    """Queries that are unusual but good win, those for a group, too (RFC 9777 7.6.2); reports elect nobody."""
    ours, rogue = ours_and_rogue(lan)
    lan.at(40)
    heard = "queries_heard_v2"
    expect_counted(ours, rogue, [
        ("higher", heard, dict(message=mld.query_v2(), src=HIGH)),
        ("higher, specific", heard, dict(message=mld.query_v2(1000, GROUP), src=HIGH, dst=GROUP)),
        ("report 1", "reports_heard", dict(message=mld.report_v1(GROUP), dst=GROUP)),
        ("report 2", "reports_heard", dict(message=mld.report_v2(mld.record(igmp.TO_EX, GROUP)),
                                           dst=mld.ALL_V2_ROUTERS)),
        ("done with nobody", "leaves_heard", dict(message=mld.done("ff15::9"), dst=mld.ALL_ROUTERS)),
    ])
    for what, packet in (
            ("plain", dict()),
            ("specific", dict(message=mld.query_v2(1000, GROUP), dst=GROUP)),
            ("specific, with sources", dict(message=mld.query_v2(1000, GROUP, sources=[ELSEWHERE]), dst=GROUP)),
            ("version 1", dict(message=mld.query_v1())),
            ("more octets than fields", dict(message=mld.query_v2(extra=b"\1\2\3\4\5"))),
            ("as many octets as fit", dict(message=mld.query_v2(extra=b"\x55" * (1500 - 48 - 28)))),
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


def test_files(lan):
    """mld/ has igmp/'s files, less what MLD leaves nobody to choose; the version is 1 or 2."""
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


def test_passive(lan):
    """In passive mode nothing is sent, and the querier is known."""
    ours, rogue = lan.hosts(ours=OWN + "/64", rogue=None)
    ours.mld.set(mode="passive", querier_enable=1)
    lan.at(10)
    rogue.send_mld(mld.query_v2(), HIGH)
    ours.mld.expect(state="non-querier", querier_address=HIGH)
    lan.at(300)
    ours.mld.expect(state="non-querier", querier_address="none")
    ours.expect_queries([], family="mld")


def test_module_goes_while_an_address_settles(lan):
    """The module can go while an address is tentative, and comes back with nothing enabled."""
    host, other_host = lan.hosts(host=None, other=LOW + "/64")
    host.mld.enable()
    other_host.mld.enable()
    host.set_ipv6("eth0", OWN + "/64")
    lan.after(0.3)
    module.unload()
    lan.after(5)
    module.load()
    host.mld.expect(querier_enable=0, state="disabled")
    host.mld.enable()
    host.mld.expect(state="querier")
