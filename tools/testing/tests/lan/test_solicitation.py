# SPDX-License-Identifier: GPL-2.0
"""Switches ask for a general query after a topology change: by an IGMP leave for 0.0.0.0."""
import pytest

from querierlan import igmp, mld
from querierlan.expect import expect_equal

pytestmark = pytest.mark.machine("uml-sim")

SOLICITATION = igmp.leave("0.0.0.0")
FIRST = [0, 31.25]
GROUP = "239.1.2.3"


def ours_and_switch(lan, **settings):
    """Our querier, past its startup series, and a switch that solicits."""
    ours, switch = lan.hosts(ours="10.0.0.5/24", asking="10.0.0.9/24")
    ours.querier.set(**settings)
    ours.querier.enable()
    lan.at(40)
    return ours, switch


def solicit(switch, src="10.0.0.9", dst=igmp.ALL_ROUTERS, message=SOLICITATION, **header):
    switch.send(message, src, dst=dst, **header)


def expect_heard(querier, solicitations, leaves=0):
    expect_equal((querier.count("solicitations_heard"), querier.count("leaves_heard")), (solicitations, leaves),
                 "solicitations and leaves heard")


SOLICITATIONS = {
    "with-an-address": ("10.0.0.9", {}),
    # Switches without an address send it from there.
    "without-an-address": ("0.0.0.0", {}),
    # This version ignores leaves, but it is not about members.
    "version-1": ("0.0.0.0", {"version": 1}),
    "version-2": ("10.0.0.9", {"version": 2}),
    "without-a-table": ("10.0.0.9", {"track_groups": 0}),
}


@pytest.mark.parametrize("src, settings", SOLICITATIONS.values(), ids=SOLICITATIONS)
def test_answered_at_once(lan, src, settings):
    """A solicitation brings a general query at once, and the rhythm goes on."""
    ours, switch = ours_and_switch(lan, **settings)
    version = int(settings.get("version", 3))
    solicit(switch, src)
    lan.at(200)
    ours.expect_queries(FIRST + [40, 156.25], version=version, group="0.0.0.0")
    expect_heard(ours.querier, 1)
    expect_equal(ours.querier.groups, 0, "groups")


def test_flood(lan):
    """A hundred solicitations in ten seconds bring four queries at once, then one each response interval."""
    ours, switch = ours_and_switch(lan)
    for i in range(100):
        lan.at(40 + i / 10)
        solicit(switch)
    lan.at(150)
    ours.expect_queries(FIRST + [40, 40.1, 40.2, 40.3, 50])
    expect_heard(ours.querier, 100)


@pytest.mark.unhealthy("queries are rare")
def test_flood_without_end(lan):
    """However many come, the rhythm stays, and the extra queries are one each response interval."""
    ours, switch = ours_and_switch(lan, query_response_interval_ms=20000)
    for i in range(220):
        lan.at(40 + i)
        solicit(switch)
    lan.at(290)
    # 156.25 is regular, and answers what waited for the refill at 160; so the next one draws at 160.
    expected = [40, 41, 42, 43, 60, 80, 100, 120, 140, 156.25, 160, 180, 200, 220, 240, 260, 281.25]
    ours.expect_queries(FIRST + expected)


def test_shared_bucket(lan):
    """A new address and solicitations share what may be asked at once."""
    ours, switch = ours_and_switch(lan)
    for i in range(2):
        lan.at(41 + i)
        solicit(switch)
    for i in range(4):
        lan.at(43 + i)
        ours.ip("link set eth0 address 02:00:00:00:01:0%d" % i)
    lan.at(150)
    ours.expect_queries(FIRST + [41, 42, 43, 44, 51])


def test_not_the_querier(lan):
    """A non-querier counts it and keeps silent, also once it has taken over."""
    ours, switch = ours_and_switch(lan)
    switch.send(igmp.query_v3(), "10.0.0.1")
    lan.at(50)
    solicit(switch)
    lan.at(305)
    ours.expect_queries(FIRST + [295], tolerance=0.001)
    expect_heard(ours.querier, 1)


@pytest.mark.unhealthy("another host has its address; a sender is of another subnet")
def test_refused(lan):
    """It is held to the rules for leaves."""
    ours, switch = ours_and_switch(lan, require_router_alert=1)
    querier = ours.querier
    for counter, words in (("ignored_destination", dict(dst=igmp.ALL_HOSTS)),
                           ("ignored_destination", dict(dst="10.0.0.5", mac_dst=ours.mac)),
                           ("ignored_ttl", dict(ttl=64)),
                           ("ignored_checksum", dict(message=igmp.leave("0.0.0.0", check=0x1234))),
                           ("ignored_router_alert", dict(options=b"")),
                           ("ignored_off_subnet", dict(src="192.0.2.1")),
                           ("ignored_duplicate_address", dict(src="10.0.0.5")),
                           ("ignored_source", dict(src="127.0.0.1"))):
        before = querier.count(counter)
        solicit(switch, **words)
        expect_equal(querier.count(counter), before + 1, "%s of %r" % (counter, words))
    querier["accept_off_subnet"] = 1
    querier["require_router_alert"] = 0
    solicit(switch, src="192.0.2.1", options=b"")
    lan.at(150)
    ours.expect_queries(FIRST + [40])
    expect_heard(querier, 1)


def test_beside_leaves(lan):
    """A leave for a group is a leave, as ever."""
    ours, switch = ours_and_switch(lan)
    switch.send(igmp.leave(GROUP), "10.0.0.9", dst=igmp.ALL_ROUTERS)
    lan.at(45)
    expect_heard(ours.querier, 0, 1)


def test_none_in_mld(lan):
    """A done for :: is not known from any switch, and is refused."""
    ours, switch = lan.hosts(ours="fe80::5/64", asking="fe80::9/64")
    ours.mld.enable()
    lan.at(40)
    switch.send_mld(mld.done("::"), "fe80::9", dst=mld.ALL_ROUTERS)
    lan.at(150)
    ours.expect_queries(FIRST, family="mld")
    expect_equal((ours.mld.count("ignored_group"), ours.mld.count("solicitations_heard")), (1, 0),
                 "refused and heard")
