# SPDX-License-Identifier: GPL-2.0
"""A LAN for each test."""
import pytest

from querierlan.families import FAMILIES
from querierlan.lan import Lan
from querierlan.namespace import call

PR_SET_TIMERSLACK = 29


@pytest.fixture
def lan(request):
    """A new LAN, and its end."""
    # Sleeps end on time: 50 us late is the default.
    call("prctl", PR_SET_TIMERSLACK, 1)
    one = request.node.lan = Lan()          # where a report of any phase finds it
    yield one
    one.close()


@pytest.fixture(params=FAMILIES, ids=lambda family: family.name)
def family(request):
    """IGMP, and then MLD."""
    return request.param
