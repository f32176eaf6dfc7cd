# SPDX-License-Identifier: GPL-2.0
"""querierctl, run against a tree of files that stands in for sysfs.

QUERIERCTL is the program to test, by default the one that "make -C tools" has
built; QUERIERCTL_WRAP="valgrind -q --error-exitcode=99" runs each call of it
under that.
"""
import pytest

import fakesys


@pytest.fixture(scope="session")
def work(tmp_path_factory):
    """A directory with what is preloaded."""
    directory = str(tmp_path_factory.mktemp("fakesys"))
    fakesys.build_kernel(directory)
    return directory


@pytest.fixture
def tree(work):
    """A new tree."""
    return fakesys.Tree(work)
