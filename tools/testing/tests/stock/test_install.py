# SPDX-License-Identifier: GPL-2.0
"""make install and make uninstall for Debian's own kernel, in a throwaway copy of this machine's root."""
import os
import re
import subprocess

import pytest

from querierlan.expect import expect, expect_equal
from querierlan.machines import TESTING

# All of it, as patterns of paths.
FILES = (r"usr/local/bin/querierctl", r"usr/local/share/man/man8/querierctl\.8", r"etc/modules-load\.d/igmp-querier\.conf",
         r"usr/local/lib/systemd/system/querier\.service", r"etc/systemd/system/multi-user\.target\.wants/querier\.service",
         r"usr/local/lib/udev/rules\.d/90-querierctl\.rules",
         r".*/updates/dkms/igmp_querier\.ko(\.[xg]z)?", r"usr/src/igmp-querier-[0-9.]+/.*",
         r"var/lib/dkms/igmp-querier/.*")
# DKMS makes itself a key to sign with when it builds its first module. It belongs to the machine, not to us.
KEY = r"var/lib/dkms/mok\.(key|pub)"
LOOK = """
look() {
	dkms status igmp-querier | grep -F "$KERNELRELEASE" | grep installed
	querierctl --version
	(cd / && find usr/local usr/src etc/modules-load.d etc/systemd var/lib/dkms "lib/modules/$KERNELRELEASE/updates" ! -type d)
	echo "== $1"
}
"""


class Root:
    """A root in which the script has run: its status, what it said, and the paths that are not as they were."""

    def __init__(self, folder, script, *options):
        changed = os.path.join(folder, "changed")
        done = subprocess.run([TESTING + "/kernels/stock", "root", *options, "-c", changed, "--", "bash", "-ec", script],
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.status, self.said = done.returncode, done.stdout
        with open(changed) as f:
            self.changed = f.read().split("\n")[:-1]


@pytest.fixture(scope="module")
def twice(tmp_path_factory):
    """One root for two tests, as it takes DKMS a while to build; the first "make install" is the guest's, too."""
    return Root(tmp_path_factory.mktemp("root"), LOOK + """
        look once
        make install
        look twice
        make uninstall
        [ -z "$(dkms status igmp-querier)" ]
        echo "== uninstalled"
    """, "-i")


@pytest.mark.parametrize("times", ["once", "twice"])
def test_install(twice, times):
    """make install: the module by DKMS, the tool, its page, loaded at boot."""
    expect("\n== %s\n" % times in twice.said, twice.said)
    found = twice.said.split("\n== %s\n" % times)[0].split("\n== once\n")[-1].splitlines()
    for pattern in FILES:
        expect(any(re.fullmatch(pattern, path) for path in found), "not installed: %s\n%s" % (pattern, twice.said))


def test_uninstall(twice):
    """make install and make uninstall leave nothing behind."""
    expect(twice.status == 0 and "\n== uninstalled\n" in twice.said, twice.said)
    expect_equal([path for path in twice.changed if not re.fullmatch(KEY, path)], [], "what is left")


def test_nothing_to_uninstall(tmp_path):
    """make uninstall with nothing installed, twice."""
    root = Root(tmp_path, "make uninstall; make uninstall")
    expect(root.status == 0, root.said)
    expect_equal(root.changed, [], "what has changed")


@pytest.mark.parametrize("script, advice", [
    # dkms goes in the throwaway root only.
    ("rm /usr/sbin/dkms; ! make install", "apt-get install dkms"),
    ("! make install KERNELRELEASE=9.9.9-amd64", "apt-get install linux-headers-9.9.9-amd64"),
], ids=["dkms", "headers"])
def test_missing(tmp_path, script, advice):
    """make install without dkms or headers says what to do."""
    root = Root(tmp_path, script)
    expect(root.status == 0 and advice in root.said, root.said)
