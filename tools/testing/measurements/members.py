#!/usr/bin/python3
"""What members cost: reports a second, bytes a group, and their end.

Kernel: uml-plain
Memory: 6G

The same stream of reports (IGMPv3, MLDv2), one group each, in an order that no
cache likes, is heard by an interface that does nothing with them, by one with a
querier, by a port of a bridge that does not snoop and by one that does. What
hearing costs is the difference in each pair. All four take turns.
"""

import os
import random

from bench import QUERIER, QUICK, Sample, figure, module, querier, run, write

STREAM = os.environ["REPORT_STREAM"]
PARAMETERS = "/sys/module/report_stream/parameters"
GROUPS = 10, 1000, 100000
SOURCES = 1, 64
ROUNDS = 5 if QUICK else 15
REPORTS = 100000	# at least so many a round
FAMILIES = "igmp", "mld"
BRIDGE_KEEPS = 32	# sources a group: more are not kept there

PAIRS = {"querier": ("plain", "lan"), "bridge": ("port0", "port1")}


def make_devices():
    write("/proc/sys/net/ipv6/conf/default/accept_dad", "0")
    for name in "plain", "lan", "port0", "port1":
        run(f"ip link add {name} type dummy")
        run(f"ip link set {name} multicast on up")
    run("ip address add 192.0.2.1/24 dev lan")
    run("ip address add 192.0.2.2/24 dev plain")
    run("ip link add flat type bridge mcast_snooping 0")
    run("ip link add snooping type bridge mcast_snooping 1 "
        "mcast_igmp_version 3 mcast_mld_version 2 "
        "mcast_hash_max 8388608 mcast_router 0")
    run("ip link set port0 master flat")
    run("ip link set port1 master snooping")
    run("ip link set flat up")
    run("ip link set snooping up")


def forget():
    """Empty tables on both sides."""
    for family in FAMILIES:
        querier("lan", "querier_enable", 0, family)
    run("ip link set snooping down")
    run("ip link set snooping up")
    for family in FAMILIES:
        querier("lan", "querier_enable", 1, family)


def hear(name, family, groups, sources, rounds=1):
    """Nanoseconds that each report took."""
    write(f"{PARAMETERS}/hear", f"{name} {family} {groups} {sources} {rounds}")
    with open(f"{PARAMETERS}/hear", encoding="ascii") as file:
        return int(file.read())


def slab():
    for _ in range(3):
        write("/proc/sys/vm/drop_caches", "2")
    with open("/proc/meminfo", encoding="ascii") as file:
        sizes = dict(line.split(":") for line in file)
    return int(sizes["SUnreclaim"].split()[0]) * 1024


def measure(family, groups, sources):
    """Samples of nanoseconds a report, by who hears it."""
    forget()
    first = {side: hear(pair[1], family, groups, sources)
             for side, pair in PAIRS.items()}
    count = int(querier("lan", "groups", family=family))
    if count < groups:
        raise RuntimeError(f"{count} groups instead of {groups}")
    rounds = max(REPORTS // groups, 1)
    times = {side: [] for side in PAIRS}
    for _ in range(ROUNDS):
        for side in random.sample(list(PAIRS), len(PAIRS)):
            idle, busy = (hear(name, family, groups, sources, rounds)
                          for name in PAIRS[side])
            times[side].append((busy, busy - idle))
    return first, {side: [Sample(column) for column in zip(*rows)]
                   for side, rows in times.items()}


def show(family, groups, sources, first, samples):
    for side, (whole, net) in samples.items():
        print(f"{family:4} {groups:7} groups {sources:3} sources  {side:8}"
              f" {1e9 / whole.median:11,.0f} reports/s {whole.median:9.0f} ns,"
              f" of it for members {net.median:+9.0f}"
              f" ({net.low:+.0f} .. {net.high:+.0f}),"
              f" the first time {first[side]:9} ns", flush=True)


def judge(family, groups, sources, samples):
    (_, ours), (_, bridge) = samples["querier"], samples["bridge"]
    kept = f" (which keeps {BRIDGE_KEEPS} sources of them)" \
        if sources > BRIDGE_KEEPS else ""
    figure(f"{family} report, {groups} groups, {sources} sources",
           f"{ours.median:.0f} ns",
           f"at most the bridge's {bridge.median:.0f} ns{kept}",
           ours.median <= bridge.median)
    return ours.median


def speed(family):
    costs = {}
    for sources in SOURCES:
        for groups in GROUPS:
            first, samples = measure(family, groups, sources)
            show(family, groups, sources, first, samples)
            costs[groups, sources] = judge(family, groups, sources, samples)
    few, many = GROUPS[0], GROUPS[-1]
    for sources in SOURCES:
        growth = costs[many, sources] / max(costs[few, sources], 1)
        figure(f"{family} report among {many} groups against {few}, "
               f"{sources} sources", f"{growth:.2f} times",
               "log(100000) / log(10) = 5 times", growth <= 5)


def memory():
    groups = GROUPS[-1]
    forget()
    before = slab()
    hear("lan", "igmp", groups, 0)
    each = (slab() - before) / groups
    figure("memory of a group without sources", f"{each:.0f} bytes",
           "at most 256 bytes", each <= 256)
    before = slab()
    hear("lan", "igmp", groups, 16)
    each = (slab() - before) / groups / 16
    print(f"memory of a source: {each:.0f} bytes")


def end_of_all():
    """All groups run out together, and a timer waits for its turn."""
    groups = GROUPS[-1]
    forget()
    for name, value in (("robustness", 1), ("query_response_interval_ms", 100),
                        ("query_interval_ms", 4000)):
        querier("lan", name, value)
    write(f"{PARAMETERS}/latest", "1")
    run("sleep 8")
    idle = latest()
    hear("lan", "igmp", groups, 0)
    write(f"{PARAMETERS}/latest", "1")
    before = int(querier("lan", "groups"))
    run("sleep 8")
    after = int(querier("lan", "groups"))
    figure(f"{before - after} groups that run out together keep a CPU for",
           f"{latest():.2f} ms (nothing to do: {idle:.2f} ms)",
           "at most 10 ms", latest() <= 10 and not after)


def latest():
    with open(f"{PARAMETERS}/latest", encoding="ascii") as file:
        return int(file.read()) / 1e6


def main():
    make_devices()
    with module(QUERIER), module(STREAM):
        for family in FAMILIES:
            # With room for this host's own.
            querier("lan", "max_groups", GROUPS[-1] + 100, family)
            querier("lan", "querier_enable", 1, family)
        memory()
        for family in FAMILIES:
            speed(family)
        end_of_all()


if __name__ == "__main__":
    main()
