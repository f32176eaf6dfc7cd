# SPDX-License-Identifier: GPL-2.0
"""The framework of the scenarios: a LAN of namespaces in simulated time.

A scenario file holds cases, functions that take a LAN and read as a timeline:

    from lan import case, expect, run_cases

    @case
    def takes_over(lan):
        '''A silent querier is replaced after 255 s (RFC 9776 8.5).'''
        low, high = lan.hosts(low="10.0.0.1/24", high="10.0.0.2/24")
        high.querier.enable()
        lan.at(10)
        low.send(igmp.query_v3(), src="10.0.0.1")
        lan.at(300)
        high.expect_queries([0, 265, 296.25])

    if __name__ == "__main__":
        run_cases()

Hosts are network namespaces with one interface, eth0, at a port of one switch
(a bridge in a namespace of its own, which floods unless told otherwise). What
passes the port is captured there, with the kernel's own time stamps. Zero is
when lan.hosts() returns.

Time passes only while every process sleeps, so nothing here may poll: programs,
sends and reads of sysfs take no time at all.
"""
import contextlib
import ctypes
import errno
import fcntl
import json
import os
import socket
import struct
import subprocess
import sys
import time
import traceback

import igmp
import mldpacket
from genl import ENUMS, NAMES, Genl

RUN = "/run/lan"
NAMED = "/run/netns"            # where "ip netns" looks
SETTLE = 2.0                    # s until every carrier was noticed
DAD = 3.0                       # s until an IPv6 address was found to be unique
DISSOLVE = 1.0                  # s until a namespace is gone
BUFFER = 64 << 20               # 10,000 queries fit

CLONE_NEWNET = 0x40000000
MS_BIND = 4096
MNT_DETACH = 2
PR_SET_TIMERSLACK = 29
ETH_P_ALL = 3
SO_ATTACH_FILTER = 26
SO_RCVBUFFORCE = 33
SO_TIMESTAMPNS = 35
MCAST_JOIN_GROUP, MCAST_BLOCK_SOURCE, MCAST_UNBLOCK_SOURCE = 42, 43, 44
MCAST_JOIN_SOURCE_GROUP, MCAST_LEAVE_SOURCE_GROUP = 46, 47
SOL_PACKET = 263
PACKET_AUXDATA = 8
PACKET_OUTGOING = 4
TP_STATUS_VLAN_VALID = 1 << 4
SIOCGIFFLAGS, SIOCSIFFLAGS = 0x8913, 0x8914
SIOCSIFADDR, SIOCSIFNETMASK = 0x8916, 0x891c
IFF_UP = 1

libc = ctypes.CDLL(None, use_errno=True)


def call(function, *args):
    if getattr(libc, function)(*args) < 0:
        raise OSError(ctypes.get_errno(), "%s%r" % (function, args))


def sockaddr(address):
    """A struct sockaddr_storage."""
    if ":" in address:
        return struct.pack("HHI16s104x", socket.AF_INET6, 0, 0, mldpacket.packed(address))
    return struct.pack("HH4s120x", socket.AF_INET, 0, igmp.packed(address))


# --- what a case says -------------------------------------------------------------

class Failure(Exception):
    """What a case claims does not hold."""


class Skip(Exception):
    """The case cannot run here, and why."""


def expect(condition, text):
    if not condition:
        raise Failure(text)


def expect_equal(got, wanted, what):
    expect(got == wanted, "%s: expected %r, got %r" % (what, wanted, got))


def expect_near(got, wanted, what, tolerance=0.002):
    """For values that are cut to milliseconds on the way here."""
    expect(abs(got - wanted) <= tolerance, "%s: expected %.6g, got %.6g" % (what, wanted, got))


def expect_times(packets, wanted, what, tolerance=0.001):
    """The packets, and no others, came at these times."""
    times = [packet.time for packet in packets]
    right = len(times) == len(wanted) and all(abs(t - w) <= tolerance for t, w in zip(times, wanted))
    expect(right, "%s: expected at %s, got %s" % (what, seconds(wanted), seconds(times)))


