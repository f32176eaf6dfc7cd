# SPDX-License-Identifier: GPL-2.0
"""Network cards: netdevsim makes devices that have a parent, as those of a bus do."""
import contextlib
import os
import socket

import pytest

from querierlan.expect import expect

BUS = "/sys/bus/netdevsim"


def is_possible():
    """Whether this kernel can have one."""
    return os.path.exists(BUS)


def write(file, words):
    with open(os.path.join(BUS, file), "w") as f:
        f.write(words)


class Card:
    """A card of a namespace with two ports, NAME and "far", that a cable joins."""
    made = 0

    def __init__(self, namespace, name):
        if not is_possible():
            pytest.skip("the kernel has no netdevsim")
        Card.made += 1
        self.number = Card.made
        # It appears where its maker is.
        with namespace if hasattr(namespace, "__enter__") else contextlib.nullcontext():
            write("new_device", "%d 2" % self.number)
            try:
                self._set_up(namespace, name)
            except BaseException:
                self.delete()
                raise

    def _set_up(self, namespace, name):
        ports = os.listdir("%s/bus/netdevsim/devices/netdevsim%d/net" % (namespace.sys, self.number))
        expect(len(ports) == 2, "a new card has %r" % ports)
        indices = sorted(map(socket.if_nametoindex, ports))
        near, far = map(socket.if_indextoname, indices)
        # netdevsim begins without multicast; cards have it.
        namespace.ip("link set %s name %s multicast on" % (near, name), "link set %s up" % name,
                     "link set %s name far up" % far)
        space = os.open("/proc/self/ns/net", os.O_RDONLY)
        try:
            write("link_device", "%d:%d %d:%d" % (space, indices[0], space, indices[1]))
        finally:
            os.close(space)

    def delete(self):
        write("del_device", str(self.number))
