# SPDX-License-Identifier: GPL-2.0
"""FRR's pim6d beside ours, in real time: both know the same listeners, and agree on who asks."""
import contextlib
import json
import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../scenarios"))
# pylint: disable=wrong-import-position
import mldpacket as mld
from lan import case, expect, expect_equal, run_cases
from world import World

ROOT = os.environ["FRR_ROOT"]
LOW, HIGH, MEMBER = "fe80::1", "fe80::9", "fe80::7"
GROUPS = ["ff15::%d" % i for i in range(1, 5)]
S1, S2 = "2001:db8::1", "2001:db8::2"
INTERVAL = 10                   # s between queries; they are answered within 2 s
STARTED = 12                    # s that pim6d takes
LAPSE = 6                       # s after which both have forgotten who did not answer

CONF = """
interface eth0
 ipv6 mld
 ipv6 mld query-interval %d
 ipv6 mld query-max-response-time 20
""" % INTERVAL
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
        words = ["nsenter", "-t", str(self.pid), "-m", "chroot", ROOT, "vtysh", "--vty_socket", "/run/frr", "-d", "pim6d",
                 "-c", "show ipv6 mld %s json" % what]
        with self.host:
            done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=30)
        return json.loads(done.stdout[done.stdout.index("{"):])

    def wanted(self):
        """{group: [sources that are wanted]}; "*" stands for all others."""
        groups = self.show("joins")["default"].get("eth0", {})
        found = {group: sorted(source for source, about in sources.items() if about["state"] == "JOIN")
                 for group, sources in groups.items() if group in GROUPS}
        return {group: sources for group, sources in found.items() if sources}


@contextlib.contextmanager
def pim6d(host):
    with World(host, {"frr.conf": CONF}).running(START) as pid:
        time.sleep(STARTED)
        yield Pim6d(host, pid)


def lan_of(lan, frr, ours):
    peer, host, member = lan.hosts(peer=frr + "/64", host=ours + "/64", member=MEMBER + "/64")
    host.mld.set(query_response_interval_ms=2000, query_interval_ms=INTERVAL * 1000)
    host.mld.enable()
    return peer, host, member


def wanted_of(table):
    """As pim6d has it; it does not tell of what is excluded."""
    return {group: sorted(["*"] * (mode == "exclude") + requested) for group, (mode, requested, _) in table.items()
            if group in GROUPS}


def expect_same(judge, ours, wanted, when):
    expect_equal((judge.wanted(), wanted_of(ours.table())), (wanted, wanted), "pim6d's and our listeners " + when)


def same_listeners(judge, host, member, after_done):
    """AFTER_DONE: what is still wanted of the group that an MLDv1 host is done with."""
    one, two, three, older = GROUPS
    member.join(one)
    member.include(two, S1)
    member.include(two, S2)
    member.join_all_but(three)
    member.send_mld(mld.report_v1(older), MEMBER, dst=older)
    time.sleep(3)
    wanted = {one: ["*"], two: [S1, S2], three: ["*"], older: ["*"]}
    expect_same(judge, host.mld, wanted, "after all joined")
    member.leave(one)
    member.drop(two, S1)
    member.send_mld(mld.done(older), MEMBER, dst=mld.ALL_ROUTERS)
    time.sleep(LAPSE)
    expect_same(judge, host.mld, {two: [S2], three: ["*"], **{older: each for each in after_done}}, "after some left")
    return {two: [S2], three: ["*"]}


@case
def ours_asks(lan):
    """A higher pim6d takes ours for the querier, falls silent, and knows the same listeners by our queries."""
    peer, host, member = lan_of(lan, HIGH, LOW)
    with pim6d(peer) as judge:
        left = same_listeners(judge, host, member, [])
        time.sleep(3 * INTERVAL)
        expect_same(judge, host.mld, left, "after three general queries")
        host.mld.expect(state="querier", querier_address=LOW)
        since = lan.now() - 3 * INTERVAL
        general = [packet for packet in peer.sent(since, kind="query") if packet.group == "::"]
        expect_equal(general, [], "pim6d's general queries")


@case
def pim6d_asks(lan):
    """A lower pim6d is taken for the querier, and ours knows the same listeners by its queries."""
    peer, host, member = lan_of(lan, LOW, HIGH)
    with pim6d(peer) as judge:
        expect(peer.sent(kind="query"), "pim6d is no querier: there is no test here")
        host.mld.expect(state="non-querier", querier_address=LOW)
        # FRR 10.3 lets a group stay when an MLDv1 host is done with it, and ours believes who asks.
        same_listeners(judge, host, member, [["*"]])
        host.mld.expect(state="non-querier", querier_address=LOW)
        expect_equal(host.sent(STARTED, kind="query"), [], "our queries")


if __name__ == "__main__":
    run_cases()
