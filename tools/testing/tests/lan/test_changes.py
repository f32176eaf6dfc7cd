# SPDX-License-Identifier: GPL-2.0
"""The world changes under a querier that runs: MAC, link, name, namespace, module, sleep."""
import contextlib
import errno
import os

import pytest

from querierlan import igmp, module
from querierlan.cable import expect_captured, plug_in, settle
from querierlan.container import OWNER, Container
from querierlan.expect import expect, expect_equal
from querierlan.namespace import Namespace
from querierlan.querier import Querier

pytestmark = pytest.mark.machine("uml-sim")


# --- the MAC address ---------------------------------------------------------------------

def test_mac_change(lan):
    """A new MAC is sent from at once: switches look for the querier by it."""
    host = lan.hosts(host="10.0.0.5/24")
    host.querier.enable()
    lan.at(10)
    host.ip("link set eth0 address 02:00:00:00:99:99")
    lan.at(40)
    host.expect_queries([0, 10, 31.25])
    host.expect_queries([10, 31.25], since=10, mac_src="02:00:00:00:99:99", src="10.0.0.5")


def test_mac_change_of_a_non_querier(lan):
    """A non-querier does not query for a new MAC."""
    host, rival = lan.hosts(host="10.0.0.5/24", rival="10.0.0.1/24")
    host.querier.enable()
    lan.at(5)
    rival.send(igmp.query_v3(), src="10.0.0.1")
    lan.at(10)
    host.ip("link set eth0 address 02:00:00:00:99:99")
    lan.at(100)
    host.expect_queries([0])


# --- the link --------------------------------------------------------------------------------

def test_down_and_up(lan):
    """An interface that is set down falls silent and reports it; set up again it starts with a burst."""
    host = lan.hosts(host="10.0.0.5/24")
    host.querier.enable()
    lan.at(40)
    host.set_up("eth0", False)
    host.querier.expect(querier_enable=1, state="down", state_reason="link-down", querier_address="none")
    lan.at(400)
    host.set_up("eth0")
    lan.at(600)
    host.querier.expect(state="querier", state_reason="none")
    host.expect_queries([0, 31.25, 400, 431.25, 556.25])


def test_unplugged_and_plugged_in(lan):
    """The same when the cable is pulled, but for the second in which the kernel may not have noticed."""
    host = lan.hosts(host="10.0.0.5/24")
    host.querier.enable()
    lan.at(40)
    host.unplug()
    lan.at(41)
    host.querier.expect(querier_enable=1, state="down", state_reason="link-down", querier_address="none")
    lan.at(400)
    host.plug()
    lan.at(600)
    host.querier.expect(state="querier", state_reason="none")
    host.expect_queries([0, 31.25, 400, 431.25, 556.25])


def test_enabled_while_unplugged(lan):
    """An interface without a cable can be enabled; it waits for one."""
    host = lan.hosts(host="10.0.0.5/24")
    host.unplug()
    lan.at(10)
    host.querier.enable()
    host.querier.expect(state="down", state_reason="link-down")
    lan.at(200)
    host.plug()
    lan.at(240)
    host.querier.expect(state="querier", state_reason="none")
    host.expect_queries([200, 231.25])


def test_enabled_while_down(lan):
    """An interface that is set down can be enabled; its first query is sent when it is up."""
    host = lan.hosts(host="10.0.0.5/24")
    host.set_up("eth0", False)
    host.querier.enable()
    host.querier.expect(state="down", state_reason="link-down")
    lan.at(200)
    host.set_up("eth0")
    lan.at(240)
    host.expect_queries([200, 231.25])


def test_link_down_forgets_the_other_querier(lan):
    """The querier of one LAN is forgotten on the LAN it is plugged into next."""
    host, rival = lan.hosts(host="10.0.0.5/24", rival="10.0.0.1/24")
    host.querier.enable()
    rival.send(igmp.query_v2(), src="10.0.0.1")
    lan.at(40)
    host.querier.expect(state="non-querier", querier_address="10.0.0.1", active_version=2)
    host.set_up("eth0", False)
    host.querier.expect(state="down", querier_address="none", other_querier_expires_ms=0, active_version=3)
    lan.at(50)
    host.set_up("eth0")
    lan.at(100)
    host.querier.expect(state="querier", querier_address="10.0.0.5", active_version=3)
    host.expect_queries([50, 81.25], since=50, version=3)


