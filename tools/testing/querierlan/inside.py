# SPDX-License-Identifier: GPL-2.0
"""pytest inside a test kernel: its reports go to a file, and a failure shows what was seen."""
import json
import os
import re

import pytest

from querierlan import CHECKOUT, doctor, tshark
from querierlan.kernel_log import KernelLog

SPLATS = os.path.join(CHECKOUT, "tools/testing/kernels/splats")
LOG_LINES = 15
SPLAT_LINES = 45
PACKETS = 60


def splats():
    """What a kernel prints when something is wrong."""
    with open(SPLATS) as f:
        return re.compile("|".join(line.rstrip("\n") for line in f if not line.startswith("#")))


def timeline(lan):
    """Everything that passed the hosts' ports, a line a packet."""
    packets = [(packet.time, host.name, "" if packet.outgoing else "sent ", packet)
               for host in lan.members if host.wire for packet in host.wire.all()]
    packets.sort(key=lambda row: row[0])
    lines = ["%12.6f %-8s %s%s" % (moment, name, sent, packet.what()) for moment, name, sent, packet in packets if sent]
    if len(lines) > PACKETS:
        lines[:-PACKETS] = ["... %d packets before these" % (len(lines) - PACKETS)]
    return "\n".join(lines)


def sections(lan):
    """What is printed below a failure; once the LAN is closed, what was read before."""
    log = ["[%12.6f] %s" % line for line in lan.kernel_log.read()[-LOG_LINES:]]
    told = [("topology", lan.topology()), ("packets that hosts sent", timeline(lan)), ("kernel log", "\n".join(log))]
    return [(title, text) for title, text in told if text]


def lan_of(item):
    """The test's LAN, which may have been closed; None without one."""
    return getattr(item, "lan", None)


class Inside:
    """The part of the plugin that runs in the kernel."""

    def __init__(self, config):
        self.config = config
        self.reports = open(os.environ["QR_REPORTS"], "a", buffering=1)
        self.log = KernelLog()
        self.splats = splats()

    def pytest_runtest_logreport(self, report):
        data = self.config.hook.pytest_report_to_serializable(config=self.config, report=report)
        self.reports.write(json.dumps(data) + "\n")

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem):
        """Runs a test, and in simulated time the doctor at its end: it finds something only if the test is marked.

        In a file that is marked as a whole it may find something or nothing.
        """
        pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames})
        simulated = any(mark.args == ("uml-sim",) for mark in pyfuncitem.iter_markers("machine"))
        lan = pyfuncitem.funcargs.get("lan")
        if lan and simulated and any(mark.name == "unhealthy" for mark in pyfuncitem.own_markers):
            doctor.expect_ill(lan)
        elif lan and simulated and not pyfuncitem.get_closest_marker("unhealthy"):
            doctor.expect_healthy(lan)
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_teardown(self, item):
        """What a failure shows is read before the LAN goes; many packets take long, so only after a splat."""
        lan = lan_of(item)
        if lan:
            lan.kernel_log.read()
        if lan and self._splat():
            timeline(lan)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item, call):
        report = (yield).get_result()
        lan = lan_of(item)
        if call.when == "teardown":
            self._look_for_splats(report)
        if report.failed and lan:
            report.sections += sections(lan)
        if call.when == "call" and tshark.claims:
            report.user_properties.append((tshark.PROPERTY, [list(tshark.claims), sections(lan) if lan else []]))
        tshark.claims.clear()

    def _splat(self):
        """The lines of the log from a splat on."""
        lines = [text for _, text in self.log.read()]
        first = next((i for i, text in enumerate(lines) if self.splats.search(text)), len(lines))
        return lines[first:first + SPLAT_LINES]

    def _look_for_splats(self, report):
        """A splat fails the test that caused it."""
        splat = self._splat()
        self.log.lines = []
        if splat and report.passed:
            report.outcome = "failed"
            report.longrepr = "the kernel complained:\n" + "\n".join(splat)
