# SPDX-License-Identifier: GPL-2.0
"""querierctl query --wait: who answers, as they come, and a sum."""
import json
import re
import signal

import pytest

from querierlan import igmp
from querierlan.expect import expect, expect_equal
from querierlan.families import Mld
from querierlan.tool import QUERIERCTL, Asking

pytestmark = pytest.mark.machine("uml-sim")

IS_IN, IS_EX, TO_IN, BLOCK = 1, 2, 3, 6
MDNS = {"igmp": "224.0.0.251", "mld": "ff02::fb"}
SOLICITED = "ff02::1:ff00:%x"
HIDE = {"igmp": "Hosts of IGMPv1 and IGMPv2 hide behind one another", "mld": "Hosts of MLDv1 hide behind one another"}


@pytest.fixture
def three(lan, family):
    """A querier whose start is over, and two hosts without addresses, whose kernels report nothing."""
    own, ann, bob = lan.hosts(own=family.router + family.length, ann=None, bob=None)
    family.querier(own).enable()
    lan.at(60)
    return own, ann, bob


def rows_of(lines):
    """The answers."""
    rows = [line.split() for line in lines]
    return [row for row in rows if row and row[0] in ("igmp", "mld")]


def sum_of(family, hosts, groups, with_own=True):
    """As the tool says it, with the querier's own kernel, which answers in MLD."""
    own = with_own and family.name == "mld"
    return ", ".join("%d %s%s" % (number + own, what, "s" * (number + own != 1))
                     for number, what in ((hosts, "host"), (groups, "group")))


def test_answers_as_they_come(lan, family, three):
    """Hosts of each version; a leave is no answer, and who answers twice is one host."""
    own, ann, bob = three
    asking = Asking(lan, own, "query", "eth0", "--wait")
    lan.at(61)
    family.report(ann, family.host, (IS_EX, family.group), (IS_IN, family.source_specific, family.sources[:1]))
    lan.at(62)
    told = asking.lines()
    expect_equal(told[0].split(), ["FAMILY", "HOST", "VER", "GROUP"], "the head")
    expect_equal(rows_of(told), [
        [family.name, family.host, str(family.newest), family.group],
        [family.name, family.host, str(family.newest), family.source_specific]], "after 2 s")
    family.older_report(bob, family.other, MDNS[family.name])
    family.report(ann, family.host, (TO_IN, family.another_group), (BLOCK, family.another_specific, family.sources[:1]))
    family.report(ann, family.host, (IS_EX, family.group))
    if family.name == "igmp":
        bob.send(igmp.report_v1(family.another_group), src=family.other, dst=family.another_group)
    lan.at(70.9)
    expect(asking.is_running(), "it ended before the response interval and 1 s")
    lan.at(71.2)
    expect(not asking.is_running(), "it goes on")
    found = asking.lines()
    bobs = [[family.name, family.other, str(family.older), MDNS[family.name], "mDNS"]]
    if family.name == "igmp":
        bobs.append(["igmp", family.other, "1", family.another_group])
    expect_equal(rows_of(found)[2:], bobs, "of the older host")
    expect_equal(found[-2], sum_of(family, 2, 2 + len(bobs)), "the sum")
    expect(found[-1].startswith(HIDE[family.name]), found[-1])
    expect_equal(len(own.sent(59.9, kind="query")), 1, "queries")


def test_json(lan, family, three):
    """The same as an object."""
    own, ann, _ = three
    asking = Asking(lan, own, "query", "-j", "--wait", "eth0")
    family.report(ann, family.host, (IS_EX, MDNS[family.name]), (IS_EX, family.group))
    lan.at(75)
    told = json.loads("".join(asking.lines()))
    base = {"interface": "eth0", "family": family.name, "reporter": family.host, "mac": ann.mac, "version": family.newest}
    others = [answer for answer in told["answers"] if answer["name"] != "solicited-node"]
    expect_equal(others, [{**base, "group": MDNS[family.name], "name": "mDNS"},
                          {**base, "group": family.group, "name": None}], "JSON")
    own_kernel = family.name == "mld"
    expect_equal(len(told.pop("answers")) - len(others), own_kernel, "answers of the querier's own kernel")
    expect_equal(told, {"hosts": 1 + own_kernel, "groups": 2 + own_kernel}, "the sum")


