# SPDX-License-Identifier: GPL-2.0
"""What this machine gives: scripts and packages; a test without them is skipped with the reason."""
import socket
import time

import pytest

from querierlan import machines

TESTING = machines.TESTING
CACHE = machines.CACHE
PACE, PACES = 0.2, 300          # s between two looks for QEMU's socket, and how many


def script(*words):
    """What one of our scripts prints."""
    try:
        return machines.script(*words)
    except machines.Unavailable as why:
        pytest.skip(str(why))


def need_packages(*packages):
    try:
        machines.need_packages(*packages)
    except machines.Unavailable as why:
        pytest.skip(str(why))


def connect(path):
    """To a socket of QEMU's, which gives no sign when it listens."""
    stream = socket.socket(socket.AF_UNIX)
    for _ in range(PACES):
        try:
            stream.connect(path)
            return stream
        except (FileNotFoundError, ConnectionRefusedError):
            time.sleep(PACE)
    raise AssertionError("QEMU does not listen at %s" % path)
