"""What all measurements share: commands, the module, statistics, figures."""

import ctypes
import os
import statistics
import subprocess
import time
from contextlib import contextmanager

QUICK = os.environ.get("BENCH_QUICK") == "1"
KERNEL = os.environ["BENCH_KERNEL"]
# The module: a file, or a name that modprobe knows.
QUERIER = os.environ["QUERIER"]


def run(command, **options):
    """Runs a command line without quotes in it; failing is an error."""
    return subprocess.run(command.split(), check=True, **options)


def write(path, text, netns=None):
    """Writes to a file of /proc or /sys, as seen from a network namespace."""
    text = str(text)
    if netns:
        run(f"ip netns exec {netns} tee {path}", input=text, text=True,
            stdout=subprocess.DEVNULL)
        return
    with open(path, "w", encoding="ascii") as file:
        file.write(text)


def read(path, netns=None):
    if netns:
        return run(f"ip netns exec {netns} cat {path}", text=True,
                   stdout=subprocess.PIPE).stdout
    with open(path, encoding="ascii") as file:
        return file.read()


def enter(netns=None):
    """Into a network namespace, or back; /sys stays that of the first."""
    path = f"/run/netns/{netns}" if netns else "/proc/1/ns/net"
    with open(path, "rb") as file:
        if ctypes.CDLL(None, use_errno=True).setns(file.fileno(), 0):
            raise OSError(ctypes.get_errno(), f"setns to {netns}")


def wait_for(condition, what, seconds=10):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise RuntimeError(f"waited {seconds} s for {what}")
        time.sleep(0.01)


def busy_ticks():
    """Of all that are not idle; a tick of this file is 10 ms."""
    user, nice, system, _, _, irq, softirq, *_ = \
        map(int, read("/proc/stat").split("\n", 1)[0].split()[1:])
    return user + nice + system + irq + softirq


def settle(seconds=0.5):
    """Waits until the machine was idle for so long."""
    def is_idle():
        before = busy_ticks()
        time.sleep(seconds)	# what was busy is counted over this time
        return busy_ticks() - before <= 2
    wait_for(is_idle, "the machine to settle", 120)


def wait_for_link(iface, netns=None):
    """A link that was just set up carries nothing for another moment."""
    path = f"/sys/class/net/{iface}/operstate"
    wait_for(lambda: read(path, netns) == "up\n", f"the link of {iface}")


def load(name):
    run(f"insmod {name}" if "/" in name else f"modprobe {name}")


@contextmanager
def module(name):
    """A kernel module that is loaded meanwhile; no name, no module."""
    if name:
        load(name)
    try:
        yield
    finally:
        if name:
            run(f"rmmod {os.path.basename(name)}")


def querier(iface, name, value=None, family="igmp", netns=None):
    """Reads one of the querier's files, or writes it."""
    path = f"/sys/class/net/{iface}/{family}/{name}"
    if value is None:
        return read(path, netns).strip()
    return write(path, f"{value}\n", netns)


class Sample:
    """The median of many noisy values, and how sure it is.

    low and high are where the true median is with 95 % probability, whatever
    the values' distribution (order statistics, normal approximation).
    """

    def __init__(self, values):
        self.values = sorted(values)
        self.median = statistics.median(self.values)
        self.low, self.high = self.limits(50)
        self.quartiles = statistics.quantiles(self.values, n=4)

    def percentile(self, percent):
        """What so many percent of the values do not exceed."""
        return self.values[-(-len(self.values) * percent // 100) - 1]

    def limits(self, percent):
        """Where that is with 95 % probability, as low and high."""
        share, count = percent / 100, len(self.values)
        reach = 1.96 * (count * share * (1 - share)) ** 0.5
        return (self.values[max(round(count * share - reach) - 1, 0)],
                self.values[min(round(count * share + reach), count - 1)])

    def reach(self):
        """How far from zero the true median may be."""
        return max(abs(self.low), abs(self.high))


def interval(sample):
    return f"{sample.median:+.2f} ns ({sample.low:+.2f} .. {sample.high:+.2f})"


def verdict(met, missed):
    """Neither is sure when the machine is too busy: None."""
    return None if not met and not missed else met


def amount(value, unit):
    """A number as people read it, with its unit."""
    digits = 0 if value == int(value) or abs(value) >= 100 else \
        1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f} {unit}".strip()


def figure(target, case, ours, other, met, unit="ns", beside="at most",
           note=""):
    """One result of a target, beside a limit or what another program needs.

    report.py makes a line of all cases of a target. MET is None when the
    measurement cannot tell.
    """
    print("figure", {True: "met", False: "MISSED", None: "unsure"}[met],
          target, f"{case} [{KERNEL}]", amount(ours, unit),
          f"{beside} {amount(other, unit)}",
          f"{ours / other:.2f}" if other else "", note, sep="\t", flush=True)
