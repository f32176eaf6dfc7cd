#!/usr/bin/python3
"""Nanoseconds that the module's hooks add to each packet that is not its own.

Kernel: uml-plain

The packets go through netfilter's hooks and nothing else, in a loop, so that
the little that is asked for stands out; forwarding.py has them in their path.
How, and what is compared, says states.py. "options" have hop-by-hop options, as
MLD has, and "echo" is ICMPv6, as MLD is.

Debian's kernels call each hook through a retpoline. So do they the empty hook:
ours calls nothing for such packets, and pays for none of its own.
"""

import states
from bench import QUICK

ROUNDS = 3 if QUICK else 5	# for each time the module is loaded
PACKETS = 10000		# in a burst, which takes up to a millisecond

FAMILIES = {"IPv4": ("igmp", ("unicast", "multicast")),
            "IPv6": ("mld", ("unicast", "multicast", "options", "echo"))}
KINDS = {
    f"{name} {kind} {place}": f"{family} {word} {kind}"
    for name, (family, kinds) in FAMILIES.items() for kind in kinds
    for place, word in (("before routing", "in"), ("on the way out", "out"))
}


def main():
    measurement = states.measure(KINDS, PACKETS, ROUNDS)
    states.show(measurement)
    states.judge_standing(measurement)
    states.judge(measurement, "packet at the hooks")


if __name__ == "__main__":
    main()
