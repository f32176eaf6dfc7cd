#!/usr/bin/python3
"""Do queries stay on the grid of their interval?

Kernel: uml-sim

In simulated time, where nothing is late: what remains is the arithmetic of the
schedule, over days. Lateness itself, and that it does not add up, is measured
in lateness.py.
"""

from bench import QUERIER, QUICK, figure, module, querier, run, wait_for_link
from capture import Capture

QUERIES = 1000 if QUICK else 10000
# No multiple of any tick.
INTERVAL_MS = 10007


def main():
    run("ip link add lan type veth peer name other")
    run("ip address add 192.0.2.1/24 dev lan")
    run("ip link set other up")
    run("ip link set lan up")
    wait_for_link("lan")
    with module(QUERIER):
        querier("lan", "query_response_interval_ms", 1000)
        querier("lan", "query_interval_ms", INTERVAL_MS)
        querier("lan", "startup_query_count", 1)
        capture = Capture("lan")
        querier("lan", "querier_enable", 1)
        start = capture.next()
        offsets = [capture.next() - start - n * INTERVAL_MS * 10 ** 6
                   for n in range(1, QUERIES)]
    worst = max(offsets, key=abs)
    print(f"{QUERIES} queries in {(QUERIES - 1) * INTERVAL_MS / 86400e3:.1f} "
          f"days of simulated time; largest offset on the way: {worst} ns")
    figure("offset of a query from the grid", f"query {QUERIES}",
           abs(offsets[-1]), 1000, abs(offsets[-1]) < 1000)


if __name__ == "__main__":
    main()
