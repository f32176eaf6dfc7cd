# SPDX-License-Identifier: GPL-2.0
"""MLD's own address: it is link-local, passes duplicate address detection, and may change."""
import errno

import pytest

from querierlan import module
from querierlan.expect import expect, expect_equal, expect_refused, expect_times

pytestmark = pytest.mark.machine("uml-sim")

LOW, OWN, HIGH, ELSEWHERE = "fe80::1", "fe80::5", "fe80::9", "2001:db8::1"
RECHECK = 0.11                          # s until an address that has settled is seen


def one_host(lan, *addresses):
    host = lan.hosts(host=[address + "/64" for address in addresses or (OWN,)])
    host.mld.enable()
    return host


# --- addresses -----------------------------------------------------------------------------

def is_tentative(host, address):
    return " tentative" in host.ip_output("-6 addr show dev eth0 to " + address)


def settled_at(lan, host, address):
    """When duplicate address detection was through, to 10 ms. It takes a second and up to one more."""
    for _ in range(500):
        if not is_tentative(host, address):
            return lan.now()
        lan.after(0.01)
    raise AssertionError("%s is tentative for ever" % address)


def expect_start(host, settled, src):
    """It began to query when its address had settled, not before."""
    queries = host.sent(kind="query", family="mld")
    expect_equal(queries[0].src, src, "source address of the first query")
    expect(settled - 0.011 <= queries[0].time <= settled + RECHECK,
           "the first query came at %.3f s, the address had settled by %.3f s" % (queries[0].time, settled))
    return queries[0].time


def test_duplicate_address_detection(lan):
    """Nothing is sent before an address has passed duplicate address detection; then it starts by itself."""
    host = lan.hosts(host=None)
    host.mld.enable()
    host.mld.expect(state="down", state_reason="no-address", querier_address="none")
    lan.at(10)
    host.set_ipv6("eth0", OWN + "/64")
    lan.after(0.5)
    expect(is_tentative(host, OWN), "the address is not tentative: there is no test here")
    host.mld.expect(state="down", state_reason="no-address")
    settled = settled_at(lan, host, OWN)
    lan.after(RECHECK)
    host.mld.expect(state="querier", state_reason="none", active_source_address=OWN)
    first = expect_start(host, settled, OWN)
    lan.at(first + 160)
    host.expect_queries([first, first + 31.25, first + 156.25], family="mld", src=OWN)


def test_enabled_while_tentative(lan):
    """Enabled while the address is tentative it is down, and starts by itself."""
    host = lan.hosts(host=None)
    host.set_ipv6("eth0", OWN + "/64")
    lan.after(0.3)
    host.mld.enable()
    host.mld.expect(state="down", state_reason="no-address")
    settled = settled_at(lan, host, OWN)
    lan.after(RECHECK)
    expect_start(host, settled, OWN)
    host.mld.expect(state="querier")


def test_duplicate_address(lan):
    """An address that turns out to be another host's is never sent from; a good one is."""
    host, _ = lan.hosts(host=None, other=OWN + "/64")
    host.mld.enable()
    host.set_ipv6("eth0", OWN + "/64")
    lan.at(60)
    expect("dadfailed" in host.ip_output("-6 addr show dev eth0"), "the address is good: there is no test here")
    host.mld.expect(state="down", state_reason="no-address")
    host.expect_queries([], family="mld")
    host.ip("addr add %s/64 dev eth0" % HIGH)
    lan.at(65)
    host.mld.expect(state="querier", active_source_address=HIGH)


def expect_general(host, times, since=0):
    """General queries at these times; the host's own solicited-node groups come and go, with specific ones."""
    expect_times(host.sent(since, kind="query", family="mld", group="::"), times, "general queries", RECHECK)


