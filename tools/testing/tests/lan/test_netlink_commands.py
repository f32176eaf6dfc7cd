# SPDX-License-Identifier: GPL-2.0
"""By netlink: query and clear at once, and hear who reports."""
import errno
import socket
import sys

import pytest

from querierlan.expect import expect, expect_equal, expect_refused
from querierlan.genl import dump, talk
from querierlan.tool import QUERIERCTL

pytestmark = pytest.mark.machine("uml-sim")

IS_EX, TO_IN = 2, 3


def packed(address):
    return socket.inet_pton(socket.AF_INET6 if ":" in address else socket.AF_INET, address)


def index_of(host):
    return next(i["ifindex"] for i in dump(host, "interface_get") if i["ifname"] == "eth0")


def told_groups(events):
    """[(event, group)] so far."""
    return [(command, told["group"]) for read in events.datagrams() for command, told in read]


class Commands:
    """What is done to eth0 by netlink."""

    def __init__(self, genl, host, family):
        self.genl, self.where = genl, {"ifindex": index_of(host), "protocol": int(family.name == "mld")}

    def run(self, command, group=None):
        self.genl.do(command, **self.where, **({"group": packed(group)} if group else {}))

    def expect_refused(self, error, command, group=None):
        expect_refused(lambda: self.run(command, group), error, "%s %s" % (command, group))


@pytest.fixture
def pair(lan, family):
    return lan.hosts(own=family.router + family.length, host=family.host + family.length)


def test_query(lan, family, pair):
    """A general query at once, four without a wait; a group's is one packet and ends nothing."""
    own, host = pair
    family.querier(own).enable()
    lan.at(40)
    family.report(host, family.host, (IS_EX, family.group))
    sent = family.querier(own).count("queries_sent")
    with talk(own) as genl:
        commands = Commands(genl, own, family)
        for _ in range(6):
            commands.run("query")
            lan.after(0.01)
        expect_equal(family.querier(own).count("queries_sent") - sent, 4, "general queries at once")
        commands.run("query", family.group)
        lan.after(0.01)
        expect_equal(family.querier(own).count("queries_sent") - sent, 5, "with that for the group")
        commands.expect_refused(errno.EINVAL, "query", family.host)
        commands.expect_refused(errno.EINVAL, "query", "ff02::1" if family.name == "igmp" else "224.0.0.5")
        lan.at(55)
        expect_equal(family.querier(own).count("queries_sent") - sent, 6, "one more at the refill")
        group, = [g for g in dump(own) if g["group"] == family.group]
        expect(group["expires"] > 200000, "the group's timer was lowered: %r" % group)


def test_query_is_refused(lan, family, pair):
    """Who does not run, and who is not the querier, does not ask."""
    own, _ = pair
    with talk(own) as genl:
        commands = Commands(genl, own, family)
        commands.expect_refused(errno.ENETDOWN, "query")
        commands.expect_refused(errno.ENETDOWN, "clear")
        family.querier(own)["mode"] = "passive"
        family.querier(own).enable()
        lan.at(2)
        commands.expect_refused(errno.EBUSY, "query")
        commands.expect_refused(errno.EBUSY, "query", family.group)
        commands.expect_refused(errno.ENOENT, "clear", family.group)
        if family.name == "igmp":
            family.querier(own).set(mode="elect", version=1)
            commands.expect_refused(errno.EOPNOTSUPP, "query", family.group)
        expect_refused(lambda: genl.do("query", ifindex=9999, protocol=0), errno.ENODEV, "no such interface")
        expect_refused(lambda: genl.do("query", ifindex=1), errno.EINVAL, "without a protocol")


