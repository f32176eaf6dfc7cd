# SPDX-License-Identifier: GPL-2.0
"""querierctl groups and hosts: groups that are well known have a name."""
import pytest

NAMES = {
    "224.0.0.251": "mDNS", "224.0.0.252": "LLMNR", "239.255.255.250": "SSDP", "239.255.255.253": "SLP",
    "239.255.255.255": "SAP", "224.2.127.254": "SAP", "224.0.1.129": "PTP", "224.0.1.132": "PTP", "224.0.0.107": "PTP",
    "224.0.0.230": "Dante", "224.0.0.233": "Dante", "239.69.0.0": "AES67", "239.69.255.255": "AES67",
    "ff02::fb": "mDNS", "ff05::fb": "mDNS", "ff02::c": "SSDP", "ff0e::181": "PTP", "ff02::1:3": "LLMNR",
    "ff02::1:ff00:1": "solicited-node", "ff05::2:7ffe": "SAP", "ff02::116": "SLP"}
NAMELESS = ("224.0.0.234", "224.0.0.229", "224.0.1.128", "224.0.1.133", "239.68.255.255", "239.70.0.0", "239.255.0.1",
            "239.1.2.3", "ff12::fb", "ff02::1:fe00:1", "ff15::1234", "ff02::fb:0")


def row(group, **more):
    mld = ":" in group
    return {"ifindex": 1, "ifname": "eth0", "protocol": int(mld), "group": group, "version": 2 if mld else 3, **more}


def groups(tree):
    tree.says("group_get", *(row(group, mode=1, reporter="fe80::5" if ":" in group else "10.0.0.5")
                             for group in [*NAMES, *NAMELESS]))


def test_json_has_a_name_or_null(tree):
    groups(tree)
    named = {each["group"]: each["name"] for each in tree.run("groups", "-j").expect(0).json("groups")}
    assert named == {**NAMES, **dict.fromkeys(NAMELESS)}, named


def test_people_read_the_name_beside_the_group(tree):
    groups(tree)
    result = tree.run("groups").expect(0)
    assert result.out.split()[2:5] == ["GROUP", "NAME", "MODE"]
    for fields in result.rows():
        assert fields[3] == NAMES.get(fields[2], "exclude"), fields


@pytest.mark.parametrize("address", ["10.0.0.5", "fe80::5"])
def test_groups_of_a_host_have_names(tree, address):
    named, other = ("ff02::fb", "ff15::1") if ":" in address else ("224.0.0.251", "239.1.1.1")
    tree.says("host_get", *(row(group, address=address, mac="02:00:00:00:00:05", mode=1, source_count=0)
                            for group in (named, other)))
    host, = tree.run("hosts", "-j").expect(0).json("hosts")
    assert [(group["group"], group["name"]) for group in host["groups"]] == [(named, "mDNS"), (other, None)]
    assert tree.run("hosts").expect(0).rows()[0][-1] == f"{named}(mDNS),{other}"
