# SPDX-License-Identifier: GPL-2.0
"""querierctl doctor without --listen: what needs a kernel to be found."""
import shutil

import pytest

from querierlan import doctor, igmp
from querierlan.cable import plug_in, settle
from querierlan.container import become_nobody
from querierlan.expect import expect, expect_equal

pytestmark = [pytest.mark.machine("uml-sim", packages=["nftables"]),
              pytest.mark.unhealthy("that is what these tests are about")]

DROP = "add table inet filter; add chain inet filter input { type filter hook input priority 0; };" \
       "add rule inet filter input %s drop"
RULES = {"igmp": "ip protocol igmp", "mld": "icmpv6 type mld-listener-query"}
ADDRESSES = {"igmp": "10.0.0.1/24", "mld": "fe80::1/64"}
GROUPS = {"igmp": "239.1.1.1", "mld": "ff05::1:1"}


def names(host, *words, **how):
    """The numbers of what it finds, without what every test has."""
    return [one["id"] for one in doctor.run(host, *words, **how)[1] if one["id"] not in doctor.EXPECTED]


def test_nothing_is_wrong(lan, monkeypatch):
    """A querier with a listener is well, and so says the doctor to any user."""
    host, member = lan.hosts(host="10.0.0.1/24", member="10.0.0.2/24")
    member.join("239.1.1.1")
    host.querier.enable()
    lan.at(300)
    expect_equal(names(host), [], "findings")
    # Any user may run it, from where any user can read it.
    own = "/run/querierctl"
    shutil.copy(doctor.QUERIERCTL, own)
    monkeypatch.setattr(doctor, "QUERIERCTL", own)
    began = lan.now()
    expect_equal(names(host, become=become_nobody), [], "findings of any user")
    expect(lan.now() - began < 1, "it waits for something")


def test_winner(lan, family):
    """The winner is named by address and MAC, and how often it asks."""
    low, high = lan.hosts(low=["10.0.0.1/24", "fe80::1/64"], high=["10.0.0.2/24", "fe80::2/64"])
    for host in low, high:
        family.querier(host).enable()
    lan.at(100)
    winner = {"igmp": "10.0.0.1", "mld": "fe80::1"}[family.name]
    found = doctor.expect_only(high, "D40", mac=low.mac, querier=winner)
    expect("asks every 125s" in found["text"], found["text"])
    family.querier(high)["mode"] = "passive"
    lan.at(400)
    found = doctor.expect_only(high, "D40", mac=low.mac, querier=winner)
    expect("only watches (mode passive)" in found["text"], found["text"])


def test_passive_without_a_querier(lan, family, monkeypatch, tmp_path):
    """It is too early to call that well, and a problem once a querier would have asked."""
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/querierctl.conf").write_text("[eth0 %s]\nquerier-enable = on\nmode = passive\n" % family.name)
    monkeypatch.setenv("QUERIERCTL_ROOT", str(tmp_path))
    host = lan.hosts(host=ADDRESSES[family.name])
    querier = family.querier(host)
    querier["mode"] = "passive"
    querier.enable()
    line = "eth0 %s: no querier was heard so far: ask again later" % family.name
    lan.at(100)
    said = doctor.say(host)[1].splitlines()
    expect(line in said and not any("all is well" in other for other in said), "%r" % said)
    expect_equal(names(host), [], "findings")
    lan.at(300)
    said = doctor.say(host)[1].splitlines()
    expect(line not in said and not any("all is well" in other for other in said), "%r" % said)
    expect_equal(names(host), ["D86"], "findings")


def test_no_answer(lan, family):
    """Neighbours that report nothing in two query intervals are noticed, and not before."""
    host = lan.hosts(host=ADDRESSES[family.name])
    family.querier(host).enable()
    neighbour = {"igmp": "10.0.0.9", "mld": "fe80::9"}[family.name]
    host.ip("neigh add %s lladdr 02:00:00:00:00:09 dev eth0 nud reachable" % neighbour)
    lan.at(249)
    expect_equal(names(host), [], "findings")
    lan.at(260)
    doctor.expect_only(host, "D60", neighbours=1)


def test_answered(lan, family):
    """One report of another host is enough."""
    host, member = lan.hosts(host=ADDRESSES[family.name], member=ADDRESSES[family.name].replace("1/", "2/"))
    member.join(GROUPS[family.name])
    family.querier(host).enable()
    host.ip("neigh add 10.0.0.9 lladdr 02:00:00:00:00:09 dev eth0 nud reachable")
    lan.at(300)
    expect_equal(names(host), [], "findings")


def asked(lan, family, *rules):
    """A host that is in a group, has these rules of nft, and asks 30 s later."""
    host = lan.hosts(host=ADDRESSES[family.name])
    host.join(GROUPS[family.name])
    for rule in rules:
        host.run("nft", rule)
    lan.at(30)
    family.querier(host).enable()
    return host


