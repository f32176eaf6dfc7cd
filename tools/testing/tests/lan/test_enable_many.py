# SPDX-License-Identifier: GPL-2.0
"""querierctl enable of many interfaces at once: what it costs, and that it knows what it does not read."""
import contextlib
import os
import re
import subprocess
import time

import pytest

from querierlan.expect import expect, expect_equal
from querierlan.genl import ENUMS, dump
from querierlan.tool import QUERIERCTL

pytestmark = pytest.mark.machine("uml-sim", packages=["strace"])

FAMILIES = "igmp", "mld"
NAMES = ["many%d" % number for number in range(40)]
ENABLE_BIT = ENUMS["IGMP_QUERIER_PARAM_QUERIER_ENABLE"]
FILE = "querier_enable"
# As a filter of system calls may.
WITHOUT_NETLINK = "strace", "-o", "/dev/null", "-e", "inject=bind:error=EACCES"


def path(name, family, file=FILE):
    return os.path.join("/sys/class/net", name, family, file)


def read(*where):
    with open(path(*where)) as file:
        return file.read().strip()


def write(value, *where):
    with open(path(*where), "w") as file:
        file.write(value)


def ip(*lines):
    subprocess.run(["ip", "-batch", "-"], input="\n".join(lines), text=True, check=True)


@pytest.fixture
def names():
    """Interfaces with the addresses of both families; those with an odd number are not up."""
    with open("/proc/sys/net/ipv6/conf/default/accept_dad", "w") as file:
        file.write("0")
    ip(*("link add %s type dummy" % name for name in NAMES), *("link set %s multicast on" % name for name in NAMES),
       *("addr add 10.3.%d.1/24 dev %s" % (number, name) for number, name in enumerate(NAMES)),
       *("link set %s up" % name for name in NAMES[::2]))
    time.sleep(2)   # until they have their link-local addresses
    yield NAMES
    # One may have another name by now.
    for name in os.listdir("/sys/class/net"):
        if name.startswith("many") and os.path.exists("/sys/class/net/" + name):
            ip("link delete " + name)


def tool(*words, status=0, within=()):
    """What it says."""
    done = subprocess.run([*within, QUERIERCTL, *words], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          check=False)
    expect_equal(done.returncode, status, "status of %s: %s" % (" ".join(words), done.stdout))
    return done.stdout


def calls(names):
    """How many system calls it makes to enable them."""
    log = "/tmp/calls"
    tool("enable", *names, within=("strace", "-c", "-U", "calls,name", "-o", log))
    with open(log) as file:
        return int(re.search(r"(\d+) total", file.read())[1])


def values(names):
    """{(interface, family): (value, was it set)}"""
    explicit = {(row["ifname"], FAMILIES[row["protocol"]]): bool(row["explicit"] >> ENABLE_BIT & 1)
                for row in dump(contextlib.nullcontext(), "interface_get")}
    return {(name, family): (read(name, family), explicit[name, family]) for name in names for family in FAMILIES}


@pytest.mark.parametrize("others", [(), (
    "link add manybr type bridge", "link add link manybr name manyvl type vlan id 7")], ids=["alone", "bridge"])
def test_each_costs_few_calls(names, others):
    """To open and write two files; if something was set before, also to read it."""
    ip(*others)
    up = names[::2]
    few, many = up[:5], up[5:]
    for most in 4, 6:
        each = (calls(many) - calls(few)) / (len(many) - len(few))
        expect(each <= most + 0.5, "%g system calls for each interface, %d allowed" % (each, most))


@pytest.mark.parametrize("within", [(), WITHOUT_NETLINK], ids=["netlink", "files"])
def test_which_are_down_is_said(names, within):
    """Those that are not up, once for both families."""
    said = tool("enable", *names[:6], within=within)
    expect_equal(said, "".join("querierctl: %s: enabled, but down for now: it has no link: ip link set up, and check the "
                               "cable\n" % name for name in names[1:6:2]), "what it says")


@contextlib.contextmanager
def refusing(name, family):
    """A link whose file takes nothing."""
    subprocess.run(["mount", "--bind", "/dev/full", path(name, family)], check=True)
    yield
    subprocess.run(["umount", path(name, family)], check=True)


