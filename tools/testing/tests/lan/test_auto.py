# SPDX-License-Identifier: GPL-2.0
"""querier_enable as a wish: its words, and "auto", which serves what leads to a network card."""
import contextlib
import errno
import json
import os
import subprocess
from types import SimpleNamespace

import pytest

from querierlan import module
from querierlan.cable import settle
from querierlan.card import Card
from querierlan.expect import expect, expect_equal, expect_refused, expect_times
from querierlan.genl import dump
from querierlan.namespace import Namespace
from querierlan.querier import Querier
from querierlan.tool import QUERIERCTL

pytestmark = pytest.mark.machine("uml-sim", packages=["libteam-utils"])

PARAMETER = "/sys/module/igmp_querier/parameters/querier_enable"
NO_WIRE = {"querier_enable": "auto", "state": "down", "state_reason": "no-wire"}
SERVED = {"querier_enable": "auto", "state": "querier", "state_reason": "none"}
IFF_ALLMULTI = 0x200


@pytest.fixture
def card(lan):
    """A host with a card, "card0", which has addresses."""
    host = lan.hosts(host=None)
    device = Card(host, "card0")
    host.set_ipv6("card0")
    host.ip("addr add 10.7.0.1/24 dev card0", "addr add fe80::7/64 dev card0 nodad")
    settle(lan)
    yield host
    device.delete()


def automatic(host, *interfaces):
    """The queriers of interfaces, with "auto"."""
    queriers = [Querier(host, interface) for interface in interfaces]
    for querier in queriers:
        querier["querier_enable"] = "auto"
    return queriers


def expect_state(queriers, wanted, what):
    """What all of them are."""
    told = {querier.interface: (querier["state"], querier["state_reason"]) for querier in queriers}
    expect_equal(told, dict(zip(told, wanted)), what)


def show(host, *words):
    """What querierctl shows there of IGMP, by interface."""
    rows = json.loads(host.run("ip", "netns", "exec", host.name, QUERIERCTL, "show", "-j", *words))["interfaces"]
    return {row["interface"]: row for row in rows if row["family"] == "igmp"}


# --- the words ------------------------------------------------------------------------------

def test_words(lan, family):
    """0, 1 and auto are taken and read back; other words are EINVAL, other numbers ERANGE."""
    querier = family.querier(lan.hosts(host=family.own + family.length))
    for word in "1", "auto", "0", "auto\n", "1\n", "0\n":
        querier["querier_enable"] = word
        querier.expect(querier_enable=word.strip())
    querier["querier_enable"] = "auto"
    for error, words in ((errno.EINVAL, ("Auto", "AUTO", "auto ", " auto", "on", "off", "yes", "aut", "autos", "-1", "+1",
                                         "0x1", " 1", "1 ", "1.0", "auto\n\n", "\n")),
                         (errno.ERANGE, ("2", "3", "10", "4294967295", "4294967296", "9" * 40))):
        for word in words:
            expect_refused(lambda: querier.set(querier_enable=word), error, repr(word))
            querier.expect(querier_enable="auto")


def test_auto_moves_along(lan):
    """The wish goes with the interface to another namespace of the same owner."""
    host = lan.hosts(host=None)
    automatic(host, "eth0")
    host.ip("link set eth0 netns switch name moved")
    Querier(lan.switch, "moved").expect(**NO_WIRE)


# --- without a wire ---------------------------------------------------------------------------

def allmulti(host, interface):
    with open("%s/class/net/%s/flags" % (host.sys, interface)) as f:
        return bool(int(f.read(), 16) & IFF_ALLMULTI)


def test_a_veth_is_left_alone(lan, family):
    """With auto it is down, without a trace: no query, no all-multicast, no line in the log, no counters."""
    host = lan.hosts(host=family.own + family.length)
    querier = family.querier(host)
    querier["querier_enable"] = "auto"
    lan.at(10)
    host.ip("link set eth0 down", "link set eth0 up")
    lan.at(200)
    querier.expect(**NO_WIRE)
    expect_equal(host.sent(kind="query"), [], "queries")
    expect(not allmulti(host, "eth0"), "it hears all multicast")
    expect(not os.path.exists(querier.directory + "/statistics"), "it has counters, though it never ran")
    expect_equal([line for line in lan.log() if "eth0" in line[1]], [], "log")


def test_on_serves_a_veth_and_auto_ends_that(lan, family):
    """1 runs where auto does not, and back."""
    host = lan.hosts(host=family.own + family.length)
    querier = family.querier(host)
    for _ in range(2):
        querier["querier_enable"] = "auto"
        querier.expect(**NO_WIRE)
        lan.after(1)
        expect(not allmulti(host, "eth0"), "it hears all multicast")
        querier["querier_enable"] = "1"
        querier.expect(state="querier", state_reason="none")
        lan.after(1)
        expect(allmulti(host, "eth0"), "it hears no members")
    querier["querier_enable"] = "0"
    querier.expect(state="disabled", state_reason="none")


