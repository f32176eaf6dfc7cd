# SPDX-License-Identifier: GPL-2.0
"""The cases of cases.sh, each in a throwaway copy of this machine's root."""
import concurrent.futures
import functools
import os
import subprocess

import pytest

from querierlan.machines import Unavailable, script

FOLDER = os.path.dirname(__file__)


@functools.lru_cache(None)
def dkms_of(suite):
    """The dkms of this Debian release, or why there is none."""
    try:
        return script("tests/install/dkms", suite)
    except Unavailable as why:
        return why


def run_case(dkms, case):
    return subprocess.run([FOLDER + "/in-root", dkms, case], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors="replace")


@pytest.fixture(scope="session")
def runs(request):
    """All that were chosen, several at a time because DKMS often waits: {(suite, case): future}."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        found = {}
        for item in request.session.items:
            if "runs" in item.fixturenames:
                suite, case = item.callspec.params["suite"], item.callspec.params["case"]
                dkms = dkms_of(suite)
                if not isinstance(dkms, Unavailable):
                    found[suite, case] = pool.submit(run_case, dkms, case)
        yield found
        pool.shutdown(cancel_futures=True)
