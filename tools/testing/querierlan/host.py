# SPDX-License-Identifier: GPL-2.0
"""A host on the LAN: its querier, its part in groups, what it sends, and what passes its cable."""
import socket
import struct

from querierlan import igmp, mld
from querierlan.expect import expect_equal, expect_times
from querierlan.namespace import Namespace
from querierlan.querier import Querier

MCAST_JOIN_GROUP, MCAST_BLOCK_SOURCE, MCAST_UNBLOCK_SOURCE = 42, 43, 44
MCAST_JOIN_SOURCE_GROUP, MCAST_LEAVE_SOURCE_GROUP = 46, 47


def sockaddr(address):
    """A struct sockaddr_storage."""
    if ":" in address:
        return struct.pack("HHI16s104x", socket.AF_INET6, 0, 0, mld.packed(address))
    return struct.pack("HH4s120x", socket.AF_INET, 0, igmp.packed(address))


class Host(Namespace):
    """A namespace whose eth0 is at a port of the switch."""

    def __init__(self, lan, name, number):
        super().__init__(name)
        self.lan = lan
        self.mac = "02:00:00:00:00:%02x" % number
        self.address = None
        self.given = []             # its first addresses
        self.querier = Querier(self, "eth0")
        self.mld = Querier(self, "eth0", "mld")
        self.wire = None            # the capture at its port
        self.senders = {}           # raw sockets, by interface
        self.members = {}           # sockets, by interface and group

    def interface(self, name):
        """The querier of another interface than eth0."""
        return Querier(self, name)

    def capture(self, interface):
        """Capture on one of its own interfaces, from now on."""
        return self.lan.capture(self, interface)

    def sent(self, since=0, **fields):
        """What came out of eth0: sent(kind="query", since=10)."""
        return self.wire.select(since, outgoing=False, **fields)

    def heard(self, since=0, **fields):
        """What the LAN delivered to eth0."""
        return self.wire.select(since, outgoing=True, **fields)

    def expect_queries(self, times, since=0, tolerance=0.001, family="igmp", **fields):
        """It sent queries at these times, and no others since SINCE; each has the fields."""
        packets = self.sent(since, kind="query", family=family)
        expect_times(packets, times, "queries of %s" % self.name, tolerance)
        for packet in packets:
            for name, value in fields.items():
                expect_equal(getattr(packet, name), value, "%s of %r" % (name, packet))

    # Its cable, at the switch's end.
    def unplug(self):
        self.lan.switch.set_up(self.name, False)

    def plug(self):
        self.lan.switch.set_up(self.name, True)

    # Its own part in groups, which its kernel then reports.
    def _ask_for(self, key, option, interface, *addresses):
        """An option that takes an interface and addresses (RFC 3678 5), of the socket kept for KEY."""
        ipv6 = ":" in addresses[0]
        with self:
            if key not in self.members:
                self.members[key] = socket.socket(socket.AF_INET6 if ipv6 else socket.AF_INET, socket.SOCK_DGRAM)
            index = socket.if_nametoindex(interface)
        self.members[key].setsockopt(socket.IPPROTO_IPV6 if ipv6 else socket.IPPROTO_IP, option,
                                     struct.pack("I4x", index) + b"".join(map(sockaddr, addresses)))

    def join(self, group, interface="eth0"):
        self._ask_for((interface, group), MCAST_JOIN_GROUP, interface, group)

    def leave(self, group, interface="eth0"):
        self.members.pop((interface, group)).close()

    # The same with sources, of one more socket a group.
    def _filter(self, option, group, source):
        self._ask_for(("sources", group), option, "eth0", group, source)

    def include(self, group, source):
        """Join the group for this source (too)."""
        self._filter(MCAST_JOIN_SOURCE_GROUP, group, source)

    def drop(self, group, source):
        """Leave it for this source."""
        self._filter(MCAST_LEAVE_SOURCE_GROUP, group, source)

    def join_all_but(self, group, *sources):
        """Join the group, and block these sources of it."""
        self.join(group)
        self.members["sources", group] = self.members.pop(("eth0", group))
        self.block(group, *sources)

    def block(self, group, *sources):
        for source in sources:
            self._filter(MCAST_BLOCK_SOURCE, group, source)

    def unblock(self, group, source):
        self._filter(MCAST_UNBLOCK_SOURCE, group, source)

    def leave_sources(self, group):
        """What include() and join_all_but() began."""
        self.leave(group, "sources")

    # Frames made by hand.
    def send_frame(self, frame, interface="eth0"):
        if interface not in self.senders:
            with self:
                self.senders[interface] = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
                self.senders[interface].bind((interface, 0))
        self.senders[interface].send(frame)

    def send(self, message, src, dst=igmp.ALL_HOSTS, mac_src=None, mac_dst=None, padding=None, interface="eth0",
             **header):
        """Send an IGMP message; HEADER as igmp.ipv4() takes it. From its own MAC, to the group's, padded."""
        packet = igmp.ipv4(message, src, dst, **header)
        padding = {} if padding is None else {"padding": padding}
        self.send_frame(igmp.ethernet(packet, mac_src or self.mac, mac_dst or igmp.multicast_mac(dst), **padding),
                        interface)

    def send_mld(self, message, src, dst=mld.ALL_NODES, mac_src=None, mac_dst=None, interface="eth0", **header):
        """The same for MLD; HEADER as mld.ipv6() takes it."""
        packet = mld.ipv6(message, src, dst, **header)
        self.send_frame(igmp.ethernet(packet, mac_src or self.mac, mac_dst or mld.multicast_mac(dst),
                                      ethertype=0x86dd), interface)

    def delete(self):
        for s in list(self.senders.values()) + list(self.members.values()):
            s.close()
        super().delete()
