# SPDX-License-Identifier: GPL-2.0
"""What the kernel's own hosts do in groups and what a querier makes of it, in either family (RFC 9776 6, RFC 9777 7).

The cases that say so are in members.py for IGMP and in listeners.py for MLD.
"""
from querierlan import igmp, mld
from querierlan.expect import expect, expect_equal, expect_near, expect_times
from querierlan.trace import Trace
from querierlan.tshark import ENVELOPE, MLD_ENVELOPE, expect_dissected

MEMBERSHIP = 270                # s that a silent member stays one (8.4)
MEMBERSHIP_ONCE = 145           # with Robustness 1
OLDER_PRESENT = 260             # s that an older host counts after its last report (8.13)
LAST_MEMBER = 2                 # s that the last member has to speak up (8.10)
PRESENT = 255                   # s that a silent querier is believed (8.5)
# General queries go out at 0, 31.25 and 156.25 s, and are answered within 11.25 s.
QUIET = 50


class Igmp:
    """Addresses and versions of IGMP."""
    newest, leaving = 3, 2      # versions: with sources, and the oldest with leaves
    force = "net.ipv4.conf.eth0.force_igmp_version"
    router, other_router, host, other = "10.0.0.1", "10.0.0.2", "10.0.0.5", "10.0.0.6"
    length = "/24"
    nothing, all_routers = "0.0.0.0", igmp.ALL_ROUTERS
    group, source_specific, another_specific = "239.1.2.3", "232.1.2.3", "232.1.2.4"
    sources = "192.0.2.1", "192.0.2.2", "192.0.2.3"
    automatic = ()              # groups that hosts join by themselves begin like this
    many = "239.2.%d.%d"

    @staticmethod
    def querier(host):
        return host.querier

    @staticmethod
    def specific_query(host, src, group, version, s, sources):
        """Every field, as tshark names them (4.1; RFC 2236 2)."""
        fields = {
            **ENVELOPE,
            "eth.dst": igmp.multicast_mac(group),
            "ip.src": src,
            "ip.dst": group,
            "ip.len": str(36 + 4 * len(sources) if version == 3 else 32),
            "igmp.maddr": group,
            "igmp.version": str(version),
            "igmp.max_resp": "10",
            "igmp.s": "", "igmp.qrv": "", "igmp.qqic": "", "igmp.num_src": "", "igmp.saddr": "",
        }
        if version == 3:
            fields.update({"igmp.s": str(s), "igmp.qrv": host.querier["robustness"], "igmp.qqic": "125",
                           "igmp.num_src": str(len(sources)), "igmp.saddr": ",".join(sources)})
        return fields


class Mld:
    """The same of MLD."""
    newest, leaving = 2, 1
    force = "net.ipv6.conf.eth0.force_mld_version"
    router, other_router, host, other = "fe80::1", "fe80::2", "fe80::5", "fe80::6"
    length = "/64"
    nothing, all_routers = "::", mld.ALL_ROUTERS
    group, source_specific, another_specific = "ff15::1234", "ff3e::8000:1", "ff3e::8000:2"
    sources = "2001:db8::1", "2001:db8::2", "2001:db8::3"
    automatic = "ff02::1:ff"    # RFC 4291 2.7.1
    many = "ff15::2:%d:%d"

    @staticmethod
    def querier(host):
        return host.mld

    @staticmethod
    def specific_query(host, src, group, version, s, sources):
        """RFC 9777 5.1; RFC 2710 3."""
        fields = {
            **MLD_ENVELOPE,
            "eth.dst": mld.multicast_mac(group),
            "ipv6.src": src,
            "ipv6.dst": group,
            "ipv6.plen": str(36 + 16 * len(sources) if version == 2 else 32),
            "icmpv6.mld.multicast_address": group,
            "icmpv6.mld.maximum_response_delay": "" if version == 2 else "1000",
            "icmpv6.mld.maximum_response_code": "", "icmpv6.mld.flag.s": "", "icmpv6.mld.flag.qrv": "",
            "icmpv6.mld.qqi": "", "icmpv6.mld.nb_sources": "", "icmpv6.mld.source_address": "",
        }
        if version == 2:
            fields.update({"icmpv6.mld.maximum_response_code": "1000", "icmpv6.mld.flag.s": str(s),
                           "icmpv6.mld.flag.qrv": host.mld["robustness"], "icmpv6.mld.qqi": "125",
                           "icmpv6.mld.nb_sources": str(len(sources)),
                           "icmpv6.mld.source_address": ",".join(sources)})
        return fields


def joined(*excluded):
    """The row of a group that is wanted but from these sources."""
    return "exclude", [], list(excluded)


def included(*sources):
    return "include", list(sources), []