def test_solicited_node_groups(lan):
    """They are counted, but not listed unless one asks for them; -v does, and so does the group."""
    own, ann, bob = lan.hosts(own="fe80::1/64", ann=None, bob=None)
    own.mld.enable()
    lan.at(60)
    shown = {}
    for words in ["eth0"], ["-v", "eth0"], ["eth0", SOLICITED % 5]:
        asking = Asking(lan, own, "query", "--wait", *words)
        lan.after(1)
        for number, host in (5, ann), (6, bob):
            Mld.report(host, "fe80::%d" % number, *((IS_EX, group) for group in (SOLICITED % number, SOLICITED % 0xff,
                                                                                MDNS["mld"])))
        lan.after(15)
        shown[" ".join(words)] = asking.lines()
    listed = {words: sorted(row[3] for row in rows_of(lines)) for words, lines in shown.items()}
    others = [MDNS["mld"]] * 2
    nodes = [SOLICITED % number for number in (1, 5, 6, 0xff, 0xff)]
    expect_equal(listed, {"eth0": others, "-v eth0": sorted(nodes + others), "eth0 " + SOLICITED % 5: [SOLICITED % 5]}, "groups")
    folded = "and 4 solicited-node groups, which IPv6 itself needs: -v lists them"
    expect_equal(shown["eth0"][-2:], [folded, "3 hosts, 5 groups"], "the end")
    expect_equal(shown["-v eth0"][-1], "3 hosts, 5 groups", "the sum")
    expect(folded not in shown["-v eth0"], "nothing is folded with -v")


def test_the_time_begins_when_the_query_leaves(lan, family, three):
    """Four queries may leave at once, the fifth waits for the first one's 10 s; on a terminal it says so."""
    own, ann, _ = three
    for _ in range(4):
        own.run(QUERIERCTL, "query", "eth0")
    shown = [Asking(lan, own, "query", "--wait", "eth0", terminal=terminal) for terminal in (True, False)]
    lan.at(62)
    expect("waiting: too many queries lately, this one leaves within 10 s" in shown[0].screen(), repr(shown[0].screen()))
    lan.at(78)
    family.report(ann, family.host, (IS_EX, family.group))
    lan.at(80.9)
    expect(all(asking.is_running() for asking in shown), "it ended before the response interval and 1 s")
    lan.at(81.5)
    expect(not any(asking.is_running() for asking in shown), "it goes on")
    expect_equal([row[3] for row in rows_of(shown[1].lines())], [family.group], "heard")
    expect_equal(len(own.sent(59.9, kind="query")), 5, "queries")
    last = [line.rsplit("\r\x1b[K", 1)[-1] for line in shown[0].screen().replace("\r\n", "\n").split("\n")]
    expect(not any("waiting" in line for line in last), "%r" % last)


def test_it_never_leaves(lan, family, three):
    """The querier stops while its query is held back: this is said when it would have left, and no host is waited for."""
    own, _, _ = three
    for _ in range(4):
        own.run(QUERIERCTL, "query", "eth0")
    asking = Asking(lan, own, "query", "--wait", "eth0")
    family.querier(own).disable()
    lan.at(70.9)
    expect(asking.is_running(), "it ended before the query could have left")
    lan.at(71.5)
    said = asking.lines()
    expect(any(" the query did not leave, so no host was asked" in line for line in said), said)
    expect_equal(asking.process.poll(), 1, "status")


def test_one_group(lan, family, three):
    """Only it counts."""
    own, ann, bob = three
    family.querier(own)["query_response_interval_ms"] = 3000
    lan.at(61)
    asking = Asking(lan, own, "query", "eth0", family.group, "--wait")
    family.report(ann, family.host, (IS_EX, family.group), (IS_EX, family.another_group))
    family.report(bob, family.other, (IS_EX, family.another_group))
    lan.at(64.8)
    expect(asking.is_running(), "it ended too early")
    lan.at(65.2)
    found = asking.lines()
    expect_equal(found[-1], "1 host, 1 group", "the sum")
    query, = own.sent(60.9, kind="query")
    expect_equal(query.group, family.group, "asked for")


