# SPDX-License-Identifier: GPL-2.0
"""Who is the querier (RFC 9776 6.6.2): between ours, and against queries made by hand."""
import pytest

from querierlan import igmp
from querierlan.expect import expect, expect_equal, expect_near, expect_times

pytestmark = pytest.mark.machine("uml-sim")

LOW, OWN, HIGH = "10.0.0.1", "10.0.0.5", "10.0.0.200"
# Robustness x query interval + half a response interval (RFC 9776 8.5), with the defaults.
OQPI = 255
BURST = (0, 31.25, 156.25)


def burst_at(moment):
    return [moment + t for t in BURST]


def ours_and_rogue(lan, address=OWN + "/24"):
    """A host of ours, and one that sends what it is told to."""
    return lan.hosts(ours=address, rogue=None)


def loses_at(lan, moment, ours, rogue, message=None, src=LOW):
    """At this moment a better querier is heard, and believed."""
    lan.at(moment)
    rogue.send(message or igmp.query_v3(), src=src)
    ours.querier.expect(state="non-querier", querier_address=src)


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


# Own configuration, the query heard, the time that it is believed. RFC 9776 8.5
# with the values adopted: 4.1.6 (QRV, 0: keep one's own), 4.1.7 (QQIC, 0: the default).
ADOPTED = (
    (dict(), igmp.query_v3(qrv=3, qqic=60), 3 * 60 + 5),
    (dict(), igmp.query_v3(qrv=7, qqic=125), 7 * 125 + 5),
    (dict(), igmp.query_v3(qrv=2, qqic=0x80), 2 * 128 + 5),
    (dict(other_querier_max_ms=222208000), igmp.query_v3(qrv=7, qqic=0xff), 7 * 31744 + 5),
    # No more than 15 min, unless this host's own is longer or it was set (other_querier_max_ms).
    (dict(), igmp.query_v3(qrv=7, qqic=0xff), 900 + 5),
    (dict(), igmp.query_v3(qrv=7, qqic=0x80), 7 * 128 + 5),
    (dict(other_querier_max_ms=300000), igmp.query_v3(qrv=7, qqic=0xff), 300 + 5),
    (dict(other_querier_max_ms=1000), igmp.query_v3(qrv=7, qqic=0xff), 250 + 5),
    (dict(other_querier_max_ms=1000), igmp.query_v3(qrv=2, qqic=60), 120 + 5),
    (dict(query_interval_ms=600000), igmp.query_v3(qrv=7, qqic=0xff), 1200 + 5),
    (dict(robustness=4), igmp.query_v3(qrv=0, qqic=60), 4 * 60 + 5),
    (dict(query_interval_ms=60000), igmp.query_v3(qrv=2, qqic=0), 2 * 125 + 5),
    (dict(query_response_interval_ms=4000), igmp.query_v3(qrv=2, qqic=20), 2 * 20 + 2),
    (dict(query_response_interval_ms=101), igmp.query_v3(qrv=2, qqic=20), 40.0505),
    # A version 2 query says neither.
    (dict(query_interval_ms=60000, robustness=3), igmp.query_v2(), 3 * 60 + 5),
    (dict(query_interval_ms=60000, robustness=3), igmp.query_v1(), 3 * 60 + 5),
    # 93 days: more than 32 bits of milliseconds, or of microseconds.
    (dict(query_interval_ms=31744000, robustness=255), igmp.query_v2(), 255 * 31744 + 5),
)
DEFAULTS = dict(query_interval_ms=125000, query_response_interval_ms=10000, robustness=2, version_fallback=0,
                other_querier_max_ms=900000)


def test_adopts_the_winners_values(lan):
    """A non-querier goes by the querier's robustness and interval, and by its own again when it takes over."""
    ours, rogue = ours_and_rogue(lan)
    start = 0
    for settings, query, believed in ADOPTED:
        ours.querier.set(**{**DEFAULTS, **settings})
        ours.querier.enable()
        lan.at(start + 1)
        rogue.send(query, src=LOW)
        expect_near(ours.querier.expires, believed, "time left after %s" % query.hex())
        # Waiting for weeks costs real time, and proves no more.
        if believed < 1000:
            lan.at(start + 1000)
            taken = start + 1 + believed
            interval = int(ours.querier["startup_query_interval_ms"]) / 1000
            expect_times(ours.sent(since=start, kind="query")[:3], [start, taken, taken + interval],
                         "queries before and after %s" % query.hex())
        ours.querier.disable()
        start += 1000
        lan.at(start)


