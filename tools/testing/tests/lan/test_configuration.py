# SPDX-License-Identifier: GPL-2.0
"""querierctl's configuration files and the kernel: apply and save are each other's inverse, for every key."""
import contextlib
import os
import random
import socket
import subprocess
import time

import pytest

from querierlan.expect import expect, expect_equal
from querierlan.genl import ENUMS, dump
from querierlan.querier import Querier
from querierlan.sysfs import FAMILIES
from querierlan.tool import QUERIERCTL

pytestmark = pytest.mark.machine("uml-sim")

HERE = contextlib.nullcontext()         # the initial network namespace, whose /sys the tool sees
INTERFACES = ("conf0", "conf1")
ADDRESSES = {"igmp": "10.0.0.5", "mld": "fe80::5"}
SETTABLE = {family: {name: file for name, file in table["files"].items() if file["writable"]}
            for family, table in FAMILIES.items()}
CHOICES = {"igmp": ("elect", "proxy", "passive"), "mld": ("elect", "passive")}
PARAMETER = "/sys/module/igmp_querier/parameters/querier_enable"
SAVED = "/etc/querierctl.conf.d/50-saved.conf"
ROUNDS = 12


def key_of(file):
    return file.removesuffix("_ms").replace("_", "-")


def drawn(draw, family, file):
    """A value that the file takes and shows, regardless of the others."""
    if file == "mode":
        return draw.choice(CHOICES[family])
    if file == "source_address":
        return ADDRESSES[family]
    if file == "querier_enable":
        return draw.choice(("0", "1", "auto"))
    least, most = (SETTABLE[family][file][name] for name in ("min", "max"))
    # The time to answer is at most the time between queries.
    least = 10000 if file == "query_interval_ms" else least
    most = 10000 if file == "query_response_interval_ms" else most
    return str(draw.choice((least, most, draw.randint(least, most))))


def text_of(file, raw):
    return raw + "ms" if file.endswith("_ms") else raw