def test_commands_need_a_privilege(lan, pair, family):
    """Without CAP_NET_ADMIN nothing is done."""
    own, _ = pair
    family.querier(own).enable()
    lan.at(2)
    script = ("import sys; sys.path[:0] = %r\n"
              "from querierlan.genl import Genl\n"
              "import contextlib\n"
              "for command in 'query', 'clear':\n"
              "    try:\n"
              "        Genl(contextlib.nullcontext()).do(command, ifindex=%d, protocol=0)\n"
              "        print('done')\n"
              "    except OSError as error:\n"
              "        print(error.errno)\n")
    told = own.run("setpriv", "--bounding-set=-net_admin", "--inh-caps=-net_admin", "python3", "-c",
                   script % (sys.path, index_of(own)))
    expect_equal(told.split(), [str(errno.EPERM)] * 2, "errors")


def test_clear(lan, family, pair):
    """One group, or all: events as of groups that are left, then a query."""
    own, host = pair
    family.querier(own).enable()
    lan.at(40)
    family.report(host, family.host, (IS_EX, family.group), (IS_EX, family.another_group))
    with talk(own) as genl, talk(own) as events:
        commands = Commands(genl, own, family)
        events.listen()
        sent = family.querier(own).count("queries_sent")
        commands.run("clear", family.group)
        lan.after(0.01)
        expect_equal(told_groups(events), [("group_removed", family.group)], "events")
        expect_equal(family.querier(own).count("queries_sent") - sent, 1, "queries")
        others = sorted(g["group"] for g in dump(own))
        expect(family.another_group in others, "the other group is gone")
        commands.expect_refused(errno.ENOENT, "clear", family.group)
        commands.run("clear")
        lan.after(0.01)
        expect_equal(sorted(told_groups(events)), [("group_removed", group) for group in others], "events of all")
        expect_equal(family.querier(own).groups, 0, "groups")
        expect_equal(family.querier(own).count("queries_sent") - sent, 2, "queries")


def test_reports_are_heard(lan, family, pair):
    """Each record, with the host's MAC; events are another group."""
    own, host = pair
    family.querier(own).enable()
    lan.at(60)
    with talk(own) as reports, talk(own) as events:
        reports.listen("reports")
        events.listen()
        lan.at(61)
        reports.datagrams()
        events.datagrams()
        family.report(host, family.host, (IS_EX, family.group), (TO_IN, family.another_group))
        family.older_report(host, family.host, family.group)
        lan.after(0.1)
        heard = [(command, told["reporter"], told["mac"], told["version"], told["group"], told["record_type"])
                 for read in reports.datagrams() for command, told in read]
        expect_equal(heard, [
            ("report_heard", family.host, host.mac, family.newest, family.group, IS_EX),
            ("report_heard", family.host, host.mac, family.newest, family.another_group, TO_IN),
            ("report_heard", family.host, host.mac, family.older, family.group, IS_EX)], "reports")
        expect_equal([command for read in events.datagrams() for command, _ in read], ["group_added"], "events")


def test_the_tool_asks_and_clears(lan, family, pair):
    """querierctl query and clear: it is enough that one family runs; what is refused is explained."""
    own, host = pair
    said = own.run(QUERIERCTL, "query", "eth0", check=False)
    expect("does not run" in said, said)
    querier = family.querier(own)
    querier.enable()
    lan.at(40)
    family.report(host, family.host, (IS_EX, family.group))
    sent = querier.count("queries_sent")
    own.run(QUERIERCTL, "query", "eth0")
    own.run(QUERIERCTL, "query", "eth0", family.group)
    lan.after(0.1)
    expect_equal(querier.count("queries_sent") - sent, 2, "queries")
    own.run(QUERIERCTL, "clear", "eth0", family.group)
    expect(family.group not in [g["group"] for g in dump(own)], "it is still there")
    said = own.run(QUERIERCTL, "clear", "eth0", family.group, check=False)
    expect("no listener of the group" in said, said)
    own.run(QUERIERCTL, "clear", "eth0")
    lan.after(0.1)
    expect_equal(querier.count("queries_sent") - sent, 4, "queries")
