# SPDX-License-Identifier: GPL-2.0
"""The life of a machine: our packages are installed, a querier is enabled, the machine boots again, the packages are upgraded, and go."""
import contextlib
import glob
import os
import re
import shutil

from guests.host import script
from guests.native import natively
from guests.queries import CARD_NAME, first_query_in_time, queries_sent
from querierlan import CHECKOUT
from querierlan.expect import expect, expect_equal

INTERVAL, LATE = 4, 3           # s between two queries, and what a busy host adds; one that is lost would add 4
BUILD = 1800                    # s of real time that an upgrade may take
with open(CHECKOUT + "/dkms.conf") as conf:
    VERSION = re.search('^PACKAGE_VERSION="(.*)"', conf.read(), re.M)[1]
NEWER = "9.9"
OTHER_RELEASE = {"bookworm": "trixie", "trixie": "bookworm"}
# What may differ after a purge: logs, caches, what systemd, apt and DKMS remember of themselves.
MAY_DIFFER = r"(var/(log|cache|lib/(apt|dpkg|systemd)|lib/dkms/mok\.[^/]*)|tmp|run)(/|$)"
ADDRESS, ROUTER = "192.0.2.10", "192.0.2.1"


def test_nothing_before(guest):
    """Packages alone serve nothing."""
    expect_equal(guest.property("querier.service", "ConditionResult"), "no", "the unit is wanted")
    expect_equal(guest.card.select(kind="query"), [], "queries")


def test_reboot(guest):
    """What "enable --save" enables queries within a second of carrier and the unit's end, which is before any login."""
    guest.run("querierctl enable --save " + CARD_NAME)
    guest.card.wait_for(kind="query", family="igmp")
    guest.reboot()
    first_query_in_time(guest)


def test_address_comes_later(guest):
    """DHCP brings the address that was chosen: the querier, which ran without one, goes on with it."""
    from guests.dhcp import Server      # scapy is installed only now
    guest.run("querierctl set %s igmp source-address %s" % (CARD_NAME, ADDRESS))
    show = "cat /sys/class/net/%s/igmp/active_source_address" % CARD_NAME
    expect_equal(guest.run(show).strip(), "0.0.0.0", "the source before")
    mark = guest.card.mark()
    guest.card.dhcp = Server(ADDRESS, ROUTER)
    guest.run("networkctl renew %s || networkctl reconfigure %s" % (CARD_NAME, CARD_NAME))
    guest.card.wait_for(mark, kind="query", family="igmp", src=ADDRESS)
    expect_equal(guest.run(show).strip(), ADDRESS, "the source after")


@contextlib.contextmanager
def no_query_lost(guest):
    """Not one, by the machine's own clock."""
    __tracebackhide__ = True
    clock = "cut -d' ' -f1 /proc/uptime"
    since = float(guest.run(clock))
    yield
    until = float(guest.run(clock))
    sent = [since] + [moment for moment in queries_sent(guest) if since < moment < until] + [until]
    longest = max(later - earlier for earlier, later in zip(sent, sent[1:]))
    print("%d queries in %.0f s, at most %.3f s from one to the next" % (len(sent) - 2, until - since, longest))
    expect(longest < INTERVAL + LATE, "%.3f s without a query" % longest)


def copy_newer(root, path):
    """The tool's package of this release. The module's is one for all of them, so it is that of the other."""
    root.copy(script("kernels/machine", "debs", root.suite, NEWER), path)
    module = "igmp-querier-dkms_%s_all.deb" % NEWER
    folder = script("kernels/machine", "debs", OTHER_RELEASE[root.suite], NEWER)
    shutil.copy(os.path.join(folder, module), glob.glob(root.path + path + "/" + module)[0])


def install(guest, folder):
    """While the machine runs; only DKMS runs here."""
    with no_query_lost(guest), natively(guest, "/usr/sbin/dkms"):
        guest.run("dpkg --install %s/*.deb" % folder, patience=BUILD)


def expect_versions(guest, installed, running):
    found = guest.run("modinfo -F version igmp_querier; cat /sys/module/igmp_querier/version; querierctl --version")
    expect_equal(re.findall(r"\d+[.][.\d]+", found), [installed, running, installed, running],
                 "versions of the module on the disk, of the module that runs, of the tool, and what that says of the module")


def test_package_upgrade(guest):
    """A newer package is installed while the querier runs: it loses no query."""
    guest.run("querierctl set %s igmp query-response-interval 2s query-interval %ds" % (CARD_NAME, INTERVAL))
    copy_newer(guest.root, "/debs/newer")
    install(guest, "/debs/newer")
    expect_versions(guest, NEWER, VERSION)
    said = guest.run("querierctl show -v %s 2>&1" % CARD_NAME)
    expect(NEWER in said and VERSION in said, "not both versions are said: " + said)


def test_package_downgrade(guest):
    """The older one again, too."""
    install(guest, "/debs")
    expect_versions(guest, VERSION, VERSION)


def paths(top):
    """All in a root folder, but what may differ."""
    found = set()
    for folder, folders, files in os.walk(top):
        inside = os.path.relpath(folder, top)
        here = {os.path.normpath(os.path.join(inside, name)) for name in folders + files}
        found |= {path for path in here if not re.match(MAY_DIFFER, path)}
    return found


def test_purge(guest):
    """When the packages are purged, the machine has the files that it had before."""
    with natively(guest, "/usr/sbin/dkms"):
        guest.run("rm -r /debs; apt-get -y purge --autoremove querierctl igmp-querier-dkms", patience=BUILD)
    expect_equal(guest.status("test -e /sys/module/igmp_querier")[0], 1, "the module is loaded")
    guest.switch_off()
    before, after = paths(guest.root.layers.split(":")[-1]), paths(guest.root.path)
    expect_equal(sorted(after - before), [], "paths that stay")
    expect_equal(sorted(before - after), [], "paths that are missing")
