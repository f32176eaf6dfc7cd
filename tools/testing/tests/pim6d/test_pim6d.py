# SPDX-License-Identifier: GPL-2.0
"""FRR's pim6d beside ours, in real time: both know the same listeners, and agree on who asks."""
import contextlib
import json
import os
import subprocess

import pytest

from querierlan import mld
from querierlan.daemons import HostDaemons
from querierlan.expect import expect, expect_equal, expect_soon

# In real time, with short intervals: in simulated time pim6d spins and stops the clock.
pytestmark = pytest.mark.machine("uml-sim", real_time=True, alone=True, timeout=300,
                                 provide={"FRR_ROOT": "lib/frr-root"})

ROOT = os.environ.get("FRR_ROOT", "")
LOW, HIGH, MEMBER = "fe80::1", "fe80::9", "fe80::7"
GROUPS = ["ff15::%d" % i for i in range(1, 5)]
S1, S2 = "2001:db8::1", "2001:db8::2"
INTERVAL = 5                    # s between queries, answered within 1 s: who does not answer is forgotten after 11 s
PATIENCE = 60                   # s for what takes a moment, however busy the machine is
LAPSE = 6                       # s after which who does not answer a query for his group has been forgotten

# In this order: the interval must be longer than the response time.
CONF = """
interface eth0
 ipv6 mld
 ipv6 mld query-max-response-time 10
 ipv6 mld query-interval %d
"""
START = """
mount --bind ROOT ROOT
mount -t proc proc ROOT/proc
mount -t tmpfs run ROOT/run
mount -t tmpfs etc ROOT/etc/frr
mkdir -p ROOT/run/frr ROOT/var/tmp/frr
cp {home}/frr.conf ROOT/etc/frr/frr.conf
touch ROOT/etc/frr/vtysh.conf
chroot ROOT chown -R frr:frr /run/frr /etc/frr
set -- -z /run/frr/zserv.api --vty_socket /run/frr -P 0
chroot ROOT /usr/lib/frr/mgmtd -d -i /run/frr/mgmtd.pid --vty_socket /run/frr -P 0
chroot ROOT /usr/lib/frr/zebra -d -f /dev/null -i /run/frr/zebra.pid "$@"
sleep 1
chroot ROOT /usr/lib/frr/pim6d -f /etc/frr/frr.conf -i /run/frr/pim6d.pid "$@"
""".replace("ROOT", ROOT)


class Pim6d:
    def __init__(self, host, pid):
        self.host = host
        self.pid = pid

    def show(self, what):
        """What it says of eth0; nothing while it does not answer yet."""
        words = ["nsenter", "-t", str(self.pid), "-m", "chroot", ROOT, "vtysh", "--vty_socket", "/run/frr",
                 "-d", "pim6d", "-c", "show ipv6 mld %s json" % what]
        with self.host:
            done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=PATIENCE)
        answer = done.stdout[done.stdout.find("{"):]
        return json.loads(answer)["default"].get("eth0", {}) if answer.startswith("{") else {}

    def querier(self):
        """Who asks, as it sees it."""
        return self.show("interface").get("querierIp")

    def wanted(self):
        """{group: [sources that are wanted]}; "*" stands for all others."""
        found = {group: sorted(source for source, about in sources.items() if about["state"] == "JOIN")
                 for group, sources in self.show("joins").items() if group in GROUPS}
        return {group: sources for group, sources in found.items() if sources}


@contextlib.contextmanager
def pim6d(host, interval=INTERVAL):
    """pim6d at HOST, as soon as it knows who asks: LOW."""
    with HostDaemons(host, {"frr.conf": CONF % interval}).running(START) as pid:
        judge = Pim6d(host, pid)
        expect_soon(judge.querier, LOW, "who pim6d takes for the querier")
        yield judge


def lan_of(lan, frr, ours):
    peer, host, member = lan.hosts(peer=frr + "/64", host=ours + "/64", member=MEMBER + "/64")
    host.mld.set(query_response_interval_ms=1000, query_interval_ms=INTERVAL * 1000)
    host.mld.enable()
    return peer, host, member


