# SPDX-License-Identifier: GPL-2.0
"""What this is all for: a printer that is still found after a day, behind a strict switch."""
import pytest

from querierlan.daemons import HostDaemons
from querierlan.expect import expect
from querierlan.snooping import is_member, make_strict

pytestmark = pytest.mark.machine("uml-sim", packages=["avahi-daemon", "avahi-utils", "dbus", "nftables"])

DAY = 86400
PRINTER = "Laser on the third floor"

DAEMON_CONF = """
[server]
host-name={name}
use-ipv4={ipv4}
use-ipv6={ipv6}
allow-interfaces=eth0
enable-dbus={dbus}
[wide-area]
enable-wide-area=no
[publish]
publish-hinfo=no
publish-workstation=no
"""

SERVICE = """<?xml version="1.0" standalone="no"?>
<!DOCTYPE service-group SYSTEM "avahi-service.dtd">
<service-group>
  <name>%s</name>
  <service><type>_ipp._tcp</type><port>631</port></service>
</service-group>
""" % PRINTER

# A system bus for one host, on which everybody may do everything.
BUS_CONF = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path=/run/bus</listen>
  <policy context="default">
    <allow user="*"/> <allow own="*"/>
    <allow send_type="method_call"/> <allow send_type="method_return"/>
    <allow send_type="error"/> <allow send_type="signal"/>
    <allow receive_type="method_call"/> <allow receive_type="method_return"/>
    <allow receive_type="error"/> <allow receive_type="signal"/>
  </policy>
</busconfig>
"""

OWN_SERVICES = """
mount --bind {home}/services /etc/avahi/services
"""
DAEMON = "avahi-daemon -f {home}/daemon.conf --no-drop-root --no-chroot --no-rlimits"
ANNOUNCE = OWN_SERVICES + DAEMON
BROWSE = OWN_SERVICES + """
export DBUS_SYSTEM_BUS_ADDRESS=unix:path=/run/bus
dbus-daemon --config-file={home}/bus.conf --fork
%s --daemonize
avahi-browse --all --terminate --parsable
""" % DAEMON


class Office:
    """Three hosts of one family at a strict switch: a printer, a host that looks for it, and the querier."""

    def __init__(self, lan, family, mdns, *addresses):
        self.lan, self.family, self.mdns = lan, family, mdns
        self.printer, self.browser, self.server = lan.hosts(**dict(zip(("printer", "browser", "server"), addresses)))
        make_strict(lan)

    def _world(self, host, bus, **files):
        config = DAEMON_CONF.format(name=host.name, dbus=bus, ipv4=self._uses("IPv4"), ipv6=self._uses("IPv6"))
        return HostDaemons(host, {"daemon.conf": config, **files})

    def _uses(self, family):
        return "yes" if family == self.family else "no"

    def printing(self):
        """A printer that its host announces for as long as a "with" lasts."""
        return self._world(self.printer, "no", **{"services/printer.service": SERVICE}).running(ANNOUNCE)

    def finds_the_printer(self):
        """Does a host find it that has just come? avahi remembers what it has seen, so restart it."""
        output = self._world(self.browser, "yes", **{"bus.conf": BUS_CONF, "services/.none": ""}).run(BROWSE)
        # avahi writes a space as \032.
        return "+;eth0;%s;%s;" % (self.family, PRINTER.replace(" ", "\\032")) in output

    def is_open(self):
        """Is what is meant for the printer let through to it?"""
        return is_member(self.lan, self.printer, self.mdns)


OFFICES = {"igmp": ("IPv4", "224.0.0.251", "10.0.0.1/24", "10.0.0.2/24", "10.0.0.3/24"),
           "mld": ("IPv6", "ff02::fb", "fe80::1/64", "fe80::2/64", "fe80::3/64")}


def test_found_after_a_day_with_a_querier(lan, family):
    """With the querier a printer is found after a day: its host's reports have kept its port open."""
    office = Office(lan, *OFFICES[family.name])
    with office.printing():
        lan.at(30)
        family.querier(office.server).enable()
        lan.at(DAY)
        expect(office.is_open(), "the printer's host has stopped reporting " + office.mdns)
        expect(office.finds_the_printer(), "the printer is not found")


def test_lost_after_a_day_without_a_querier(lan, family):
    """Without it the printer is found at first, but not after a day."""
    office = Office(lan, *OFFICES[family.name])
    with office.printing():
        lan.at(30)
        expect(office.finds_the_printer(), "the printer is not even found at first")
        lan.at(DAY)
        expect(not office.is_open(), "the printer's host reports unasked")
        expect(not office.finds_the_printer(), "the printer is found: there is nothing strict about this switch")
