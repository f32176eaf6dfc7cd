# SPDX-License-Identifier: GPL-2.0
"""querierctl doctor: the module, the next kernel, and the configuration files."""
import json
import os
import re
import shutil

import pytest

from fakedoctor import findings, healthy, only, without
from fakesys import TOOLS

RUNNING = os.uname().release
FLAVOUR = re.search(r"(-(?!rc\d)[A-Za-z].*)?$", RUNNING).group()
NEXT = "999.1" + FLAVOUR
with open(f"{TOOLS}/../dkms.conf", encoding="utf8") as conf:
    VERSION = re.search('PACKAGE_VERSION="(.*)"', conf.read()).group(1)
UNIT = "systemd/system/querier.service"


def kernel(tree, name, module=True, headers=True):
    """A kernel that can boot."""
    folder = f"lib/modules/{name}"
    tree.files(f"{tree.root}/{folder}", {"modules.dep": "kernel/a.ko: kernel/igmp_querier.ko\n" + (
        "updates/dkms/igmp_querier.ko.xz:" if module else "")})
    tree.files(f"{tree.root}/boot", {f"vmlinuz-{name}": ""})
    if headers:
        tree.files(f"{tree.root}/{folder}/build", {"Makefile": ""})


def unload(tree):
    shutil.rmtree(tree.path("eth0"))
    os.rmdir(f"{tree.root}/module/igmp_querier")


def numbers(tree):
    return [one["id"] for one in findings(tree)]


def test_not_loaded_though_installed_is_not_enabled(tree):
    unload(tree)
    kernel(tree, RUNNING)
    only(tree, "D11")


def test_installed_for_no_kernel(tree):
    unload(tree)
    kernel(tree, RUNNING, module=False)
    assert numbers(tree) == ["D01", "D11"]


@pytest.mark.parametrize("headers, advice", [
    (True, f"dkms autoinstall -k {RUNNING}"), (False, f"apt install linux-headers-{RUNNING}")])
def test_installed_for_another_kernel(tree, headers, advice):
    unload(tree)
    kernel(tree, RUNNING, module=False, headers=headers)
    kernel(tree, "1.0-old")
    first, second = findings(tree)
    assert (first["id"], first["advice"], second["id"]) == ("D02", advice, "D11")
    assert f"built for 1.0-old, but {RUNNING} runs" in first["text"]


@pytest.mark.parametrize("headers, advice", [
    (True, f"dkms autoinstall -k {NEXT}"), (False, f"apt install linux-headers-{NEXT}")])
def test_the_next_kernel_has_no_module(tree, headers, advice):
    healthy(tree)
    kernel(tree, RUNNING)
    kernel(tree, NEXT, module=False, headers=headers)
    found = only(tree, "D04")
    assert (found["advice"], found["severity"]) == (advice, "warning")


# Names of kernels: Debian, an older one and its backports, Raspberry Pi OS and Ubuntu.
@pytest.mark.parametrize("running, update, others", [
    ("6.12.41+deb13-amd64", "6.12.43+deb13-amd64", ["6.12.41+deb13-rt-amd64", "6.12.43+deb13-cloud-amd64"]),
    ("6.1.0-13-amd64", "6.12.9+bpo-amd64", ["6.1.0-13-rt-amd64"]),
    ("6.1.0-13-686", "6.1.0-14-686", ["6.1.0-13-686-pae"]),
    ("6.12.34+rpt-rpi-2712", "6.12.47+rpt-rpi-2712", ["6.12.47+rpt-rpi-v8"]),
    ("6.8.0-31-generic", "6.8.0-101-generic", ["6.8.0-31-lowlatency"]),
    ("6.12.0-rc1", "6.12.0-rc2", ["6.12.0-rt"])])
def test_only_an_update_boots_next(tree, running, update, others):
    """A kernel of another kind beside the one that runs is not what the next boot starts."""
    healthy(tree)
    tree.env["FAKE_RELEASE"] = running
    kernel(tree, running)
    for other in others:
        kernel(tree, other, module=False)
    assert not findings(tree)
    kernel(tree, update, module=False)
    assert only(tree, "D04")["evidence"]["kernel"] == update


def test_kernels_that_do_not_matter(tree):
    healthy(tree)
    kernel(tree, RUNNING)
    kernel(tree, "1.0-old", module=False)
    kernel(tree, NEXT, module=False)
    os.unlink(f"{tree.root}/boot/vmlinuz-{NEXT}")
    assert not findings(tree)


def test_a_module_by_hand_says_nothing_of_the_next_kernel(tree):
    healthy(tree)
    kernel(tree, RUNNING, module=False)
    kernel(tree, NEXT, module=False)
    assert not findings(tree)


