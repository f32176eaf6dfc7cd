# SPDX-License-Identifier: GPL-2.0
"""Generic netlink by hand, a message at a time: what a library would hide is what tests look at."""
import contextlib
import errno
import os
import re
import socket
import struct

from querierlan import CHECKOUT

UAPI = os.path.join(CHECKOUT, "querier/uapi.h")

NLM_F_REQUEST, NLM_F_ACK, NLM_F_DUMP = 1, 4, 0x300
NLMSG_ERROR, NLMSG_DONE = 2, 3
NLA_TYPE = 0x3fff
GENL_ID_CTRL = 16
CTRL_ATTR_OPS = 6
CTRL_ATTR_MCAST_GROUPS, CTRL_ATTR_MCAST_GRP_NAME, CTRL_ATTR_MCAST_GRP_ID = 7, 1, 2
NETLINK_GENERIC = 16
SO_RCVBUFFORCE = 33
SOL_NETLINK, NETLINK_ADD_MEMBERSHIP = 270, 1


def enums():
    """All constants of the module's header, by name."""
    with open(UAPI) as f:
        text = re.sub(r"/\*.*?\*/", "", f.read(), flags=re.S)
    values = {}
    for body in re.findall(r"enum [^{]*{([^}]*)}", text):
        value = 0
        for name, start in re.findall(r"(\w+)(?: = (\d+))?,", body):
            value = int(start) if start else value
            values[name] = value
            value += 1
    return values


ENUMS = enums()
NAMES = {prefix: {value: name[len(prefix):].lower() for name, value in ENUMS.items() if name.startswith(prefix)}
         for prefix in ("IGMP_QUERIER_A_", "IGMP_QUERIER_SOURCE_A_", "IGMP_QUERIER_STATS_A_",
                        "IGMP_QUERIER_CMD_", "IGMP_QUERIER_FILTER_MODE_")}
PREFIXES = {"source": "IGMP_QUERIER_SOURCE_A_", "stats": "IGMP_QUERIER_STATS_A_"}


def attribute(kind, data):
    data = struct.pack("HH", 4 + len(data), kind) + data
    return data + b"\0" * (-len(data) % 4)


def attributes(data):
    """[(type, bytes)]"""
    found = []
    while data:
        length, kind = struct.unpack_from("HH", data)
        found.append((kind & NLA_TYPE, data[4:length]))
        data = data[length + 3 & ~3:]
    return found


def value(name, data):
    """What an attribute says: a number, a text, an address."""
    if name == "ifname":
        return data.rstrip(b"\0").decode()
    if name in ("mac", "querier_mac"):
        return data.hex(":")
    if name in ("group", "reporter", "address", "querier_address", "source_address", "duplicate", "older_querier"):
        return socket.inet_ntop(socket.AF_INET if len(data) == 4 else socket.AF_INET6, data)
    return int.from_bytes(data, "little")


def nested(prefix, data):
    """The attributes inside of one, by name."""
    return {NAMES[prefix][kind]: value(NAMES[prefix][kind], raw) for kind, raw in attributes(data)}


def decode(data):
    """A message's attributes by name; "source" is a list."""
    found = {"source": []}
    for kind, raw in attributes(data):
        name = NAMES["IGMP_QUERIER_A_"][kind]
        if name == "source":
            found["source"].append(nested("IGMP_QUERIER_SOURCE_A_", raw))
        elif name == "stats":
            found["stats"] = nested("IGMP_QUERIER_STATS_A_", raw)
        else:
            found[name] = value(name, raw)
    return found


