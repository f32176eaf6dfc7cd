# SPDX-License-Identifier: GPL-2.0
"""pytest's plugin: tests with a mark "machine" run in test kernels, all others here.

    @pytest.mark.machine("uml-sim", append="ipv6.disable=1", packages=["tshark"])

    append      words for the kernel's command line
    packages    installed first; what cannot be installed skips the tests
    real_time   the clock is not simulated
    alone       each test has a kernel of its own; else each file has one
    timeout     s of real time that a kernel has
    provide     {variable: script}: what the script prints is in the tests'
                environment; its status 77 skips the tests

The pytest that was started collects, selects and reports. For each kernel it
starts another pytest inside with the tests' names, and reads that one's reports
as they are written: inside.py.
"""
import os
import random
import signal

import pytest

from querierlan import machines, repeat
from querierlan.inside import Inside

AT_A_TIME = 2                   # kernels
INSIDE = "QR_REPORTS" in os.environ


def pytest_addoption(parser):
    group = parser.getgroup("querierlan")
    group.addoption("--kernels", type=int, default=AT_A_TIME, metavar="N",
                    help="test kernels at a time (default %d)" % AT_A_TIME)
    group.addoption("--machine", metavar="KERNEL", help="only tests that run in this kernel")


def pytest_configure(config):
    config.addinivalue_line("markers", "machine(kernel, ...): run in this test kernel (querierlan/plugin.py)")
    config.addinivalue_line("markers", "unhealthy(why): at its end querierctl doctor finds something; of a file: it may")
    # nohup ignores one, a shell without job control the other.  What tests start begins with neither.
    for number in signal.SIGHUP, signal.SIGINT:
        if signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, lambda *_: None)
    if INSIDE:
        config.pluginmanager.register(Inside(config))
    else:
        os.environ.setdefault("QR_SEED", str(random.randrange(1, 100000)))


def pytest_collection_modifyitems(config, items):
    wanted = config.option.machine
    if wanted:
        kept = [item for item in items for mark in item.iter_markers("machine") if mark.args == (wanted,)]
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept


def pytest_report_header():
    return "QR_SEED=%s" % os.environ.get("QR_SEED")


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_runtest_makereport():
    """In any phase, in a kernel or here; all others have had their say."""
    repeat.add_to((yield).get_result())


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_make_collect_report():
    repeat.add_to((yield).get_result())


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session):
    """Run what needs no kernel, and then the kernels; None: leave it to pytest's own loop."""
    if INSIDE or session.config.option.collectonly or session.testsfailed:
        return None
    marked = [item for item in session.items if item.get_closest_marker("machine")]
    run_here(session, [item for item in session.items if item not in marked])
    if marked:
        machines.run(session, marked)
    return True


def run_here(session, items):
    for item, following in zip(items, items[1:] + [None]):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.shouldfail:
            raise session.Failed(session.shouldfail)
        if session.shouldstop:
            raise session.Interrupted(session.shouldstop)


def pytest_unconfigure(config):
    """The last line, for programs that add up the tests of several others."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if INSIDE or not reporter or config.option.collectonly:
        return

    def names(*results):
        return {report.nodeid for result in results for report in reporter.stats.get(result, ())}

    failed = names("failed", "error")
    passed, skipped = names("passed") - failed, names("skipped") - failed
    print("%d passed, %d failed, %d skipped" % (len(passed), len(failed), len(skipped)))
