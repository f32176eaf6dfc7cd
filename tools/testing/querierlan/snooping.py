# SPDX-License-Identifier: GPL-2.0
"""Switches that forward a group only to where it was reported, as switches with IGMP and MLD snooping do."""
from querierlan import igmp, mld


# A bridge of the kernel never snoops 224.0.0.0/24 and ff02::1, and floods what
# no host has joined; hardware does not. So this one is made of packet filter:
# reports lead a group to their port for 260 s, and go themselves only to where a
# querier of their family was heard (RFC 4541 2.1.1, 3). A report of the newest
# version has its first group at bit 96; further ones follow 64 or 160 bits on.
RULES = """
table bridge strict {
    set members { typeof iifname . @nh,128,32; flags dynamic,timeout; timeout 260s; }
    set queriers { typeof iifname; flags dynamic,timeout; timeout 255s; }
    set listeners { typeof iifname . @nh,192,128; flags dynamic,timeout; timeout 260s; }
    set mld_queriers { typeof iifname; flags dynamic,timeout; timeout 255s; }

    chain learn {
        type filter hook prerouting priority -10;
        igmp type membership-query update @queriers { iifname }
        igmp type { membership-report-v1, membership-report-v2 } update @members { iifname . @th,32,32 }
        igmp type membership-report-v3 @th,48,16 >= 1 @th,64,8 { 2, 4 } update @members { iifname . @th,96,32 }
        igmp type membership-report-v3 @th,48,16 >= 2 @th,128,8 { 2, 4 } update @members { iifname . @th,160,32 }
        igmp type membership-report-v3 @th,48,16 >= 3 @th,192,8 { 2, 4 } update @members { iifname . @th,224,32 }
        icmpv6 type mld-listener-query update @mld_queriers { iifname }
        icmpv6 type mld-listener-report update @listeners { iifname . @th,64,128 }
        icmpv6 type mld2-listener-report @th,48,16 >= 1 @th,64,8 { 2, 4 } update @listeners { iifname . @th,96,128 }
        icmpv6 type mld2-listener-report @th,48,16 >= 2 @th,224,8 { 2, 4 } update @listeners { iifname . @th,256,128 }
        icmpv6 type mld2-listener-report @th,48,16 >= 3 @th,384,8 { 2, 4 } update @listeners { iifname . @th,416,128 }
    }

    chain forwarding {
        type filter hook forward priority 0;
        igmp type membership-query accept
        ip protocol igmp oifname @queriers accept
        ip protocol igmp drop
        ip daddr 224.0.0.0/4 oifname . @nh,128,32 != @members drop
        ip6 daddr ff02::1 accept
        icmpv6 type mld-listener-query accept
        icmpv6 type { mld-listener-report, mld-listener-done, mld2-listener-report } oifname @mld_queriers accept
        icmpv6 type { mld-listener-report, mld-listener-done, mld2-listener-report } drop
        ip6 daddr ff00::/8 oifname . @nh,192,128 != @listeners drop
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
    name, packed = ("listeners", mld.packed) if ":" in group else ("members", igmp.packed)
    members = lan.switch.run("nft", "list", "set", "bridge", "strict", name)
    return '"%s" . 0x%s ' % (host.name, packed(group).hex()) in members


def stop_flooding(lan):
    """The kernel's own bridge: unknown groups go nowhere."""
    lan.switch.ip(*("link set dev %s type bridge_slave mcast_flood off" % host.name for host in lan.members))
