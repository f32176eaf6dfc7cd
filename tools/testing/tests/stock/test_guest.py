# SPDX-License-Identifier: GPL-2.0
"""The module as users have it: built and installed by DKMS, on Debian's own kernel, in real time."""
import contextlib
import errno
import glob
import os
import re
import shutil
import signal
import subprocess

import pytest

from querierlan import CHECKOUT, igmp, mld
from querierlan.expect import expect, expect_equal, expect_refused, expect_soon
from querierlan.querier import Querier
from querierlan.snooping import is_member, make_strict
from querierlan.stream import Listener, Stream
from querierlan.sysfs import FAMILIES
from querierlan.tool import Monitor, tool
from querierlan.tshark import ENVELOPE, MLD_ENVELOPE, expect_dissected

pytestmark = pytest.mark.machine("stock", timeout=1800, packages=["tshark", "nftables"])

SERVER = ["10.0.0.1/24", "fe80::1/64"]
TV = ["10.0.0.20/24", "fe80::20/64"]
CHANNELS = {"239.1.2.3": ("igmp", "exclude", "10.0.0.20"), "ff15::123": ("mld", "exclude", "fe80::20")}
PACKETS, GAP = 40, 0.05         # of a stream, and s between two
LOST = 2                        # an emulated machine may lose one
GENERAL = {
    "igmp": {**ENVELOPE, "eth.dst": igmp.multicast_mac(igmp.ALL_HOSTS), "ip.dst": igmp.ALL_HOSTS, "igmp.version": "3",
             "igmp.maddr": "0.0.0.0", "igmp.max_resp": "100", "igmp.qrv": "2", "igmp.qqic": "125", "igmp.num_src": "0"},
    "mld": {**MLD_ENVELOPE, "eth.dst": mld.multicast_mac(mld.ALL_NODES), "ipv6.src": "fe80::5", "ipv6.dst": mld.ALL_NODES,
            "icmpv6.mld.multicast_address": "::", "icmpv6.mld.maximum_response_code": "10000",
            "icmpv6.mld.flag.qrv": "2", "icmpv6.mld.qqi": "125"},
}


@pytest.fixture(autouse=True)
def module():
    """As it is after boot."""
    subprocess.run(["modprobe", "igmp_querier"], check=True)


def enable(*queriers):
    """With intervals that real time has patience for."""
    for querier in queriers:
        querier.set(query_response_interval_ms=500, query_interval_ms=1000)
        querier.enable()


def module_info(field):
    return subprocess.run(["modinfo", "-F", field, "igmp_querier"], stdout=subprocess.PIPE, text=True).stdout.strip()


def has_netlink_family():
    shown = subprocess.run(["genl", "ctrl", "get", "name", "igmp_querier"], stdout=subprocess.PIPE,
                           stderr=subprocess.DEVNULL, text=True).stdout
    return "Name: igmp_querier" in shown


def test_from_dkms():
    """modprobe loads the module that DKMS built, and it has the version of dkms.conf."""
    expect("/updates/dkms/igmp_querier.ko" in module_info("filename"), "the module is " + module_info("filename"))
    with open(CHECKOUT + "/dkms.conf") as f:
        expect_equal(module_info("version"), re.search('PACKAGE_VERSION="(.*)"', f.read())[1], "version")
    expect(has_netlink_family(), "genl knows of no igmp_querier")


def test_files(lan, family):
    """Every file before the first run is there, with its mode and its default, and no other."""
    querier = family.querier(lan.hosts(host=family.own + family.length))
    files = {name: file for name, file in FAMILIES[family.name]["files"].items() if "first_run" not in file}
    expect_equal(sorted(os.listdir(querier.directory)), sorted(files), "files")
    for name, file in files.items():
        mode = os.stat(os.path.join(querier.directory, name)).st_mode & 0o777
        expect_equal(mode, 0o644 if file["writable"] else 0o444, "mode of " + name)
        value = querier[name]
        expect_equal(value, file.get("default", value), name)


