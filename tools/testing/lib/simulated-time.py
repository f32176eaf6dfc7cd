#!/usr/bin/python3
"""Shows, inside uml-sim, that its clock is exact and costs nothing.

Two namespaces with a cable between them.  One sends a packet, sleeps as long as
an IGMP membership lasts (260 s), sends another.  The other's capture must say
that 260 seconds lie between them, to the microsecond.
"""
import ctypes
import os
import socket
import struct
import subprocess
import sys
import time

LIBC = ctypes.CDLL(None, use_errno=True)
SO_TIMESTAMPNS = 35
INTERVAL = 260
ROUNDS = 100
ETHERTYPE = 0x88B5  # for local experiments


def run(command):
    subprocess.run(command.split(), check=True)


def enter(name):
    """Moves this process to a namespace made by "ip netns add"."""
    with open("/run/netns/" + name) as namespace:
        if LIBC.setns(namespace.fileno(), 0) != 0:
            raise OSError(ctypes.get_errno(), "setns " + name)


def packet_socket(namespace, interface):
    enter(namespace)
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    sock.bind((interface, ETHERTYPE))
    return sock


def send_all(sock):
    for number in range(ROUNDS):
        if number:
            time.sleep(INTERVAL)
        frame = b"\xff" * 6 + sock.getsockname()[4] + struct.pack("!HI", ETHERTYPE, number)
        sock.send(frame.ljust(60, b"\0"))


def capture(sock):
    """The kernel's own receive time of the next packet, in nanoseconds."""
    _, ancillary, _, _ = sock.recvmsg(2000, 100)
    (_, _, data), = [item for item in ancillary if item[1] == SO_TIMESTAMPNS]
    seconds, nanoseconds = struct.unpack("qq", data)
    return seconds * 10**9 + nanoseconds


def main():
    run("ip netns add a")
    run("ip netns add b")
    run("ip link add a0 netns a type veth peer name b0 netns b")
    run("ip -n a link set a0 up")
    run("ip -n b link set b0 up")
    sender = packet_socket("a", "a0")
    receiver = packet_socket("b", "b0")
    receiver.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    receiver.settimeout(2 * INTERVAL)
    # A device takes a moment to notice its carrier, and drops what it is given
    # until then.
    time.sleep(2)
    started = time.monotonic()
    if os.fork() == 0:
        send_all(sender)
        os._exit(0)
    stamps = [capture(receiver) for _ in range(ROUNDS)]
    gaps = [later - earlier for earlier, later in zip(stamps, stamps[1:])]
    late = max(gaps) - INTERVAL * 10**9
    print(f"{ROUNDS} packets in {time.monotonic() - started:.0f} s of simulated time; "
          f"gaps {min(gaps)} to {max(gaps)} ns")
    sys.exit(0 if min(gaps) >= INTERVAL * 10**9 and late < 1000000 else 1)


main()
