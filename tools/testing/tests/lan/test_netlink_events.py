# SPDX-License-Identifier: GPL-2.0
"""Events by netlink: what subscribers get, when, in which order, and what querierctl monitor prints."""

import pytest

from querierlan import igmp
from querierlan.expect import expect, expect_equal
from querierlan.genl import dump, talk
from querierlan.tool import Monitor, expect_events

pytestmark = pytest.mark.machine("uml-sim")


IS_IN, IS_EX, TO_IN, TO_EX, ALLOW, BLOCK = range(1, 7)
ROUTERS = "224.0.0.22"


def report(host, *records, src):
    host.send(igmp.report_v3(*records), src=src, dst=ROUTERS)


def test_events_come_in_order_and_on_time(lan):
    """Every event is sent once, in order and when it happens."""
    q, a = lan.hosts(q="10.0.0.5/24", ann="10.0.0.2/24")
    monitor = Monitor(lan, q, "-j")
    lan.at(2)
    q.querier.enable()
    lan.at(10)
    report(a, igmp.record(IS_EX, "239.1.1.1"), src="10.0.0.2")
    lan.at(20)
    report(a, igmp.record(ALLOW, "232.2.2.2", ["10.9.9.1"]), src="10.0.0.2")
    lan.at(25)
    report(a, igmp.record(TO_EX, "239.1.1.1", ["10.9.9.7"]), src="10.0.0.2")
    lan.at(30)
    report(a, igmp.record(TO_IN, "239.1.1.1"), src="10.0.0.2")
    lan.at(300)
    a.send(igmp.query_v3(), src="10.0.0.2")
    lan.at(600)
    q.querier.disable()
    lan.at(601)
    events = monitor.events()
    monitor.stop()
    expect_events(events, [
        (2, "state-changed", {"interface": "eth0", "family": "igmp", "state": "querier"}),
        (2, "querier-changed", {"querier": "10.0.0.5"}),
        (10, "group-added", {"group": "239.1.1.1", "mode": "exclude", "reporter": "10.0.0.2", "version": 3}),
        (20, "group-added", {"group": "232.2.2.2", "mode": "include"}),
        (20, "source-added", {"group": "232.2.2.2", "source": "10.9.9.1", "source_state": "requested"}),
        # TO_EX in EXCLUDE: what was not excluded before is asked for first.
        (25, "source-added", {"group": "239.1.1.1", "source": "10.9.9.7", "source_state": "requested"}),
        (27, "source-changed", {"source": "10.9.9.7", "source_state": "excluded"}),
        (32, "source-removed", {"source": "10.9.9.7"}),
        (32, "group-removed", {"group": "239.1.1.1", "expired": True}),
        (290, "source-removed", {"source": "10.9.9.1", "expired": True}),
        (290, "group-removed", {"group": "232.2.2.2", "expired": True}),
        (300, "state-changed", {"state": "non-querier"}),
        (300, "querier-changed", {"querier": "10.0.0.2"}),
        (555, "state-changed", {"state": "querier"}),
        (555, "querier-changed", {"querier": "10.0.0.5"}),
        (600, "state-changed", {"state": "disabled"})])


def flat(datagrams):
    """[(command, attributes)], of datagrams. What does not fit into one goes on in the next."""
    events = []
    for i, datagram in enumerate(datagrams):
        for j, (command, event) in enumerate(datagram):
            before = events[-1] if i and not j else (None, {})
            if (command, event.get("group")) == (before[0], before[1].get("group")) and event["source"]:
                before[1]["source"] += event["source"]
            else:
                events.append((command, {**event, "source": list(event["source"])}))
    return events


