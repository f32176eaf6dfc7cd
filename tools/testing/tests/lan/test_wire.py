# SPDX-License-Identifier: GPL-2.0
"""Queries on the wire: the kernel's own hosts answer."""
import pytest

from querierlan import igmp
from querierlan.expect import expect, expect_equal

pytestmark = pytest.mark.machine("uml-sim")

ADDRESS = "10.0.0.5"
GROUP = "239.1.2.3"

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
    """Without a querier no host reports its groups, except when it joins."""
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