def test_bad_values(lan):
    """What is wrong is refused, and changes nothing."""
    querier = lan.hosts(host="10.0.0.1/24").querier
    for name, value, error in (("robustness", 0, errno.ERANGE), ("robustness", 256, errno.ERANGE),
                               ("robustness", "0x2", errno.EINVAL), ("query_interval_ms", 999, errno.ERANGE),
                               ("source_address", "127.0.0.1", errno.EINVAL)):
        expect_refused(lambda: querier.set(**{name: value}), error, "%s in %s" % (value, name))
    querier.expect(robustness=2, query_interval_ms=125000, source_address="auto")


def test_port(lan):
    """No querier runs on a bridge's port: it waits, and "auto" leaves out what leads to no card."""
    host = lan.hosts(host="10.0.0.1/24")
    port = Querier(lan.switch, "host")
    port.enable()
    port.expect(querier_enable=1, state="down", state_reason="bridge-port")
    for querier in port, host.querier:
        querier["querier_enable"] = "auto"
        querier.expect(querier_enable="auto", state="down", state_reason="no-wire")
        querier["querier_enable"] = "default"
        querier.expect(querier_enable=0, state="disabled")


def test_query_at_once(lan, family):
    """A query is on the wire within 1 s, and tshark finds nothing wrong with it."""
    host = lan.hosts(host=family.own + family.length)
    since = lan.now()
    family.querier(host).enable()

    def queries():
        return host.sent(since, kind="query", family=family.name)

    expect_soon(lambda: bool(queries()), True, "a query")
    expect(queries()[0].time - since < 1, "the query came after %.3f s" % (queries()[0].time - since))
    expect_dissected(queries()[:1], [GENERAL[family.name]])


def test_election(lan):
    """The lower address wins; the loser takes over when the winner's link goes, and gives way when it comes back."""
    low, high = lan.hosts(low="10.0.0.1/24", high="10.0.0.2/24")
    enable(low.querier, high.querier)

    def states():
        return [querier[name] for querier in (low.querier, high.querier) for name in ("state", "querier_address")]

    expect_soon(states, ["querier", "10.0.0.1", "non-querier", "10.0.0.1"], "states")
    low.unplug()
    expect_soon(states, ["down", "none", "querier", "10.0.0.2"], "states without a link")
    low.plug()
    expect_soon(states, ["querier", "10.0.0.1", "non-querier", "10.0.0.1"], "states with the link again")


@pytest.mark.parametrize("group", CHANNELS)
def test_stream(lan, group):
    """A stream flows through a switch that snoops."""
    sender, tv, server = lan.hosts(sender=["10.0.0.10/24", "fe80::10/64"], tv=TV, server=SERVER)
    make_strict(lan)
    enable(server.querier, server.mld)
    listener = Listener(tv, group)
    stream = Stream(lan, sender, listener)
    expect_soon(lambda: is_member(lan, tv, group), True, "the switch knows of the listener")
    for _ in range(PACKETS):
        stream.send(GAP)
    lan.after(0.5)
    heard = listener.heard()
    expect(heard >= PACKETS - LOST, "%d of %d packets came" % (heard, PACKETS))


def listens(host):
    """Has a program there subscribed to a group of generic netlink?"""
    with host, open("/proc/net/netlink") as f:
        rows = [line.split() for line in f.readlines()[1:]]
    return any(row[1] == "16" and int(row[3], 16) for row in rows)


def test_groups_and_monitor(lan):
    """querierctl tells who listens, and who said so; of a join, and of a leave."""
    server, tv, other = lan.hosts(server=SERVER, tv=TV, other="10.0.0.2/24")
    enable(server.querier, server.mld)
    for channel in CHANNELS:
        tv.join(channel)

    def known():
        return {row["group"]: (row["family"], row["mode"], row["reporter"])
                for row in tool(server, "groups", "eth0")["groups"] if row["group"] in CHANNELS}

    expect_soon(known, CHANNELS, "groups")
    monitor = Monitor(lan, server, "-j")
    expect_soon(lambda: listens(server), True, "the monitor is subscribed")

    def told():
        return [event["event"] for event in monitor.events() if event.get("group") == "239.9.9.9"]

    try:
        other.join("239.9.9.9")
        expect_soon(told, ["group-added"], "events")
        expect_equal(server.querier.groups, len(server.querier.table()), "the file groups")
        other.leave("239.9.9.9")
        expect_soon(told, ["group-added", "group-removed"], "events")
    finally:
        monitor.stop()


