# SPDX-License-Identifier: GPL-2.0
"""The root folder of one machine: what is in the cache, and what this machine writes over it, which goes with it."""
import os
import re
import shutil
import subprocess

from querierlan.namespace import MNT_DETACH, call

from guests.host import TESTING, script

CLONE_NEWNS = 0x20000
MS_PRIVATE, MS_REC = 1 << 18, 1 << 14


def private_mounts():
    """What is mounted from now on is this process's, and its children's, and goes with them."""
    call("unshare", CLONE_NEWNS)
    call("mount", b"none", b"/", None, MS_PRIVATE | MS_REC, None)


class Root:
    """A root folder of SUITE with our packages and others, as kernels/machine makes them."""

    def __init__(self, suite, folder, *packages):
        self.suite = suite
        self.folder = folder
        self.path = os.path.join(folder, "root")
        self.layers = script("kernels/machine", "layers", suite, "installed", *packages)
        call("mount", b"throwaway", folder.encode(), b"tmpfs", 0, b"mode=755")
        self._mount()

    def _mount(self):
        subprocess.run(["sh", "-ec", '. "$0"; overlay_root "$@"', TESTING + "/kernels/overlay.sh", self.folder,
                        self.layers], check=True)

    def start_again(self):
        """As it was before the machine wrote anything."""
        call("umount2", self.path.encode(), 0)
        for name in "upper", "work":
            shutil.rmtree(os.path.join(self.folder, name))
        self._mount()

    def write(self, path, text):
        """A file of the machine, while that is off."""
        path = os.path.join(self.path, path.lstrip("/"))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as f:
            f.write(text)

    def copy(self, folder, path):
        """A new folder, also while the machine is on."""
        shutil.copytree(folder, os.path.join(self.path, path.lstrip("/")))

    def command(self, *command):
        """What runs a command in the folder."""
        return [TESTING + "/kernels/machine", "run", self.path, *command]

    def run(self, *command):
        """What the command says, run at this machine's own speed, while the other machine is off."""
        done = subprocess.run(self.command(*command), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            raise AssertionError("%s: status %d: %s" % (" ".join(command), done.returncode, done.stdout))
        return done.stdout

    def kernels(self):
        """The kernels that are installed, the newest last, which is the one that a boot loader takes."""
        names = [name[len("vmlinuz-"):] for name in os.listdir(self.path + "/boot") if name.startswith("vmlinuz-")]
        return sorted(names, key=lambda name: [int(number) for number in re.findall(r"\d+", name)])

    def up_to_date(self):
        """Else systemd makes lists of /usr again when that is newer: half a minute of an emulated CPU."""
        for folder in "etc", "var":
            self.write(folder + "/.updated", "")

    def boot_parts(self):
        """(kernel, initramfs)"""
        parts = script("kernels/machine", "boot", self.path, self.suite, self.kernels()[-1])
        return parts + "/vmlinux", parts + "/initramfs"

    def close(self):
        call("umount2", self.path.encode(), MNT_DETACH)
        call("umount2", self.folder.encode(), MNT_DETACH)
