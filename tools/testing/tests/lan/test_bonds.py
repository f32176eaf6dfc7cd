# SPDX-License-Identifier: GPL-2.0
"""Link aggregation: bonds and teams, VLANs and bridges on them."""
import contextlib
import json

import pytest

from querierlan.cable import expect_captured, mac_of, plug_in, settle
from querierlan.expect import expect

pytestmark = pytest.mark.machine("uml-sim", packages=["libteam-utils"])

RHYTHM = [0, 31.25, 156.25]


def waits(host, interface, reason):
    """Writing 1 is a wish; the files say why it has to wait."""
    querier = host.interface(interface)
    querier.enable()
    querier.expect(querier_enable=1, state="down", state_reason=reason)


# --- link aggregation -----------------------------------------------------------------------

def bonded(lan):
    """A host whose bond has eth0, the active port, and eth1."""
    host = lan.hosts(host=None)
    backup = plug_in(lan, host, "eth1")
    host.ip("link set eth0 down", "link set eth1 down",
            "link add bond0 type bond mode active-backup miimon 100",
            "link set eth0 master bond0", "link set eth1 master bond0",
            "addr add 10.0.0.5/24 dev bond0", "link set bond0 up")
    settle(lan)
    return host, host.interface("bond0"), backup


def test_bond(lan):
    """A bond queries through its active port only, with the bond's MAC."""
    host, querier, backup = bonded(lan)
    querier.enable()
    lan.at(200)
    host.expect_queries(RHYTHM, src="10.0.0.5", mac_src=mac_of(host, "bond0"))
    expect_captured(backup, [])


def expect_failover(capture, moment, rest, tolerance=0.02, rest_tolerance=0.001):
    """The new port sends a query at once, and a second when the driver says it another way; then the rhythm."""
    first = [packet for packet in capture.select(moment, kind="query", outgoing=False)
             if packet.time <= moment + tolerance]
    expect(len(first) in (1, 2), "%d queries at the failover: %r" % (len(first), first))
    expect_captured(capture, rest, since=moment + tolerance, tolerance=rest_tolerance, src="10.0.0.5")


def test_bond_failover(lan):
    """A failover sends a query at once through the new port, and the rhythm goes on there."""
    host, querier, backup = bonded(lan)
    querier.enable()
    lan.at(50)
    host.ip("link set bond0 type bond active_slave eth1")
    lan.at(200)
    host.expect_queries([0, 31.25])
    expect_failover(backup, 50, [156.25])


def test_bond_failover_unplugged(lan):
    """The same within the bond's 100 ms when the active port's cable is pulled."""
    host, querier, backup = bonded(lan)
    querier.enable()
    lan.at(50)
    host.unplug()
    lan.at(200)
    host.expect_queries([0, 31.25])
    expect_failover(backup, 50, [156.25], tolerance=0.13)


def test_vlan_on_a_bond(lan):
    """A bond's failover makes the queriers of its VLANs begin once more."""
    host, _, backup = bonded(lan)
    host.ip("link add link bond0 name vlan7 type vlan id 7", "addr add 10.0.0.5/24 dev vlan7", "link set vlan7 up")
    settle(lan)
    host.interface("vlan7").enable()
    lan.at(50)
    host.ip("link set bond0 type bond active_slave eth1")
    lan.at(200)
    host.expect_queries([0, 31.25], vlan=7)
    expect_failover(backup, 50, [81.25], rest_tolerance=0.02)


def test_bridge_on_a_bond(lan):
    """A bond's failover makes the querier of the bridge it is a port of begin once more."""
    host, _, backup = bonded(lan)
    host.ip("link add br0 type bridge", "addr del 10.0.0.5/24 dev bond0", "link set bond0 master br0",
            "addr add 10.0.0.5/24 dev br0", "link set br0 up")
    settle(lan)
    host.interface("br0").enable()
    lan.at(50)
    host.ip("link set bond0 type bond active_slave eth1")
    lan.at(200)
    host.expect_queries([0, 31.25])
    expect_failover(backup, 50, [81.25], rest_tolerance=0.02)


def team_configuration(ports):
    return json.dumps({"device": "team0", "runner": {"name": "activebackup"}, "link_watch": {"name": "ethtool"},
                       "ports": {port: {} for port in ports}})


@contextlib.contextmanager
def teamed(lan):
    """The same with a team, which has a daemon of its own."""
    host = lan.hosts(host=None)
    backup = plug_in(lan, host, "eth1")
    host.ip("link set eth0 down", "link set eth1 down")
    host.run("teamd", "-d", "-c", team_configuration(["eth0", "eth1"]))
    try:
        host.ip("addr add 10.0.0.5/24 dev team0", "link set team0 up")
        settle(lan)
        yield host, host.interface("team0"), backup
    finally:
        host.run("teamd", "-k", "-t", "team0")


@pytest.mark.unhealthy("an interface is down at the end")
def test_team(lan):
    """A team queries through its active port only; its ports can not be enabled."""
    with teamed(lan) as (host, querier, backup):
        waits(host, "eth1", "lag-port")
        querier.enable()
        lan.at(200)
        host.expect_queries(RHYTHM, src="10.0.0.5", mac_src=mac_of(host, "team0"))
        expect_captured(backup, [])


def test_team_failover(lan):
    """A team's failover sends a query at once through the new port."""
    with teamed(lan) as (host, querier, backup):
        querier.enable()
        lan.at(50)
        host.unplug()
        lan.at(200)
        host.expect_queries([0, 31.25])
        expect_failover(backup, 50, [156.25])
