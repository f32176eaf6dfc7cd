#!/usr/bin/python3
"""What a report costs with a subscriber, against none.

Kernel: uml-plain
Memory: 2G

The same reports (IGMPv3, MLDv2), each of a group that is new with all its
sources, so that each has as many events as it can have: with a subscriber that
waits for them in a process of its own, and without, in turns. Reports that
change nothing cause no events and cost the same.
"""

import os
import statistics
import sys

from bench import (QUERIER, QUICK, Sample, figure, module, querier, read, run,
                   verdict, write)

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from querierlan.genl import Genl  # noqa: E402, pylint: disable=wrong-import-position

STREAM = os.environ["REPORT_STREAM"]
PARAMETERS = "/sys/module/report_stream/parameters"
FAMILIES = "igmp", "mld"
SOURCES = 0, 1, 16, 64
ROUNDS = 10 if QUICK else 40
GROUPS = 500
ROOM = 64 << 20
TIMES = 2


class Here:
    """The namespace that this is in."""

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass


class Subscriber:
    """A process that reads all events and throws them away."""

    def __enter__(self):
        genl = Genl(Here())
        genl.enlarge(ROOM)
        genl.listen()
        self.child = os.fork()
        if not self.child:
            while True:
                genl.socket.recv(ROOM)
        genl.close()
        return self

    def __exit__(self, *error):
        os.kill(self.child, 9)
        os.waitpid(self.child, 0)


def hear(family, sources):
    """Nanoseconds that each report took."""
    querier("lan", "querier_enable", 0, family)
    querier("lan", "querier_enable", 1, family)
    write(f"{PARAMETERS}/hear", f"lan {family} {GROUPS} {sources} {GROUPS}")
    took = int(read(f"{PARAMETERS}/hear")) / 1000
    count = int(querier("lan", "groups", family=family))
    if count < GROUPS:
        raise RuntimeError(f"{count} groups instead of {GROUPS}")
    return took


def measure(family, sources):
    alone, heard = [], []
    for _ in range(ROUNDS):
        alone.append(hear(family, sources))
        with Subscriber():
            heard.append(hear(family, sources))
    times = Sample([b / a for a, b in zip(alone, heard)])
    figure(f"{family} report of a new group, with a subscriber",
           f"{sources} sources", statistics.median(heard),
           statistics.median(alone),
           verdict(times.high <= TIMES, times.low > TIMES), beside="without",
           note=f"at most {TIMES} times; it is {times.median:.2f} "
           f"({times.low:.2f} .. {times.high:.2f})")


def main():
    run("ip link add lan type dummy")
    write("/proc/sys/net/ipv6/conf/lan/accept_dad", "0")
    run("ip address add 192.0.2.1/24 dev lan")
    run("ip link set lan multicast on up")
    for family in FAMILIES:
        querier("lan", "max_sources", max(SOURCES), family)
        for sources in SOURCES:
            measure(family, sources)


if __name__ == "__main__":
    with module(QUERIER), module(STREAM):
        main()
