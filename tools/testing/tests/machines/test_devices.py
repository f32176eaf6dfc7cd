# SPDX-License-Identifier: GPL-2.0
"""Interfaces come, change and go under a configuration that serves all that lead to a wire; so do the module and the packages."""
import json

import pytest

from guests.shell import Failed
from querierlan.expect import expect, expect_equal

CARD = "52:54:00:00:00:02"
VLANS = range(100, 600)
SETTLE = "udevadm settle --timeout=1500"         # of an emulated CPU
PATIENCE = 1800
EVERY_WIRE = "[*]\nquerier-enable = auto\n"
CONFIGURATION = "/etc/querierctl.conf"


def write(guest, path, text):
    guest.run("mkdir -p $(dirname %s); cat >%s <<'END'\n%s\nEND" % (path, path, text.rstrip("\n")))


def states(guest, words=""):
    """{interface: {family: state}}, and a reason behind "down"."""
    found = {}
    for row in json.loads(guest.run("querierctl show -j -a " + words))["interfaces"]:
        state = row["state"] if row["state"] != "down" else "down " + row["state_reason"]
        found.setdefault(row["interface"], {})[row["family"]] = state
    return found


@pytest.fixture(scope="module")
def served(guest):
    """A machine that serves every wire, and whose second card has a name of the administrator's."""
    write(guest, CONFIGURATION, EVERY_WIRE)
    write(guest, "/etc/systemd/network/10-lab.link", "[Match]\nMACAddress=%s\nType=ether\n[Link]\nName=lab" % CARD)
    guest.run("systemctl start querier.service; udevadm control --reload")
    return guest


def test_hotplug(guest, served):
    """A card is plugged in, udev gives it its name, and it is served under that."""
    cable = guest.plug_in("second", CARD)
    guest.run("udevadm wait --timeout=300 /sys/class/net/lab && %s && ip link set lab up" % SETTLE)
    cable.wait_for(kind="query", family="igmp")
    cable.wait_for(kind="query", family="mld")
    expect_equal(states(guest)["lab"], {"igmp": "querier", "mld": "querier"}, "lab")


def test_renamed(guest, served):
    """An interface that gets another name by hand is served under that."""
    guest.run("ip link set lab down; ip link set lab name wan; %s" % SETTLE)
    mark = guest.cables["second"].mark()
    guest.run("ip link set wan up")
    guest.cables["second"].wait_for(mark, kind="query", family="igmp")


def test_vlan(guest, served):
    """So is a VLAN on a renamed card."""
    guest.run("ip link add link wan name wan.10 type vlan id 10; ip link set wan.10 up; %s" % SETTLE)
    guest.cables["second"].wait_for(kind="query", family="igmp", vlan=10)


def test_bridge(guest, served):
    """A bridge is served while it has the card, and the card when it is free again."""
    guest.run("ip link add br0 type bridge; ip link set br0 up; %s" % SETTLE)
    expect_equal(states(guest)["br0"]["igmp"], "down no-wire", "br0 without a port")
    mark = guest.cables["second"].mark()
    guest.run("ip link set wan master br0; %s" % SETTLE)
    guest.cables["second"].wait_for(mark, kind="query", family="igmp", vlan=None)
    found = states(guest)
    expect_equal((found["br0"]["igmp"], found["wan"]["igmp"]), ("querier", "down bridge-port"), "br0 and its port")
    guest.run("ip link set wan nomaster; %s" % SETTLE)
    found = states(guest)
    expect_equal((found["br0"]["igmp"], found["wan"]["igmp"]), ("down no-wire", "querier"), "br0 and the card that left")
    guest.run("ip link del br0")


def enabled_vlans(guest):
    return int(guest.run("grep -lx auto /sys/class/net/wan.*/igmp/querier_enable | wc -l").strip())


def test_many_vlans(guest, served):
    """When udev has settled, each of 500 VLANs that came at once is served."""
    batch = "".join("link add link wan name wan.%d type vlan id %d\nlink set wan.%d up\n" % (n, n, n) for n in VLANS)
    write(guest, "/run/batch", batch)
    mark = guest.cables["second"].mark()
    guest.run("ip -batch /run/batch && %s" % SETTLE, patience=PATIENCE)
    expect_equal(enabled_vlans(guest), len(VLANS) + 1, "VLANs that are enabled")
    guest.cables["second"].wait_for(mark, len(VLANS), kind="query", family="igmp", patience=300)
    asked = {packet.vlan for packet in guest.cables["second"].select(mark, kind="query", family="igmp")}
    expect(set(VLANS) <= asked, "VLANs without a query: %s" % sorted(set(VLANS) - asked))


def test_module_loaded_again(guest, served):
    """The module is unloaded and loaded: udev applies the configuration again."""
    guest.run("rmmod igmp_querier")
    mark = guest.cables["second"].mark()
    guest.run("modprobe igmp_querier && %s" % SETTLE, patience=PATIENCE)
    expect_equal(enabled_vlans(guest), len(VLANS) + 1, "VLANs that are enabled")
    guest.cables["second"].wait_for(mark, kind="query", family="igmp", vlan=None)


def test_bad_file(guest, served):
    """A file with a mistake is refused with its line, and everything runs on."""
    guest.run("ip link del wan.10; for i in $(seq %d %d); do echo link del wan.$i; done | ip -batch -" % (VLANS[0], VLANS[-1]))
    before = states(guest)
    write(guest, CONFIGURATION, EVERY_WIRE + "query-intervall = 10s\n")
    with pytest.raises(Failed):
        guest.run("systemctl reload querier.service")
    journal = guest.run("journalctl -u querier.service -n 20 --no-pager")
    expect(CONFIGURATION + ":3:" in journal, "no line is named: " + journal)
    expect_equal(states(guest), before, "after the refusal")
    expect_equal(guest.property("querier.service", "ActiveState"), "active", "the unit")
    write(guest, CONFIGURATION, EVERY_WIRE)
    guest.run("systemctl reload querier.service")
