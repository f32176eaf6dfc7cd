# SPDX-License-Identifier: GPL-2.0
"""A Debian machine in QEMU: switched on and off, with network cards to plug in and out."""
import contextlib
import os
import re
import subprocess
import time

from querierlan.inside import splats

from guests.cable import Cable
from guests.native import Native
from guests.qmp import Qmp
from guests.shell import Shell

# As kernels/stock has it, which says why; but a CPU without AVX and the like: what uses
# those is slower when it is emulated, and their modules are many.
QEMU = ("setpriv --pdeathsig KILL qemu-system-x86_64 -M q35 -accel tcg,thread=multi "
        "-cpu qemu64,+rdrand,-svm,vendor=GenuineIntel -smp 2 -m 1024 -nodefaults -display none -no-reboot "
        "-device virtio-serial-pci -device virtserialport,chardev=shell,name=shell "
        "-device virtserialport,chardev=native,name=native "
        "-device pcie-root-port,id=slot1,chassis=1 -device pcie-root-port,id=slot2,chassis=2").split()
KERNEL = ("console=ttyS0 quiet loglevel=5 panic=-1 oops=panic rcupdate.rcu_cpu_stall_timeout=60 mitigations=off "
          "tsc=reliable no_timer_check systemd.default_timeout_start_sec=900 systemd.default_device_timeout_sec=900 "
          # Each takes udev a second, and has nothing to do with networks.
          "modprobe.blacklist=ahci,lpc_ich,i2c_i801,iTCO_wdt,psmouse,evdev,pcspkr,qemu_fw_cfg,serio_raw,cfg80211")
# An emulated CPU takes a second or two for each of these units, too.
MASKED = ("dev-hugepages.mount dev-mqueue.mount sys-kernel-debug.mount sys-kernel-config.mount sys-fs-fuse-connections.mount "
          "modprobe@configfs.service modprobe@drm.service modprobe@efi_pstore.service modprobe@fuse.service "
          "modprobe@dm_mod.service modprobe@loop.service kmod-static-nodes.service systemd-random-seed.service "
          "systemd-network-generator.service systemd-udev-load-credentials.service systemd-journal-flush.service "
          "systemd-logind.service systemd-update-utmp.service e2scrub_reap.service").split()
# From the start, on systemd's clock: when a card has carrier, and each frame that is handed to one.
TRACE = "trace_clock=mono trace_event=net:net_dev_start_xmit kprobe_event=p:carrier,dev_activate,dev=%s:string"
NAME_OF_DEVICE = {"bookworm": "+0($arg1)", "trixie": "dev->name"}

BOOT = 900                      # s of real time that a machine has to boot, or to go down; on a busy host, too
SOCKETS = "shell", "native", "qmp"
CARD = "lan"                    # the card that every machine has


class Guest:
    """One machine with one card; it keeps its root folder from boot to boot."""

    def __init__(self, root):
        self.root = root
        self.folder = root.folder
        self.console = ""
        self.commands = []
        self.process = self.shell = self.native = self.qmp = None
        self.cables = {}
        self.booted = 0             # what its card had sent before
        self.card = self._cable(CARD, "52:54:00:00:00:01")

    def _cable(self, name, mac):
        self.cables[name] = Cable(name, self.folder, mac)
        return self.cables[name]

    def _path(self, name):
        return os.path.join(self.folder, name)

    def _command(self):
        kernel, initramfs = self.root.boot_parts()
        append = " ".join([KERNEL, TRACE % NAME_OF_DEVICE[self.root.suite], *("systemd.mask=" + unit for unit in MASKED)])
        socket = "socket,id=%s,path=%s,server=on,wait=off"
        return QEMU + [
            "-kernel", kernel, "-initrd", initramfs, "-append", append,
            "-virtfs", "local,path=%s,mount_tag=root,security_model=none,multidevs=remap" % self.root.path,
            *(word for name in SOCKETS for word in ("-chardev", socket % (name, self._path(name)))),
            "-mon", "chardev=qmp,mode=control", "-serial", "file:" + self._path("console"),
            "-netdev", self.card.netdev_words(), "-device",
            "virtio-net-pci,id=%s,netdev=%s,mac=%s,addr=5" % (CARD, CARD, self.card.mac)]

    def switch_on(self):
        """Until systemd has done all that it has to do."""
        for name in SOCKETS:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self._path(name))
        start = time.monotonic()
        self.booted = self.card.mark()
        self.root.up_to_date()
        self.process = subprocess.Popen(self._command(), stdin=subprocess.DEVNULL)
        self.shell = Shell(self._path("shell"), self.commands)
        self.native = Native(self._path("native"), self.root)
        self.qmp = Qmp(self._path("qmp"))
        self.shell.greet(BOOT)
        # Its status is that of the units: some tests want a failed one.
        self.shell.status("systemctl is-system-running --wait", BOOT)
        print("boot: %.0f s" % (time.monotonic() - start))

    def switch_off(self):
        """As an administrator does it."""
        self.shell.tell("sync; systemctl --no-block poweroff")
        self._end()

    def reboot(self):
        """The kernel that starts is the newest one that is installed."""
        self.shell.tell("sync; systemctl --no-block reboot")
        self._end()
        self.switch_on()

    def _end(self):
        try:
            self.process.wait(BOOT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError("the machine did not go down in %d s" % BOOT) from None
        finally:
            for connection in self.shell, self.native, self.qmp:
                connection.close()
            self._judge_console()
            self.process = None

    def console_so_far(self):
        """Of all its boots."""
        with contextlib.suppress(FileNotFoundError), open(self._path("console"), errors="replace") as f:
            return self.console + f.read().replace("\r", "")
        return self.console

    def _judge_console(self):
        self.console = self.console_so_far()
        os.unlink(self._path("console"))
        complaint = splats().search(self.console)
        if complaint:
            raise AssertionError("the kernel complained: " + self.console[complaint.start():][:3000])

    def run(self, command, **options):
        __tracebackhide__ = True
        return self.shell.run(command, **options)

    def status(self, command):
        return self.shell.status(command)

    # --- its cards ------------------------------------------------------------------

    def plug_in(self, name, mac, slot="slot1"):
        """A new card, as into a slot of a machine that runs; the cable that is in it."""
        cable = self._cable(name, mac)
        self.qmp.do("netdev_add", **cable.netdev())
        self.qmp.do("device_add", driver="virtio-net-pci", id=name, netdev=name, mac=mac, bus=slot)
        return cable

    def set_carrier(self, on, name=CARD):
        self.qmp.do("set_link", name=name, up=on)

    # --- what its kernel traced ---------------------------------------------------------

    def trace(self, event, pattern):
        """[(seconds since boot, what PATTERN found)] of an event"""
        line = re.compile(r"\s(\d+\.\d+): %s: .*?%s" % (event, pattern))
        found = (line.search(text) for text in self.run("cat /sys/kernel/tracing/trace").splitlines())
        return [(float(match.group(1)), match) for match in found if match]

    def property(self, unit, name):
        """A property of systemd's, a time in seconds since boot."""
        value = self.run("systemctl show -P %s %s" % (name, unit)).strip()
        return int(value) / 1e6 if name.endswith("Monotonic") else value

    def close(self):
        if self.process:
            self.process.kill()
            self.process.wait()
        for cable in self.cables.values():
            cable.close()
