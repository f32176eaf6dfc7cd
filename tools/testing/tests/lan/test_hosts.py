# SPDX-License-Identifier: GPL-2.0
"""The hosts of groups by netlink, while track_hosts is 1."""
import pytest

from querierlan.expect import expect, expect_equal, expect_refused
from querierlan.genl import dump, talk
from querierlan.tool import QUERIERCTL, tool

pytestmark = pytest.mark.machine("uml-sim")

IS_EX, TO_IN, ALLOW = 2, 3, 5


def hosts_of(host, family, **request):
    """[(group, address, MAC)] of eth0."""
    told = dump(host, "host_get", protocol=int(family.name == "mld"), **request)
    return [(each["group"], each["address"], each["mac"]) for each in told
            if not family.automatic or not each["group"].startswith(family.automatic)]


@pytest.fixture
def three(lan, family):
    own, ann, bob = lan.hosts(own=family.router + family.length, ann=family.host + family.length,
                              bob=family.other + family.length)
    family.querier(own)["track_hosts"] = 1
    family.querier(own).enable()
    return own, ann, bob


def test_hosts_are_those_that_joined(lan, family, three):
    """Real hosts come with what they want, each of them, and go when they leave."""
    own, ann, bob = three
    lan.at(60)
    ann.join(family.group)
    bob.join(family.group)
    bob.include(family.source_specific, family.sources[0])
    lan.at(200)
    both = [(family.group, family.host, ann.mac), (family.group, family.other, bob.mac)]
    single = (family.source_specific, family.other, bob.mac)
    expect_equal(sorted(hosts_of(own, family)), sorted(both + [single]), "hosts")
    told, = [each for each in dump(own, "host_get") if each["group"] == family.source_specific]
    expect_equal((told["mode"], told["version"], told["source_count"], [s["address"] for s in told["source"]]),
                 (0, family.newest, 1, [family.sources[0]]), "what it wants")
    expect(138000 <= told["first_heard"] <= 141500, "first heard: %r" % told)
    expect(told["last_heard"] <= 126000, "last heard: %r" % told)
    shown = [h for h in tool(own, "hosts", "eth0")["hosts"] if h["family"] == family.name and h["address"] == family.other]
    expect_equal([(h["interface"], h["mac"], h["version"]) for h in shown], [("eth0", bob.mac, family.newest)], "hosts -j")
    wanted = {g["group"]: (g["mode"], g["sources"]) for g in shown[0]["groups"]}
    expect_equal((wanted[family.group], wanted[family.source_specific]),
                 (("exclude", []), ("include", [family.sources[0]])), "its groups")
    group, = [g for g in tool(own, "groups", "--hosts", "eth0")["groups"] if g["group"] == family.group]
    expect_equal([(h["address"], h["mac"], h["mode"]) for h in group["hosts"]],
                 [(family.host, ann.mac, "exclude"), (family.other, bob.mac, "exclude")], "groups --hosts -j")
    rows = [line.split() for line in own.run(QUERIERCTL, "hosts", "-v", "eth0").splitlines()]
    expect_equal(rows[0], ["INTERFACE", "FAMILY", "ADDRESS", "MAC", "VERSION", "HEARD", "GROUPS"], "heading")
    row, = [row for row in rows if row[2] == family.other and row[3] == bob.mac]
    expect(family.source_specific in row[6].split(","), "its row: %r" % row)
    bob.leave(family.group)
    lan.at(205)
    expect_equal(sorted(hosts_of(own, family)), sorted([both[0], single]), "hosts without the one that left")


def test_silent_host_ends(lan, family, three):
    """One membership interval after its last report, though the group goes on; with its group at the latest."""
    own, ann, bob = three
    lan.at(60)
    family.report(bob, family.other, (IS_EX, family.group))
    lan.at(200)
    family.report(ann, family.host, (IS_EX, family.group))
    lan.at(329)
    expect_equal(len(hosts_of(own, family)), 2, "hosts before the end")
    lan.at(331)
    expect_equal(hosts_of(own, family), [(family.group, family.host, ann.mac)], "hosts after it")
    family.leave(bob, family.other, family.group)
    lan.at(340)
    expect_equal(hosts_of(own, family), [], "hosts without the group")


def test_limits_and_memory(lan, family, three):
    """max_hosts holds, and what is refused is counted; track_hosts 0 forgets all."""
    own, ann, bob = three
    querier = family.querier(own)
    querier["max_hosts"] = 1
    lan.at(60)
    family.report(ann, family.host, (IS_EX, family.group))
    refused = querier.count("ignored_host_limit")
    family.report(bob, family.other, (IS_EX, family.group))
    lan.after(0.1)
    expect_equal(hosts_of(own, family), [(family.group, family.host, ann.mac)], "hosts")
    expect_equal(querier.count("ignored_host_limit") - refused, 1, "refused")
    group, = [g for g in dump(own) if g["group"] == family.group]
    expect_equal(group["reporter"], family.other, "its report counts")
    querier["track_hosts"] = 0
    expect_equal(hosts_of(own, family), [], "hosts")
    expect(querier.groups >= 1, "the groups stay")
    expect_refused(lambda: querier.set(max_hosts=4097), 34, "more than ever")


def test_a_dump_goes_on_where_it_ended(lan, family, three):
    """300 hosts take several messages, each host once, in order; of many sources there is the number."""
    own, ann, _ = three
    family.querier(own)["max_hosts"] = 64
    lan.at(60)
    groups = [family.many % (i // 200, i % 200 + 1) for i in range(300)]
    for i in range(0, 300, 50):
        family.report(ann, family.host, *((IS_EX, group) for group in groups[i:i + 50]))
    sources = [family.sources[0][:-1] + str(i) for i in range(1, 7)]
    family.report(ann, family.host, (ALLOW, family.source_specific, sources))
    lan.at(62)
    with talk(own, size=4096) as genl:
        reads = list(genl.reads("host_get", protocol=int(family.name == "mld")))
    told = [each for read in reads for each in read]
    seen = [(each["group"], each["address"], each["mac"]) for each in told]
    expect(len(reads) > 4, "%d reads" % len(reads))
    expect_equal(len(seen), len(set(seen)), "hosts told twice")
    expect(set(groups) <= {group for group, _, _ in seen}, "not all groups")
    crowded, = [each for each in told if each["group"] == family.source_specific]
    expect_equal((crowded["source_count"], crowded["source"]), (6, []), "many sources")
