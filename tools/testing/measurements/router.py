"""A router that forwards packets as fast as this machine can.

    init namespace            namespace "router"
    pktgen > gen ---veth--- in > routing > out

"out" is a dummy device: it drops what it is given, which costs least.
"""

import os
import re
import subprocess
from contextlib import contextmanager
from pathlib import Path

from bench import load, read, run, wait_for_link, write

MAC = "02:00:00:00:00:01"
PKTGEN = Path("/proc/net/pktgen")


def make_router():
    run("ip netns add router")
    for netns in None, "router":
        write("/proc/sys/net/ipv6/conf/all/disable_ipv6", "1", netns)
        write("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1", netns)
    write("/proc/sys/net/ipv4/ip_forward", "1", "router")
    run(f"ip link add gen type veth peer name in address {MAC} netns router")
    run("ip -n router link add out type dummy")
    run("ip -n router address add 192.0.2.1/24 dev in")
    run("ip -n router address add 198.51.100.1/24 dev out")
    run("ip link set gen up")
    run("ip -n router link set in up")
    run("ip -n router link set out up")
    wait_for_link("gen")
    wait_for_link("in", "router")
    load(os.environ["PKTGEN"])
    write(PKTGEN / "kpktgend_0", "add_device gen")
    for setting in ("delay 0", "clone_skb 0", "pkt_size 60", "udp_dst_min 9",
                    "udp_dst_max 9", "src_min 192.0.2.2", "src_max 192.0.2.2",
                    "dst 198.51.100.2", f"dst_mac {MAC}"):
        write(PKTGEN / "gen", setting)


def forwarded():
    """How many packets have got through."""
    return int(read("/sys/class/net/out/statistics/tx_packets", "router"))


def send(count):
    """Sends packets; returns the nanoseconds that each took."""
    before = forwarded()
    write(PKTGEN / "gen", f"count {count}")
    write(PKTGEN / "pgctrl", "start")
    through = forwarded() - before
    if through != count:
        raise RuntimeError(f"{through} of {count} packets were forwarded")
    result = (PKTGEN / "gen").read_text()
    busy = re.search(r"Result: OK: \d+\(c(\d+)", result)
    return int(busy.group(1)) * 1000 / count


@contextmanager
def flood():
    """As many packets as the machine can forward, meanwhile."""
    write(PKTGEN / "gen", "count 0")
    with subprocess.Popen(["tee", PKTGEN / "pgctrl"], text=True,
                          stdin=subprocess.PIPE,
                          stdout=subprocess.DEVNULL) as starter:
        starter.stdin.write("start")
        starter.stdin.close()
        try:
            yield
        finally:
            write(PKTGEN / "pgctrl", "stop")
