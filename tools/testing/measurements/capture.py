"""When packets of IGMP leave an interface, stamped by the kernel."""

import os
import select
import sys
from contextlib import contextmanager

from bench import enter

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from querierlan import capture  # noqa: E402, pylint: disable=wrong-import-position


@contextmanager
def inside(netns):
    """In a network namespace meanwhile; None: in the first one."""
    enter(netns)
    try:
        yield
    finally:
        enter()


class Capture:
    """Queries that an interface sends, in nanoseconds of CLOCK_REALTIME."""

    def __init__(self, iface, netns=None):
        self.capture = capture.Capture(self, inside(netns), iface)
        self.sent = []

    @staticmethod
    def time_of(seconds, nanoseconds):
        """As the capture writes a time down."""
        return seconds * 10 ** 9 + nanoseconds

    def next(self):
        """The time at which the next query was sent; waits for it."""
        while not self.sent:
            select.select([self.capture.socket], [], [])
            self.sent += [packet.time for packet in self.capture.select(kind="query", outgoing=True)]
            self.capture.packets.clear()
        return self.sent.pop(0)