def wanted_of(table):
    """As pim6d has it; it does not list what is excluded."""
    return {group: sorted(["*"] * (mode == "exclude") + requested) for group, (mode, requested, _) in table.items()
            if group in GROUPS}


def expect_same(judge, ours, wanted, when, expect_it=expect_soon):
    expect_it(lambda: (judge.wanted(), wanted_of(ours.table())), (wanted, wanted), "pim6d's and our listeners " + when)


def expect_now(look, wanted, what):
    expect_equal(look(), wanted, what)


def join(judge, ours, member):
    """Four groups, each as hosts may want them."""
    one, two, three, older = GROUPS
    member.join(one)
    member.include(two, S1)
    member.include(two, S2)
    member.join_all_but(three)
    member.send_mld(mld.report_v1(older), MEMBER, dst=older)
    expect_same(judge, ours, {one: ["*"], two: [S1, S2], three: ["*"], older: ["*"]}, "after all joined")


def leave(judge, ours, member):
    """Some of it; the MLDv1 host is made of one packet, and forgotten when it does not answer."""
    one, two, three, _ = GROUPS
    member.leave(one)
    member.drop(two, S1)
    left = {two: [S2], three: ["*"]}
    expect_same(judge, ours, left, "after some left")
    return left


def same_after_queries(lan, judge, ours, left):
    lan.after(3 * INTERVAL)
    expect_same(judge, ours, left, "after three general queries", expect_now)


def general_queries(host, since):
    return [packet for packet in host.sent(since, kind="query") if packet.group == "::"]


def test_ours_asks(lan):
    """A higher pim6d takes ours for the querier, falls silent, and knows the same listeners by our queries."""
    peer, host, member = lan_of(lan, HIGH, LOW)
    with pim6d(peer) as judge:
        since = lan.now()
        join(judge, host.mld, member)
        member.send_mld(mld.done(GROUPS[3]), MEMBER, dst=mld.ALL_ROUTERS)
        left = leave(judge, host.mld, member)
        same_after_queries(lan, judge, host.mld, left)
        host.mld.expect(state="querier", querier_address=LOW)
        expect_equal(general_queries(peer, since), [], "pim6d's general queries")


def test_pim6d_asks(lan):
    """A lower pim6d is taken for the querier, and ours knows the same listeners by its queries."""
    peer, host, member = lan_of(lan, LOW, HIGH)
    with pim6d(peer) as judge:
        expect_soon(lambda: host.mld["state"], "non-querier", "our state")
        since = lan.now()
        join(judge, host.mld, member)
        left = leave(judge, host.mld, member)
        same_after_queries(lan, judge, host.mld, left)
        host.mld.expect(state="non-querier", querier_address=LOW)
        expect(general_queries(peer, since), "pim6d sends no queries: there is no test here")
        expect_equal(host.sent(since, kind="query"), [], "our queries")


# --- where pim6d is wrong ------------------------------------------------------------------------
#
# Each case fails once FRR fixes the difference; then remove the case.

def test_pim6d_does_not_ask_when_an_mldv1_host_is_done(lan):
    """FRR 10.3's querier does not ask for a group that an MLDv1 host is done with (RFC 9777 7.4.2): it stays."""
    peer, host, member = lan_of(lan, LOW, HIGH)
    older = GROUPS[3]
    with pim6d(peer, interval=125) as judge:
        expect_soon(lambda: host.mld["state"], "non-querier", "our state")
        member.send_mld(mld.report_v1(older), MEMBER, dst=older)
        expect_same(judge, host.mld, {older: ["*"]}, "after one joined")
        since = lan.now()
        member.send_mld(mld.done(older), MEMBER, dst=mld.ALL_ROUTERS)
        lan.after(LAPSE)
        expect_same(judge, host.mld, {older: ["*"]}, "after it is done: fixed?", expect_now)
        expect_equal([packet for packet in peer.sent(since, kind="query") if packet.group == older], [],
                     "pim6d's queries for it: fixed?")
