# SPDX-License-Identifier: GPL-2.0
"""What the module writes to the kernel's log, and how often, over hours and days."""
import os

import pytest

from querierlan import igmp
from querierlan.expect import expect, expect_equal, expect_near
from querierlan.querier import Querier
from querierlan.tool import QUERIERCTL, Monitor

pytestmark = pytest.mark.machine("uml-sim")

OWN, OTHER, LOW = "10.0.0.5", "10.0.0.9", "10.0.0.1"
LINK_LOCAL = "fe80::5"
MEMBERSHIP = 270                # s: what is not seen for so long is over
HOUR, DAY = 3600, 86400
DUPLICATE = "another host uses our address " + OWN
DOWN = "querier down: "
ODD = "o\x1b[1m\x07\x9b"        # as a device's name, with a byte that is not UTF-8
ODD_BYTES = b"o\x1b[1m\x07\x9b"
ODD_TEXT = r"o\x1b[1m\x07\x9b"


def said(lan, words, family="igmp", interface="eth0"):
    """[(time, what comes after "interface: family ")], of the lines with these words."""
    start = "igmp_querier: %s: %s " % (interface, family)
    return [(stamp, text.split(start)[1]) for stamp, text in lan.log(words) if start in text]


def expect_said(lan, words, wanted, family="igmp"):
    """These lines have the words, and no others, at these times."""
    found = said(lan, words, family)
    expect_equal([text for _, text in found], [text for _, text in wanted], "lines about %r" % words)
    for (moment, text), (when, _) in zip(found, wanted):
        # Ends are decided by the second.
        expect_near(moment, when, "time of %r" % text, 1.1)


def expect_a_day(lan, words, text, last):
    """Said when it began, each hour while it lasted, and when it ended, after LAST."""
    found = said(lan, words)
    expect_equal(found[0][1], text, "the first line")
    expect_equal(found[-1][1], "no longer: " + text, "the last line")
    expect_near(found[-1][0], last + MEMBERSHIP, "its time", 1.1)
    expect_equal({line for _, line in found[1:-1]}, {"still: " + text}, "the lines between")
    expect(20 <= len(found[1:-1]) <= 24, "%d lines in a day" % len(found))
    for (before, _), (after, _) in zip(found[:-1], found[1:-1]):
        expect(after - before >= HOUR - 1.1, "lines at %g s and %g s" % (before, after))


@pytest.mark.unhealthy("another host has its address")
def test_duplicate_for_a_day(lan):
    """A duplicate address is said when it begins, once an hour, and 270 s after it was heard last."""
    ours, rogue = lan.hosts(ours=OWN + "/24", rogue=None)
    ours.querier.enable()
    for moment in range(10, DAY, 125):
        lan.at(moment)
        rogue.send(igmp.query_v3(), src=OWN)
    lan.at(moment + DAY)
    expect_equal(ours.querier.count("ignored_duplicate_address"), 692, "queries from our address")
    expect_a_day(lan, "another host", DUPLICATE, moment)


@pytest.mark.unhealthy("another host has its address")
def test_duplicate_twice(lan):
    """A duplicate address that is gone for less than 270 s is said once, one that comes back later again."""
    ours, rogue = lan.hosts(ours=OWN + "/24", rogue=None)
    ours.querier.enable()
    for moment in (10, 270, 1000):
        lan.at(moment)
        rogue.send(igmp.query_v3(), src=OWN)
    lan.at(2000)
    expect_said(lan, "another host", [(10, DUPLICATE), (540, "no longer: " + DUPLICATE),
                                      (1000, DUPLICATE), (1270, "no longer: " + DUPLICATE)])


@pytest.mark.unhealthy("a limit is reached")
def test_limits_for_a_day(lan):
    """Each limit, of groups and of sources, is said when it begins, once an hour, and 270 s after the last refusal."""
    ours, host = lan.hosts(ours=OWN + "/24", host=None)
    ours.querier.set(max_groups=1, max_sources=1)
    ours.querier.enable()
    group, another = "239.1.2.3", "239.1.2.4"
    for moment in range(10, DAY, 100):
        lan.at(moment)
        for records in ([igmp.record(igmp.IS_EX, group)], [igmp.record(igmp.IS_EX, another)],
                        [igmp.record(igmp.IS_IN, group, ["192.0.2.1", "192.0.2.2"])]):
            host.send(igmp.report_v3(*records), OTHER, dst=igmp.ALL_V3_ROUTERS)
    lan.at(moment + 2 * HOUR)
    expect_a_day(lan, "too many groups", "too many groups to keep, such as " + another, moment)
    expect_a_day(lan, "too many sources", "too many sources to keep, such as those of " + group, moment)


