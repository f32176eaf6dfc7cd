# SPDX-License-Identifier: GPL-2.0
"""What "trace-cmd record -e igmp_querier" records of queries, elections and records, in either family, field by field.

What it records of groups and sources that end is in membership.py.
"""
import pytest

from querierlan import igmp
from querierlan.expect import expect, expect_equal, expect_near
from querierlan.families import Igmp, Mld, other_than
from querierlan.trace import Trace

pytestmark = pytest.mark.machine("uml-sim")


# --- what is traced -------------------------------------------------------------------

def expect_traced(trace, name, family, wanted):
    """These events, and no others, in this order: [(time, text)]."""
    found = trace.select(name, "eth0", family.name)
    expect_equal([text for _, text in found], [text for _, text in wanted], name)
    for (moment, text), (when, _) in zip(found, wanted):
        expect_near(moment, when, "time of %s %s" % (name, text))


def sent(f, group=None, sources=0, version=None, suppress=0, err=0):
    return ("version %d src %s group %s sources %d suppress %d err %d"
            % (version or f.newest, f.own, group or f.nothing, sources, suppress, err))


def heard(f, src, group=None, version=None, sources=0, suppress=0, values=(10000, 2, 125000), origin="subnet"):
    return ("version %d src %s group %s sources %d suppress %d max_resp %d ms qrv %d qqi %d ms from %s"
            % (version or f.newest, src, group or f.nothing, sources, suppress, *values, origin))


def election(f, what, querier, other=None, version=None, state="querier"):
    return ("%s querier %s last other %s version %d is %s"
            % (what, querier, other or f.nothing, version or f.newest, state))


def record(f, kind, group, sources=0, version=None, verdict="accepted"):
    return ("version %d from %s %s group %s sources %d %s"
            % (version or f.newest, f.high, kind, group, sources, verdict))


def traced(lan, f, other):
    """Our querier, of both families; a host that speaks by hand; and a querier in the family that is not looked at."""
    ours, host = lan.hosts(ours=[f.own + f.length, other.own + other.length], host=None)
    trace = Trace(lan)
    f.querier(ours).enable()
    return ours, host, trace


# --- exchanges ------------------------------------------------------------------------

def test_elections(lan, family):
    """What is sent, what is heard, and what that makes of the election is traced as it happens, with its fields."""
    f, other = family, other_than(family)
    ours, host, trace = traced(lan, f, other)
    querier = f.querier(ours)
    lan.at(10)
    f.general(host, f.low)
    lan.at(20)
    f.specific(host, f.high, f.group, [f.sources[0], f.sources[1]])
    taken = 10 + 3 * 60 + 5     # RFC 9776 8.5, with what was heard
    lan.at(200)
    f.general(host, f.own)      # from another MAC address
    lan.at(210)
    f.older_general(host, f.high)
    lan.at(220)
    querier["mode"] = "passive"
    lan.at(221)
    querier["mode"] = "elect"
    lan.at(222)
    querier.disable()
    other.querier(ours).enable()
    lan.at(230)
    values = 5000, 3, 60000
    expect_traced(trace, "election", f, [
        (0, election(f, "started", f.own)),
        (10, election(f, "lost", f.low, f.low, state="non-querier")),
        (taken, election(f, "won", f.own, f.low)),
        (200, election(f, "duplicate", f.own, f.low)),
        (210, election(f, "version", f.own, f.low, f.older)),
        (220, election(f, "stopped", f.nothing, f.low, f.older, "non-querier")),
        (221, election(f, "started", f.own, f.low, f.older))])
    expect_traced(trace, "query_heard", f, [
        (0, heard(f, f.own, origin="own")),
        (10, heard(f, f.low, values=values)),
        (20, heard(f, f.high, f.group, sources=2, suppress=1, values=(2000, 0, 128000))),
        (taken, heard(f, f.own, origin="own")),
        (200, heard(f, f.own, values=values, origin="duplicate")),
        (210, heard(f, f.high, version=f.older, values=(7000, 0, 0))),
        (221, heard(f, f.own, version=f.older, values=(10000, 0, 0), origin="own"))])
    expect_traced(trace, "query_sent", f, [
        (0, sent(f)), (taken, sent(f)), (221, sent(f, version=f.older))])
    expect_traced(trace, "election", other, [(222, election(other, "started", other.own))])
    expect_traced(trace, "query_sent", other, [(222, sent(other))])
    trace.close()


