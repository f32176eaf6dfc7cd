# SPDX-License-Identifier: GPL-2.0
"""Who else manages the interface makes no difference; and another querier's service is noticed."""
import pytest

from guests.queries import CARD_NAME, first_query_in_time
from querierlan.expect import expect

ADDRESS, ROUTER = "192.0.2.20", "192.0.2.1"
INTERFACES = "auto lo\niface lo inet loopback\nallow-hotplug %s\niface %s inet dhcp\n" % (CARD_NAME, CARD_NAME)
OLD_DAEMON = "[Service]\nExecStart=/bin/sleep infinity\n[Install]\nWantedBy=multi-user.target\n"
OLD_NAME = "igmp-querierd"


@pytest.fixture(scope="module")
def suite():
    """Debian 13."""
    return "trixie"


@pytest.fixture(scope="module")
def packages():
    return "ifupdown", "dhcpcd-base", "network-manager"


@pytest.fixture
def managed(off):
    """A machine whose LAN has a DHCP server."""
    from guests.dhcp import Server      # scapy is installed only now
    off.card.dhcp = Server(ADDRESS, ROUTER)
    off.root.write("/etc/querierctl.conf", "[%s]\nquerier-enable = on\n" % CARD_NAME)
    yield off
    off.switch_off()


def serves(guest):
    """In time, and with the address as soon as that is there."""
    first_query_in_time(guest)
    guest.card.wait_for(guest.booted, kind="query", family="igmp", src=ADDRESS, patience=300)


def enable_again(guest):
    """What it says."""
    return guest.run("querierctl disable %s; querierctl enable %s 2>&1" % (CARD_NAME, CARD_NAME))


def test_networkd(managed):
    """systemd-networkd brings the interface up; the service of the daemon that the module replaces is named."""
    managed.root.run("systemctl", "disable", "NetworkManager")
    managed.root.write("/etc/systemd/system/%s.service" % OLD_NAME, OLD_DAEMON)
    managed.root.run("systemctl", "enable", OLD_NAME)
    managed.switch_on()
    serves(managed)
    expect("%s.service runs" % OLD_NAME in enable_again(managed), "it is not named")
    managed.run("systemctl disable --now " + OLD_NAME)
    expect(OLD_NAME not in enable_again(managed), "it is named after it has gone")


def test_ifupdown(managed):
    """ifupdown brings the interface up when udev tells it of the card."""
    managed.root.write("/etc/network/interfaces", INTERFACES)
    managed.root.run("systemctl", "disable", "systemd-networkd")
    managed.switch_on()
    serves(managed)


def test_network_manager(managed):
    """NetworkManager does it, later than the unit."""
    managed.root.write("/etc/network/interfaces", "")
    managed.root.run("systemctl", "enable", "NetworkManager")
    managed.switch_on()
    serves(managed)
