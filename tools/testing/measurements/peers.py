#!/usr/bin/python3
"""Memory and the cost of a report, beside FRR's pimd and the daemons in PEERS.

Kernel: stock
Memory: 2G

Each has a namespace of its own with one interface, and hears the same reports
(IGMPv3, one source each). What a report costs is the time in which the kernel
takes it in, and the time that the daemon's processes run for it; ours has only
the first. Daemons get no more at once than their sockets hold.

Memory is that of a daemon's processes, their share of what they share; of ours,
the module, what the slab caches have for an interface with IGMP, and for its
files. The CPU may be emulated: compare only within this run.
"""

import os
import statistics
import time
from pathlib import Path

import others
from bench import (QUERIER, QUICK, enter, figure, module, querier, read, run,
                   wait_for, write)
from memory import slabs

STREAM = os.environ["REPORT_STREAM"]
HEAR = "/sys/module/report_stream/parameters/hear"
OURS = "ours"
GROUPS = 200 if QUICK else 1000
BURST = 50
ROUNDS = 3 if QUICK else 10
INTERFACES = 50
SETTLED_S = 5


def make_lan(netns):
    run(f"ip netns add {netns}")
    run(f"ip -n {netns} link add {others.INTERFACE} type dummy")
    run(f"ip -n {netns} address add 192.0.2.1/24 dev {others.INTERFACE}")
    run(f"ip -n {netns} link set {others.INTERFACE} multicast on up")
    run(f"ip -n {netns} link set lo up")


def own(process):
    """Bytes of a process, and its share of what it shares."""
    for line in Path(f"/proc/{process.pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError("no Pss")


def memory(processes):
    return sum(map(own, processes))


def ran(processes):
    """Nanoseconds that the processes ran, all their threads."""
    return sum(int(task.joinpath("schedstat").read_text().split()[0])
               for process in processes
               for task in Path(f"/proc/{process.pid}/task").iterdir())


def rest(processes):
    """Wait until they do nothing more."""
    def is_still():
        before = ran(processes)
        time.sleep(0.05)	# did it run meanwhile?
        return ran(processes) - before < 10 ** 6
    if processes:
        wait_for(is_still, "the daemon to be done", 60)


def lost(netns):
    """Messages that raw sockets had no room for."""
    lines = read("/proc/net/raw", netns).splitlines()[1:]
    return sum(int(line.split()[-1]) for line in lines)


def hear(netns, processes):
    """All groups are reported once; nanoseconds a report."""
    kernel, before = 0, ran(processes)
    for _ in range(GROUPS // BURST):
        enter(netns)
        write(HEAR, f"{others.INTERFACE} igmp {GROUPS} 1 {BURST}")
        enter()
        kernel += int(read(HEAR)) / 1000 * BURST
        rest(processes)
    return (kernel + ran(processes) - before) / GROUPS


class Cost:
    """What one of them needs: bytes, bytes a group, nanoseconds a report."""

    def __init__(self, netns, processes, count):
        base = count(processes)
        hear(netns, processes)
        self.group = (count(processes) - base) / GROUPS
        self.report = statistics.median(hear(netns, processes)
                                        for _ in range(ROUNDS))
        self.memory = base
        if lost(netns):
            raise RuntimeError(f"{netns} had no room for {lost(netns)} reports")


def interface_bytes():
    """Of one interface of ours with IGMP: mean of many."""
    names = [f"lan{i}" for i in range(INTERFACES)]
    for i, name in enumerate(names):
        run(f"ip link add {name} type dummy")
        run(f"ip address add 10.0.{i}.1/24 dev {name}")
        run(f"ip link set {name} multicast on up")
    before = sum(slabs().values())
    with module(QUERIER):
        for name in names:
            querier(name, "querier_enable", 1)
        size = (sum(slabs().values()) - before) / INTERFACES
    for name in names:
        run(f"ip link delete {name}")
    return size


def of_ours():
    """The module's own size counts, too."""
    interface = interface_bytes()
    make_lan(OURS)
    with module(QUERIER):
        loaded = int(read("/sys/module/igmp_querier/coresize"))
        querier(others.INTERFACE, "querier_enable", 1, netns=OURS)
        cost = Cost(OURS, [], lambda _: sum(slabs().values()))
        cost.memory = loaded + interface
        known = int(querier(others.INTERFACE, "groups", netns=OURS))
        if known < GROUPS:
            raise RuntimeError(f"{known} groups instead of {GROUPS}")
    return cost


def of_other(name):
    make_lan(name)
    with others.running(name) as processes:
        # Python's daemon is slow to start where the CPU is emulated.
        time.sleep(SETTLED_S)
        rest(processes)
        return Cost(name, processes, memory)


def judge(ours, name, cost):
    figure("memory to be the querier of one interface", f"beside {name}",
           ours.memory / 1024, cost.memory / 1024, ours.memory <= cost.memory,
           "KiB", name)
    # One that keeps no groups is no rule for those that do: the table shows it.
    if name not in others.present(exact=True):
        return
    # Else they fit into what it had.
    if cost.group:
        figure("memory of a group with a source", f"beside {name}", ours.group,
               cost.group, ours.group <= cost.group, "bytes", name)
    figure("report, and all that is done for it", f"beside {name}",
           ours.report / 1000, cost.report / 1000, ours.report <= cost.report,
           "us", name)


def main():
    others.note_absent()
    with module(STREAM):
        ours = of_ours()
        costs = {name: of_other(name) for name in others.present()}
    print(f"\n{GROUPS} groups; {'KiB':>15}{'bytes a group':>16}{'us a report':>14}")
    for name, cost in {"ours": ours, **costs}.items():
        print(f"{name:15}{cost.memory / 1024:15.0f}{cost.group:16.0f}"
              f"{cost.report / 1000:14.2f}")
    for name, cost in costs.items():
        judge(ours, name, cost)
    if not costs:
        raise RuntimeError("there is no other querier to compare with")


if __name__ == "__main__":
    main()
