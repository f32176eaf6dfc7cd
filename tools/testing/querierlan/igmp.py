# SPDX-License-Identifier: GPL-2.0
"""IGMP packets: made by hand, every byte settable, and taken apart.

RFC 1112 appendix I (version 1), RFC 2236 section 2 (2), RFC 9776 section 4 (3).
"""
import socket
import struct

from querierlan import packet
from querierlan.packet import mac_text

ALL_HOSTS = "224.0.0.1"
ALL_ROUTERS = "224.0.0.2"
ALL_V3_ROUTERS = "224.0.0.22"

QUERY = 0x11
REPORT_V1 = 0x12
REPORT_V2 = 0x16
LEAVE = 0x17
REPORT_V3 = 0x22

# Record types of a version 3 report (RFC 9776 4.2.13).
IS_IN, IS_EX, TO_IN, TO_EX, ALLOW, BLOCK = range(1, 7)

ROUTER_ALERT = bytes([0x94, 4, 0, 0])   # RFC 2113 2.1
DONT_FRAGMENT = 0x4000
MORE_FRAGMENTS = 0x2000
SHORTEST_FRAME = 60                     # without its check sequence


def checksum(data):
    """RFC 1071."""
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return total ^ 0xffff


def packed(address):
    return socket.inet_aton(address)


def text(address):
    return socket.inet_ntoa(address)


def mac_packed(mac):
    return bytes.fromhex(mac.replace(":", ""))


def multicast_mac(group):
    """RFC 1112 6.4."""
    low = packed(group)[1:]
    return mac_text(b"\x01\x00\x5e" + bytes([low[0] & 0x7f]) + low[1:])


# --- messages -----------------------------------------------------------------

def message(kind, code, body, check=None):
    """Any message: type, code, checksum (None: the right one), the rest."""
    if check is None:
        check = checksum(struct.pack("!BBH", kind, code, 0) + body)
    return struct.pack("!BBH", kind, code, check) + body


def query_v1(group="0.0.0.0", check=None):
    return message(QUERY, 0, packed(group), check)


def query_v2(code=100, group="0.0.0.0", check=None):
    return message(QUERY, code, packed(group), check)


def query_v3(code=100, group="0.0.0.0", s=0, qrv=2, qqic=125, sources=(), count=None, extra=b"", check=None):
    """COUNT is the number of sources that the message claims to have."""
    count = len(sources) if count is None else count
    body = packed(group) + struct.pack("!BBH", s << 3 | qrv, qqic, count)
    return message(QUERY, code, body + b"".join(map(packed, sources)) + extra, check)


def report_v1(group, check=None):
    return message(REPORT_V1, 0, packed(group), check)


def report_v2(group, check=None):
    return message(REPORT_V2, 0, packed(group), check)


def leave(group, check=None):
    return message(LEAVE, 0, packed(group), check)


def record(kind, group, sources=(), count=None, auxiliary=b""):
    count = len(sources) if count is None else count
    head = struct.pack("!BBH", kind, len(auxiliary) // 4, count)
    return head + packed(group) + b"".join(map(packed, sources)) + auxiliary


def report_v3(*records, count=None, extra=b"", check=None):
    count = len(records) if count is None else count
    return message(REPORT_V3, 0, struct.pack("!HH", 0, count) + b"".join(records) + extra, check)


# --- around them ----------------------------------------------------------------

def ipv4(payload, src, dst=ALL_HOSTS, ttl=1, tos=0xc0, options=ROUTER_ALERT, fragment=DONT_FRAGMENT,
         protocol=socket.IPPROTO_IGMP, total=None, check=None):
    """An IPv4 packet. OPTIONS: bytes, a multiple of four of them."""
    length = 20 + len(options)
    total = length + len(payload) if total is None else total

    def header(check):
        return struct.pack("!BBHHHBBH4s4s", 0x40 | length // 4, tos, total, 0, fragment, ttl, protocol, check,
                           packed(src), packed(dst)) + options
    return header(checksum(header(0)) if check is None else check) + payload


def ethernet(packet, src, dst, padding=b"\0" * SHORTEST_FRAME, ethertype=0x0800):
    """A frame, padded as a wire does it; PADDING b"": not at all."""
    frame = mac_packed(dst) + mac_packed(src) + struct.pack("!H", ethertype) + packet
    return frame + padding[:max(0, SHORTEST_FRAME - len(frame))]


class Packet(packet.Packet):
    """A captured IGMP packet."""
    family = "igmp"
    tos = ttl = dont_fragment = None

    def parse(self, ip):
        length = (ip[0] & 15) * 4
        self.tos, self.ttl = ip[1], ip[8]
        total, = struct.unpack("!H", ip[2:4])
        self.dont_fragment = bool(ip[6] & 0x40)
        self.router_alert = ip[20:length] == ROUTER_ALERT
        self.src, self.dst = text(ip[12:16]), text(ip[16:20])
        self._parse_igmp(ip[length:total])

    def _parse_igmp(self, igmp):
        self.message = igmp
        self.type, self.code = igmp[0], igmp[1]
        self.kind = {QUERY: "query", LEAVE: "leave", REPORT_V1: "report", REPORT_V2: "report",
                     REPORT_V3: "report"}.get(self.type)
        self.version = self._version()
        if self.type == REPORT_V3:
            self.records = list(packet.parse_records(igmp, text, 4))
            return
        self.group = text(igmp[4:8])
        if self.kind == "query" and self.version == 3:
            self.parse_query(igmp[8:], text, 4)

    def _version(self):
        """RFC 9776 7.1 for queries."""
        if self.type != QUERY:
            return {REPORT_V1: 1, REPORT_V2: 2, LEAVE: 2, REPORT_V3: 3}.get(self.type)
        if len(self.message) > 8:
            return 3
        return 2 if self.code else 1
