# SPDX-License-Identifier: GPL-2.0
"""Who may read and write the files, and many at once."""
import errno
import os
import time

import pytest

from querierlan.container import CLONE_NEWUSER, OWNER, Container, become_nobody, errno_of, outcomes
from querierlan.expect import expect, expect_equal, expect_refused
from querierlan.namespace import call
from querierlan.querier import Querier
from querierlan.sysfs import FAMILIES
from querierlan.tool import QUERIERCTL

pytestmark = pytest.mark.machine("uml-sim")


FILES, STATISTICS = FAMILIES["igmp"]["files"], FAMILIES["igmp"]["counters"]
WRITABLE = [name for name, file in FILES.items() if file["writable"]]
NUMBERS = {name: (file["min"], file["max"]) for name, file in FILES.items() if "min" in file}


def all_files():
    return list(FILES) + ["statistics/" + name for name in STATISTICS]


# --- who may write ------------------------------------------------------------------------------

def reads(querier, names):
    return [lambda name=name: querier[name] for name in names]


def writes(querier, names):
    """Each file gets the value it has."""
    values = {name: querier[name] for name in names}
    return [lambda name=name: querier.set(**{name: values[name]}) for name in names]


def expect_outcomes(functions, become, wanted, what):
    expect_equal(outcomes(functions, become), [wanted] * len(functions), what)


def test_unprivileged_user(lan):
    """Everybody may read, and only root may write."""
    querier = lan.hosts(host="10.0.0.5/24").querier
    querier.enable()
    expect_outcomes(reads(querier, all_files()), become_nobody, 0, "reading as nobody")
    expect_outcomes(writes(querier, WRITABLE), become_nobody, errno.EACCES, "writing as nobody")


def test_owner_without_the_capability(lan):
    """An owner of the files without CAP_NET_ADMIN over the namespace may not write."""
    querier = lan.hosts(host="10.0.0.5/24").querier
    expect_outcomes(writes(querier, WRITABLE), lambda: call("unshare", CLONE_NEWUSER), errno.EPERM, "writing")


def test_root_of_a_container(lan):
    """Root of a user namespace may write the files of its own interfaces, owns them, and may not write others."""
    host = lan.hosts(host="10.0.0.5/24")
    box = Container("box")
    try:
        box.ip("link add eth0 type dummy", "link set eth0 multicast on up", "addr add 10.9.0.1/24 dev eth0")
        own = Querier(box, "eth0")
        for name in WRITABLE:
            owner = os.stat(os.path.join(own.directory, name))
            expect_equal((owner.st_uid, owner.st_gid), (OWNER, OWNER), "owner of " + name)
        expect_outcomes(writes(own, WRITABLE) + [own.enable], box.become_root, 0, "writing its own")
        expect_outcomes(writes(host.querier, WRITABLE), box.become_root, errno.EACCES, "writing another's")
        own.expect(state="querier", querier_address="10.9.0.1")
    finally:
        box.delete()


# --- all at once --------------------------------------------------------------------------------

def start(function):
    """Run it in a child process; the process."""
    child = os.fork()
    if not child:
        try:
            function()
        except BaseException:
            os._exit(1)
        os._exit(0)
    return child


def finish(children):
    """They all end, and end well."""
    for child in children:
        expect_equal(os.waitpid(child, 0)[1], 0, "what a process ended with")


def test_file_of_an_interface_that_went(lan):
    """An open file of an interface that is gone gives ENODEV to readers and writers."""
    host = lan.hosts(host="10.0.0.5/24")
    descriptors = {name: os.open(os.path.join(host.querier.directory, name), os.O_RDWR) for name in NUMBERS}
    host.ip("link del eth0")
    for name, fd in descriptors.items():
        expect_refused(lambda: os.pread(fd, 100, 0), errno.ENODEV, "reading " + name)
        expect_refused(lambda: os.write(fd, b"1"), errno.ENODEV, "writing " + name)
        os.close(fd)


