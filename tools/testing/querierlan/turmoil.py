# SPDX-License-Identifier: GPL-2.0
"""Everything at once: processes that each do one kind of thing, at random, to the same interfaces.

An actor is a function of a Stage and of dice; it does one thing, which may
fail: the interface may be gone, renamed, taken. The same seed throws the same
dice, and in simulated time everything happens again as it did.
"""
import contextlib
import errno
import mmap
import os
import random
import subprocess
import time

from querierlan import card, genl, igmp, mld, module
from querierlan.expect import expect
from querierlan.namespace import Namespace
from querierlan.querier import Querier

INTERFACES = ("eth0", "eth1", "lan0", "br0", "bond0", "d0", "eth0.7", "br0.9", "card0")
VALUES = {
    "mode": ("elect", "proxy", "passive"),
    "version": (1, 2, 3),
    "version_fallback": (0, 1),
    "query_interval_ms": (1000, 2000, 125000, 31744000),
    "query_response_interval_ms": (100, 1000, 10000),
    "robustness": (1, 2, 255),
    "startup_query_interval_ms": (0, 100, 1000),
    "startup_query_count": (0, 1, 255),
    "source_address": ("auto", "10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.77", "fe80::1", "fe80::77"),
    "require_router_alert": (0, 1),
    "accept_off_subnet": (0, 1),
    "last_member_query_interval_ms": (0, 100, 1000),
    "track_groups": (0, 1, 1),
    "max_groups": (1, 500, 100000),
    "max_sources": (1, 64),
    "other_querier_max_ms": (1000, 222208000),
}
WISHES = (0, 1, 1, 1, "auto", "default")
FAMILIES = ("igmp", "mld")
HOLD = 10                       # times that each file is written while it is held
GROUPS, RECORDS = 1000, 25      # of each protocol, and how many a report is about
LONGEST_PAUSE = 0.05            # s between what an actor does
PATIENCE = 300                  # s for who has not done anything yet: emulated processors are slow


