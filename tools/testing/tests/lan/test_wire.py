# SPDX-License-Identifier: GPL-2.0
"""Queries on the wire: tshark reads every field, and the kernel's own hosts answer."""
import pytest

from querierlan import igmp
from querierlan.expect import expect, expect_equal
from querierlan.tshark import ENVELOPE, expect_dissected

pytestmark = pytest.mark.machine("uml-sim", packages=["tshark"])

ADDRESS = "10.0.0.5"
GROUP = "239.1.2.3"

# --- tshark, which knows nothing of ours ------------------------------------------

# What every general query has in common (RFC 9776 4, RFC 1112 6.4).
GENERAL = {
    **ENVELOPE,
    "eth.dst": "01:00:5e:00:00:01",
    "ip.src": ADDRESS,
    "ip.dst": "224.0.0.1",
    "igmp.maddr": "0.0.0.0",
}


def v1():
    """Eight octets, and the second of them zero (RFC 1112 appendix I)."""
    return {"igmp.version": "1", "ip.len": "32", "igmp.reserved": "00", "igmp.max_resp": "", "igmp.s": "",
            "igmp.qrv": "", "igmp.qqic": "", "igmp.num_src": ""}


def v2(max_resp):
    """Eight octets; the response time in tenths of a second (RFC 2236 2.2)."""
    return {"igmp.version": "2", "ip.len": "32", "igmp.reserved": "", "igmp.max_resp": str(max_resp), "igmp.s": "",
            "igmp.qrv": "", "igmp.qqic": "", "igmp.num_src": ""}


def v3(max_resp, qrv, qqic):
    """Twelve octets; the response time as tshark decodes it, QQIC as it stands there (RFC 9776 4.1)."""
    return {"igmp.version": "3", "ip.len": "36", "igmp.reserved": "", "igmp.max_resp": str(max_resp), "igmp.s": "0",
            "igmp.qrv": str(qrv), "igmp.qqic": str(qqic), "igmp.num_src": "0"}




# What is set (seconds, but for version and robustness) and what must be on the
# wire. A value that cannot be written goes out as the next lower one.
QUERIES = (
    (dict(), v3(100, 2, 125)),
    (dict(version=2), v2(100)),
    (dict(version=1), v1()),
    # Version 2: tenths of a second in one octet, and 0 would be version 1.
    (dict(version=2, qri=0.1), v2(1)),
    (dict(version=2, qri=0.15), v2(1)),
    (dict(version=2, qri=25.4), v2(254)),
    (dict(version=2, qri=25.5), v2(255)),
    (dict(version=2, qri=25.6), v2(255)),
    (dict(version=2, qri=30), v2(255)),
    (dict(version=2, qri=51.2), v2(255)),
    # Version 3: below 128 the value, from there (mant | 0x10) << (exp + 3).
    (dict(qri=0.1), v3(1, 2, 125)),
    (dict(qri=12.7), v3(127, 2, 125)),
    (dict(qri=12.8), v3(128, 2, 125)),
    (dict(qri=13.5), v3(128, 2, 125)),
    (dict(qri=13.6), v3(136, 2, 125)),
    (dict(qri=25.5), v3(248, 2, 125)),
    (dict(qri=25.6), v3(256, 2, 125)),
    (dict(qri=3174.3, qi=31744), v3(30720, 2, 0xff)),
    (dict(qri=3174.4, qi=31744), v3(31744, 2, 0xff)),
    (dict(qri=1, qi=1), v3(10, 2, 1)),
    (dict(qri=1, qi=1.999), v3(10, 2, 1)),
    (dict(qi=127), v3(100, 2, 127)),
    (dict(qi=128), v3(100, 2, 0x80)),
    (dict(qi=135), v3(100, 2, 0x80)),
    (dict(qi=136), v3(100, 2, 0x81)),
    (dict(qi=31743), v3(100, 2, 0xfe)),
    # QRV: three bits, and 0 above them (RFC 9776 4.1.6).
    (dict(robustness=1), v3(100, 1, 125)),
    (dict(robustness=7), v3(100, 7, 125)),
    (dict(robustness=8), v3(100, 0, 125)),
    (dict(robustness=9), v3(100, 0, 125)),
    (dict(robustness=255), v3(100, 0, 125)),
)


def configure(querier, version=3, qri=10, qi=125, robustness=2):
    # One after the other, and the response interval is never the longer one.
    querier["query_response_interval_ms"] = 100
    querier.set(version=version, robustness=robustness, query_interval_ms=round(qi * 1000),
                query_response_interval_ms=round(qri * 1000))


