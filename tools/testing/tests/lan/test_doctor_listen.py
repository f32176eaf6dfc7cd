# SPDX-License-Identifier: GPL-2.0
"""querierctl doctor --listen: what it asks and hears, and that a healthy LAN has no findings."""
import pytest

from querierlan.expect import expect, expect_equal, expect_near, expect_times
from querierlan.families import Igmp
from querierlan.listening import Listening
from querierlan.tool import QUERIERCTL

pytestmark = pytest.mark.machine("uml-sim")

LISTENS = 12                    # s: 10 s for answers, and two more
AFTER = 0.15                    # s until all that was heard is counted
# Of simulated time, for a program's start and each time that it falls asleep.
SLACK = 0.05


def test_alone(lan, family):
    """A querier alone, which listens to a group itself: all is well. It asks once, at once."""
    own = lan.hosts(own=family.router + family.length)
    own.join(family.group)
    family.querier(own).enable()
    lan.at(60)
    Listening(lan, own).expect()
    expect_times(own.sent(since=35, kind="query"), [60], "queries", SLACK)


def test_it_takes_as_long_as_answers_may(lan, family):
    """The query response interval and 2 s; or what the administrator says. It sleeps meanwhile."""
    own = lan.hosts(own=family.router + family.length)
    family.querier(own).enable()
    for interval, time, takes in ((None, None, LISTENS), (3000, None, 5), (3000, "40s", 40)):
        lan.after(60)
        if interval:
            family.querier(own)["query_response_interval_ms"] = interval
        listening = Listening(lan, own, time=time)
        listening.expect()
        expect_near(listening.took, takes + AFTER, "time", SLACK)


def test_no_query(lan, family):
    """--no-query sends nothing; what it takes a query for is said to be left out."""
    own = lan.hosts(own=family.router + family.length)
    own.join(family.group)
    family.querier(own).enable()
    lan.at(60)
    listening = Listening(lan, own, "--no-query")
    expect({"id": "D63", "reason": "heard no query"} in listening.end()["not_checked"], "D63 was looked at")
    expect_equal(own.sent(since=35, kind="query"), [], "queries")


def test_too_short_for_two_queriers(lan, family):
    """Another querier must have asked after each of two queries; as long as that takes is named."""
    own = lan.hosts(own=family.router + family.length)
    family.querier(own).enable()
    lan.at(60)
    for time, reasons in ((None, ["needs --listen=260s"]), ("260s", [])):
        left = Listening(lan, own, time=time).end()["not_checked"]
        expect_equal([one["reason"] for one in left if one["id"] == "D41"], reasons, "why D41 was not looked at")


def test_too_short_at_a_loser(lan, family):
    """It is the elected querier's interval that counts, as it says it."""
    own, host = lan.hosts(own=family.high + family.length, host=None)
    family.querier(own).enable()
    lan.at(60)
    family.general(host, family.low)    # every 60 s
    listening = Listening(lan, own)
    listening.end()
    expect_equal(listening.not_checked.get("D41"), "needs --listen=130s", "why D41 was not looked at")


@pytest.mark.unhealthy("a sender is of another subnet")
def test_a_querier_of_another_subnet(lan):
    """D63: a query that this host may not answer does not count, however long there was to answer it."""
    own, host = lan.hosts(own=Igmp.router + Igmp.length, host=None)
    own.join(Igmp.group)
    own.querier.enable()
    lan.at(60)
    listening = Listening(lan, own, "--no-query")
    Igmp.general(host, "192.0.2.7")
    listening.end()
    expect_equal(listening.not_checked.get("D63"), "heard no query", "why D63 was not looked at")


def test_elected_others(lan, family):
    """Two queriers, one of them elected: neither finds anything, in 12 s and in 300 s."""
    low, high = lan.hosts(low=family.low + family.length, high=family.high + family.length)
    for host in high, low:
        host.join(family.group)
        family.querier(host).enable()
        lan.after(10)
    lan.at(60)
    for time in None, "300s":
        both = [Listening(lan, host, time=time) for host in (low, high)]
        for listening in both:
            listening.expect()
    expect_times(high.sent(since=30, kind="query", family=family.name), [], "queries of the loser")


def test_old_hosts(lan, family):
    """Hosts of older versions suppress each other's reports, and the querier's own: that is no silence."""
    own, host, other = lan.hosts(own=family.router + family.length, host=family.host + family.length,
                                 other=family.other + family.length)
    for each in own, host, other:
        each.sysctl(family.force, family.older)
        each.join(family.group)
    family.querier(own).enable()
    lan.at(60)
    Listening(lan, own).expect()
    family.querier(own)["version"] = family.older
    lan.at(400)
    Listening(lan, own).expect()


def test_leaves_and_queries_for_groups(lan, family):
    """Hosts that join and leave meanwhile, and the queries that follow, are no findings."""
    own, host = lan.hosts(own=family.router + family.length, host=family.host + family.length)
    family.querier(own).enable()
    host.join(family.group)
    lan.at(60)
    listening = Listening(lan, own)
    host.leave(family.group)
    own.join(family.another_group)
    lan.after(3)
    own.leave(family.another_group)
    host.include(family.source_specific, family.sources[0])
    listening.expect()


def test_interfaces_by_name(lan, family):
    """What is named is heard even if no querier runs there; else only where one is enabled."""
    own, host = lan.hosts(own=family.router + family.length, host=family.host + family.length)
    lan.at(2)
    listening = Listening(lan, own, "eth0")
    for _ in range(5):
        family.general(host, family.host)
        lan.after(2)
    expect_equal([one["id"] for one in listening.found()], ["D11", "D46"], "findings")
    lan.at(30)
    listening = Listening(lan, own)
    expect_equal([one["id"] for one in listening.found()], ["D11"], "findings")
    expect(listening.took < 1, "it listened to what it does not look at")


def test_without_privilege(lan):
    """Without root --listen says so in a sentence, and looks at the rest: here no problem is found."""
    own = lan.hosts(own="10.0.0.1/24")
    own.querier.enable()
    lan.at(2)
    said = own.run("ip", "netns", "exec", own.name, "setpriv", "--bounding-set=-net_raw", "--inh-caps=-net_raw",
                   "sh", "-c", QUERIERCTL + " doctor --listen; echo status $?")
    expect("--listen needs root" in said and "needs root: D28" in said and "D06: eth0" in said and "status 0" in said, said)


def test_flood(lan, family, request):
    """A LAN full of senders and queriers is heard to the end of the time, and not beyond."""
    if family.name == "igmp":
        request.node.add_marker(pytest.mark.unhealthy("senders are of other subnets"))
    own, host = lan.hosts(own=family.router + family.length, host=family.host + family.length)
    family.querier(own).enable()
    lan.at(60)
    listening = Listening(lan, own)
    for number in range(3000):
        source = "10.0.%d.%d" % (number // 250, number % 250 + 2) if family.name == "igmp" else "fe80::9:%x" % number
        family.report(host, source, (2, family.many % (number // 200, number % 200 + 1)))
        family.general(host, source)
        lan.after(0.001)
    found = {one["id"] for one in listening.found()}
    expect("D46" in found and not found & {"D62", "D63", "D64"}, found)
    expect_near(listening.took, LISTENS + AFTER, "time", SLACK)
