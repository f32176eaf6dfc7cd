# SPDX-License-Identifier: GPL-2.0
"""Which version is spoken: the one that was set, or an older querier's (RFC 9776 7.3.1)."""
import pytest

from querierlan import igmp
from querierlan.expect import expect, expect_equal

pytestmark = pytest.mark.machine("uml-sim")

LOW, OWN, HIGH = "10.0.0.1", "10.0.0.5", "10.0.0.200"
# Robustness x query interval + the older query's response time (RFC 9776 8.12), with the defaults.
OLDER_PRESENT = 260


def ours_and_rogue(lan):
    ours, rogue = lan.hosts(ours=OWN + "/24", rogue=None)
    ours.querier.enable()
    return ours, rogue


def hears(lan, moment, ours, rogue, message, version, src=HIGH):
    """At this moment the message comes, and then this version is in use."""
    lan.at(moment)
    rogue.send(message, src=src)
    ours.querier.expect(active_version=version)


def changes_at(lan, moment, ours, before, after):
    """The version in use changes at this very moment."""
    lan.at(moment - 0.001)
    ours.querier.expect(active_version=before)
    lan.at(moment + 0.001)
    ours.querier.expect(active_version=after)


def expect_versions(host, times, versions):
    host.expect_queries(times)
    expect_equal([packet.version for packet in host.sent(kind="query")], versions, "versions of the queries")


def test_version_2_heard(lan):
    """A version 2 querier makes ours use version 2, until it was silent for 260 s."""
    ours, rogue = ours_and_rogue(lan)
    hears(lan, 50, ours, rogue, igmp.query_v2(), 2)
    changes_at(lan, 50 + OLDER_PRESENT, ours, 2, 3)
    lan.at(450)
    expect_versions(ours, [0, 31.25, 156.25, 281.25, 406.25], [3, 3, 2, 2, 3])
    for packet in ours.sent(version=2):
        expect_equal(packet.message, igmp.query_v2(100), "bytes of the version 2 query")


def test_version_1_heard(lan):
    """A version 1 querier makes ours use version 1, until it was silent for 260 s."""
    ours, rogue = ours_and_rogue(lan)
    hears(lan, 50, ours, rogue, igmp.query_v1(), 1)
    changes_at(lan, 50 + OLDER_PRESENT, ours, 1, 3)
    lan.at(450)
    expect_versions(ours, [0, 31.25, 156.25, 281.25, 406.25], [3, 3, 1, 1, 3])
    for packet in ours.sent(version=1):
        expect_equal(packet.message, igmp.query_v1(), "bytes of the version 1 query")


def test_every_older_query_restarts_the_timer(lan):
    """An older querier that keeps querying is followed for ever."""
    ours, rogue = ours_and_rogue(lan)
    for moment in range(50, 1301, 250):
        hears(lan, moment, ours, rogue, igmp.query_v2(), 2)
    changes_at(lan, 1300 + OLDER_PRESENT, ours, 2, 3)


# What is set, the older query heard, the version used, and for how long.
PRESENT = (
    (dict(), igmp.query_v2(1), 2, 2 * 125 + 0.1),
    (dict(), igmp.query_v2(200), 2, 2 * 125 + 20),
    (dict(), igmp.query_v2(255), 2, 2 * 125 + 25.5),
    (dict(query_interval_ms=60000), igmp.query_v2(100), 2, 2 * 60 + 10),
    (dict(query_interval_ms=60000, robustness=5), igmp.query_v2(100), 2, 5 * 60 + 10),
    # Version 1 has no such field: 10 s (RFC 2236 4), independent of what is set here.
    (dict(query_interval_ms=60000, query_response_interval_ms=5000), igmp.query_v1(), 1, 2 * 60 + 10),
)
DEFAULTS = dict(query_interval_ms=125000, query_response_interval_ms=10000, robustness=2)


def test_how_long(lan):
    """An older querier is followed for robustness x query interval + its own response time (RFC 9776 8.12)."""
    ours, rogue = ours_and_rogue(lan)
    for i, (settings, query, version, present) in enumerate(PRESENT):
        ours.querier.set(**{**DEFAULTS, **settings})
        hears(lan, 1000 * i + 1, ours, rogue, query, version)
        changes_at(lan, 1000 * i + 1 + present, ours, version, 3)