def test_limit_changes_at_once(lan):
    """A new limit for what the winner says is in force at once: for the time left, and for taking over."""
    ours, rogue = ours_and_rogue(lan)
    ours.querier.enable()
    loses_at(lan, 10, ours, rogue, igmp.query_v3(qrv=7, qqic=0xff))
    expect_near(ours.querier.expires, 905, "time left by default")
    lan.at(100)
    ours.querier["other_querier_max_ms"] = 222208000
    expect_near(ours.querier.expires, 222213 - 90, "time left without a limit")
    ours.querier["other_querier_max_ms"] = 400000
    expect_near(ours.querier.expires, 405 - 90, "time left of 400 s")
    lan.at(10 + 405 + 32)
    ours.expect_queries([0, 10 + 405, 10 + 405 + 31.25])
    loses_at(lan, 500, ours, rogue, igmp.query_v3(qrv=7, qqic=0xff))
    lan.at(500 + 260)
    ours.querier["other_querier_max_ms"] = 1000
    ours.querier.expect(state="querier", querier_address=OWN, other_querier_expires_ms=0)
    lan.at(500 + 261)
    ours.expect_queries([500 + 260], since=501)


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


def test_a_loser_teaches_nothing(lan):
    """A higher address changes nothing: not the querier, not its rhythm, not what it says."""
    ours, rogue = ours_and_rogue(lan)
    ours.querier.enable()
    for moment in (5, 50, 100):
        lan.at(moment)
        rogue.send(igmp.query_v3(qrv=7, qqic=10), src=HIGH)
        ours.querier.expect(state="querier", querier_address=OWN, other_querier_expires_ms=0)
    lan.at(300)
    ours.expect_queries([0, 31.25, 156.25, 281.25], qrv=2, qqic=125)
    ours.querier.expect(**{"statistics/queries_heard_v3": 3, "statistics/elections_lost": 0})


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


# --- what is no election -------------------------------------------------------------

def test_zero_never_wins(lan):
    """A query from 0.0.0.0 silences nobody, of whatever version (RFC 4541 2.1.1)."""
    ours, rogue = ours_and_rogue(lan)
    ours.querier.enable()
    for moment, query in ((10, igmp.query_v1()), (20, igmp.query_v2()), (30, igmp.query_v3(qrv=7, qqic=10))):
        lan.at(moment)
        rogue.send(query, src="0.0.0.0")
        ours.querier.expect(state="querier", querier_address=OWN)
    lan.at(300)
    ours.expect_queries([0, 31.25, 156.25, 281.25], version=3, qqic=125)
    expect_equal(ours.querier.count("elections_lost"), 0, "elections lost")


def test_specific_queries(lan):
    """A group-specific query from a lower address is heard, but is no election (RFC 9776 6.6.2)."""
    ours, rogue = ours_and_rogue(lan)
    ours.querier.enable()
    group = "239.1.2.3"
    lan.at(10)
    for query in (igmp.query_v2(10, group), igmp.query_v3(10, group), igmp.query_v3(10, group, sources=["10.9.9.9"])):
        rogue.send(query, src=LOW, dst=group)
    lan.at(300)
    ours.expect_queries([0, 31.25, 156.25, 281.25], version=3)
    ours.querier.expect(state="querier", **{"statistics/queries_heard_v2": 1, "statistics/queries_heard_v3": 2})


def test_general_queries_to_elsewhere(lan):
    """A general query to one host, or to another group than 224.0.0.1, is no election."""
    ours, rogue = ours_and_rogue(lan)
    ours.querier.enable()
    lan.at(10)
    rogue.send(igmp.query_v3(), src=LOW, dst=OWN, mac_dst=ours.mac)
    rogue.send(igmp.query_v2(), src=LOW, dst=igmp.ALL_ROUTERS)
    rogue.send(igmp.query_v1(), src=LOW, dst="239.1.2.3")
    lan.at(300)
    ours.expect_queries([0, 31.25, 156.25, 281.25], version=3)
    ours.querier.expect(state="querier", **{"statistics/ignored_destination": 3})


# --- modes ---------------------------------------------------------------------------

def test_without_an_address(lan):
    """Who has no address queries from 0.0.0.0, gives way to any address, and returns 255 s later."""
    ours, rogue = ours_and_rogue(lan, None)
    ours.querier.enable()
    loses_at(lan, 40, ours, rogue, src="203.0.113.9")
    lan.at(400)
    ours.expect_queries([0, 31.25, 40 + OQPI, 40 + OQPI + 31.25], src="0.0.0.0")


