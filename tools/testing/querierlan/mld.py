# SPDX-License-Identifier: GPL-2.0
"""MLD packets: made by hand, every byte settable, and taken apart.

RFC 2710 section 3 (version 1), RFC 9777 section 5 (2), RFC 2711 2.1 (Router Alert).
"""
import socket
import struct

from querierlan import igmp, packet

ALL_NODES = "ff02::1"
ALL_ROUTERS = "ff02::2"
ALL_V2_ROUTERS = "ff02::16"

QUERY = 130
REPORT_V1 = 131
DONE = 132
REPORT_V2 = 143

HOP_BY_HOP = 0
ICMPV6 = 58
ROUTER_ALERT = bytes([5, 2, 0, 0])
PADN = bytes([1, 0])


def packed(address):
    return socket.inet_pton(socket.AF_INET6, address)


def text(address):
    return socket.inet_ntop(socket.AF_INET6, address)


def multicast_mac(group):
    """RFC 2464 7."""
    return igmp.mac_text(b"\x33\x33" + packed(group)[12:])


# --- messages: all but the checksum, which needs the addresses ------------------------

def message(kind, code=0, body=b""):
    return struct.pack("!BBHHH", kind, 0, 0, code, 0) + body


def query_v1(code=10000, group="::"):
    return message(QUERY, code, packed(group))


def query_v2(code=10000, group="::", s=0, qrv=2, qqic=125, sources=(), count=None, extra=b""):
    """COUNT is the number of sources that the message claims to have."""
    count = len(sources) if count is None else count
    tail = struct.pack("!BBH", s << 3 | qrv, qqic, count) + b"".join(map(packed, sources))
    return message(QUERY, code, packed(group) + tail + extra)


def report_v1(group):
    return message(REPORT_V1, 0, packed(group))


def done(group):
    return message(DONE, 0, packed(group))


def record(kind, group, sources=(), auxiliary=b""):
    head = struct.pack("!BBH", kind, len(auxiliary) // 4, len(sources))
    return head + packed(group) + b"".join(map(packed, sources)) + auxiliary


def report_v2(*records):
    return struct.pack("!BBHHH", REPORT_V2, 0, 0, 0, len(records)) + b"".join(records)


# --- around them ------------------------------------------------------------------------

def hop_by_hop(options=ROUTER_ALERT + PADN, following=ICMPV6):
    """OPTIONS: six bytes, or eight more, and so on."""
    return bytes([following, (len(options) + 2) // 8 - 1]) + options


def with_checksum(payload, src, dst, check=None):
    if check is None:
        pseudo = packed(src) + packed(dst) + struct.pack("!II", len(payload), ICMPV6)
        check = igmp.checksum(pseudo + payload[:2] + b"\0\0" + payload[4:])
    return payload[:2] + struct.pack("!H", check) + payload[4:]


def ipv6(payload, src, dst=ALL_NODES, hops=1, headers=None, following=HOP_BY_HOP, length=None, check=None):
    """An IPv6 packet. HEADERS: the extension headers; FOLLOWING is the first one's number."""
    headers = hop_by_hop() if headers is None else headers
    payload = headers + with_checksum(payload, src, dst, check)
    length = len(payload) if length is None else length
    return struct.pack("!IHBB", 6 << 28, length, following, hops) + packed(src) + packed(dst) + payload


class Packet(packet.Packet):
    """A captured MLD packet."""
    family = "mld"
    hops = None

    def parse(self, ip):
        length, following, self.hops = struct.unpack("!HBB", ip[4:8])
        self.src, self.dst = text(ip[8:24]), text(ip[24:40])
        payload = ip[40:40 + length]
        if following == HOP_BY_HOP:
            size = (payload[1] + 1) * 8
            self.router_alert = ROUTER_ALERT in payload[2:size]
            following, payload = payload[0], payload[size:]
        if following == ICMPV6:
            self._parse_mld(payload)

    def _parse_mld(self, mld):
        self.message = mld
        self.type = mld[0]
        self.kind = {QUERY: "query", DONE: "leave", REPORT_V1: "report", REPORT_V2: "report"}.get(self.type)
        if self.type == REPORT_V2:
            self.version, self.records = 2, list(packet.parse_records(mld, text, 16))
            return
        self.version = 2 if len(mld) > 24 else 1
        self.code, = struct.unpack("!H", mld[4:6])
        self.group = text(mld[8:24])
        if self.kind == "query" and self.version == 2:
            self.parse_query(mld[24:], text, 16)