@pytest.mark.unhealthy("an interface is down at the end")
def test_show_leaves_them_out(lan):
    """querierctl show lists an interface without a wire with -a only, and JSON has the word and a boolean."""
    host = lan.hosts(host=None)
    host.ip("link add d0 type veth peer name d1")
    automatic(host, "d0", "d1")
    host.interface("d1")["querier_enable"] = "1"
    shown = show(host)
    expect("d1" in shown and "d0" not in shown, "show has %r" % list(shown))
    rows = show(host, "-a")
    expect_equal([(rows[name]["enabled"], rows[name]["querier_enable"]) for name in ("eth0", "d0", "d1")],
                 [(False, "0"), (True, "auto"), (True, "1")], "in JSON")
    expect_equal((rows["d0"]["state"], rows["d0"]["state_reason"]), ("down", "no-wire"), "d0")


def test_netlink_tells(lan):
    """State, reason and who set it are in a dump."""
    host = lan.hosts(host=None)
    automatic(host, "eth0")
    told = [each for each in dump(host, "interface_get", protocol=0) if each["ifname"] == "eth0"]
    expect_equal([(each["state"], each["reason"], each["explicit"]) for each in told], [(1, 10, 1)], "in a dump")


# --- with one ---------------------------------------------------------------------------------

def test_a_card_is_served(lan, card):
    """Both families query, and say so once; 0 ends it."""
    wire = lan.capture(card, "card0")
    igmp, mld = Querier(card, "card0"), Querier(card, "card0", "mld")
    for querier in igmp, mld:
        querier["querier_enable"] = "auto"
        querier.expect(**SERVED)
    lan.at(200)
    for family in "igmp", "mld":
        queries = wire.select(kind="query", outgoing=True, family=family)
        expect_times(queries, [0, 31.25, 156.25], "queries of " + family)
    igmp["querier_enable"] = "0"
    igmp.expect(state="disabled")
    mld.expect(**SERVED)


LINKED = {
    "vlan": "link add link card0 name top type vlan id 7",
    "macvlan": "link add link card0 name top type macvlan mode bridge",
    "ipvlan": "link add link card0 name top type ipvlan mode l2",
}


@pytest.mark.parametrize("kind", LINKED)
def test_what_is_made_upon_a_card(lan, card, kind):
    """It is served like the card itself; its twin upon a veth is not."""
    card.ip(LINKED[kind], "addr add 10.8.0.1/24 dev top", "link set top up",
            LINKED[kind].replace("card0", "eth0").replace("top", "twin"), "link set twin up")
    settle(lan)
    top, twin = automatic(card, "top", "twin")
    top.expect(**SERVED)
    twin.expect(**NO_WIRE)


@pytest.mark.parametrize("kind", ["macvtap", "ipvtap"])
def test_taps_of_guests_are_left_alone(lan, card, kind):
    """Their packets are a guest's."""
    card.ip("link add link card0 name tap0 type %s" % kind, "link set tap0 up")
    settle(lan)
    automatic(card, "tap0")[0].expect(**NO_WIRE)


def test_a_bridge_and_what_is_above_it(lan, card):
    """They are served from when the bridge has a card for a port until it has none, veths or not."""
    card.ip("link add br0 type bridge", "link add d0 type veth peer name d1", "link set d0 up", "link set d1 up",
            "link set d0 master br0", "link add link br0 name br0.9 type vlan id 9",
            "link add link br0.9 name mv type macvlan mode bridge", "link set br0 up", "link set br0.9 up",
            "link set mv up", "addr add 10.1.0.1/24 dev br0", "addr add 10.2.0.1/24 dev br0.9",
            "addr add 10.3.0.1/24 dev mv")
    settle(lan)
    above = automatic(card, "br0", "br0.9", "mv")
    ports = automatic(card, "card0", "d0", "d1")
    expect_state(above, [("down", "no-wire")] * 3, "without a card")
    for _ in range(2):
        expect_state(ports, [("querier", "none")] + [("down", "no-wire")] * 2, "the ports without the card")
        card.ip("link set card0 master br0")
        settle(lan)
        expect_state(above, [("querier", "none")] * 3, "with a card")
        expect_state(ports, [("down", "bridge-port")] + [("down", "no-wire")] * 2, "the ports with a card")
        card.ip("link set card0 nomaster")
        settle(lan)
        expect_state(above, [("down", "no-wire")] * 3, "after the card")
    shown = show(card)
    expect(not set(shown) & {"br0", "br0.9", "mv", "d0", "d1"}, "show has %r" % list(shown))


@pytest.mark.parametrize("kind", ["bond", "team"])
def test_link_aggregation(lan, card, kind):
    """A bond or team is served while a card is its port; the card by itself is then not."""
    card.ip("link add agg type bond mode active-backup miimon 100" if kind == "bond" else "link add agg type team",
            "link set agg up", "addr add 10.4.0.1/24 dev agg")
    agg, port = automatic(card, "agg", "card0")
    agg.expect(**NO_WIRE)
    card.ip("link set card0 down", "link set card0 master agg", "link set card0 up")
    settle(lan)
    expect(agg["state_reason"] != "no-wire", "it has a card, and no wire")
    port.expect(state="down", state_reason="lag-port")
    card.ip("link set card0 nomaster", "link set card0 up")
    settle(lan)
    agg.expect(**NO_WIRE)
    port.expect(**SERVED)