class Members:
    """Our querier and two hosts that are held to a version; no general query is under way.

    ONCE: Robustness 1, so that hosts do not repeat their reports, but two queries for a leave all the same.
    """

    def __init__(self, lan, family, version=None, querier_version=None, once=False):
        self.lan, self.family, self.group = lan, family, family.group
        self.router, self.host, self.other = lan.hosts(**{name: getattr(family, name) + family.length
                                                          for name in ("router", "host", "other")})
        for each in self.host, self.other:
            each.sysctl(family.force, family.newest if version is None else version)
        self.querier = family.querier(self.router)
        self.querier["version"] = querier_version or family.newest
        if once:
            self.querier.set(robustness=1, startup_query_count=2, last_member_query_count=2)
        self.querier.enable()
        lan.at(QUIET)

    # --- what is seen
    def expect_table(self, wanted, when):
        """Both what is shown and what is counted."""
        expect_equal(self.table(), wanted, "table " + when)

    def table(self, querier=None):
        """The table, without the groups that hosts join by themselves."""
        querier = querier or self.querier
        table = querier.table()
        expect_equal(querier.groups, len(table), "the file groups")
        return {group: row for group, row in table.items() if not group.startswith(self.family.automatic)}

    def expect_gone_at(self, moment, querier=None):
        """The only group is there until this very moment."""
        self.lan.at(moment - 0.001)
        expect_equal(len(self.table(querier)), 1, "groups before %g s" % moment)
        self.lan.at(moment + 0.001)
        expect_equal(self.table(querier), {}, "table after %g s" % moment)

    def specific(self, since=0, router=None):
        """The queries that ask for a group."""
        packets = (router or self.router).sent(since, kind="query")
        return [packet for packet in packets if packet.group != self.family.nothing]

    def expect_asked(self, since, rows, group=None, version=None):
        """Since then the router asked for the group at these times, and not else: [(time, S flag, [source])]."""
        packets = self.specific(since)
        expect_times(packets, [moment for moment, _, _ in rows], "specific queries")
        if not rows:
            return
        wanted = [self.family.specific_query(self.router, self.family.router, group or self.group,
                                             version or self.family.newest, s, sources) for _, s, sources in rows]
        expect_dissected(packets, wanted)

    def record_at(self, host, since, kind, *sources, group=None):
        """When HOST first sent this record of the group."""
        record = kind, group or self.group, list(sources)
        found = [packet.time for packet in host.sent(since, kind="report") if record in (packet.records or ())]
        expect(found, "%s never said %r, but %r" % (host.name, record, host.sent(since)))
        return found[0]

    def reports(self, host, since=0):
        """Those of the group."""
        return [packet for packet in host.sent(since, kind="report") if packet.group == self.group or
                any(group == self.group for _, group, _ in packet.records or ())]

    def first_report(self, host, since):
        found = self.reports(host, since)
        expect(found, "%s did not report the group" % host.name)
        return found[0].time

    def last_report(self, host):
        return self.reports(host)[-1].time

    def left_at(self, since, version):
        """When the host left the group."""
        if version == self.family.newest:
            return self.record_at(self.host, since, igmp.TO_IN)
        found = self.host.sent(since, kind="leave", group=self.group, dst=self.family.all_routers)
        expect(found, "%s did not leave" % self.host.name)
        return found[0].time


# --- groups -----------------------------------------------------------------------------------

def only_member_leaves(lan, family, version, querier_version=None, held_to=None):
    """A leave brings Q(G) at once and 1 s later; nobody answers, and the group is gone 2 s after it."""
    m = Members(lan, family, version if held_to is None else held_to, querier_version)
    m.expect_table({}, "before anybody joined")
    m.host.join(m.group)
    lan.at(65)
    m.expect_table({m.group: joined()}, "after one joined")
    m.expect_asked(0, [])
    lan.at(70)
    m.host.leave(m.group)
    lan.at(71.5)
    left = m.left_at(70, min(version, querier_version or family.newest))
    m.expect_gone_at(left + LAST_MEMBER)
    lan.at(140)
    m.expect_asked(70, [(left, 0, []), (left + 1, 0, [])], version=querier_version)


def another_stays(lan, family, version):
    """Another member answers the first Q(G): the group stays, and the second one has the S flag."""
    m = Members(lan, family, version, once=True)
    m.other.join(m.group)
    lan.at(65)
    # The one who reports last is the one who says that it leaves (RFC 2236 3).
    m.host.join(m.group)
    lan.at(80)
    m.host.leave(m.group)
    lan.at(81.5)
    left = m.left_at(80, version)
    answer = m.first_report(m.other, left)
    lan.at(100)
    m.expect_table({m.group: joined()}, "while another host listens")
    repeated = [packet.time for packet in m.reports(m.host, answer) if packet.time > left]
    if repeated:
        # A host that says so once more takes back what the other one said: it is asked for anew, each second once.
        expect_times(m.specific(80), [left + i for i in range(len(m.specific(80)))], "queries")
        expect(len(m.specific(80)) <= 4, "more queries than two for each time that the host left")
    else:
        # Once it was answered it is for the slower hosts only: the timer is up again.
        m.expect_asked(80, [(left, 0, []), (left + 1, int(answer < left + 1), [])])
    m.other.unplug()
    m.expect_gone_at(m.last_report(m.other) + MEMBERSHIP_ONCE)


