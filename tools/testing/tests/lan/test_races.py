# SPDX-License-Identifier: GPL-2.0
"""Many things at once, at random, for a while: no splat, no leak, and it works as before.

In simulated time, and on four processors in real time. STRESS_SECONDS is how
long each race lasts.
"""
import os

import pytest

from querierlan import turmoil
from querierlan.expect import expect
from querierlan.worktrace import WorkTrace

pytestmark = pytest.mark.unhealthy("interfaces come and go, and settings change")

KERNELS = [pytest.param(0.7, id="sim", marks=pytest.mark.machine("uml-sim", timeout=3000)),
           pytest.param(15, id="smp", marks=pytest.mark.machine("x86_64-kunit", timeout=3000))]
RACES = {
    # Readers and writers of the files, under a flood, while links and addresses change.
    "configuration": ("enable", "tune", "read", "flood", "flap", "address", "unplug"),
    # Interfaces are renamed, moved, enslaved, made and removed under their queriers.
    "devices": ("enable", "read", "flood", "rename", "move", "enslave", "create", "flap"),
    # Ports below bridges and bonds come and go, with and without a carrier, under queriers that are asked to ask.
    "ports": ("ports", "enable", "flap", "create", "move", "unplug", "flood"),
    # Network cards come and go below bridges, whose queriers are to serve what leads to one.
    "cards": ("cards", "enable", "flap", "enslave", "move", "ports", "begin"),
    # Namespaces come and go with enabled interfaces in them.
    "namespaces": ("namespaces", "enable", "move", "flood"),
    # The module is unloaded under load, and loaded again.
    "modules": ("reload", "hold", "enable", "tune", "read", "flood", "flap", "namespaces"),
    # Files are held open and written while their interfaces vanish and move, and while the module goes.
    "files": ("hold", "move", "create", "rename", "namespaces", "reload", "address6"),
    # Thousands of members come and go, are dumped and reported, while what keeps them is switched on and off.
    "members": ("members", "dump", "track", "ration", "enable", "mtu", "address6", "flap"),
    "everything": tuple(turmoil.ACTORS),
}


@pytest.fixture(params=KERNELS)
def seconds(request):
    """How long a race lasts in this kernel."""
    return float(os.environ.get("STRESS_SECONDS", request.param))


def after_turmoil(lan, actors, seconds):
    """Let them loose, and then see whether a new host is served as ever."""
    stage = turmoil.Stage(lan)
    turmoil.run(stage, actors, os.environ.get("QR_SEED", "1"), seconds)
    host = lan.hosts(fresh="10.0.5.1/24")
    host.querier.enable()
    lan.after(2)
    host.querier.expect(state="querier", querier_address="10.0.5.1")
    expect(host.sent(kind="query", src="10.0.5.1"), "a new host's querier does not query")
    return host


@pytest.mark.parametrize("race", RACES)
def test_race(lan, seconds, race):
    """All these at once; then a new host is served as ever."""
    after_turmoil(lan, RACES[race], seconds)


def test_deferred(lan, seconds):
    """What notifiers put off runs one after the other, in a queue of the module's own."""
    trace = WorkTrace()
    # "create" and "move" wait with rtnl held, for which two of them would have to wait side by side.
    host = after_turmoil(lan, ("enable", "address6", "flap", "move", "create", "enslave"), seconds)
    # Perhaps nothing was put off so far. As a port it no longer hears all for its querier, and released it does.
    host.ip("link add br0 type bridge", "link set eth0 master br0")
    lan.after(2)
    host.ip("link set eth0 nomaster")
    lan.after(2)
    trace.close()
    runs, most, queues = trace.runs()
    expect(runs >= 2, "only %d were put off" % runs)
    expect(most == 1, "up to %d of %d ran at once" % (most, runs))
    expect(queues == {"igmp_querier"}, "the queues %r are in use" % queues)
