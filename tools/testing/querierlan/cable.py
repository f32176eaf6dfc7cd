# SPDX-License-Identifier: GPL-2.0
"""What a case needs when one cable to each host is not enough."""
import time

from querierlan.expect import expect_equal, expect_times
from querierlan.lan import SETTLE


def settle(lan):
    """Wait until every new carrier is noticed; zero is now."""
    time.sleep(SETTLE)
    lan.begin()


def plug_in(lan, host, interface):
    """Give HOST another interface, at a port of the switch called "host-interface", and capture there."""
    port = "%s-%s" % (host.name, interface)
    lan.switch.ip("link add %s type veth peer name %s netns %s" % (port, interface, host.name),
                  "link set %s master switch up" % port)
    host.ip("link set %s up" % interface)
    return lan.capture(lan.switch, port)


def mac_of(host, interface):
    with open("%s/class/net/%s/address" % (host.sys, interface)) as f:
        return f.read().strip()


def expect_captured(capture, times, since=0, tolerance=0.001, outgoing=False, **fields):
    """Queries passed the captured interface at these times, and no others; each has the fields.

    OUTGOING is how the interface sees them: a port of the switch takes in what a host sends.
    """
    packets = capture.select(since, kind="query", outgoing=outgoing)
    expect_times(packets, times, "queries", tolerance)
    for packet in packets:
        for name, value in fields.items():
            expect_equal(getattr(packet, name), value, "%s of %r" % (name, packet))
