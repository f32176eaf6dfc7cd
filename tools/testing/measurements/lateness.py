#!/usr/bin/python3
"""How late queries are while all CPUs are busy.

Kernel: uml-plain
Kernel: stock

The load is programs that only burn time and a router that forwards packets as
fast as it can. Beside the querier, each on a link of its own, there are a
program that sends the same from a loop that sleeps, which is what a daemon of
normal priority can do, the same program with a real-time priority, FRR and
other daemons. The time of a packet is the kernel's stamp as it leaves.

A query of ours is due at the first one's time and whole intervals: the first
one's time is what the kernel's trace has as its timer's. Nor do the loops drift.
Daemons count from their last query, so each of theirs is compared with the one
before: what they are late adds up, and is not held against them.

The longest: the trace tells how late our timer ran, and, in the same minutes,
how late the kernel's own tick did, for which nothing but an interrupt is needed.
"""

import os
import subprocess
import time
from contextlib import ExitStack, contextmanager

import others
import router
from bench import (QUERIER, QUICK, Sample, figure, module, querier, run,
                   verdict, wait_for_link)
from capture import Capture
from tracing import (DUE, TICKS, address_of, due_and_ran, only_functions,
                     traced)

INTERVAL_MS = 1000
QUERIES = 15 if QUICK else 170
BURNERS = 4
PRIORITY = 50
SLEEPER, FIFO = "a sleeping loop", "a SCHED_FIFO loop"
PERCENTILES = 50, 90
MODULE = "[igmp_querier]"
# Beside the tick: a softirq may go on for two milliseconds before ours runs.
SOFTIRQ_MS = 2


def make_lan(iface, address, netns=None):
    if netns:
        run(f"ip netns add {netns}")
    inside = f"-n {netns} " if netns else ""
    run(f"ip {inside}link add {iface} type veth peer name {iface}-peer")
    run(f"ip {inside}address add {address}/24 dev {iface}")
    run(f"ip {inside}link set {iface}-peer up")
    run(f"ip {inside}link set {iface} up")
    wait_for_link(iface, netns)


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
    """Starts the querier; when its first query is due, in the timer's clock."""
    querier(iface, "query_response_interval_ms", INTERVAL_MS)
    querier(iface, "query_interval_ms", INTERVAL_MS)
    querier(iface, "startup_query_count", 1)
    with traced(*DUE, only=only_functions(address_of("expired",
                                                     module=MODULE))) as lines:
        querier(iface, "querier_enable", 1)
        # Its first query leaves at once.
        time.sleep(INTERVAL_MS / 4000)
        return due_and_ran(lines())[0][0]


def sleeping_loop(iface, *priority):
    """A loop that sleeps and sends; its process, and when it started."""
    program = os.path.join(os.path.dirname(__file__), "sleeper.py")
    process = subprocess.Popen(  # pylint: disable=consider-using-with
        ["/usr/bin/python3", program, iface, str(INTERVAL_MS / 1000),
         *map(str, priority)], stdout=subprocess.PIPE, text=True)
    return process, int(process.stdout.readline())


def real_time():
    """By how much CLOCK_REALTIME is ahead of the timer's clock."""
    return time.time_ns() - time.clock_gettime_ns(time.CLOCK_BOOTTIME)


def on_grid(capture, start):
    """In ms, by query; the first, sent before there was any load, is none."""
    times = [capture.next() for _ in range(QUERIES + 1)]
    return [(sent - start) / 1e6 - n * INTERVAL_MS
            for n, sent in enumerate(times)][1:]


def between(capture):
    """The same, counted from the query before."""
    times = [capture.next() for _ in range(QUERIES + 1)]
    return [(sent - before) / 1e6 - INTERVAL_MS
            for before, sent in zip(times, times[1:])]


