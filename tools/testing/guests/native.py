# SPDX-License-Identifier: GPL-2.0
"""Programs of a guest that run here, in its root folder: DKMS, which takes an emulated CPU a quarter of an hour."""
import base64
import contextlib
import os
import socket
import subprocess
import threading

from guests.host import connect

FOLDER = "/usr/local/sbin"      # the first in which root's programs are looked for
# What it caches of the folder is written before, and read again after.
STAND_IN = """#!/bin/bash
command="cd $(printf %%q "$PWD") && $(printf '%%q ' %s "$@")"
exec 3<>/dev/virtio-ports/native
sync
base64 -w 0 <<<"$command" >&3
echo >&3
read -r status size <&3
head -c "$size" <&3
echo 3 >/proc/sys/vm/drop_caches
exit "$status"
"""


class Native:
    """Answers as lib/machine-root's test-shell does, but this machine is asked."""

    def __init__(self, path, root):
        self.root = root
        self.socket = connect(path)
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self):
        with contextlib.suppress(OSError), self.socket.makefile("rb") as lines:
            for line in lines:
                self.socket.sendall(self._answer(base64.b64decode(line).decode()))

    def _answer(self, command):
        done = subprocess.run(self.root.command("bash", "-c", command), stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return b"%d %d\n%s" % (done.returncode, len(done.stdout), done.stdout)

    def close(self):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.thread.join()
        self.socket.close()


@contextlib.contextmanager
def natively(guest, *programs):
    """These run here, as long as the context lasts."""
    paths = [os.path.join(FOLDER, os.path.basename(program)) for program in programs]
    for path, program in zip(paths, programs):
        guest.run("cat >%s <<'END'\n%sEND\nchmod +x %s" % (path, STAND_IN % program, path))
    yield
    guest.run("rm " + " ".join(paths))
