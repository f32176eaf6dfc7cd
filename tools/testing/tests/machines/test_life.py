# SPDX-License-Identifier: GPL-2.0
"""The life of a machine: our packages are installed, a querier is enabled, the machine boots again."""
from guests.queries import CARD_NAME, first_query_in_time
from querierlan.expect import expect_equal

SETTLE = "udevadm settle --timeout=280"


def test_nothing_before(guest):
    """Packages alone serve nothing."""
    expect_equal(guest.property("querier.service", "ConditionResult"), "no", "the unit is wanted")
    expect_equal(guest.card.select(kind="query"), [], "queries")


def test_reboot(guest):
    """What "enable --save" enables queries within a second of carrier and the unit's end, which is before any login."""
    guest.run("modprobe igmp_querier; %s; querierctl enable --save %s" % (SETTLE, CARD_NAME))
    guest.card.wait_for(kind="query", family="igmp")
    guest.reboot()
    first_query_in_time(guest)
