# SPDX-License-Identifier: GPL-2.0
"""What is no election, what each mode does, and what the log says of elections."""
import pytest

from querierlan import igmp
from querierlan.expect import expect, expect_equal, expect_near
from querierlan.rivals import HIGH, LOW, OQPI, OWN, loses_at, ours_and_rogue

pytestmark = pytest.mark.machine("uml-sim")


# --- what is no election -------------------------------------------------------------

def test_zero_never_wins(lan):
    """A query from 0.0.0.0 of any version silences no querier (RFC 4541 2.1.1)."""
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

@pytest.mark.unhealthy("a host has no IPv4 address")
def test_without_an_address(lan):
    """A host without an address queries from 0.0.0.0, gives way to any address, and returns 255 s later."""
    ours, rogue = ours_and_rogue(lan, None)
    ours.querier.enable()
    loses_at(lan, 40, ours, rogue, src="203.0.113.9")
    lan.at(400)
    ours.expect_queries([0, 31.25, 40 + OQPI, 40 + OQPI + 31.25], src="0.0.0.0")


@pytest.mark.unhealthy("a host has no IPv4 address")
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


@pytest.mark.unhealthy("no host asks")
def test_passive(lan, family):
    """A passive host never queries, but knows who does, whether lower or higher."""
    ours, rogue = ours_and_rogue(lan, family.own + family.length)
    querier = family.querier(ours)
    querier.set(mode="passive", querier_enable=1)
    querier.expect(state="non-querier", querier_address="none", other_querier_expires_ms=0)
    for moment, address in ((10, family.high), (100, family.low)):
        loses_at(lan, moment, ours, rogue, src=address, family=family)
        expect_near(querier.expires, OQPI, "time left")
    lan.at(100 + OQPI + 0.001)
    querier.expect(state="non-querier", querier_address="none", other_querier_expires_ms=0)
    lan.at(1000)
    ours.expect_queries([], family=family.name)
    querier.expect(**{"statistics/elections_won": 0, "statistics/elections_lost": 0})


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

@pytest.mark.unhealthy("another host has its address")
def test_duplicate_address(lan):
    """Another host's queries from our address are counted, and change nothing."""
    ours, rogue = ours_and_rogue(lan)
    ours.querier.enable()
    lan.at(10)
    for _ in range(50):
        rogue.send(igmp.query_v3(qqic=10), src=OWN)
    lan.at(300)
    ours.expect_queries([0, 31.25, 156.25, 281.25], qqic=125)
    ours.querier.expect(state="querier", **{"statistics/ignored_duplicate_address": 50,
                                            "statistics/queries_heard_v3": 0})


@pytest.mark.unhealthy("another host has its address")
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
        expect(all(word in line for word in words), "%r does not name %r" % (line, words))


@pytest.mark.unhealthy("no host asks")
def test_log_of_a_passive_host(lan):
    """A passive host reports who the querier is, and when there is none any more."""
    ours, rogue = ours_and_rogue(lan)
    ours.querier["mode"] = "passive"
    ours.querier.enable()
    loses_at(lan, 10, ours, rogue, src=HIGH)
    loses_at(lan, 20, ours, rogue, src=LOW)
    lan.at(500)
    lines = lan.log("igmp_querier: eth0: igmp ")
    expect_equal([round(stamp) for stamp, _ in lines], [10, 20, 20 + OQPI], "times of the lines %r" % lines)
    expect(HIGH in lines[0][1], "%r does not name %s" % (lines[0][1], HIGH))
    expect(LOW in lines[1][1], "%r does not name %s" % (lines[1][1], LOW))
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
