"""When packets of IGMP leave an interface, stamped by the kernel."""

import socket
import struct

ETH_P_ALL = 3
IP_PROTO = 23		# offsets in an Ethernet frame
IGMP_PROTO = 2
SO_TIMESTAMPNS = 35


class Capture:
    """Queries that an interface sends, in nanoseconds of CLOCK_REALTIME."""

    def __init__(self, iface):
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW,
                                    socket.htons(ETH_P_ALL))
        self.socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self.socket.bind((iface, ETH_P_ALL))

    def next(self):
        """The time at which the next query was sent; waits for it."""
        while True:
            frame, control, _, address = self.socket.recvmsg(256, 256)
            if address[2] == socket.PACKET_OUTGOING and is_query(frame):
                return timestamp(control)


def is_query(frame):
    if frame[12:14] != b"\x08\x00" or frame[IP_PROTO] != IGMP_PROTO:
        return False
    header = (frame[14] & 0xf) * 4
    return frame[14 + header] == 0x11


def timestamp(control):
    for level, kind, data in control:
        if (level, kind) == (socket.SOL_SOCKET, SO_TIMESTAMPNS):
            seconds, nanoseconds = struct.unpack("qq", data)
            return seconds * 10 ** 9 + nanoseconds
    raise RuntimeError("a packet has no time stamp")
