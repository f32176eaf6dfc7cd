# SPDX-License-Identifier: GPL-2.0
"""Who is the querier (RFC 9776 6.6.2): between ours, and against queries made by hand."""
import pytest

from querierlan import igmp
from querierlan.expect import expect, expect_equal, expect_near
from querierlan.rivals import HIGH, LOW, OQPI, OWN, loses_at, ours_and_rogue

pytestmark = pytest.mark.machine("uml-sim")

BURST = (0, 31.25, 156.25)


def burst_at(moment):
    return [moment + t for t in BURST]


# --- two and three of ours ---------------------------------------------------------

def test_lower_comes_later(lan):
    """A lower address that comes later silences the higher one at once."""
    low, high = lan.hosts(low="10.0.0.1/24", high="10.0.0.2/24")
    high.querier.enable()
    lan.at(10)
    low.querier.enable()
    lan.at(400)
    low.expect_queries([10, 41.25, 166.25, 291.25])
    high.expect_queries([0])
    low.querier.expect(state="querier", querier_address="10.0.0.1")
    high.querier.expect(state="non-querier", querier_address="10.0.0.1")


def test_higher_comes_later(lan):
    """A higher address that comes later gives way to the next query, and never disturbs the lower one."""
    low, high = lan.hosts(low="10.0.0.1/24", high="10.0.0.2/24")
    low.querier.enable()
    lan.at(10)
    high.querier.enable()
    lan.at(400)
    low.expect_queries([0, 31.25, 156.25, 281.25])
    high.expect_queries([10])
    expect_equal(low.querier.count("elections_lost"), 0, "elections lost by the lower one")
    expect_equal(high.querier.count("elections_lost"), 1, "elections lost by the higher one")


# Pairs that a signed, a little-endian or a textual comparison gets wrong.
PAIRS = (("10.0.0.1", "200.0.0.1"), ("10.0.0.200", "10.0.1.1"), ("9.0.0.2", "10.0.0.1"), ("10.0.0.9", "10.0.0.10"),
         ("126.255.255.254", "128.0.0.1"))


def test_compared_as_unsigned_numbers(lan):
    """Addresses compare as unsigned numbers in network order."""
    ours, rogue = ours_and_rogue(lan)
    ours.querier["accept_off_subnet"] = 1
    for low, high in PAIRS:
        for own, other, state in ((low, high, "querier"), (high, low, "non-querier")):
            ours.set_address("eth0", own + "/24")
            ours.querier.enable()
            rogue.send(igmp.query_v3(), src=other)
            expect_equal(ours.querier["state"], state, "state of %s that heard %s" % (own, other))
            ours.querier.disable()


@pytest.mark.unhealthy("an interface is down at the end")
def test_three_queriers(lan):
    """When the lowest of three dies, the next one follows, and the last stays silent."""
    low, middle, high = lan.hosts(low="10.0.0.1/24", middle="10.0.0.2/24", high="10.0.0.3/24")
    high.querier.enable()
    lan.at(5)
    middle.querier.enable()
    lan.at(10)
    low.querier.enable()
    lan.at(200)
    low.unplug()
    lan.at(600)
    low.expect_queries([10, 41.25, 166.25])
    # The last was heard at 166.25 by both others, and both wake 255 s later.
    middle.expect_queries([5] + burst_at(166.25 + OQPI))
    expect(len(high.sent(since=1, kind="query")) <= 1, "the highest queries once at most: %r" % high.sent())
    middle.querier.expect(state="querier")
    high.querier.expect(state="non-querier", querier_address="10.0.0.2")


def test_querier_dies_and_returns(lan):
    """The higher one takes over from a lower one that dies, and gives way when it is back."""
    low, high = lan.hosts(low="10.0.0.1/24", high="10.0.0.2/24")
    low.querier.enable()
    high.querier.enable()
    lan.at(200)
    low.querier.disable()
    lan.at(500)
    low.querier.enable()
    lan.at(600)
    low.expect_queries([0, 31.25, 156.25, 500, 531.25])
    # At 0 both are at it, and the higher one may have heard the lower one before it spoke.
    high.expect_queries(burst_at(156.25 + OQPI)[:2], since=1)
    high.querier.expect(state="non-querier", querier_address="10.0.0.1")


# --- taking over -------------------------------------------------------------------

