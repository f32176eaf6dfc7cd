# SPDX-License-Identifier: GPL-2.0
"""The packages that "make deb" builds, and "make install" for those who package: what is in them, what Debian's own
tools say of them, and what they do and leave in a throwaway root.

    tools/testing/run-tests -k purge tools/testing/tests/packages
"""
import io
import os
import re
import subprocess
import tarfile

import pytest

from querierlan.machines import CHECKOUT, TESTING, script

FOLDER = os.path.dirname(__file__)
PACKAGES = ("build-essential debhelper dh-dkms dkms lintian pkgconf libinih-dev libjson-c-dev libmnl-dev"
            " libsmartcols-dev systemd udev kmod").split()
VERSION = re.search('^PACKAGE_VERSION="(.*)"', open(CHECKOUT + "/dkms.conf").read(), re.M)[1]
CLAIMS = [case for _, case in re.findall(r"^# ([^\n]*)\ncase_(\w+)\(\)", open(FOLDER + "/cases.sh").read(), re.M)]
# Of the tool, below PREFIX.
TOOL_FILES = {"bin/querierctl", "share/bash-completion/completions/querierctl", "share/man/man4/igmp_querier.4",
              "share/man/man5/querierctl.conf.5", "share/man/man7/querierctl-doctor.7",
              "share/man/man8/querierctl.8"}
BOOT_FILES = {"lib/systemd/system/querier.service", "lib/udev/rules.d/90-querierctl.rules"}
SERVICE_FILES = BOOT_FILES | {"lib/systemd/system/querierctl-metrics." + kind for kind in ("service", "timer")}
EXAMPLES = {"share/doc/querierctl/examples/prometheus-alerts.yml"}


def run(*words, **options):
    """What it says; a failure shows it."""
    done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, check=False, **options)
    assert done.returncode == 0, "%s: %s" % (" ".join(words), done.stdout[-3000:])
    return done.stdout


def files_below(folder):
    return {os.path.relpath(os.path.join(where, name), folder)
            for where, _, names in os.walk(folder) for name in names}


@pytest.fixture(scope="session", autouse=True)
def tools():
    run("bash", "-c", 'source "$0"; need_packages "$@"', TESTING + "/lib/common.sh", *PACKAGES)


@pytest.fixture(scope="session")
def debs(tools, tmp_path_factory):
    """{package: its file}"""
    folder = tmp_path_factory.mktemp("debs")
    run(CHECKOUT + "/tools/packaging/deb", str(folder))
    return {path.name.partition("_")[0]: str(path) for path in folder.glob("*.deb")}


