# SPDX-License-Identifier: GPL-2.0
"""A kernel with IPv6 disabled: the IGMP part runs alone."""
import os

import pytest

from querierlan import module
from querierlan.expect import expect, expect_equal
from querierlan.families import Igmp
from querierlan.genl import Genl
from querierlan.membership import only_member_leaves
from querierlan.tool import QUERIERCTL, tool

pytestmark = pytest.mark.machine("uml-sim", append="ipv6.disable=1", packages=["tshark"])


def check_kernel():
    expect(not os.path.exists("/proc/net/if_inet6"), "this kernel has IPv6: there is no test here")


def one_host(lan):
    check_kernel()
    return lan.hosts(host="10.0.0.1/24")


def test_no_mld(lan):
    """No interface has a directory mld/, netlink and querierctl report IGMP alone, and MLD cannot be enabled."""
    host = one_host(lan)
    host.ip("link add other type dummy")
    for interface in "eth0", "other":
        files = os.listdir(os.path.join(host.sys, "class/net", interface))
        expect_equal(sorted({"igmp", "mld"} & set(files)), ["igmp"], "directories of " + interface)
    genl = Genl(host)
    reported = genl.dump("interface_get")
    genl.close()
    expect_equal([(each["ifname"], each["protocol"]) for each in reported], [("eth0", 0), ("other", 0)],
                 "interfaces listed")
    host.run("ip", "netns", "exec", host.name, QUERIERCTL, "enable", "eth0")
    host.querier.expect(state="querier")
    shown = tool(host, "groups")["groups"]
    expect_equal(shown, [], "groups")
    refused = host.run("ip", "netns", "exec", host.name, QUERIERCTL, "enable", "--mld", "eth0", check=False)
    expect("mld" in refused.lower(), "querierctl enable --mld said: " + refused)


def test_igmp_works(lan):
    """Queries, members and leaves of IGMP are as ever."""
    check_kernel()
    only_member_leaves(lan, Igmp, 3)


def test_module_comes_and_goes(lan):
    """The module goes while it asks, and comes back."""
    host = one_host(lan)
    host.querier.enable()
    lan.at(40)
    host.expect_queries([0, 31.25])
    module.unload()
    lan.at(41)
    expect("igmp" not in os.listdir(os.path.join(host.sys, "class/net/eth0")), "the directory igmp/ has stayed")
    module.load()
    host.querier.expect(state="disabled")
    host.querier.enable()
    lan.at(80)
    host.expect_queries([41, 72.25], since=40)
