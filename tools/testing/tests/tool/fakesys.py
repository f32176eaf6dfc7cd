# SPDX-License-Identifier: GPL-2.0
"""A tree of files that stands in for sysfs, and querierctl run against it."""
import contextlib
import fcntl
import json
import os
import pty
import shlex
import struct
import subprocess
import tempfile
import termios

from querierlan import genl
from querierlan.sysfs import FAMILIES

HERE = os.path.dirname(os.path.abspath(__file__))
TOOLS = os.path.join(HERE, "../../..")
TOOL = os.environ.get("QUERIERCTL", os.path.join(TOOLS, "querierctl"))
WRAP = shlex.split(os.environ.get("QUERIERCTL_WRAP", ""))


def defaults(family, **values):
    """The files of a new interface, and VALUES for those that depend on it."""
    files = {name: file.get("default") for name, file in FAMILIES[family]["files"].items()}
    return {**files, "state_reason": "none", **values}


DEFAULTS = defaults("igmp", active_version="3",
                    active_source_address="192.0.2.1")
MLD_DEFAULTS = defaults("mld", active_version="2",
                        active_source_address="fe80::1")
# The number of the module's netlink family.
FAMILY = 30
COUNTERS = {"queries_sent": "18446744073709551615", "elections_won": "0"}


class Result:
    """What one call of querierctl did."""

    def __init__(self, done):
        self.status = done.returncode
        self.out = (done.stdout or b"").decode()
        self.err = done.stderr.decode()

    def expect(self, status, *words):
        """The status, and words on standard error (none: it is silent)."""
        said = f"status {self.status}, said {self.err!r}"
        assert self.status == status, f"wanted status {status}: {said}"
        for word in words:
            assert word in self.err, f"wanted {word!r}: {said}"
        assert words or not self.err, f"wanted silence: {said}"
        return self

    def json(self, name):
        """The list of that name."""
        return json.loads(self.out)[name]

    def rows(self):
        """The words of each line after the heading."""
        return [line.split() for line in self.out.splitlines()[1:]]