def seconds(times):
    return "[%s]" % ", ".join("%.6g" % t if t < 1000 else "%.3f" % t for t in times)


def expect_refused(write, error, what):
    """WRITE, a function, fails with the error."""
    try:
        write()
    except OSError as e:
        expect_equal(e.errno, error, what)
        return
    raise Failure("%s was not refused" % what)


# --- namespaces -------------------------------------------------------------------

class Namespace:
    """A network namespace; "with namespace:" is inside it."""

    def __init__(self, name):
        self.name = name
        self.outside = []
        self.sys = os.path.join(RUN, name, "sys")
        self.known_as = os.path.join(NAMED, name)
        outer = os.open("/proc/self/ns/net", os.O_RDONLY)
        call("unshare", CLONE_NEWNET)
        try:
            self.fd = os.open("/proc/self/ns/net", os.O_RDONLY)
            self._publish()
        finally:
            call("setns", outer, CLONE_NEWNET)
            os.close(outer)

    def _publish(self):
        """A name for "ip", and a sysfs, which shows its mounter's interfaces."""
        os.makedirs(self.sys)
        os.makedirs(NAMED, exist_ok=True)
        open(self.known_as, "w").close()
        call("mount", b"/proc/self/ns/net", self.known_as.encode(), b"none", MS_BIND, None)
        call("mount", b"sysfs", self.sys.encode(), b"sysfs", 0, None)
        # A kernel may have none at all.
        with contextlib.suppress(FileNotFoundError), open("/proc/sys/net/ipv6/conf/default/disable_ipv6", "w") as f:
            f.write("1")

    def __enter__(self):
        self.outside.append(os.open("/proc/self/ns/net", os.O_RDONLY))
        call("setns", self.fd, CLONE_NEWNET)
        return self

    def __exit__(self, *error):
        outer = self.outside.pop()
        call("setns", outer, CLONE_NEWNET)
        os.close(outer)

    def delete(self):
        call("umount2", self.sys.encode(), MNT_DETACH)
        call("umount2", self.known_as.encode(), MNT_DETACH)
        os.unlink(self.known_as)
        os.removedirs(self.sys)
        os.close(self.fd)

    def run(self, *words, check=True, **options):
        """Run a program inside; its output. (It sees /sys of the outside; "ip netns exec" gives it its own.)"""
        with self:
            done = subprocess.run(words, stdin=options.pop("stdin", subprocess.DEVNULL), stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True, **options)
        expect(not check or done.returncode == 0, "%s: %s" % (" ".join(words), done.stdout.strip()))
        return done.stdout

    def ip(self, *lines):
        """Run commands of ip(8), one a line, in one process: starting one is what costs time."""
        with self:
            done = subprocess.run(["ip", "-batch", "-"], input="\n".join(lines) + "\n", text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        expect(done.returncode == 0, "ip: %s" % done.stdout.strip())

    def ip_output(self, words):
        """What one command of ip(8) prints."""
        return self.run("ip", *words.split())

    def sysctl(self, name, value):
        with self, open("/proc/sys/" + name.replace(".", "/"), "w") as f:
            f.write(str(value))

    def _ioctl(self, request, interface, data):
        with self, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            return fcntl.ioctl(s, request, struct.pack("16s24s", interface.encode(), data))

    def set_up(self, interface, up=True):
        flags, = struct.unpack("H", self._ioctl(SIOCGIFFLAGS, interface, b"")[16:18])
        flags = flags | IFF_UP if up else flags & ~IFF_UP
        self._ioctl(SIOCSIFFLAGS, interface, struct.pack("H", flags))

    def set_ipv6(self, interface, *addresses):
        """Only these addresses, as in "fe80::1/64", with duplicate address detection."""
        self.sysctl("net.ipv6.conf.%s.addr_gen_mode" % interface, 1)
        self.sysctl("net.ipv6.conf.%s.disable_ipv6" % interface, 0)
        self.ip(*("addr add %s dev %s" % (address, interface) for address in addresses))

    def set_address(self, interface, address):
        """The first address, as in "10.0.0.1/24"; ip("addr add ...") adds more."""
        address, length = address.split("/")
        mask = struct.pack("!I", 0xffffffff << (32 - int(length)) & 0xffffffff)
        for request, octets in ((SIOCSIFADDR, igmp.packed(address)), (SIOCSIFNETMASK, mask)):
            self._ioctl(request, interface, struct.pack("HH4s", socket.AF_INET, 0, octets))


# --- what is on the wire ------------------------------------------------------------

# IP protocol 2 in frames of type 0x0800, and hop-by-hop options in those of type 0x86dd.
FILTER = ((0x28, 0, 0, 12), (0x15, 0, 2, 0x0800), (0x30, 0, 0, 23), (0x15, 3, 4, 2),
          (0x15, 0, 3, 0x86dd), (0x30, 0, 0, 20), (0x15, 0, 1, 0),
          (0x06, 0, 0, 0x40000), (0x06, 0, 0, 0))
PACKETS = {b"\x08\x00": igmp.Packet, b"\x86\xdd": mldpacket.Packet}


class Capture:
    """All IGMP and MLD that passes an interface, from now on.

    The kernel keeps it until somebody asks, so it costs nothing meanwhile.
    """

    def __init__(self, lan, namespace, interface):
        self.lan = lan
        self.packets = []
        with namespace:
            self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
        self._filter()
        self.socket.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, BUFFER)
        self.socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self.socket.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
        self.socket.setblocking(False)
        self.socket.bind((interface, ETH_P_ALL))

    def _filter(self):
        program = b"".join(struct.pack("HBBI", *step) for step in FILTER)
        code = ctypes.create_string_buffer(program)
        self.socket.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER,
                               struct.pack("HxxxxxxQ", len(FILTER), ctypes.addressof(code)))

    def _receive(self):
        frame, control, _, sender = self.socket.recvmsg(2048, 256)
        stamp, vlan = 0, None
        for level, kind, data in control:
            if (level, kind) == (socket.SOL_SOCKET, SO_TIMESTAMPNS):
                stamp = self.lan.time_of(*struct.unpack("qq", data))
            elif (level, kind) == (SOL_PACKET, PACKET_AUXDATA):
                status, tag = struct.unpack("I12xH", data[:18])
                vlan = tag & 0xfff if status & TP_STATUS_VLAN_VALID else None
        return PACKETS[frame[12:14]](stamp, sender[2] == PACKET_OUTGOING, vlan, frame)

    def all(self):
        """Everything captured so far."""
        while True:
            try:
                self.packets.append(self._receive())
            except BlockingIOError:
                return self.packets
            except OSError as error:
                # Said once after the interface went down, before what was captured.
                if error.errno != errno.ENETDOWN:
                    raise

    def select(self, since=0, **fields):
        """What came at SINCE or later and has these fields: select(kind="query", version=2)."""
        # Not even the ends of a query's own microsecond may matter.
        return [p for p in self.all() if p.time >= since - 1e-6 and
                all(getattr(p, name) == value for name, value in fields.items())]

    def close(self):
        self.socket.close()


