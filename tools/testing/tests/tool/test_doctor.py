# SPDX-License-Identifier: GPL-2.0
"""querierctl doctor: its forms and exit statuses, with a few of its checks."""
import json
import os
import resource
import shutil
import subprocess
import sys

import pytest

from fakedoctor import RUNS, findings, healthy, only, without
from fakesys import TOOL, WRAP


def test_nothing_enabled_is_a_problem(tree):
    found = only(tree, "D11")
    assert found["severity"] == "problem"
    assert found["interface"] is None and found["family"] is None
    assert found["advice"] == "querierctl enable --save eth0"
    assert found["evidence"] == {"candidate": "eth0"}


def test_a_candidate_has_a_carrier(tree):
    tree.device("eth1")
    tree.files(tree.path("eth1"), {"carrier": "1"})
    tree.device("lo", flags="0x9", kind="772")
    assert only(tree, "D11")["evidence"] == {"candidate": "eth1"}
    assert only(tree, "D11", "eth0")["evidence"] == {"candidate": "eth0"}


def test_a_candidate_leads_to_a_wire(tree):
    """Neither an empty bridge nor one of containers is where the LAN is."""
    for name in "br-123", "docker0", "eth1":
        tree.device(name)
        tree.files(tree.path(name), {"carrier": "1"})
    for name in "eth0", "eth1":
        os.makedirs(tree.path(name, "device"))
    assert only(tree, "D11")["evidence"] == {"candidate": "eth1"}
    tree.files(f"{tree.root}/proc/net", {"route": "Iface\tDestination\tGateway\n"
                                         "eth1\t0000000A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n"
                                         "eth0\t00000000\t0100000A\t0003\t0\t0\t0\t00000000\t0\t0\t0"})
    assert only(tree, "D11")["evidence"] == {"candidate": "eth0"}


def test_no_interface_can_be_a_candidate(tree):
    shutil.rmtree(tree.path("eth0"))
    tree.device("lo", flags="0x9", kind="772")
    found = only(tree, "D11")
    assert found["severity"] == "problem" and "no interface" in found["text"]
    assert (found["advice"], found["evidence"]) == ("ip link show", {})


def test_without_module_it_says_what_it_did_not_check(tree):
    shutil.rmtree(tree.path("eth0", "igmp"))
    os.rmdir(f"{tree.root}/module/igmp_querier")
    shown = tree.run("doctor", "-j").expect(1)
    assert [one["id"] for one in shown.json("findings")] == ["D01", "D11"]
    assert {"id": "D12", "reason": "needs the module"} in shown.json("not_checked")
    assert "Not looked at, needs the module: D08, D12, D17, D21, D33\n" in tree.run("doctor").expect(1).out


def test_down_says_why(tree):
    healthy(tree, state="down", state_reason="link-down")
    found = only(tree, "D12")
    assert (found["severity"], found["interface"], found["family"]) == ("problem", "eth0", "igmp")
    assert found["text"] == "eth0 has no link: it is not up, or the cable or its other end is not there."
    assert found["advice"] == "ip link set eth0 up"


@pytest.mark.parametrize("reason, advice", [
    ("no-multicast", "ip link set eth0 multicast on"), ("bridge-port", "querierctl enable --save br0"),
    ("lag-port", "querierctl enable --save br0"), ("hook-failed", "querierctl show -v eth0")])
def test_down_says_what_to_do(tree, reason, advice):
    healthy(tree, state="down", state_reason=reason)
    if reason.endswith("port"):
        os.symlink("../br0", tree.path("eth0/master"))
    found = only(tree, "D12")
    assert (found["advice"], found["evidence"]["reason"]) == (advice, reason)


def test_auto_does_not_want_what_has_no_wire(tree):
    healthy(tree)
    tree.device("veth0", querier_enable="auto", state="down", state_reason="no-wire")
    tree.conf("[veth0]\nquerier-enable = auto\n")
    assert not findings(tree)


def test_auto_waits_for_a_cable(tree):
    healthy(tree, querier_enable="auto", state="down", state_reason="link-down")
    found = only(tree, "D12")
    assert (found["severity"], found["advice"]) == ("note", "querierctl show -v eth0")
    healthy(tree, querier_enable="auto", state="down", state_reason="hook-failed")
    assert only(tree, "D12")["severity"] == "problem"


def test_no_address_is_a_warning(tree):
    healthy(tree, active_source_address="0.0.0.0")
    found = only(tree, "D30")
    assert found["severity"] == "warning"
    assert found["advice"] == "ip address add 192.0.2.250/24 dev eth0"
    healthy(tree, active_source_address="0.0.0.0", mode="proxy")
    assert not findings(tree)


def test_all_is_well_is_said_with_figures(tree):
    healthy(tree, groups="23")
    shown = tree.run("doctor").expect(0).out
    assert "eth0 igmp: all is well: this host is the querier, 23 groups, " in shown
    healthy(tree, state="non-querier", querier_address="192.0.2.7")
    assert "192.0.2.7 is the querier" in tree.run("doctor").expect(0).out


def test_nothing_wrong_in_json(tree):
    healthy(tree)
    told = json.loads(tree.run("doctor", "-j").expect(0).out)
    left = told.pop("not_checked")
    assert told == {"findings": []}
    assert {one["reason"] for one in left} == {"needs --listen"}
    assert {"D41", "D43", "D62"} < {one["id"] for one in left}