def test_disabled_is_silent(lan):
    """What is disabled asks no more."""
    host = lan.hosts(host="10.0.0.1/24")
    enable(host.querier)
    expect_soon(lambda: len(host.sent(kind="query")) >= 2, True, "queries")
    host.querier.disable()
    lan.after(1)
    before = len(host.sent(kind="query"))
    lan.after(3)
    expect_equal(len(host.sent(kind="query")), before, "queries")
    host.querier.expect(state="disabled", querier_address="none")


def test_namespace_goes(lan):
    """A namespace goes while a querier runs in it."""
    host = lan.hosts(host="10.0.0.1/24")
    enable(host.querier)
    lan.members.remove(host)
    host.delete()
    expect_soon(lambda: os.path.exists(lan.switch.sys + "/class/net/host"), False, "the port of its interface")


@contextlib.contextmanager
def traffic(stream):
    """The stream flows by itself."""
    child = os.fork()
    if not child:
        while True:
            stream.send(GAP)
    try:
        yield
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def test_unload_under_traffic(lan):
    """The module goes while enabled, five times; a stream and hosts that answer pass its hooks all the while."""
    server, tv = lan.hosts(server=SERVER, tv=TV)
    with traffic(Stream(lan, server, Listener(tv, "239.1.2.3"))):
        for _ in range(5):
            subprocess.run(["modprobe", "igmp_querier"], check=True)
            enable(server.querier, tv.querier, server.mld)
            lan.after(1)
            subprocess.run(["rmmod", "igmp_querier"], check=True)
            for querier in server.querier, server.mld:
                expect(not os.path.exists(querier.directory), querier.directory + " is still there")


def reception(host):
    """What its card listens to."""
    with open(host.sys + "/class/net/eth0/flags") as f:
        return f.read() + host.ip_output("maddr show dev eth0")


def test_enable_loads_the_module(lan):
    """"querierctl enable" has the kernel load what DKMS installed."""
    host = lan.hosts(host="10.0.0.1/24")
    subprocess.run(["rmmod", "igmp_querier"], check=True)
    host.run("ip", "netns", "exec", "host", "querierctl", "enable", "eth0")
    host.querier.expect(querier_enable=1)


def installed():
    """What "make install" left, where it is quickly found; every file that is looked at takes an emulated CPU long."""
    tops = ("/etc/modules-load.d", "/etc/modprobe.d", "/etc/systemd/system", "/usr/local/lib/systemd/system",
            "/usr/local/lib/udev/rules.d", "/usr/src", "/usr/local/bin", "/usr/local/sbin",
            "/usr/local/share/man", "/var/lib/dkms", "/lib/modules/%s/updates" % os.uname().release)
    return [path for top in tops for depth in ("/*", "/*/*") for path in glob.glob(top + depth)
            if re.search(r"igmp[-_]querier|querierctl|querier\.service", path)]


def test_uninstall(lan):
    """"make uninstall" with the module in use leaves nothing.

    Without dkms, which takes an emulated CPU half a minute, and may have been
    removed first; test_install.py has it with dkms.
    """
    host = lan.hosts(host="10.0.0.1/24")
    subprocess.run(["rmmod", "igmp_querier"], check=True)
    before = reception(host)
    subprocess.run(["modprobe", "igmp_querier"], check=True)
    expect(installed(), "nothing is installed: there is no test here")
    host.run("ip", "netns", "exec", "host", "querierctl", "enable", "eth0")
    shutil.move(shutil.which("dkms"), "/tmp")
    # Else depmod would read 4,000 modules.
    subprocess.run(["mount", "-t", "tmpfs", "none", "/lib/modules/%s/kernel" % os.uname().release], check=True)
    host.run("make", "-s", "-C", CHECKOUT, "uninstall")
    expect_equal(installed(), [], "what is left")
    expect_equal(reception(host), before, "what eth0 receives")
    expect(not os.path.exists("/sys/module/igmp_querier") and not has_netlink_family(), "the module is still loaded")
    expect(subprocess.run(["modprobe", "-n", "igmp_querier"], stderr=subprocess.DEVNULL).returncode, "it can be loaded")
    expect_equal(shutil.which("querierctl"), None, "querierctl")
