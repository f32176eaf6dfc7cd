# SPDX-License-Identifier: GPL-2.0
"""The commands that repeat a test."""
import os
import shlex

TITLE = "repeat"


def command(nodeid):
    """Alone, and with the random numbers that it had: those are of all tests of its kernel, one after the other."""
    alone, whole = (run(name) for name in (nodeid, nodeid.split("::")[0]))
    return alone if alone == whole else "%s\nwith the same random numbers: %s" % (alone, whole)


def run(nodeid):
    return "QR_SEED=%s tools/testing/run-tests %s" % (os.environ.get("QR_SEED"), shlex.quote("tools/testing/" + nodeid))


def add_to(report):
    """Below a failure, unless it is there already."""
    if report.failed and TITLE not in dict(report.sections):
        report.sections.append((TITLE, command(report.nodeid)))