def vanishes(lan, family, version):
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


def older_host_beside(lan, family):
    """Beside a host that knows no sources nobody is asked for one that is blocked, until 260 s after its word (7.3.2)."""
    m = Members(lan, family)
    one, two, three = family.sources
    m.other.sysctl(family.force, family.leaving)
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
    # What the host has answered in general (281.25 s) counts: wanted, until nobody else has said so for 270 s.
    m.expect_table({m.group: ("exclude", [one, two], [])}, "while the older host counts")
    lan.at(alone + 1)
    m.host.unblock(m.group, three)
    lan.at(alone + 10)
    m.host.block(m.group, three)
    lan.at(alone + 20)
    blocked = m.record_at(m.host, alone + 10, igmp.BLOCK, three)
    m.expect_asked(0, [(blocked, 0, [three]), (blocked + 1, 0, [three])])
    m.expect_table({m.group: ("exclude", [one, two], [three])}, "once it has gone")


def many_groups(lan, family):
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


# --- sources -----------------------------------------------------------------------------------

def sources_come_and_go(lan, family):
    """Who leaves a source is asked for it with Q(G,S) twice; it is gone 2 s later, and with the last one the group."""
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


def another_wants_the_source(lan, family):
    """Of two sources that a host leaves another host wants one: the second time there is a query with S and one without."""
    m = Members(lan, family, once=True)
    one, two, _ = family.sources
    trace = Trace(lan)
    for source in one, two:
        m.host.include(m.group, source)
    m.other.include(m.group, one)
    lan.at(60)
    m.host.leave_sources(m.group)
    lan.at(70)
    left = m.first_report(m.host, 60)
    answer = m.record_at(m.other, left, igmp.IS_IN, one)
    again = [(left + 1, 1, [one]), (left + 1, 0, [two])]
    if answer > left + 1:       # a host's timers may be that late
        again = [(left + 1, 0, [one, two])]
    elif any(answer < packet.time < left + 1 for packet in m.reports(m.host, left)):
        # A host that says so once more takes back what the other one said: that source is asked for anew.
        again = [(left + 1, 0, [one, two]), (left + 2, 1, [one])]
    m.expect_asked(60, [(left, 0, [one, two])] + again)
    m.expect_table({m.group: included(one)}, "with the source that another wants")
    (gone, text), = trace.select("source_expired")
    expect_near(gone, left + LAST_MEMBER, "end of the source")
    expect_equal(text, "group %s source %s" % (m.group, two), "source that was gone")
    trace.close()
    m.other.unplug()
    m.expect_gone_at(m.last_report(m.other) + MEMBERSHIP_ONCE)


def leaves_merge(lan, family):
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


def blocked_source(lan, family):
    """A member of all sources that blocks one is asked for it; while nobody else wants it the group goes on without."""
    m = Members(lan, family)
    one = family.sources[0]
    m.host.join_all_but(m.group)
    lan.at(60)
    m.host.block(m.group, one)
    lan.at(70)
    blocked = m.record_at(m.host, 60, igmp.BLOCK, one)
    m.expect_asked(60, [(blocked, 0, [one]), (blocked + 1, 0, [one])])
    m.expect_table({m.group: joined(one)}, "with the source blocked")
    # Blocked again it is excluded already, so nobody is asked; nor for one that is wanted again.
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


def blocked_source_that_another_wants(lan, family):
    """Another member of all sources answers for the source that is blocked, and nobody is asked again."""
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
    # A host that says so once more takes back what the other one said: that source is asked for anew.
    again += [(packet.time, 0, [one]) for packet in m.reports(m.host, blocked) if packet.time > answer and
              (igmp.BLOCK, m.group, [one]) in (packet.records or ())]
    m.expect_asked(60, [(blocked, 0, [one])] + again)
    expect_equal(trace.select("source_expired"), [], "sources that were gone")
    m.expect_table({m.group: joined()}, "once another answered")
    trace.close()


def from_all_sources_to_one(lan, family):
    """Who wanted all sources and now wants one: Q(G), and the group goes on with that one when nobody else answers."""
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


def source_specific_group(lan, family):
    """A member of a source-specific group has to name its source: without it is counted as refused (RFC 4604)."""
    m = Members(lan, family)
    one = family.sources[0]
    m.host.include(family.source_specific, one)
    lan.at(60)
    m.expect_table({family.source_specific: included(one)}, "with one source")
    m.other.sysctl(family.force, family.leaving)
    m.other.join(family.another_specific)
    lan.at(80)
    m.expect_table({family.source_specific: included(one)}, "with somebody who names none")
    refused = m.other.sent(kind="report", group=family.another_specific)
    expect(refused, "the older host did not report: there is no test here")
    expect_equal(m.querier.count("ignored_ssm"), len(refused), "ignored_ssm")


# --- this host, and elections ---------------------------------------------------------------------

def own_groups(lan, family):
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


def takes_over_with_the_table(lan, family):
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
