# SPDX-License-Identifier: GPL-2.0
"""The kernel is upgraded while the machine is on its way to a reboot: with the headers' package that the README names, and without."""
from guests.queries import CARD_NAME, first_query_in_time
from querierlan.expect import expect, expect_equal

CONFIGURATION = "/etc/querierctl.conf"
UPGRADE = ("apt-get", "-y", "-q", "-o", "APT::Install-Recommends=false", "upgrade", "--with-new-pkgs")
OLD_HEADERS = "/var/cache/old/linux-headers-amd64.deb"


def test_without_headers(off):
    """The new kernel has no module: the unit says so, and nothing else is missing."""
    guest = off
    guest.root.write(CONFIGURATION, "[%s]\nquerier-enable = on\n" % CARD_NAME)
    before = guest.root.kernels()
    guest.root.run(*UPGRADE)
    expect_equal(len(guest.root.kernels()), len(before) + 1, "kernels")
    guest.switch_on()
    expect_equal(guest.run("uname -r").strip(), guest.root.kernels()[-1], "the kernel that runs")
    expect_equal(guest.property("querier.service", "Result"), "exit-code", "the unit")
    expect_equal(guest.run("systemctl --failed --plain --no-legend | cut -d' ' -f1").split(), ["querier.service"],
                 "what failed")
    journal = guest.run("journalctl -u querier.service --no-pager")
    expect("linux-headers-%s" % guest.root.kernels()[-1] in journal, "the unit does not say what to do: " + journal)
    guest.switch_off()


def test_headers_later(off):
    """The headers bring the module, as the README says."""
    off.root.run(*UPGRADE[:-2], "install", "linux-headers-amd64")
    off.root.run("modinfo", "-k", off.root.kernels()[-1], "igmp_querier")


def test_with_headers(off):
    """With the headers' package DKMS builds for the new kernel in the same upgrade."""
    off.root.start_again()
    off.root.write(CONFIGURATION, "[%s]\nquerier-enable = on\n" % CARD_NAME)
    off.root.run("dpkg", "--install", OLD_HEADERS)
    off.root.run(*UPGRADE)
    off.switch_on()
    expect_equal(off.run("uname -r").strip(), off.root.kernels()[-1], "the kernel that runs")
    first_query_in_time(off)