def test_two_without_an_address(lan):
    """Two from 0.0.0.0 cannot tell who is lower, and both go on: better two queriers than none."""
    one, other = lan.hosts(one=None, other=None)
    one.querier.enable()
    other.querier.enable()
    lan.at(300)
    for host in (one, other):
        host.expect_queries([0, 31.25, 156.25, 281.25], src="0.0.0.0")


def test_proxy(lan):
    """A proxy queries from 0.0.0.0, gives way to a higher real address, and comes back from 0.0.0.0."""
    ours, rogue = ours_and_rogue(lan, LOW + "/24")
    ours.querier["mode"] = "proxy"
    ours.querier.enable()
    ours.querier.expect(state="querier", querier_address="0.0.0.0", active_source_address="0.0.0.0")
    loses_at(lan, 40, ours, rogue, src=HIGH)
    lan.at(400)
    ours.expect_queries([0, 31.25, 40 + OQPI, 40 + OQPI + 31.25], src="0.0.0.0")


def test_proxy_beside_a_real_one(lan):
    """Of two of ours, the proxy falls silent though its address is the lower one."""
    proxy_host, real = lan.hosts(proxy="10.0.0.1/24", real="10.0.0.2/24")
    proxy_host.querier["mode"] = "proxy"
    proxy_host.querier.enable()
    lan.at(10)
    real.querier.enable()
    lan.at(300)
    proxy_host.expect_queries([0])
    real.expect_queries([10, 41.25, 166.25, 291.25], src="10.0.0.2")


def test_passive(lan):
    """A passive host never queries, but knows who does, whether lower or higher."""
    ours, rogue = ours_and_rogue(lan)
    ours.querier["mode"] = "passive"
    ours.querier.enable()
    ours.querier.expect(state="non-querier", querier_address="none", other_querier_expires_ms=0)
    for moment, address in ((10, HIGH), (100, LOW)):
        loses_at(lan, moment, ours, rogue, src=address)
        expect_near(ours.querier.expires, OQPI, "time left")
    lan.at(100 + OQPI + 0.001)
    ours.querier.expect(state="non-querier", querier_address="none", other_querier_expires_ms=0)
    lan.at(1000)
    ours.expect_queries([])
    ours.querier.expect(**{"statistics/elections_won": 0, "statistics/elections_lost": 0})


def test_mode_changes(lan):
    """A mode that changes while it runs is in force at once."""
    ours, _ = ours_and_rogue(lan)
    ours.querier.enable()
    lan.at(50)
    ours.querier["mode"] = "passive"
    ours.querier.expect(state="non-querier", querier_address="none")
    lan.at(300)
    ours.querier["mode"] = "elect"
    ours.querier.expect(state="querier", querier_address=OWN)
    lan.at(500)
    ours.querier["mode"] = "proxy"
    lan.at(600)
    ours.querier["mode"] = "elect"
    lan.at(750)
    # Each new source address is announced by a query, and the rhythm goes on.
    ours.expect_queries([0, 31.25, 300, 331.25, 456.25, 500, 581.25, 600, 706.25])
    sources = [packet.src for packet in ours.sent(since=490)]
    expect_equal(sources, ["0.0.0.0", "0.0.0.0", OWN, OWN], "sources from 500 s on")


def test_stands_against_one_it_watched(lan):
    """A passive host that stands for election at once wins over a higher address, and waits for a lower one."""
    ours, rogue = ours_and_rogue(lan)
    ours.querier["mode"] = "passive"
    ours.querier.enable()
    loses_at(lan, 10, ours, rogue, src=HIGH)
    lan.at(20)
    ours.querier["mode"] = "elect"
    ours.querier.expect(state="querier", querier_address=OWN)
    lan.at(100)
    ours.querier["mode"] = "passive"
    loses_at(lan, 110, ours, rogue, src=LOW)
    lan.at(120)
    ours.querier["mode"] = "elect"
    ours.querier.expect(state="non-querier", querier_address=LOW)
    lan.at(500)
    ours.expect_queries([20, 51.25, 110 + OQPI, 110 + OQPI + 31.25])


# --- duplicates, and the log -----------------------------------------------------------

