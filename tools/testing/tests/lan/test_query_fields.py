# SPDX-License-Identifier: GPL-2.0
"""General queries on the wire: tshark reads every field."""
import pytest

from querierlan import mld
from querierlan.expect import expect_equal
from querierlan.families import Igmp, Mld
from querierlan.tshark import ENVELOPE, MLD_ENVELOPE, expect_dissected

pytestmark = pytest.mark.machine("uml-sim", packages=["tshark"])


# --- IGMP -------------------------------------------------------------------------------

# What every general query has in common (RFC 9776 4, RFC 1112 6.4).
IGMP_GENERAL = {
    **ENVELOPE,
    "eth.dst": "01:00:5e:00:00:01",
    "ip.src": Igmp.own,
    "ip.dst": "224.0.0.1",
    "igmp.maddr": "0.0.0.0",
}


def igmp_v1():
    """Eight bytes, and the second of them zero (RFC 1112 appendix I)."""
    return {"igmp.version": "1", "ip.len": "32", "igmp.reserved": "00", "igmp.max_resp": "", "igmp.s": "",
            "igmp.qrv": "", "igmp.qqic": "", "igmp.num_src": ""}


def igmp_v2(max_resp):
    """Eight bytes; the response time in tenths of a second (RFC 2236 2.2)."""
    return {"igmp.version": "2", "ip.len": "32", "igmp.reserved": "", "igmp.max_resp": str(max_resp), "igmp.s": "",
            "igmp.qrv": "", "igmp.qqic": "", "igmp.num_src": ""}


def igmp_v3(max_resp, qrv, qqic):
    """Twelve bytes; the response time as tshark decodes it, QQIC as it stands there (RFC 9776 4.1)."""
    return {"igmp.version": "3", "ip.len": "36", "igmp.reserved": "", "igmp.max_resp": str(max_resp), "igmp.s": "0",
            "igmp.qrv": str(qrv), "igmp.qqic": str(qqic), "igmp.num_src": "0"}


# What is set (seconds, but for version and robustness) and what must be on the
# wire. A value that cannot be written goes out as the next lower one.
IGMP_QUERIES = (
    (dict(), igmp_v3(100, 2, 125)),
    (dict(version=2), igmp_v2(100)),
    (dict(version=1), igmp_v1()),
    # Version 2: tenths of a second in one byte, and 0 would be version 1.
    (dict(version=2, qri=0.1), igmp_v2(1)),
    (dict(version=2, qri=0.15), igmp_v2(1)),
    (dict(version=2, qri=25.4), igmp_v2(254)),
    (dict(version=2, qri=25.5), igmp_v2(255)),
    (dict(version=2, qri=25.6), igmp_v2(255)),
    (dict(version=2, qri=30), igmp_v2(255)),
    (dict(version=2, qri=51.2), igmp_v2(255)),
    # Version 3: below 128 the value, from there (mant | 0x10) << (exp + 3).
    (dict(qri=0.1), igmp_v3(1, 2, 125)),
    (dict(qri=12.7), igmp_v3(127, 2, 125)),
    (dict(qri=12.8), igmp_v3(128, 2, 125)),
    (dict(qri=13.5), igmp_v3(128, 2, 125)),
    (dict(qri=13.6), igmp_v3(136, 2, 125)),
    (dict(qri=25.5), igmp_v3(248, 2, 125)),
    (dict(qri=25.6), igmp_v3(256, 2, 125)),
    (dict(qri=3174.3, qi=31744), igmp_v3(30720, 2, 0xff)),
    (dict(qri=3174.4, qi=31744), igmp_v3(31744, 2, 0xff)),
    (dict(qri=1, qi=1), igmp_v3(10, 2, 1)),
    (dict(qri=1, qi=1.999), igmp_v3(10, 2, 1)),
    (dict(qi=127), igmp_v3(100, 2, 127)),
    (dict(qi=128), igmp_v3(100, 2, 0x80)),
    (dict(qi=135), igmp_v3(100, 2, 0x80)),
    (dict(qi=136), igmp_v3(100, 2, 0x81)),
    (dict(qi=31743), igmp_v3(100, 2, 0xfe)),
    # QRV: three bits, and 0 above them (RFC 9776 4.1.6).
    (dict(robustness=1), igmp_v3(100, 1, 125)),
    (dict(robustness=7), igmp_v3(100, 7, 125)),
    (dict(robustness=8), igmp_v3(100, 0, 125)),
    (dict(robustness=9), igmp_v3(100, 0, 125)),
    (dict(robustness=255), igmp_v3(100, 0, 125)),
)


