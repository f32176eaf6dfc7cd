# SPDX-License-Identifier: GPL-2.0
"""Where queries come from: the own addresses, which come, go and change, and the one that was chosen."""
import errno

import pytest

from querierlan import igmp
from querierlan.expect import expect, expect_equal, expect_refused

pytestmark = pytest.mark.machine("uml-sim")


def expect_sources(host, *wanted):
    """The queries sent, as (time, source address), and no others."""
    host.expect_queries([time for time, _ in wanted])
    expect_equal([packet.src for packet in host.sent(kind="query")], [source for _, source in wanted],
                 "source addresses")


def test_address_added(lan):
    """A first address is sent from at once; before it, queries came from 0.0.0.0."""
    host = lan.hosts(host=None)
    host.querier.enable()
    host.querier.expect(state="querier", querier_address="0.0.0.0", active_source_address="0.0.0.0")
    lan.at(10)
    host.ip("addr add 10.0.0.5/24 dev eth0")
    host.querier.expect(state="querier", querier_address="10.0.0.5", active_source_address="10.0.0.5")
    lan.at(160)
    expect_sources(host, (0, "0.0.0.0"), (10, "10.0.0.5"), (31.25, "10.0.0.5"), (156.25, "10.0.0.5"))


def test_second_address_changes_nothing(lan):
    """One more address, lower or on another subnet, is no reason to send, nor to send from it."""
    host = lan.hosts(host="10.0.0.5/24")
    host.querier.enable()
    lan.at(10)
    host.ip("addr add 10.0.0.4/24 dev eth0", "addr add 10.0.0.3/32 dev eth0", "addr add 9.0.0.1/24 dev eth0")
    lan.at(160)
    expect_sources(host, (0, "10.0.0.5"), (31.25, "10.0.0.5"), (156.25, "10.0.0.5"))


def test_address_changed(lan):
    """A new address in the place of the old one is sent from at once."""
    host = lan.hosts(host="10.0.0.5/24")
    host.querier.enable()
    lan.at(10)
    host.set_address("eth0", "10.0.0.6/24")
    lan.at(160)
    queries = host.sent(10, kind="query")
    expect_equal(queries[0].src, "10.0.0.6", "source address of the first query after the change")
    host.expect_queries([0, 10, 31.25, 156.25])
    host.expect_queries([31.25, 156.25], since=11, src="10.0.0.6")


def test_lower_address_takes_over(lan):
    """A non-querier whose address becomes the lower one is the querier at once, with a burst."""
    host, rival = lan.hosts(host="10.0.0.9/24", rival="10.0.0.5/24")
    host.querier.enable()
    lan.at(5)
    rival.send(igmp.query_v3(), src="10.0.0.5")
    lan.at(40)
    host.querier.expect(state="non-querier", querier_address="10.0.0.5")
    host.ip("addr add 10.0.0.1/24 dev eth0", "addr del 10.0.0.9/24 dev eth0", "addr replace 10.0.0.1/24 dev eth0")
    host.querier.expect(state="querier", querier_address="10.0.0.1", other_querier_expires_ms=0)
    lan.at(200)
    host.expect_queries([40, 71.25, 196.25], since=40)
    host.expect_queries([71.25, 196.25], since=41, src="10.0.0.1")


def test_higher_address_stays_second(lan):
    """A non-querier whose address becomes another higher one stays so, and its patience is not renewed."""
    host, rival = lan.hosts(host="10.0.0.9/24", rival="10.0.0.5/24")
    host.querier.enable()
    lan.at(5)
    rival.send(igmp.query_v3(), src="10.0.0.5")
    lan.at(100)
    host.ip("addr add 10.0.1.8/24 dev eth0", "addr del 10.0.0.9/24 dev eth0")
    host.querier.expect(state="non-querier", querier_address="10.0.0.5", active_source_address="10.0.1.8")
    expect(159.99 < host.querier.expires <= 160, "the other querier is believed for %g s" % host.querier.expires)
    lan.at(300)
    expect_sources(host, (0, "10.0.0.9"), (260, "10.0.1.8"), (291.25, "10.0.1.8"))


def test_higher_address_loses(lan):
    """A querier whose address becomes the higher one queries on until it hears the other."""
    host, rival = lan.hosts(host="10.0.0.1/24", rival="10.0.0.5/24")
    host.querier.enable()
    lan.at(5)
    rival.send(igmp.query_v3(), src="10.0.0.5")
    lan.at(10)
    host.set_address("eth0", "10.0.0.9/24")
    host.querier.expect(state="querier", querier_address="10.0.0.9")
    lan.at(20)
    rival.send(igmp.query_v3(), src="10.0.0.5")
    lan.at(100)
    host.querier.expect(state="non-querier", querier_address="10.0.0.5")
    host.expect_queries([0, 10])


