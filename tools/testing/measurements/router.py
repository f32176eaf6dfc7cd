"""A router that forwards packets as fast as this machine can.

    init namespace            namespace "router"
    pktgen > gen ---veth--- in > routing > out

"out" is a dummy device: it drops what it is given, which costs least. To
pktgen of old kernels the last octet is the end of the line, whatever it is.
"""

import os
import re
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

from bench import load, read, run, wait_for_link, write

MAC = "02:00:00:00:00:01"
PKTGEN = Path("/proc/net/pktgen")
TRIES = 50


def make_router():
    run("ip netns add router")
    write("/proc/sys/net/ipv6/conf/default/accept_dad", "0", "router")
    write("/proc/sys/net/ipv4/ip_forward", "1", "router")
    # On a busy machine they may wait all together.
    write("/proc/sys/net/core/netdev_max_backlog", "1000000")
    write("/proc/sys/net/ipv6/conf/all/forwarding", "1", "router")
    run(f"ip link add gen type veth peer name in address {MAC} netns router")
    run("ip -n router link add out type dummy")
    run("ip -n router address add 192.0.2.1/24 dev in")
    run("ip -n router address add 198.51.100.1/24 dev out")
    run("ip -n router address add 2001:db8:1::1/64 dev in")
    run("ip -n router address add 2001:db8:2::1/64 dev out")
    run("ip link set gen up")
    run("ip -n router link set in up")
    run("ip -n router link set out up")
    wait_for_link("gen")
    wait_for_link("in", "router")
    load(os.environ["PKTGEN"])
    write(PKTGEN / "kpktgend_0", "add_device gen")
    for setting in ("delay 0", "clone_skb 0", "pkt_size 66", "udp_dst_min 9",
                    "udp_dst_max 9", f"dst_mac {MAC}"):
        write(PKTGEN / "gen", setting)
    aim("igmp")


def aim(family):
    """What is sent from now on: the address family of this protocol."""
    settings = {"igmp": ("flag !IPV6", "src_min 192.0.2.2",
                         "src_max 192.0.2.2", "dst 198.51.100.2"),
                "mld": ("src6 2001:db8:1::2", "dst6 2001:db8:2::2")}
    for setting in settings[family]:
        write(PKTGEN / "gen", setting)


def forwarded():
    """How many packets have got through."""
    return int(read("/sys/class/net/out/statistics/tx_packets", "router"))


def send_once(count):
    """Sends packets; the nanoseconds each took, or None if some had to wait."""
    before = forwarded()
    write(PKTGEN / "gen", f"count {count}")
    write(PKTGEN / "pgctrl", "start\n")
    if forwarded() - before != count:
        return None
    result = (PKTGEN / "gen").read_text()
    busy = re.search(r"Result: OK: \d+\(c(\d+)", result)
    return int(busy.group(1)) * 1000 / count


def send(count):
    """Sends packets; returns the nanoseconds that each took.

    On a busy machine some may still be under way when all are sent. That time
    is lost, and no figure.
    """
    for _ in range(TRIES):
        took = send_once(count)
        if took is not None:
            return took
        time.sleep(0.1)
    raise RuntimeError(f"in {TRIES} tries not all of {count} packets got through")


@contextmanager
def flood():
    """As many packets as the machine can forward, meanwhile."""
    write(PKTGEN / "gen", "count 0")
    with subprocess.Popen(["tee", PKTGEN / "pgctrl"], text=True,
                          stdin=subprocess.PIPE,
                          stdout=subprocess.DEVNULL) as starter:
        starter.stdin.write("start\n")
        starter.stdin.close()
        try:
            yield
        finally:
            write(PKTGEN / "pgctrl", "stop\n")
