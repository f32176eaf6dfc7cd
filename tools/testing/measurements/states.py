"""What the packets of others cost, without the module, with it, and so on.

hook_stream sends the packets. Nothing has to be switched between two states
that are compared: each has a network namespace, and the states take turns in
bursts of a few milliseconds at most, so that other work on this machine hits
them alike. A state's time in a round is that of its fastest burst. Whose
namespace is whose changes each time the module is loaded, which happens again
and again as its cost depends on where it comes to lie.

"nothing enabled" cannot take turns with "absent". So of these two the fastest
rounds of each load are compared; "absent" is measured twice, and how far it
seems to be from itself is the noise.
"""

import os
import random
from collections import Counter

from bench import (QUERIER, QUICK, Sample, enter, figure, interval, module,
                   querier, read, run, verdict, write)

LOADS = 4 if QUICK else 10
BURSTS = 10
# What a querier may cost, and the largest noise in which that can be judged.
TARGET = 2
# Less than a cycle cannot be seen.
ZERO = 0.3

FAMILIES = "igmp", "mld"
PARAMETERS = "/sys/module/hook_stream/parameters"

STATES = "absent", "absent again", "nothing enabled", "empty hook", "querier"
SURROUNDINGS = "only hook", "behind an nft chain"

# What two states need, with nothing before the hooks and with something.
NAMESPACES = {"only hook": ["one", "two"],
              "behind an nft chain": ["nft-one", "nft-two"]}


def make_router(netns):
    """Packets come in by "lan", and may leave by "out", which drops them."""
    run(f"ip netns add {netns}")
    write("/proc/sys/net/ipv6/conf/default/accept_dad", "0", netns)
    write("/proc/sys/net/ipv6/conf/all/forwarding", "1", netns)
    write("/proc/sys/net/ipv4/ip_forward", "1", netns)
    for name, ipv4, ipv6 in (("lan", "192.0.2.1", "2001:db8:1::1"),
                             ("out", "198.51.100.1", "2001:db8::1")):
        run(f"ip -n {netns} link add {name} type dummy")
        run(f"ip -n {netns} address add {ipv4}/24 dev {name}")
        run(f"ip -n {netns} address add {ipv6}/64 dev {name}")
        run(f"ip -n {netns} link set {name} multicast on up")


def add_chains(netns):
    """Before the hooks: chains with one rule each, which never matches."""
    chains = "".join(f"chain {place} {{ type filter hook {place} "
                     f"priority filter; ip saddr 203.0.113.1 drop; }}; "
                     for place in ("prerouting", "output"))
    run(f"ip netns exec {netns} nft -f -", text=True,
        input=f"table inet bench {{ {chains} }}")


def make_namespaces():
    for surroundings, namespaces in NAMESPACES.items():
        for netns in namespaces:
            make_router(netns)
            if surroundings != "only hook":
                add_chains(netns)


def enable(netns, value):
    for family in FAMILIES:
        querier("lan", "querier_enable", value, family, netns)
        if value and querier("lan", "state", None, family, netns) != "querier":
            raise RuntimeError("the querier does not work")


class Measurement:
    """What was measured: nanoseconds a packet, and the hooks that stood."""

    def __init__(self, kinds, packets, rounds):
        """Kinds of packets by the words that hook_stream knows them by."""
        self.kinds = kinds
        self.packets = packets	# in a burst
        self.rounds = rounds	# for each time the module is loaded
        self.sent = Counter()	# by namespace
        # By place, and in it by load, round and state.
        self.places = {(surroundings, kind): []
                       for surroundings in SURROUNDINGS for kind in kinds}
        # By surroundings and state.
        self.standing = {surroundings: {} for surroundings in SURROUNDINGS}

    def burst(self, netns, kind):
        """Nanoseconds a packet."""
        enter(netns)
        self.sent[netns] += self.packets
        write(f"{PARAMETERS}/pass", f"lan {self.kinds[kind]} {self.packets}")
        return int(read(f"{PARAMETERS}/pass")) / 1000

    def one_round(self, namespaces, kind):
        """Nanoseconds by state; each state has a namespace."""
        times = {state: float("inf") for state in namespaces}
        for _ in range(BURSTS):
            for state in random.sample(list(namespaces), len(namespaces)):
                took = self.burst(namespaces[state], kind)
                times[state] = min(times[state], took)
        return times

    def stretch(self, states):
        """Some rounds of states, which join those of the same load."""
        for i in range(self.rounds):
            for (surroundings, kind), loads in self.places.items():
                namespaces = dict(zip(states, NAMESPACES[surroundings]))
                loads[-1][i] |= self.one_round(namespaces, kind)
        for surroundings, namespaces in NAMESPACES.items():
            for state, netns in zip(states, namespaces):
                enter(netns)
                self.standing[surroundings][state] = \
                    read(f"{PARAMETERS}/standing").split()

    def compare_hooks(self):
        """The second of two namespaces has the querier, the other neither."""
        for netns, other in NAMESPACES.values():
            enter(netns)
            write(f"{PARAMETERS}/empty", "1")
            enable(other, 1)
        self.stretch(("empty hook", "querier"))
        for netns, other in NAMESPACES.values():
            enter(netns)
            write(f"{PARAMETERS}/empty", "0")
            enable(other, 0)

    def load_once(self):
        for pair in NAMESPACES.values():
            pair.reverse()
        for loads in self.places.values():
            loads.append([{} for _ in range(self.rounds)])
        self.stretch(("absent", "absent again"))
        with module(QUERIER):
            self.stretch(("nothing enabled",))
            self.compare_hooks()