@pytest.mark.unhealthy("a limit is reached")
def test_events_of_a_report_leave_together(lan):
    """All that one report does is sent in order, in few datagrams, with all new sources of a group in one message."""
    q, a = lan.hosts(q="10.0.0.1/24", ann="10.0.0.2/24")
    q.querier.set(max_groups=41, max_sources=20)
    q.querier.enable()
    lan.at(1)
    with talk(q) as genl:
        genl.listen()
        groups = ["232.1.1.%d" % i for i in range(1, 21)]
        sources = ["10.9.9.%d" % i for i in range(1, 11)]
        report(a, *(igmp.record(ALLOW, group, sources) for group in groups), src="10.0.0.2")
        lan.at(2)
        datagrams = genl.datagrams()
        wanted = [(command, group) for group in groups for command in ("group_added", "source_added")]
        expect_equal([(command, event["group"]) for command, event in flat(datagrams)], wanted, "events")
        for command, event in flat(datagrams):
            shown = [source["address"] for source in event["source"]]
            expect_equal(shown, sources if command == "source_added" else [], "sources of %s" % command)
        expect(1 < len(datagrams) <= 4, "%d datagrams" % len(datagrams))

        # What is refused in the middle is sent in the middle.
        q.querier["max_groups"] = 21
        report(a, igmp.record(IS_EX, "239.1.1.1"), igmp.record(IS_EX, "239.1.1.2"),
               igmp.record(ALLOW, "239.1.1.1", sources[:2]), igmp.record(BLOCK, "239.1.1.1", ["10.9.9.20"]),
               igmp.record(ALLOW, groups[0], ["10.9.9.11", "10.9.9.12"]), src="10.0.0.2")
        lan.at(2.1)
        datagrams = genl.datagrams()
        expect_equal(len(datagrams), 1, "datagrams")
        expect_equal([(command, event["group"], len(event["source"])) for command, event in flat(datagrams)], [
            ("group_added", "239.1.1.1", 0), ("limit_hit", "239.1.1.2", 0), ("source_added", "239.1.1.1", 3),
            ("source_added", groups[0], 2)], "events")

        # Sources that expire together.
        lan.at(600)
        expired = [len(event["source"]) for command, event in flat(genl.datagrams())
                   if command == "source_removed" and "expired" in event]
        expect(sum(expired) >= 202 and len(expired) <= 30, "sources that expired, by event: %r" % expired)


def test_monitor_has_a_line_a_source(lan):
    """querierctl monitor prints a line for each source, however many one event names."""
    q, a = lan.hosts(q="10.0.0.1/24", ann="10.0.0.2/24")
    q.querier.enable()
    monitor, objects = Monitor(lan, q), Monitor(lan, q, "-j", name="json")
    lan.at(5)
    report(a, igmp.record(ALLOW, "232.1.1.1", ["10.9.9.1", "10.9.9.2", "10.9.9.3"]), src="10.0.0.2")
    lan.at(6)
    lines = [line for line in monitor.lines() if "source" in line]
    expect_equal(lines, ["eth0 igmp group 232.1.1.1 source 10.9.9.%d added, requested" % i for i in (1, 2, 3)], "lines")
    sources = [event["source"] for event in objects.events() if event["event"] == "source-added"]
    expect_equal(sources, ["10.9.9.1", "10.9.9.2", "10.9.9.3"], "sources of JSON")
    monitor.stop()
    objects.stop()


def test_too_much_for_one_report(lan):
    """Beyond 64 KiB the events of one report are lost: subscribers get ENOBUFS, and what a dump says is right."""
    q, a = lan.hosts(q="10.0.0.1/24", ann="10.0.0.2/24")
    q.querier.set(max_sources=4096)
    q.querier.enable()
    lan.at(1)
    for net in range(16):
        report(a, igmp.record(ALLOW, "239.1.1.1", ["10.9.%d.%d" % (net, i) for i in range(250)]), src="10.0.0.2")
    monitor = Monitor(lan, q)
    with talk(q) as genl:
        genl.enlarge(1 << 23)
        genl.listen()
        lan.at(10)
        report(a, igmp.record(IS_EX, "239.1.1.1"), igmp.record(IS_EX, "239.1.1.2"), src="10.0.0.2")
        lan.at(11)
        datagrams = genl.datagrams()
        expect_equal(datagrams.count(None), 1, "losses")
        removed = sum(len(event["source"]) for command, event in flat(datagrams[1:]) if command == "source_removed")
        expect(1000 < removed < 2600, "%d sources were sent in 64 KiB" % removed)
        expect(len(datagrams) <= 20, "%d datagrams" % len(datagrams))
        expect_equal([(g["group"], g["mode"], g["source"]) for g in dump(q)],
                     [("239.1.1.1", 1, []), ("239.1.1.2", 1, [])], "groups afterwards")
        # The next one is sent again, and it is no loss when much expires at once.
        for net in range(16):
            report(a, igmp.record(ALLOW, "239.1.1.3", ["10.9.%d.%d" % (net, i) for i in range(250)]), src="10.0.0.2")
        lan.at(12)
        genl.datagrams()
        lan.at(600)
        datagrams = genl.datagrams()
        expect_equal(datagrams.count(None), 0, "losses when all expires")
    expect(any("were lost" in line for line in monitor.lines()), "monitor reports the loss")
    monitor.stop()