def test_readers_and_writers_while_interfaces_go(lan):
    """Interfaces come and go under processes that read and write all of their files."""
    host = lan.hosts(host=None)
    querier = host.interface("d0")

    def use(names):
        """Go on after any error; it is enough to find an interface now and then."""
        met = 0
        for _ in range(30):
            for name in names:
                met += not errno_of(lambda: querier.set(**{name: querier[name]}) if name in NUMBERS else querier[name])
            time.sleep(0.013)
        expect(met > 5, "it met no interface")

    users = [start(lambda part=part: use(all_files()[part::5])) for part in range(5)]
    for _ in range(20):
        host.ip("link add d0 type dummy", "link set d0 multicast on up", "addr add 10.9.0.1/24 dev d0")
        time.sleep(0.01)
        querier.enable()
        time.sleep(0.01)
        host.ip("link del d0")
    finish(users)


@pytest.mark.unhealthy("queries are rare")
def test_many_writers(lan):
    """Writes of many processes at once all succeed, one after the other, while the network's lock is busy."""
    host = lan.hosts(host="10.0.0.5/24")
    host.querier["query_interval_ms"] = 31744000
    host.querier.enable()

    def write(number):
        for _ in range(20):
            host.querier.set(robustness=number, query_response_interval_ms=1000 * number)
            time.sleep(0.001)

    def hold_the_lock():
        for round in range(10):
            host.ip("link add d%d type dummy" % round, "link set d%d up" % round, "link del d%d" % round)

    holder = start(hold_the_lock)
    writers = [start(lambda number=number: write(number)) for number in range(1, 9)]
    finish(writers + [holder])
    expect(1 <= int(host.querier["robustness"]) <= 8, "robustness has a value that was never written")
    lan.at(60)
    host.querier.expect(state="querier")


@pytest.mark.parametrize("drop, status", [("-net_raw", 1), ("-sys_admin", 0)], ids=["by-mount", "by-looks"])
def test_the_files_of_another_namespace(lan, drop, status):
    """querierctl tells them by their mount, if it may; else an interface of the same name, number and MAC deceives it."""
    ours, theirs = lan.hosts(ours="10.0.0.5/24", theirs="10.0.0.6/24")
    for host in ours, theirs:
        host.ip("link add twin index 77 address 02:00:00:00:00:77 type dummy")
    inside = ("setpriv", "--bounding-set=" + drop, "--inh-caps=" + drop, QUERIERCTL, "show", "twin")
    for words, wanted in ((), 0), (("nsenter", "--net=/run/netns/" + ours.name), status):
        said = ours.run("ip", "netns", "exec", theirs.name, *words, "sh", "-c", '"$@"; echo status $?', "sh", *inside)
        expect("status %d" % wanted in said and ("another network namespace" in said) == bool(wanted), said)


def test_the_doctor_and_another_namespace(lan):
    """It does not mix what netlink says here with the files of another one."""
    ours, theirs = lan.hosts(ours="10.0.0.5/24", theirs="10.0.0.6/24")
    said = ours.run("ip", "netns", "exec", theirs.name, "nsenter", "--net=/run/netns/" + ours.name, "sh", "-c",
                    '"$1" doctor; echo status $?', "sh", QUERIERCTL)
    expect("another network namespace" in said and "status 2" in said and "D11" not in said, said)


@pytest.mark.parametrize("words", ["--all", "eth0", "eth0 twin"])
def test_nothing_changes_in_another_namespace(lan, words):
    """A verb refuses the files of another namespace, also if the module has interfaces of the same names in this one."""
    ours, theirs = lan.hosts(ours="10.0.0.5/24", theirs="10.0.0.6/24")
    for host in ours, theirs:
        host.ip("link add twin type dummy")
        host.querier.enable()
    said = ours.run("ip", "netns", "exec", theirs.name, "nsenter", "--net=/run/netns/" + ours.name, "sh", "-c",
                    '"$1" disable %s; echo status $?' % words, "sh", QUERIERCTL)
    expect("another network namespace" in said and "status 1" in said, said)
    expect_equal([host.querier["querier_enable"] for host in (ours, theirs)], ["1", "1"], "queriers")
