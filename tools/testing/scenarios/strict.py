# SPDX-License-Identifier: GPL-2.0
"""Switches that forward a group only to where it was reported, as switches with IGMP snooping do."""

# A bridge of the kernel never snoops 224.0.0.0/24, where mDNS lives; hardware
# does. So this one is made of packet filter: reports lead a group to their port
# for 260 s, and go themselves only to where a querier was heard (RFC 4541 2.1.1).
# A version 3 report has its first group at bit 96, further ones 64 bits on.
RULES = """
table bridge strict {
    set members { typeof iifname . @nh,128,32; flags dynamic,timeout; timeout 260s; }
    set queriers { typeof iifname; flags dynamic,timeout; timeout 255s; }

    chain learn {
        type filter hook prerouting priority -10;
        igmp type membership-query update @queriers { iifname }
        igmp type { membership-report-v1, membership-report-v2 } update @members { iifname . @th,32,32 }
        igmp type membership-report-v3 @th,48,16 >= 1 @th,64,8 { 2, 4 } update @members { iifname . @th,96,32 }
        igmp type membership-report-v3 @th,48,16 >= 2 @th,128,8 { 2, 4 } update @members { iifname . @th,160,32 }
        igmp type membership-report-v3 @th,48,16 >= 3 @th,192,8 { 2, 4 } update @members { iifname . @th,224,32 }
    }

    chain forwarding {
        type filter hook forward priority 0;
        igmp type membership-query accept
        ip protocol igmp oifname @queriers accept
        ip protocol igmp drop
        ip daddr 224.0.0.0/4 oifname . @nh,128,32 != @members drop
    }
}
"""


def make_strict(lan):
    """From now on every port of the switch learns, and gets nothing else."""
    path = "/run/strict.nft"
    with open(path, "w") as f:
        f.write(RULES)
    lan.switch.run("nft", "-f", path)


def is_member(lan, host, group):
    """Does the strict switch know of a member at the host's port?"""
    members = lan.switch.run("nft", "list", "set", "bridge", "strict", "members")
    return '"%s" . 0x%02x%02x%02x%02x ' % (host.name, *map(int, group.split("."))) in members


def stop_flooding(lan):
    """The kernel's own bridge: unknown groups go nowhere."""
    lan.switch.ip(*("link set dev %s type bridge_slave mcast_flood off" % host.name for host in lan.members))
