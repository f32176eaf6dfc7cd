# SPDX-License-Identifier: GPL-2.0
"""What a querier that lost takes over from the one that won, and when exactly it follows it (RFC 9776 8.5, RFC 9777 9.5)."""
import pytest

from querierlan import igmp
from querierlan.expect import expect_equal, expect_near, expect_times
from querierlan.families import Igmp
from querierlan.rivals import OQPI, general_queries, loses_at, takes_over_at

pytestmark = pytest.mark.machine("uml-sim")

DEFAULTS = dict(query_interval_ms=125000, query_response_interval_ms=10000, robustness=2, version_fallback=0,
                other_querier_max_ms=900000)


def ours_and_rogue(lan, family):
    return lan.hosts(ours=family.own + family.length, rogue=None)


def adopted(family):
    """Own configuration, the query heard, the time that it is believed.

    Robustness x query interval + half a response interval, with the values adopted (QRV 0: keep the own one; QQIC 0:
    the default; RFC 9776 4.1.6 and 4.1.7, RFC 9777 5.1.8 and 5.1.9).
    """
    newest = family.newest_query
    older = [family.older_query()] + [igmp.query_v1()] * (family is Igmp)
    return (
        (dict(), newest(), OQPI),
        (dict(), newest(qrv=3, qqic=60), 3 * 60 + 5),
        (dict(), newest(qrv=7, qqic=125), 7 * 125 + 5),
        (dict(), newest(qrv=1, qqic=1), 1 + 5),
        (dict(), newest(qrv=2, qqic=0x80), 2 * 128 + 5),
        (dict(other_querier_max_ms=222208000), newest(qrv=7, qqic=0xff), 7 * 31744 + 5),
        # No more than 15 min, unless this host's own is longer or it was set (other_querier_max_ms).
        (dict(), newest(qrv=7, qqic=0xff), 900 + 5),
        (dict(), newest(qrv=7, qqic=0x80), 7 * 128 + 5),
        (dict(other_querier_max_ms=300000), newest(qrv=7, qqic=0xff), 300 + 5),
        (dict(other_querier_max_ms=1000), newest(qrv=7, qqic=0xff), 250 + 5),
        (dict(other_querier_max_ms=1000), newest(qrv=2, qqic=60), 120 + 5),
        (dict(query_interval_ms=600000), newest(qrv=7, qqic=0xff), 1200 + 5),
        (dict(robustness=4), newest(qrv=0, qqic=60), 4 * 60 + 5),
        (dict(query_interval_ms=60000), newest(qrv=2, qqic=0), 2 * 125 + 5),
        # Its own response interval, not the query's: 10 s by default, and 20 s or, coded in IGMP, 20.8 s.
        (dict(query_response_interval_ms=4000), newest(qrv=2, qqic=20), 2 * 20 + 2),
        (dict(query_response_interval_ms=4000), newest(0x8a if family is Igmp else 20000, qrv=2, qqic=20), 2 * 20 + 2),
        (dict(query_response_interval_ms=101), newest(qrv=2, qqic=20), 40.0505),
        # An older query says neither.
        *((dict(query_interval_ms=60000, robustness=3), query, 3 * 60 + 5) for query in older),
        # 93 days: more than 32 bits of milliseconds, or of microseconds.
        (dict(query_interval_ms=31744000, robustness=255), family.older_query(), 255 * 31744 + 5),
    )


def test_adopts_the_winners_values(lan, family):
    """A non-querier goes by the querier's robustness and interval, and by its own again when it takes over."""
    ours, rogue = ours_and_rogue(lan, family)
    querier = family.querier(ours)
    start = 0
    for settings, query, believed in adopted(family):
        querier.set(**{**DEFAULTS, **settings})
        querier.enable()
        loses_at(lan, start + 1, ours, rogue, query, family=family)
        expect_near(querier.expires, believed, "time left after %s" % query.hex())
        # What is set stays what it was.
        querier.expect(**settings)
        # Waiting for weeks costs real time, and proves no more.
        if believed < 1000:
            taken = start + 1 + believed
            takes_over_at(lan, taken, ours, family)
            lan.at(start + 1000)
            interval = int(querier["startup_query_interval_ms"]) / 1000
            expect_times(general_queries(ours, family, start)[:3], [start, taken, taken + interval],
                         "queries before and after %s" % query.hex())
        querier.disable()
        start += 1000
        lan.at(start)


