# SPDX-License-Identifier: GPL-2.0
"""A router and one IGMP host that reports many groups by hand, to fill what is kept of members."""
from querierlan import igmp

ROUTER, HOST = "10.0.0.1", "10.0.0.5"


def router_and_member(lan, **settings):
    router, member = lan.hosts(router=ROUTER + "/24", member=HOST + "/24")
    router.querier.set(**settings)
    router.querier.enable()
    lan.at(5)
    return router, member


def group(i):
    return "239.%d.%d.%d" % (1 + i // 62500, i // 250 % 250, i % 250)


def report(host, *records):
    host.send(igmp.report_v3(*(igmp.record(*record) for record in records)), HOST, dst=igmp.ALL_V3_ROUTERS)


def leave(host, group):
    host.send(igmp.leave(group), HOST, dst=igmp.ALL_ROUTERS)


def specific(router, since=0):
    return [packet for packet in router.sent(since, kind="query") if packet.group != "0.0.0.0"]
