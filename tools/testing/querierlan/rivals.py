# SPDX-License-Identifier: GPL-2.0
"""A querier of ours and a rival made by hand."""
from querierlan.expect import expect_near
from querierlan.families import Igmp

LOW, OWN, HIGH = "10.0.0.1", "10.0.0.5", "10.0.0.200"
# Robustness x query interval + half a response interval (RFC 9776 8.5, RFC 9777 9.5), with the defaults.
OQPI = 255


def ours_and_rogue(lan, address=OWN + "/24"):
    """A host of ours, and one that sends what it is told to."""
    return lan.hosts(ours=address, rogue=None)


def loses_at(lan, moment, ours, rogue, message=None, src=None, family=Igmp):
    """At this moment a better querier is heard, and believed."""
    src = src or family.low
    lan.at(moment)
    family.send(rogue, message or family.newest_query(), src)
    family.querier(ours).expect(state="non-querier", querier_address=src)


def takes_over_at(lan, moment, ours, family):
    """Not a millisecond sooner or later."""
    querier = family.querier(ours)
    lan.at(moment - 0.001)
    querier.expect(state="non-querier", querier_address=family.low)
    expect_near(querier.expires, 0.001, "time left")
    lan.at(moment + 0.001)
    querier.expect(state="querier", querier_address=family.own, other_querier_expires_ms=0)


def general_queries(host, family, since=0):
    """Those that it sent."""
    return host.sent(since, kind="query", family=family.name, group=family.nothing)
