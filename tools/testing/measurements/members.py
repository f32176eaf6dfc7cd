#!/usr/bin/python3
"""What members cost: reports a second, bytes a group, a query among many.

Kernel: uml-plain
Memory: 6G

The same stream of reports (IGMPv3, MLDv2), one group each, in an order that no
cache likes, is heard by an interface that does nothing with them, by one with a
querier, by a port of a bridge that does not snoop and by one that does. They
take turns in bursts of some milliseconds, and in each round the faster half of
each counts. What hearing members costs is the difference in each pair.

Is that fair? Each pair does the same with a report in all else, which the
profile of each confirms: no host here is a member of the reports' own group, so
that the stack drops all of them at the same place, on the bridge's pairs
behind the bridge. The pair's other half is in a namespace without our hook, as
is the bridge, so the hook is in our share alone. Checksums of IGMP and MLD are
verified by both, as no card did it. What is not the same:

- The querier reads the clock for each report, the bridge counts ticks. So no
  group is heard twice in a tick: the second time the bridge's timer would not
  change at all. Even so it mostly stays in its bucket of the wheel; on a LAN
  minutes are between two reports, and it moves to another.
- Of 64 sources the bridge keeps 32.
- The querier remembers the last reporter and what it could not accept; it
  compares the sender's address with its own and its subnets.
"""

import os
import random
import statistics
import time

from bench import (QUERIER, QUICK, Sample, enter, figure, interval, load, module,
                   querier, read, run, settle, verdict, write)
from tracing import ALLOCATIONS, TIMERS, allocated, timer_runs, traced