def test_lowest_of_two(lan):
    """Of two older queriers the oldest counts, and when it is gone the other one."""
    ours, rogue = ours_and_rogue(lan)
    hears(lan, 10, ours, rogue, igmp.query_v1(), 1)
    hears(lan, 100, ours, rogue, igmp.query_v2(), 1, src="10.0.0.201")
    changes_at(lan, 10 + OLDER_PRESENT, ours, 1, 2)
    changes_at(lan, 100 + OLDER_PRESENT, ours, 2, 3)


def test_older_one_comes_second(lan):
    """A still older querier lowers the version further."""
    ours, rogue = ours_and_rogue(lan)
    hears(lan, 10, ours, rogue, igmp.query_v2(), 2)
    hears(lan, 100, ours, rogue, igmp.query_v1(), 1)
    changes_at(lan, 100 + OLDER_PRESENT, ours, 1, 3)


def test_newer_queriers(lan):
    """A newer query raises nothing, neither beside an older querier nor above what was set."""
    ours, rogue = ours_and_rogue(lan)
    hears(lan, 10, ours, rogue, igmp.query_v2(), 2)
    hears(lan, 20, ours, rogue, igmp.query_v3(), 2)
    changes_at(lan, 10 + OLDER_PRESENT, ours, 2, 3)
    ours.querier["version"] = 1
    for moment, query in ((400, igmp.query_v2()), (410, igmp.query_v3())):
        hears(lan, moment, ours, rogue, query, 1)


def test_without_fallback(lan):
    """With version_fallback 0 an older querier changes nothing, and switching it on is in force at once."""
    ours, rogue = ours_and_rogue(lan)
    ours.querier["version_fallback"] = 0
    hears(lan, 50, ours, rogue, igmp.query_v2(), 3)
    lan.at(200)
    ours.querier["version_fallback"] = 1
    ours.querier.expect(active_version=2)
    changes_at(lan, 50 + OLDER_PRESENT, ours, 2, 3)
    expect_versions(ours, [0, 31.25, 156.25, 281.25], [3, 3, 3, 2])


def test_version_set(lan):
    """The version that is set is used from the next query on."""
    ours, _ = ours_and_rogue(lan)
    for moment, version in ((10, 2), (100, 1), (200, 3)):
        lan.at(moment)
        ours.querier["version"] = version
        ours.querier.expect(version=version, active_version=version)
    lan.at(300)
    expect_versions(ours, [0, 31.25, 156.25, 281.25], [3, 2, 1, 3])


def test_older_than_what_was_set(lan):
    """Version 2 set and version 1 heard is version 1, and version 2 again after it."""
    ours, rogue = ours_and_rogue(lan)
    ours.querier["version"] = 2
    hears(lan, 10, ours, rogue, igmp.query_v2(), 2)
    hears(lan, 20, ours, rogue, igmp.query_v1(), 1)
    changes_at(lan, 20 + OLDER_PRESENT, ours, 1, 2)


def test_the_querier_is_older(lan):
    """A non-querier minds an older querier too: it takes over in that version, and returns to its own."""
    ours, rogue = ours_and_rogue(lan)
    hears(lan, 10, ours, rogue, igmp.query_v2(), 2, src=LOW)
    ours.querier.expect(state="non-querier")
    lan.at(500)
    # It takes over 255 s after the last query, and the version lasts 260 s.
    expect_versions(ours, [0, 265, 296.25, 421.25], [3, 2, 3, 3])


def test_the_winners_values_count(lan):
    """A non-querier reckons with the robustness and the interval of the querier."""
    ours, rogue = ours_and_rogue(lan)
    lan.at(5)
    rogue.send(igmp.query_v3(qrv=3, qqic=100), src=LOW)
    hears(lan, 10, ours, rogue, igmp.query_v2(), 2)
    changes_at(lan, 10 + 3 * 100 + 10, ours, 2, 3)


def test_specific_queries_count_not(lan):
    """An older group-specific query is no older querier: the RFC speaks of general ones."""
    ours, rogue = ours_and_rogue(lan)
    lan.at(10)
    rogue.send(igmp.query_v2(10, "239.1.2.3"), src=HIGH, dst="239.1.2.3")
    ours.querier.expect(active_version=3, **{"statistics/queries_heard_v2": 1})


@pytest.mark.unhealthy("another host has its address; a sender is of another subnet")
def test_ignored_queries_count_not(lan):
    """An older query that is refused changes no version."""
    ours, rogue = ours_and_rogue(lan)
    hears(lan, 10, ours, rogue, igmp.query_v2(check=1), 3)
    hears(lan, 11, ours, rogue, igmp.query_v2(), 3, src="192.0.2.1")
    hears(lan, 12, ours, rogue, igmp.query_v2(), 3, src=OWN)


