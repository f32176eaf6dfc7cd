# SPDX-License-Identifier: GPL-2.0
"""tshark, which knows nothing of ours, reads what was on the wire.

To start it takes seconds in a kernel with KASAN. So a test there only says what
tshark must find, and the pytest outside asks it.
"""
import struct
import subprocess

from querierlan import repeat


# What every query has in common (RFC 9776 4, RFC 2113 2.1), for any group.
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

PROPERTY = "tshark"
claims = []                     # of the test that runs


def expect_dissected(packets, wanted, what=None):
    """tshark finds these fields in each packet: WANTED is a list of {field: text}, WHAT of names for them."""
    for packet, fields, name in zip(packets, wanted, what or map(repr, packets)):
        claims.append((name, packet.frame.hex(), fields))


def dissect(frames, fields):
    """Each frame's FIELDS in tshark's words."""
    fields = sorted(fields)
    pcap = [struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1)]
    for frame in frames:
        pcap.append(struct.pack("<IIII", 0, 0, len(frame), len(frame)) + frame)
    command = ["tshark", "-n", "-r", "-", "-o", "ip.check_checksum:TRUE", "-T", "fields", "-E", "separator=|"]
    for field in fields:
        command += ["-e", field]
    done = subprocess.run(command, input=b"".join(pcap), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    rows = done.stdout.decode().splitlines()
    if len(rows) != len(frames):
        raise ValueError("tshark read %d of %d packets: %s" % (len(rows), len(frames), done.stderr.decode()))
    return [dict(zip(fields, row.split("|"))) for row in rows]


def differences(told):
    """What of [(name, frame, fields)] does not hold, a text each."""
    fields = {field for _, _, wanted in told for field in wanted}
    found = dissect([bytes.fromhex(frame) for _, frame, _ in told], fields)
    for (name, _, wanted), row in zip(told, found):
        wrong = ["%s: expected %r, got %r" % (field, value, row[field])
                 for field, value in sorted(wanted.items()) if row[field] != value]
        if wrong:
            yield "tshark: %s: %s" % (name, "; ".join(wrong))


def judge(report):
    """Add tshark's word to the report of a test that ran in a kernel."""
    told, sections = dict(report["user_properties"]).get(PROPERTY, ([], []))
    report["user_properties"] = []
    if told and report["when"] == "call" and report["outcome"] == "passed":
        wrong = list(differences(told))
        if wrong:
            report["outcome"], report["longrepr"] = "failed", "\n".join(wrong)
            report["sections"] += [*sections, (repeat.TITLE, repeat.command(report["nodeid"]))]
