#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Many things at once, at random, for a while: no splat, no leak, and it works as before.

The same on several processors: tools/testing/stress.
"""
import os

import turmoil
from deferred import WorkTrace
from lan import case, expect, run_cases

SEED = os.environ.get("STRESS_SEED", "1")
SECONDS = float(os.environ.get("STRESS_SECONDS", "0.7"))


def after_turmoil(lan, actors):
    """Let them loose, and then see whether a new host is served as ever."""
    stage = turmoil.Stage(lan)
    turmoil.run(stage, actors, SEED, SECONDS)
    host = lan.hosts(fresh="10.0.5.1/24")
    host.querier.enable()
    lan.after(2)
    host.querier.expect(state="querier", querier_address="10.0.5.1")
    expect(host.sent(kind="query", src="10.0.5.1"), "a new host's querier does not query")


@case
def configuration(lan):
    """Readers and writers of the files, under a flood, while links and addresses change."""
    after_turmoil(lan, ("enable", "tune", "read", "flood", "flap", "address", "unplug"))


@case
def devices(lan):
    """Interfaces are renamed, moved, enslaved, made and removed under their queriers."""
    after_turmoil(lan, ("enable", "read", "flood", "rename", "move", "enslave", "create", "flap"))


@case
def ports(lan):
    """Ports below bridges and bonds come and go, with and without a carrier, under queriers that are asked to ask."""
    after_turmoil(lan, ("ports", "enable", "flap", "create", "move", "unplug", "flood"))


@case
def namespaces(lan):
    """Namespaces come and go with enabled interfaces in them."""
    after_turmoil(lan, ("namespaces", "enable", "move", "flood"))


@case
def modules(lan):
    """The module is unloaded under load, and loaded again."""
    after_turmoil(lan, ("reload", "hold", "enable", "tune", "read", "flood", "flap", "namespaces"))


@case
def files(lan):
    """Files are held open and written while their interfaces vanish and move, and while the module goes."""
    after_turmoil(lan, ("hold", "move", "create", "rename", "namespaces", "reload", "address6"))


@case
def members(lan):
    """Thousands of members come and go, are dumped and told, while what keeps them is switched on and off."""
    after_turmoil(lan, ("members", "dump", "track", "ration", "enable", "mtu", "address6", "flap"))


@case
def deferred(lan):
    """What notifiers put off runs one after the other, in a queue of the module's own."""
    trace = WorkTrace()
    # "create" and "move" wait with rtnl held, for which two of them would have to wait side by side.
    after_turmoil(lan, ("enable", "address6", "flap", "move", "create", "enslave"))
    trace.close()
    runs, most, queues = trace.runs()
    expect(runs, "nothing was put off: there is no test here")
    expect(most == 1, "up to %d of %d ran at once" % (most, runs))
    expect(queues == {"igmp_querier"}, "the queues %r are in use" % queues)


@case
def everything(lan):
    """All of it at once."""
    after_turmoil(lan, tuple(turmoil.ACTORS))


if __name__ == "__main__":
    print("seed %s, %g s each" % (SEED, SECONDS))
    run_cases()