class Machine:
    """Two interfaces, and the root of the files of a test."""

    def __init__(self, root):
        self.root = str(root)
        self.links = {(name, family): Querier(_Here, name, family) for name in INTERFACES for family in FAMILIES}
        os.makedirs(self.root + "/run")
        os.makedirs(self.root + "/etc")

    def tool(self, *words, status=0):
        done = subprocess.run([QUERIERCTL, *words], env={**os.environ, "QUERIERCTL_ROOT": self.root}, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        expect_equal(done.returncode, status, "status of %s: %s" % (" ".join(words), done.stdout))
        return done.stdout

    def write(self, text, path="/etc/querierctl.conf"):
        os.makedirs(os.path.dirname(self.root + path), exist_ok=True)
        with open(self.root + path, "w") as file:
            file.write(text)

    def read(self, path):
        with open(self.root + path) as file:
            return file.read()

    def expect_agreement(self):
        expect_equal(self.tool("apply", "-n"), "", "what apply -n prints")
        expect_equal(self.tool("apply"), "", "what apply prints")

    def state(self):
        """{link: {file: its value, or None for the module's own}}

        Off is off: without a section it is not told from what was never on.
        """
        params = {value: name for name, value in ENUMS.items() if name.startswith("IGMP_QUERIER_PARAM_")}
        found = {}
        for row in dump(HERE, "interface_get"):
            link = row["ifname"], list(FAMILIES)[row["protocol"]]
            if link in self.links:
                explicit = {name[19:].lower() for value, name in params.items() if row["explicit"] >> value & 1}
                found[link] = {file: self.links[link][file] if file.removesuffix("_ms") in explicit else None
                               for file in SETTABLE[link[1]]}
                if found[link]["querier_enable"] == "0":
                    found[link]["querier_enable"] = None
        return found

    def reset(self):
        for link in self.links.values():
            link.set(**dict.fromkeys(SETTABLE[link.family], "default"))


class _Here:
    sys = "/sys"


@pytest.fixture(scope="module")
def interfaces():
    for name in INTERFACES:
        subprocess.run(["ip", "link", "add", name, "type", "dummy"], check=True)
        subprocess.run(["ip", "address", "add", ADDRESSES["igmp"] + "/24", "dev", name], check=True)
        subprocess.run(["ip", "link", "set", name, "addrgenmode", "none"], check=True)
        subprocess.run(["ip", "link", "set", name, "up", "multicast", "on"], check=True)
        subprocess.run(["ip", "address", "add", ADDRESSES["mld"] + "/64", "dev", name, "nodad"], check=True)
    yield
    for name in INTERFACES:
        subprocess.run(["ip", "link", "delete", name], check=True)


@pytest.fixture
def machine(interfaces, tmp_path):
    there = Machine(tmp_path)
    yield there
    there.reset()


@pytest.fixture
def draw():
    return random.Random(int(os.environ.get("QR_SEED", "1")))


def expect_saved(machine, what):
    """What is saved comes back, and what was set is told from what was not."""
    before = machine.state()
    machine.tool("save")
    machine.expect_agreement()
    machine.reset()
    machine.tool("apply")
    expect_equal(machine.state(), before, "what %s comes back as" % what)
    machine.expect_agreement()


@pytest.mark.parametrize("family", FAMILIES)
def test_every_key_is_saved(machine, draw, family):
    """Also one that is set to its default, and one that others follow."""
    link = machine.links["conf0", family]
    for file, about in SETTABLE[family].items():
        for value in {str(about["default"]).replace("auto", ADDRESSES[family]), drawn(draw, family, file)}:
            link.set(**{file: value})
            is_off = (file, value) == ("querier_enable", "0")
            expect(is_off or machine.state()["conf0", family][file] == value, "%s does not count as set" % file)
            expect_saved(machine, "%s %s" % (file, value))
            expect_equal("%s = " % key_of(file) in machine.read(SAVED), not is_off, "is %s in the file" % file)
            machine.reset()


def test_what_follows_is_not_saved(machine):
    """The first queries follow the interval, before and after."""
    machine.links["conf0", "igmp"].set(query_interval_ms=60000, robustness=5, startup_query_count=5)
    machine.tool("save")
    text = machine.read(SAVED)
    expect("startup-query-interval" not in text and "startup-query-count = 5" in text, text)
    machine.reset()
    machine.tool("apply")
    machine.links["conf0", "igmp"].expect(startup_query_interval_ms=15000, startup_query_count=5)
    machine.links["conf0", "igmp"].set(query_interval_ms=20000, robustness=2)
    machine.links["conf0", "igmp"].expect(startup_query_interval_ms=5000, startup_query_count=5)


def set_at_random(machine, draw):
    for (_, family), link in machine.links.items():
        for file in draw.sample(list(SETTABLE[family]), draw.randrange(len(SETTABLE[family]))):
            link.set(**{file: drawn(draw, family, file)})


def sections(draw):
    """[(patterns, interfaces it is for, family or None, {file: text or "default"})]"""
    heads = (("*", INTERFACES), ("conf?", INTERFACES), ("conf0", ("conf0",)), ("\\conf1 other", ("conf1",)),
             ("eth*", ()), ("c[a-z]nf[02-9]", ("conf0",)))
    for _ in range(draw.randrange(6)):
        pattern, names = draw.choice(heads)
        family = draw.choice((None, "igmp", "mld"))
        of = family or "igmp"
        files = draw.sample(list(SETTABLE[of]), draw.randrange(8))
        yield pattern, names, family, {file: draw.choice(("default", *[drawn(draw, of, file)] * 3)) for file in files}


def print_sections(drawn_sections):
    text = ""
    for pattern, _, family, values in drawn_sections:
        text += "[%s%s]  # one\n" % (pattern, " " + family if family else "")
        text += "".join("\t%s = %s\n" % (key_of(file), value if value == "default" else text_of(file, value))
                        for file, value in values.items())
    return text


def takes(family, file, value):
    """Of a section for both families, each takes what it can."""
    if file not in SETTABLE[family]:
        return False
    if value == "default" or file not in ("version", "mode", "source_address"):
        return True
    return {"version": value in "123"[:3 if family == "igmp" else 2], "mode": value in CHOICES[family],
            "source_address": (":" in value) == (family == "mld")}[file]


def wanted(drawn_sections, name, family):
    """What a link is to be: like Machine.state(); None: no section is for it."""
    values, matched = dict.fromkeys(SETTABLE[family]), False
    for _, names, only, settings in drawn_sections:
        if name not in names or only not in (None, family):
            continue
        matched = True
        values.update((file, None if value == "default" else value)
                      for file, value in settings.items() if takes(family, file, value))
    if values["querier_enable"] == "0":
        values["querier_enable"] = None
    return values if matched else None


def test_what_files_say_is_applied(machine, draw):
    """Each round begins with other settings; the model above knows what comes of the files."""
    for _ in range(ROUNDS):
        set_at_random(machine, draw)
        before, found = machine.state(), [list(sections(draw)) for _ in range(2)]
        machine.write(print_sections(found[0]))
        machine.write(print_sections(found[1]), "/run/querierctl.conf.d/10.conf")
        lines = machine.tool("apply")
        after = machine.state()
        for (name, family), values in after.items():
            wish = wanted(found[0] + found[1], name, family) or {**before[name, family], "querier_enable": None}
            expect_equal(values, wish, "%s %s after\n%s%s%s" % (name, family, *map(print_sections, found), lines))
        machine.expect_agreement()


def test_what_is_set_is_saved_beside_other_files(machine, draw):
    for _ in range(ROUNDS):
        machine.write(print_sections(sections(draw)))
        set_at_random(machine, draw)
        expect_saved(machine, "what was drawn")


def test_one_interface_is_saved_or_applied_alone(machine):
    machine.tool("enable", "--save", "--igmp", "conf0")
    machine.tool("enable", "--igmp", "conf1")
    expect_equal(machine.tool("apply", "conf0", "conf1"), "", "what apply changes")
    wanted_line = "conf1 igmp querier-enable on → off (no section matches)\n"
    expect_equal(machine.tool("apply", "-n", status=3), wanted_line, "what apply -n prints")
    expect_equal(machine.tool("apply"), wanted_line, "what apply prints")
    machine.expect_agreement()
    machine.tool("disable", "--all")
    machine.links["conf0", "igmp"].expect(querier_enable=0)


def write_parameter(text):
    with open(PARAMETER, "w") as file:
        file.write(text)


@pytest.fixture
def auto_parameter():
    write_parameter("auto")
    yield
    write_parameter("0")


def test_the_parameter_is_the_default(machine, auto_parameter):
    """What apply says of a key that no section names is what the module then has."""
    machine.links["conf0", "igmp"].set(querier_enable=1)
    machine.write("[conf0 igmp]\n")
    expect_equal(machine.tool("apply"), "conf0 igmp querier-enable on → auto (default)\n", "what apply prints")
    machine.links["conf0", "igmp"].expect(querier_enable="auto")
    machine.expect_agreement()


@pytest.mark.parametrize("value", ["0", "default"])
def test_off_is_saved_if_the_parameter_is_not(machine, auto_parameter, value):
    """Only what was set: what the module began with follows the parameter."""
    machine.links["conf0", "igmp"].set(querier_enable=value)
    machine.tool("save")
    expect_equal("querier-enable = off" in machine.read(SAVED), value == "0", machine.read(SAVED))
    machine.reset()
    machine.tool("apply", "conf0")
    machine.links["conf0", "igmp"].expect(querier_enable={"0": "0", "default": "auto"}[value])


def test_off_is_saved_beside_what_an_older_module_lacks(machine, tmp_path):
    """The section that this needs would set it to the module's own, which differs from an off that was set."""
    link = machine.links["conf0", "igmp"]
    link.set(querier_enable=0)
    machine.write("[conf0 igmp]\nmax-hosts = 7\n", SAVED)
    with socket.socket(socket.AF_UNIX) as closed, contextlib.ExitStack() as stack:
        closed.bind(str(tmp_path / "closed"))
        missing = "/sys/class/net/conf0/igmp/max_hosts"     # what cannot be opened is not there
        subprocess.run(["mount", "--bind", str(tmp_path / "closed"), missing], check=True)
        stack.callback(subprocess.run, ["umount", missing], check=True)
        machine.tool("save")
        text = machine.read(SAVED)
        expect("querier-enable = off\n" in text and "max-hosts = 7\n" in text, text)
        expect("→" not in machine.tool("apply", "-n"), "apply -n would change something")


def test_an_interface_that_appears_gets_its_settings(machine):
    """udev runs this while the kernel still makes the interface: both families' files are waited for."""
    machine.write("[late*]\nrobustness = 3\n")
    for number in range(10):
        name = "late%d" % number
        with subprocess.Popen(["ip", "link", "add", name, "type", "dummy"]) as making:
            # In simulated time nothing passes while the other process works.
            while not os.path.exists("/sys/class/net/" + name):
                time.sleep(0.0001)
            expect_equal(machine.tool("apply", name).count("\n"), 2, "changes of " + name)
            expect_equal(making.wait(), 0, "status of ip")
        subprocess.run(["ip", "link", "delete", name], check=True)
