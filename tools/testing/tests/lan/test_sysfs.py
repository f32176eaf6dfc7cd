# SPDX-License-Identifier: GPL-2.0
"""The files under /sys/class/net/IFACE/igmp: which there are, what they accept and what they refuse, and who may write."""
import errno
import fcntl
import os
import struct
import subprocess

import pytest

from querierlan.container import errno_of
from querierlan.expect import expect, expect_equal, expect_refused
from querierlan.genl import Genl
from querierlan.querier import Querier
from querierlan.sysfs import FAMILIES

pytestmark = pytest.mark.machine("uml-sim")

FAILSLAB = "/sys/kernel/debug/failslab"
TUNSETIFF, TUNSETLINK = 0x400454ca, 0x400454cd
IFF_TAP, IFF_NO_PI = 0x2, 0x1000
ARPHRD_ETHER, ARPHRD_PPP = 1, 512

FILES, STATISTICS = FAMILIES["igmp"]["files"], FAMILIES["igmp"]["counters"]
WRITABLE = [name for name, file in FILES.items() if file["writable"]]
NUMBERS = {name: (file["min"], file["max"]) for name, file in FILES.items() if "min" in file}
# Writing 0 derives these from others again.
DERIVED = [name for name, file in FILES.items() if "auto" in file]
# What a new interface shows, and what this one does where that depends on it.
AT_FIRST = [name for name, file in FILES.items() if "first_run" not in file]
DEFAULTS = {name: FILES[name].get("default") for name in AT_FIRST}
DEFAULTS.update(state_reason="none", active_source_address="10.0.0.5")

# Nothing but decimal digits and one newline at the end is a number.
NO_NUMBERS = ("\n", " ", "abc", "-1", "-0", "+5", "0x10", " 5", "5 ", "1 2", "5\n\n", "\n5", "1.5", "5s", "5,", "1e3",
              "5 \n", "auto", "elect", "²")
TOO_LARGE = ("4294967296", "18446744073709551617", "9" * 100, "9" * 4000)
NO_MODES = ("\n", " ", "Elect", "ELECT", "elec", "elects", " elect", "elect ", "elect\n\n", "elect proxy", "0", "-1",
            "x" * 4000)
NO_ADDRESSES = ("\n", " ", "Auto", "auto ", "auto\n\n", "10.0.0", "10.0.0.5.6", "10.0.0.5/24", "10.0.0.5 ", " 10.0.0.5",
                "10.0.0.5x", "10.0.0.256", "10.0.0.-5", "0x0a000005", "167772165", "::1", "eth0", "any",
                "10.0.0.5\n\n", "1" * 4000)


def all_files():
    return list(FILES) + ["statistics/" + name for name in STATISTICS]


def settings(querier):
    """Everything that can be set, and is not."""
    return {name: querier[name] for name in WRITABLE}


def expect_all_refused(querier, name, texts, error):
    """The file takes none of these, and none of these leaves a trace in any file."""
    before = settings(querier)
    for text in texts:
        expect_refused(lambda: querier.set(**{name: text}), error, "%r in %s" % (text[:40], name))
    expect_equal(settings(querier), before, "settings after what was refused in " + name)


def make_room(querier, name):
    """The two intervals bound each other; let NAME alone have its whole range."""
    if name == "query_interval_ms":
        querier["query_response_interval_ms"] = 1000
    if name == "query_response_interval_ms":
        querier["query_interval_ms"] = 31744000


# --- what is there ------------------------------------------------------------------

def test_names_modes_and_defaults(lan):
    """Each file of the interface is there with its mode and its default, one line each, and there are no others."""
    querier = lan.hosts(host="10.0.0.5/24").querier
    expect_equal(sorted(os.listdir(querier.directory)), sorted(AT_FIRST), "files")
    for name, value in DEFAULTS.items():
        expect_equal(oct(mode_of(querier, name)), oct(0o644 if name in WRITABLE else 0o444), "mode of " + name)
        with open(os.path.join(querier.directory, name)) as f:
            expect_equal(f.read(), value + "\n", name)


