# SPDX-License-Identifier: GPL-2.0
"""The module's tracepoints, as an administrator sees them under /sys/kernel/tracing."""
import os
import re
import subprocess
import time

TRACING = "/sys/kernel/tracing"
LINE = re.compile(r" ([\d.]+): igmp_querier_(\w+): dev (\S+) (igmp|mld) (.*)")


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
        self.clear()
        write("events/igmp_querier/enable", "1")

    @staticmethod
    def clear():
        """Forget what was traced so far."""
        write("trace", "")

    def select(self, name, interface=None, family=None):
        """Of the events with this name [(time, text)], IPv4 addresses as usual; all, or of an interface's family."""
        shift = time.clock_gettime(time.CLOCK_BOOTTIME) - self.lan.now()
        with open(os.path.join(TRACING, "trace")) as f:
            found = LINE.findall(f.read())
        return [(float(stamp) - shift, text.replace("::ffff:", "")) for stamp, event, dev, proto, text in found
                if event == name and interface in (None, dev) and family in (None, proto)]

    def close(self):
        write("events/igmp_querier/enable", "0")
