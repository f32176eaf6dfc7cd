#!/usr/bin/python3
"""All VLANs that a device can have: to enable them, and their first queries.

Kernel: uml-plain
Memory: 1536M

Both protocols on each. How long it takes to enable them is measured while they
are quiet; what this host's own stack does with the queries comes later, over some
8 seconds. Then the device below them passes 100 Mbit/s and queues 1000 packets,
so that queries in the same moment would be lost, and the trace tells when a link
starts and when it first queries: once as they are enabled, and once as the
device gets its carrier, when all of them come up together.
"""

import os
import re
import statistics
import subprocess
import time

from bench import (QUERIER, QUICK, Sample, figure, module, querier, read, run,
                   settle, wait_for, wait_for_link, write)
from tracing import traced

VLANS = 4094
FAMILIES = "igmp", "mld"
ROUNDS = 3
ENABLE_MS = 1000
LAST_MS = 130
ALONE_MS = 1
TOOL = os.environ["QUERIERCTL"]
NAMES = [f"v{i}" for i in range(1, VLANS + 1)]

EVENTS = "igmp_querier/igmp_querier_election", \
    "igmp_querier/igmp_querier_query_sent"
EVENT = re.compile(r" (\d+\.\d+): igmp_querier_(election|query_sent): "
                   r"dev (\S+ \w+) (\S+)")


def make_vlans():
    for setting in "accept_dad", "router_solicitations":
        write(f"/proc/sys/net/ipv6/conf/default/{setting}", "0")
    run("ip link add base type veth peer name peer")
    run("ip link set peer up")
    run("ip link set base up")
    wait_for_link("base")
    batch = [f"link add link base name {name} type vlan id {i}\n"
             f"address add 10.{i // 250}.{i % 250}.1/24 dev {name}\n"
             f"link set {name} up" for i, name in enumerate(NAMES, 1)]
    run("ip -batch -", input="\n".join(batch), text=True)
    # The kernel's own reports, which it sends in the first seconds.
    settle(2)


def slow_down(slow):
    """The device below, or not."""
    run("tc qdisc add dev base root netem rate 100mbit limit 1000" if slow
        else "tc qdisc del dev base root")


def waits(lines):
    """Milliseconds from a link's start to its first query."""
    started, found = {}, []
    for event in filter(None, map(EVENT.search, lines)):
        when, what, link, flags = event.groups()
        if what == "query_sent" and link in started:
            found.append((float(when) - started.pop(link)) * 1000)
        elif "started" in flags:
            started[link] = float(when)
    if started:
        raise RuntimeError(f"{len(started)} links did not query")
    return found


def failed():
    """Queries that a device did not take, of all links."""
    return sum(int(read(f"/sys/class/net/{name}/{family}/statistics/"
                        "queries_failed"))
               for name in NAMES for family in FAMILIES)


def sent():
    return sum(int(read(f"/sys/class/net/{name}/{family}/statistics/"
                        "queries_sent"))
               for name in NAMES for family in FAMILIES)


def enable(*names):
    """Milliseconds that it took."""
    start = time.monotonic()
    subprocess.run([TOOL, "enable", *names], check=True)
    return (time.monotonic() - start) * 1000


def by_hand():
    """The same by the files alone: what of it is the kernel's."""
    start = time.monotonic()
    for name in NAMES:
        for family in FAMILIES:
            file = os.open(f"/sys/class/net/{name}/{family}/querier_enable",
                           os.O_WRONLY)
            os.write(file, b"1")
            os.close(file)
    return (time.monotonic() - start) * 1000


def enabled_together():
    with traced(*EVENTS, kilobytes=16384) as lines:
        enable(*NAMES)
        time.sleep(2)	# until all have sent
        return waits(lines())


def up_together():
    """With the carrier of the device below."""
    run("ip link set peer down")
    wait_for(lambda: querier("v4094", "state", family="mld") == "down",
             "the VLANs to go down", 120)
    with traced(*EVENTS, kilobytes=16384) as lines:
        run("ip link set peer up")
        wait_for(lambda: querier("v4094", "state", family="mld") == "querier",
                 "the VLANs to come up", 120)
        time.sleep(2)	# until all have sent
        return waits(lines())


def alone():
    found = []
    for family in FAMILIES * 10:
        querier("v1", "querier_enable", 0, family)
        with traced(*EVENTS) as lines:
            querier("v1", "querier_enable", 1, family)
            time.sleep(0.1)	# until it has sent
            found += waits(lines())
    return found


def judge_waits(what, found):
    sample = Sample(found)
    print(f"{what}: {len(found)} links queried {sample.median:.1f} ms after "
          f"their start in the median, {sample.values[-1]:.1f} at most")
    figure("first query of many links, the last one's wait", what,
           sample.values[-1], LAST_MS, sample.values[-1] <= LAST_MS, "ms")


def main():
    # Each VLAN has lines in the kernel's log, and a console would take longer.
    write("/proc/sys/kernel/printk", "1")
    make_vlans()
    times, kernels = [], []
    for _ in range(ROUNDS):
        with module(QUERIER):
            kernels.append(by_hand())
        settle(2)
        with module(QUERIER):
            times.append(enable(*NAMES))
        print(f"enabled in {times[-1]:.0f} ms, by the files alone in "
              f"{kernels[-1]:.0f}", flush=True)
        settle(2)
    slow_down(True)
    with module(QUERIER):
        found = enabled_together()
        together = up_together()
        lost, count = failed(), sent()
        slow_down(False)
        single = Sample(alone())
    took = statistics.median(times)
    figure(f"querierctl enable of {VLANS} VLANs", f"the median of {ROUNDS}",
           took, ENABLE_MS, took <= ENABLE_MS, "ms")
    judge_waits("enabled together", found)
    judge_waits("up together", together)
    figure("first query of a link alone, its wait", "the median",
           single.median, ALONE_MS, single.median <= ALONE_MS, "ms")
    figure("queries of many links that failed", f"of {count}", lost, 0,
           not lost, "")


if __name__ == "__main__":
    main()
