# SPDX-License-Identifier: GPL-2.0
"""The module itself, out of the kernel and back in."""
import os
import subprocess

from lan import Skip


def path():
    """The file that tools/testing/scenario-run has loaded."""
    try:
        return os.environ["QUERIER_MODULE"]
    except KeyError:
        raise Skip("$QUERIER_MODULE does not say where the module is") from None


def load():
    subprocess.run(["insmod", path()], check=True)


def unload():
    path()                      # who cannot load it again should not unload it
    subprocess.run(["rmmod", "igmp_querier"], check=True)
