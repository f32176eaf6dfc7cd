# SPDX-License-Identifier: GPL-2.0
"""What passes an interface, with the kernel's own time stamps."""
import ctypes
import errno
import socket
import struct

from querierlan import igmp, mld

BUFFER = 64 << 20               # 10,000 queries fit

ETH_P_ALL = 3
SO_ATTACH_FILTER = 26
SO_RCVBUFFORCE = 33
SO_TIMESTAMPNS = 35
SOL_PACKET = 263
PACKET_AUXDATA = 8
PACKET_OUTGOING = 4
TP_STATUS_VLAN_VALID = 1 << 4

# IP protocol 2 in frames of type 0x0800, and hop-by-hop options in those of type 0x86dd.
FILTER = ((0x28, 0, 0, 12), (0x15, 0, 2, 0x0800), (0x30, 0, 0, 23), (0x15, 3, 4, 2),
          (0x15, 0, 3, 0x86dd), (0x30, 0, 0, 20), (0x15, 0, 1, 0),
          (0x06, 0, 0, 0x40000), (0x06, 0, 0, 0))
PACKETS = {b"\x08\x00": igmp.Packet, b"\x86\xdd": mld.Packet}


class Capture:
    """All IGMP and MLD that passes an interface, from now on.

    The kernel keeps it until it is read, so it costs nothing meanwhile.
    """

    def __init__(self, lan, namespace, interface):
        self.lan = lan
        self.packets = []
        with namespace:
            self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
        self._filter()
        self.socket.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, BUFFER)
        self.socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self.socket.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
        self.socket.setblocking(False)
        self.socket.bind((interface, ETH_P_ALL))

    def _filter(self):
        program = b"".join(struct.pack("HBBI", *step) for step in FILTER)
        code = ctypes.create_string_buffer(program)
        self.socket.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER,
                               struct.pack("HxxxxxxQ", len(FILTER), ctypes.addressof(code)))

    def _receive(self):
        frame, control, _, sender = self.socket.recvmsg(2048, 256)
        stamp, vlan = 0, None
        for level, kind, data in control:
            if (level, kind) == (socket.SOL_SOCKET, SO_TIMESTAMPNS):
                stamp = self.lan.time_of(*struct.unpack("qq", data))
            elif (level, kind) == (SOL_PACKET, PACKET_AUXDATA):
                status, tag = struct.unpack("I12xH", data[:18])
                vlan = tag & 0xfff if status & TP_STATUS_VLAN_VALID else None
        return PACKETS[frame[12:14]](stamp, sender[2] == PACKET_OUTGOING, vlan, frame)

    def all(self):
        """Everything captured so far; once it is closed, what was read before."""
        while self.socket.fileno() >= 0:
            try:
                self.packets.append(self._receive())
            except BlockingIOError:
                break
            except OSError as error:
                # Said once after the interface went down, before what was captured.
                if error.errno != errno.ENETDOWN:
                    raise
        return self.packets

    def select(self, since=0, **fields):
        """What came at SINCE or later and has these fields: select(kind="query", version=2)."""
        # Not even the ends of a query's own microsecond may matter.
        return [p for p in self.all() if p.time >= since - 1e-6 and
                all(getattr(p, name) == value for name, value in fields.items())]

    def close(self):
        self.socket.close()
