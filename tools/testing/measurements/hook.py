#!/usr/bin/python3
"""Nanoseconds that the module's hooks add to each packet that is not its own.

Kernel: uml-plain

The packets go through netfilter's hooks and nothing else, so that the little
that is asked for stands out; how, and what is compared, says states.py.
"""

import states
from bench import QUICK

ROUNDS = 3 if QUICK else 5	# for each time the module is loaded
PACKETS = 10000		# in a burst, which takes up to a millisecond

KINDS = {
    f"{name} {cast} {place}": f"{family} {word} {cast}"
    for name, family in (("IPv4", "igmp"), ("IPv6", "mld"))
    for cast in ("unicast", "multicast")
    for place, word in (("before routing", "in"), ("on the way out", "out"))
}


def main():
    measurement = states.measure(KINDS, PACKETS, ROUNDS)
    states.show(measurement)
    states.judge_standing(measurement)
    states.judge(measurement, "packet at the hooks")


if __name__ == "__main__":
    main()
