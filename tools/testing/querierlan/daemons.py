# SPDX-License-Identifier: GPL-2.0
"""A host's daemons in mount and PID namespaces of their own: each world has its own /run and its own processes."""
import contextlib
import os
import subprocess

HOMES = "/tmp/worlds"           # not /run, which each world has for itself


class HostDaemons:
    """A home with FILES, by name; {home} in a script is where it is."""

    def __init__(self, host, files):
        self.host = host
        self.home = os.path.join(HOMES, host.name)
        for name, text in files.items():
            path = os.path.join(self.home, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w") as f:
                f.write(text)

    def _command(self, script):
        # All that the shell started ends with it: it is number 1 of its world.
        script = "mount -t tmpfs run /run\n" + script
        return ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-ec", script.format(home=self.home)]

    def run(self, script):
        """Run a shell script to its end; its output."""
        return self.host.run(*self._command(script))

    @contextlib.contextmanager
    def running(self, script):
        """Run a shell script in the background while a "with" lasts. What it says is in the file "log".

        Gives the process whose mounts they see.
        """
        # A shell becomes its last command; but only a shell is sure to get the signal that ends it.
        script += "\n:"
        with self.host, open(self.home + "/log", "w") as log:
            shell = subprocess.Popen(self._command(script), stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            yield shell.pid
        finally:
            shell.kill()
            shell.wait()