def test_many_flaps(lan):
    """A link that flaps ten times, once a second, sends one query each time and then its rhythm."""
    host = lan.hosts(host="10.0.0.5/24")
    host.querier.enable()
    for moment in range(1, 11):
        lan.at(moment)
        host.set_up("eth0", False)
        host.set_up("eth0")
    lan.at(200)
    host.expect_queries(list(range(11)) + [41.25, 166.25])


# --- name and namespace ------------------------------------------------------------------------

def test_rename(lan):
    """A renamed interface keeps its settings, its rhythm and its directory; the log knows its new name."""
    host, rival = lan.hosts(host="10.0.0.5/24", rival="10.0.0.1/24")
    host.querier["query_interval_ms"] = 60000
    host.querier.enable()
    lan.at(10)
    host.ip("link set eth0 name lan0")
    querier = host.interface("lan0")
    querier.expect(querier_enable=1, state="querier", query_interval_ms=60000)
    lan.at(100)
    rival.send(igmp.query_v3(), src="10.0.0.1")
    lan.at(101)
    querier.expect(state="non-querier")
    host.expect_queries([0, 15, 75])
    expect(any("lan0: " in text for _, text in lan.log("igmp_querier: ")[-1:]), "the log says %r" % lan.log()[-1:])


def moved(lan, attic):
    """A host whose eth0, configured and enabled, was moved to the namespace at 10 s."""
    host = lan.hosts(host="10.0.0.5/24")
    host.querier.set(query_interval_ms=60000, mode="proxy", version=2)
    host.querier.enable()
    lan.at(10)
    host.ip("link set eth0 netns " + attic.name)
    expect(not os.path.exists(host.querier.directory), "the directory is still where the interface was")
    return host, Querier(attic, "eth0")


def test_moved_to_another_namespace(lan):
    """Settings go with an interface; it is down there until it is set up, then it queries."""
    attic = Namespace("attic")
    try:
        host, querier = moved(lan, attic)
        querier.expect(querier_enable=1, state="down", state_reason="link-down", query_interval_ms=60000,
                       mode="proxy", version=2)
        lan.at(100)
        attic.set_up("eth0")
        lan.at(130)
        querier.expect(state="querier")
        host.expect_queries([0, 100, 115], src="0.0.0.0", version=2)
    finally:
        attic.delete()


def expect_new(querier):
    """As if its interface had just been made."""
    querier.expect(querier_enable=0, state="disabled", query_interval_ms=125000, mode="elect", version=3,
                   accept_off_subnet=0, max_groups=4096)
    expect(not os.path.exists(os.path.join(querier.directory, "statistics")), "it has counters of another life")


@contextlib.contextmanager
def containers(*names):
    made = [Container(name) for name in names]
    try:
        yield made
    finally:
        for container in made:
            container.delete()


def test_moved_to_a_container(lan):
    """What an administrator chose is not for others' namespaces: there an interface is new, and its files are theirs."""
    with containers("box") as (box,):
        host, querier = moved(lan, box)
        expect_new(querier)
        for name in "querier_enable", "state":
            owner = os.stat(os.path.join(querier.directory, name))
            expect_equal((owner.st_uid, owner.st_gid), (OWNER, OWNER), "owner of " + name)
        box.set_up("eth0")
        lan.at(100)
        host.expect_queries([0])


def test_back_from_a_container(lan):
    """What root of a container chose is gone when its interface comes back, by hand or with the container's end."""
    with containers("box") as (box,):
        host, querier = moved(lan, box)
        querier.set(query_interval_ms=20000, accept_off_subnet=1, max_groups=100)
        box.ip("addr add 10.9.0.1/24 dev eth0", "link set eth0 up")
        querier.enable()
        lan.at(20)
        querier.expect(state="querier")
        box.ip("link set eth0 netns switch name back")
        back = Querier(lan.switch, "back")
        expect_new(back)
        expect_equal(os.stat(os.path.join(back.directory, "state")).st_uid, 0, "owner of state, back again")
        lan.switch.ip("link set back up")
        lan.at(100)
        expect_equal(host.sent(20.5), [], "sent after it was back")


def test_between_namespaces_of_one_container(lan):
    """Settings stay with an interface that moves between namespaces of the same owner, and only there."""
    with containers("box", "other") as (box, other):
        inner = box.sibling("inner")
        try:
            _, querier = moved(lan, box)
            querier.set(query_interval_ms=20000)
            box.ip("link set eth0 netns inner")
            Querier(inner, "eth0").expect(query_interval_ms=20000)
            inner.ip("link set eth0 netns other")
            expect_new(Querier(other, "eth0"))
        finally:
            inner.delete()