@pytest.mark.unhealthy("a host has no IPv4 address")
def test_address_removed(lan):
    """The next address takes over at once; after the last, 0.0.0.0 does later, and never another device's address."""
    host = lan.hosts(host="10.0.0.5/24")
    host.ip("link add d0 type dummy", "link set d0 up", "addr add 10.7.0.1/24 dev d0",
            "addr add 10.8.0.1/32 dev lo", "addr add 10.1.0.5/24 dev eth0")
    host.querier.enable()
    lan.at(10)
    host.ip("addr del 10.0.0.5/24 dev eth0")
    lan.at(20)
    host.ip("addr del 10.1.0.5/24 dev eth0")
    host.querier.expect(state="querier", querier_address="0.0.0.0")
    lan.at(160)
    expect_sources(host, (0, "10.0.0.5"), (10, "10.1.0.5"), (31.25, "0.0.0.0"), (156.25, "0.0.0.0"))


def test_address_gone_for_a_moment(lan):
    """A gap between two leases sends nothing from 0.0.0.0, and the address that comes back is sent from at once."""
    host = lan.hosts(host="10.0.0.5/24")
    host.querier.enable()
    for start, address in ((10, "10.0.0.5/24"), (40, "10.0.0.5/24"), (70, "10.0.0.7/24")):
        lan.at(start)
        host.ip("addr flush dev eth0")
        host.querier.expect(state="querier", querier_address="0.0.0.0")
        lan.at(start + 1)
        host.ip("addr add %s dev eth0" % address)
    lan.at(160)
    expect_sources(host, (0, "10.0.0.5"), (11, "10.0.0.5"), (31.25, "10.0.0.5"), (41, "10.0.0.5"), (71, "10.0.0.7"),
                   (156.25, "10.0.0.7"))


@pytest.mark.unhealthy("a host has no IPv4 address")
def test_all_addresses_removed_at_once(lan):
    """Addresses of several subnets that are flushed leave nothing to be said from 0.0.0.0."""
    host = lan.hosts(host="10.0.0.5/24")
    host.ip("addr add 10.1.0.5/24 dev eth0", "addr add 10.1.0.6/24 dev eth0", "addr add 10.2.0.5/32 dev eth0")
    host.querier.enable()
    lan.at(10)
    host.ip("addr flush dev eth0")
    host.querier.expect(state="querier", querier_address="0.0.0.0")
    lan.at(160)
    # Some may have been sent from the addresses that were there for a moment.
    expect_equal([(packet.time > 30, packet.src) for packet in host.sent(kind="query") if packet.src == "0.0.0.0"],
                 [(True, "0.0.0.0")] * 2, "queries from 0.0.0.0")


def test_address_promoted(lan):
    """When the kernel promotes a secondary address, that one is the next."""
    host = lan.hosts(host="10.0.0.5/24")
    host.sysctl("net.ipv4.conf.eth0.promote_secondaries", 1)
    host.ip("addr add 10.0.0.6/24 dev eth0")
    host.querier.enable()
    lan.at(10)
    host.ip("addr del 10.0.0.5/24 dev eth0")
    host.querier.expect(active_source_address="10.0.0.6")
    lan.at(40)
    host.expect_queries([31.25], since=30, src="10.0.0.6")
    expect_equal(host.sent(10, kind="query")[-2].src, "10.0.0.6", "source address at the end of the change")


@pytest.mark.unhealthy("a host has no IPv4 address")
def test_address_removed_gives_way(lan):
    """A querier that loses its address gives way to any querier that has one."""
    host, rival = lan.hosts(host="10.0.0.1/24", rival="10.0.0.5/24")
    host.querier.enable()
    lan.at(10)
    host.ip("addr del 10.0.0.1/24 dev eth0")
    lan.at(20)
    rival.send(igmp.query_v3(), src="10.0.0.5")
    lan.at(21)
    host.querier.expect(state="non-querier", querier_address="10.0.0.5")


@pytest.mark.unhealthy("a host has only an address of 169.254/16")
def test_link_local_address_is_the_last_choice(lan):
    """An address of 169.254/16 serves only while there is no other, whichever came first."""
    host = lan.hosts(host="169.254.7.7/16")
    host.querier.enable()
    host.querier.expect(active_source_address="169.254.7.7")
    lan.at(10)
    host.ip("addr add 10.0.0.5/24 dev eth0")
    host.querier.expect(active_source_address="10.0.0.5")
    lan.at(20)
    host.ip("addr del 10.0.0.5/24 dev eth0")
    lan.at(40)
    expect_sources(host, (0, "169.254.7.7"), (10, "10.0.0.5"), (20, "169.254.7.7"), (31.25, "169.254.7.7"))


@pytest.mark.unhealthy("a host has no IPv4 address")
def test_address_of_host_scope_is_none(lan):
    """An address that is not meant to leave the host is not sent from."""
    host = lan.hosts(host=None)
    host.ip("addr add 10.0.0.5/24 scope host dev eth0")
    host.querier.enable()
    lan.at(10)
    expect_sources(host, (0, "0.0.0.0"))


