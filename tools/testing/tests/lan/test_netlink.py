# SPDX-License-Identifier: GPL-2.0
"""Members by netlink: dumps, events, querierctl groups and monitor, and the kernel's own ynl."""
import json
import os

import pytest

from querierlan import CHECKOUT, igmp
from querierlan.expect import expect, expect_equal, expect_refused
from querierlan.genl import ENUMS, dump, talk
from querierlan.tool import QUERIERCTL, Monitor, tool

pytestmark = pytest.mark.machine("uml-sim", packages=["python3-yaml", "python3-jsonschema"])

YNL = os.environ.get("YNL", "")
SPEC = os.path.join(CHECKOUT, "querier/igmp_querier.yaml")

IS_IN, IS_EX, TO_IN, TO_EX, ALLOW, BLOCK = range(1, 7)
ROUTERS = "224.0.0.22"


def report(host, *records, src):
    host.send(igmp.report_v3(*records), src=src, dst=ROUTERS)


def ynl(host, *words):
    schema = os.path.join(YNL, "../../../../Documentation/netlink/genetlink-legacy.yaml")
    return json.loads(host.run("python3", YNL + "/cli.py", "--spec", SPEC, "--schema", schema, "--output-json", *words))


def test_dump_is_what_hosts_joined(lan):
    """The groups and sources are those that the hosts' own kernels joined."""
    q, a, b = lan.hosts(q="10.0.0.1/24", ann="10.0.0.2/24", bob="10.0.0.3/24")
    q.querier.enable()
    lan.at(1)
    a.join("239.1.1.1")
    for source in "10.9.9.2", "10.9.9.1":
        b.include("232.1.1.1", source)
    b.join_all_but("239.2.2.2", "10.9.9.9")
    lan.at(10)

    groups = {g["group"]: g for g in dump(q)}
    expect_equal(list(groups), ["232.1.1.1", "239.1.1.1", "239.2.2.2"], "groups, in order")
    include, exclude, blocked = groups.values()
    expect_equal((include["ifname"], include["protocol"], include["version"]), ("eth0", 0, 3), "where")
    expect_equal((include["mode"], exclude["mode"], blocked["mode"]), (0, 1, 1), "modes")
    expect_equal([s["address"] for s in include["source"]], ["10.9.9.1", "10.9.9.2"], "sources")
    expect_equal([(s["address"], s["state"], "expires" in s) for s in blocked["source"]], [("10.9.9.9", 1, False)],
                 "excluded sources")
    expect_equal((include["reporter"], exclude["reporter"]), ("10.0.0.3", "10.0.0.2"), "reporters")
    expect("expires" not in include and 255000 < exclude["expires"] <= 270000, "group timers")
    expect(5000 < exclude["age"] < 10000, "age %d" % exclude["age"])

    shown = tool(q, "groups", "eth0")["groups"]
    expect_equal([(g["interface"], g["family"], g["group"], g["mode"], g["reporter"], g["version"]) for g in shown],
                 [("eth0", "igmp", "232.1.1.1", "include", "10.0.0.3", 3),
                  ("eth0", "igmp", "239.1.1.1", "exclude", "10.0.0.2", 3),
                  ("eth0", "igmp", "239.2.2.2", "exclude", "10.0.0.3", 3)], "querierctl groups -j")
    rows = [line.split() for line in q.run(QUERIERCTL, "groups").splitlines()]
    expect_equal(rows[0], ["INTERFACE", "FAMILY", "GROUP", "NAME", "MODE", "SOURCES", "REPORTER", "VERSION", "AGE", "EXPIRES"],
                 "heading")
    expect_equal([row[:7] for row in rows[1:]],
                 [["eth0", "igmp", "232.1.1.1", "include", "10.9.9.1,10.9.9.2", "10.0.0.3", "3"],
                  ["eth0", "igmp", "239.1.1.1", "exclude", "-", "10.0.0.2", "3"],
                  ["eth0", "igmp", "239.2.2.2", "exclude", "10.9.9.9", "10.0.0.3", "3"]], "querierctl groups")