class Lans:
    """All that query, and what is known of it."""

    def __init__(self, stack):
        self.stack = stack
        self.captures = {}
        self.starts = {}		# on CLOCK_REALTIME; not of daemons
        self.first = 0			# of ours, in the timer's clock

    def begin(self):
        """Not at the same moment, so that they do not wait for each other."""
        daemons = others.present(exact=True)
        pause = INTERVAL_MS / 1000 / (4 + len(daemons))
        for name in daemons:
            self.captures[name] = Capture(others.INTERFACE, name)
            self.stack.enter_context(others.running(name,
                                                    INTERVAL_MS // 1000))
            time.sleep(pause)	# so that no two of them query together
        for name, iface, *priority in (SLEEPER, "loop"), (FIFO, "fifo",
                                                          PRIORITY):
            self.captures[name] = Capture(iface)
            process, self.starts[name] = sleeping_loop(iface, *priority)
            self.stack.callback(process.kill)
            time.sleep(pause)	# as above
        self.captures["ours"] = Capture("kernel")
        self.first = enable("kernel")
        self.starts["ours"] = self.first + real_time()
        # Daemons have their startup queries behind them.
        time.sleep(INTERVAL_MS / 100)

    def skip(self):
        """What was sent before there was any load."""
        for name in others.present(exact=True):
            capture = self.captures[name]
            while capture.next() < time.time_ns() - INTERVAL_MS * 10 ** 6:
                pass

    def lateness(self):
        """In ms, by name and query."""
        return {name: on_grid(capture, self.starts[name])
                if name in self.starts else between(capture)
                for name, capture in self.captures.items()}


def measure():
    """Lateness by name and query; when ours was due first; the timers' runs."""
    filters = only_functions(address_of("expired", module=MODULE),
                             address_of(*TICKS))
    with ExitStack() as stack:
        lans = Lans(stack)
        lans.begin()
        with load(), traced(*DUE, kilobytes=32768, only=filters) as lines:
            lans.skip()
            late = lans.lateness()
            return late, lans.first, due_and_ran(lines())


def show(late):
    print(f"\nms late, {QUERIES} queries, {BURNERS} busy programs and a flood "
          f"of packets on {os.cpu_count()} CPUs")
    print(f"{'':18}{'median':>8}{'p90':>8}{'min':>8}{'max':>9}")
    for name, values in late.items():
        sample = Sample(values)
        print(f"{name:<18}{sample.median:8.3f}{sample.percentile(90):8.3f}"
              f"{sample.values[0]:8.3f}{sample.values[-1]:9.3f}")


def judge(late):
    """Met or missed only where chance cannot explain it."""
    ours = Sample(late["ours"])
    for name in late:
        other = Sample(late[name])
        for percent in PERCENTILES:
            mine, theirs = (sample.percentile(percent)
                            for sample in (ours, other))
            met = ours.limits(percent)[1] <= other.limits(percent)[0]
            missed = ours.limits(percent)[0] > other.limits(percent)[1]
            if name != "ours":
                figure(f"query under load, p{percent} of the lateness",
                       f"beside {name}", mine, theirs,
                       verdict(met, missed), "ms", name)


def judge_longest(late, first, runs):
    """Where the longest comes from."""
    longest = max(late)
    due = first + (late.index(longest) + 1) * INTERVAL_MS * 10 ** 6
    timer = {when: (ran - when) / 1e6 for when, ran, ours in runs if ours}
    ticks = Sample([(ran - when) / 1e6 for when, ran, ours in runs
                    if not ours])
    where = f"{timer[due]:.2f} ms of it until the timer ran" \
        if due in timer else "its timer is not in the trace"
    print(f"the longest of ours: {longest:.2f} ms late, {where}; the kernel's "
          f"tick was {ticks.median:.2f} ms late in the median, "
          f"{ticks.percentile(90):.2f} in p90, {ticks.values[-1]:.2f} at most")
    most = ticks.values[-1] + SOFTIRQ_MS
    figure("query under load, the longest", "the tick waits for interrupts only",
           longest, most, longest <= most, "ms",
           f"the tick's + {SOFTIRQ_MS}:", note=where)


def main():
    router.make_router()
    for iface, address in (("kernel", "203.0.113.1"), ("loop", "203.0.113.65"),
                           ("fifo", "203.0.113.129")):
        make_lan(iface, address)
    others.note_absent()
    for name in others.present(exact=True):
        make_lan(others.INTERFACE, "192.0.2.1", name)
    with module(QUERIER):
        late, first, runs = measure()
    show(late)
    judge(late)
    judge_longest(late["ours"], first, runs)


if __name__ == "__main__":
    main()
