# SPDX-License-Identifier: GPL-2.0
"""A DHCP server that gives one address."""
from scapy.layers.dhcp import BOOTP, DHCP
from scapy.layers.inet import IP, UDP
from scapy.layers.l2 import Ether

MAC = "02:00:00:00:00:fe"
ANSWERS = {1: "offer", 3: "ack"}    # to discover and request (RFC 2132 9.6)
PORT = b"\x00\x43"                  # 67, the server's


class Server:
    """ADDRESS/24 for whoever asks."""

    def __init__(self, address, router):
        self.address = address
        self.router = router

    def answer(self, frame):
        """The frame to send back, if any."""
        if frame[12:14] != b"\x08\x00" or frame[36:38] != PORT:
            return None
        request = Ether(frame)
        options = dict(option for option in request[DHCP].options if isinstance(option, tuple) and len(option) == 2)
        kind = ANSWERS.get(options["message-type"])
        if not kind:
            return None
        return bytes(Ether(src=MAC, dst=request.src) / IP(src=self.router, dst=self.address) / UDP(sport=67, dport=68) /
                     BOOTP(op=2, yiaddr=self.address, siaddr=self.router, chaddr=request[BOOTP].chaddr,
                           xid=request[BOOTP].xid) /
                     DHCP(options=[("message-type", kind), ("server_id", self.router), ("lease_time", 3600),
                                   ("subnet_mask", "255.255.255.0"), ("router", self.router), "end"]))