# --- the module ----------------------------------------------------------------------

class Querier:
    """The directory "igmp" or "mld" of an interface."""

    def __init__(self, namespace, interface, family="igmp"):
        self.namespace, self.interface, self.family = namespace, interface, family
        self.directory = os.path.join(namespace.sys, "class/net", interface, family)

    def __getitem__(self, name):
        with open(os.path.join(self.directory, name)) as f:
            return f.read().rstrip("\n")

    def __setitem__(self, name, value):
        fd = os.open(os.path.join(self.directory, name), os.O_WRONLY)
        try:
            os.write(fd, str(value).encode())
        finally:
            os.close(fd)

    def set(self, **values):
        """Write several files, in this order."""
        for name, value in values.items():
            self[name] = value

    def enable(self):
        self["querier_enable"] = 1

    def disable(self):
        self["querier_enable"] = 0

    def statistics(self):
        """All counters, by name; there are none before it first runs."""
        path = os.path.join(self.directory, "statistics")
        names = os.listdir(path) if os.path.exists(path) else []
        return {name: self.count(name) for name in names}

    def count(self, name):
        return int(self["statistics/" + name])

    @property
    def groups(self):
        """How many groups have members."""
        return int(self["groups"])

    def table(self):
        """{group: (mode, [sources that are wanted], [sources that are excluded])}, as querierctl has it."""
        if "QUERIERCTL" not in os.environ:
            raise Skip("$QUERIERCTL does not say where the tool is")
        shown = self.namespace.run(os.environ["QUERIERCTL"], "groups", self.interface, "-j")
        return {group["group"]: (group["mode"], self._sources(group, "requested"), self._sources(group, "excluded"))
                for group in json.loads(shown)["groups"] if group["family"] == self.family}

    @staticmethod
    def _sources(group, state):
        return [source["address"] for source in group["sources"] if source["state"] == state]

    @property
    def expires(self):
        """Seconds that the other querier will still be believed."""
        return int(self["other_querier_expires_ms"]) / 1000

    def expect(self, **values):
        """Files hold these values: expect(state="querier", active_version=2)."""
        for name, value in values.items():
            expect_equal(self[name], str(value), name)


