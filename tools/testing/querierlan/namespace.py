# SPDX-License-Identifier: GPL-2.0
"""Network namespaces, entered without starting a program: that is what costs time."""
import contextlib
import ctypes
import fcntl
import os
import socket
import struct
import subprocess

from querierlan import igmp
from querierlan.expect import expect

RUN = "/run/lan"
NAMED = "/run/netns"            # where "ip netns" looks

CLONE_NEWNET = 0x40000000
MS_BIND = 4096
MNT_DETACH = 2
SIOCGIFFLAGS, SIOCSIFFLAGS = 0x8913, 0x8914
SIOCSIFADDR, SIOCSIFNETMASK = 0x8916, 0x891c
IFF_UP = 1

libc = ctypes.CDLL(None, use_errno=True)


def call(function, *args):
    if getattr(libc, function)(*args) < 0:
        raise OSError(ctypes.get_errno(), "%s%r" % (function, args))


class Namespace:
    """A network namespace; "with namespace:" enters it."""

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
        for request, data in ((SIOCSIFADDR, igmp.packed(address)), (SIOCSIFNETMASK, mask)):
            self._ioctl(request, interface, struct.pack("HH4s", socket.AF_INET, 0, data))