def test_limit_changes_at_once(lan, family):
    """A new limit for what the winner says is in force at once: for the time left, and for taking over."""
    ours, rogue = ours_and_rogue(lan, family)
    querier, endless = family.querier(ours), family.newest_query(qrv=7, qqic=0xff)
    querier.enable()
    loses_at(lan, 10, ours, rogue, endless, family=family)
    expect_near(querier.expires, 905, "time left by default")
    lan.at(100)
    querier["other_querier_max_ms"] = 222208000
    expect_near(querier.expires, 222213 - 90, "time left without a limit")
    querier["other_querier_max_ms"] = 400000
    expect_near(querier.expires, 405 - 90, "time left of 400 s")
    takes_over_at(lan, 10 + 405, ours, family)
    lan.at(10 + 405 + 32)
    ours.expect_queries([0, 10 + 405, 10 + 405 + 31.25], family=family.name)
    loses_at(lan, 500, ours, rogue, endless, family=family)
    lan.at(500 + 260)
    querier["other_querier_max_ms"] = 1000
    querier.expect(state="querier", querier_address=family.own, other_querier_expires_ms=0)
    lan.at(500 + 261)
    ours.expect_queries([500 + 260], since=501, family=family.name)


def test_adopts_the_newest_values(lan, family):
    """Each query of the querier's replaces what the one before said; once it is gone its own values are in force."""
    ours, rogue = ours_and_rogue(lan, family)
    querier = family.querier(ours)
    querier["version_fallback"] = 0
    querier.enable()
    for moment, query, believed in ((10, family.newest_query(qrv=7, qqic=100), 7 * 100 + 5),
                                    (100, family.newest_query(qrv=3, qqic=60), 3 * 60 + 5),
                                    (200, family.newest_query(qrv=2, qqic=20), 2 * 20 + 5)):
        loses_at(lan, moment, ours, rogue, query, family=family)
        expect_near(querier.expires, believed, "time left after %g s" % moment)
    lan.at(220)
    expect_near(querier.expires, 25, "time left")
    takes_over_at(lan, 245, ours, family)
    lan.at(600)
    burst = general_queries(ours, family, 1)
    expect_times(burst, [245, 276.25, 401.25, 526.25], "queries")
    expect_equal({(packet.qrv, packet.qqic) for packet in burst}, {(2, 125)}, "what they say")
    # And those of a querier that says nothing of them.
    loses_at(lan, 610, ours, rogue, family.older_query(), family=family)
    takes_over_at(lan, 610 + OQPI, ours, family)


def test_a_loser_teaches_nothing(lan, family):
    """A higher address changes nothing: not the querier, not its rhythm, not what it says."""
    ours, rogue = ours_and_rogue(lan, family)
    querier = family.querier(ours)
    querier.enable()
    for moment in (5, 50, 100):
        lan.at(moment)
        family.send(rogue, family.newest_query(qrv=7, qqic=10), family.high)
        querier.expect(state="querier", querier_address=family.own, other_querier_expires_ms=0)
    lan.at(300)
    ours.expect_queries([0, 31.25, 156.25, 281.25], qrv=2, qqic=125, family=family.name)
    querier.expect(**{"statistics/queries_heard_v%d" % family.newest: 3, "statistics/elections_lost": 0})
    # Nor beside the one who won: its values stay.
    loses_at(lan, 310, ours, rogue, family.newest_query(qrv=3, qqic=60), family=family)
    lan.at(320)
    family.send(rogue, family.newest_query(qrv=7, qqic=10), family.high)
    takes_over_at(lan, 310 + 185, ours, family)