def test_address_changed(lan):
    """When its address goes the next one is sent from at once; when the last one goes it falls silent."""
    host = one_host(lan)
    lan.at(10)
    host.ip("addr add fe80::3/64 dev eth0")
    lan.at(40)
    host.mld.expect(active_source_address=OWN)
    host.ip("addr del %s/64 dev eth0" % OWN)
    lan.at(50)
    host.mld.expect(state="querier", active_source_address="fe80::3", querier_address="fe80::3")
    expect_general(host, [0, 31.25, 40])
    host.ip("addr del fe80::3/64 dev eth0")
    lan.at(50.2)
    host.mld.expect(state="down", state_reason="no-address", querier_address="none")
    lan.at(400)
    expect_general(host, [], since=50)
    host.ip("addr add %s/64 dev eth0" % LOW)
    settled = settled_at(lan, host, LOW)
    lan.after(40)
    expect_general(host, [settled, settled + 31.25], since=400)
    expect(all(packet.src == LOW for packet in host.sent(400, kind="query", family="mld")), "a strange source")


@pytest.mark.unhealthy("MLD has no address")
def test_other_addresses_do_not_count(lan):
    """Global and multicast addresses are not sent from; without a link-local one it is down."""
    host = lan.hosts(host=None)
    host.mld.enable()
    host.set_ipv6("eth0", "2001:db8::5/64")
    lan.at(10)
    host.mld.expect(state="down", state_reason="no-address")
    host.ip("addr add %s/64 dev eth0" % OWN)
    lan.at(20)
    host.mld.expect(state="querier", active_source_address=OWN)
    host.sysctl("net.ipv6.conf.eth0.disable_ipv6", 1)
    lan.at(21)
    host.mld.expect(state="down", state_reason="no-address")


def test_chosen_address(lan):
    """source_address is one of the link-local addresses, in the place of the one that was there first."""
    host = one_host(lan, OWN, LOW, "2001:db8::5")
    first = host.mld["active_source_address"]
    other = LOW if first == OWN else OWN
    for text, error in (("fec0::1", errno.EINVAL), ("2001:db8::5", errno.EINVAL), ("::", errno.EINVAL),
                        ("10.0.0.5", errno.EINVAL), (OWN + "/64", errno.EINVAL), ("ff02::1", errno.EINVAL)):
        expect_refused(lambda: host.mld.set(source_address=text), error, "source_address " + text)
    lan.at(10)
    host.mld["source_address"] = other
    host.mld.expect(source_address=other, active_source_address=other)
    host.ip("addr del %s/64 dev eth0" % other)
    lan.at(20)
    host.mld.expect(source_address=other, active_source_address=first)
    host.ip("addr add %s/64 dev eth0" % other)
    lan.at(30)
    host.mld.expect(active_source_address=other)
    host.mld["source_address"] = HIGH
    host.mld.expect(source_address=HIGH, active_source_address=first)
    host.mld["source_address"] = "auto"
    lan.at(30.5)
    host.mld.expect(state="querier")
    expect(all(packet.src in (OWN, LOW) for packet in host.sent(kind="query", family="mld")), "a strange source")


def test_link_flap(lan):
    """Down with the link, and up with it: the startup queries again, once the address has settled."""
    host = one_host(lan)
    lan.at(40)
    host.unplug()
    lan.at(45)
    host.mld.expect(state="down", state_reason="link-down")
    host.plug()
    lan.at(50)
    host.mld.expect(state="querier")
    first = host.sent(45, kind="query", family="mld")[0].time
    expect(first < 46, "the first query after the plug came at %.3f s" % first)
    lan.at(100)
    host.set_up("eth0", False)
    lan.at(101)
    host.mld.expect(state="down", state_reason="link-down")
    host.set_ipv6("eth0")
    host.set_up("eth0")
    lan.at(102)
    host.mld.expect(state="down", state_reason="no-address")
    host.ip("addr add %s/64 dev eth0" % OWN)
    settled = settled_at(lan, host, OWN)
    lan.at(200)
    host.expect_queries([settled, settled + 31.25], since=100, family="mld", tolerance=RECHECK)


def test_module_goes_while_an_address_settles(lan):
    """The module can go while an address is tentative, and comes back with nothing enabled."""
    host, other_host = lan.hosts(host=None, other=LOW + "/64")
    host.mld.enable()
    other_host.mld.enable()
    host.set_ipv6("eth0", OWN + "/64")
    lan.after(0.3)
    module.unload()
    lan.after(5)
    module.load()
    host.mld.expect(querier_enable=0, state="disabled")
    host.mld.enable()
    host.mld.expect(state="querier")