class Genl:
    """A socket that talks to the family."""

    def __init__(self, namespace, size=8192):
        self.size = size
        with namespace:
            self.socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_GENERIC)
        self.socket.bind((0, 0))
        self.family = self._resolve()

    def _resolve(self):
        self._send(GENL_ID_CTRL, 3, attribute(2, b"igmp_querier\0"), NLM_F_ACK)
        (_, data), = self._answers()
        about = dict(attributes(data[4:]))
        groups = [dict(attributes(group)) for _, group in attributes(about[CTRL_ATTR_MCAST_GROUPS])]
        self.groups = {group[CTRL_ATTR_MCAST_GRP_NAME].rstrip(b"\0").decode():
                       struct.unpack("I", group[CTRL_ATTR_MCAST_GRP_ID])[0] for group in groups}
        return struct.unpack("H", about[1])[0]

    def listen(self, group="events"):
        """Receive events from now on, or reports."""
        self.socket.setsockopt(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, self.groups[group])

    def _send(self, kind, command, data, flags):
        data = struct.pack("BBH", command, 1, 0) + data
        self.socket.send(struct.pack("IHHII", 16 + len(data), kind, NLM_F_REQUEST | flags, 1, 0) + data)

    def _receive(self):
        """The messages of one read."""
        data, messages = self.socket.recv(self.size), []
        while data:
            length, kind = struct.unpack_from("IH", data)
            if kind in (NLMSG_ERROR, NLMSG_DONE):
                error, = struct.unpack_from("i", data, 16)
                if error:
                    raise OSError(-error, os.strerror(-error))
            messages.append((kind, data[16:length]))
            data = data[length + 3 & ~3:]
        return messages

    def enlarge(self, size):
        """Room for so many bytes that are not read yet."""
        self.socket.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, size)

    def datagrams(self):
        """The events so far, [(command, attributes)] of each datagram; None where some were lost."""
        self.socket.setblocking(False)
        datagrams = []
        with contextlib.suppress(BlockingIOError):
            while True:
                try:
                    read = self._receive()
                except OSError as error:
                    if error.errno != errno.ENOBUFS:
                        raise
                    datagrams.append(None)
                    continue
                datagrams.append([(NAMES["IGMP_QUERIER_CMD_"][data[0]], decode(data[4:]))
                                  for kind, data in read if kind == self.family])
        self.socket.setblocking(True)
        return datagrams

    def _answers(self):
        """Up to the acknowledgement."""
        answers = []
        while not answers or answers[-1][0] != NLMSG_ERROR:
            answers += self._receive()
        return answers[:-1]

    def reads(self, command, **request):
        """Dump; what each single read brings, as a list."""
        data = b"".join(attribute(ENUMS["IGMP_QUERIER_A_" + name.upper()], struct.pack("I", number))
                        for name, number in request.items())
        self._send(self.family, ENUMS["IGMP_QUERIER_CMD_" + command.upper()], data, NLM_F_DUMP)
        done = False
        while not done:
            messages = self._receive()
            done = any(kind == NLMSG_DONE for kind, _ in messages)
            yield [decode(data[4:]) for kind, data in messages if kind == self.family]

    def do(self, command, **request):
        """Have something done; OSError if it is refused. An address is bytes."""
        data = b"".join(attribute(ENUMS["IGMP_QUERIER_A_" + name.upper()],
                                  each if isinstance(each, bytes) else struct.pack("I", each))
                        for name, each in request.items())
        self._send(self.family, ENUMS["IGMP_QUERIER_CMD_" + command.upper()], data, NLM_F_ACK)
        return [decode(data[4:]) for kind, data in self._answers() if kind == self.family]

    def dump(self, command, **request):
        """All of it."""
        return [message for read in self.reads(command, **request) for message in read]

    def close(self):
        self.socket.close()


@contextlib.contextmanager
def talk(namespace, **options):
    genl = Genl(namespace, **options)
    try:
        yield genl
    finally:
        genl.close()


def dump(namespace, command="group_get", **request):
    with talk(namespace) as genl:
        return genl.dump(command, **request)


def pack(prefix, name, each):
    """An attribute, from what decode() makes of it."""
    kind = ENUMS[prefix + name.upper()]
    if isinstance(each, dict):
        return attribute(kind, b"".join(pack(PREFIXES[name], *member) for member in each.items()))
    if isinstance(each, list):
        return b"".join(pack(prefix, name, one) for one in each)
    if isinstance(each, int):
        return attribute(kind, each.to_bytes(4 if each < 1 << 32 else 8, "little"))
    if name in ("mac", "querier_mac"):
        return attribute(kind, bytes.fromhex(each.replace(":", "")))
    if name == "ifname":
        return attribute(kind, os.fsencode(each) + b"\0")
    return attribute(kind, socket.inet_pton(socket.AF_INET6 if ":" in each else socket.AF_INET, each))


def message(family, command, data=b""):
    """A message of a dump."""
    return struct.pack("IHHIIBBH", 20 + len(data), family, 2, 0, 0, command, 1, 0) + data


def refusal(error):
    """What the kernel says to a command; 0: it is done."""
    return struct.pack("IHHIIi16x", 36, NLMSG_ERROR, 0, 0, 0, -error)


def done():
    """The end of a dump."""
    return struct.pack("IHHIIi", 20, NLMSG_DONE, 2, 0, 0, 0)