def test_own_groups(lan, family):
    """A group of its own that this host reports is none to speak of."""
    host = asked(lan, family)
    lan.at(90)
    expect_equal(names(host), [], "findings")


def test_firewall_of_this_host(lan, family):
    """A group of its own that a firewall keeps from being reported is found once hosts had to answer."""
    host = asked(lan, family, DROP % RULES[family.name])
    lan.at(40)
    expect_equal(names(host), [], "findings")
    lan.at(50)
    found = doctor.expect_only(host, "D63")
    expect_equal(found["severity"], "problem", "severity")
    expect(family.name != "igmp" or found["evidence"]["group"] == GROUPS["igmp"], found["text"])
    expect(found["advice"].startswith("nft insert rule inet filter input "), found["advice"])
    for program in doctor.FIREWALLS if family.name == "igmp" else ():
        with doctor.managed_by(program):
            advice = doctor.expect_only(host, "D63")["advice"]
        expect(advice.startswith(program + " "), advice)


def test_reverse_path(lan):
    """A strict rp_filter hides a querier that this host would reach by another interface."""
    host, other = lan.hosts(host="10.0.0.5/24", other="10.0.0.6/24")
    host.ip("link add dummy1 type dummy", "link set dummy1 up", "route add 9.9.9.0/24 dev dummy1")
    host.querier["accept_off_subnet"] = 1
    host.querier.enable()
    other.send(igmp.query_v3(), src="9.9.9.1")
    lan.at(10)
    expect_equal(names(host), ["D40"], "findings")
    host.sysctl("net.ipv4.conf.eth0.rp_filter", 1)
    expect_equal(names(host), ["D65", "D40"], "findings")
    host.sysctl("net.ipv4.conf.all.rp_filter", 2)
    expect_equal(names(host), ["D40"], "findings")


def test_two_cards_in_one_lan(lan):
    """Two interfaces in one subnet need one querier."""
    host = lan.hosts(host="10.0.0.5/24")
    plug_in(lan, host, "eth1")
    host.ip("addr add 10.0.0.6/24 dev eth1")
    settle(lan)
    for interface in "eth0", "eth1":
        host.interface(interface).enable()
    lan.at(60)
    expect_equal(names(host), ["D28", "D40"], "findings")
    host.ip("addr del 10.0.0.6/24 dev eth1", "addr add 10.0.1.6/24 dev eth1")
    expect("D28" not in names(host), "other subnets are other LANs")


def bridged(lan, host, options=""):
    """Its eth0 becomes a port of br0."""
    host.ip("link add br0 type bridge " + options, "link set eth0 master br0", "link set br0 up",
            "addr add 10.0.0.5/24 dev br0")
    settle(lan)


def test_bridge_that_knows_a_querier(lan, family):
    """A bridge that snoops is asked by another host, or by none."""
    host, other = lan.hosts(host=None, other=ADDRESSES[family.name])
    bridged(lan, host)
    expect_equal(names(host), ["D11", "D13"], "findings")
    family.querier(other).enable()
    lan.at(60)
    expect_equal(names(host), ["D11"], "findings")


def test_port_that_hides_the_querier(lan, family):
    """A bridge's port that passes no reports makes the querier behind it deaf; that of another host matters to none."""
    host, other = lan.hosts(host=None, other=ADDRESSES[family.name])
    bridged(lan, host)
    host.ip("link add dummy1 type dummy", "link set dummy1 master br0 up",
            "link set dummy1 type bridge_slave mcast_router 0")
    family.querier(other).enable()
    lan.at(60)
    expect_equal(names(host), ["D11"], "findings")
    host.ip("link set eth0 type bridge_slave mcast_router 0")
    found, = [one for one in doctor.run(host)[1] if one["id"] == "D17"]
    expect_equal((found["family"], found["evidence"]), (family.name, {"port": "eth0"}), "D17")
    host.ip(found["advice"].removeprefix("ip "))
    expect_equal(names(host), ["D11"], "findings")


def test_vlan_without_querier(lan):
    """Of a bridge's VLANs the ones without a querier are named."""
    host = lan.hosts(host=None)
    bridged(lan, host, "vlan_filtering 1 vlan_default_pvid 0")
    for words in "dev eth0 vid 10", "dev eth0 vid 20", "dev eth0 vid 30", "dev br0 vid 10 self":
        host.run("bridge", "vlan", "add", *words.split())
    host.ip("link add link br0 name br0.10 type vlan id 10", "addr add 10.0.10.5/24 dev br0.10", "link set br0.10 up")
    settle(lan)
    host.interface("br0.10").enable()
    lan.at(60)
    doctor.expect_only(host, "D21", vlans="20, 30", first=20)
