# SPDX-License-Identifier: GPL-2.0
"""tools/dkms, with the real dkms of several Debian releases, in throwaway copies of this machine's root whose kernels
are a few fake headers: what is installed, what is left as it was, and what comes back when something fails.

    tools/testing/run-tests -k "bookworm and killed" tools/testing/tests/install
"""
import os
import re

import pytest

from querierlan.expect import expect

CASES = os.path.join(os.path.dirname(__file__), "cases.sh")
# Debian 12's, 13's, and 11's, which says "igmp-querier, 1.0.0, ..." as Ubuntu 22.04's does.
SUITES = "bookworm", "trixie", "bullseye"
# With the others run those cases that concern dkms itself.
OF_DKMS = {"installs_and_removes", "no_headers", "fails_later", "source_lost", "too_old"}


def claims():
    """{case: the comment above it}."""
    with open(CASES) as f:
        text = f.read()
    told = {case: re.sub(r"\s*\n# ", " ", claim)
            for claim, case in re.findall(r"^# ((?:[^\n]|\n#)*)\ncase_(\w+)\(\)", text, re.MULTILINE)}
    silent = set(re.findall(r"^case_(\w+)\(\)", text, re.MULTILINE)) - set(told)
    expect(not silent, "no comment above %s" % ", ".join(silent))
    return told


CLAIMS = claims()
CHOSEN = [(suite, case) for suite in SUITES for case in CLAIMS if suite == SUITES[0] or case in OF_DKMS]


@pytest.mark.parametrize("suite, case", CHOSEN, ids=["%s-%s" % chosen for chosen in CHOSEN])
def test_dkms(runs, suite, case):
    """What cases.sh says above the case."""
    if (suite, case) not in runs:
        pytest.skip("no mirror has the dkms of " + suite)
    done = runs[suite, case].result()
    assert done.returncode == 0, "%s\n%s" % (CLAIMS[case], done.stdout)
