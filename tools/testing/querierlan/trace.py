# SPDX-License-Identifier: GPL-2.0
"""The module's tracepoints, as an administrator sees them under /sys/kernel/tracing."""
import os
import re
import struct
import subprocess
import time

TRACING = "/sys/kernel/tracing"
LINE = re.compile(r" ([\d.]+): igmp_querier_(\w+): dev (\S+) (igmp|mld) (.*)")


def write(name, text):
    with open(os.path.join(TRACING, name), "w") as f:
        f.write(text)


def mount():
    if not os.path.exists(os.path.join(TRACING, "trace")):
        subprocess.run(["mount", "-t", "tracefs", "tracefs", TRACING], check=True)


def read(name):
    with open(os.path.join(TRACING, name)) as f:
        return f.read()


class Trace:
    """What is traced of all links, from now on."""

    def __init__(self, lan):
        self.lan = lan
        mount()
        write("trace_clock", "boot")
        self.clear()
        write("events/igmp_querier/enable", "1")

    @staticmethod
    def clear():
        """Forget what was traced so far."""
        write("trace", "")

    @staticmethod
    def fill(byte):
        """Let the memory that events are written to hold nothing but this, all over, and forget it."""
        size = int(read("buffer_size_kb").split()[0]) * 1024
        with open(os.path.join(TRACING, "trace_marker"), "wb", buffering=0) as f:
            for _ in range(2 * size // 512):
                f.write(512 * byte)
        Trace.clear()

    @staticmethod
    def raw():
        """The events as they are in memory, which forgets them: pages with a header each."""
        events = b""
        fd = os.open(os.path.join(TRACING, "per_cpu/cpu0/trace_pipe_raw"), os.O_RDONLY | os.O_NONBLOCK)
        while True:
            try:
                page = os.read(fd, 4096)
            except BlockingIOError:
                page = b""
            if not page:
                os.close(fd)
                return events
            length, = struct.unpack("Q", page[8:16])
            events += page[16:16 + (length & 0xfffff)]

    def select(self, name, interface=None, family=None):
        """Of the events with this name [(time, text)], IPv4 addresses as usual; all, or of an interface's family."""
        shift = time.clock_gettime(time.CLOCK_BOOTTIME) - self.lan.now()
        with open(os.path.join(TRACING, "trace")) as f:
            found = LINE.findall(f.read())
        return [(float(stamp) - shift, text.replace("::ffff:", "")) for stamp, event, dev, proto, text in found
                if event == name and interface in (None, dev) and family in (None, proto)]

    def close(self):
        write("events/igmp_querier/enable", "0")
