# SPDX-License-Identifier: GPL-2.0
"""When a querier queries: at the start, for ever after, and when its intervals change."""
import contextlib

import pytest

from querierlan import igmp
from querierlan.expect import expect

pytestmark = pytest.mark.machine("uml-sim")

ADDRESS = "10.0.0.5"
DEFAULT_QI = 125
# Linkwatch may take its time over a carrier; the kernel promises a second.
CARRIER = 1.0


def one_host(lan):
    return lan.hosts(host=ADDRESS + "/24")


def test_defaults(lan):
    """Queries go out at 0, after 31.25 s, then every 125 s (RFC 9776 8.2, 8.6, 8.7)."""
    host = one_host(lan)
    host.querier.enable()
    host.querier.expect(state="querier", querier_address=ADDRESS, active_version=3)
    lan.at(500)
    host.expect_queries([0, 31.25, 156.25, 281.25, 406.25], version=3, src=ADDRESS, mac_src=host.mac)
    host.querier.expect(**{"statistics/queries_sent": 5, "statistics/queries_failed": 0})


def test_nothing_before_it_is_enabled(lan):
    """A querier that is not enabled is silent."""
    host = one_host(lan)
    lan.at(500)
    host.expect_queries([])
    host.querier.expect(state="disabled", querier_address="none")


def test_derived_values(lan):
    """Startup interval and count follow the query interval and the robustness (RFC 9776 8.6, 8.7)."""
    host = one_host(lan)
    host.querier.set(query_interval_ms=60000, robustness=3)
    host.querier.expect(startup_query_interval_ms=15000, startup_query_count=3)
    host.querier.enable()
    lan.at(180)
    host.expect_queries([0, 15, 30, 90, 150])


def test_written_values(lan):
    """Startup interval and count that were written are used; 0 derives them again."""
    host = one_host(lan)
    host.querier.set(startup_query_interval_ms=5000, startup_query_count=4)
    host.querier.enable()
    lan.at(300)
    host.expect_queries([0, 5, 10, 15, 140, 265])
    host.querier.disable()
    host.querier.set(startup_query_interval_ms=0, startup_query_count=0)
    host.querier.expect(startup_query_interval_ms=31250, startup_query_count=2)
    host.querier.enable()
    lan.at(500)
    host.expect_queries([300, 331.25, 456.25], since=300)


def test_robustness_7(lan):
    """Robustness 7: seven startup queries, then the query interval (RFC 9776 8.7)."""
    host = one_host(lan)
    host.querier["robustness"] = 7
    host.querier.enable()
    lan.at(450)
    host.expect_queries([31.25 * i for i in range(7)] + [312.5, 437.5], qrv=7)


@pytest.mark.unhealthy("robustness is 1")
def test_robustness_1(lan):
    """Robustness 1: one startup query, and no pause after it."""
    host = one_host(lan)
    host.querier["robustness"] = 1
    host.querier.enable()
    lan.at(300)
    host.expect_queries([0, 125, 250], qrv=1)


INTERVALS = {
    "longer": pytest.param(200, 300000, 800, [456.25, 756.25], marks=pytest.mark.unhealthy("queries are rare")),
    "shorter": (200, 60000, 300, [216.25, 276.25]),
    # The next query is a whole interval later.
    "past": (250, 60000, 400, [250, 310, 370]),
}


@pytest.mark.parametrize("moment, interval_ms, end, times", INTERVALS.values(), ids=INTERVALS)
def test_interval_changes(lan, moment, interval_ms, end, times):
    """A new interval counts from the last query, at once; one that is past already queries at once."""
    host = one_host(lan)
    host.querier.enable()
    lan.at(moment)
    host.querier["query_interval_ms"] = interval_ms
    lan.at(end)
    host.expect_queries([0, 31.25, 156.25] + times)


def test_startup_interval_changes(lan):
    """A new startup interval moves the startup query that is still to come."""
    host = one_host(lan)
    host.querier.enable()
    lan.at(10)
    host.querier["startup_query_interval_ms"] = 20000
    lan.at(300)
    host.expect_queries([0, 20, 145, 270])


def test_startup_count_changes(lan):
    """A lower count ends the startup at once, a higher one prolongs it."""
    host = one_host(lan)
    host.querier.set(startup_query_interval_ms=10000, startup_query_count=5)
    host.querier.enable()
    lan.at(25)
    host.querier["startup_query_count"] = 2
    lan.at(200)
    host.expect_queries([0, 10, 20, 145])
    host.querier.disable()
    host.querier.enable()
    lan.at(205)
    host.querier["startup_query_count"] = 4
    lan.at(400)
    host.expect_queries([200, 210, 220, 230, 355], since=200)


def test_other_changes(lan):
    """What has nothing to do with time moves no query."""
    host = one_host(lan)
    host.querier.enable()
    for moment, name, value in ((10, "robustness", 7), (20, "robustness", 2), (60, "last_member_query_count", 5),
                                (100, "accept_off_subnet", 1), (130, "version", 2), (140, "source_address", ADDRESS),
                                (150, "query_interval_ms", 125000)):
        lan.at(moment)
        host.querier[name] = value
    lan.at(300)
    host.expect_queries([0, 31.25, 156.25, 281.25])


def test_response_interval_changes(lan):
    """A new response interval is in the next query, and moves none."""
    host = one_host(lan)
    host.querier.enable()
    lan.at(40)
    host.querier["query_response_interval_ms"] = 5000
    lan.at(200)
    host.expect_queries([0, 31.25, 156.25])
    expect([packet.code for packet in host.sent()] == [100, 100, 50], "Max Resp Code goes from 10 s to 5 s")