def test_every_field(lan):
    """tshark finds every field of every version as the RFCs have it, at the limits too."""
    host = lan.hosts(host=ADDRESS + "/24")
    packets = []
    for settings, _ in QUERIES:
        configure(host.querier, **settings)
        host.querier.enable()
        lan.after(0.01)
        packets.append(host.sent(kind="query")[-1])
        host.querier.disable()
    expect_equal(len(host.sent()), len(QUERIES), "packets sent")
    expect_dissected(packets, [{**GENERAL, "eth.src": host.mac, **fields} for _, fields in QUERIES],
                     ["query with %r" % settings for settings, _ in QUERIES])


# --- the kernel's own IGMP, which answers -------------------------------------------

# A host's timers are those of the kernel's wheel, up to an eighth late.
LATE = 1.125


def expect_answers(host, queries, **fields):
    """After each query of these times, and before its response time is over, one report with the fields."""
    for moment in queries:
        answers = [p for p in host.sent(since=moment, kind="report") if p.time <= moment + 10 * LATE]
        expect_equal(len(answers), 1, "answers of %s to the query at %g s" % (host.name, moment))
        for name, value in fields.items():
            expect_equal(getattr(answers[0], name), value, "%s of %r" % (name, answers[0]))


def querier_and_member(lan):
    querier, member = lan.hosts(querier=ADDRESS + "/24", member="10.0.0.9/24")
    member.join(GROUP)
    return querier, member


# The version used, and how a host answers that: RFC 9776 7.2.1.
ANSWERS = (
    (1, dict(version=1, dst=GROUP, group=GROUP)),
    (2, dict(version=2, dst=GROUP, group=GROUP)),
    (3, dict(version=3, dst=igmp.ALL_V3_ROUTERS, records=[(igmp.IS_EX, GROUP, [])])),
)


def test_members_answer(lan):
    """Another host's kernel answers a query of each version, within the response time, in that version."""
    querier, member = querier_and_member(lan)
    for version, answer in ANSWERS:
        # The host goes on using an older version for 260 s.
        lan.at(1000 * version)
        querier.querier["version"] = version
        querier.querier.enable()
        lan.at(1000 * version + 200)
        querier.querier.disable()
        expect_answers(member, [1000 * version, 1000 * version + 156.25], src="10.0.0.9", **answer)


def test_response_time_is_the_hosts_limit(lan):
    """A host spreads its answers over the response interval that was set, and no further."""
    querier, member = querier_and_member(lan)
    for i in range(10):
        member.join("239.1.3.%d" % i)
    lan.at(100)
    querier.querier["version"] = 2
    querier.querier["query_response_interval_ms"] = 2000
    querier.querier.enable()
    lan.at(110)
    delays = sorted(packet.time - 100 for packet in member.sent(since=100, kind="report"))
    expect_equal(len(delays), 11, "answers")
    expect(delays[-1] <= 2 * LATE and delays[-1] - delays[0] > 0.2, "delays: %r" % delays)


def test_older_hosts_answer(lan):
    """Hosts held to version 1 or 2 answer a version 3 query too, in theirs."""
    querier, member = querier_and_member(lan)
    querier.querier.enable()
    for version, answer in ANSWERS:
        moment = 281.25 + 500 * version
        lan.at(moment - 1)
        member.sysctl("net.ipv4.conf.eth0.force_igmp_version", version)
        lan.at(moment + 20)
        expect_answers(member, [moment], **answer)


def test_own_members_answer(lan):
    """This host's own groups are reported as well: it hears its queries (RFC 9776 5)."""
    host = lan.hosts(host=ADDRESS + "/24")
    host.join(GROUP)
    for version, answer in ANSWERS:
        lan.at(1000 * version)
        host.querier["version"] = version
        host.querier.enable()
        lan.at(1000 * version + 200)
        host.querier.disable()
        expect_answers(host, [1000 * version, 1000 * version + 156.25], src=ADDRESS, **answer)


def test_own_members_without_querier(lan):
    """Without a querier nobody's groups are reported, but for the reports at joining."""
    host = lan.hosts(host=ADDRESS + "/24")
    host.join(GROUP)
    lan.at(50)
    joining = len(host.sent(kind="report"))
    expect(joining > 0, "a report at joining")
    lan.at(1000)
    expect_equal(len(host.sent()), joining, "reports")


def test_looped_back_once(lan):
    """The own copy is heard once, is no rival, and does not leave again."""
    host = lan.hosts(host=ADDRESS + "/24")
    host.querier.enable()
    lan.at(300)
    host.expect_queries([0, 31.25, 156.25, 281.25])
    expect_equal(host.querier.count("ignored_own"), 4, "own queries heard")
    host.querier.expect(state="querier", **{"statistics/ignored_duplicate_address": 0})
