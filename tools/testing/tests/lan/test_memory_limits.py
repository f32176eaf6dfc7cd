# SPDX-License-Identifier: GPL-2.0
"""How much memory all members together may take, and what containers get of it."""
import contextlib
import errno
import socket

import pytest

from querierlan import igmp
from querierlan.container import Container, outcomes
from querierlan.expect import expect, expect_equal, expect_refused
from querierlan.limits import HOST, group, leave, report, router_and_member, specific
from querierlan.querier import Querier
from querierlan.tool import Monitor

pytestmark = pytest.mark.machine("uml-sim")

MEMORY_MAX = "/sys/module/igmp_querier/parameters/members_memory_max"
MIB = 1 << 20
SOURCES = ["192.%d.2.%d" % divmod(i, 200) for i in range(1, 257)]
CROWD = 192 + len(SOURCES) * 64 # bytes of a group with all of them


# --- memory -------------------------------------------------------------------------------------

def memory_max():
    with open(MEMORY_MAX) as f:
        return int(f.read())


def set_memory_max(value):
    with open(MEMORY_MAX, "w") as f:
        f.write(str(value))


@contextlib.contextmanager
def memory_of(value):
    """So many bytes for the members of all links."""
    before = memory_max()
    set_memory_max(value)
    try:
        yield
    finally:
        set_memory_max(before)


class Flooder:
    """Groups with as many sources as may be, reported from one end of a link."""

    def __init__(self, namespace, interface):
        with namespace:
            self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
            self.socket.bind((interface, 0))

    def flood(self, count, src):
        for i in range(count):
            message = igmp.report_v3(igmp.record(igmp.IS_IN, group(i), SOURCES))
            packet = igmp.ipv4(message, src, igmp.ALL_V3_ROUTERS)
            self.socket.send(igmp.ethernet(packet, "02:00:00:00:99:01", igmp.multicast_mac(igmp.ALL_V3_ROUTERS)))
        self.socket.close()


def test_memory_is_set(lan):
    """members_memory_max is a number of bytes from 16 MiB to 1 GiB, by default 1/8 of the memory; else it stays."""
    with open("/proc/meminfo") as f:
        total = int(f.readline().split()[1]) * 1024
    expect(abs(memory_max() - total / 8) < MIB, "%d of %d bytes" % (memory_max(), total))
    with memory_of(16 * MIB):
        refused = {errno.EINVAL: ("\n", "abc", "-1", "+20000000", "0x2000000", "20000000 ", "20m"),
                   errno.ERANGE: (0, 16 * MIB - 1, 1024 * MIB + 1, 1 << 64)}
        for value, error in ((value, error) for error, values in refused.items() for value in values):
            expect_refused(lambda: set_memory_max(value), error, repr(value))
            expect_equal(memory_max(), 16 * MIB, "what is in force")
        set_memory_max("%d\n" % (1024 * MIB))
        expect_equal(memory_max(), 1024 * MIB, "what is in force")


@pytest.mark.unhealthy("a limit is reached")
def test_memory_of_containers(lan):
    """Links of other user namespaces share a quarter of the memory; one fills half of that, and ours miss nothing."""
    router, host = router_and_member(lan)
    box = Container("box")
    try:
        with memory_of(16 * MIB):
            for i, name in enumerate(("left", "right")):
                box.ip("link add %s type veth peer name %s1" % (name, name), "link set %s up" % name,
                       "link set %s1 up" % name, "addr add 10.9.%d.1/24 dev %s" % (i, name))
            lan.after(2)
            for i, (name, kept) in enumerate((("left", 2 * MIB // CROWD), ("right", MIB // CROWD))):
                querier = Querier(box, name)
                expect_equal(outcomes([querier.enable], box.become_root), [0], "enabling it")
                lan.after(2)
                Flooder(box, name + "1").flood(200, "10.9.%d.9" % i)
                expect_equal(querier.groups, kept, "groups on " + name)
                expect_equal(querier.count("ignored_memory_limit"), 200 - kept, "refused on " + name)
            expect(lan.log("too little memory to keep groups, such as 239."), "no line in the log")
            # Half of three quarters.
            Flooder(host, "eth0").flood(400, HOST)
            expect_equal(router.querier.groups, 6 * MIB // CROWD, "groups here")
            # Whoever has enough already keeps it.
            report(host, (igmp.IS_IN, group(0), SOURCES))
            expect_equal(router.querier.count("ignored_memory_limit"), 400 - 6 * MIB // CROWD, "refused here")
            # Not even for a group without sources; who leaves is asked for all the same.
            lan.after(61)
            monitor = Monitor(lan, router, "-j")
            report(host, *((igmp.IS_EX, "239.201.0.%d" % i) for i in range(100)))
            expect(router.querier.groups < 6 * MIB // CROWD + 100, "there is memory left")
            hits = [event["limit"] for event in monitor.events() if event["event"] == "limit-hit"]
            monitor.stop()
            expect_equal(hits, ["memory"], "limits that subscribers hear of")
            since = lan.now()
            leave(host, "239.200.0.1")
            lan.after(1.5)
            expect_equal([packet.group for packet in specific(router, since)], ["239.200.0.1"] * 2, "asked for")
            router.querier.disable()
            router.querier.enable()
            Flooder(host, "eth0").flood(10, HOST)
            expect_equal(router.querier.groups, 10, "groups once it began again")
    finally:
        box.delete()


def test_limits_in_a_container(lan):
    """Root of a container may lower max_groups and max_sources, and raise them to the default, but not above it."""
    lan.hosts(host=None)
    box = Container("box")
    try:
        box.ip("link add eth0 type dummy", "link set eth0 multicast on up")
        own = Querier(box, "eth0")
        for name, default in (("max_groups", 4096), ("max_sources", 256)):
            def write(*values):
                return outcomes([lambda v=value: own.set(**{name: v}) for value in values], box.become_root)

            expect_equal(write(default + 1, 10, default, default + 1), [errno.EPERM, 0, 0, errno.EPERM], name)
            expect_equal(own[name], str(default), name)
            own[name] = default + 100
            expect_equal(write(default + 101, default + 100, default + 99, default + 100),
                         [errno.EPERM, 0, 0, errno.EPERM], name + " that the host raised")
            expect_equal(own[name], str(default + 99), name)
    finally:
        box.delete()
