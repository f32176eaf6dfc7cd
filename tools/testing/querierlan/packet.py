# SPDX-License-Identifier: GPL-2.0
"""What captured packets of IGMP and MLD have in common."""
import struct


def mac_text(mac):
    return ":".join("%02x" % byte for byte in mac)


class Packet:
    """A captured packet.

    What its format does not have is None; so is everything that cannot be read
    in one that is malformed, and KIND if it is not of this protocol.
    """
    family = None               # the protocol's name
    router_alert = src = dst = message = type = code = kind = version = group = None
    s = qrv = qqic = sources = records = None

    def __init__(self, time, outgoing, vlan, frame):
        self.time = time                # seconds since the case's zero
        self.outgoing = outgoing        # it left the interface captured on
        self.vlan = vlan
        self.frame = frame
        self.mac_dst, self.mac_src = mac_text(frame[:6]), mac_text(frame[6:12])
        try:
            self.parse(frame[14:])
        except (IndexError, OSError, ValueError, struct.error):
            self.kind = None

    def parse(self, ip):
        raise NotImplementedError

    def parse_query(self, tail, text, size):
        """What follows the group in a query of the newest version; TEXT reads an address of SIZE bytes."""
        self.s, self.qrv, self.qqic = tail[0] >> 3 & 1, tail[0] & 7, tail[1]
        self.sources = [text(tail[i:i + size]) for i in range(4, len(tail), size)]

    def what(self):
        """All but the time."""
        about = self.records if self.group is None else self.group
        return "%s v%s %s %s > %s %s" % (self.family, self.version, self.kind, self.src, self.dst, about)

    def __repr__(self):
        return "<%.6f %s>" % (self.time, self.what())


def parse_records(message, text, size):
    """The records of a report of the newest version, as (type, group, [source]); TEXT reads an address of SIZE bytes."""
    at = 8
    for _ in range(struct.unpack("!H", message[6:8])[0]):
        kind, auxiliary, count = struct.unpack("!BBH", message[at:at + 4])
        end = at + 4 + size * (1 + count)
        group, *sources = [text(message[i:i + size]) for i in range(at + 4, end, size)]
        yield kind, group, sources
        at = end + 4 * auxiliary
