# SPDX-License-Identifier: GPL-2.0
"""Unload the module and load it again."""
import os
import subprocess

import pytest


def path():
    """The file that the test kernel has loaded."""
    try:
        return os.environ["QUERIER_MODULE"]
    except KeyError:
        pytest.skip("$QUERIER_MODULE does not say where the module is")


def load(*params):
    subprocess.run(["insmod", path(), *params], check=True)


def unload():
    path()                      # do not unload it if it cannot be loaded again
    subprocess.run(["rmmod", "igmp_querier"], check=True)
