"""A multicast stream and somebody who has asked for it.

stream.py send LOG      twenty numbered packets a second to 239.1.2.3
stream.py receive LOG   joins 239.1.2.3 and stays

Each writes a line a packet to LOG: its number, and the time.
"""
import socket
import sys
import time

GROUP, PORT = "239.1.2.3", 5000
PAUSE = 0.05


def udp():
    return socket.socket(socket.AF_INET, socket.SOCK_DGRAM)


def record(log, number):
    log.write(f"{number} {time.time():.6f}\n")


def eth0():
    return socket.if_nametoindex("eth0")


def mreqn():
    """struct ip_mreqn: by interface, as the hosts here have no default route."""
    return (socket.inet_aton(GROUP) + socket.inet_aton("0.0.0.0")
            + eth0().to_bytes(4, sys.byteorder))


def send(log):
    sock = udp()
    sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, mreqn())
    sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 8)
    number = 0
    while True:
        # First to the log: the receiver must not know of a packet before it.
        record(log, number)
        sock.sendto(str(number).encode(), (GROUP, PORT))
        number += 1
        time.sleep(PAUSE)


def receive(log):
    sock = udp()
    sock.bind((GROUP, PORT))
    sock.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, mreqn())
    while True:
        record(log, int(sock.recv(64)))


def main():
    verb, path = sys.argv[1:]
    with open(path, "w", buffering=1) as log:
        {"send": send, "receive": receive}[verb](log)


main()
