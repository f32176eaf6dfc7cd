# SPDX-License-Identifier: GPL-2.0
"""querierctl's own parser of packets from the LAN: what they say, and that no byte of them is trusted."""
import os
import random
import subprocess

import pytest

from fakesys import HERE, TOOLS
from querierlan import igmp, mld

IS_EX, TO_IN = 2, 3
V4, V6 = ("10.0.0.5", "224.0.0.1"), ("fe80::5", "ff02::1")
MUTANTS = 20000


@pytest.fixture(scope="module")
def parse(tmp_path_factory):
    """Builds the parser with the sanitizers; returns a function: packets to lines."""
    program = str(tmp_path_factory.mktemp("packet") / "packet_lines")
    subprocess.run([os.environ.get("CC", "cc"), "-std=gnu11", "-D_GNU_SOURCE", "-Wall", "-g", "-fsanitize=address,undefined",
                    "-fno-sanitize-recover", "-o", program, HERE + "/packet_lines.c", TOOLS + "/packet.c"], check=True)

    def run(*packets):
        lines = "".join("%s %s\n" % ("86dd" if packet[:1] and packet[0] >> 4 == 6 else "0800", packet.hex())
                        for packet in packets)
        return subprocess.run([program], input=lines, stdout=subprocess.PIPE, check=True, text=True).stdout.splitlines()
    return run


def v4(message, src="10.0.0.5", dst="224.0.0.1", **header):
    return igmp.ipv4(message, src, dst, **header)


def v6(message, src="fe80::5", dst="ff02::1", **header):
    return mld.ipv6(message, src, dst, **header)


BOTH_V4 = igmp.report_v3(igmp.record(IS_EX, "239.1.1.1"), igmp.record(TO_IN, "232.1.1.1", ["10.0.0.9"], auxiliary=b"aux!"))
BOTH_V6 = mld.report_v2(mld.record(IS_EX, "ff15::1"), mld.record(TO_IN, "ff3e::1", ["2001:db8::1"], auxiliary=b"aux!"))
SOUND = [
    (v4(igmp.query_v1()), "igmp query sound 10.0.0.5 224.0.0.1 v1 0.0.0.0 10000 0"),
    (v4(igmp.query_v2(50)), "igmp query sound 10.0.0.5 224.0.0.1 v2 0.0.0.0 5000 0"),
    (v4(igmp.query_v3(0x81, qqic=0x81)), "igmp query sound 10.0.0.5 224.0.0.1 v3 0.0.0.0 13600 136000"),
    (v4(igmp.query_v3(qqic=0)), "igmp query sound 10.0.0.5 224.0.0.1 v3 0.0.0.0 10000 125000"),
    (v4(igmp.query_v3(), src="0.0.0.0"), "igmp query sound 0.0.0.0 224.0.0.1 v3 0.0.0.0 10000 125000"),
    (v4(igmp.query_v3(group="239.1.1.1", sources=["10.0.0.9"]), dst="239.1.1.1"),
     "igmp query sound 10.0.0.5 239.1.1.1 v3 239.1.1.1 10000 125000"),
    (v4(igmp.report_v1("239.1.1.1")), "igmp report sound 10.0.0.5 224.0.0.1 v1 239.1.1.1"),
    (v4(igmp.report_v2("239.1.1.1"), options=b""), "igmp report sound 10.0.0.5 224.0.0.1 v2 239.1.1.1"),
    (v4(igmp.leave("0.0.0.0")), "igmp leave sound 10.0.0.5 224.0.0.1 v2 0.0.0.0"),
    (v4(BOTH_V4) + b"padding", "igmp report sound 10.0.0.5 224.0.0.1 v3 239.1.1.1 232.1.1.1"),
    (v4(b"", protocol=103), "igmp pim sound 10.0.0.5 224.0.0.1 v0"),
    (v6(mld.query_v1()), "mld query sound fe80::5 ff02::1 v1 :: 10000 0"),
    (v6(mld.query_v2(0x8001, qqic=60)), "mld query sound fe80::5 ff02::1 v2 :: 32776 60000"),
    (v6(mld.query_v2(group="ff15::1"), dst="ff15::1"), "mld query sound fe80::5 ff15::1 v2 ff15::1 10000 125000"),
    (v6(mld.report_v1("ff15::1")), "mld report sound fe80::5 ff02::1 v1 ff15::1"),
    (v6(mld.done("ff15::1")), "mld leave sound fe80::5 ff02::1 v1 ff15::1"),
    (v6(BOTH_V6, src="::"), "mld report sound :: ff02::1 v2 ff15::1 ff3e::1"),
    (v6(mld.query_v2(), headers=b"", following=58), "mld query sound fe80::5 ff02::1 v2 :: 10000 125000"),
]
FAULTY = [
    (v4(igmp.query_v3(check=0)), "checksum"),
    (v4(igmp.query_v3(), check=1), "checksum"),
    (v4(igmp.query_v3(), ttl=64), "ttl"),
    (v4(igmp.query_v3(), fragment=igmp.MORE_FRAGMENTS), "fragment"),
    (v4(igmp.query_v3(), src="127.0.0.1"), "sender"),
    (v4(igmp.query_v3(), src="224.0.0.5"), "sender"),
    (v4(igmp.query_v3(), dst="224.0.0.2"), "destination"),
    (v4(igmp.query_v3(count=1)), "length"),
    (v4(igmp.message(igmp.QUERY, 100, b"\0" * 6)), "length"),
    (v4(igmp.message(igmp.REPORT_V2, 0, b"")), "length"),
    (v4(igmp.query_v3(group="10.0.0.9")), "group"),
    (v4(igmp.report_v2("10.0.0.9")), "group"),
    (v6(mld.query_v2(), check=1), "checksum"),
    (v6(mld.query_v2(), hops=64), "ttl"),
    (v6(mld.query_v2(), src="2001:db8::1"), "sender"),
    (v6(mld.query_v2(), src="::"), "sender"),
    (v6(mld.query_v2(), dst="ff02::2"), "destination"),
    (v6(mld.query_v2(count=9)), "length"),
    (v6(mld.query_v1() + b"\0\0"), "length"),
    (v6(mld.report_v1("2001:db8::1")), "group"),
]
NOTHING = [b"", b"\x45", v4(igmp.message(0x13, 0, b"DVMR")), v4(b"", protocol=17), v4(igmp.query_v3(), total=999),
           v4(b""), v6(mld.message(128)), v6(mld.query_v2(), length=999), v6(b"\0" * 8, headers=b"\x3a\xff\0\0\0\0\0\0")]


