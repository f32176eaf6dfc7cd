# SPDX-License-Identifier: GPL-2.0
"""The kernel's log."""
import contextlib
import os


class KernelLog:
    """The kernel's log, from now on."""

    def __init__(self):
        self.fd = os.open("/dev/kmsg", os.O_RDONLY | os.O_NONBLOCK)
        os.lseek(self.fd, 0, os.SEEK_END)
        self.lines = []

    def read(self):
        """[(seconds since boot, text)]; once it is closed, what was read before."""
        with contextlib.suppress(BlockingIOError):
            while self.fd is not None:
                # EPIPE: there was so much more that some is lost; the next is the oldest that is left.
                with contextlib.suppress(BrokenPipeError):
                    head, _, text = os.read(self.fd, 8192).decode(errors="replace").partition(";")
                    self.lines.append((int(head.split(",")[2]) / 1e6, text.split("\n")[0]))
        return self.lines

    def close(self):
        os.close(self.fd)
        self.fd = None
