# SPDX-License-Identifier: GPL-2.0
"""FRR's pimd as the judge: it hears what ours hears, and knows the same; where it does not, that has a name here."""
import random

import pytest

from querierlan import igmp
from querierlan.expect import expect, expect_equal
from querierlan.frr import pimd
from querierlan.rfc import Router

pytestmark = pytest.mark.machine("uml-sim", packages=["frr"])

LOW, HIGH, MEMBER, OTHER = "10.0.0.1", "10.0.0.200", "10.0.0.9", "10.0.0.77"
GROUP = "239.1.2.3"
GROUPS = ["239.1.2.%d" % i for i in range(1, 5)]
SOURCES = ["192.0.2.%d" % i for i in range(1, 6)]
S1, S2, _, _, _ = SOURCES
ROUNDS = 25
OURS_MEMBERSHIP = 270
NOTHING = ("include", [], [])
# s after which both have forgotten who did not answer; pimd sometimes takes more than its 2 s.
LAPSE = 5


def lan_of(lan, frr, ours):
    """A host for pimd, ours, and a member by hand."""
    peer, host, member = lan.hosts(peer=frr + "/24", host=ours + "/24", member=MEMBER + "/24")
    host.querier.enable()
    return peer, host, member


def report(host, *records):
    host.send(igmp.report_v3(*(igmp.record(*record) for record in records)), MEMBER, dst=igmp.ALL_V3_ROUTERS)


def specific(host, since=0):
    return [packet for packet in host.sent(since, kind="query") if packet.group != "0.0.0.0"]


def expect_same(what, frr, ours, wanted, apart=0):
    """Both know this table. APART: groups of 224.0.0.0/24 that ours knows, and pimd does not list."""
    # See pimd_keeps_groups_without_members().
    some = {group: row for group, row in frr.table().items() if row != NOTHING}
    expect_equal(some, wanted, "pimd's table " + what)
    expect_equal(ours.groups - apart, len(wanted), "our groups " + what)
    table = {group: row for group, row in ours.table().items() if not group.startswith("224.0.0.")}
    expect_equal(table, wanted, "our table " + what)


def random_record(chance):
    kind = chance.randint(igmp.IS_IN, igmp.BLOCK)
    # See pimd_forgets_a_group_over_an_empty_record().
    least = 1 if kind in (igmp.IS_IN, igmp.ALLOW) else 0
    return kind, chance.choice(GROUPS), chance.sample(SOURCES, chance.randint(least, len(SOURCES)))


@pytest.mark.parametrize("frr, ours, seed", [(LOW, HIGH, 1), (HIGH, LOW, 2)], ids=["pimd-asks", "ours-asks"])
def test_same_tables(lan, frr, ours, seed):
    """Random records of every type, heard by pimd and ours, whoever asks: both tables are as the RFC's own (6.4)."""
    peer, host, member = lan_of(lan, frr, ours)
    chance, rfc = random.Random(seed), Router()
    with pimd(peer, 3) as judge:
        lan.at(60)
        # pimd's own host is a member of the routers' groups.
        apart = host.querier.groups
        for number in range(ROUNDS):
            records = [random_record(chance) for _ in range(chance.randint(1, 4))]
            for record in records:
                report(member, record)
                rfc.hear(*record)
                lan.after(0.01)
            what = "after round %d, %r" % (number, records)
            expect_same(what, judge, host.querier, rfc.table(), apart)
            lan.after(LAPSE)
            rfc.lapse()
            expect_same("once that has lapsed " + what, judge, host.querier, rfc.table(), apart)


def test_hosts(lan):
    """Kernels of IGMPv2 and 3 that join, choose sources and leave: both tables are the same, and as it should be."""
    peer, host, member, older = lan.hosts(peer=HIGH + "/24", host=LOW + "/24", member=MEMBER + "/24",
                                          older="10.0.0.10/24")
    older.sysctl("net.ipv4.conf.eth0.force_igmp_version", 2)
    host.querier.enable()
    with pimd(peer, 3) as judge:
        lan.at(60)
        apart = host.querier.groups
        older.join(GROUPS[0])
        member.join(GROUPS[0])
        member.include(GROUPS[1], S1)
        member.include(GROUPS[1], S2)
        member.join_all_but(GROUPS[2], S1)
        lan.at(80)
        table = {GROUPS[0]: ("exclude", [], []), GROUPS[1]: ("include", [S1, S2], []),
                 GROUPS[2]: ("exclude", [], [S1])}
        expect_same("after all joined", judge, host.querier, table, apart)
        member.leave(GROUPS[0])
        member.drop(GROUPS[1], S1)
        member.unblock(GROUPS[2], S1)
        lan.at(90)
        table[GROUPS[1]] = ("include", [S2], [])
        table[GROUPS[2]] = ("exclude", [S1], [])
        expect_same("after some left", judge, host.querier, table, apart)
        lan.at(500)
        # No host reports what no query is for: S1 of a group that all want.
        table[GROUPS[2]] = ("exclude", [], [])
        kept = judge.table()
        kept[GROUPS[2]] = ("exclude", [], [])
        expect_equal(kept, table, "pimd's table after some queries")
        expect_equal(host.querier.groups - apart, 3, "our groups after some queries")
        older.leave(GROUPS[0])
        member.leave_sources(GROUPS[1])
        member.leave_sources(GROUPS[2])
        lan.at(510)
        expect_same("after all left", judge, host.querier, {}, apart)


