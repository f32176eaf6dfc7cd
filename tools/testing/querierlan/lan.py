# SPDX-License-Identifier: GPL-2.0
"""A LAN of network namespaces in simulated time.

A test takes a LAN and reads as a timeline:

    def test_takes_over(lan):
        '''A silent querier is replaced after 255 s (RFC 9776 8.5).'''
        low, high = lan.hosts(low="10.0.0.1/24", high="10.0.0.2/24")
        high.querier.enable()
        lan.at(10)
        low.send(igmp.query_v3(), src="10.0.0.1")
        lan.at(300)
        high.expect_queries([0, 265, 296.25])

Hosts are network namespaces with one interface, eth0, at a port of one switch
(a bridge in a namespace of its own, which floods unless a test changes that). What
passes the port is captured there, with the kernel's own time stamps. Zero is
when lan.hosts() returns.

Time passes only while every process sleeps, so nothing here may poll: programs,
sends and reads of sysfs take no time at all.
"""
import time

from querierlan.capture import Capture
from querierlan.host import Host
from querierlan.kernel_log import KernelLog
from querierlan.namespace import Namespace

SETTLE = 2.0                    # s until every carrier was noticed
DAD = 3.0                       # s until an IPv6 address was found to be unique
DISSOLVE = 1.0                  # s until a namespace is gone


class Lan:
    """Everything of one case."""

    def __init__(self):
        self.switch = None
        self.switch_options = "mcast_snooping 0"
        self.members = []
        self.captures = []
        self.kernel_log = KernelLog()
        self.begin()

    # --- time
    def begin(self):
        """Zero is now."""
        self.zero = time.time_ns()

    def time_of(self, whole, ns):
        """Seconds since zero of the clock's time."""
        return (whole * 10**9 + ns - self.zero) / 1e9

    def now(self):
        return self.time_of(0, time.time_ns())

    def at(self, moment):
        """Sleep until so many seconds after zero."""
        target = self.zero + round(moment * 1e9)
        # Work takes microseconds of simulated time; more is a case's mistake.
        if target < time.time_ns() - 1000000:
            raise ValueError("%g s is past: it is %.6f s" % (moment, self.now()))
        while time.time_ns() < target:
            time.sleep((target - time.time_ns()) / 1e9)

    def after(self, duration):
        """Sleep for so many seconds."""
        self.at(self.now() + duration)

    # --- hosts
    def hosts(self, **addresses):
        """New hosts, by name, each with an address, or a list of them, or None. Zero is when this returns.

        "10.0.0.1/24" or "fe80::1/64", which has passed duplicate address detection then.
        """
        new = [self._host(name) for name in addresses]
        self._wire_up(new)
        for host, given in zip(new, addresses.values()):
            given = [given] if isinstance(given, str) else given or []
            host.given = given
            for address in given:
                if ":" not in address:
                    host.address = address.split("/")[0]
                    host.set_address("eth0", address)
            host.set_up("eth0")
            ipv6 = [address for address in given if ":" in address]
            if ipv6:
                host.set_ipv6("eth0", *ipv6)
        time.sleep(SETTLE + DAD)
        self.begin()
        for host in new:
            host.wire = self.capture(self.switch, host.name)
        return new[0] if len(new) == 1 else new

    def _host(self, name):
        host = Host(self, name, len(self.members) + 1)
        self.members.append(host)
        return host

    def _wire_up(self, hosts):
        """Each eth0 to a port of the switch, which has the host's name."""
        lines = []
        if not self.switch:
            self.switch = Namespace("switch")
            lines += ["link add switch type bridge " + self.switch_options, "link set switch up"]
        for host in hosts:
            lines += ["link add %s type veth peer name eth0 address %s netns %s" % (host.name, host.mac, host.name),
                      "link set %s master switch up" % host.name]
        self.switch.ip(*lines)

    def capture(self, namespace, interface):
        capture = Capture(self, namespace, interface)
        self.captures.append(capture)
        return capture

    # --- the kernel's log
    def log(self, words="igmp_querier: "):
        """What the module said since zero, [(time, text)]; WORDS is what a line has in it."""
        shift = time.clock_gettime(time.CLOCK_BOOTTIME) - self.now()
        # The log has a clock of its own, some milliseconds behind.
        return [(stamp - shift, text) for stamp, text in self.kernel_log.read()
                if words in text and stamp - shift >= -0.05]

    def topology(self):
        """A line for each host at the switch."""
        lines = ["switch: bridge, %s" % self.switch_options]
        lines += [" |- %-8s eth0 %s %s" % (host.name, host.mac, " ".join(host.given)) for host in self.members]
        return "\n".join(lines)

    def close(self):
        """Remove it all, and wait until it is gone."""
        for capture in self.captures:
            capture.close()
        for host in self.members:
            host.delete()
        if self.switch:
            self.switch.delete()
        time.sleep(DISSOLVE)
        self.kernel_log.close()