def test_from_no_address(lan):
    """An older general query from 0.0.0.0 changes no version and wins no election, and is counted (RFC 4541 2.1)."""
    ours, rogue = ours_and_rogue(lan)
    ours.querier.expect(version_fallback=1)
    for moment, query in ((50, igmp.query_v2()), (60, igmp.query_v1())):
        hears(lan, moment, ours, rogue, query, 3, src="0.0.0.0")
        ours.querier.expect(state="querier", querier_address=OWN, other_querier_expires_ms=0)
    # Nor does it lengthen what a real one began.
    hears(lan, 100, ours, rogue, igmp.query_v2(), 2)
    hears(lan, 200, ours, rogue, igmp.query_v2(), 2, src="0.0.0.0")
    hears(lan, 210, ours, rogue, igmp.query_v1(), 2, src="0.0.0.0")
    changes_at(lan, 100 + OLDER_PRESENT, ours, 2, 3)
    lan.at(410)
    expect_versions(ours, [0, 31.25, 156.25, 281.25, 406.25], [3, 3, 2, 2, 3])
    ours.querier.expect(**{"statistics/queries_heard_v2": 3, "statistics/queries_heard_v1": 2,
                           "statistics/elections_lost": 0, "statistics/elections_won": 0})
    expect_equal([text for _, text in lan.log() if "0.0.0.0" in text], [], "lines about 0.0.0.0")
    # Nor does it keep up, or bring down, one who has lost to another.
    hears(lan, 1010, ours, rogue, igmp.query_v3(), 3, src=LOW)
    hears(lan, 1020, ours, rogue, igmp.query_v2(), 3, src="0.0.0.0")
    ours.querier.expect(state="non-querier", querier_address=LOW)
    lan.at(1010 + 255 - 0.001)
    ours.querier.expect(state="non-querier", querier_address=LOW)
    lan.at(1010 + 255 + 0.001)
    ours.querier.expect(state="querier", querier_address=OWN, active_version=3)


@pytest.mark.unhealthy("a host has no IPv4 address; an old querier is heard")
def test_from_zero_to_one_without_an_address(lan):
    """Nor does it change the version of one who has no address, or of a proxy; one from an address does."""
    bare, proxy, rogue = lan.hosts(bare=None, proxy=OWN + "/24", rogue=None)
    proxy.querier["mode"] = "proxy"
    for host in (bare, proxy):
        host.querier.enable()
        hears(lan, lan.now() + 1, host, rogue, igmp.query_v2(), 3, src="0.0.0.0")
        hears(lan, lan.now() + 1, host, rogue, igmp.query_v1(), 1)


def test_a_limit_for_what_the_winner_says(lan):
    """What the winner says lengthens an older querier's time up to other_querier_max_ms, in force at once."""
    ours, rogue = ours_and_rogue(lan)
    lan.at(5)
    rogue.send(igmp.query_v3(qrv=7, qqic=0xff), src=LOW)
    hears(lan, 10, ours, rogue, igmp.query_v2(), 2)
    lan.at(100)
    ours.querier["other_querier_max_ms"] = 600000
    changes_at(lan, 10 + 600 + 10, ours, 2, 3)


def test_a_new_start_forgets(lan):
    """After its link was down a querier uses its own version again."""
    ours, rogue = ours_and_rogue(lan)
    hears(lan, 10, ours, rogue, igmp.query_v2(), 2)
    lan.at(20)
    ours.set_up("eth0", False)
    lan.at(30)
    ours.set_up("eth0")
    lan.at(40)
    ours.querier.expect(active_version=3)
    expect_versions(ours, [0, 30], [3, 3])


def test_told_once(lan):
    """Each change of the version is one line of the log, with who is to blame."""
    ours, rogue = ours_and_rogue(lan)
    for moment in (10, 20, 30):
        hears(lan, moment, ours, rogue, igmp.query_v2(), 2)
    lan.at(400)
    lines = [(round(stamp), text) for stamp, text in lan.log("igmp_querier: eth0: ") if "version" in text]
    expect_equal([stamp for stamp, _ in lines], [10, 30 + OLDER_PRESENT], "times of the lines %r" % lines)
    expect("2" in lines[0][1].split("version")[1] and "3" in lines[1][1].split("version")[1],
           "the lines name the versions: %r" % lines)
    expect(HIGH in lines[0][1] and HIGH not in lines[1][1], "the first line names who asks in it: %r" % lines)
