#!/usr/bin/python3
"""Nanoseconds that the module adds to each forwarded packet.

Kernel: uml-plain

Rounds are short and many, and what is compared is the states within a round,
so that other work on this machine hits all states alike. A state's time in a
round is that of its fastest burst: bursts are shorter than a time slice, so
that one of them is likely to have the CPU to itself. "absent" is measured
twice: how far it seems to be from itself is the noise of all the others.
"""

import os
import random
from contextlib import contextmanager, nullcontext

from bench import QUERIER, QUICK, Sample, figure, module, querier, run
from router import aim, make_router, send

ROUNDS = 10 if QUICK else 60
BURSTS = 5
PACKETS = 10000			# in a burst
# What a querier may cost, and the largest noise in which that can be judged.
TARGET = 2

EMPTY_HOOK = os.environ["EMPTY_HOOK"]

# What is loaded, and whether the receiving interface has a querier.
STATES = {
    "absent": (None, False),
    "absent again": (None, False),
    "nothing enabled": (QUERIER, False),
    "empty hook": (EMPTY_HOOK, False),
    "querier": (QUERIER, True),
}


def measure(state, family):
    path, enable = STATES[state]
    with module(path):
        if enable:
            querier("in", "querier_enable", 1, family, netns="router")
            if querier("in", "state", None, family, "router") != "querier":
                raise RuntimeError("the querier does not work")
        return min(send(PACKETS) for _ in range(BURSTS))


def one_round(family):
    """Nanoseconds a packet by state, measured in no particular order."""
    order = random.sample(list(STATES), len(STATES))
    return {state: measure(state, family) for state in order}


@contextmanager
def nft_chain():
    """A rule set before the hook: a chain with one rule that never matches."""
    run("ip netns exec router nft -f -", text=True,
        input="table inet bench { chain before { "
              "type filter hook prerouting priority filter; "
              "ip saddr 203.0.113.1 drop; }; }")
    yield
    run("ip netns exec router nft delete table inet bench")


# Where the hook stands in the namespace, and what is forwarded.
PLACES = {
    "IPv4, only hook": ("igmp", nullcontext),
    "IPv4, behind an nft chain": ("igmp", nft_chain),
    "IPv6, only hook": ("mld", nullcontext),
    "IPv6, behind an nft chain": ("mld", nft_chain),
}


def above(rounds, state, base):
    return Sample([times[state] - times[base] for times in rounds])


def show(place, rounds):
    print(f"\n{place}: ns a packet, {len(rounds)} rounds, "
          f"the fastest of {BURSTS} bursts of {PACKETS} packets in each")
    print(f"{'':17}{'median':>8}{'quartiles':>17}{'min':>8}{'max':>8}"
          f"{'above absent':>15}{'above empty hook':>19}")
    for state in STATES:
        sample = Sample([times[state] for times in rounds])
        print(f"{state:<17}{sample.median:8.1f}"
              f"{sample.quartiles[0]:9.1f}{sample.quartiles[2]:8.1f}"
              f"{sample.values[0]:8.1f}{sample.values[-1]:8.1f}"
              f"{above(rounds, state, 'absent').median:+15.1f}"
              f"{above(rounds, state, 'empty hook').median:+19.1f}")


def interval(sample):
    return f"{sample.median:+.1f} ns ({sample.low:+.1f} .. {sample.high:+.1f})"


def judge(place, rounds):
    noise = above(rounds, "absent again", "absent")
    idle = above(rounds, "nothing enabled", "absent")
    hook = above(rounds, "querier", "empty hook")
    reach = max(abs(noise.low), abs(noise.high))
    figure(f"{place}: nothing enabled, above absent", interval(idle),
           f"zero; absent against itself shows {interval(noise)}",
           verdict(abs(idle.median) <= reach <= TARGET, idle.low > reach))
    figure(f"{place}: querier, above an empty hook", interval(hook),
           f"at most {TARGET} ns",
           verdict(hook.high <= TARGET, hook.low > TARGET))


def verdict(met, missed):
    """Neither is sure when the machine is too busy: None."""
    return None if not met and not missed else met


def main():
    make_router()
    rounds = {place: [] for place in PLACES}
    for _ in range(ROUNDS):
        for place, (family, surroundings) in PLACES.items():
            aim(family)
            with surroundings():
                rounds[place].append(one_round(family))
    for place in PLACES:
        show(place, rounds[place])
        judge(place, rounds[place])


if __name__ == "__main__":
    main()
