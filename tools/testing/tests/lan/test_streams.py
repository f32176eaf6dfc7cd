# SPDX-License-Identifier: GPL-2.0
"""A stream through switches that snoop: it flows while there is a querier."""
import pytest

from querierlan.expect import expect
from querierlan.querier import Querier
from querierlan.snooping import make_strict, stop_flooding
from querierlan.stream import Listener, Stream

pytestmark = pytest.mark.machine("uml-sim", packages=["nftables"])

DAY = 86400
GROUP = "239.1.2.3"


def studio(lan, prepare):
    """A sender's stream, its listener, and a server, at one switch that was prepared before the listener joined."""
    sender, listener, server = lan.hosts(sender="10.0.0.1/24", listener="10.0.0.2/24", server="10.0.0.3/24")
    prepare(lan)
    return Stream(lan, sender, Listener(listener, GROUP)), listener, server


def test_strict_switch_without_a_querier(lan):
    """Without a querier a strict switch cuts the stream 260 s after the listener's last unasked report."""
    stream, listener, _ = studio(lan, make_strict)
    stream.expect(10, True)
    reports = [packet.time for packet in listener.sent(kind="report")]
    expect(reports and reports[-1] < 10, "reports at %r" % reports)
    stream.expect(reports[-1] + 259.9, True)
    stream.expect(reports[-1] + 260.1, False)
    stream.expect(10000, False)


def test_strict_switch_with_a_querier(lan):
    """With the querier it flows through a strict switch at any time."""
    stream, _, server = studio(lan, make_strict)
    server.querier.enable()
    for moment in 10, 270, 1000, 10000:
        stream.expect(moment, True)


def test_kernel_bridge(lan):
    """Through the kernel's bridge, with the querier on it, it flows after a day; 255 s after the last query it stops."""
    lan.switch_options = "mcast_snooping 1"
    stream, listener, _ = studio(lan, stop_flooding)
    # A port without mcast_flood gets no queries of other hosts either, only those of the bridge itself.
    lan.switch.ip("addr add 10.0.0.9/24 dev switch")
    querier = Querier(lan.switch, "switch")
    stream.expect(1, False)
    querier.enable()
    stream.expect(20, True)
    stream.expect(DAY, True)
    querier.disable()
    last = listener.heard(kind="query")[-1].time
    stream.expect(last + 254, True)
    stream.expect(last + 261, False)


def passes(lan, host, stream):
    """Does what is sent leave the switch at the host's port? (The host itself drops what it did not join.)"""
    path = "%s/class/net/%s/statistics/tx_packets" % (lan.switch.sys, host.name)
    with open(path) as f:
        before = int(f.read())
    stream.send()
    stream.listener.heard()
    with open(path) as f:
        return int(f.read()) - before == 1


@pytest.mark.parametrize("version", [3, 2])
def test_kernel_bridge_prunes(lan, version):
    """A bridge cuts the stream off the port whose host left, as ours asks, and goes on with it to the other."""
    lan.switch_options = "mcast_snooping 1"
    sender, leaver, stayer = lan.hosts(sender="10.0.0.1/24", leaver="10.0.0.2/24", stayer="10.0.0.3/24")
    for host in leaver, stayer:
        host.sysctl("net.ipv4.conf.eth0.force_igmp_version", version)
    stop_flooding(lan)
    lan.switch.ip("addr add 10.0.0.9/24 dev switch")
    querier = Querier(lan.switch, "switch")
    querier.enable()
    lan.at(50)
    there = Listener(stayer, GROUP)
    lan.at(70)
    # Of IGMPv2 hosts only the one who reported last says that it leaves.
    leaver.join(GROUP)
    stream = Stream(lan, sender, there)
    lan.at(85)
    expect(GROUP in querier.table(), "the querier does not know the group")
    expect(passes(lan, leaver, stream), "the stream does not reach who is to leave: there is no test here")
    lan.at(90)
    leaver.leave(GROUP)
    lan.at(94)
    asked = [packet for packet in stayer.heard(90, kind="query") if packet.group == GROUP]
    expect(asked, "the member that stays was not asked")
    for moment in 95, 600, 2000:
        stream.expect(moment, True)
        expect(not passes(lan, leaver, stream), "at %g s the stream still goes to who has left" % moment)
        expect(GROUP in querier.table(), "at %g s the querier does not know the group" % moment)