# --- MLD --------------------------------------------------------------------------------

MLD_GENERAL = {
    **MLD_ENVELOPE,
    "eth.dst": "33:33:00:00:00:01",
    "ipv6.src": Mld.own,
    "ipv6.dst": mld.ALL_NODES,
    "icmpv6.mld.multicast_address": "::",
}


def mld_v1(delay):
    """24 bytes; the delay in ms (RFC 2710 3)."""
    return {"ipv6.plen": "32", "icmpv6.mld.maximum_response_delay": str(delay),
            "icmpv6.mld.maximum_response_code": "", "icmpv6.mld.flag.s": "", "icmpv6.mld.flag.qrv": "",
            "icmpv6.mld.qqi": "", "icmpv6.mld.nb_sources": ""}


def mld_v2(max_resp, qrv, qqic):
    """28 bytes; the response time as tshark decodes it, the query interval too (RFC 9777 5.1)."""
    return {"ipv6.plen": "36", "icmpv6.mld.maximum_response_delay": "",
            "icmpv6.mld.maximum_response_code": str(max_resp), "icmpv6.mld.flag.s": "0",
            "icmpv6.mld.flag.qrv": str(qrv), "icmpv6.mld.qqi": str(qqic), "icmpv6.mld.nb_sources": "0"}


# What is set, in seconds but for version and robustness, and what must be on the wire.
MLD_QUERIES = (
    (dict(), mld_v2(10000, 2, 125)),
    (dict(version=1), mld_v1(10000)),
    # Version 1: ms in two bytes.
    (dict(version=1, qri=0.1), mld_v1(100)),
    (dict(version=1, qri=32.768), mld_v1(32768)),
    (dict(version=1, qri=65.535), mld_v1(65535)),
    (dict(version=1, qri=65.536), mld_v1(65535)),
    (dict(version=1, qri=100), mld_v1(65535)),
    # Version 2: below 32768 the value, from there (mant | 0x1000) << (exp + 3).
    (dict(qri=0.1), mld_v2(100, 2, 125)),
    (dict(qri=0.101), mld_v2(101, 2, 125)),
    (dict(qri=32.767), mld_v2(32767, 2, 125)),
    (dict(qri=32.768), mld_v2(32768, 2, 125)),
    (dict(qri=32.775), mld_v2(32768, 2, 125)),
    (dict(qri=32.776), mld_v2(32776, 2, 125)),
    (dict(qri=65.535), mld_v2(65528, 2, 125)),
    (dict(qri=65.536), mld_v2(65536, 2, 125)),
    (dict(qri=3174.4, qi=31744), mld_v2(3174400, 2, 31744)),
    (dict(qi=128), mld_v2(10000, 2, 128)),
    (dict(qi=135.999), mld_v2(10000, 2, 128)),
    (dict(robustness=7), mld_v2(10000, 7, 125)),
    (dict(robustness=8), mld_v2(10000, 0, 125)),
)


# --- both -------------------------------------------------------------------------------

TABLES = {"igmp": (IGMP_GENERAL, IGMP_QUERIES), "mld": (MLD_GENERAL, MLD_QUERIES)}


def configure(querier, version, qri=10, qi=125, robustness=2):
    # One after the other, and the response interval is never the longer one.
    querier["query_response_interval_ms"] = 100
    querier.set(version=version, robustness=robustness, query_interval_ms=round(qi * 1000),
                query_response_interval_ms=round(qri * 1000))


def test_every_field(lan, family):
    """tshark finds every field of every version as the RFCs have it, at the limits too."""
    host = lan.hosts(host=family.own + family.length)
    general, queries = TABLES[family.name]
    querier = family.querier(host)
    packets = []
    for settings, _ in queries:
        configure(querier, **{"version": family.newest, **settings})
        querier.enable()
        lan.after(0.01)
        packets.append(host.sent(kind="query", family=family.name)[-1])
        querier.disable()
    expect_equal(len(host.sent(kind="query")), len(queries), "queries sent")
    if family is Igmp:          # in MLD it reports groups of its own
        expect_equal(len(host.sent()), len(queries), "packets sent")
    expect_dissected(packets, [{**general, "eth.src": host.mac, **fields} for _, fields in queries],
                     ["query with %r" % settings for settings, _ in queries])
