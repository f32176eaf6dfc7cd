# SPDX-License-Identifier: GPL-2.0
"""querierctl doctor on a host, and at the end of each test of a healthy LAN."""
import contextlib
import json
import os
import subprocess

from querierlan.expect import expect
from querierlan.namespace import MS_BIND, call
from querierlan.tool import QUERIERCTL

CLONE_NEWNS = 0x20000
MS_REC, MS_PRIVATE = 0x4000, 1 << 18
FAMILIES = ("igmp", "mld")
# Tests save no configuration, and have no network cards.
EXPECTED = {"D06", "D23"}

# What shows that a program manages the firewall, by its command: a file, and its text.
FIREWALLS = {
    "ufw": ("/etc/ufw/ufw.conf", "# as Debian has it\nENABLED=yes\n"),
    "firewall-cmd": ("/etc/systemd/system/multi-user.target.wants/firewalld.service", ""),
}


@contextlib.contextmanager
def managed_by(program):
    """The firewall of this machine is."""
    path, text = FIREWALLS[program]
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "x") as file:
        file.write(text)
    yield
    os.remove(path)


def _enter(host, become):
    """The /sys of its own namespace, for the process that is to run; it costs less than "ip netns exec"."""
    call("unshare", CLONE_NEWNS)
    call("mount", b"none", b"/", None, MS_REC | MS_PRIVATE, None)
    call("mount", host.sys.encode(), b"/sys", None, MS_BIND, None)
    become()


def say(host, *words, become=lambda: None):
    """(status, what it says); BECOME makes it another user's."""
    with host:
        done = subprocess.run([QUERIERCTL, "doctor", *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, preexec_fn=lambda: _enter(host, become))
    expect(done.stdout and not done.stderr, "doctor: %s %s" % (done.stdout, done.stderr))
    return done.returncode, done.stdout


def run(host, *words, **how):
    """(status, findings)"""
    status, said = say(host, "-j", *words, **how)
    return status, json.loads(said)["findings"]


def unexpected(host, *words):
    """What it finds beside what every test has, without notes: {number: finding}."""
    return {one["id"]: one for one in run(host, *words)[1]
            if one["severity"] != "note" and one["id"] not in EXPECTED}


def expect_only(host, number, *words, **evidence):
    """It finds this beside what every test has, with this evidence; the finding."""
    found = [one for one in run(host, *words)[1] if one["id"] not in EXPECTED]
    expect([one["id"] for one in found] == [number], "doctor found %r, not %s" % (found, number))
    for name, value in evidence.items():
        expect(found[0]["evidence"].get(name) == value, "%s of %r is not %r" % (name, found[0], value))
    return found[0]


def _read(*parts):
    with open(os.path.join(*parts)) as file:
        return file.read().strip()


def _is_enabled(host):
    """Does a querier run there, or is one asked for? "auto" asks for none where it does not run."""
    net = os.path.join(host.sys, "class/net")
    for interface in os.listdir(net):
        for family in FAMILIES:
            folder = os.path.join(net, interface, family)
            if os.path.isdir(folder) and (_read(folder, "querier_enable") == "1" or
                                          _read(folder, "state") in ("querier", "non-querier")):
                return True
    return False


def _ills(lan):
    """What each host with a querier has: {host's name: [text]}."""
    found = {host.name: unexpected(host).values() for host in lan.members if QUERIERCTL and _is_enabled(host)}
    return {name: [one["id"] + " " + one["text"] for one in ills] for name, ills in found.items() if ills}


def expect_healthy(lan):
    """No querier of this LAN has a problem."""
    ills = _ills(lan)
    expect(not ills, "doctor: %s" % ills)


def expect_ill(lan):
    """One has, as the test says."""
    expect(not QUERIERCTL or _ills(lan), "doctor finds nothing, and the test is marked as unhealthy")