class Stage:
    """What the actors act on: two hosts of ours, and one that makes noise."""

    def __init__(self, lan):
        self.lan = lan
        self.left, self.right, self.noise = lan.hosts(left="10.0.0.1/24", right="10.0.0.2/24", noise="10.0.0.9/24")
        self.ours = (self.left, self.right)
        for host in self.ours:
            host.sysctl("net.ipv6.conf.all.disable_ipv6", 0)
            # A host may bridge what it has: no loop leads through two ports that are isolated, or lead nowhere.
            lan.switch.ip("link set dev %s type bridge_slave isolated on" % host.name,
                          "link add %s-1 type veth peer name eth1 netns %s" % (host.name, host.name),
                          "link set %s-1 up" % host.name)
            host.ip("link set eth1 up", "link add br0 type bridge", "link set br0 up",
                    "link add bond0 type bond mode active-backup", "link set bond0 up")
        self.shells = {}
        self.kept = {}              # what an actor keeps from one time to the next

    def ip(self, namespace, line):
        """One ip(8) for many commands: starting one is what costs time. What fails, fails."""
        if namespace not in self.shells:
            with namespace:
                self.shells[namespace] = subprocess.Popen(["ip", "-force", "-batch", "-"], stdin=subprocess.PIPE,
                                                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        shell = self.shells[namespace]
        # The answer to the second command tells that the first is done.
        shell.stdin.write(line.encode() + b"\nlink show lo\n")
        shell.stdin.flush()
        for answer in iter(shell.stdout.readline, b""):
            if b"link/loopback" in answer:
                break

    def finish(self):
        for shell in self.shells.values():
            shell.stdin.close()
            shell.wait()
        if "card" in self.kept:
            self.kept.pop("card").delete()


def any_querier(stage, dice):
    return Querier(dice.choice(stage.ours), dice.choice(INTERFACES), dice.choice(FAMILIES))


def enable(stage, dice):
    any_querier(stage, dice)["querier_enable"] = dice.choice(WISHES)


def tune(stage, dice):
    name = dice.choice(list(VALUES))
    any_querier(stage, dice)[name] = dice.choice((*VALUES[name], "default"))


def ration(stage, dice):
    """Little memory for members, or much."""
    with open("/sys/module/igmp_querier/parameters/members_memory_max", "w") as f:
        f.write(str(dice.choice((16 << 20, 1 << 30))))


def begin(stage, dice):
    """What new devices begin with."""
    with open("/sys/module/igmp_querier/parameters/querier_enable", "w") as f:
        f.write(dice.choice(("0", "auto")))


def open_files(stage):
    """[(descriptor, name)] of what can be written of all that is there."""
    found = []
    for host in stage.ours:
        for interface in INTERFACES:
            for family in FAMILIES:
                for name in ("querier_enable", "track_groups", "robustness"):
                    with contextlib.suppress(OSError):
                        path = os.path.join(Querier(host, interface, family).directory, name)
                        found.append((os.open(path, os.O_WRONLY), name))
    return found


def hold(stage, dice):
    """Files that are held open and written without a pause, though their interfaces may be gone."""
    values = dict(VALUES, querier_enable=WISHES)
    files = open_files(stage)
    written = 0
    # Not for so many seconds: simulated time stands still meanwhile.
    for fd, name in files * HOLD:
        with contextlib.suppress(OSError):
            written += os.pwrite(fd, str(dice.choice(values[name])).encode(), 0)
    for fd, _ in files:
        os.close(fd)
    if not written:
        raise OSError(errno.ENODEV, "nothing to write")


def track(stage, dice):
    """Members are kept, and all forgotten."""
    any_querier(stage, dice)["track_groups"] = dice.choice((0, 1, 1))


def dump(stage, dice):
    """All members of a namespace, to a program that receives each change as well, and may be too slow for that."""
    host = dice.choice(stage.ours)
    sockets = [genl.Genl(host), genl.Genl(host)]
    try:
        sockets[0].listen()
        for command in ("group_get", "interface_get", "group_get"):
            sockets[1].dump(command)
    finally:
        for one in sockets:
            one.close()


def read(stage, dice):
    querier = any_querier(stage, dice)
    for name in os.listdir(querier.directory):
        if name != "statistics":
            querier[name]
    querier.statistics()


def on_any(*commands):
    """An actor that says one of these, about any interface, to ip(8)."""
    def act(stage, dice):
        host, other = dice.sample(stage.ours, 2)
        stage.ip(host, dice.choice(commands).format(interface=dice.choice(INTERFACES), number=dice.randint(1, 5),
                                                    other=other.name))
    return act


flap = on_any("link set {interface} up", "link set {interface} up", "link set {interface} down")
address = on_any("addr add 10.0.0.{number}/24 dev {interface}", "addr del 10.0.0.{number}/24 dev {interface}",
                 "link set {interface} address 02:00:00:00:01:0{number}")
address6 = on_any("addr add fe80::{number}/64 dev {interface}", "addr add fe80::{number}/64 dev {interface} nodad",
                  "addr add 2001:db8::{number}/64 dev {interface}", "addr del fe80::{number}/64 dev {interface}",
                  "addr flush dev {interface} scope link")
mtu = on_any("link set {interface} mtu 1500", "link set {interface} mtu 1280", "link set {interface} mtu 9000",
             "link set {interface} mtu 576")
rename = on_any("link set eth0 name lan0", "link set lan0 name eth0")
enslave = on_any("link set {interface} master br0", "link set {interface} master bond0",
                 "link set {interface} nomaster", "link set {interface} nomaster")
move = on_any("link set {interface} netns {other}")
create = on_any("link add d0 type dummy", "link set d0 multicast on up", "link del d0",
                "link add link eth0 name eth0.7 type vlan id 7", "link del eth0.7")


# A port of the bridge or the bond that comes and goes, with its carrier, and at once.
ports = on_any("link add p0 type veth peer name p1", "link set p0 master br0", "link set p0 up", "link set p1 up",
               "link set p1 down", "link set p0 nomaster", "link set p0 master bond0", "link del p0",
               "link add link br0 name br0.9 type vlan id 9", "link del br0.9", "link set p0 netns {other}")


def cards(stage, dice):
    """A network card comes, becomes a port of what "auto" then serves, and goes."""
    if not card.is_possible():
        return
    if "card" not in stage.kept:
        host = stage.kept["host"] = dice.choice(stage.ours)
        stage.kept["card"] = card.Card(host, "card0")
    elif dice.choice((True, True, False)):
        stage.ip(stage.kept["host"], "link set card0 " + dice.choice(("master br0", "nomaster", "up", "down")))
    else:
        stage.kept.pop("card").delete()


def unplug(stage, dice):
    stage.ip(stage.lan.switch, "link set %s %s" % (dice.choice(("left", "left-1", "right", "right-1")),
                                                   dice.choice(("up", "up", "down"))))


def namespaces(stage, dice):
    """A namespace that comes and goes with an enabled interface in it."""
    brief = Namespace("brief%d" % os.getpid())
    try:
        brief.ip("link add d0 type dummy", "link set d0 multicast on up", "addr add 10.5.0.1/24 dev d0")
        Querier(brief, "d0").enable()
        time.sleep(dice.uniform(0, LONGEST_PAUSE))
    finally:
        brief.delete()


def reload(stage, dice):
    """The module goes and comes back; nothing else may fail for that."""
    try:
        module.unload()
    except subprocess.CalledProcessError as error:
        raise OSError(errno.EBUSY, "another program dumps") from error
    time.sleep(dice.uniform(0, LONGEST_PAUSE))
    module.load()


def random_message(dice):
    group = dice.choice(("0.0.0.0", "239.1.2.3", "224.0.0.251", "10.0.0.1"))
    records = [igmp.record(dice.randint(0, 7), group, ["10.0.0.%d" % dice.randint(1, 9)] * dice.randint(0, 3))
               for _ in range(dice.randint(0, 3))]
    return dice.choice((
        igmp.leave("0.0.0.0"), igmp.query_v1(), igmp.query_v2(dice.randint(0, 255), group),
        igmp.query_v3(dice.randint(0, 255), group, qrv=dice.randint(0, 7), qqic=dice.randint(0, 255)),
        igmp.report_v1(group), igmp.report_v2(group), igmp.leave(group), igmp.report_v3(*records)))


def mutate(packet, dice):
    """Often not at all; else some bytes are others, or there are fewer, or more."""
    packet = bytearray(packet)
    kind = dice.randint(0, 5)
    if kind == 0:
        packet[dice.randrange(len(packet))] = dice.randrange(256)
    elif kind == 1:
        del packet[dice.randrange(20, len(packet)):]
    elif kind == 2:
        packet += bytes(dice.randrange(1400))
    return bytes(packet)


def flood(stage, dice):
    """Valid and invalid IGMP from a host with many addresses."""
    for _ in range(20):
        packet = igmp.ipv4(random_message(dice), "10.0.0.%d" % dice.randint(0, 9),
                           dice.choice((igmp.ALL_HOSTS, igmp.ALL_V3_ROUTERS, "239.1.2.3")),
                           ttl=dice.choice((1, 1, 1, 64)), options=dice.choice((igmp.ROUTER_ALERT, b"", b"\1" * 40)))
        stage.noise.send_frame(igmp.ethernet(mutate(packet, dice), stage.noise.mac, igmp.multicast_mac(igmp.ALL_HOSTS)))


def igmp_reports(dice):
    """Frames with a record for each of many groups: made once, as that takes longest."""
    for kind in (igmp.IS_EX, igmp.TO_IN, igmp.ALLOW, igmp.TO_EX, igmp.BLOCK):
        for net in range(GROUPS // RECORDS):
            yield igmp.report_v3(*(igmp.record(kind, "239.2.%d.%d" % (net, i),
                                               ["10.9.0.%d" % dice.randint(1, 9)] * (i % 3))
                                   for i in range(RECORDS)))


def mld_reports(dice):
    for kind in (igmp.IS_EX, igmp.TO_IN, igmp.ALLOW, igmp.TO_EX, igmp.BLOCK):
        for net in range(GROUPS // RECORDS):
            yield mld.report_v2(*(mld.record(kind, "ff0e::%x:%x" % (net + 1, i),
                                                         ["2001:db8::%d" % dice.randint(1, 9)] * (i % 3))
                                        for i in range(RECORDS)))


def report_frames(stage, dice):
    mac = stage.noise.mac
    frames = [igmp.ethernet(igmp.ipv4(report, "10.0.0.9", igmp.ALL_V3_ROUTERS), mac,
                            igmp.multicast_mac(igmp.ALL_V3_ROUTERS)) for report in igmp_reports(dice)]
    group = mld.ALL_V2_ROUTERS
    return frames + [igmp.ethernet(mld.ipv6(report, "fe80::9", group), mac, mld.multicast_mac(group),
                                   ethertype=0x86dd) for report in mld_reports(dice)]


def members(stage, dice):
    """Hosts join and leave by the thousand."""
    if "frames" not in stage.kept:
        stage.kept["frames"] = report_frames(stage, dice)
    for _ in range(40):
        stage.noise.send_frame(dice.choice(stage.kept["frames"]))


ACTORS = {actor.__name__: actor for actor in (enable, tune, hold, track, ration, begin,
                                              cards, dump, read, unplug, namespaces, reload, flood, members)}
ACTORS.update(flap=flap, address=address, address6=address6, mtu=mtu, rename=rename, enslave=enslave, move=move,
              create=create, ports=ports)
PROCESSES = {"hold": 3}         # of most actors there is one


def act(stage, name, has_acted, seed, seconds):
    """What one actor's process does; whether it ever could.

    The time counts from when all have acted: else who is slow to begin would
    find those gone that it should race with.
    """
    everybody, own = has_acted
    dice = random.Random("%s %s" % (seed, name))
    give_up, end = time.monotonic() + PATIENCE, None
    while time.monotonic() < (end or give_up):
        try:
            ACTORS[name.split("-")[0]](stage, dice)
            everybody[own] = 1
        except (OSError, ValueError):
            pass                # not there at the moment
        if not end and b"\0" not in everybody[:]:
            end = time.monotonic() + seconds
        time.sleep(dice.uniform(0, LONGEST_PAUSE))
    stage.finish()
    return 0 if everybody[own] else 1


def start(stage, name, has_acted, seed, seconds):
    child = os.fork()
    if child:
        return child
    status = 2
    try:
        status = act(stage, name, has_acted, seed, seconds)
    finally:
        os._exit(status)


def run(stage, names, seed, seconds):
    """Let these actors act for so long; each has done something, and none has failed but as it may."""
    names = [name if not i else "%s-%d" % (name, i) for name in names for i in range(PROCESSES.get(name, 1))]
    with mmap.mmap(-1, len(names)) as everybody:
        children = {name: start(stage, name, (everybody, i), seed, seconds) for i, name in enumerate(names)}
        ended = {name: os.waitpid(child, 0)[1] for name, child in children.items()}
    for name, status in ended.items():
        expect(status == 0, "the actor %s ended with status %d" % (name, status))
