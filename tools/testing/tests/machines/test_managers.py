# SPDX-License-Identifier: GPL-2.0
"""Who else manages the interface makes no difference; test_boot.py has systemd-networkd."""
import pytest

from guests.queries import CARD_NAME, first_query_in_time

ADDRESS, ROUTER = "192.0.2.20", "192.0.2.1"
INTERFACES = "auto lo\niface lo inet loopback\nallow-hotplug %s\niface %s inet dhcp\n" % (CARD_NAME, CARD_NAME)


@pytest.fixture(scope="module")
def suite():
    """Debian 13."""
    return "trixie"


@pytest.fixture(scope="module")
def packages():
    return "ifupdown", "dhcpcd-base", "network-manager"


@pytest.fixture
def managed(off):
    """A machine whose LAN has a DHCP server; networkd leaves its card alone."""
    from guests.dhcp import Server
    off.card.dhcp = Server(ADDRESS, ROUTER)
    off.root.write("/etc/querierctl.conf", "[%s]\nquerier-enable = on\n" % CARD_NAME)
    yield off
    off.switch_off()


def serves(guest):
    first_query_in_time(guest)
    guest.run("for i in $(seq 120); do ip -4 -br address show %s | grep -q %s && exit; sleep 0.5; done; exit 1" % (
        CARD_NAME, ADDRESS))
    guest.card.wait_for(guest.booted, kind="query", family="igmp", src=ADDRESS)


def test_ifupdown(managed):
    """ifupdown brings the interface up when udev tells it of the card."""
    managed.root.write("/etc/network/interfaces", INTERFACES)
    managed.root.run("systemctl", "disable", "systemd-networkd", "NetworkManager")
    managed.switch_on()
    serves(managed)


def test_network_manager(managed):
    """NetworkManager does it, later than the unit."""
    managed.root.write("/etc/network/interfaces", "")
    managed.root.run("systemctl", "enable", "NetworkManager")
    managed.switch_on()
    serves(managed)
