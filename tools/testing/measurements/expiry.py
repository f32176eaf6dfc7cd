#!/usr/bin/python3
"""A hundred thousand groups that expire at once: how long others wait.

Kernel: uml-plain
Kernel: stock

They are heard within a second or so, and when their time comes timers are held
up until it is over for all of them: as it is after a suspend. What follows is
seen by the kernel's tracepoints, which tell how long our timer kept the CPU at
a stretch, and by another timer, which wants to run each millisecond.
"""

import os
import re
import statistics
import subprocess
import time

from bench import (QUERIER, figure, module, querier, read, run,
                   verdict, wait_for, write)
from tracing import TIMERS, timer_runs, traced

STREAM = os.environ["REPORT_STREAM"]
PARAMETERS = "/sys/module/report_stream/parameters"
GROUPS = 100000
FAMILIES = "igmp", "mld"
SOURCES = 0, 1
LONGEST_MS = 10
SPARE = 0.2

COMPLAINT = re.compile(r"soft lockup|stall|hogged CPU|hung|blocked for")
WATCHDOG = "/proc/sys/kernel/soft_watchdog"
# Where a CPU is emulated it shows what happens, but not how long that takes.
EMULATED = "TCG" in read("/proc/cpuinfo")

# Groups live for an interval and twice a response interval.
SETTINGS = {"robustness": 1, "query_response_interval_ms": 100,
            "query_interval_ms": 14800 if EMULATED else 4800}
LIFE = 15 if EMULATED else 5


def hear(family, sources):
    """Returns when it began and when it was over."""
    start = time.monotonic()
    write(f"{PARAMETERS}/hear", f"lan {family} {GROUPS} {sources} {GROUPS}")
    end = time.monotonic()
    count = int(querier("lan", "groups", family=family))
    if count < GROUPS or end - start > LIFE - 1:
        raise RuntimeError(f"{count} groups in {end - start:.1f} s")
    return start, end


def latest():
    return int(read(f"{PARAMETERS}/latest")) / 1e6


def idle():
    """By how many ms a timer is late without us."""
    write(f"{PARAMETERS}/latest", 1)
    time.sleep(1)
    return latest()


def log():
    return subprocess.run("dmesg", text=True, check=True,
                          stdout=subprocess.PIPE).stdout.splitlines()


def run_out(family, sources):
    """The stretches in which our timer kept the CPU, and the other's delay."""
    querier("lan", "querier_enable", 1, family)
    start, end = hear(family, sources)
    with traced(*TIMERS, kilobytes=8192) as lines:
        time.sleep(start + LIFE - SPARE - time.monotonic())
        write(f"{PARAMETERS}/stall", int(1000 * (end - start + 2 * SPARE)))
        # One own group or so is still there: this host answers itself.
        wait_for(lambda: int(querier("lan", "groups", family=family)) < 10,
                 "groups to run out", 60)
        late = latest()
        runs = timer_runs(lines())
    querier("lan", "querier_enable", 0, family)
    return [1000 * took for took in runs], late


EMULATION = "; this CPU is emulated" if EMULATED else ""


def measure(family, sources):
    undisturbed = idle()
    runs, late = run_out(family, sources)
    what = f"{family}, {sources} sources"
    longest = max(runs)
    figure(f"{GROUPS} groups run out at once: longest stretch", what, longest,
           LONGEST_MS, verdict(longest <= LONGEST_MS,
                               longest > LONGEST_MS and not EMULATED), "ms",
           note=f"median {statistics.median(runs):.2f} ms of {len(runs)}, in "
           f"all {sum(runs):.0f} ms{EMULATION}")
    figure(f"{GROUPS} groups run out at once: another timer late", what, late,
           LONGEST_MS, verdict(late <= LONGEST_MS, late > LONGEST_MS +
                               undisturbed and not EMULATED), "ms",
           note=f"with nothing to do {undisturbed:.2f} ms{EMULATION}")


def judge_log(before):
    complaints = [line for line in log()[before:] if COMPLAINT.search(line)]
    for line in complaints:
        print(line)
    watched = os.path.exists(WATCHDOG) and read(WATCHDOG).strip() == "1"
    figure(f"{GROUPS} groups run out at once: the kernel complains",
           f"{'with' if watched else 'without'} a watchdog", len(complaints),
           0, not complaints, "times")


def main():
    # All timers on one CPU: what holds up one holds up the others.
    os.sched_setaffinity(0, {0})
    write("/proc/sys/net/ipv6/conf/default/accept_dad", "0")
    run("ip link add lan type dummy")
    run("ip address add 192.0.2.1/24 dev lan")
    run("ip link set lan multicast on up")
    before = len(log())
    with module(QUERIER), module(STREAM):
        for family in FAMILIES:
            # With room for this host's own.
            querier("lan", "max_groups", GROUPS + 100, family)
            for name, value in SETTINGS.items():
                querier("lan", name, value, family)
            for sources in SOURCES:
                measure(family, sources)
    judge_log(before)


if __name__ == "__main__":
    main()