# --- hosts and their LAN ----------------------------------------------------------------

class Host(Namespace):
    """A namespace whose eth0 is at a port of the switch."""

    def __init__(self, lan, name, number):
        super().__init__(name)
        self.lan = lan
        self.mac = "02:00:00:00:00:%02x" % number
        self.address = None
        self.querier = Querier(self, "eth0")
        self.mld = Querier(self, "eth0", "mld")
        self.wire = None            # the capture at its port
        self.senders = {}           # raw sockets, by interface
        self.members = {}           # sockets, by interface and group

    def interface(self, name):
        """The querier of another interface than eth0."""
        return Querier(self, name)

    def capture(self, interface):
        """Capture on one of its own interfaces, from now on."""
        return self.lan.capture(self, interface)

    def sent(self, since=0, **fields):
        """What came out of eth0: sent(kind="query", since=10)."""
        return self.wire.select(since, outgoing=False, **fields)

    def heard(self, since=0, **fields):
        """What the LAN delivered to eth0."""
        return self.wire.select(since, outgoing=True, **fields)

    def expect_queries(self, times, since=0, tolerance=0.001, family="igmp", **fields):
        """It sent queries at these times, and no others since SINCE; each has the fields."""
        packets = self.sent(since, kind="query", family=family)
        expect_times(packets, times, "queries of %s" % self.name, tolerance)
        for packet in packets:
            for name, value in fields.items():
                expect_equal(getattr(packet, name), value, "%s of %r" % (name, packet))

    # Its cable, at the switch's end.
    def unplug(self):
        self.lan.switch.set_up(self.name, False)

    def plug(self):
        self.lan.switch.set_up(self.name, True)

    # Its own part in groups, which its kernel then reports.
    def _ask_for(self, key, option, interface, *addresses):
        """An option that takes an interface and addresses (RFC 3678 5), of the socket kept for KEY."""
        ipv6 = ":" in addresses[0]
        with self:
            if key not in self.members:
                self.members[key] = socket.socket(socket.AF_INET6 if ipv6 else socket.AF_INET, socket.SOCK_DGRAM)
            index = socket.if_nametoindex(interface)
        self.members[key].setsockopt(socket.IPPROTO_IPV6 if ipv6 else socket.IPPROTO_IP, option,
                                     struct.pack("I4x", index) + b"".join(map(sockaddr, addresses)))

    def join(self, group, interface="eth0"):
        self._ask_for((interface, group), MCAST_JOIN_GROUP, interface, group)

    def leave(self, group, interface="eth0"):
        self.members.pop((interface, group)).close()

    # The same with sources, of one more socket a group.
    def _filter(self, option, group, source):
        self._ask_for(("sources", group), option, "eth0", group, source)

    def include(self, group, source):
        """Join the group for this source (too)."""
        self._filter(MCAST_JOIN_SOURCE_GROUP, group, source)

    def drop(self, group, source):
        """Leave it for this source."""
        self._filter(MCAST_LEAVE_SOURCE_GROUP, group, source)

    def join_all_but(self, group, *sources):
        """Join the group, and block these sources of it."""
        self.join(group)
        self.members["sources", group] = self.members.pop(("eth0", group))
        self.block(group, *sources)

    def block(self, group, *sources):
        for source in sources:
            self._filter(MCAST_BLOCK_SOURCE, group, source)

    def unblock(self, group, source):
        self._filter(MCAST_UNBLOCK_SOURCE, group, source)

    def leave_sources(self, group):
        """What include() and join_all_but() began."""
        self.leave(group, "sources")

    # Frames made by hand.
    def send_frame(self, frame, interface="eth0"):
        if interface not in self.senders:
            with self:
                self.senders[interface] = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
                self.senders[interface].bind((interface, 0))
        self.senders[interface].send(frame)

    def send(self, message, src, dst=igmp.ALL_HOSTS, mac_src=None, mac_dst=None, padding=None, interface="eth0",
             **header):
        """Send an IGMP message; HEADER as igmp.ipv4() takes it. From its own MAC, to the group's, padded."""
        packet = igmp.ipv4(message, src, dst, **header)
        padding = {} if padding is None else {"padding": padding}
        self.send_frame(igmp.ethernet(packet, mac_src or self.mac, mac_dst or igmp.multicast_mac(dst), **padding),
                        interface)

    def send_mld(self, message, src, dst=mldpacket.ALL_NODES, mac_src=None, mac_dst=None, interface="eth0", **header):
        """The same for MLD; HEADER as mldpacket.ipv6() takes it."""
        packet = mldpacket.ipv6(message, src, dst, **header)
        self.send_frame(igmp.ethernet(packet, mac_src or self.mac, mac_dst or mldpacket.multicast_mac(dst),
                                      ethertype=0x86dd), interface)

    def delete(self):
        for s in list(self.senders.values()) + list(self.members.values()):
            s.close()
        super().delete()