@pytest.mark.parametrize("within", [(), WITHOUT_NETLINK], ids=["netlink", "files"])
def test_what_was_set_comes_back(names, within):
    """If one is refused; where the module cannot be asked, the values alone."""
    write("auto", names[0], "igmp")
    write("0", names[1], "mld")
    write("1", names[2], "mld")
    before = values(names)
    with refusing(names[-1], "mld"):
        said = tool("enable", *names, status=1, within=within)
    expect("nothing was changed" in said, said)
    parts = 1 if within else 2
    expect_equal({link: value[:parts] for link, value in values(names).items()},
                 {link: value[:parts] for link, value in before.items()}, "the values")


def enable_slowly(call, *names, at=1, meanwhile, status=1):
    """What it says if commands of ip run while one system call takes three seconds: with the file of names[at]."""
    where = path(names[at], "igmp")
    slow = "strace", "-o", "/tmp/calls", "-P", where, "-e", "inject=%s:delay_enter=3s" % call
    with subprocess.Popen([*slow, QUERIERCTL, "enable", *names], text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT) as running:
        time.sleep(1)   # simulated: the call is in its three seconds
        expect(running.poll() is None, "it did not wait")
        ip(*meanwhile)
        said = running.communicate()[0]
    expect_equal(running.returncode, status, "status: %s" % said)
    return said


def test_an_interface_is_renamed_meanwhile(names):
    """What is undone is what this interface had, not what that one had whose name it got after the module was asked."""
    first, old, new, last = names[1:9:2]
    write("auto", new, "igmp")
    with refusing(last, "mld"):
        enable_slowly("openat", first, old, last, meanwhile=(
            "link set %s name manyold" % old, "link set %s name %s" % (new, old)))
    expect_equal(values([old, "manyold"]), {
        (old, "igmp"): ("auto", True), (old, "mld"): ("0", False),
        ("manyold", "igmp"): ("0", False), ("manyold", "mld"): ("0", False)}, "the values")


def test_an_interface_has_another_name_then(names):
    """It is not the one that was meant: nothing changes."""
    first, old, last = names[:3]
    before = values([first, last])
    said = enable_slowly("openat", first, old, last, at=2, meanwhile=["link set %s name manyold" % old])
    expect_equal(said.count("querierctl: %s: there is no such interface: see 'ip link'\n" % old), 1, said)
    expect_equal(values([first, last]), before, "the others")
    expect_equal(read("manyold", "igmp") + read("manyold", "mld"), "00", "the one with another name")


def test_an_interface_gets_another_name_as_it_is_written_to(names):
    """It is enabled by the file that is open, and the one that gets its name is not."""
    first, old, new, last = names[1:9:2]
    enable_slowly("write", first, old, last, status=0, meanwhile=[
        "link set %s name manyold" % old, "link set %s name %s" % (new, old)])
    expect_equal(values([old, "manyold"]), {
        **{(old, family): ("0", False) for family in FAMILIES},
        **{("manyold", family): ("1", True) for family in FAMILIES}}, "the values")


@pytest.mark.parametrize("count", [1, 2])
def test_only_root_may(names, count):
    """However many are to be enabled."""
    said = tool("enable", *names[:count], status=1, within=("setpriv", "--reuid=65534", "--clear-groups"))
    expect("%s: cannot set querier-enable to on: not permitted: needs root" % names[0] in said, said)


def test_bridges_below_are_found(names):
    """Of one, and of more interfaces above bridges than are kept in mind."""
    ip("link add manybr type bridge", "link set manybr up", "link add link manybr name manyvl type vlan id 7",
       "link add link manyvl name manymac type macvlan")
    said = tool("enable", names[0], "manymac")
    expect("manymac: MLD starts on a bridge that snoops multicast (manybr)" in said and names[0] not in said, said)
    more = ["many.%d" % vlan for vlan in range(8, 80)]
    ip(*("link add link manybr name %s type vlan id %s" % (name, name[5:]) for name in more))
    said = tool("enable", *more)
    expect_equal(said.count("MLD starts on a bridge that snoops multicast (manybr)"), len(more), "how often it is said")
