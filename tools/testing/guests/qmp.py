# SPDX-License-Identifier: GPL-2.0
"""QEMU's own socket: plug a device in or out, a cable in or out."""
import json

from guests.host import connect


class Qmp:
    """What QEMU is told, and what it answers."""

    def __init__(self, path):
        self.socket = connect(path)
        self.lines = self.socket.makefile("rw")
        self._answer("QMP")
        self.do("qmp_capabilities")

    def _answer(self, *wanted):
        """The next message that has one of these members; events pass."""
        while True:
            message = json.loads(self.lines.readline())
            if "error" in message:
                raise OSError(message["error"]["desc"])
            if any(word in message for word in wanted):
                return message

    def do(self, command, **arguments):
        arguments = {name.replace("_", "-"): value for name, value in arguments.items()}
        self.lines.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
        self.lines.flush()
        return self._answer("return")["return"]

    def wait_for(self, event, **data):
        """Until it happens; the socket's time-out is the limit."""
        while True:
            message = self._answer("event")
            if message["event"] == event and data.items() <= message.get("data", {}).items():
                return

    def close(self):
        self.lines.close()
        self.socket.close()