def test_groups_that_end_together(lan):
    """The groups of a querier that is disabled are all sent, many to a datagram."""
    q, a = lan.hosts(q="10.0.0.1/24", ann="10.0.0.2/24")
    q.querier.enable()
    lan.at(1)
    for net in range(10):
        report(a, *(igmp.record(IS_EX, "239.1.%d.%d" % (net, i)) for i in range(100)), src="10.0.0.2")
    with talk(q) as genl:
        genl.enlarge(1 << 23)
        genl.listen()
        lan.at(10)
        q.querier.disable()
        lan.at(11)
        datagrams = genl.datagrams()
        removed = [event["group"] for command, event in flat(datagrams) if command == "group_removed"]
        expect_equal(len(set(removed)), 1000, "groups that were removed")
        expect_equal(len(removed), 1000, "events")
        expect(len(datagrams) <= 50, "%d datagrams" % len(datagrams))
        expect_equal(flat(datagrams)[-1][0], "state_changed", "the last event")


def test_a_new_address_is_told(lan):
    """A querier that sends from another address is another querier to all hosts: events and the log report it."""
    q = lan.hosts(q="10.0.0.5/24")
    monitor = Monitor(lan, q, "-j")
    lan.at(1)
    q.querier.enable()
    lan.at(100)
    q.set_address("eth0", "10.0.0.6/24")
    lan.at(101)
    events = monitor.events()
    monitor.stop()
    # In between it has no address at all.
    expect_events(events[:2] + events[-1:], [
        (1, "state-changed", {"state": "querier"}),
        (1, "querier-changed", {"querier": "10.0.0.5"}),
        (100, "querier-changed", {"querier": "10.0.0.6"})])
    lines = [line for _, line in lan.log("igmp_querier: eth0: igmp ")]
    expect(lines[-1].endswith("sending from 10.0.0.6 now"), "the log says %r" % lines)


def test_a_link_that_never_ran_tells_its_state(lan):
    """Subscribers hear of a link that auto leaves down, too: it never had an engine."""
    host = lan.hosts(host="10.0.0.5/24")
    monitor = Monitor(lan, host, "-j")
    lan.at(2)
    host.querier["querier_enable"] = "auto"
    lan.at(4)
    host.querier.disable()
    lan.at(5)
    events = monitor.events()
    monitor.stop()
    expect_events(events, [
        (2, "state-changed", {"state": "down", "state_reason": "no-wire"}),
        (4, "state-changed", {"state": "disabled"})])


@pytest.mark.unhealthy("an interface is down at the end")
def test_monitor_prints_lines_for_people(lan):
    """querierctl monitor: one line an event, of the interfaces that are asked for."""
    q, a = lan.hosts(q="10.0.0.1/24", ann="10.0.0.2/24")
    monitor = Monitor(lan, q, "eth0")
    q.querier.enable()
    lan.at(2)
    report(a, igmp.record(ALLOW, "232.2.2.2", ["10.9.9.1"]), src="10.0.0.2")
    q.unplug()
    lan.at(4)
    lines = monitor.lines()
    monitor.stop()
    expect_equal(lines, ["eth0 igmp state querier",
                         "eth0 igmp querier 10.0.0.1 (this host)",
                         "eth0 igmp group 232.2.2.2 added by 10.0.0.2, mode include",
                         "eth0 igmp group 232.2.2.2 source 10.9.9.1 added, requested",
                         "eth0 igmp group 232.2.2.2 removed",
                         "eth0 igmp state down (link-down)"], "lines")


@pytest.mark.unhealthy("another host has its address; a limit is reached")
def test_limits_and_duplicates_are_told(lan):
    """A group too many, a source too many and a second host with our address are events."""
    q, a = lan.hosts(q="10.0.0.1/24", ann="10.0.0.2/24")
    q.querier.set(max_groups=1, max_sources=1)
    q.querier.enable()
    monitor = Monitor(lan, q, "-j")
    lan.at(2)
    report(a, igmp.record(IS_EX, "239.1.1.1"), src="10.0.0.2")
    report(a, igmp.record(IS_EX, "239.1.1.2"), src="10.0.0.2")
    lan.at(100)
    report(a, igmp.record(ALLOW, "239.1.1.1", ["10.9.9.1", "10.9.9.2"]), src="10.0.0.2")
    lan.at(110)
    a.send(igmp.query_v3(), src="10.0.0.1")
    lan.at(111)
    events = monitor.events()
    monitor.stop()
    expect_events(events, [
        (2, "group-added", {"group": "239.1.1.1"}),
        (2, "limit-hit", {"limit": "groups", "group": "239.1.1.2"}),
        (100, "limit-hit", {"limit": "sources", "group": "239.1.1.1"}),
        (110, "duplicate-address", {"address": "10.0.0.1"})])