@pytest.mark.unhealthy("a limit is reached")
def test_limits_of_one_report(lan):
    """Of several limits that one report meets each is said."""
    ours, host = lan.hosts(ours=OWN + "/24", host=None)
    ours.querier.set(max_groups=1, max_sources=1)
    ours.querier.enable()
    group, another = "239.1.2.3", "239.1.2.4"
    lan.at(10)
    host.send(igmp.report_v3(igmp.record(igmp.IS_EX, group)), OTHER, dst=igmp.ALL_V3_ROUTERS)
    for moment in range(20, 1000, 100):
        lan.at(moment)
        host.send(igmp.report_v3(igmp.record(igmp.IS_EX, another),
                                 igmp.record(igmp.IS_IN, group, ["192.0.2.1", "192.0.2.2"])),
                  OTHER, dst=igmp.ALL_V3_ROUTERS)
        host.send(igmp.report_v3(igmp.record(igmp.IS_EX, group)), OTHER, dst=igmp.ALL_V3_ROUTERS)
    lan.at(moment + HOUR)
    for text in "too many groups to keep, such as " + another, "too many sources to keep, such as those of " + group:
        expect_said(lan, text, [(20, text), (moment + MEMBERSHIP, "no longer: " + text)])


def test_reasons_to_be_down(lan):
    """Each reason to be down is said when it begins and when it ends, not while it lasts."""
    ours = lan.hosts(ours=OWN + "/24")
    ours.querier.enable()
    lan.at(10)
    ours.set_up("eth0", False)
    lan.at(10 + DAY)
    ours.set_up("eth0")
    lan.at(DAY + 2 * HOUR)
    ours.ip("link set eth0 multicast off")
    lan.at(DAY + 4 * HOUR)
    ours.ip("link set eth0 multicast on")
    # One reason hides another, which is said when it is the only one.
    lan.at(DAY + 5 * HOUR)
    ours.ip("link add br0 type bridge", "link set eth0 master br0")
    lan.at(DAY + 6 * HOUR)
    ours.set_up("eth0", False)
    lan.at(DAY + 7 * HOUR)
    ours.ip("link set eth0 nomaster")
    lan.at(DAY + 8 * HOUR)
    ours.set_up("eth0")
    lan.at(DAY + 9 * HOUR)
    expect_said(lan, DOWN, [
        (10, DOWN + "link-down"), (10 + DAY, "no longer: " + DOWN + "link-down"),
        (DAY + 2 * HOUR, DOWN + "no-multicast"), (DAY + 4 * HOUR, "no longer: " + DOWN + "no-multicast"),
        (DAY + 5 * HOUR, DOWN + "bridge-port"),
        (DAY + 7 * HOUR, DOWN + "link-down"), (DAY + 7 * HOUR, "no longer: " + DOWN + "bridge-port"),
        (DAY + 8 * HOUR, "no longer: " + DOWN + "link-down")])


def test_reasons_of_mld(lan):
    """MLD without an address logs that, until it has one; what the administrator ends is not logged."""
    ours = lan.hosts(ours=OWN + "/24")
    ours.mld.enable()
    lan.at(HOUR)
    ours.set_ipv6("eth0", LINK_LOCAL + "/64")
    lan.at(2 * HOUR)
    ours.set_up("eth0", False)
    lan.at(3 * HOUR)
    ours.mld.disable()
    ours.set_up("eth0")
    lan.at(4 * HOUR)
    found = said(lan, DOWN, "mld")
    expect_equal([text for _, text in found], [DOWN + "no-address", "no longer: " + DOWN + "no-address",
                                               DOWN + "link-down"], "lines")
    expect(HOUR <= found[1][0] <= HOUR + 3, "the address is there at %g s" % found[1][0])


@pytest.mark.unhealthy("an interface is down at the end")
def test_flapping(lan):
    """A link that flaps for two hours is said twice an hour, the rest as a number; the last state as soon as it may."""
    ours = lan.hosts(ours=OWN + "/24")
    ours.querier.enable()
    for minute in range(120):
        lan.at(60 * minute + 10)
        ours.unplug()
        lan.at(60 * minute + 20)
        ours.plug()
    lan.at(7205)
    ours.unplug()
    lan.at(20000)
    lines = said(lan, "")
    begun = [text for _, text in lines if text.startswith(DOWN + "link-down")]
    unsaid = sum(int(text.split("and ")[1].split()[0]) for text in begun if "unsaid" in text)
    unsaid += sum(int(text.split()[0]) for _, text in lines if "times, over now: " + DOWN in text)
    expect_equal(len(begun) + unsaid, 121, "how often it was down, by the log %r" % lines)
    for moment, _ in lines:
        near = [text for stamp, text in lines if moment <= stamp < moment + HOUR - 1]
        about = [text for text in near if DOWN in text]
        expect(len(about) <= 5, "about being down within an hour: %r" % about)
        expect(len(near) - len(about) <= 10, "other lines within an hour: %r" % near)
    left_out = sum(int(text.split()[0]) for _, text in lines if "left out" in text)
    started = sum("sending from" in text for _, text in lines)
    expect_equal(left_out + started, 121, "how often it started, by the log %r" % lines)
    last = [(moment, text) for moment, text in lines if DOWN in text][-1]
    expect(last[1].startswith(DOWN) and last[0] < 7205 + HOUR, "the last line is %r" % (last,))