def contents(deb):
    """Of what goes into the root, or of the scripts and the like: {path: text}."""
    data = subprocess.run(["dpkg-deb", "--ctrl-tarfile", deb], stdout=subprocess.PIPE, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        return {member.name[2:]: tar.extractfile(member).read().decode() for member in tar if member.isfile()}


def paths(deb):
    """With the place where a merged /usr has them."""
    lines = run("dpkg-deb", "--contents", deb).splitlines()
    found = {line.split()[5][2:] for line in lines if line[0] == "-"}
    return {path if path.startswith("usr/") else "usr/" + path for path in found if not re.search("/share/(doc|lintian)/", path)}


def test_tool_package(debs):
    pages = {path + ".gz" if "/man/" in path else path for path in TOOL_FILES}
    assert paths(debs["querierctl"]) == {"usr/" + path for path in pages | SERVICE_FILES}


def test_examples(debs):
    assert all("./usr/" + path in run("dpkg-deb", "--contents", debs["querierctl"]) for path in EXAMPLES)


def test_module_package(debs):
    """The source, and nothing that "make install" needs alone."""
    source = {path for path in os.listdir(CHECKOUT + "/querier") if path[-2:] in (".c", ".h")}
    below = "usr/src/igmp-querier-%s/" % VERSION
    assert paths(debs["igmp-querier-dkms"]) == {below + "Kbuild", below + "dkms.conf"} | {
        below + "querier/" + name for name in source if not name.endswith(".mod.c")}


def test_no_conffile_no_question_and_nothing_is_applied(debs):
    for deb in debs.values():
        control = contents(deb)
        assert not {"conffiles", "config", "templates"} & set(control)
        scripts = "".join(text for name, text in control.items() if name not in ("control", "md5sums"))
        assert not re.search(r"querierctl (apply|enable)|invoke.*(start|reload)|systemctl.*\b(re)?start", scripts)


def test_fields(debs):
    tool, module = (contents(debs[name])["control"] for name in ("querierctl", "igmp-querier-dkms"))
    assert "\nConflicts: querierd\n" in tool
    assert "\nArchitecture: all\n" in module
    # Older than that of Debian 12 and Ubuntu 22.04.
    assert "\nDepends: dkms (>= 2.1.0.0)\n" in module
    assert "Testsuite: autopkgtest-pkg-dkms\n" in open(CHECKOUT + "/tools/packaging/debian/control").read()


def test_lintian(debs):
    """What is overridden is explained beside it."""
    said = run("lintian", "--allow-root", "--fail-on", "error,warning", "--suppress-tags", "bad-distribution-in-changes-file",
               *debs.values())
    assert not re.findall("^[EW]:.*", said, re.M)


@pytest.fixture
def stubs(tmp_path):
    """A search path on which nothing that concerns a running system can be called."""
    folder = tmp_path / "stubs"
    folder.mkdir()
    for name in ("dkms", "udevadm", "systemctl", "modprobe", "rmmod", "depmod"):
        (folder / name).write_text("#!/bin/sh\necho %s was called >&2\nexit 1\n" % name)
        (folder / name).chmod(0o755)
    return {**os.environ, "PATH": "%s:%s" % (folder, os.environ["PATH"])}


@pytest.fixture
def checkout(tmp_path):
    """A copy, because a build leaves files."""
    folder = tmp_path / "checkout"
    run("bash", "-c", 'source "$0"; copy_sources "$1"', TESTING + "/lib/common.sh", str(folder))
    return str(folder)


def test_destdir(checkout, stubs, tmp_path):
    """Only files, with PREFIX in them; "uninstall" takes those, and nothing of the administrator's."""
    root = tmp_path / "root"

    def make(*words):
        run("make", "-s", "-C", checkout, "DESTDIR=%s" % root, "PREFIX=/opt/x", "OPENRC=yes", *words, env=stubs)

    make("install")
    there = files_below(root)
    assert {path for path in there if path.startswith("opt/")} == {
        "opt/x/" + path for path in TOOL_FILES | SERVICE_FILES | EXAMPLES}
    assert {path.split("/")[0] for path in there} == {"opt", "usr", "etc"}
    assert {path for path in there if path.startswith("etc/")} == {"etc/init.d/querier"}
    assert "usr/src/igmp-querier-%s/Kbuild" % VERSION in there
    for path in BOOT_FILES:
        text = (root / "opt/x" / path).read_text()
        assert "/opt/x/bin/querierctl apply" in text and "@" not in re.sub("@(system-service|module)", "", text)
    make("uninstall")
    assert files_below(root) == set()
    make("install")
    mine = {"etc/querierctl.conf", "etc/init.d/querier", "opt/x/lib/udev/rules.d/91-mine.rules"}
    for path in mine:
        (root / path).write_text("mine")
    make("uninstall")
    assert files_below(root) == mine


def verify(folder, checkout, *names, worst):
    """Debian's own tools find nothing wrong with the units."""
    for name in names:
        unit = open(checkout + "/tools/packaging/" + name).read()
        (folder / name).write_text(re.sub("/usr/bin/querierctl [^\n]*", "/bin/true", unit))
    for name in names:
        said = run("systemd-analyze", "verify", "--man=no", str(folder / name))
        assert name not in said, said
    level = run("systemd-analyze", "security", "--offline=true", str(folder / names[0]))
    assert float(re.search(r"level for %s: ([\d.]+)" % names[0], level)[1]) < worst
    return unit


def test_unit_and_rule(checkout, tmp_path):
    run("make", "-s", "-C", checkout + "/tools", "boot-files", "PREFIX=/usr")
    unit = verify(tmp_path, checkout, "querier.service", worst=4)
    assert not re.search("^(Before|After|Wants|Requires)=.*network", unit, re.M)
    assert set(re.findall("^ConditionPathExistsGlob=[|](.*)", unit, re.M)) == {
        folder + path for folder in ("/etc", "/run", "/usr/lib") for path in ("/querierctl.conf", "/querierctl.conf.d/*.conf")}
    if "verify" not in run("udevadm", "--help"):
        pytest.skip("this machine's udevadm cannot verify a rule")
    run("udevadm", "verify", checkout + "/tools/packaging/querierctl.rules")


def test_metrics_units(checkout, tmp_path):
    run("make", "-s", "-C", checkout + "/tools", "boot-files", "PREFIX=/usr")
    timer = verify(tmp_path, checkout, "querierctl-metrics.service", "querierctl-metrics.timer", worst=4)
    assert "WantedBy=timers.target" in timer
    service = open(checkout + "/tools/packaging/querierctl-metrics.service").read()
    folder, = re.search("^ExecStart=/usr/bin/querierctl metrics --doctor --output (.*)/igmp_querier.prom$", service, re.M).groups()
    assert "\nReadWritePaths=%s\n" % folder in service


def test_other_systems_files_are_short():
    for path in ("arch/PKGBUILD", "nixos/default.nix"):
        text = open(os.path.join(CHECKOUT, "tools/packaging", path)).read()
        assert text.count("\n") <= 40 and text.startswith("# Untried:")
        assert VERSION in text


def test_pkgbuild(checkout):
    """Its functions fill the packages' folders; makepkg, which calls them, is Arch's."""
    here = checkout + "/tools/packaging/arch"
    os.mkdir(here + "/src")
    run("bash", "-euc", """source ./PKGBUILD
        build; pkgdir=$PWD/dkms package_igmp-querier-dkms; pkgdir=$PWD/tool package_querierctl""",
        cwd=here, env={**os.environ, "startdir": here, "srcdir": here + "/src"})
    assert "usr/src/igmp-querier-%s/dkms.conf" % VERSION in files_below(here + "/dkms")
    assert files_below(here + "/tool") == {"usr/" + path for path in TOOL_FILES | SERVICE_FILES | EXAMPLES}


@pytest.mark.parametrize("case", CLAIMS)
def test_in_a_root(debs, case):
    """What cases.sh says above the case."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as tar:
        for deb in debs.values():
            tar.add(deb, os.path.basename(deb))
    done = subprocess.run([TESTING + "/tests/install/in-root", script("tests/install/dkms", "bookworm"), case],
                          input=data.getvalue(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
                          env={**os.environ, "CASES": FOLDER + "/cases.sh"})
    assert done.returncode == 0, done.stdout.decode(errors="replace")
