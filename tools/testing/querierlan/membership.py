# SPDX-License-Identifier: GPL-2.0
"""What the kernel's own hosts do in groups and what a querier makes of it, in either family (RFC 9776 6, RFC 9777 7)."""
from querierlan import igmp
from querierlan.expect import expect, expect_equal, expect_times
from querierlan.tshark import expect_dissected

MEMBERSHIP = 270                # s that a silent member stays one (8.4)
MEMBERSHIP_ONCE = 145           # with Robustness 1
OLDER_PRESENT = 260             # s that an older host counts after its last report (8.13)
LAST_MEMBER = 2                 # s that the last member has to speak up (8.10)
PRESENT = 255                   # s that a silent querier is believed (8.5)
# General queries go out at 0, 31.25 and 156.25 s, and are answered within 11.25 s.
QUIET = 50


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


def only_member_leaves(lan, family, version, querier_version=None, held_to=None):
    """A leave brings Q(G) at once and 1 s later; no host answers, and the group is gone after 2 s."""
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
