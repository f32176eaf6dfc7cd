# SPDX-License-Identifier: GPL-2.0
"""A multicast stream, packet by packet, and who has asked for it."""
import contextlib
import socket
import struct

from querierlan.expect import expect
from querierlan.host import MCAST_JOIN_GROUP, sockaddr

PORT = 5004


def udp(host, group):
    """A socket there, the level of its options, and the number of eth0."""
    ipv6 = ":" in group
    with host:
        return (socket.socket(socket.AF_INET6 if ipv6 else socket.AF_INET, socket.SOCK_DGRAM),
                socket.IPPROTO_IPV6 if ipv6 else socket.IPPROTO_IP, socket.if_nametoindex("eth0"))


class Listener:
    """A member of the group at a host."""

    def __init__(self, host, group):
        self.host, self.group = host, group
        self.socket, level, index = udp(host, group)
        self.socket.setblocking(False)
        self.socket.bind((group, PORT))
        self.socket.setsockopt(level, MCAST_JOIN_GROUP, struct.pack("I4x", index) + sockaddr(group))

    def heard(self):
        """How much has come since the last call."""
        count = 0
        with contextlib.suppress(BlockingIOError):
            while self.socket.recv(100):
                count += 1
        return count


class Stream:
    """What a host sends to the listener's group, a packet when it is asked to."""

    def __init__(self, lan, host, listener):
        self.lan, self.listener = lan, listener
        self.socket, level, index = udp(host, listener.group)
        if level == socket.IPPROTO_IPV6:
            self.socket.setsockopt(level, socket.IPV6_MULTICAST_IF, index)
        else:
            self.socket.setsockopt(level, socket.IP_MULTICAST_IF, struct.pack("4s4si", b"", b"", index))

    def send(self, pause=0.001):
        self.socket.sendto(b"sound", (self.listener.group, PORT))
        self.lan.after(pause)

    def expect(self, moment, flows):
        """At MOMENT the stream flows to the listener, or does not."""
        self.lan.at(moment)
        self.send()
        expect(self.listener.heard() == flows, "at %g s the stream %s" % (moment, "is cut" if flows else "flows"))