def test_proxy_has_no_address(lan):
    """In proxy mode addresses come and go without a query."""
    host = lan.hosts(host="10.0.0.5/24")
    host.querier["mode"] = "proxy"
    host.querier.enable()
    lan.at(10)
    host.ip("addr add 10.1.0.5/24 dev eth0", "addr del 10.0.0.5/24 dev eth0")
    lan.at(40)
    expect_sources(host, (0, "0.0.0.0"), (31.25, "0.0.0.0"))


# --- an address that was chosen ----------------------------------------------------------

def test_chosen_address(lan):
    """One of the own addresses can be chosen, applies at once, and "auto" undoes it."""
    host = lan.hosts(host="10.0.0.5/24")
    host.ip("addr add 10.0.0.6/24 dev eth0")
    host.querier.enable()
    lan.at(10)
    host.querier["source_address"] = "10.0.0.6"
    host.querier.expect(source_address="10.0.0.6", active_source_address="10.0.0.6", querier_address="10.0.0.6")
    lan.at(20)
    host.querier["source_address"] = "auto"
    host.querier.expect(source_address="auto", active_source_address="10.0.0.5")
    lan.at(40)
    expect_sources(host, (0, "10.0.0.5"), (10, "10.0.0.6"), (20, "10.0.0.5"), (31.25, "10.0.0.5"))


def test_chosen_lower_address_takes_over(lan):
    """A choice that makes a non-querier the lower one makes it the querier at once."""
    host, rival = lan.hosts(host="10.0.0.9/24", rival="10.0.0.5/24")
    host.ip("addr add 10.0.0.1/24 dev eth0")
    host.querier.enable()
    rival.send(igmp.query_v3(), src="10.0.0.5")
    lan.at(40)
    host.querier.expect(state="non-querier")
    host.querier["source_address"] = "10.0.0.1"
    host.querier.expect(state="querier", querier_address="10.0.0.1")
    lan.at(80)
    host.expect_queries([40, 71.25], since=40, src="10.0.0.1")


def test_what_no_host_can_have_is_refused(lan):
    """Addresses that are no unicast can not be chosen, and nothing is sent for trying."""
    host = lan.hosts(host="10.0.0.5/24")
    host.querier.enable()
    lan.at(10)
    for address in "0.0.0.0", "127.0.0.1", "127.255.255.254", "224.0.0.1", "239.255.255.255", "255.255.255.255":
        expect_refused(lambda: host.querier.set(source_address=address), errno.EINVAL, address)
        host.querier.expect(source_address="auto", active_source_address="10.0.0.5")
    lan.at(30)
    expect_sources(host, (0, "10.0.0.5"))


@pytest.mark.unhealthy("a host has no IPv4 address; the source address is not there")
def test_address_that_is_to_come(lan):
    """Any unicast address may be chosen, also others'; the best own one serves until the interface has it."""
    host, _ = lan.hosts(host="10.0.0.5/24", rival="10.0.0.6/24")
    host.ip("link add d0 type dummy", "link set d0 up", "addr add 10.7.0.1/24 dev d0")
    host.querier.enable()
    lan.at(10)
    for address in "10.0.0.6", "10.7.0.1", "126.0.0.1", "128.0.0.1", "223.255.255.255", "10.0.0.4":
        host.querier["source_address"] = address
        host.querier.expect(source_address=address, active_source_address="10.0.0.5", querier_address="10.0.0.5")
    lan.at(20)
    host.ip("addr add 10.0.0.4/24 dev eth0")
    host.querier.expect(source_address="10.0.0.4", active_source_address="10.0.0.4")
    lan.at(30)
    expect_sources(host, (0, "10.0.0.5"), (20, "10.0.0.4"))
    host.ip("addr flush dev eth0")
    host.querier.expect(source_address="10.0.0.4", active_source_address="0.0.0.0")


def test_chosen_address_goes_and_comes_back(lan):
    """While a chosen address is gone the best of the others serves; when it is back it is used again at once."""
    host = lan.hosts(host="10.0.0.5/24")
    host.ip("addr add 10.1.0.6/24 dev eth0")
    host.querier["source_address"] = "10.1.0.6"
    host.querier.enable()
    lan.at(10)
    host.ip("addr del 10.1.0.6/24 dev eth0")
    host.querier.expect(source_address="10.1.0.6", active_source_address="10.0.0.5")
    host.querier["robustness"] = 3          # the choice does not stand in the way of others
    lan.at(20)
    host.ip("addr add 10.1.0.6/24 dev eth0")
    host.querier.expect(source_address="10.1.0.6", active_source_address="10.1.0.6")
    lan.at(40)
    expect_sources(host, (0, "10.1.0.6"), (10, "10.0.0.5"), (20, "10.1.0.6"), (31.25, "10.1.0.6"))