def test_takes_over_exactly(lan):
    """A silent querier is believed for 255 s after its last query, then replaced with a startup burst."""
    ours, rogue = ours_and_rogue(lan)
    ours.querier.enable()
    loses_at(lan, 10, ours, rogue)
    loses_at(lan, 100, ours, rogue)
    lan.at(200)
    expect_near(ours.querier.expires, 155, "time left of the other querier")
    lan.at(100 + OQPI - 0.001)
    ours.querier.expect(state="non-querier", querier_address=LOW)
    lan.at(100 + OQPI + 0.001)
    ours.querier.expect(state="querier", querier_address=OWN, other_querier_expires_ms=0)
    lan.at(700)
    ours.expect_queries([0] + burst_at(355) + [636.25])


def test_counters(lan):
    """Elections won and lost are counted, and starting is neither."""
    ours, rogue = ours_and_rogue(lan)
    ours.querier.enable()
    for moment in (10, 1000, 2000):
        loses_at(lan, moment, ours, rogue)
    lan.at(3000)
    ours.querier.expect(state="querier", **{"statistics/elections_lost": 3, "statistics/elections_won": 3,
                                            "statistics/queries_heard_v3": 3})


def test_a_new_start_forgets(lan):
    """Whose link was down, or who was disabled, starts as querier, whoever was it before (RFC 9776 6.6.2)."""
    ours, rogue = ours_and_rogue(lan)
    ours.querier.enable()
    loses_at(lan, 10, ours, rogue)
    lan.at(20)
    ours.set_up("eth0", False)
    lan.at(30)
    ours.set_up("eth0")
    loses_at(lan, 40, ours, rogue)
    lan.at(50)
    ours.querier.disable()
    ours.querier.expect(querier_address="none", other_querier_expires_ms=0)
    ours.querier.enable()
    lan.at(60)
    ours.expect_queries([0, 30, 50])


def test_every_query_restarts_the_timer(lan):
    """A querier that keeps querying is believed for ever."""
    ours, rogue = ours_and_rogue(lan)
    ours.querier.enable()
    for moment in range(10, 3000, 125):
        loses_at(lan, moment, ours, rogue)
    ours.expect_queries([0])
    expect_equal(ours.querier.count("elections_lost"), 1, "elections lost")


def test_a_lower_one_restarts_the_timer(lan):
    """The timer counts from the newest winner's query, not from the first's."""
    ours, rogue = ours_and_rogue(lan)
    ours.querier.enable()
    loses_at(lan, 10, ours, rogue, src="10.0.0.2")
    loses_at(lan, 200, ours, rogue, src="10.0.0.1")
    lan.at(500)
    ours.expect_queries([0, 200 + OQPI, 200 + OQPI + 31.25])


@pytest.mark.unhealthy("queries are rare")
def test_takes_turns_with_a_slow_querier(lan):
    """A querier with a longer interval than the limit takes turns with ours, and none once the limit allows for it."""
    low, high = lan.hosts(low="10.0.0.1/24", high="10.0.0.2/24")
    low.querier.set(query_interval_ms=1000000, robustness=2, startup_query_count=1)
    low.querier.enable()
    lan.at(1)
    high.querier.enable()
    lan.at(1001)
    high.querier.expect(state="non-querier", querier_address="10.0.0.1")
    # Heard at 1000 s for the first time; 905 s later its time is over, and 95 s later it is back.
    lan.at(2001)
    high.querier.expect(state="non-querier", **{"statistics/elections_lost": 2, "statistics/elections_won": 1})
    high.querier["other_querier_max_ms"] = 2000000
    lan.at(5001)
    high.querier.expect(state="non-querier", **{"statistics/elections_lost": 2, "statistics/elections_won": 1})


def test_any_lower_one_restarts_the_timer(lan):
    """Any address lower than its own keeps a non-querier silent; the lowest is the querier as long as it is heard."""
    ours, rogue = ours_and_rogue(lan, HIGH + "/24")
    ours.querier.enable()
    loses_at(lan, 10, ours, rogue, src="10.0.0.1")
    lan.at(100)
    rogue.send(igmp.query_v3(qrv=7), src="10.0.0.100")
    ours.querier.expect(querier_address="10.0.0.1")
    lan.at(10 + OQPI + 1)
    rogue.send(igmp.query_v3(), src="10.0.0.100")
    ours.querier.expect(querier_address="10.0.0.100")
    lan.at(600)
    ours.expect_queries([0, 266 + OQPI, 266 + OQPI + 31.25])