# --- where pimd is wrong ----------------------------------------------------------------------
#
# Each case fails once FRR fixes the difference; then remove the case.

def test_pimd_keeps_version_1_members_for_ever(lan):
    """pimd never forgets a group of an IGMPv1 host, and wants nothing of it; ours keeps it 270 s (a known gap of pim_igmp.c)."""
    peer, host, member = lan_of(lan, HIGH, LOW)
    with pimd(peer, 3) as judge:
        lan.at(60)
        apart = host.querier.groups
        member.send(igmp.report_v1(GROUP), MEMBER, dst=GROUP)
        lan.at(60 + OURS_MEMBERSHIP - 0.001)
        expect_equal(host.querier.groups - apart, 1, "our groups before 330 s")
        lan.at(60 + OURS_MEMBERSHIP + 0.001)
        expect_equal(host.querier.groups - apart, 0, "our groups after 330 s")
        lan.at(2000)
        expect_equal(judge.table(), {GROUP: NOTHING}, "pimd's table")


def test_pimd_is_of_rfc_3376(lan):
    """pimd forgets a silent member after 260 s, as RFC 3376 8.4 had it; RFC 9776 has 270 s."""
    peer, host, member = lan_of(lan, HIGH, LOW)
    with pimd(peer, 3) as judge:
        lan.at(60)
        apart = host.querier.groups
        report(member, (igmp.IS_EX, GROUP))
        lan.at(319.5)
        expect_equal(set(judge.table()), {GROUP}, "pimd's groups before 320 s")
        lan.at(321)
        expect_equal(judge.table(), {}, "pimd's table after 320 s")
        expect_equal(host.querier.groups - apart, 1, "our groups after 320 s")


def test_pimd_asks_as_a_non_querier(lan):
    """A pimd that is not the Querier asks for leaves all the same (pim_igmpv3.c, no check); ours does not."""
    peer, host, member = lan_of(lan, HIGH, LOW)
    with pimd(peer, 3):
        lan.at(60)
        report(member, (igmp.IS_EX, GROUP))
        lan.at(70)
        report(member, (igmp.TO_IN, GROUP))
        lan.at(80)
        expect(specific(peer, 70), "pimd sent no query: fixed?")
        expect_equal(len(specific(host, 70)), 2, "our queries")


def test_pimd_believes_anybodys_questions(lan):
    """Whoever asks for a group makes pimd forget it, though not the Querier (pim_igmpv3.c); ours believes the Querier."""
    peer, host, member = lan_of(lan, HIGH, LOW)
    with pimd(peer, 3) as judge:
        lan.at(60)
        apart = host.querier.groups
        report(member, (igmp.IS_EX, GROUP))
        lan.at(70)
        member.send(igmp.query_v3(code=10, group=GROUP), OTHER, dst=GROUP)
        lan.at(75)
        expect_equal(judge.table(), {}, "pimd's table")
        expect_equal(host.querier.groups - apart, 1, "our groups")


def test_pimd_lets_sources_be_blocked_beside_older_hosts(lan):
    """pimd minds no IGMPv2 host when another blocks a source or leaves some (7.3.2); ours does."""
    peer, host, member = lan_of(lan, HIGH, LOW)
    with pimd(peer, 3) as judge:
        lan.at(60)
        member.send(igmp.report_v2(GROUP), OTHER, dst=GROUP)
        lan.at(70)
        report(member, (igmp.BLOCK, GROUP, (S1,)))
        lan.at(80)
        expect_equal(judge.table(), {GROUP: ("exclude", [], [S1])}, "pimd's table")
        expect_equal(specific(host, 70), [], "our queries")


def test_pimd_keeps_groups_without_members(lan):
    """A record that says what is not wanted founds an empty group for pimd; not for ours (6.4.1)."""
    peer, host, member = lan_of(lan, HIGH, LOW)
    with pimd(peer, 3) as judge:
        lan.at(60)
        apart = host.querier.groups
        report(member, (igmp.BLOCK, GROUP, (S1,)))
        lan.at(61)
        expect_equal(judge.table(), {GROUP: NOTHING}, "pimd's table")
        expect_equal(host.querier.groups - apart, 0, "our groups")


def test_pimd_forgets_a_group_over_an_empty_record(lan):
    """IS_IN({}), which changes nothing (6.4.1), makes pimd forget what others want of the group."""
    peer, host, member = lan_of(lan, HIGH, LOW)
    with pimd(peer, 3) as judge:
        lan.at(60)
        apart = host.querier.groups
        report(member, (igmp.IS_IN, GROUP, (S1,)))
        lan.at(61)
        expect_equal(judge.table(), {GROUP: ("include", [S1], [])}, "pimd's table")
        report(member, (igmp.IS_IN, GROUP))
        lan.at(62)
        expect_equal(judge.table(), {}, "pimd's table")
        expect_equal(host.querier.groups - apart, 1, "our groups")


def test_pimd_lists_no_local_groups(lan):
    """pimd lists no members of 224.0.0.0/24, which it does not route; ours does, as switches may prune it."""
    peer, host, member = lan_of(lan, HIGH, LOW)
    with pimd(peer, 3) as judge:
        lan.at(60)
        apart = host.querier.groups
        report(member, (igmp.IS_EX, "224.0.0.251"))
        lan.at(61)
        expect_equal(judge.table(), {}, "pimd's table")
        expect_equal(host.querier.groups - apart, 1, "our groups")
