"""A multicast stream and a host that has joined it.

stream.py send LOG GROUP...     twenty numbered packets a second to each GROUP
stream.py receive LOG GROUP     joins GROUP and stays

Each adds a line a packet to LOG-GROUP: its number, and the time.
"""
import socket
import sys
import time

PORT = 5000
PAUSE = 0.05


def is_ipv6(group):
    return ":" in group


def udp(group):
    return socket.socket(socket.AF_INET6 if is_ipv6(group) else socket.AF_INET,
                         socket.SOCK_DGRAM)


def record(log, number):
    log.write(f"{number} {time.time():.6f}\n")


def eth0():
    return socket.if_nametoindex("eth0")


def mreqn(group):
    """struct ip_mreqn: by interface, as the hosts here have no default route."""
    return (socket.inet_aton(group) + socket.inet_aton("0.0.0.0")
            + eth0().to_bytes(4, sys.byteorder))


def mreq6(group):
    return (socket.inet_pton(socket.AF_INET6, group)
            + eth0().to_bytes(4, sys.byteorder))


def set_sender(sock, group):
    if is_ipv6(group):
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, eth0())
    else:
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, mreqn(group))


def join(sock, group):
    if is_ipv6(group):
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP,
                        mreq6(group))
    else:
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP,
                        mreqn(group))


def open_log(log, group):
    return open(f"{log}-{group}", "a", buffering=1)


def sender(group):
    sock = udp(group)
    set_sender(sock, group)
    return sock


def send(path, *groups):
    streams = [(group, sender(group), open_log(path, group))
               for group in groups]
    number = 0
    while True:
        for group, sock, log in streams:
            # First to the log: the receiver must not know of a packet before it.
            record(log, number)
            sock.sendto(str(number).encode(), (group, PORT))
        number += 1
        time.sleep(PAUSE)


def receive(path, group):
    sock = udp(group)
    sock.bind((group, PORT))
    join(sock, group)
    with open_log(path, group) as log:
        while True:
            record(log, int(sock.recv(64)))


def main():
    verb, path, *groups = sys.argv[1:]
    {"send": send, "receive": receive}[verb](path, *groups)


main()