@pytest.mark.unhealthy("a sender is of another subnet")
def test_off_subnet(lan):
    """A query from another subnet is traced as one, though it is ignored."""
    _, host, trace = traced(lan, Igmp, Mld)
    lan.at(10)
    Igmp.general(host, "192.0.2.1")
    expect_traced(trace, "query_heard", Igmp, [
        (0, heard(Igmp, Igmp.own, origin="own")),
        (10, heard(Igmp, "192.0.2.1", values=(5000, 3, 60000), origin="off-subnet"))])
    trace.close()


@pytest.mark.unhealthy("a limit is reached")
def test_records(lan, family):
    """Each record of a report is traced, an older host's too, with what was made of it."""
    f, other = family, other_than(family)
    ours, host, trace = traced(lan, f, other)
    # After this host's own answer to its first query, and without its groups.
    lan.at(15)
    f.querier(ours).set(max_groups=1, track_groups=0)
    f.querier(ours)["track_groups"] = 1
    trace.clear()
    f.report(host, f.high, (igmp.ALLOW, f.group, [f.sources[0], f.sources[1]]), (igmp.IS_EX, f.source_specific),
             (7, f.group), (igmp.IS_EX, f.another_group))
    lan.at(16)
    f.report(host, f.high, (igmp.BLOCK, f.group, [f.sources[0]]))
    lan.at(20)
    f.report(host, f.high, (igmp.IS_IN, f.group, [f.sources[0]]), (igmp.TO_EX, f.group), (igmp.TO_IN, f.group))
    lan.at(25)
    f.older_report(host, f.high, f.group)
    lan.at(26)
    f.leave(host, f.high, f.another_group)
    lan.at(29)
    expect_traced(trace, "record", f, [
        (15, record(f, "ALLOW", f.group, 2)),
        (15, record(f, "IS_EX", f.source_specific, verdict="ignored_ssm")),
        (15, record(f, "0x7", f.group, verdict="ignored_record_type")),
        (15, record(f, "IS_EX", f.another_group, verdict="ignored_group_limit")),
        (16, record(f, "BLOCK", f.group, 1)),
        (20, record(f, "IS_IN", f.group, 1)),
        (20, record(f, "TO_EX", f.group)),
        (20, record(f, "TO_IN", f.group)),
        (25, record(f, "IS_EX", f.group, version=f.older)),
        (26, record(f, "TO_IN", f.another_group, version=f.older))])
    expect_traced(trace, "election", f, [(15, election(f, "limit", f.own))])
    expect_traced(trace, "query_sent", f, [
        (16, sent(f, f.group, 1)), (17, sent(f, f.group, 1)), (20, sent(f, f.group)), (21, sent(f, f.group)),
        (26, sent(f, f.another_group)), (27, sent(f, f.another_group))])
    trace.close()


def test_what_the_device_did_not_take(lan):
    """A query that the device's queue drops is traced with the error, and counted as failed, not as sent."""
    ours, _, trace = traced(lan, Igmp, Mld)
    lan.at(10)
    ours.run("tc", "qdisc", "replace", "dev", "eth0", "root", "pfifo", "limit", "0")
    lan.at(40)
    ours.expect_queries([0])
    expect_traced(trace, "query_sent", Igmp, [(0, sent(Igmp)), (31.25, sent(Igmp, err=-105))])
    ours.querier.expect(**{"statistics/queries_sent": 1, "statistics/queries_failed": 1})
    trace.close()


def test_nothing_but_the_event(lan):
    """No byte of an event is what the memory held before: neither behind a short name nor between its fields."""
    ours, host, trace = traced(lan, Igmp, Mld)
    trace.fill(b"\xa5")
    lan.at(10)
    Igmp.general(host, Igmp.low)
    Igmp.querier(ours).disable()
    Igmp.querier(ours).enable()
    Igmp.report(host, Igmp.high, (igmp.IS_IN, Igmp.group, [Igmp.sources[0]]))
    lan.at(600)
    for name in ("query_sent", "query_heard", "election", "record", "group_expired", "source_expired"):
        expect(trace.select(name), "%s was not traced" % name)
    raw = trace.raw()
    expect(b"eth0" in raw, "there are no events in %d bytes" % len(raw))
    # Two in a row: one such byte may be part of a time or of an address.
    expect(b"\xa5\xa5" not in raw, "memory of before is in the events")
    trace.close()