def test_disable_and_enable(lan):
    """A disabled querier falls silent at once, and starts again when it is enabled again."""
    host = one_host(lan)
    host.querier.enable()
    lan.at(100)
    host.querier.disable()
    host.querier.expect(state="disabled", querier_address="none")
    lan.at(500)
    host.expect_queries([0, 31.25])
    host.querier.enable()
    lan.at(700)
    host.expect_queries([500, 531.25, 656.25], since=100)


def test_enable_twice(lan):
    """Enabling what is enabled changes nothing."""
    host = one_host(lan)
    host.querier.enable()
    lan.at(10)
    host.querier.enable()
    lan.at(200)
    host.expect_queries([0, 31.25, 156.25])


def test_interface_down_and_up(lan):
    """An interface that was down starts again when it is up."""
    host = one_host(lan)
    host.querier.enable()
    lan.at(100)
    host.set_up("eth0", False)
    host.querier.expect(state="down", state_reason="link-down", querier_address="none")
    lan.at(500)
    host.expect_queries([0, 31.25])
    host.set_up("eth0")
    lan.at(700)
    first = host.sent(since=500, kind="query")[0].time
    expect(first - 500 <= CARRIER, "the first query is %g s after the interface came up" % (first - 500))
    host.expect_queries([first, first + 31.25, first + 156.25], since=100)


def test_cable_pulled_and_plugged(lan):
    """A cable that was pulled, and the querier that waits for it, are noticed within a second."""
    host = one_host(lan)
    host.querier.enable()
    lan.at(100)
    host.unplug()
    lan.at(100 + CARRIER)
    host.querier.expect(state="down", state_reason="link-down", querier_enable=1)
    lan.at(500)
    host.plug()
    lan.at(700)
    first = host.sent(since=500, kind="query")[0].time
    expect(first - 500 <= CARRIER, "the first query is %g s after the cable was plugged" % (first - 500))
    host.expect_queries([first, first + 31.25, first + 156.25], since=100)


def test_enabled_while_down(lan):
    """What is enabled without a cable waits, and starts with the cable."""
    host = one_host(lan)
    host.unplug()
    lan.at(5)
    host.querier.enable()
    host.querier.expect(state="down", state_reason="link-down")
    lan.at(200)
    host.expect_queries([])
    host.plug()
    lan.at(300)
    first = host.sent(kind="query")[0].time
    expect(first - 200 <= CARRIER, "the first query is %g s after the cable was plugged" % (first - 200))
    host.expect_queries([first, first + 31.25])


@contextlib.contextmanager
def slow_log(milliseconds):
    """Each line of the kernel's log takes so long, and whoever writes it holds up the timers meanwhile."""
    def set_delay(value):
        with open("/proc/sys/kernel/printk_delay", "w") as f:
            f.write(str(value))
    set_delay(milliseconds)
    try:
        yield
    finally:
        set_delay(0)


def hold_up(rogue, milliseconds):
    """The simulated CPU is never busy by itself: a line about a duplicate address makes it so."""
    with slow_log(milliseconds):
        rogue.send(igmp.query_v3(), src=ADDRESS)


def hold_up_by(rogue, milliseconds, record):
    """The same by a line about a limit, which each condition has once."""
    report(rogue, igmp.record(igmp.IS_EX, "239.1.1.1"))
    with slow_log(milliseconds):
        report(rogue, record)


def report(rogue, record):
    rogue.send(igmp.report_v3(record), src="10.0.0.77", dst=igmp.ALL_V3_ROUTERS)


@pytest.mark.unhealthy("another host has its address; a limit is reached")
def test_late_queries(lan):
    """A query that goes out late makes no other one late."""
    host, rogue = lan.hosts(host=ADDRESS + "/24", rogue=None)
    host.querier.set(max_groups=1, max_sources=1)
    host.querier.enable()
    lan.at(156.15)
    hold_up(rogue, 300)
    lan.at(281.15)
    hold_up_by(rogue, 300, igmp.record(igmp.IS_EX, "239.1.1.2"))
    lan.at(406.15)
    hold_up_by(rogue, 300, igmp.record(igmp.ALLOW, "239.1.1.1", ["10.9.9.1", "10.9.9.2"]))
    lan.at(600)
    host.expect_queries([0, 31.25, 156.45, 281.45, 406.45, 531.25])


@pytest.mark.unhealthy("another host has its address")
def test_missed_queries(lan):
    """Queries that were missed are not made up for: there is one at once, and the rhythm goes on from there."""
    host, rogue = lan.hosts(host=ADDRESS + "/24", rogue=None)
    host.querier.set(query_response_interval_ms=1000, query_interval_ms=1000, startup_query_interval_ms=1000)
    host.querier.enable()
    lan.at(2.9)
    hold_up(rogue, 2500)
    lan.at(8)
    host.expect_queries([0, 1, 2, 5.4, 6.4, 7.4])


def test_no_drift(lan):
    """10,000 queries are each on time to the millisecond: lateness does not add up."""
    host = one_host(lan)
    # The shortest interval: what idle time costs is real time.
    host.querier.set(query_response_interval_ms=1000, query_interval_ms=1000, startup_query_interval_ms=1000)
    host.querier.enable()
    lan.at(9999.5)
    queries = host.sent(kind="query")
    expect(len(queries) == 10000, "expected 10000 queries, got %d" % len(queries))
    worst = max(abs(packet.time - i) for i, packet in enumerate(queries))
    expect(worst <= 0.001, "a query is %g s off" % worst)


def test_a_day(lan):
    """A day of queries at the default interval ends as it began."""
    host = one_host(lan)
    host.querier.enable()
    lan.at(86400)
    host.expect_queries([0] + [31.25 + DEFAULT_QI * i for i in range(691)])
