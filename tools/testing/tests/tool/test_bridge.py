# SPDX-License-Identifier: GPL-2.0
"""querierctl: MLD above a bridge that snoops."""
import errno
import os

from fakesys import deny

WORDS = ("guests whose firewall drops MLD queries",
         "(ICMPv6 type 130) lose IPv6", "--igmp leaves MLD off")


def bridge(tree, name, snooping="1", **files):
    """Adds one."""
    tree.device(name, **files)
    tree.files(tree.path(name, "bridge"), {"multicast_snooping": snooping})


def above(tree, upper, *lowers):
    """Sets an interface on others, as sysfs has it."""
    for lower in lowers:
        os.symlink(f"../{lower}", tree.path(upper, f"lower_{lower}"))
        os.symlink(f"../{upper}", tree.path(lower, f"upper_{upper}"))


def said_once(result, ifname, bridges):
    """One line, success, and what it says."""
    result.expect(0, f"querierctl: {ifname}: MLD starts on a bridge that "
                     f"snoops multicast ({bridges})", *WORDS)
    assert result.err.count("\n") == 1, result.err
    assert not result.out, result.out


def test_mld_on_a_snooping_bridge_is_warned_of(tree):
    bridge(tree, "br0", mld={})
    said_once(tree.run("enable", "br0"), "br0", "br0")
    assert tree.get("querier_enable", "br0", "mld") == "1"
    tree.run("enable", "br0").expect(0)
    tree.run("disable", "br0").expect(0)
    said_once(tree.run("enable", "--mld", "br0"), "br0", "br0")
    tree.run("disable", "--mld", "br0").expect(0)
    said_once(tree.run("set", "br0", "mld", "querier-enable", "on"),
              "br0", "br0")


def test_mld_elsewhere_is_not_warned_of(tree):
    bridge(tree, "br0", mld={})
    tree.run("enable", "--igmp", "br0").expect(0)
    tree.run("set", "br0", "mld", "robustness", "3").expect(0)
    tree.run("disable", "br0").expect(0)
    bridge(tree, "br1", snooping="0", mld={})
    tree.run("enable", "br1").expect(0)
    tree.device("eth1", mld={})
    tree.run("enable", "eth1").expect(0)
    # Without IPv6.
    bridge(tree, "br2")
    tree.run("enable", "br2").expect(0)
    # A port is below its bridge, not above it.
    bridge(tree, "br3", mld={})
    tree.device("eth3", mld={})
    above(tree, "br3", "eth3")
    tree.run("enable", "eth3").expect(0)


def test_snooping_bridges_are_found_below(tree):
    bridge(tree, "br0")
    tree.device("bond0", igmp=False)
    tree.device("br0.10", mld={})
    tree.device("top", mld={})
    above(tree, "br0.10", "br0")
    above(tree, "bond0", "br0.10")
    above(tree, "top", "bond0")
    said_once(tree.run("enable", "br0.10"), "br0.10", "br0")
    said_once(tree.run("enable", "top"), "top", "br0")


def test_snooping_bridges_are_each_named_once(tree):
    bridge(tree, "br0", mld={})
    bridge(tree, "br10")
    bridge(tree, "br2")
    bridge(tree, "quiet", snooping="0")
    tree.device("veth0", igmp=False)
    tree.device("veth1", igmp=False)
    above(tree, "veth0", "br2", "br10")
    above(tree, "veth1", "br2", "quiet")
    above(tree, "br0", "veth0", "veth1")
    said_once(tree.run("enable", "br0"), "br0", "br0, br2, br10")


def test_a_loop_of_interfaces_ends(tree):
    bridge(tree, "br0", mld={})
    tree.device("veth0", igmp=False)
    above(tree, "br0", "veth0")
    above(tree, "veth0", "br0")
    said_once(tree.run("enable", "br0"), "br0", "br0")


def test_what_failed_is_not_warned_of(tree):
    bridge(tree, "br0", mld={})
    result = tree.run("enable", "br0", FAKE_DENY=deny(
        "/igmp/querier_enable", "1", errno.EPERM))
    result.expect(1, "not permitted")
    assert "snoops" not in result.err, result.err
    assert tree.get("querier_enable", "br0", "mld") == "0"


def test_each_interface_is_warned_of(tree):
    bridge(tree, "br0", mld={})
    bridge(tree, "br1", mld={})
    tree.device("eth1", mld={})
    result = tree.run("enable", "br0", "eth1", "br1")
    result.expect(0, "br0: MLD starts", "br1: MLD starts")
    assert result.err.count("\n") == 2, result.err


def test_each_interface_is_above_its_own_bridge(tree):
    for name in "br0", "br1":
        bridge(tree, name)
    uppers = ["br0.10", "br0.20", "br1.10", "br0.30"]
    for upper in uppers:
        tree.device(upper, mld={})
        above(tree, upper, upper.partition(".")[0])
    tree.run("enable", *uppers).expect(0, *(
        f"{upper}: MLD starts on a bridge that snoops multicast ({upper[:3]}):" for upper in uppers))


def test_names_of_bridges_are_escaped(tree):
    bridge(tree, "br\x1b]0", mld={})
    result = tree.run("enable", "br\x1b]0")
    said_once(result, "br\\x1b]0", "br\\x1b]0")