def mode_of(querier, name):
    return os.stat(os.path.join(querier.directory, name)).st_mode & 0o7777


def has_counters(querier):
    return os.path.exists(os.path.join(querier.directory, "statistics"))


def test_counters_come_with_the_first_run(lan):
    """The counters are there when it first runs, not before, and stay when it is disabled, down, or renamed."""
    host = lan.hosts(host="10.0.0.5/24")
    querier = host.querier
    host.ip("link set eth0 down")
    querier.enable()
    querier.expect(state="down")
    expect(not has_counters(querier), "they are there though it never ran")
    host.ip("link set eth0 up")
    lan.after(1)
    querier.expect(state="querier", active_version=3)
    expect_equal(sorted(os.listdir(querier.directory)), sorted([*FILES, "statistics"]), "files")
    expect_equal(sorted(os.listdir(querier.directory + "/statistics")), sorted(STATISTICS), "statistics")
    for name in STATISTICS:
        expect_equal(oct(mode_of(querier, "statistics/" + name)), oct(0o444), "mode of " + name)
    expect(querier.count("queries_sent") == 1 and querier.count("ignored_memory") == 0, "they do not count")
    querier.disable()
    host.ip("link set eth0 down", "link set eth0 name lan0")
    expect_equal(host.interface("lan0").count("queries_sent"), 1, "queries sent, afterwards")
    expect(not has_counters(Querier(host, "lan0", "mld")), "the other family has them, which never ran")


def test_counters_move_along(lan):
    """They go with the interface to another namespace of the same owner."""
    host = lan.hosts(host="10.0.0.5/24")
    host.querier.enable()
    lan.after(1)
    host.ip("link set eth0 netns switch name moved")
    expect_equal(Querier(lan.switch, "moved").count("queries_sent"), 1, "queries sent")


def test_every_interface(lan):
    """Every Ethernet interface of every namespace has the directory as soon as it exists, even if it cannot use it."""
    host = lan.hosts(host=None)
    host.ip("link add d0 type dummy", "link add br0 type bridge", "link add link eth0 name eth0.7 type vlan id 7")
    for namespace in host, lan.switch:
        interfaces = os.listdir(namespace.sys + "/class/net")
        for interface in set(interfaces) - {"bonding_masters", "lo"}:
            expect(os.path.exists(Querier(namespace, interface).directory), interface + " has none")


def expect_none(namespace, interface):
    for family in "igmp", "mld":
        expect(not os.path.exists(Querier(namespace, interface, family).directory), "%s has %s" % (interface, family))


def test_others_have_none(lan):
    """The loopback and what is not Ethernet have no directory, and netlink reports none of them."""
    host = lan.hosts(host=None)
    host.ip("tuntap add dev t0 mode tun", "link set t0 up", "link set lo up")
    for interface in "lo", "t0":
        expect_none(host, interface)
    socket = Genl(host)
    reported = {each["ifname"] for each in socket.dump("interface_get")}
    socket.close()
    expect_equal(reported, {"eth0"}, "what netlink reports")


class Tap:
    """A tap device that can be made something else than Ethernet."""

    def __init__(self, namespace, name):
        with namespace:
            self.fd = os.open("/dev/net/tun", os.O_RDWR)
            fcntl.ioctl(self.fd, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TAP | IFF_NO_PI))

    def become(self, kind):
        fcntl.ioctl(self.fd, TUNSETLINK, kind)

    def close(self):
        os.close(self.fd)


