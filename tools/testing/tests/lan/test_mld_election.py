# SPDX-License-Identifier: GPL-2.0
"""What an MLD querier that lost takes over from the one that won, and when exactly it follows it (RFC 9777 9.5)."""
import pytest

from querierlan import mld
from querierlan.expect import expect_equal, expect_near, expect_times

pytestmark = pytest.mark.machine("uml-sim")

LOW, OWN, HIGH = "fe80::1", "fe80::5", "fe80::9"
PRESENT = 255                   # s, with the defaults
DEFAULTS = dict(query_interval_ms=125000, query_response_interval_ms=10000, robustness=2, version_fallback=0,
                other_querier_max_ms=900000)


def ours_and_rogue(lan):
    ours, rogue = lan.hosts(ours=OWN + "/64", rogue=None)
    ours.mld["version_fallback"] = 0
    ours.mld.enable()
    return ours, rogue


def loses_at(lan, moment, ours, rogue, message):
    lan.at(moment)
    rogue.send_mld(message, LOW)
    ours.mld.expect(state="non-querier", querier_address=LOW)


def takes_over_at(lan, moment, ours):
    """Not a millisecond sooner or later."""
    lan.at(moment - 0.001)
    ours.mld.expect(state="non-querier", querier_address=LOW)
    expect_near(ours.mld.expires, 0.001, "time left")
    lan.at(moment + 0.001)
    ours.mld.expect(state="querier", querier_address=OWN, other_querier_expires_ms=0)


def general(host, since=0):
    return host.sent(since, kind="query", family="mld", group="::")


# Own configuration, the query heard, the time that it is believed: robustness x query interval + half a response
# interval, with the values adopted (5.1.8; QRV 0: keep the own one; 5.1.9; QQIC 0: the default).
ADOPTED = (
    (dict(), mld.query_v2(), PRESENT),
    (dict(), mld.query_v2(qrv=3, qqic=60), 3 * 60 + 5),
    (dict(), mld.query_v2(qrv=7, qqic=125), 7 * 125 + 5),
    (dict(), mld.query_v2(qrv=1, qqic=1), 1 + 5),
    (dict(), mld.query_v2(qrv=2, qqic=0x80), 2 * 128 + 5),
    (dict(other_querier_max_ms=222208000), mld.query_v2(qrv=7, qqic=0xff), 7 * 31744 + 5),
    # No more than 15 min, unless this host's own is longer or it was set (other_querier_max_ms).
    (dict(), mld.query_v2(qrv=7, qqic=0xff), 900 + 5),
    (dict(other_querier_max_ms=300000), mld.query_v2(qrv=7, qqic=0xff), 300 + 5),
    (dict(other_querier_max_ms=1000), mld.query_v2(qrv=7, qqic=0xff), 250 + 5),
    (dict(other_querier_max_ms=1000), mld.query_v2(qrv=2, qqic=60), 120 + 5),
    (dict(query_interval_ms=600000), mld.query_v2(qrv=7, qqic=0xff), 1200 + 5),
    (dict(robustness=4), mld.query_v2(qrv=0, qqic=60), 4 * 60 + 5),
    (dict(query_interval_ms=60000), mld.query_v2(qrv=2, qqic=0), 2 * 125 + 5),
    # Its own response interval, not the query's.
    (dict(query_response_interval_ms=4000), mld.query_v2(20000, qrv=2, qqic=20), 2 * 20 + 2),
    (dict(query_response_interval_ms=101), mld.query_v2(qrv=2, qqic=20), 40.0505),
    # A version 1 query says neither.
    (dict(query_interval_ms=60000, robustness=3), mld.query_v1(), 3 * 60 + 5),
    (dict(query_interval_ms=31744000, robustness=255), mld.query_v1(), 255 * 31744 + 5),
)


def test_adopts_the_winners_values(lan):
    """A non-querier uses the querier's robustness and interval, and takes over by them."""
    ours, rogue = ours_and_rogue(lan)
    start = 0
    for settings, query, believed in ADOPTED:
        ours.mld.disable()
        ours.mld.set(**{**DEFAULTS, **settings})
        ours.mld.enable()
        loses_at(lan, start + 1, ours, rogue, query)
        expect_near(ours.mld.expires, believed, "time left after %s" % query.hex())
        # What is set stays what it was.
        ours.mld.expect(**settings)
        # Waiting for days costs real time, and proves no more.
        if believed < 1000:
            taken = start + 1 + believed
            takes_over_at(lan, taken, ours)
            lan.at(start + 1000)
            interval = int(ours.mld["startup_query_interval_ms"]) / 1000
            expect_times(general(ours, start + 0.5)[:2], [taken, taken + interval], "queries after %s" % query.hex())
        start += 1000
        lan.at(start)


def test_limit_changes_at_once(lan):
    """A new limit for what the winner says is in force at once."""
    ours, rogue = ours_and_rogue(lan)
    loses_at(lan, 10, ours, rogue, mld.query_v2(qrv=7, qqic=0xff))
    lan.at(100)
    ours.mld["other_querier_max_ms"] = 222208000
    expect_near(ours.mld.expires, 222213 - 90, "time left without a limit")
    ours.mld["other_querier_max_ms"] = 400000
    takes_over_at(lan, 10 + 405, ours)


def test_adopts_the_newest_values(lan):
    """Each query of the querier's replaces what the one before said; once it is gone its own values are in force."""
    ours, rogue = ours_and_rogue(lan)
    for moment, query, believed in ((10, mld.query_v2(qrv=7, qqic=100), 7 * 100 + 5),
                                    (100, mld.query_v2(qrv=3, qqic=60), 3 * 60 + 5),
                                    (200, mld.query_v2(qrv=2, qqic=20), 2 * 20 + 5)):
        loses_at(lan, moment, ours, rogue, query)
        expect_near(ours.mld.expires, believed, "time left after %g s" % moment)
    lan.at(220)
    expect_near(ours.mld.expires, 25, "time left")
    takes_over_at(lan, 245, ours)
    lan.at(600)
    burst = general(ours, 1)
    expect_times(burst, [245, 276.25, 401.25, 526.25], "queries")
    expect_equal({(packet.qrv, packet.qqic) for packet in burst}, {(2, 125)}, "what they say")
    # And those of a querier that says nothing of them.
    loses_at(lan, 610, ours, rogue, mld.query_v1())
    takes_over_at(lan, 610 + PRESENT, ours)


def test_a_loser_teaches_nothing(lan):
    """A higher address changes nothing: not the querier, not its rhythm, not what it says."""
    ours, rogue = ours_and_rogue(lan)
    for moment in (5, 50, 100):
        lan.at(moment)
        rogue.send_mld(mld.query_v2(qrv=7, qqic=10), HIGH)
        ours.mld.expect(state="querier", querier_address=OWN, other_querier_expires_ms=0)
    lan.at(300)
    expect_times(general(ours), [0, 31.25, 156.25, 281.25], "queries")
    expect_equal({(packet.qrv, packet.qqic) for packet in general(ours)}, {(2, 125)}, "what they say")
    # Nor beside the one who won: its values stay.
    loses_at(lan, 310, ours, rogue, mld.query_v2(qrv=3, qqic=60))
    lan.at(320)
    rogue.send_mld(mld.query_v2(qrv=7, qqic=10), HIGH)
    takes_over_at(lan, 310 + 185, ours)