def test_removed_while_enabled(lan):
    """An interface that goes takes its querier along, also in the very moment of a query."""
    for moment in 10, 31.25:
        host = lan.hosts(**{"host%d" % moment: "10.0.0.5/24"})
        host.querier.enable()
        lan.at(moment)
        host.ip("link del eth0")
        expect(not os.path.exists(host.querier.directory), "the directory is still there")
        lan.after(300)


def test_namespace_removed_while_enabled(lan):
    """A namespace that goes takes its queriers along, and the LAN hears no more of them."""
    host = lan.hosts(host=None)
    other = plug_in(lan, host, "eth1")
    settle(lan)
    host.querier.enable()
    host.interface("eth1").enable()
    lan.at(10)
    lan.members.remove(host)
    host.delete()
    lan.at(200)
    expect_captured(host.wire, [0])
    expect_captured(other, [0])


# --- two at once --------------------------------------------------------------------------------

def test_two_interfaces_on_one_lan(lan):
    """Two interfaces of one host on the same LAN elect between themselves, and the second takes over."""
    host = lan.hosts(host="10.0.0.1/24")
    second = plug_in(lan, host, "eth1")
    host.ip("addr add 10.0.0.2/24 dev eth1")
    settle(lan)
    host.interface("eth1").enable()
    lan.at(10)
    host.querier.enable()
    lan.at(20)
    host.querier.expect(state="querier", querier_address="10.0.0.1")
    host.interface("eth1").expect(state="non-querier", querier_address="10.0.0.1")
    lan.at(50)
    host.querier.disable()
    lan.at(400)
    host.expect_queries([10, 41.25])
    expect_captured(second, [0, 41.25 + 255, 41.25 + 255 + 31.25], src="10.0.0.2")


# --- the module ------------------------------------------------------------------------------------

def test_unloaded_while_enabled(lan):
    """The module can be unloaded while it works, also in the very moment of a query, and loaded again."""
    module.path()
    for moment in 10, 31.25:
        host = lan.hosts(**{"host%d" % moment: "10.0.0.5/24"})
        host.querier.enable()
        lan.at(moment)
        module.unload()
        expect(not os.path.exists(host.querier.directory), "the directory outlives the module")
        queries = len(host.sent(kind="query"))
        lan.after(300)
        expect_equal(len(host.sent(kind="query")), queries, "queries, once the module was gone")
        module.load()
        host.querier.expect(querier_enable=0, state="disabled")


def test_unloaded_while_a_file_is_open(lan):
    """An open file of an unloaded module gives an error, not old news."""
    module.path()
    host = lan.hosts(host="10.0.0.5/24")
    with open(os.path.join(host.querier.directory, "state")) as state:
        module.unload()
        try:
            expect_outdated(state)
        finally:
            module.load()


def expect_outdated(file):
    try:
        text = file.read()
    except OSError as error:
        expect_equal(error.errno, errno.ENODEV, "reading a file that is gone")
        return
    expect(False, "reading a file that is gone: %r" % text)


# --- sleep --------------------------------------------------------------------------------------------

POWER = "/sys/power/"
ASLEEP = 5                      # s that a rehearsal takes


def rehearse_sleep(depth):
    """Suspend and resume all of the kernel but for the last step (Documentation/power/basic-pm-debugging)."""
    if not os.path.exists(POWER + "pm_test"):
        pytest.skip("this kernel cannot suspend")
    for name, value in ("pm_test", depth), ("state", "freeze"), ("pm_test", "none"):
        with open(POWER + name, "w") as f:
            f.write(value)


@pytest.mark.unhealthy("a sender is of another subnet")
def test_resume(lan):
    """Every querier asks at once after a sleep; those who are none do not."""
    names = {"one": "10.0.0.5/24", "two": "10.0.1.5/24", "idle": "10.0.2.5/24"}
    one, two, idle = lan.hosts(**names)
    two.querier["mode"] = "passive"
    one.querier.enable()
    two.querier.enable()
    for moment, depth in (10, "freezer"), (20, "devices"):
        lan.at(moment)
        rehearse_sleep(depth)
        woken = lan.now()
        lan.after(0.001)
        expect(moment + ASLEEP <= woken <= moment + ASLEEP + 1, "the sleep ended after %g s" % (woken - moment))
        queries = [packet.time for packet in one.sent(moment + 1, kind="query")]
        expect(len(queries) == 1 and 0 <= woken - queries[0] < 0.3, "awake at %g s, queries: %r" % (woken, queries))
    lan.at(40)
    one.expect_queries([31.25], since=30)
    two.expect_queries([])
    idle.expect_queries([])