def test_what_packets_say(parse):
    assert parse(*(packet for packet, _ in SOUND)) == [line for _, line in SOUND]


def test_faults_have_names(parse):
    assert [line.split()[2] for line in parse(*(packet for packet, _ in FAULTY))] == [fault for _, fault in FAULTY]


def test_other_protocols_are_nothing(parse):
    assert parse(*NOTHING) == ["-"] * len(NOTHING)


def test_records_end_where_the_packet_does(parse):
    """The number of records and of sources may lie: what is complete counts, and nothing behind it."""
    first = igmp.record(IS_EX, "239.1.1.1")
    lies = [igmp.report_v3(first, count=9), igmp.report_v3(first, igmp.record(IS_EX, "239.1.1.2", count=400)),
            igmp.report_v3(first, extra=first), igmp.report_v3(first, igmp.record(IS_EX, "10.0.0.1"))]
    assert parse(*map(v4, lies)) == ["igmp report sound 10.0.0.5 224.0.0.1 v3 239.1.1.1"] * len(lies)


def test_truncated_packets(parse):
    """Cut anywhere, no packet is sound, and no byte behind it is read."""
    cut = [packet[:length] for packet, _ in SOUND if packet[9] != 103 for length in range(len(packet.removesuffix(b"padding")))]
    assert set(parse(*cut)) == {"-"}


def test_mutants(parse):
    """Any bytes at all: the sanitizers watch."""
    dice = random.Random(os.environ.get("QR_SEED", 1))
    mutants = []
    for _ in range(MUTANTS):
        packet = bytearray(dice.choice(SOUND + FAULTY)[0])
        for _ in range(dice.randrange(1, 4)):
            packet[dice.randrange(len(packet))] = dice.randrange(256)
        mutants.append(bytes(packet[:dice.randrange(len(packet) + 1)] if dice.random() < .3 else packet))
    lines = parse(*mutants)
    assert len(lines) == MUTANTS
    assert len({line.split()[2] for line in lines if line != "-"}) > 6, "most mutants are of one kind"
