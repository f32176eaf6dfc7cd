#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""What this is all for: a printer that is still found after a day, behind a strict switch."""
from lan import case, expect, run_cases
from strict import is_member, make_strict
from world import World

PACKAGES = ["avahi-daemon", "avahi-utils", "dbus", "nftables"]

DAY = 86400
MDNS = "224.0.0.251"
PRINTER = "Laser on the third floor"

DAEMON_CONF = """
[server]
host-name={name}
use-ipv4=yes
use-ipv6=no
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


def announced_by(host):
    """A printer that HOST announces for as long as a "with" lasts."""
    files = {"daemon.conf": DAEMON_CONF.format(name=host.name, dbus="no"), "services/printer.service": SERVICE}
    return World(host, files).running(ANNOUNCE)


def finds_the_printer(host):
    """Does somebody at HOST find it who has just come? avahi remembers what it has once seen, so start it anew."""
    files = {"daemon.conf": DAEMON_CONF.format(name=host.name, dbus="yes"), "bus.conf": BUS_CONF, "services/.none": ""}
    output = World(host, files).run(BROWSE)
    # avahi writes a space as \032.
    return "+;eth0;IPv4;%s;" % PRINTER.replace(" ", "\\032") in output


def office(lan):
    """Three hosts at a strict switch."""
    hosts = lan.hosts(printer="10.0.0.1/24", browser="10.0.0.2/24", server="10.0.0.3/24")
    make_strict(lan)
    return hosts


@case
def found_after_a_day_with_a_querier(lan):
    """With the querier a printer is found after a day: its host's reports have kept its port open."""
    printer, browser, server = office(lan)
    with announced_by(printer):
        lan.at(30)
        server.querier.enable()
        lan.at(DAY)
        expect(is_member(lan, printer, MDNS), "the printer's host has stopped reporting " + MDNS)
        expect(finds_the_printer(browser), "the printer is not found")


@case
def lost_after_a_day_without_a_querier(lan):
    """Without it the printer is found at first, but not after a day."""
    printer, browser, _ = office(lan)
    with announced_by(printer):
        lan.at(30)
        expect(finds_the_printer(browser), "the printer is not even found at first")
        lan.at(DAY)
        expect(not is_member(lan, printer, MDNS), "the printer's host reports unasked")
        expect(not finds_the_printer(browser), "the printer is found: there is nothing strict about this switch")


if __name__ == "__main__":
    run_cases()