def test_anybody_may_read(lan):
    """Neither dumps nor events need a privilege."""
    q, a = lan.hosts(q="10.0.0.1/24", ann="10.0.0.2/24")
    q.querier.enable()
    lan.at(1)
    report(a, igmp.record(IS_EX, "239.1.1.1"), src="10.0.0.2")
    nobody = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
    shown = json.loads(q.run(*nobody, QUERIERCTL, "groups", "-j"))["groups"]
    expect_equal([g["group"] for g in shown], ["239.1.1.1"], "groups for nobody")


def test_interfaces_are_as_in_sysfs(lan):
    """interface-get reports what the files show, for one interface or for all."""
    q, _ = lan.hosts(q="10.0.0.1/24", ann="10.0.0.2/24")
    q.ip("link add d0 type dummy")
    q.querier.enable()
    q.querier["query_interval_ms"] = 60000
    lan.at(1)
    eth0, d0 = sorted((i for i in dump(q, "interface_get") if i["protocol"] == 0),
                      key=lambda reported: reported["ifname"] == "d0")
    expect_equal((d0["ifname"], d0["state"], d0["reason"]), ("d0", 0, ENUMS["IGMP_QUERIER_REASON_NO_MULTICAST"]), "d0")
    expect_equal((eth0["ifname"], eth0["state"], eth0["querier_address"], eth0["source_address"], eth0["version"],
                  eth0["query_interval"], eth0["groups"]),
                 ("eth0", ENUMS["IGMP_QUERIER_STATE_QUERIER"], "10.0.0.1", "10.0.0.1", 3, 60000, 0), "eth0")
    expect("querier_address" not in d0 and "other_querier_expires" not in eth0, "what is not known is not reported")


def test_ynl_reads_the_family(lan):
    """The kernel's own ynl reads the family by the specification, which its schema allows."""
    q, a = lan.hosts(q="10.0.0.1/24", ann="10.0.0.2/24")
    q.querier["track_hosts"] = 1
    q.querier.enable()
    lan.at(1)
    report(a, igmp.record(ALLOW, "232.1.1.1", ["10.9.9.1"]), src="10.0.0.2")
    report(a, igmp.record(IS_EX, "239.1.1.1"), src="10.0.0.2")
    include, exclude = ynl(q, "--dump", "group-get")
    index = include["ifindex"]
    expect_equal(include["source"][0]["address"], "10.9.9.1", "source")
    expect_equal((include["group"], include["mode"], include["source"][0]["state"]),
                 ("232.1.1.1", "include", "requested"), "include")
    expect_equal((exclude["group"], exclude["mode"], exclude["protocol"], exclude["reporter"]),
                 ("239.1.1.1", "exclude", "igmp", "10.0.0.2"), "exclude")
    one = ynl(q, "--do", "interface-get", "--json", json.dumps({"ifindex": index, "protocol": "igmp"}))
    expect_equal((one["ifname"], one["state"], one["querier-address"], one["groups"]), ("eth0", "querier", "10.0.0.1", 2),
                 "interface-get")
    expect_equal((one["querier-mac"], one["membership-interval"], one["stats"]["queries-sent-general"]),
                 (q.mac, 270000, 1), "interface-get: more of it")
    members = ynl(q, "--dump", "host-get")
    expect_equal([(m["group"], m["address"], m["mac"], m["mode"], m["source-count"],
                   [source["address"] for source in m.get("source", [])]) for m in members],
                 [("232.1.1.1", "10.0.0.2", a.mac, "include", 1, ["10.9.9.1"]),
                  ("239.1.1.1", "10.0.0.2", a.mac, "exclude", 0, [])], "host-get")
    expect_equal(ynl(q, "--dump", "group-get", "--json", json.dumps({"ifindex": index + 1000})), [], "another index")
    refused = q.run("python3", YNL + "/cli.py", "--spec", SPEC, "--no-schema", "--do", "interface-get", "--json",
                    json.dumps({"ifindex": index + 1000, "protocol": "igmp"}), check=False)
    expect("no such interface and protocol" in refused, "the reason is said: " + refused)


