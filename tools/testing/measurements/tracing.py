"""What the kernel's own tracepoints report while something is done."""

import re
from contextlib import contextmanager
from pathlib import Path

from bench import run, write

TRACING = Path("/sys/kernel/tracing")
OURS = "[igmp_querier]"


@contextmanager
def traced(*events, kilobytes=2048, only="0"):
    """Traces meanwhile. Yields a function that returns the lines of then.

    ONLY: a filter of each event; "0": none.
    """
    if not (TRACING / "trace").exists():
        run(f"mount -t tracefs tracefs {TRACING}")
    write(TRACING / "trace_clock", "mono")
    write(TRACING / "buffer_size_kb", kilobytes)
    write(TRACING / "trace", "")
    for event in events:
        write(TRACING / "events" / event / "filter", only)
        write(TRACING / "events" / event / "enable", "1")
    try:
        yield lambda: (TRACING / "trace").read_text().splitlines()
    finally:
        for event in events:
            write(TRACING / "events" / event / "enable", "0")
            write(TRACING / "events" / event / "filter", "0")


TIMERS = "timer/hrtimer_expire_entry", "timer/hrtimer_expire_exit"
TIMER = re.compile(r" (\d+\.\d+): hrtimer_expire_(entry|exit): "
                   r"hrtimer=(\w+)(.*)")


def timer_runs(lines):
    """Seconds that each run of one of our timers took."""
    started, runs = {}, []
    for line in lines:
        event = TIMER.search(line)
        if not event:
            continue
        time, what, timer, function = event.groups()
        if what == "exit" and timer in started:
            runs.append(float(time) - started.pop(timer))
        elif what == "entry" and OURS in function:
            started[timer] = float(time)
    return runs


DUE = "timer/hrtimer_start", "timer/hrtimer_expire_entry"
STARTED = re.compile(r": hrtimer_start: hrtimer=(\w+) function=(.*?) "
                     r"expires=(\d+) ")
RAN = re.compile(r": hrtimer_expire_entry: hrtimer=(\w+) .*now=(\d+)")
# The scheduler's own timer, which runs in the hard interrupt. Before 6.8 the
# second is another one.
TICKS = "tick_sched_timer", "tick_nohz_handler"


def address_of(*names, module=""):
    """Of the first of these functions that the kernel, or a module, has."""
    with open("/proc/kallsyms", encoding="ascii") as file:
        found = {words[2]: words[0] for words in map(str.split, file)
                 if words[2] in names and
                 (words[3] if len(words) > 3 else "") == module}
    for name in names:
        if name in found:
            return "0x" + found[name]
    raise RuntimeError(f"no function {names[0]}")


def only_functions(*addresses):
    """The filter of timers that call one of them."""
    return " || ".join(f"function == {address}" for address in addresses)


def due_and_ran(lines):
    """[when it was due, when it ran, is it ours?] of each timer, in its clock."""
    armed, runs = {}, []
    for line in lines:
        started, ran = STARTED.search(line), RAN.search(line)
        if started:
            timer, function, due = started.groups()
            armed[timer] = int(due), OURS in function
        elif ran and ran.group(1) in armed:
            due, ours = armed[ran.group(1)]
            runs.append((due, int(ran.group(2)), ours))
    return runs


ALLOCATIONS = "kmem/kmalloc"
ALLOCATED = re.compile(r" bytes_alloc=(\d+) ")


def allocated(lines):
    """Bytes that our module took, all in all."""
    return sum(int(ALLOCATED.search(line).group(1))
               for line in lines if OURS in line)
