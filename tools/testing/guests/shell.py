# SPDX-License-Identifier: GPL-2.0
"""Commands in a guest, through a serial port of its own: kernels/machine puts the other end there."""
import base64

from guests.host import connect

PATIENCE = 600                  # s that a command may take: the CPU is emulated


class Failed(AssertionError):
    """A command in the guest ended with another status than 0."""


class Shell:
    """Bash in the guest, a process for each command."""

    def __init__(self, path, log):
        self.socket = connect(path)
        self.stream = self.socket.makefile("rb")
        self.log = log

    def greet(self, patience):
        """Until the guest's end is there: it says hello when it starts."""
        self.socket.settimeout(patience)
        while self.stream.readline() != b"hello\n":
            pass

    def tell(self, command):
        """Do not wait for the answer: the machine may go down first."""
        self.socket.sendall(base64.b64encode(command.encode()) + b"\n")
        self.log.append("# " + command)

    def status(self, command, patience=PATIENCE):
        """(status, what it said)"""
        self.socket.settimeout(patience)
        self.socket.sendall(base64.b64encode(command.encode()) + b"\n")
        status, size = map(int, self.stream.readline().split())
        said = self.stream.read(size).decode(errors="replace")
        self.log.append("# %s\n%s" % (command, said.rstrip("\n")) + ("\n(status %d)" % status if status else ""))
        return status, said

    def run(self, command, patience=PATIENCE):
        """What it said."""
        __tracebackhide__ = True
        status, said = self.status(command, patience)
        if status:
            raise Failed("%s: status %d: %s" % (command, status, said))
        return said

    def close(self):
        self.stream.close()
        self.socket.close()
