# SPDX-License-Identifier: GPL-2.0
"""Whole machines: one for each file and release, on which the file's tests follow each other."""
import os
import shutil
import tempfile

import pytest

from guests.guest import Guest
from guests.host import need_packages
from guests.root import Root, private_mounts
from querierlan import repeat

CONSOLE_LINES, COMMANDS, PACKETS = 40, 12, 40


@pytest.fixture(scope="session")
def host():
    """This machine, ready to start others."""
    if os.geteuid():
        raise pytest.UsageError("tests of whole machines need root")
    need_packages("qemu-system-x86", "python3-scapy")
    private_mounts()


@pytest.fixture(scope="module", params=["trixie", "bookworm"])
def suite(request):
    """Debian 13, and then Debian 12."""
    return request.param


@pytest.fixture(scope="module")
def packages():
    """What a file's machine has beside our packages."""
    return ()


@pytest.fixture(scope="module")
def off(request, host, suite, packages):
    """A machine with our packages that was never switched on."""
    folder = tempfile.mkdtemp(prefix="igmp-querier.")
    root = Root(suite, folder, *packages)
    guest = request.node.guest = Guest(root)        # where a report of any phase finds it
    yield guest
    guest.close()
    root.close()
    shutil.rmtree(folder)
    request.node.guest = None


@pytest.fixture(scope="module")
def guest(off):
    """The same, and it is on."""
    off.switch_on()
    return off


def sections(guest, nodeid):
    """What is printed below a failure."""
    packets = sorted((packet.time, name, packet.what())
                     for name, cable in guest.cables.items() for packet in cable.select())
    return [("console", "\n".join(guest.console_so_far().splitlines()[-CONSOLE_LINES:])),
            ("commands", "\n".join(guest.commands[-COMMANDS:])),
            ("packets that the machine sent", "\n".join("%12.6f %-8s %s" % row for row in packets[-PACKETS:])),
            # The tests of a file are one machine's life.
            (repeat.TITLE, repeat.command(nodeid.split("::")[0]))]


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    report = (yield).get_result()
    guest = "off" in item.fixturenames and getattr(item.getparent(pytest.Module), "guest", None)
    if report.failed and guest:
        report.sections += sections(guest, item.nodeid)
