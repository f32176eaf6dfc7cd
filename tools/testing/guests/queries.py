# SPDX-License-Identifier: GPL-2.0
"""When a machine sends its first query, by its own clock."""
from querierlan.expect import expect, expect_equal

CARD_NAME = "enp0s5"            # as systemd names a card in slot 5
IN_TIME = 1                     # s
QUERY_LENGTH = 14 + 24 + 12     # Ethernet, IP with Router Alert, IGMPv3: no other frame of IPv4 here is as long
SENT = r"dev=(\S+) .*protocol=0x0800 .* len=%d " % QUERY_LENGTH


def queries_sent(guest, name=CARD_NAME):
    """When IGMP queries were handed to the card."""
    return [moment for moment, found in guest.trace("net_dev_start_xmit", SENT) if found.group(2) == name]


def carrier(guest, before, name=CARD_NAME):
    """When a card got carrier: its queue is activated when it goes up, and again when carrier comes later."""
    return max(moment for moment, found in guest.trace("carrier", r'dev="(\S+)"')
               if found.group(2) == name and moment < before)


def first_query_in_time(guest, unit="querier.service"):
    """After a boot."""
    __tracebackhide__ = True
    ended = guest.property(unit, "ActiveEnterTimestampMonotonic")
    expect_equal(guest.property(unit, "ActiveState"), "active", unit)
    guest.card.wait_for(guest.booted, kind="query", family="igmp")
    first = queries_sent(guest)[0]
    since = carrier(guest, first)
    said = "carrier %.3f, end of the unit %.3f, first query %.3f" % (since, ended, first)
    print(said)
    getty = guest.property("getty.target", "ActiveEnterTimestampMonotonic")
    expect(ended < getty, "the unit ends after getty.target, %.3f: %s" % (getty, said))
    expect(first <= max(since, ended) + IN_TIME, "too late: " + said)
