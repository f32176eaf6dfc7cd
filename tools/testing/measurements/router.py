"""A router that forwards packets as fast as this machine can.

    init namespace            namespace "router"
    pktgen > gen ---veth--- in > routing > out

"out" is a dummy device: it drops what it is given, which costs least. For
pktgen of old kernels the last byte, which may be any, ends the line.
"""

import os
import subprocess
from contextlib import contextmanager
from pathlib import Path

from bench import load, run, wait_for_link, write

MAC = "02:00:00:00:00:01"
PKTGEN = Path("/proc/net/pktgen")


def make_router():
    run("ip netns add router")
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
    for setting in ("delay 0", "clone_skb 0", "pkt_size 66", "count 0",
                    "udp_dst_min 9", "udp_dst_max 9", f"dst_mac {MAC}",
                    "flag !IPV6", "src_min 192.0.2.2", "src_max 192.0.2.2",
                    "dst 198.51.100.2"):
        write(PKTGEN / "gen", setting)


@contextmanager
def flood():
    """As many packets as the machine can forward, meanwhile."""
    with subprocess.Popen(["tee", PKTGEN / "pgctrl"], text=True,
                          stdin=subprocess.PIPE,
                          stdout=subprocess.DEVNULL) as starter:
        starter.stdin.write("start\n")
        starter.stdin.close()
        try:
            yield
        finally:
            write(PKTGEN / "pgctrl", "stop\n")