class Tree:
    """A directory like sysfs, with one interface."""

    def __init__(self, work):
        self.root = tempfile.mkdtemp(dir=work)
        self.log = os.path.join(self.root, "log")
        self.net = os.path.join(self.root, "class/net")
        self.env = {
            "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8",
            "ASAN_OPTIONS": "verify_asan_link_order=0:exitcode=99",
            "UBSAN_OPTIONS": "exitcode=99",
            "QUERIERCTL_ROOT": self.root,
            "QUERIERCTL_SYSFS": self.root, "FAKE_LOG": self.log,
            "LD_PRELOAD": os.path.join(work, "fakesys.so"),
        }
        self.indices = {}           # by name
        os.makedirs(self.net)
        os.makedirs(os.path.join(self.root, "module/igmp_querier"))
        self.device("eth0")

    def path(self, *parts):
        """A path below class/net."""
        return os.path.join(self.net, *parts)

    @staticmethod
    def files(where, values):
        """Writes files of one value each."""
        os.makedirs(where, exist_ok=True)
        for name, value in values.items():
            with open(os.path.join(where, name), "w", encoding="utf8") as file:
                file.write(value + "\n")

    def device(self, name, flags="0x1003", kind="1", igmp=True, mld=None,
               **values):
        """Adds an interface, and unless told otherwise IGMP's files.

        MLD: what the values of its files are, if they are not the defaults.
        """
        self.indices.setdefault(name, str(len(self.indices) + 1))
        self.files(self.path(name), {"flags": flags, "type": kind,
                                      "ifindex": self.indices[name]})
        if igmp:
            self.files(self.path(name, "igmp"), {**DEFAULTS, **values})
            self.files(self.path(name, "igmp/statistics"), COUNTERS)
        if mld is not None:
            self.files(self.path(name, "mld"), {**MLD_DEFAULTS, **mld})
            self.files(self.path(name, "mld/statistics"), COUNTERS)

    def conf(self, text, path="etc/querierctl.conf"):
        """Writes a configuration file; returns its path."""
        path = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf8", newline="") as file:
            file.write(text)
        return path

    def says(self, command, *messages):
        """What the module says when it is asked: a dictionary for each message, as querierlan.genl has it."""
        number = genl.ENUMS["IGMP_QUERIER_CMD_" + command.upper()]
        self._answer_by("%d-%d" % (FAMILY, number), b"".join(
            genl.message(FAMILY, number, b"".join(genl.pack("IGMP_QUERIER_A_", *member) for member in message.items()))
            for message in messages) + genl.done())

    def refuses(self, command, *errors, lacks=()):
        """With these the module answers a command, of IGMP and of MLD; 0: it obeys. LACKS: commands that it does not know."""
        number = genl.ENUMS["IGMP_QUERIER_CMD_" + command.upper()]
        for protocol, error in enumerate(errors):
            self._answer_by("%d-%d-%d" % (FAMILY, number, protocol), genl.refusal(error), lacks)

    def _answer_by(self, file, answer, lacks=()):
        folder = os.path.join(self.root, "netlink")
        os.makedirs(folder, exist_ok=True)
        ops = b"".join(genl.attribute(place, genl.attribute(1, struct.pack("I", number)))
                       for place, (number, name) in enumerate(genl.NAMES["IGMP_QUERIER_CMD_"].items(), 1)
                       if name not in lacks)
        about = genl.attribute(1, struct.pack("H", FAMILY)) + genl.attribute(genl.CTRL_ATTR_OPS, ops)
        about += genl.attribute(genl.CTRL_ATTR_MCAST_GROUPS, genl.attribute(1, genl.attribute(
            genl.CTRL_ATTR_MCAST_GRP_NAME, b"reports\0") + genl.attribute(genl.CTRL_ATTR_MCAST_GRP_ID, struct.pack("I", 9))))
        for name, data in ((file, answer), ("%d-3" % genl.GENL_ID_CTRL,
                                           genl.message(genl.GENL_ID_CTRL, 1, about) + genl.done())):
            with open(os.path.join(folder, name), "wb") as to:
                to.write(data)
        self.env["FAKE_NETLINK"] = folder

    def answers(self, command, family, *messages):
        """What the kernel answers to a command of rtnetlink, such as RTM_GETLINK, for an address family."""
        folder = os.path.join(self.root, "netlink")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "%d-%d" % (command, family)), "wb") as to:
            for data in messages:
                to.write(struct.pack("IHHII", 16 + len(data), command, 2, 0, 0) + data)
            to.write(genl.done())
        self.env["FAKE_NETLINK"] = folder

    def get(self, file, name="eth0", family="igmp"):
        """What a file of the module's has."""
        with open(self.path(name, family, file), encoding="utf8") as value:
            return value.read().strip()

    def written(self):
        """The writes that the kernel took, in order."""
        if not os.path.exists(self.log):
            return []
        with open(self.log, encoding="utf8") as log:
            return log.read().split()

    def unchanged(self):
        """Whether eth0 is as it was made."""
        return all(self.get(file) == DEFAULTS[file] for file in DEFAULTS)

    def run(self, *args, stdout=subprocess.PIPE, cwd=None, timeout=None, **env):
        """Runs querierctl, for TIMEOUT seconds at most."""
        return Result(subprocess.run(
            [*WRAP, TOOL, *args], stdout=stdout, stderr=subprocess.PIPE,
            check=False, cwd=cwd, timeout=timeout, env={**self.env, **env}))

    def on_full_disk(self, *args):
        """The same, where no file can grow."""
        limited = ["bash", "-c", "ulimit -f 0; trap '' XFSZ; exec \"$@\"", "bash", *WRAP, TOOL, *args]
        return Result(subprocess.run(limited, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, env=self.env))

    def on_terminal(self, width, *args, **env):
        """What querierctl shows on a terminal so wide."""
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 25, width, 0, 0))
        shown = b""
        with os.fdopen(ours, "rb", buffering=0) as screen:
            with os.fdopen(theirs, "wb") as terminal:
                self.run(*args, stdout=terminal, **{"TERM": "vt100", **env}).expect(0)
            # It may come in parts; a terminal without a program is an error.
            with contextlib.suppress(OSError):
                while part := screen.read(1 << 12):
                    shown += part
        return shown.decode().replace("\r\n", "\n")


def deny(file, value, error):
    """A rule of the fake kernel's: refuse this value."""
    return f"{file} {value} {error}\n"


def build_kernel(work):
    """Builds what is preloaded."""
    subprocess.run([os.environ.get("CC", "cc"), "-shared", "-fPIC", "-Wall",
                    "-O1", "-o", os.path.join(work, "fakesys.so"),
                    os.path.join(HERE, "fakesys.c"), "-ldl"], check=True)
