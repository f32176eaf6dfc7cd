# SPDX-License-Identifier: GPL-2.0
"""IGMP and MLD as one test sees both: the fixture "family" is one of these."""
from querierlan import igmp, mld
from querierlan.host import Host
from querierlan.tshark import ENVELOPE, MLD_ENVELOPE


class Family:
    """What a host can send by hand: the same in either protocol, in the messages of its own."""
    @classmethod
    def general(cls, host, src):
        cls.send(host, cls.newest_query(5 * cls.second, qrv=3, qqic=60), src)

    @classmethod
    def older_general(cls, host, src):
        cls.send(host, cls.older_query(7 * cls.second), src)

    @classmethod
    def specific(cls, host, src, group, sources):
        """It asks for answers within 2 s, and has the S flag, a QRV of 0 and a QQIC of 128 s."""
        cls.send(host, cls.newest_query(2 * cls.second, group, 1, 0, 0x80, sources), src, dst=group)

    @classmethod
    def report(cls, host, src, *records):
        cls.send(host, cls.newest_report(*(cls.record(*record) for record in records)), src, dst=cls.all_newest_routers)

    @classmethod
    def older_report(cls, host, src, group):
        cls.send(host, cls.report_of_one(group), src, dst=group)

    @classmethod
    def leave(cls, host, src, group):
        cls.send(host, cls.leave_of_one(group), src, dst=cls.all_routers)


class Igmp(Family):
    """IGMP: versions, addresses and messages."""
    name = "igmp"
    newest, older = 3, 2        # versions: with sources, and the oldest with leaves
    force = "net.ipv4.conf.eth0.force_igmp_version"
    router, other_router, host, other = "10.0.0.1", "10.0.0.2", "10.0.0.5", "10.0.0.6"
    low, own, high = "10.0.0.1", "10.0.0.5", "10.0.0.9"
    length = "/24"
    nothing = "0.0.0.0"
    all_routers, all_newest_routers = igmp.ALL_ROUTERS, igmp.ALL_V3_ROUTERS
    another_group = "239.1.2.4"
    group, source_specific, another_specific = "239.1.2.3", "232.1.2.3", "232.1.2.4"
    sources = "192.0.2.1", "192.0.2.2", "192.0.2.3"
    automatic = ()              # groups that hosts join by themselves begin like this
    many = "239.2.%d.%d"
    second = 10                 # in the field of a query that says how fast to answer
    newest_query, older_query = staticmethod(igmp.query_v3), staticmethod(igmp.query_v2)
    newest_report, record = staticmethod(igmp.report_v3), staticmethod(igmp.record)
    report_of_one, leave_of_one = staticmethod(igmp.report_v2), staticmethod(igmp.leave)
    send = Host.send

    @staticmethod
    def querier(host):
        return host.querier

    @staticmethod
    def specific_query(host, src, group, version, s, sources):
        """Every field, as tshark names them (4.1; RFC 2236 2)."""
        fields = {
            **ENVELOPE,
            "eth.dst": igmp.multicast_mac(group),
            "ip.src": src,
            "ip.dst": group,
            "ip.len": str(36 + 4 * len(sources) if version == 3 else 32),
            "igmp.maddr": group,
            "igmp.version": str(version),
            "igmp.max_resp": "10",
            "igmp.s": "", "igmp.qrv": "", "igmp.qqic": "", "igmp.num_src": "", "igmp.saddr": "",
        }
        if version == 3:
            fields.update({"igmp.s": str(s), "igmp.qrv": host.querier["robustness"], "igmp.qqic": "125",
                           "igmp.num_src": str(len(sources)), "igmp.saddr": ",".join(sources)})
        return fields


class Mld(Family):
    """The same of MLD."""
    name = "mld"
    newest, older = 2, 1
    force = "net.ipv6.conf.eth0.force_mld_version"
    router, other_router, host, other = "fe80::1", "fe80::2", "fe80::5", "fe80::6"
    low, own, high = "fe80::1", "fe80::5", "fe80::9"
    length = "/64"
    nothing = "::"
    all_routers, all_newest_routers = mld.ALL_ROUTERS, mld.ALL_V2_ROUTERS
    another_group = "ff15::1235"
    group, source_specific, another_specific = "ff15::1234", "ff3e::8000:1", "ff3e::8000:2"
    sources = "2001:db8::1", "2001:db8::2", "2001:db8::3"
    automatic = "ff02::1:ff"    # RFC 4291 2.7.1
    many = "ff15::2:%d:%d"
    second = 1000
    newest_query, older_query = staticmethod(mld.query_v2), staticmethod(mld.query_v1)
    newest_report, record = staticmethod(mld.report_v2), staticmethod(mld.record)
    report_of_one, leave_of_one = staticmethod(mld.report_v1), staticmethod(mld.done)
    send = Host.send_mld

    @staticmethod
    def querier(host):
        return host.mld

    @staticmethod
    def specific_query(host, src, group, version, s, sources):
        """RFC 9777 5.1; RFC 2710 3."""
        fields = {
            **MLD_ENVELOPE,
            "eth.dst": mld.multicast_mac(group),
            "ipv6.src": src,
            "ipv6.dst": group,
            "ipv6.plen": str(36 + 16 * len(sources) if version == 2 else 32),
            "icmpv6.mld.multicast_address": group,
            "icmpv6.mld.maximum_response_delay": "" if version == 2 else "1000",
            "icmpv6.mld.maximum_response_code": "", "icmpv6.mld.flag.s": "", "icmpv6.mld.flag.qrv": "",
            "icmpv6.mld.qqi": "", "icmpv6.mld.nb_sources": "", "icmpv6.mld.source_address": "",
        }
        if version == 2:
            fields.update({"icmpv6.mld.maximum_response_code": "1000", "icmpv6.mld.flag.s": str(s),
                           "icmpv6.mld.flag.qrv": host.mld["robustness"], "icmpv6.mld.qqi": "125",
                           "icmpv6.mld.nb_sources": str(len(sources)),
                           "icmpv6.mld.source_address": ",".join(sources)})
        return fields


FAMILIES = Igmp, Mld


def other_than(family):
    """The other one."""
    return Mld if family is Igmp else Igmp
