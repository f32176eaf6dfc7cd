# SPDX-License-Identifier: GPL-2.0
"""Users other than root: an unprivileged one, and the root of a container."""
import os
import signal

from querierlan.namespace import CLONE_NEWNET, NAMED, RUN, Namespace, call

CLONE_NEWUSER = 0x10000000
NOBODY = 65534
OWNER = 100000                  # what root of a container is outside


def errno_of(function):
    """Run it: 0, or the errno with which it fails."""
    try:
        function()
    except OSError as error:
        return error.errno
    return 0


def outcomes(functions, become):
    """Run functions as another user: the result of each, 0 or an errno.

    BECOME changes the process that runs them, a child, for good.
    """
    results, pipe = os.pipe()
    child = os.fork()
    if not child:
        try:
            become()
            os.write(pipe, bytes(errno_of(function) for function in functions))
        finally:
            os._exit(0)         # what else was raised shows in what is missing
    os.close(pipe)
    os.waitpid(child, 0)
    with open(results, "rb") as f:
        return list(f.read())


def become_nobody():
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)


class Container(Namespace):
    """A network namespace that belongs to a user namespace, whose root is OWNER outside."""

    def __init__(self, name):
        self._start(name, self._enter_new, self._map)

    def _start(self, name, enter, entered=lambda: None):
        self.name = name
        self.outside = []
        self.sys = os.path.join(RUN, name, "sys")
        self.known_as = os.path.join(NAMED, name)
        self.keeper = self._keep(enter)
        entered()
        self.user = os.open("/proc/%d/ns/user" % self.keeper, os.O_RDONLY)
        self.fd = os.open("/proc/%d/ns/net" % self.keeper, os.O_RDONLY)
        with self:
            self._publish()

    @staticmethod
    def _enter_new():
        call("unshare", CLONE_NEWUSER | CLONE_NEWNET)

    def _map(self):
        for kind in "uid", "gid":
            with open("/proc/%d/%s_map" % (self.keeper, kind), "w") as f:
                f.write("0 %d 1000" % OWNER)

    def _enter_sibling(self):
        self.become_root()
        call("unshare", CLONE_NEWNET)

    def sibling(self, name):
        """Another network namespace of the same user namespace."""
        other = Container.__new__(Container)
        other._start(name, self._enter_sibling)
        return other

    @staticmethod
    def _keep(enter):
        """A process that is in the new namespaces, until it is killed."""
        ready, done = os.pipe()
        keeper = os.fork()
        if not keeper:
            enter()
            os.write(done, b".")
            signal.pause()
        os.read(ready, 1)
        os.close(ready)
        os.close(done)
        return keeper

    def become_root(self):
        """Become root of the container, for outcome()."""
        call("setns", self.user, CLONE_NEWUSER)
        call("setns", self.fd, CLONE_NEWNET)
        os.setgroups([])
        os.setresgid(0, 0, 0)
        os.setresuid(0, 0, 0)

    def delete(self):
        os.kill(self.keeper, signal.SIGKILL)
        os.waitpid(self.keeper, 0)
        os.close(self.user)
        super().delete()
