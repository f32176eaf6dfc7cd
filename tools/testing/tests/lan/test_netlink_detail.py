# SPDX-License-Identifier: GPL-2.0
"""What interface-get tells beyond the files: times, the other querier, counters by kind."""
import pytest

from querierlan.expect import expect, expect_equal
from querierlan.genl import dump

pytestmark = pytest.mark.machine("uml-sim")


def expect_times(now, **times):
    """So many milliseconds, give or take the microseconds that things take."""
    for name, ms in times.items():
        expect(abs(now[name] - ms) <= 2, "%s: %d, not %d ms" % (name, now[name], ms))


def told(host, family):
    """What interface-get tells of the family on eth0."""
    protocol = int(family.name == "mld")
    one, = [i for i in dump(host, "interface_get", protocol=protocol) if i["ifname"] == "eth0"]
    return one


def hosts(lan, family):
    """A querier, another host, and a third one."""
    def addresses(address):
        return address + family.length
    return lan.hosts(own=addresses(family.own), low=addresses(family.low), host=addresses(family.other))


def test_this_host_is_the_querier(lan, family):
    """Since when, when it asks next, who answered, and with what intervals it reckons."""
    # One without an address, whose kernel answers nothing in MLD.
    own, host = lan.hosts(own=family.own + family.length, host=None)
    expect("stats" not in told(own, family), "a link that was never enabled counts nothing")
    lan.at(5)
    querier = family.querier(own)
    querier.enable()
    lan.at(15)
    family.report(host, family.other, (2, family.group))
    lan.at(18)
    now = told(own, family)
    expect_times(now, querier_since=13000, next_query=18250, last_report=3000)
    expect_equal((now["membership_interval"], now["other_querier_interval"], now["last_member_time"],
                  now["older_host_interval"]), (270000, 255000, 2000, 260000), "intervals")
    expect_equal(now["querier_mac"], own.mac, "its own MAC")
    expect(not {"older_querier", "older_since", "heard_robustness", "heard_query_interval"} & set(now), "%r" % now)
    stats = now["stats"]
    expect_times(stats, since_ms=13000)
    expect_equal((stats["queries_sent"], stats["queries_sent_general"]), (1, 1), "counted")
    family.leave(host, family.other, family.group)
    lan.at(25)
    stats = told(own, family)["stats"]
    expect_equal((stats["queries_sent_general"], stats["queries_sent_group"], stats["queries_sent_source"]), (1, 2, 0),
                 "queries by kind")
    expect(stats["groups_added"] >= 1 and stats["groups_peak"] >= 1, "%r" % stats)


def test_counters_are_those_of_the_files(lan, family):
    """The nest has each counter of sysfs with the same value, and reports by version."""
    own, _, host = hosts(lan, family)
    querier = family.querier(own)
    querier.enable()
    lan.at(2)
    for _ in range(3):
        family.report(host, family.other, (2, family.group))
    family.older_report(host, family.other, family.group)
    lan.at(3)
    stats = told(own, family)["stats"]
    files = querier.statistics()
    expect(len(files) > 20, "files: %r" % files)
    expect_equal({name: stats[name] for name in files}, files, "as in sysfs")
    expect_equal("reports_heard_v3" in stats, family.name == "igmp", "reports of version 3 are counted")
    by_version = sum(stats.get("reports_heard_v%d" % version, 0) for version in (1, 2, 3))
    expect_equal(by_version, stats["reports_heard"], "reports by version")
    expect_equal(stats["reports_heard_v%d" % family.older], 1, "older reports")


def test_another_querier(lan, family):
    """Its MAC, since when, and what it said of itself."""
    own, low, _ = hosts(lan, family)
    family.querier(own).enable()
    lan.at(10)
    family.general(low, family.low)         # robustness 3, every 60 s
    lan.at(14)
    now = told(own, family)
    expect_equal((now["querier_address"], now["querier_mac"]), (family.low, low.mac), "who")
    expect_times(now, querier_since=4000)
    expect_equal((now["heard_robustness"], now["heard_query_interval"]), (3, 60000), "what")
    expect_equal((now["membership_interval"], now["other_querier_interval"]), (200000, 185000), "intervals in force")
    expect("next_query" not in now, "it will not ask")
    expect_equal(now["stats"]["queries_heard_general"], 1, "heard")


@pytest.mark.unhealthy("an old querier is heard")
def test_an_older_querier(lan, family):
    """Which one it is, and since when its version is in use."""
    own, low, _ = hosts(lan, family)
    family.querier(own).enable()
    lan.at(10)
    family.older_general(low, family.low)
    lan.at(13)
    now = told(own, family)
    expect_times(now, older_since=3000)
    expect_equal((now["older_querier"], now["version"]), (family.low, family.older), "older")