def test_another_version_runs(tree):
    healthy(tree)
    tree.files(f"{tree.root}/module/igmp_querier", {"version": "0.9.9"})
    assert only(tree, "D05")["evidence"]["runs"] == "0.9.9"


@pytest.mark.parametrize("installed, file, found", [
    ("1" * 23, "igmp_querier.ko", ["D05"]), ("A" * 23, "igmp_querier.ko", []), ("1" * 23, "igmp_querier.ko.xz", [])])
def test_other_sources_of_the_version_are_installed(tree, installed, file, found):
    """Those of a file that is compressed are not known."""
    healthy(tree)
    kernel(tree, RUNNING)
    folder = f"{tree.root}/lib/modules/{RUNNING}"
    tree.files(f"{tree.root}/module/igmp_querier", {"version": VERSION, "srcversion": "A" * 23})
    tree.files(folder, {"modules.dep": f"updates/dkms/{file}: kernel/net/ipv6/ipv6.ko"})
    os.makedirs(f"{folder}/updates/dkms")
    with open(f"{folder}/updates/dkms/{file}", "wb") as module:
        module.write(b"\xfd7zXZ" if file.endswith("xz") else b"ELF\xff\0srcversion=" + installed.encode() + b"\0vermagic=6")
    assert [one["evidence"] for one in findings(tree)] == [
        {"runs": VERSION, "source": "A" * 23, "installed_source": installed} for _ in found]
    assert numbers(tree) == found


# --- files
def test_enabled_by_hand(tree):
    healthy(tree, conf=False)
    found = only(tree, "D06")
    assert (found["advice"], found["severity"]) == ("querierctl save eth0", "warning")


def test_the_unit_is_not_enabled(tree):
    healthy(tree)
    for file in "run/systemd/system/x", f"usr/lib/{UNIT}":
        tree.files(f"{tree.root}/{os.path.dirname(file)}", {os.path.basename(file): ""})
    assert only(tree, "D06")["advice"] == "systemctl enable querier"
    wants = f"{tree.root}/etc/systemd/system/multi-user.target.wants"
    os.makedirs(wants)
    os.symlink(f"/usr/lib/{UNIT}", f"{wants}/querier.service")
    assert not findings(tree)


def test_a_fault_in_the_files(tree):
    healthy(tree)
    path = tree.conf("[eth0]\ncolour = red\n")
    found = only(tree, "D07")
    assert found["evidence"]["line"] == 2
    assert found["text"].startswith(f"{path}:2: ") and "colour" in found["text"]


def test_a_file_that_needs_root_is_no_fault(tree):
    healthy(tree)
    for path in "etc/querierctl.conf", "etc/querierctl.conf.d/zz.conf":
        os.chmod(tree.conf("[eth0]\n", path), 0)
    shown, told = (without(tree, ("dac_override", "dac_read_search"), option).stdout for option in ("-v", "-j"))
    told = json.loads(told)
    assert [one["id"] for one in told["not_checked"] if one["reason"] == "needs root"] == ["D07", "D06", "D08"]
    assert "D07" not in [one["id"] for one in told["findings"]]
    assert "Not looked at, needs root: D06, D07, D08\n" in shown


def test_words_of_that_error_in_a_file_are_a_fault(tree):
    healthy(tree)
    tree.conf("[eth0]\nmode = Permission denied\n")
    assert only(tree, "D07")["evidence"]["line"] == 2


def test_what_files_with_a_fault_say_is_not_compared(tree):
    """D06 and D08 are not passed over in silence."""
    healthy(tree, conf=False)
    tree.conf("[eth0]\ncolour = red\n")
    only(tree, "D07")
    assert "Not looked at, needs files without a fault: D06, D08\n" in tree.run("doctor").expect(1).out


def test_values_that_clash(tree):
    healthy(tree)
    tree.conf("[eth0]\nquery-response-interval = 200s\n", "etc/querierctl.conf.d/zz.conf")
    assert "query-response-interval" in only(tree, "D07")["text"]


def test_the_kernel_differs_from_the_files(tree):
    healthy(tree)
    tree.files(tree.path("eth0/igmp"), {"query_interval_ms": "60000", "startup_query_interval_ms": "15000"})
    tree.conf("[eth0]\nrobustness = 3\n", "etc/querierctl.conf.d/zz.conf")
    found = only(tree, "D08")
    assert found["text"].endswith(": query-interval is 60s, not 125s, robustness is 2, not 3.")
    assert (found["severity"], found["advice"]) == ("note", "querierctl apply eth0")