def measure(kinds, packets, rounds):
    make_namespaces()
    measurement = Measurement(kinds, packets, rounds)
    with module(os.environ["HOOK_STREAM"]):
        for _ in range(LOADS):
            measurement.load_once()
    return measurement


def in_rounds(loads, state):
    return [times[state] for rounds in loads for times in rounds]


def fastest(loads, state):
    return [min(times[state] for times in rounds) for rounds in loads]


def above(values, base):
    return Sample([value - other for value, other in zip(values, base)])


def show(measurement):
    rounds = LOADS * measurement.rounds
    print(f"\nns a packet, {rounds} rounds, the fastest of {BURSTS} "
          f"bursts of {measurement.packets} packets in each")
    print(f"{'':17}{'median':>8}{'quartiles':>15}{'min':>8}{'max':>8}"
          f"{'above absent':>15}{'above empty hook':>19}")
    for (surroundings, kind), loads in measurement.places.items():
        print(f"{kind}, {surroundings}")
        absent, empty = (in_rounds(loads, state)
                         for state in ("absent", "empty hook"))
        for state in STATES:
            values = in_rounds(loads, state)
            sample = Sample(values)
            print(f"  {state:<15}{sample.median:8.2f}"
                  f"{sample.quartiles[0]:8.2f}{sample.quartiles[2]:7.2f}"
                  f"{sample.values[0]:8.2f}{sample.values[-1]:8.2f}"
                  f"{above(values, absent).median:+15.2f}"
                  f"{above(values, empty).median:+19.2f}", flush=True)


def judge_standing(measurement):
    for surroundings, states in measurement.standing.items():
        idle, absent = states["nothing enabled"], states["absent"]
        figure("hooks with nothing enabled", surroundings,
               sum(map(int, idle)), sum(map(int, absent)), idle == absent,
               "hooks", "without the module")
        if states["querier"] != states["empty hook"]:
            raise RuntimeError("the empty hook does not stand where ours do")


def judge_idle(measurement, target, surroundings):
    """The kind of packets that nothing enabled seems to cost most."""
    idle, noise = {}, {}
    for (where, kind), loads in measurement.places.items():
        if where == surroundings:
            absent = fastest(loads, "absent")
            idle[kind] = above(fastest(loads, "nothing enabled"), absent)
            noise[kind] = above(fastest(loads, "absent again"), absent)
    kind = max(idle, key=lambda kind: idle[kind].median)
    reach = max(noise[kind].reach(), ZERO)
    figure(f"{target}, nothing enabled, above absent",
           f"{kind}, {surroundings}", idle[kind].median, reach,
           verdict(idle[kind].low <= reach and
                   max(idle[kind].reach(), reach) <= TARGET,
                   idle[kind].low > reach), beside="noise up to",
           note=f"{interval(idle[kind])}; absent against itself shows "
           f"{interval(noise[kind])}")


def judge(measurement, target):
    for surroundings in SURROUNDINGS:
        judge_idle(measurement, target, surroundings)
    for (surroundings, kind), loads in measurement.places.items():
        hook = above(in_rounds(loads, "querier"),
                     in_rounds(loads, "empty hook"))
        figure(f"{target}, {kind.split()[0]}, above an empty hook",
               f"{kind}, {surroundings}", hook.median, TARGET,
               verdict(hook.high <= TARGET, hook.low > TARGET),
               note=interval(hook))
