# SPDX-License-Identifier: GPL-2.0
"""What this machine gives: scripts and packages; a test without them is skipped with the reason."""
import pytest

from querierlan import machines

TESTING = machines.TESTING
CACHE = machines.CACHE


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