STREAM = os.environ["REPORT_STREAM"]
BRIDGE = "llc", "stp", "bridge"
PARAMETERS = "/sys/module/report_stream/parameters"
GROUPS = 10, 1000, 100000
SOURCES = 1, 64
# One link may hold half of three quarters of 1 GiB: so many groups of many.
MEMORY_MAX = "/sys/module/igmp_querier/parameters/members_memory_max"
MOST_OF_MANY = 80000
ROUNDS = 12 if QUICK else 60
BURSTS = 5
REPORTS = {1: 3000, 64: 300}	# in a burst, by sources, but
PASSES = 6			# each group so often at most
FAMILIES = "igmp", "mld"
BRIDGE_KEEPS = 32	# sources a group: more are not kept there
QUERIES = 200
GROUP_BYTES = 192
IN_PAGES = 4096 / (4096 // GROUP_BYTES) + 4

# A namespace and two devices in it; one hears nothing of members.
OTHERS = "others"
IDLE = {"querier": (OTHERS, "plain"), "bridge": (OTHERS, "port0")}
BUSY = {"querier": (None, "lan"), "bridge": (OTHERS, "port1")}


def amounts(sources):
    """How many groups to measure with: the last ones are as many as can be."""
    most = MOST_OF_MANY if sources > 1 else GROUPS[-1]
    return tuple(min(groups, most) for groups in GROUPS)


def make_devices():
    for name in BRIDGE:
        load(f"{os.environ['KERNEL_MODULES']}/{name}.ko")
    write("/proc/sys/net/ipv6/conf/default/accept_dad", "0")
    run("ip link add lan type dummy")
    run("ip address add 192.0.2.1/24 dev lan")
    run("ip link set lan multicast on up")
    run(f"ip netns add {OTHERS}")
    others = f"ip -n {OTHERS}"
    for name in "plain", "port0", "port1":
        run(f"{others} link add {name} type dummy")
        run(f"{others} link set {name} multicast on up")
    run(f"{others} address add 192.0.2.2/24 dev plain")
    run(f"{others} link add flat type bridge mcast_snooping 0")
    run(f"{others} link set port0 master flat")
    run(f"{others} link set flat up")
    make_bridge()


def make_bridge():
    others = f"ip -n {OTHERS}"
    run(f"{others} link add snooping type bridge mcast_snooping 1 "
        "mcast_igmp_version 3 mcast_mld_version 2 "
        "mcast_hash_max 8388608 mcast_router 0")
    run(f"{others} link set port1 master snooping")
    run(f"{others} link set snooping up")


def empty_bridge():
    """Just down, it would go on for minutes to free what it has."""
    run(f"ip -n {OTHERS} link delete snooping")
    make_bridge()


def empty_querier(families=FAMILIES):
    """Begins again, with these families."""
    for family in FAMILIES:
        querier("lan", "querier_enable", 0, family)
    for family in families:
        querier("lan", "querier_enable", 1, family)


def hear(where, family, groups, sources, reports):
    """Nanoseconds that each report took."""
    netns, name = where
    enter(netns)
    write(f"{PARAMETERS}/hear",
          f"{name} {family} {groups} {sources} {reports}")
    enter()
    return int(read(f"{PARAMETERS}/hear")) / 1000


def hear_first(side, family, groups, sources):
    return hear(BUSY[side], family, groups, sources, groups)


def check(family, groups):
    """Both keep what they hear."""
    count = int(querier("lan", "groups", family=family))
    if count < groups:
        raise RuntimeError(f"{count} groups instead of {groups}")
    if groups <= 1000:
        known = os.popen(f"bridge -n {OTHERS} mdb show dev snooping").read()
        if len(known.splitlines()) < groups:
            raise RuntimeError("the bridge does not keep all groups")


def one_round(family, groups, sources):
    """Nanoseconds a report: all of it and what is for members, by side."""
    devices = [where[side] for side in BUSY for where in (IDLE, BUSY)]
    reports = min(REPORTS[sources], PASSES * groups)
    bursts = {where: [] for where in devices}
    for _ in range(BURSTS):
        for where in random.sample(devices, len(devices)):
            bursts[where].append(hear(where, family, groups, sources, reports))
    # The others were disturbed.
    times = {where: statistics.mean(sorted(took)[:(BURSTS + 1) // 2])
             for where, took in bursts.items()}
    return {side: (times[BUSY[side]], times[BUSY[side]] - times[IDLE[side]])
            for side in BUSY}


def measure(family, groups, sources):
    """Rounds of nanoseconds a report, and what the very first ones took."""
    empty_bridge()
    empty_querier()
    first = {side: hear_first(side, family, groups, sources) for side in BUSY}
    check(family, groups)
    # The bridge's hash tables grow in the background, for seconds.
    settle()
    return first, [one_round(family, groups, sources) for _ in range(ROUNDS)]


def column(rounds, side, i):
    return [took[side][i] for took in rounds]


def show(family, groups, sources, first, rounds):
    for side in BUSY:
        whole, net = (Sample(column(rounds, side, i)) for i in range(2))
        print(f"{family:4} {groups:7} groups {sources:3} sources  {side:8}"
              f" {1e9 / whole.median:11,.0f} reports/s {whole.median:9.0f} ns"
              f" ({whole.quartiles[0]:.0f} .. {whole.quartiles[2]:.0f}),"
              f" of it for members {net.median:6.0f}"
              f" ({net.quartiles[0]:.0f} .. {net.quartiles[2]:.0f}),"
              f" the first time {first[side]:7.0f} ns", flush=True)


def kept(side, sources):
    """How many sources of a group it keeps."""
    return sources if side == "querier" else min(sources, BRIDGE_KEEPS)


def judge(family, groups, sources, rounds):
    """Against the bridge, which had the same noise in each round.

    A source that it does not keep costs it little: of many, each that is kept
    is compared.
    """
    unit = "1 source" if sources == 1 else f"{sources} sources, each kept"
    for i, what in enumerate(("", ", members alone")):
        ours, theirs = ([took / kept(side, sources)
                         for took in column(rounds, side, i)]
                        for side in BUSY)
        above = Sample([a - b for a, b in zip(ours, theirs)])
        figure(f"{family} report, {unit}{what}", f"{groups} groups",
               statistics.median(ours), statistics.median(theirs),
               verdict(above.high <= 0, above.low > 0), beside="bridge",
               note=f"above it: {interval(above)}")


def speed(family, sources):
    costs = []
    for groups in amounts(sources):
        first, rounds = measure(family, groups, sources)
        show(family, groups, sources, first, rounds)
        judge(family, groups, sources, rounds)
        costs.append(statistics.median(column(rounds, "querier", 1)))
    growth = costs[-1] / max(costs[0], 1)
    # log(100000) / log(10)
    figure(f"report among many groups, members alone, against {GROUPS[0]}",
           f"{family}, {amounts(sources)[-1]} groups, {sources} sources",
           growth, 5, growth <= 5, "times")


def slab():
    for _ in range(3):
        write("/proc/sys/vm/drop_caches", "2")
    with open("/proc/meminfo", encoding="ascii") as file:
        sizes = dict(line.split(":") for line in file)
    return int(sizes["SUnreclaim"].split()[0]) * 1024


def bytes_of_all(family, groups, sources):
    """By what the tracepoints tell, or, of many, by whole pages."""
    if groups > 1000:
        before = slab()
        hear_first("querier", family, groups, sources)
        return slab() - before
    with traced(ALLOCATIONS, kilobytes=32768) as lines:
        hear_first("querier", family, groups, sources)
        return allocated(lines())


def memory():
    for family in FAMILIES:
        for sources in 0, *SOURCES:
            each = {}
            for groups in amounts(sources):
                empty_querier()
                each[groups] = bytes_of_all(family, groups, sources) / groups
            told = ", ".join(f"{size:.0f} among {groups}"
                             for groups, size in each.items())
            if sources:
                print(f"{family}: bytes of a group with {sources} sources: "
                      f"{told}", flush=True)
                continue
            for groups, size in each.items():
                # Of many, the rest of each page counts, too.
                most = GROUP_BYTES if groups <= 1000 else IN_PAGES
                figure("memory of a group", f"{family}, among {groups}", size,
                       most, size <= most, "bytes")


def query_cost(family, groups):
    """Microseconds that our timer needs for a general query."""
    empty_querier((family,))
    hear_first("querier", family, groups, 1)
    querier("lan", "query_response_interval_ms", 100, family)
    before = int(querier("lan", "statistics/queries_sent", family=family))
    with traced(*TIMERS) as lines:
        # Each new MAC causes one query at once, once in an interval.
        for i in range(QUERIES):
            run(f"ip link set lan address 02:00:00:00:00:{i:02x}")
            time.sleep(0.12)	# longer than that
        runs = sorted(timer_runs(lines()))
    sent = int(querier("lan", "statistics/queries_sent", family=family))
    if len(runs) < QUERIES or sent - before < QUERIES:
        raise RuntimeError(f"{sent - before} queries in {len(runs)} runs")
    # The others were disturbed, or had something else to do.
    return statistics.mean(runs[:len(runs) // 4]) * 1e6


def query(family):
    few, many = (query_cost(family, groups)
                 for groups in (GROUPS[0], GROUPS[-1]))
    figure(f"a general query among {GROUPS[-1]} groups",
           f"{family}, 1.5 times are allowed", many, few, many <= 1.5 * few,
           "us", f"among {GROUPS[0]}")


def main():
    make_devices()
    with module(QUERIER), module(STREAM):
        write(MEMORY_MAX, str(1 << 30))
        for family in FAMILIES:
            # With room for this host's own.
            querier("lan", "max_groups", GROUPS[-1] + 100, family)
        memory()
        for family in FAMILIES:
            query(family)
        look = int(read(f"{PARAMETERS}/clock")) / 1000
        print(f"a look at the clock takes {look:.0f} ns here")
        for sources in SOURCES:
            for family in FAMILIES:
                speed(family, sources)


if __name__ == "__main__":
    main()
