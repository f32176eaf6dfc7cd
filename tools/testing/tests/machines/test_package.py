# SPDX-License-Identifier: GPL-2.0
"""Debian's own test of a package that DKMS builds, as "autopkgtest-pkg-dkms" in its control file asks for it."""
import re

from querierlan.expect import expect_equal

TEST = "/usr/lib/dkms/dkms-autopkgtest"
# apt has the packages from an archive, which is a folder here.
ARCHIVE = """
    cd /debs
    dpkg-scanpackages . >Packages
    echo "deb [trusted=yes] file:/debs ./" >/etc/apt/sources.list.d/debs.list
    apt-get -q update -o Dir::Etc::SourceList=sources.list.d/debs.list -o Dir::Etc::SourceParts=- -o APT::Get::List-Cleanup=0
    [ -x %s ] || apt-get -y -q install dkms-autopkgtest
""" % TEST


def test_autopkgtest(off):
    """The package is purged, installed, and built again for each kernel that has headers."""
    off.root.run("sh", "-ec", ARCHIVE)
    said = off.root.run(TEST, "igmp-querier-dkms")
    kernels = off.root.run("sh", "-c", "ls -d /lib/modules/*/build").split()
    expect_equal(len(re.findall("^I: PASS ", said, re.M)), len(kernels), "kernels that passed, of %s\n%s" % (kernels, said))
