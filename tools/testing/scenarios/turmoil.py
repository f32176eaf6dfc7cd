# SPDX-License-Identifier: GPL-2.0
"""Everything at once: processes that each do one kind of thing, at random, to the same interfaces.

An actor is a function of a Stage and of dice; it does one thing, which may
fail: the interface may be gone, renamed, taken. The same seed throws the same
dice, and in simulated time everything happens again as it did.
"""
import os
import random
import subprocess
import time

import igmp
import module
from lan import Namespace, Querier, expect

INTERFACES = ("eth0", "eth1", "lan0", "br0", "bond0", "d0", "eth0.7")
VALUES = {
    "mode": ("elect", "proxy", "passive"),
    "version": (1, 2, 3),
    "version_fallback": (0, 1),
    "query_interval_ms": (1000, 2000, 125000, 31744000),
    "query_response_interval_ms": (100, 1000, 10000),
    "robustness": (1, 2, 255),
    "startup_query_interval_ms": (0, 100, 1000),
    "startup_query_count": (0, 1, 255),
    "source_address": ("auto", "10.0.0.1", "10.0.0.2", "10.0.0.3"),
    "require_router_alert": (0, 1),
    "accept_off_subnet": (0, 1),
}
LONGEST_PAUSE = 0.05            # s between what an actor does
PATIENCE = 60                   # s more for who has not done anything yet: emulated processors are slow


class Stage:
    """What the actors act on: two hosts of ours, and one that makes noise."""

    def __init__(self, lan):
        self.lan = lan
        self.left, self.right, self.noise = lan.hosts(left="10.0.0.1/24", right="10.0.0.2/24", noise="10.0.0.9/24")
        self.ours = (self.left, self.right)
        for host in self.ours:
            # A host may bridge what it has: no loop leads through two ports that are isolated, or lead nowhere.
            lan.switch.ip("link set dev %s type bridge_slave isolated on" % host.name,
                          "link add %s-1 type veth peer name eth1 netns %s" % (host.name, host.name),
                          "link set %s-1 up" % host.name)
            host.ip("link set eth1 up", "link add br0 type bridge", "link set br0 up",
                    "link add bond0 type bond mode active-backup", "link set bond0 up")
        self.shells = {}

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


def any_querier(stage, dice):
    return Querier(dice.choice(stage.ours), dice.choice(INTERFACES))


def enable(stage, dice):
    any_querier(stage, dice)["querier_enable"] = dice.choice((0, 1, 1, 1))


def tune(stage, dice):
    name = dice.choice(list(VALUES))
    any_querier(stage, dice)[name] = dice.choice(VALUES[name])


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
rename = on_any("link set eth0 name lan0", "link set lan0 name eth0")
enslave = on_any("link set {interface} master br0", "link set {interface} master bond0",
                 "link set {interface} nomaster", "link set {interface} nomaster")
move = on_any("link set {interface} netns {other}")
create = on_any("link add d0 type dummy", "link set d0 multicast on up", "link del d0",
                "link add link eth0 name eth0.7 type vlan id 7", "link del eth0.7")


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
    module.unload()
    time.sleep(dice.uniform(0, LONGEST_PAUSE))
    module.load()


def random_message(dice):
    group = dice.choice(("0.0.0.0", "239.1.2.3", "224.0.0.251", "10.0.0.1"))
    records = [igmp.record(dice.randint(0, 7), group, ["10.0.0.%d" % dice.randint(1, 9)] * dice.randint(0, 3))
               for _ in range(dice.randint(0, 3))]
    return dice.choice((
        igmp.query_v1(), igmp.query_v2(dice.randint(0, 255), group),
        igmp.query_v3(dice.randint(0, 255), group, qrv=dice.randint(0, 7), qqic=dice.randint(0, 255)),
        igmp.report_v1(group), igmp.report_v2(group), igmp.leave(group), igmp.report_v3(*records)))


def mutate(packet, dice):
    """Often not at all; else some octets are others, or there are fewer, or more."""
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


ACTORS = {actor.__name__: actor for actor in (enable, tune, read, unplug, namespaces, reload, flood)}
ACTORS.update(flap=flap, address=address, rename=rename, enslave=enslave, move=move, create=create)


def act(stage, name, seed, seconds):
    """What one actor's process does."""
    dice = random.Random("%s %s" % (seed, name))
    end = time.monotonic() + seconds
    done = 0
    while time.monotonic() < (end if done else end + PATIENCE):
        try:
            ACTORS[name](stage, dice)
            done += 1
        except (OSError, ValueError):
            pass                # not there at the moment
        time.sleep(dice.uniform(0, LONGEST_PAUSE))
    stage.finish()
    return 0 if done else 1


def start(stage, name, seed, seconds):
    child = os.fork()
    if child:
        return child
    status = 2
    try:
        status = act(stage, name, seed, seconds)
    finally:
        os._exit(status)


def run(stage, names, seed, seconds):
    """Let these actors act for so long; each has done something, and none has failed but as it may."""
    children = {name: start(stage, name, seed, seconds) for name in names}
    for name, child in children.items():
        status = os.waitpid(child, 0)[1]
        expect(status == 0, "the actor %s ended with status %d" % (name, status))