def test_a_port_of_a_vrf(lan, card):
    """A VRF takes no packets from its port, which stays an interface of its own; the VRF is no Ethernet."""
    card.ip("link add red type vrf table 10", "link set red up", "link set card0 master red")
    settle(lan)
    automatic(card, "card0")[0].expect(**SERVED)


def test_across_namespaces(lan, card):
    """A macvlan of a card leads to the card from another namespace too."""
    guest = Namespace("guest")
    try:
        card.ip("link add link card0 name mv type macvlan mode bridge", "link set mv netns guest")
        guest.ip("addr add 10.5.0.1/24 dev mv", "link set mv up")
        settle(lan)
        Querier(guest, "mv")["querier_enable"] = "auto"
        Querier(guest, "mv").expect(**SERVED)
    finally:
        guest.delete()


def test_a_switch_behind_a_card(lan):
    """A card that only carries the tagged frames of a switch's ports is left alone; the ports are served."""
    lan.hosts(host=None)
    modules = [os.path.join(os.environ.get("KERNEL_MODULES", ""), name) for name in ("tag_none.ko", "dsa_loop.ko")]
    if not all(map(os.path.exists, modules)):
        pytest.skip("the kernel has no switch")
    conduit = Card(OUTSIDE, "eth0")
    try:
        outside_ip("link set eth0 up", "addr add 10.7.0.1/24 dev eth0")
        queriers = automatic(OUTSIDE, "eth0")
        expect_state(queriers, [("querier", "none")], "before the switch")
        for module_file in modules:
            subprocess.run(["insmod", module_file], check=True)
        try:
            expect_state(queriers, [("down", "no-wire")], "the card of the switch")
            port, = automatic(OUTSIDE, "lan1")
            expect(port["state_reason"] != "no-wire", "a port of the switch leads to no wire")
        finally:
            subprocess.run(["rmmod", "dsa_loop", "tag_none"], check=True)
    finally:
        conduit.delete()


# --- what new devices begin with ---------------------------------------------------------------

@contextlib.contextmanager
def beginning_with(word):
    with open(PARAMETER, "w") as f:
        f.write(word)
    try:
        yield
    finally:
        with open(PARAMETER, "w") as f:
            f.write("0\n")


def set_parameter(word):
    fd = os.open(PARAMETER, os.O_WRONLY)
    try:
        os.write(fd, word.encode())
    finally:
        os.close(fd)


def parameter():
    with open(PARAMETER) as f:
        return f.read()


def outside_ip(*lines):
    subprocess.run(["ip", "-batch", "-"], input="\n".join(lines), text=True, check=True)


# The initial network namespace, where tests begin.
OUTSIDE = SimpleNamespace(sys="/sys", ip=outside_ip)


@contextlib.contextmanager
def new_outside():
    """A veth that comes and goes there."""
    outside_ip("link add new0 type veth peer name new1")
    try:
        yield Querier(OUTSIDE, "new0")
    finally:
        outside_ip("link del new0")


def test_module_parameter(lan):
    """New devices of the initial namespace begin with it, others with 0; "default" brings it back."""
    host = lan.hosts(host=None)
    expect_equal(parameter(), "0\n", "the parameter at first")
    with new_outside() as before, beginning_with("auto\n"):
        expect_equal(parameter(), "auto\n", "the parameter")
        before.expect(querier_enable=0, state="disabled")
        before["querier_enable"] = "default"
        before.expect(**NO_WIRE)
    with beginning_with("auto"), new_outside() as new:
        new.expect(**NO_WIRE)
        new["querier_enable"] = "0"
        new.expect(querier_enable=0, state="disabled")
        new["querier_enable"] = "default"
        new.expect(**NO_WIRE)
        host.ip("link add d0 type veth peer name d1")
        host.interface("d0").expect(querier_enable=0, state="disabled")
        host.interface("d0")["querier_enable"] = "default"
        host.interface("d0").expect(querier_enable=0, state="disabled")
    for word, error in (("1", errno.ERANGE), ("2", errno.ERANGE), ("on", errno.EINVAL),
                        ("Auto", errno.EINVAL)):
        expect_refused(lambda: set_parameter(word), error, repr(word))
    expect_equal(parameter(), "0\n", "the parameter after what was refused")


def test_module_parameter_at_load(lan):
    """Devices that are there when the module is loaded are new to it."""
    lan.hosts(host=None)
    with new_outside() as new:
        new["querier_enable"] = "1"
        module.unload()
        module.load("querier_enable=auto")
        try:
            new.expect(**NO_WIRE)
        finally:
            module.unload()
            module.load()
        new.expect(querier_enable=0, state="disabled")
