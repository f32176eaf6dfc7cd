# SPDX-License-Identifier: GPL-2.0
"""The other end of a guest's network card: every frame that it sends, and a DHCP server if it is to have one."""
import contextlib
import json
import os
import socket
import struct
import threading
import time

from querierlan import igmp, mld

VLAN = b"\x81\x00"
IPV4, IPV6 = b"\x08\x00", b"\x86\xdd"
IGMP, HOP_BY_HOP = 2, 0


def untagged(frame):
    """(VLAN or None, the frame without its tag)"""
    if frame[12:14] != VLAN:
        return None, frame
    return struct.unpack("!H", frame[14:16])[0] & 0xfff, frame[:12] + frame[16:]


def packet_of(moment, frame):
    """The IGMP or MLD in it, if any."""
    vlan, frame = untagged(frame)
    if frame[12:14] == IPV4 and frame[23] == IGMP:
        return igmp.Packet(moment, True, vlan, frame)
    if frame[12:14] == IPV6 and frame[20] == HOP_BY_HOP:
        return mld.Packet(moment, True, vlan, frame)
    return None


class Cable:
    """Frames go by datagrams between two sockets: one each."""

    def __init__(self, name, folder, mac):
        self.name = name
        self.mac = mac
        self.ends = {end: os.path.join(folder, "%s.%s" % (name, end)) for end in ("host", "guest")}
        self.dhcp = None
        self.seen = []
        self.changed = threading.Condition()
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.ends["host"])
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()

    def netdev(self):
        """QEMU's end."""
        return {"type": "dgram", "id": self.name, "local": {"type": "unix", "path": self.ends["guest"]},
                "remote": {"type": "unix", "path": self.ends["host"]}}

    def netdev_words(self):
        """The same on its command line."""
        return json.dumps(self.netdev())

    def _listen(self):
        with contextlib.suppress(OSError):
            while frame := self.socket.recv(65536):
                self._take(frame)

    def _take(self, frame):
        packet = packet_of(time.monotonic(), frame)
        if packet:
            with self.changed:
                self.seen.append(packet)
                self.changed.notify_all()
        answer = self.dhcp.answer(frame) if self.dhcp else None
        if answer:
            self.send(answer)

    def send(self, frame):
        self.socket.sendto(frame, self.ends["guest"])

    def mark(self):
        """What is seen later is seen after this."""
        with self.changed:
            return len(self.seen)

    def select(self, since=0, **fields):
        """IGMP and MLD with these fields: select(kind="query", family="igmp", vlan=10)."""
        with self.changed:
            return [packet for packet in self.seen[since:]
                    if all(getattr(packet, name) == value for name, value in fields.items())]

    def wait_for(self, since=0, count=1, patience=120, **fields):
        """The first COUNT of them, as soon as they are there."""
        __tracebackhide__ = True
        with self.changed:
            def enough():
                return len(self.select(since, **fields)) >= count
            if not self.changed.wait_for(enough, patience):
                raise AssertionError("%s: %d of %d packets %s in %d s" % (
                    self.name, len(self.select(since, **fields)), count, fields, patience))
        return self.select(since, **fields)[:count]

    def close(self):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join()
