#!/usr/bin/python3
"""How late queries are while all CPUs are busy.

Kernel: uml-plain
Kernel: stock

The load is programs that only burn time and a router that forwards packets as
fast as it can. Beside the querier, on a link of its own, a program sends the
same from a loop that sleeps: what a daemon of normal priority can do. The time
of a packet is the kernel's stamp as it leaves.
"""

import os
import subprocess
import time
from contextlib import contextmanager

import router
from bench import (QUERIER, QUICK, Sample, figure, module, querier, run,
                   wait_for_link)
from capture import Capture

INTERVAL_MS = 1000
QUERIES = 15 if QUICK else 60
BURNERS = 4


def make_lan(iface, address):
    run(f"ip link add {iface} type veth peer name {iface}-peer")
    run(f"ip address add {address}/24 dev {iface}")
    run(f"ip link set {iface}-peer up")
    run(f"ip link set {iface} up")
    wait_for_link(iface)


@contextmanager
def load():
    burn = ["sh", "-c", "while :; do :; done"]
    burners = [subprocess.Popen(burn) for _ in range(BURNERS)]
    try:
        with router.flood():
            yield
    finally:
        for burner in burners:
            burner.kill()
            burner.wait()


def enable(iface):
    """Starts the querier; returns the latest time at which it can have started."""
    querier(iface, "query_response_interval_ms", INTERVAL_MS)
    querier(iface, "query_interval_ms", INTERVAL_MS)
    querier(iface, "startup_query_count", 1)
    start = time.time_ns()
    querier(iface, "querier_enable", 1)
    return start


@contextmanager
def sleeper(iface):
    """A loop that sleeps and sends meanwhile; yields when it started."""
    program = os.path.join(os.path.dirname(__file__), "sleeper.py")
    with subprocess.Popen(["/usr/bin/python3", program, iface,
                           str(INTERVAL_MS / 1000)],
                          stdout=subprocess.PIPE, text=True) as process:
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


def lateness(capture, start):
    """In ms, by query; the first, sent before there was any load, is none."""
    times = [capture.next() for _ in range(QUERIES + 1)]
    return Sample([(sent - start) / 1e6 - n * INTERVAL_MS
                   for n, sent in enumerate(times)][1:])


def measure():
    ours, theirs = Capture("kernel"), Capture("user")
    start = enable("kernel")
    # Not at the same moment, so that they do not wait for each other.
    time.sleep(INTERVAL_MS / 2000)
    with sleeper("user") as user_start, load():
        return lateness(ours, start), lateness(theirs, user_start)


def show(name, sample):
    print(f"{name:<17}{sample.median:8.3f}{sample.quartiles[0]:9.3f}"
          f"{sample.quartiles[2]:8.3f}{sample.values[0]:8.3f}"
          f"{sample.values[-1]:9.3f}")


def main():
    router.make_router()
    make_lan("kernel", "203.0.113.1")
    make_lan("user", "203.0.113.129")
    with module(QUERIER):
        ours, theirs = measure()
    print(f"\nms late, {QUERIES} queries, {BURNERS} busy programs and a flood "
          f"of packets on {os.cpu_count()} CPUs")
    print(f"{'':17}{'median':>8}{'quartiles':>17}{'min':>8}{'max':>9}")
    show("igmp_querier", ours)
    show("a sleeping loop", theirs)
    figure("lateness under load: median", f"{ours.median:.3f} ms",
           f"at most the sleeping loop's {theirs.median:.3f} ms",
           ours.median <= theirs.median)
    figure("lateness under load: longest", f"{ours.values[-1]:.3f} ms",
           f"at most the sleeping loop's {theirs.values[-1]:.3f} ms",
           ours.values[-1] <= theirs.values[-1])


if __name__ == "__main__":
    main()
