# SPDX-License-Identifier: GPL-2.0
"""The module itself, out of the kernel and back in."""
import os
import subprocess

import pytest


def path():
    """The file that the test kernel has loaded."""
    try:
        return os.environ["QUERIER_MODULE"]
    except KeyError:
        pytest.skip("$QUERIER_MODULE does not say where the module is")


def load():
    subprocess.run(["insmod", path()], check=True)


def unload():
    path()                      # who cannot load it again should not unload it
    subprocess.run(["rmmod", "igmp_querier"], check=True)