class Log:
    """The kernel's log, from now on."""

    def __init__(self):
        self.fd = os.open("/dev/kmsg", os.O_RDONLY | os.O_NONBLOCK)
        os.lseek(self.fd, 0, os.SEEK_END)
        self.lines = []

    def read(self):
        """[(seconds since boot, text)]"""
        with contextlib.suppress(BlockingIOError):
            while True:
                head, _, text = os.read(self.fd, 8192).decode(errors="replace").partition(";")
                self.lines.append((int(head.split(",")[2]) / 1e6, text.split("\n")[0]))
        return self.lines

    def close(self):
        os.close(self.fd)


class Lan:
    """Everything of one case."""

    def __init__(self):
        self.switch = None
        self.switch_options = "mcast_snooping 0"
        self.members = []
        self.captures = []
        self.kernel_log = Log()
        self.begin()

    # --- time
    def begin(self):
        """Zero is now."""
        self.zero = time.time_ns()

    def time_of(self, whole, ns):
        """Seconds since zero of the clock's time."""
        return (whole * 10**9 + ns - self.zero) / 1e9

    def now(self):
        return self.time_of(0, time.time_ns())

    def at(self, moment):
        """Sleep until so many seconds after zero."""
        target = self.zero + round(moment * 1e9)
        # Work takes microseconds of simulated time; more is a case's mistake.
        if target < time.time_ns() - 1000000:
            raise ValueError("%g s is past: it is %.6f s" % (moment, self.now()))
        while time.time_ns() < target:
            time.sleep((target - time.time_ns()) / 1e9)

    def after(self, duration):
        """Sleep for so many seconds."""
        self.at(self.now() + duration)

    # --- hosts
    def hosts(self, **addresses):
        """New hosts, by name, each with an address, or a list of them, or None. Zero is when this returns.

        "10.0.0.1/24" or "fe80::1/64", which has passed duplicate address detection then.
        """
        new = [self._host(name) for name in addresses]
        self._wire_up(new)
        for host, given in zip(new, addresses.values()):
            given = [given] if isinstance(given, str) else given or []
            for address in given:
                if ":" not in address:
                    host.address = address.split("/")[0]
                    host.set_address("eth0", address)
            host.set_up("eth0")
            ipv6 = [address for address in given if ":" in address]
            if ipv6:
                host.set_ipv6("eth0", *ipv6)
        time.sleep(SETTLE if ":" not in str(addresses) else SETTLE + DAD)
        self.begin()
        for host in new:
            host.wire = self.capture(self.switch, host.name)
        return new[0] if len(new) == 1 else new

    def _host(self, name):
        host = Host(self, name, len(self.members) + 1)
        self.members.append(host)
        return host

    def _wire_up(self, hosts):
        """Each eth0 to a port of the switch, which has the host's name."""
        lines = []
        if not self.switch:
            self.switch = Namespace("switch")
            lines += ["link add switch type bridge " + self.switch_options, "link set switch up"]
        for host in hosts:
            lines += ["link add %s type veth peer name eth0 address %s netns %s" % (host.name, host.mac, host.name),
                      "link set %s master switch up" % host.name]
        self.switch.ip(*lines)

    def capture(self, namespace, interface):
        capture = Capture(self, namespace, interface)
        self.captures.append(capture)
        return capture

    # --- the kernel's log
    def log(self, words="igmp_querier: "):
        """What the module said since zero, [(time, text)]; WORDS is what a line has in it."""
        shift = time.clock_gettime(time.CLOCK_BOOTTIME) - self.now()
        # The log has a clock of its own, some milliseconds behind.
        return [(stamp - shift, text) for stamp, text in self.kernel_log.read()
                if words in text and stamp - shift >= -0.05]

    def close(self):
        """Remove it all, and wait until it is gone."""
        for capture in self.captures:
            capture.close()
        for host in self.members:
            host.delete()
        if self.switch:
            self.switch.delete()
        time.sleep(DISSOLVE)
        self.kernel_log.close()