def test_type_changes(lan):
    """The directory goes while an interface is no Ethernet, and settings and counters survive that, also a move."""
    host = lan.hosts(host=None)
    tap = Tap(host, "t0")
    try:
        querier = host.interface("t0")
        host.ip("addr add 10.7.0.1/24 dev t0", "link set t0 up")
        querier.set(query_interval_ms=60000, robustness=3, querier_enable=1)
        lan.after(1)
        querier.expect(state="querier")
        sent = querier.count("queries_sent")
        expect(sent, "it does not query")
        held = os.open(os.path.join(querier.directory, "robustness"), os.O_RDWR)
        host.ip("link set t0 down")
        tap.become(ARPHRD_PPP)
        expect_none(host, "t0")
        expect_refused(lambda: os.pwrite(held, b"4", 0), errno.ENODEV, "writing to what is gone")
        os.close(held)
        host.ip("link set t0 up")
        expect_none(host, "t0")
        host.ip("link set t0 netns switch")
        lan.switch.ip("link set t0 down")
        expect_none(lan.switch, "t0")
        tap.become(ARPHRD_ETHER)
        querier = Querier(lan.switch, "t0")
        querier.expect(querier_enable=1, state="down", state_reason="link-down", query_interval_ms=60000, robustness=3,
                       **{"statistics/queries_sent": sent})
        lan.switch.ip("addr add 10.7.0.1/24 dev t0", "link set t0 up")
        lan.after(1)
        querier.expect(state="querier")
    finally:
        tap.close()


# --- without memory ---------------------------------------------------------------------

class Shortage:
    """The n-th allocation of this process from now on fails."""

    def __init__(self):
        if not os.path.exists(FAILSLAB):
            subprocess.run(["mount", "-t", "debugfs", "debugfs", "/sys/kernel/debug"], check=True)
        for name, value in (("ignore-gfp-wait", "N"), ("verbose", "0")):
            with open(os.path.join(FAILSLAB, name), "w") as f:
                f.write(value)
        self.fd = os.open("/proc/thread-self/fail-nth", os.O_RDWR)

    def at(self, number, function):
        """Whether there were so many, and with which error the function ended."""
        os.pwrite(self.fd, str(number).encode(), 0)
        error = errno_of(function)
        left = int(os.pread(self.fd, 20, 0))
        os.pwrite(self.fd, b"0", 0)
        return not left, error


def test_enabling_without_memory(lan):
    """Whichever allocation fails as it is enabled: it is as it was, or it works and is whole."""
    host = lan.hosts(host=None)
    shortage, refused, number, was_short = Shortage(), 0, 0, True
    while was_short:
        number += 1
        host.ip("link add d0 type dummy", "link set d0 multicast on up", "addr add 10.9.0.1/24 dev d0")
        querier = host.interface("d0")
        before = settings(querier)
        fd = os.open(os.path.join(querier.directory, "querier_enable"), os.O_WRONLY)
        was_short, error = shortage.at(number, lambda: os.write(fd, b"1"))
        os.close(fd)
        if error:
            refused += 1
            expect_equal(error, errno.ENOMEM, "the error")
            expect_equal(settings(querier), before, "settings after the %d. allocation failed" % number)
            querier.expect(state="disabled", state_reason="none")
            expect(not has_counters(querier), "it has counters after the %d. allocation failed" % number)
            querier.enable()
        expect_equal((querier["state"], sorted(os.listdir(querier.directory + "/statistics"))),
                     ("querier", sorted(STATISTICS)), "what it is up to in the end")
        host.ip("link del d0")
    expect(refused > len(STATISTICS), "only %d of %d allocations mattered" % (refused, number))


def test_coming_up_without_memory(lan):
    """Whichever allocation fails as an enabled interface comes up: its querier works, and has counters the next time."""
    host = lan.hosts(host=None)
    shortage, number, was_short, bare = Shortage(), 0, True, 0
    while was_short:
        number += 1
        host.ip("link add d0 type dummy", "link set d0 multicast on", "addr add 10.9.0.1/24 dev d0")
        querier = host.interface("d0")
        querier.enable()
        was_short, error = shortage.at(number, lambda: host.set_up("d0"))
        if not error:
            # Without its hook a querier hears nothing, so it stays down until the next time.
            if querier["state"] == "down":
                querier.expect(state_reason="hook-failed")
            else:
                querier.expect(state="querier")
            bare += not has_counters(querier)
            host.ip("link set d0 down", "link set d0 up")
            querier.expect(state="querier")
            expect(has_counters(querier), "it has no counters after the %d. allocation failed" % number)
        host.ip("link del d0")
    expect(bare, "there is no test here")


# --- what they take and refuse ----------------------------------------------------------

