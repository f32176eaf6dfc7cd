#!/usr/bin/python3
"""What the module costs in memory for each interface.

Kernel: stock

Counted are the objects in the kernel's slab caches: before the module, with
the module loaded, and with every interface enabled. What the kernel keeps of
files that were looked at (dentries, inodes) is dropped before: it takes that
back itself when it wants to.
"""

import time
from collections import Counter
from pathlib import Path

from bench import QUERIER, figure, module, querier, run, write

INTERFACES = 500
TARGET = 2048

# A directory entry of sysfs, its name, its number, the directory itself: all
# but the link, which is larger than any of these.
FILES = ("kernfs_node_cache", "radix_tree_node", "kmalloc-8", "kmalloc-16",
         "kmalloc-32", "kmalloc-64", "kmalloc-96", "kmalloc-128")


def make_interfaces():
    write("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1")
    batch = [f"link add {name} type dummy\n"
             f"address add 10.{i // 256}.{i % 256}.1/24 dev {name}\n"
             f"link set {name} multicast on up"
             for i, name in enumerate(names())]
    run("ip -batch -", input="\n".join(batch), text=True)


def names():
    return [f"lan{i}" for i in range(INTERFACES)]


def slabs():
    """Bytes of the objects in use, by cache."""
    time.sleep(2)	# what waits for a grace period
    for _ in range(3):	# what was used lately survives the first
        write("/proc/sys/vm/drop_caches", "2")
    # Else whole pages count as used that a CPU keeps for itself.
    for cache in Path("/sys/kernel/slab").glob("*/shrink"):
        write(cache, "1")
    used = Counter()
    for line in Path("/proc/slabinfo").read_text().splitlines()[2:]:
        name, objects, _, size = line.split()[:4]
        used[name] += int(objects) * int(size)
    return used


def per_interface(before, after):
    """Bytes for each interface, by cache."""
    return Counter({name: (after[name] - before[name]) / INTERFACES
                    for name in after})


def measure():
    states = {"not loaded": slabs(), "not loaded, again": slabs()}
    with module(QUERIER):
        states["loaded"] = slabs()
        for name in names():
            querier(name, "querier_enable", 1)
        working = sum(querier(name, "state") == "querier" for name in names())
        if working != INTERFACES:
            raise RuntimeError(f"only {working} queriers work")
        states["enabled"] = slabs()
    states["unloaded"] = slabs()
    return states


def show(states):
    base = states.pop("not loaded")
    costs = {name: per_interface(base, used) for name, used in states.items()}
    print(f"\nbytes for each of {INTERFACES} interfaces, by slab cache")
    print(f"{'':22}" + "".join(f"{name:>19}" for name in costs))
    for cache, _ in costs["enabled"].most_common():
        row = [cost[cache] for cost in costs.values()]
        if max(map(abs, row)) >= 8:
            print(f"{cache:<22}" + "".join(f"{cost:19.0f}" for cost in row))
    print(f"{'all':<22}" +
          "".join(f"{cost.total():19.0f}" for cost in costs.values()))
    return costs["enabled"]


def main():
    make_interfaces()
    cost = show(measure())
    files = sum(cost[cache] for cache in FILES)
    own = cost.total() - files
    figure("memory of an enabled interface", "without its files in sysfs",
           own, TARGET, own <= TARGET, "bytes")
    print(f"its files in sysfs take {files:.0f} bytes more")


if __name__ == "__main__":
    main()
