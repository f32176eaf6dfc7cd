#!/usr/bin/python3
"""What the module adds to each pair of veth that is not enabled: memory, and time to create it.

Kernel: uml-plain
Memory: 1G

Pairs are created without the module and with it, in turns, each time in a
namespace of their own. Memory is what is free before and after, of the first
turns: later ones find in caches what others left.
"""

import statistics
import time

from bench import QUERIER, QUICK, figure, module, run, write

PAIRS = 1000
ROUNDS = 3 if QUICK else 7
# In percent of a pair without the module.
MEMORY_TARGET = 25
TIME_TARGET = 30

BATCH = "\n".join(f"link add a{i} type veth peer name b{i}"
                  for i in range(PAIRS))


def free():
    """Bytes."""
    time.sleep(1)	# what waits for a grace period
    write("/proc/sys/vm/drop_caches", "3")
    with open("/proc/meminfo", encoding="ascii") as file:
        lines = dict(line.split(":") for line in file)
    return int(lines["MemFree"].split()[0]) * 1024


class Pairs:
    """PAIRS of veth in a new namespace, and what each cost."""

    def __init__(self, name):
        self.name = name
        run(f"ip netns add {name}")
        before = free()
        start = time.monotonic()
        run(f"ip -n {name} -batch -", input=BATCH, text=True)
        self.microseconds = (time.monotonic() - start) * 1e6 / PAIRS
        self.bytes = (before - free()) / PAIRS

    def delete(self):
        run(f"ip netns delete {self.name}")
        time.sleep(1)	# the kernel cleans up later


def measure():
    """The first pairs, without and with, and the times of all by that."""
    first = [Pairs("without")]
    with module(QUERIER):
        first.append(Pairs("with"))
    for pairs in first:
        pairs.delete()
    times = [[], []]
    for i in range(ROUNDS):
        times[0].append(timed(f"without{i}"))
        with module(QUERIER):
            times[1].append(timed(f"with{i}"))
    return first, times


def timed(name):
    pairs = Pairs(name)
    pairs.delete()
    return pairs.microseconds


def judge(what, unit, without, having, target):
    more = (having / without - 1) * 100
    figure(f"{what} of a pair of veth", f"{target} % more are allowed",
           having, without, more <= target, unit, "without")


def main():
    # What a kernel sets up once belongs to no device.
    warm = Pairs("warm")
    warm.delete()
    first, times = measure()
    print("\nmicroseconds a pair, without and with, round by round")
    for without, having in zip(*times):
        print(f"{without:10.1f}{having:10.1f}")
    judge("memory", "KiB", first[0].bytes / 1024, first[1].bytes / 1024,
          MEMORY_TARGET)
    judge("time to create", "us", statistics.median(times[0]),
          statistics.median(times[1]), TIME_TARGET)


if __name__ == "__main__":
    main()
