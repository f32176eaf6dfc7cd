"""Queriers of user space that run beside ours: FRR's, and those in $PEERS.

Each has a network namespace of its own, so that it hears nothing of ours, and
our hook is not in its packets' way.
"""

import os
import subprocess
from contextlib import contextmanager
from pathlib import Path

from bench import run

FRR = Path("/usr/lib/frr")
PEERS = Path(os.environ.get("PEERS") or "/nonexistent")
HOME = Path("/run/others")
INTERFACE = "lan"

FRR_CONF = """interface {interface}
 ip igmp
 ip igmp version 3
 ip igmp query-max-response-time {tenths}
 ip igmp query-interval {seconds}
"""

MCD_CONF = """global-query-interval {seconds}
global-response-interval 1
iface {interface} enable igmpv3
"""


def frr(home, seconds):
    """FRR's pimd, which lives on what zebra tells of interfaces."""
    conf = home / "frr.conf"
    conf.write_text(FRR_CONF.format(interface=INTERFACE, seconds=seconds,
                                    tenths=5 if seconds == 1 else 100))
    run(f"chown -R frr:frr {home}")
    common = f"-z {home}/zserv.api --vty_socket {home} -P 0"
    return [f"{FRR}/zebra -f /dev/null -i {home}/zebra.pid {common}",
            f"{FRR}/pimd -f {conf} -i {home}/pimd.pid {common}"]


def mcd(home, seconds):
    """kernelkit's; its timers count whole seconds."""
    conf = home / "mcd.conf"
    conf.write_text(MCD_CONF.format(interface=INTERFACE, seconds=seconds))
    return [f"{PEERS}/mcd -n -f {conf} -p {home}/mcd.pid -u {home}/mcd.sock"]


def igmp_querier(_home, seconds):
    """HamSCI's, in Python; it sends at random times on purpose."""
    return [f"/usr/bin/python3 {PEERS}/igmp-querier -i {INTERFACE} "
            f"-q {seconds}"]


# By name: its program, its command lines, and does it keep its interval? Who does
# not keeps no groups, either.
OTHERS = {
    "FRR": (FRR / "pimd", frr, True),
    "mcd": (PEERS / "mcd", mcd, True),
    "igmp-querier": (PEERS / "igmp-querier", igmp_querier, False),
}


def present(exact=False):
    """Their names; EXACT: only of those that keep their interval."""
    return [name for name, (program, _, keeps) in OTHERS.items()
            if program.exists() and (keeps or not exact)]


def note_absent():
    for name, (program, _, _) in OTHERS.items():
        if not program.exists():
            print(f"not compared with {name}: there is no {program}")


@contextmanager
def running(name, seconds=125):
    """One of them queries in the namespace of its name meanwhile.

    Yields its processes.
    """
    home = HOME / name
    home.mkdir(parents=True)
    processes = []
    try:
        with open(home / "log", "w", encoding="utf-8") as log:
            for line in OTHERS[name][1](home, seconds):
                command = f"ip netns exec {name} {line}"
                processes.append(subprocess.Popen(  # pylint: disable=consider-using-with
                    command.split(), stdin=subprocess.DEVNULL, stdout=log,
                    stderr=log))
        yield processes
        if any(process.poll() is not None for process in processes):
            raise RuntimeError(f"{name} died: " + (home / "log").read_text())
    finally:
        for process in processes:
            process.kill()
            process.wait()
