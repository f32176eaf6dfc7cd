# SPDX-License-Identifier: GPL-2.0
"""The module's tracepoints, as an administrator sees them under /sys/kernel/tracing."""
import os
import re
import subprocess
import time

TRACING = "/sys/kernel/tracing"
LINE = re.compile(r" ([\d.]+): igmp_querier_(\w+): dev (\S+) (?:igmp|mld) (.*)")


def write(name, text):
    with open(os.path.join(TRACING, name), "w") as f:
        f.write(text)


class Trace:
    """What is traced of all links, from now on."""

    def __init__(self, lan):
        self.lan = lan
        if not os.path.exists(os.path.join(TRACING, "trace")):
            subprocess.run(["mount", "-t", "tracefs", "tracefs", TRACING], check=True)
        write("trace_clock", "boot")
        write("trace", "")
        write("events/igmp_querier/enable", "1")

    def select(self, name):
        """Of the events with this name [(time, text)], IPv4 addresses as usual."""
        shift = time.clock_gettime(time.CLOCK_BOOTTIME) - self.lan.now()
        with open(os.path.join(TRACING, "trace")) as f:
            found = LINE.findall(f.read())
        return [(float(stamp) - shift, text.replace("::ffff:", "")) for stamp, event, _, text in found if event == name]

    def close(self):
        write("events/igmp_querier/enable", "0")