def test_duplicate_address(lan):
    """Somebody else's queries from our address are counted, and change nothing."""
    ours, rogue = ours_and_rogue(lan)
    ours.querier.enable()
    lan.at(10)
    for _ in range(50):
        rogue.send(igmp.query_v3(qqic=10), src=OWN)
    lan.at(300)
    ours.expect_queries([0, 31.25, 156.25, 281.25], qqic=125)
    ours.querier.expect(state="querier", **{"statistics/ignored_duplicate_address": 50,
                                            "statistics/queries_heard_v3": 0})


def test_duplicate_address_is_told(lan):
    """A duplicate address is said when it begins, and leaves room in the log for an election."""
    ours, rogue = ours_and_rogue(lan)
    ours.querier.enable()
    for moment in (10, 11, 30, 100):
        lan.at(moment)
        for _ in range(20):
            rogue.send(igmp.query_v3(), src=OWN)
    loses_at(lan, 101, ours, rogue)
    told = [round(stamp) for stamp, line in lan.log() if OWN in line and "another host" in line]
    expect_equal(told, [10], "times of the lines about a duplicate address")
    expect(any("lost to " + LOW in line for _, line in lan.log()), "a line about the election")


def test_reflected_frames(lan):
    """Our own frame that a loop in the LAN sends back is no rival, and no duplicate."""
    ours, rogue = ours_and_rogue(lan)
    ours.querier.enable()
    lan.at(10)
    before = ours.querier.count("ignored_own")
    rogue.send_frame(ours.sent(kind="query")[0].frame)
    expect_equal(ours.querier.count("ignored_own"), before + 1, "own frames heard")
    ours.querier.expect(state="querier", **{"statistics/ignored_duplicate_address": 0})
    expect_equal([line for _, line in lan.log() if "another host" in line], [], "lines about a duplicate address")


def test_shared_mac(lan):
    """Our MAC with another address is another querier: ipvlans share one."""
    ours, rogue = ours_and_rogue(lan)
    ours.querier.enable()
    lan.at(10)
    rogue.send(igmp.query_v3(), src=LOW, mac_src=ours.mac)
    ours.querier.expect(state="non-querier", querier_address=LOW)


def test_log_of_an_election(lan):
    """Each change of the querier is one line of the log, with interface and addresses."""
    ours, rogue = ours_and_rogue(lan)
    ours.querier.enable()
    loses_at(lan, 10, ours, rogue)
    lan.at(100)
    rogue.send(igmp.query_v3(), src=LOW)
    lan.at(500)
    lines = lan.log("igmp_querier: eth0: igmp ")
    expect_equal([round(stamp) for stamp, _ in lines], [0, 10, 100 + OQPI], "times of the lines %r" % lines)
    for (_, line), words in zip(lines, ((OWN,), ("lost", LOW), ("won", LOW, OWN))):
        expect(all(word in line for word in words), "%r does not tell of %r" % (line, words))


def test_log_of_a_passive_host(lan):
    """A passive host tells who the querier is, and when nobody is any more."""
    ours, rogue = ours_and_rogue(lan)
    ours.querier["mode"] = "passive"
    ours.querier.enable()
    loses_at(lan, 10, ours, rogue, src=HIGH)
    loses_at(lan, 20, ours, rogue, src=LOW)
    lan.at(500)
    lines = lan.log("igmp_querier: eth0: igmp ")
    expect_equal([round(stamp) for stamp, _ in lines], [10, 20, 20 + OQPI], "times of the lines %r" % lines)
    expect(HIGH in lines[0][1], "%r does not tell of %s" % (lines[0][1], HIGH))
    expect(LOW in lines[1][1], "%r does not tell of %s" % (lines[1][1], LOW))
    expect("nobody" in lines[2][1], "%r: nobody was heard for 255 s" % lines[2][1])


def test_log_under_a_flood(lan):
    """10,000 forged queries cause ten lines an hour at most, and do not silence another interface."""
    ours, rogue, other = lan.hosts(ours="10.0.200.1/16", rogue=None, other=HIGH + "/24")
    ours.querier.enable()
    # Each sender is lower than the one before, so each is the querier now.
    senders = ("10.0.%d.%d" % (net, host) for net in range(199, 159, -1) for host in range(250, 0, -1))
    for moment in range(1, 101):
        lan.at(moment)
        for _ in range(100):
            rogue.send(igmp.query_v3(), src=next(senders))
    lines = lan.log("igmp_querier: eth0: ")
    expect_equal(len(lines), 10, "lines in 100 s")
    expect_equal(ours.querier.count("queries_heard_v3"), 10000, "queries heard")
    other.querier.enable()
    expect(any(HIGH in line for _, line in lan.log()), "the other interface's own line")