def test_it_is_quick_for_a_hundred_interfaces(tree):
    """Less than a second of a processor, and it does not wait: test_doctor_quick.py shows that."""
    for number in range(100):
        healthy(tree, f"eth{number}", mld={**RUNS, "querier_address": "fe80::1"})
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert tree.run("doctor").expect(0).out.count("all is well") == 200
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert WRAP or after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 1


def test_few_files_may_be_open(tree):
    """More than a soft limit allows: a directory and its links' for each interface."""
    for number in range(100):
        healthy(tree, f"eth{number}", mld={**RUNS, "querier_address": "fe80::1"})
    limited = "import os, resource, sys; resource.setrlimit(resource.RLIMIT_NOFILE, (128, " \
              "resource.getrlimit(resource.RLIMIT_NOFILE)[1])); os.execv(sys.argv[1], sys.argv[1:])"
    done = subprocess.run([sys.executable, "-c", limited, TOOL, "doctor", "-j"], env=tree.env, capture_output=True, check=False)
    assert (done.returncode, json.loads(done.stdout)["findings"]) == (0, [])


def test_for_people_the_worst_is_first(tree):
    healthy(tree, "eth1", active_source_address="0.0.0.0")
    healthy(tree, state="down", state_reason="link-down")
    lines = tree.run("doctor", "-v").expect(1).out.splitlines()
    assert lines[0].startswith("problem D12 IGMP: eth0 has no link")
    assert lines[1:3] == ["    ip link set eth0 up",
                          "    reason=link-down"]
    assert lines[3].startswith("warning D30 IGMP: eth1 ")
    assert "reason=" not in tree.run("doctor").expect(1).out


def test_for_people_each_line_says_the_family_once(tree):
    down = {"state": "down", "state_reason": "link-down"}
    healthy(tree, mld={**RUNS, **down}, **down)
    lines = tree.run("doctor").expect(1).out.splitlines()
    assert [line.split(" has")[0] for line in lines[0:3:2]] == ["problem D12 IGMP: eth0", "problem D12 MLD: eth0"]
    healthy(tree, "eth1", conf=False)
    assert "warning D06: eth1 igmp is enabled by hand" in tree.run("doctor").expect(1).out


@pytest.mark.parametrize("name, quoted", [
    ("a$b'c", r"'a$b'\''c'"), ("a;id", "'a;id'"), ("a,b", "'a,b'"), ("{a,b}", "'{a,b}'"), ("a.b_c@d%e+f=g-h", "a.b_c@d%e+f=g-h")])
def test_names_are_quoted_for_the_shell(tree, name, quoted):
    healthy(tree, name, conf=False, active_source_address="0.0.0.0")
    tree.conf("[*]\nquerier-enable = on\n")
    tree.files(tree.path("eth0/igmp"), RUNS)
    os.makedirs(tree.path("eth0/device"))
    assert only(tree, "D30")["advice"] == f"ip address add 192.0.2.250/24 dev {quoted}"


def test_a_name_that_looks_like_an_option(tree):
    """querierctl takes it after "--", other commands as it is."""
    tree.device("-eth1")
    os.makedirs(tree.path("-eth1", "device"))
    assert only(tree, "D11", "--", "-eth1")["advice"] == "querierctl enable --save -- -eth1"
    healthy(tree, "-eth1", robustness="1")
    tree.device("eth0", querier_enable="0")
    advice = {one["id"]: one["advice"] for one in findings(tree, "--", "-eth1")}
    assert advice == {"D82": "querierctl set -- -eth1 igmp robustness 2", "D08": "querierctl apply -- -eth1"}
    tree.run(*advice["D82"].split()[1:]).expect(0)
    assert tree.get("robustness", "-eth1") == "2"
    healthy(tree, "-eth1", active_source_address="0.0.0.0")
    assert only(tree, "D30", "--", "-eth1")["advice"] == "ip address add 192.0.2.250/24 dev -eth1"


@pytest.mark.parametrize("args, word", [
    (["nix"], "no such interface"), (["a/b"], "cannot be"), (["-a"], "--all"),
    (["--listen=soon"], "not a time"), (["--listen=0s"], "a time"),
    (["--no-query"], "--listen"), (["--hosts"], "--hosts")])
def test_wrong_usage_exits_2(tree, args, word):
    tree.run("doctor", *args).expect(2, word)


def test_listen_without_root_looks_at_the_rest(tree):
    """Its status is that of what it finds; what it could not look at is named, once."""
    wire = {"D28", "D32", "D41", "D42", "D43", "D46", "D48", "D50", "D51", "D52", "D60", "D62", "D63", "D64", "D83"}
    healthy(tree, active_source_address="0.0.0.0")
    done = without(tree, ["net_raw"], "--listen", "-j")
    told = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert [one["id"] for one in told["findings"]] == ["D30"]
    assert [one["reason"] for one in told["not_checked"]] == ["needs root"] * len(wire)
    assert {one["id"] for one in told["not_checked"]} == wire
    healthy(tree, state="down", state_reason="link-down")
    done = without(tree, ["net_raw"], "--listen")
    assert done.returncode == 1 and done.stdout.startswith("problem D12 IGMP: eth0 has no link")
    assert done.stdout.endswith(f"Not looked at, needs root: {', '.join(sorted(wire))}\n")
    assert done.stderr.count("--listen needs root, or CAP_NET_RAW and CAP_NET_ADMIN") == 1


def test_others_take_no_listen(tree):
    tree.run("show", "--listen").expect(2, "--listen")
