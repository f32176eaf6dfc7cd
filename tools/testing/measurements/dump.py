#!/usr/bin/python3
"""How long it takes to dump a hundred thousand groups with their sources.

Kernel: uml-plain
Memory: 2G

By generic netlink, in reads as large as programs use; and, to be seen beside
it, with what querierctl makes of it.
"""

import contextlib
import os
import struct
import subprocess
import sys
import time

from bench import QUERIER, QUICK, figure, module, querier, run, write

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from querierlan.genl import ENUMS, NLM_F_DUMP, NLMSG_DONE, Genl  # noqa: E402, pylint: disable=wrong-import-position

PARAMETERS = "/sys/module/report_stream/parameters"
MEMORY_MAX = "/sys/module/igmp_querier/parameters/members_memory_max"
FAMILIES = "igmp", "mld"
GROUPS = 100000
SOURCES = 1, 4
ROUNDS = 3 if QUICK else 7
TARGET_MS = 1000
READ = 32768
DONE_LEN = 20


def dump():
    """Milliseconds, and bytes."""
    genl = Genl(contextlib.nullcontext(), size=READ)
    size, start = 0, time.monotonic()
    genl._send(genl.family, ENUMS["IGMP_QUERIER_CMD_GROUP_GET"], b"",  # pylint: disable=protected-access
               NLM_F_DUMP)
    while True:
        data = genl.socket.recv(READ)
        size += len(data)
        # The last message says that it is over.
        if struct.unpack_from("IH", data, len(data) - DONE_LEN) == \
                (DONE_LEN, NLMSG_DONE):
            break
    took = (time.monotonic() - start) * 1000
    genl.close()
    return took, size


def shown():
    start = time.monotonic()
    run(f"{os.environ['QUERIERCTL']} groups -j lan",
        stdout=subprocess.DEVNULL)
    return (time.monotonic() - start) * 1000


def measure(family, sources):
    querier("lan", "querier_enable", 1, family)
    write(f"{PARAMETERS}/hear", f"lan {family} {GROUPS} {sources} {GROUPS}")
    count = int(querier("lan", "groups", family=family))
    if count < GROUPS:
        raise RuntimeError(f"{count} groups instead of {GROUPS}")
    times = [dump() for _ in range(ROUNDS)]
    took, size = min(times)
    print(f"{family}, {sources} sources: {size / 1e6:.1f} MB, ms: "
          + " ".join(f"{each:.0f}" for each, _ in times)
          + f"; querierctl groups -j: {shown():.0f}")
    querier("lan", "querier_enable", 0, family)
    figure(f"dump of {GROUPS} groups with sources",
           f"{family}, {sources} sources each", took, TARGET_MS,
           took <= TARGET_MS, "ms")


def main():
    write("/proc/sys/net/ipv6/conf/default/accept_dad", "0")
    run("ip link add lan type dummy")
    run("ip address add 192.0.2.1/24 dev lan")
    run("ip link set lan multicast on up")
    with module(QUERIER), module(os.environ["REPORT_STREAM"]):
        write(MEMORY_MAX, str(1 << 30))
        for family in FAMILIES:
            # With room for this host's own.
            querier("lan", "max_groups", GROUPS + 100, family)
            for sources in SOURCES:
                measure(family, sources)


if __name__ == "__main__":
    main()
