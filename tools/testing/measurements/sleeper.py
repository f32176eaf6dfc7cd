#!/usr/bin/python3
"""A querier as user space does it: sleep until the next query is due, send it.

    sleeper.py INTERFACE INTERVAL-IN-SECONDS [PRIORITY]

Prints when it began, in nanoseconds of CLOCK_REALTIME. With a priority: as a
real-time program (SCHED_FIFO).
"""

import itertools
import os
import socket
import sys
import time

# An IGMPv2 general query from 192.0.2.9, with Router Alert.
QUERY = bytes.fromhex("01005e000001 020000000009 0800"
                      "46c00020000000000102 820d c0000209 e0000001 94040000"
                      "1164ee9b00000000")


def main():
    iface, interval = sys.argv[1], float(sys.argv[2])
    if len(sys.argv) > 3:
        os.sched_setscheduler(0, os.SCHED_FIFO,
                              os.sched_param(int(sys.argv[3])))
    sender = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    sender.bind((iface, 0))
    start = time.monotonic()
    print(time.time_ns(), flush=True)
    for n in itertools.count():
        # By absolute times, as the best of them do: no drift here either.
        time.sleep(max(start + n * interval - time.monotonic(), 0))
        sender.send(QUERY)


if __name__ == "__main__":
    main()
