# SPDX-License-Identifier: GPL-2.0
"""The commands that repeat a test."""
import os


def command(nodeid):
    """Alone, and with the random numbers that it had: those are of all tests of its kernel, one after the other."""
    run = "QR_SEED=%s tools/testing/run-tests tools/testing/" % os.environ.get("QR_SEED")
    return "%s%s\nwith the same random numbers: %s%s" % (run, nodeid, run, nodeid.split("::")[0])
