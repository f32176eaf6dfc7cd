#!/usr/bin/python3
"""Nanoseconds that the module adds to each forwarded packet, all in all.

Kernel: uml-plain

From the device where it comes in to the one where it leaves. Beside all of
that our hook is next to nothing: "hook" tells how much, and this that nothing
else is the matter. How, and what is compared, says states.py.
"""

import states
from bench import QUICK, read

ROUNDS = 5 if QUICK else 40	# for each time the module is loaded
PACKETS = 1000		# in a burst, which takes a millisecond

KINDS = {"IPv4 forwarded": "igmp through unicast",
         "IPv6 forwarded": "mld through unicast",
         "IPv6 forwarded with hop-by-hop options": "mld through options"}


def check(sent):
    """All that was sent got through, and next to nothing else."""
    for netns, count in sent.items():
        left = int(read("/sys/class/net/out/statistics/tx_packets", netns))
        if not count <= left < count + 1000:
            raise RuntimeError(f"{netns} forwarded {left} of {count} packets")


def main():
    measurement = states.measure(KINDS, PACKETS, ROUNDS)
    check(measurement.sent)
    states.show(measurement)
    states.judge(measurement, "forwarded packet")


if __name__ == "__main__":
    main()