def test_other_namespaces_see_nothing(lan):
    """Dumps and events are of the reader's namespace only."""
    q, a = lan.hosts(q="10.0.0.1/24", ann="10.0.0.2/24")
    monitor = Monitor(lan, a, "-j")
    q.querier.enable()
    lan.at(2)
    report(a, igmp.record(IS_EX, "239.1.1.1"), src="10.0.0.2")
    lan.at(3)
    expect_equal(dump(a), [], "groups elsewhere")
    expect_equal({i["state"] for i in dump(a, "interface_get")}, {0}, "states elsewhere")
    expect_equal(monitor.events(), [], "events elsewhere")
    monitor.stop()
    expect_equal(len(dump(q)), 1, "groups here")


def test_many_sources_go_on_in_the_next_message(lan):
    """A group with more sources than fit into a message is reported completely, each source once."""
    q, a = lan.hosts(q="10.0.0.1/24", ann="10.0.0.2/24")
    q.querier["max_sources"] = 1000
    q.querier.enable()
    lan.at(1)
    sources = ["10.9.%d.%d" % (i // 250, i % 250 + 1) for i in range(600)]
    for i in range(0, 600, 300):
        report(a, igmp.record(ALLOW, "232.1.1.1", sources[i:i + 300]), src="10.0.0.2")
    report(a, igmp.record(IS_EX, "239.1.1.1"), src="10.0.0.2")
    with talk(q, size=4096) as genl:
        messages = genl.dump("group_get")
    expect(len(messages) > 4, "%d messages" % len(messages))
    expect_equal([m["group"] for m in messages], ["232.1.1.1"] * (len(messages) - 1) + ["239.1.1.1"], "groups")
    got = [s["address"] for m in messages for s in m["source"]]
    expect_equal(got, sources, "sources")
    shown = tool(q, "groups")["groups"]
    expect_equal([(g["group"], len(g["sources"])) for g in shown], [("232.1.1.1", 600), ("239.1.1.1", 0)], "querierctl")


def group_name(i):
    return "239.%d.%d.%d" % (i // 62500, i // 250 % 250, i % 250)


# Of groups, in a dump that takes more than a thousand reads.
MANY = 100000


def test_survivors_of_a_busy_dump_are_told_once(lan):
    """100,000 groups are dumped while others come and go: whoever stays is there, once."""
    q, a = lan.hosts(q="10.0.0.1/24", ann="10.0.0.2/24")
    q.querier.set(max_groups=2 * MANY, last_member_query_interval_ms=100, last_member_query_count=1)
    q.querier.enable()
    lan.at(1)
    names = [group_name(i) for i in range(MANY)]
    for i in range(0, MANY, 150):
        report(a, *(igmp.record(IS_EX, name) for name in names[i:i + 150]), src="10.0.0.2")
    expect_equal(q.querier.groups, MANY, "groups")

    seen, gone, new, reads = [], [], [], 0
    with talk(q) as genl:
        for read in genl.reads("group_get"):
            seen += [m["group"] for m in read]
            reads += 1
            if reads % 50 != 1 or not read:
                continue
            # One that was reported, the last one reported, and some that were not yet.
            leaving = [seen[-20], seen[-1]] + [names[-1 - len(gone)], names[MANY // 2 + len(gone)]]
            coming = ["238.1.%d.%d" % divmod(reads, 250), "239.200.%d.%d" % divmod(reads, 250)]
            report(a, *(igmp.record(TO_IN, name) for name in leaving),
                   *(igmp.record(IS_EX, name) for name in coming), src="10.0.0.2")
            lan.after(0.3)
            gone += leaving
            new += coming
    expect(reads > 1000 and len(gone) > 60, "%d reads, %d left meanwhile" % (reads, len(gone)))
    expect_equal(len(seen), len(set(seen)), "groups reported twice")
    expect(seen == sorted(seen, key=igmp.packed), "groups are not in order")
    expect_equal(sorted(set(names) - set(gone) - set(seen)), [], "survivors that were not reported")
    expect_equal(sorted(set(seen) - set(names) - set(new)), [], "groups that never were")
    left = (set(names) | set(new)) - set(gone)
    expect_equal(q.querier.groups, len(left), "groups that are left")
    expect(left == {m["group"] for m in dump(q)}, "a dump in peace has other groups than those that are left")


def test_interfaces_may_go_during_a_dump(lan):
    """A dump goes on behind an interface that was deleted, and ends."""
    q = lan.hosts(q="10.0.0.1/24")
    q.ip(*("link add d%d type dummy" % i for i in range(60)))
    seen = []
    with talk(q, size=4096) as genl:
        for turn, read in enumerate(genl.reads("interface_get", protocol=0)):
            seen += [i["ifname"] for i in read]
            if turn < 3:
                q.ip("link del d%d" % (20 * turn), "link del %s" % seen[-1])
    expect_equal(len(seen), len(set(seen)), "interfaces reported twice")
    left = {i["ifname"]: i["ifindex"] for i in dump(q, "interface_get")}
    expect_equal(len(dump(q, "interface_get", ifindex=left["eth0"])), len(dump(q, "interface_get")) // len(left),
                 "of eth0")
    expect(set(left) <= set(seen), "not reported: %s" % (set(left) - set(seen)))


def listed_in(genl, **request):
    """[(interface, protocol)] in the order of a dump."""
    return [(each["ifname"], each["protocol"]) for each in genl.dump("interface_get", **request)]


def test_a_dump_is_of_its_own_namespace(lan):
    """Interfaces come by index, both families of each in turn, from this namespace alone; some that moved included."""
    ours, theirs = lan.hosts(ours="10.0.0.1/24", theirs="10.0.0.2/24")
    for host in ours, theirs:
        host.ip(*("link add %s%d index %d type dummy" % (host.name, i, i) for i in (900, 70, 4000, 71)))
    families = (0, 1)
    with talk(ours) as genl:
        wanted = ["eth0", "ours70", "ours71", "ours900", "ours4000"]
        expect_equal(listed_in(genl), [(name, family) for name in wanted for family in families], "listed")
        expect_equal(listed_in(genl, ifindex=70, protocol=1), [("ours70", 1)], "listed for index 70 and MLD")
        expect_equal(listed_in(genl, ifindex=72), [], "listed for an index without a device")
        # 900 is taken there: it gets another index. 5000 is not.
        theirs.ip("link add early index 5000 type dummy", "link set theirs900 netns ours name guest",
                  "link set early netns ours")
        indices = {each["ifname"]: each["ifindex"] for each in genl.dump("interface_get")}
        expect_equal(indices["early"], 5000, "the index that it kept")
        expect(indices["guest"] not in (900, 5000), "it has another's index: %r" % indices)
        expect_equal([name for name, family in listed_in(genl) if not family], sorted(indices, key=indices.get), "order")
        expect_equal(listed_in(genl, ifindex=indices["guest"], protocol=0), [("guest", 0)], "listed for the guest")
        ours.ip("link set guest multicast on up", "addr add 10.8.0.1/24 dev guest")
        ours.interface("guest").enable()
        ours.interface("guest").expect(state="querier")


def test_wrong_requests_are_refused(lan):
    """Attributes out of range, and strangers' ones, are refused."""
    q = lan.hosts(q="10.0.0.1/24")
    with talk(q) as genl:
        expect_refused(lambda: genl.dump("group_get", protocol=2), 34, "a third protocol")
        expect_refused(lambda: genl.dump("group_get", ifindex=0), 34, "index 0")
        expect_refused(lambda: genl.dump("group_get", groups=1), 22, "an attribute of replies")
