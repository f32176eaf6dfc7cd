"""What the kernel's own tracepoints report while something is done."""

import re
from contextlib import contextmanager
from pathlib import Path

from bench import run, write

TRACING = Path("/sys/kernel/tracing")
OURS = "[igmp_querier]"


@contextmanager
def traced(*events, kilobytes=2048):
    """Traces meanwhile. Yields a function that returns the lines of then."""
    if not (TRACING / "trace").exists():
        run(f"mount -t tracefs tracefs {TRACING}")
    write(TRACING / "trace_clock", "mono")
    write(TRACING / "buffer_size_kb", kilobytes)
    write(TRACING / "trace", "")
    for event in events:
        write(TRACING / "events" / event / "enable", "1")
    try:
        yield lambda: (TRACING / "trace").read_text().splitlines()
    finally:
        for event in events:
            write(TRACING / "events" / event / "enable", "0")


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


ALLOCATIONS = "kmem/kmalloc"
ALLOCATED = re.compile(r" bytes_alloc=(\d+) ")


def allocated(lines):
    """Bytes that our module took, all in all."""
    return sum(int(ALLOCATED.search(line).group(1))
               for line in lines if OURS in line)
