# SPDX-License-Identifier: GPL-2.0
"""tshark, which knows nothing of ours, reads what was on the wire."""
import struct
import subprocess

from lan import expect_equal

# What every query has in common (RFC 9776 4, RFC 2113 2.1), whomever it asks.
ENVELOPE = {
    "eth.type": "0x0800",
    "ip.version": "4",
    "ip.hdr_len": "24",
    "ip.dsfield": "0xc0",
    "ip.flags.df": "1",
    "ip.flags.mf": "0",
    "ip.frag_offset": "0",
    "ip.ttl": "1",
    "ip.proto": "2",
    "ip.checksum.status": "1",
    "ip.opt.type": "148",
    "ip.opt.len": "4",
    "ip.opt.ra": "0",
    "igmp.type": "0x11",
    "igmp.checksum.status": "1",
    "igmp.data": "",
    "_ws.expert.message": "",
}

# The same for MLD (RFC 9777 5.1, RFC 2711 2.1).
MLD_ENVELOPE = {
    "eth.type": "0x86dd",
    "ipv6.version": "6",
    "ipv6.hlim": "1",
    "ipv6.nxt": "0",
    "ipv6.hopopts.nxt": "58",
    "ipv6.hopopts.len": "0",
    "ipv6.opt.type": "0x05,0x01",
    "ipv6.opt.router_alert": "0",
    "icmpv6.type": "130",
    "icmpv6.code": "0",
    "icmpv6.checksum.status": "1",
    "icmpv6.data": "",
    "_ws.expert.message": "",
}


def dissect(packets, fields):
    """Each packet's FIELDS in tshark's words."""
    fields = sorted(fields)
    pcap = [struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1)]
    for packet in packets:
        pcap.append(struct.pack("<IIII", 0, 0, len(packet.frame), len(packet.frame)) + packet.frame)
    command = ["tshark", "-n", "-r", "-", "-o", "ip.check_checksum:TRUE", "-T", "fields", "-E", "separator=|"]
    for field in fields:
        command += ["-e", field]
    done = subprocess.run(command, input=b"".join(pcap), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    rows = done.stdout.decode().splitlines()
    expect_equal(len(rows), len(packets), "packets that tshark read (it said: %s)" % done.stderr.decode())
    return [dict(zip(fields, row.split("|"))) for row in rows]