def test_ranges(lan):
    """Each number is taken at both ends of its range and refused with ERANGE beyond them."""
    host = lan.hosts(host="10.0.0.5/24")
    for name, (least, most) in NUMBERS.items():
        host.ip("link add d0 type dummy", "link set d0 multicast on")
        querier = host.interface("d0")
        make_room(querier, name)
        for value in least, most:
            querier[name] = value
            querier.expect(**{name: value})
        # Nothing is below 0, and 0 has a meaning of its own where a value can be derived.
        below = [least - 1] if least > 1 or least == 1 and name not in DERIVED else []
        expect_all_refused(querier, name, [str(value) for value in below + [most + 1]], errno.ERANGE)
        host.ip("link del d0")


def test_no_numbers(lan):
    """Anything but a decimal number is refused with EINVAL, and a number that no file holds with ERANGE."""
    querier = lan.hosts(host="10.0.0.5/24").querier
    querier["robustness"] = 7           # no default: a refusal must not go back to it
    for name in NUMBERS:
        expect_all_refused(querier, name, NO_NUMBERS, errno.EINVAL)
        expect_all_refused(querier, name, TOO_LARGE, errno.ERANGE)


def test_with_and_without_newline(lan):
    """A value may end with a newline, as echo writes it."""
    querier = lan.hosts(host="10.0.0.5/24").querier
    for name, values in ("robustness", "34"), ("mode", ("proxy", "passive")), ("source_address", ("10.0.0.5", "auto")):
        for value, end in zip(values, ("", "\n")):
            querier[name] = value + end
            querier.expect(**{name: value})


def test_no_words(lan):
    """Modes and addresses are taken as they are written here or refused with EINVAL."""
    querier = lan.hosts(host="10.0.0.5/24").querier
    querier.set(mode="passive", source_address="10.0.0.5")
    expect_all_refused(querier, "mode", NO_MODES, errno.EINVAL)
    expect_all_refused(querier, "source_address", NO_ADDRESSES, errno.EINVAL)


def test_response_interval_above_query_interval(lan):
    """The Query Response Interval may reach the Query Interval but not exceed it, whichever is written."""
    querier = lan.hosts(host="10.0.0.5/24").querier
    querier.set(query_interval_ms=20000, query_response_interval_ms=20000)
    expect_all_refused(querier, "query_response_interval_ms", ["20001", "3174400"], errno.EINVAL)
    expect_all_refused(querier, "query_interval_ms", ["19999", "1000"], errno.EINVAL)
    querier.set(query_response_interval_ms=1000, query_interval_ms=1000)
    querier.expect(query_response_interval_ms=1000, query_interval_ms=1000)


def test_derived_values(lan):
    """What follows from other values does so until it is written, and again after a 0."""
    querier = lan.hosts(host="10.0.0.5/24").querier
    querier.set(query_interval_ms=60000, robustness=3)
    querier.expect(startup_query_interval_ms=15000, startup_query_count=3, last_member_query_count=3)
    querier.set(startup_query_interval_ms=7000, startup_query_count=5, last_member_query_interval_ms=2000,
                last_member_query_count=4)
    querier.set(query_interval_ms=80000, robustness=6)
    querier.expect(startup_query_interval_ms=7000, startup_query_count=5, last_member_query_interval_ms=2000,
                   last_member_query_count=4)
    querier.set(**{name: 0 for name in DERIVED})
    querier.expect(startup_query_interval_ms=20000, startup_query_count=6, last_member_query_interval_ms=1000,
                   last_member_query_count=6)


def test_source_before_the_first_run(lan):
    """What would be sent from is there before it is ever enabled: no address in mode proxy."""
    querier = lan.hosts(host="10.0.0.5/24").querier
    querier["mode"] = "proxy"
    querier.expect(active_source_address="0.0.0.0")
    querier["mode"] = "elect"
    querier.expect(active_source_address="10.0.0.5")


def test_read_only(lan):
    """A file that only shows cannot be written, not even by root."""
    querier = lan.hosts(host="10.0.0.5/24").querier
    querier.enable()
    for name in set(all_files()) - set(WRITABLE):
        expect_refused(lambda: querier.set(**{name: 0}), errno.EACCES, "writing " + name)
