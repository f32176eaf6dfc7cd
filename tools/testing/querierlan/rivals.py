# SPDX-License-Identifier: GPL-2.0
"""A querier of ours and a rival made by hand."""
from querierlan import igmp

LOW, OWN, HIGH = "10.0.0.1", "10.0.0.5", "10.0.0.200"
# Robustness x query interval + half a response interval (RFC 9776 8.5), with the defaults.
OQPI = 255


def ours_and_rogue(lan, address=OWN + "/24"):
    """A host of ours, and one that sends what it is told to."""
    return lan.hosts(ours=address, rogue=None)


def loses_at(lan, moment, ours, rogue, message=None, src=LOW):
    """At this moment a better querier is heard, and believed."""
    lan.at(moment)
    rogue.send(message or igmp.query_v3(), src=src)
    ours.querier.expect(state="non-querier", querier_address=src)