def test_other_lines(lan):
    """What does not last has ten lines an hour, in any hour; how many were left out is said as soon as one may be."""
    ours, rogue = lan.hosts(ours="10.0.200.1/16", rogue=None)
    ours.querier.enable()
    senders = ("10.0.%d.%d" % (net, host) for net in range(199, 159, -1) for host in range(250, 0, -1))
    for moment in range(1, 7200, 10):
        lan.at(moment)
        rogue.send(igmp.query_v3(), src=next(senders))
    lan.at(20000)
    lines = said(lan, "")
    for moment, _ in lines:
        near = [stamp for stamp, _ in lines if moment <= stamp < moment + HOUR - 1]
        expect(len(near) <= 10, "%d lines within an hour" % len(near))
    expect_equal([round(moment) for moment, text in lines if "left out" in text], [HOUR, 2 * HOUR],
                 "when lines were left out")
    left_out = sum(int(text.split()[0]) for _, text in lines if "left out" in text)
    # The start, 720 queriers, and the last one that falls silent.
    expect_equal(left_out + sum("left out" not in text for _, text in lines), 722, "lines, written or left out")


def test_left_out_is_said_at_the_end(lan):
    """How many lines were left out is said when the device goes, too."""
    ours, rogue = lan.hosts(ours="10.0.200.1/16", rogue=None)
    ours.querier.enable()
    for moment in range(1, 101):
        lan.at(moment)
        rogue.send(igmp.query_v3(), src="10.0.100.%d" % (200 - moment))
    ours.ip("link del eth0")
    lan.at(102)
    expect_equal([text for _, text in said(lan, "left out")], ["91 lines were left out"], "lines")


def test_end_of_a_device(lan):
    """A device that goes while conditions last leaves no timer: nothing is said, and nothing breaks."""
    ours, rogue = lan.hosts(ours=OWN + "/24", rogue=None)
    ours.querier.enable()
    lan.at(10)
    rogue.send(igmp.query_v3(), src=OWN)
    lan.at(20)
    ours.set_up("eth0", False)
    ours.ip("link del eth0")
    lan.at(1000)
    expect_equal([text for _, text in said(lan, "")][-2:], [DUPLICATE, DOWN + "link-down"], "lines")


@pytest.mark.unhealthy("an interface is down at the end")
def test_duplicate_of_a_stopped_link(lan):
    """The end of a duplicate address is said though the link is down meanwhile."""
    ours, rogue = lan.hosts(ours=OWN + "/24", rogue=None)
    ours.querier.enable()
    lan.at(10)
    rogue.send(igmp.query_v3(), src=OWN)
    lan.at(20)
    ours.set_up("eth0", False)
    lan.at(1000)
    expect_said(lan, "another host", [(10, DUPLICATE), (280, "no longer: " + DUPLICATE)])


def test_odd_names(lan):
    """A device's name reaches neither the log nor the terminal as it is: control characters and bad UTF-8 are escaped."""
    ours, host = lan.hosts(ours=OWN + "/24", host=None)
    ours.set_up("eth0", False)
    ours.ip("addr flush dev eth0")
    name = os.fsdecode(ODD_BYTES)
    ours.run("ip", "link", "set", "eth0", "name", name)
    ours.run("ip", "addr", "add", OWN + "/24", "dev", name)
    lan.begin()
    monitor = Monitor(lan, ours)
    ours.run("ip", "link", "set", name, "up")
    odd = Querier(ours, name)
    lan.at(10)
    odd.enable()
    lan.at(20)
    host.send(igmp.report_v2("239.1.2.3"), OTHER, dst="239.1.2.3")
    lines = said(lan, "sending from", interface=ODD_TEXT.replace("\\", r"\x5c"))
    expect_equal(len(lines), 1, "lines of log: %r" % lan.log())
    lan.at(21)
    told = monitor.lines()
    monitor.stop()
    expect(any(line.startswith(ODD_TEXT + " igmp group 239.1.2.3 added") for line in told), "monitor says %r" % told)
    for output in (ours.run(QUERIERCTL, "groups"), ours.run("ip", "netns", "exec", ours.name, QUERIERCTL, "show"),
                   ours.run("ip", "netns", "exec", ours.name, QUERIERCTL, "show", "-v", name),
                   ours.run(QUERIERCTL, "groups", name + "x", check=False)):
        expect(ODD_TEXT in output, "querierctl says %r" % output)
        expect(not any(c in output for c in "\x1b\x07\udc9b"), "querierctl says %r" % output)
