#!/usr/bin/python3
"""What many interfaces cost: dumps with nothing to tell, and finding a link for a packet.

Kernel: uml-plain
Memory: 1536M

Half of the interfaces are in another namespace of the same kernel, which no
dump of this one should feel. A packet is a report that comes in by an
interface without a querier, in a namespace where another one has one: it is
looked up, and nothing else is done. A firewall drops it right after that: in
the stack behind it each interface is a multicast route of IPv6 to be passed by.
"""

import os
import random
import statistics
import subprocess
import time

from bench import (QUICK, enter, figure, module, querier, QUERIER, read, run,
                   write)

SIZES = 10, 1000, 8000
ROUNDS = 3 if QUICK else 7
REPORTS = 2000
# Times of ip link show, which has more to tell of each interface.
TARGET = 1
# Nanoseconds between the fewest and the most interfaces: caches are missed.
LOOKUP_TARGET = 150

STREAM = os.environ["REPORT_STREAM"]
HEAR = "/sys/module/report_stream/parameters/hear"
TOOL = os.environ["QUERIERCTL"]
NAMESPACES = "here", "elsewhere"


# As late as ours, which goes before it as it is younger.
FIREWALL = """table inet after {
	chain ours {
		type filter hook prerouting priority 2147483647; policy drop;
	}
}"""


def make_interfaces(first, last):
    """In each namespace those with these numbers."""
    for netns in NAMESPACES:
        batch = [f"link add lan{i} type dummy\nlink set lan{i} multicast on up"
                 for i in range(first, last)]
        run(f"ip -n {netns} -batch -", input="\n".join(batch), text=True)


def seconds(command):
    """The least of some rounds, as seen from the namespace."""
    times = []
    for _ in range(ROUNDS):
        start = time.monotonic()
        run(f"ip netns exec here {command}", stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        times.append(time.monotonic() - start)
    return min(times)


def lookup(family, count):
    """Nanoseconds a report, on interfaces here and there."""
    times = []
    for i in random.sample(range(1, count), min(count - 1, 50)):
        write(HEAR, f"lan{i} {family} 64 0 {REPORTS}")
        times.append(int(read(HEAR)) / 1000)
    return statistics.median(times)


def measure():
    """By number of interfaces and what was measured."""
    found = {}
    count = 0
    for size in SIZES:
        make_interfaces(count, size)
        if not count:
            run("ip netns exec here nft -f -", input=FIREWALL, text=True)
            for family in ("igmp", "mld"):
                querier("lan0", "querier_enable", 1, family, "here")
        count = size
        base = seconds("true")
        found[size] = {
            "ip link show": seconds("ip link show") - base,
            "querierctl groups": seconds(f"{TOOL} groups") - base,
            "querierctl show": seconds(f"{TOOL} show") - base,
            "querierctl statistics": seconds(f"{TOOL} statistics") - base,
        }
        enter("here")
        for family in ("igmp", "mld"):
            found[size][f"{family} lookup, ns"] = lookup(family, size)
        enter()
    return found


def show(found):
    print(f"\n{'interfaces':24}" + "".join(f"{size:>12}" for size in found))
    for what in found[SIZES[0]]:
        values = [found[size][what] for size in found]
        unit = 1 if what.endswith("ns") else 1000
        print(f"{what + ('' if unit == 1 else ', ms'):24}" +
              "".join(f"{value * unit:12.1f}" for value in values))


def judge(found):
    for size in SIZES[1:]:
        groups = found[size]["querierctl groups"]
        ip = found[size]["ip link show"]
        figure("querierctl groups of nothing", f"{size} interfaces",
               groups * 1000, ip * 1000, groups <= TARGET * ip, "ms",
               "ip link show")
    for family in ("igmp", "mld"):
        few, many = (found[size][f"{family} lookup, ns"]
                     for size in (SIZES[0], SIZES[-1]))
        figure(f"finding a link of {SIZES[-1]} interfaces", family, many - few,
               LOOKUP_TARGET, many - few <= LOOKUP_TARGET,
               note=f"more than the {few:.0f} ns of {SIZES[0]}")


def main():
    for netns in NAMESPACES:
        run(f"ip netns add {netns}")
    with module(QUERIER), module(STREAM):
        found = measure()
    show(found)
    judge(found)


if __name__ == "__main__":
    main()