def test_real_hosts(lan, family):
    """The kernel's own hosts of all versions, both families; each group that a host reports is there."""
    hosts = lan.hosts(own=[family.router + family.length], **{
        "h%d" % version: "%s%d%s" % (family.router[:-1], version + 2, family.length)
        for version in range(1, family.newest + 1)})
    own, members = hosts[0], hosts[1:]
    for version, member in enumerate(members, 1):
        member.sysctl(family.force, version)
        member.join(family.many % (7, version))
    family.querier(own).enable()
    lan.at(60)
    asking = Asking(lan, own, "query", "eth0", "--wait", "-v")
    lan.at(75)
    rows = [line.split() for line in asking.lines()]
    found = {(row[1], row[2], row[3]) for row in rows if row[0] == family.name}
    own_groups = {("%s%d" % (family.router[:-1], version + 2), str(version), family.many % (7, version))
                  for version in range(1, family.newest + 1)}
    expect(own_groups <= found, "heard %r" % found)
    summed, = [" ".join(row) for row in rows if re.search("hosts?, ", " ".join(row))]
    groups = {group for _, _, group in found}
    reporters = {host for host, _, _ in found}
    expect_equal(summed, "%d hosts, %d groups" % (len(reporters), len(groups)), "the sum")


def test_both_families(lan):
    """Without a group both ask, and each has its sum."""
    own, host = lan.hosts(own=["10.0.0.1/24", "fe80::1/64"], host=["10.0.0.5/24", "fe80::5/64"])
    own.querier.enable()
    own.mld.enable()
    host.join("239.1.2.3")
    lan.at(60)
    asking = Asking(lan, own, "query", "--wait", "eth0")
    lan.at(75)
    sums = asking.lines()[-2:]
    expect(re.fullmatch(r"IGMP: \d+ hosts?, \d+ groups?", sums[0]) and re.fullmatch(r"MLD: \d+ hosts?, \d+ groups?", sums[1]),
           "sums: %r" % sums)


def test_an_interrupt_prints_the_sum(lan, family, three):
    """So far; nothing is lost by it."""
    own, ann, _ = three
    asking = Asking(lan, own, "query", "--wait", "eth0")
    family.report(ann, family.host, (IS_EX, family.group))
    lan.at(63)
    asking.process.send_signal(signal.SIGINT)
    lan.at(64)
    expect(not asking.is_running() and asking.process.returncode == 0, "status: %r" % asking.process.returncode)
    found = asking.lines()
    own_kernel = any("solicited-node" in line for line in found)
    expect_equal([row[3] for row in rows_of(found)], [family.group], "heard")
    expect_equal(found[-2:], [sum_of(family, 1, 1, own_kernel), "Interrupted: others may still answer."], "the end")


def test_nothing_is_heard_where_nothing_is_asked(lan, family, three):
    """It says why, and does not wait."""
    own, _, _ = three
    family.querier(own)["mode"] = "passive"
    lan.at(61)
    asking = Asking(lan, own, "query", "--wait", "eth0")
    lan.at(61.5)
    expect(not asking.is_running() and asking.process.returncode == 1, "status: %r" % asking.process.returncode)
    told = asking.lines()
    expect(any("not the querier" in line for line in told), "%r" % told)


def test_progress_on_a_terminal(lan, family, three):
    """A line that is written again each second, and is gone in the end; none in a pipe."""
    own, ann, _ = three
    asking = Asking(lan, own, "query", "--wait", "eth0", terminal=True)
    lan.at(61.5)
    family.report(ann, family.host, (IS_EX, family.group))
    lan.at(75)
    shown = asking.screen()
    total = sum_of(family, 1, 1)
    expect("11 s left: 0 hosts, 0 groups" in shown and re.search("[1-9] s left: " + total, shown), repr(shown))
    last = [line.rsplit("\r\x1b[K", 1)[-1] for line in shown.replace("\r\n", "\n").strip().split("\n")]
    expect_equal(last[-1], total, "the end")
    expect(not any("left" in line for line in last), "%r" % last)
    plain = Asking(lan, own, "query", "--wait", "eth0")
    lan.at(90)
    expect(not any("left" in line or "\x1b" in line for line in plain.lines()), "%r" % plain.lines())