# --- running -----------------------------------------------------------------------------

CASES = []


def case(function):
    """Register a case. Its docstring's first line is the claim."""
    CASES.append(function)
    return function


def reason(error):
    """One line: what failed, and the line of the scenario that says so."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if f.filename == os.path.abspath(sys.argv[0])]
    at = (own or frames)[-1]
    kind = "" if isinstance(error, Failure) else type(error).__name__ + ": "
    return "%s:%d: %s%s" % (os.path.basename(at.filename), at.lineno, kind, error)


def attempt(function, lan):
    """("PASS" and so on, why)"""
    try:
        function(lan)
    except Skip as skip:
        return "SKIP", str(skip)
    except Exception as error:
        return "FAIL", reason(error)
    return "PASS", None


def run_case(name, function):
    started = time.monotonic()
    lan = Lan()
    try:
        result, why = attempt(function, lan)
        log = lan.kernel_log.read()[-15:]
    finally:
        lan.close()
    claim = function.__doc__.strip().split("\n")[0]
    print("%s %s (%.6g s) %s" % (result, name, time.monotonic() - started, claim))
    if why:
        print("    " + why)
    if result == "FAIL":
        for stamp, text in log:
            print("    [%12.6f] %s" % (stamp, text))
    sys.stdout.flush()
    return result


def run_cases():
    """Run the cases named on the command line, or all: the end of each scenario file."""
    call("prctl", PR_SET_TIMERSLACK, 1)
    wanted = sys.argv[1:]
    scenario = os.path.splitext(os.path.basename(sys.argv[0]))[0]
    results = [run_case("%s:%s" % (scenario, function.__name__), function)
               for function in CASES if not wanted or function.__name__ in wanted]
    sys.exit(1 if "FAIL" in results or not results else 0)
