# SPDX-License-Identifier: GPL-2.0
"""querierctl: the command line, show and statistics."""
import glob
import os
import random
import re
import shutil
import subprocess

import pytest

from fakesys import DEFAULTS, TOOLS, WRAP

MANUAL = os.path.join(TOOLS, "querierctl.8")
BOOLS = ("version_fallback", "require_router_alert", "accept_off_subnet",
         "track_groups")
TEXTS = ("querier_enable", "mode", "source_address", "state", "state_reason", "querier_address",
         "active_source_address")
READ_ONLY = ("state", "state_reason", "active_version", "querier_address",
             "active_source_address", "other_querier_expires_ms",
             "groups")


def key_of(file):
    """What the user calls a file."""
    return re.sub("_ms$", "", file).replace("_", "-")


def manual():
    """The manual page's source."""
    with open(MANUAL, encoding="utf8") as file:
        return file.read()


def test_help_and_manual_name_every_verb_and_key(tree):
    shown = tree.run("--help").expect(0).out
    assert shown == tree.run("-h").expect(0).out
    words = ["show", "set", "enable", "disable", "statistics", "groups",
             "hosts", "query", "clear", "doctor", "monitor"]
    words += [key_of(file) for file in DEFAULTS if file not in READ_ONLY]
    for word in words:
        assert f"\n  {word} " in shown, f"{word} is not in --help"
    for word in words + [key_of(file) for file in READ_ONLY]:
        assert f"Cm {word}" in manual(), f"{word} is not in the manual"


def test_manual_gives_the_ranges_of_the_table(tree):
    shown = tree.run("--help").expect(0).out
    keys = re.findall(r"^  ([a-z-]+) {2,}(\d.* to .*)$", shown, re.M)
    assert len(keys) == 12, keys
    for name, allowed in keys:
        wanted = f"Cm {name} Pq {allowed.replace(', or auto', ' , auto')} ;"
        assert wanted in manual(), f"the manual lacks: {wanted}"


def test_manuals_are_clean(tree):
    if not shutil.which("mandoc"):
        pytest.skip("no mandoc")
    pages = glob.glob(os.path.join(TOOLS, "*.[4578]"))
    done = subprocess.run(["mandoc", "-Tlint", *pages], capture_output=True,
                          text=True, check=False)
    # What they refer to need not be installed here.
    faults = [line for line in (done.stdout + done.stderr).splitlines()
              if "mandoc.db" not in line and "manual not found" not in line]
    assert not faults, faults


def test_version_is_printed(tree):
    out = tree.run("--version").expect(0).out
    assert re.fullmatch(r"querierctl \d+\.\d+\.\d+\n", out), out


def test_wrong_usage_exits_2(tree):
    for args, word in (
            (("stop",), "stop"), (("show", "-x"), "x"), (("--color=red",), "'red'"),
            (("enable",), "IFACE"), (("disable",), "IFACE"),
            (("set", "eth0", "version"), "KEY VALUE"),
            (("set", "eth0", "version", "2", "mode"), "value"),
            (("set", "eth0", "igmp", "version"), "value"),
            (("set", "eth0", "colour", "red"), "colour"),
            (("set", "eth0", "state", "querier"), "only be shown"),
            (("set", "eth0", "query-interval", "1m", "query_interval", "2m"),
             "twice"),
            (("enable", "-v", "eth0"), "--verbose"),
            (("statistics", "-v"), "--verbose"),
            (("groups", "-a"), "--all"), (("monitor", "-v"), "--verbose"),
            (("hosts", "--hosts"), "--hosts"), (("query",), "IFACE"),
            (("clear", "--wait", "eth0"), "--wait"), (("metrics", "eth0"), "all interfaces"),
            (("show", "--output", "x"), "--output"),
            (("query", "eth0", "colour"), "colour"),
            (("clear", "eth0", "239.1.1.1", "239.1.1.2"), "one group")):
        tree.run(*args).expect(2, word)
    assert tree.unchanged()


def test_show_is_what_is_done_without_a_verb(tree):
    assert tree.run().expect(0).out == tree.run("show").expect(0).out
    assert tree.run("-jv").expect(0).out == tree.run("show", "-jv").expect(0).out


def test_show_of_what_never_ran(tree):
    """Its files that show what it does are not there yet."""
    tree.device("eth0", version="2")
    for name in "active_version", "other_querier_expires_ms", "groups":
        os.unlink(f"{tree.path('eth0', 'igmp')}/{name}")
    row, = tree.run("show", "-j").expect(0).json("interfaces")
    assert (row["version"], row["querier"], row["state"]) == (
        2, "none", "disabled")
    row, = tree.run("show", "-jv").expect(0).json("interfaces")
    assert (row["active_version"], row["querier_address"], row["groups"],
            row["other_querier_expires_ms"]) == (2, "none", 0, 0)


def test_show_says_why_it_is_down(tree):
    tree.device("eth0", state="down", state_reason="link-down")
    assert tree.run("show").expect(0).rows() == [["eth0", "igmp", "down", "(link-down)"]]
    row, = tree.run("show", "-j").expect(0).json("interfaces")
    assert (row["state"], row["state_reason"]) == ("down", "link-down")


# The lasting ones are a kind of interface; -a shows those.
PASSING, LASTING = ("link-down", "no-address", "hook-failed", "namespace-limit"), ("bridge-port", "lag-port", "not-ethernet")


@pytest.mark.parametrize("state, reason, shown", [
    *(("down", reason, [f"({reason})"]) for reason in PASSING + LASTING), ("down", "none", []),
    *(("disabled", reason, []) for reason in PASSING), ("disabled", "none", []),
    *(("disabled", reason, [f"({reason})"]) for reason in LASTING)])
def test_show_says_what_matters_to_each_state(tree, state, reason, shown):
    """What a device lacks just now does not keep a disabled querier from work."""
    tree.device("eth0", state=state, state_reason=reason)
    assert tree.run("show", "-a").expect(0).rows() == [["eth0", "igmp", state, *shown]]
    row, = tree.run("show", "-aj").expect(0).json("interfaces")
    assert (row["state"], row["state_reason"]) == (state, reason)


def test_show_json_has_types(tree):
    row, = tree.run("show", "--json").expect(0).json("interfaces")
    assert row == {
        "interface": "eth0", "family": "igmp", "enabled": False,
        "querier_enable": "0", "state": "disabled", "state_reason": "none",
        "querier": "none", "version": 3,
        "interval_ms": 125000, "source": "192.0.2.1",
        "groups": 0, "other_querier_expires_ms": 0}, row


def test_show_verbose_json_has_every_file(tree):
    row, = tree.run("show", "-vj", "eth0").expect(0).json("interfaces")
    wanted = {"interface": "eth0", "family": "igmp", "enabled": False}
    for file, value in DEFAULTS.items():
        wanted[file] = value == "1" if file in BOOLS else \
            value if file in TEXTS else int(value)
    assert row == wanted, row


def test_show_verbose_has_every_key(tree):
    tree.device("eth1")
    out = tree.run("show", "-v", "eth0", "eth1").expect(0).out
    assert len(out.split("\n\n")) == 2
    first = " ".join(out.split("\n\n", maxsplit=1)[0].split())
    for file in DEFAULTS:
        assert key_of(file) + " " in first, file
    for text in ("eth0 IGMP", "query-interval 125s 1s to 8h49m4s",
                 "querier-enable off on, off or auto", "mode elect elect, proxy or"):
        assert text in first, (text, first)


def test_show_hides_what_cannot_be_enabled(tree):
    tree.device("lo", flags="0x9", kind="772")
    tree.device("tun0", kind="65534")
    tree.device("eth1", flags="0x3")
    tree.device("eth2", state_reason="bridge-port")
    tree.device("eth3", state="down", state_reason="bridge-port")
    tree.device("eth4")
    os.makedirs(tree.path("eth4/brport"))
    names = [row[0] for row in tree.run("show").expect(0).rows()]
    assert names == ["eth0", "eth3"], names
    out = tree.run("show", "-a").expect(0).out
    for name, reason in (("lo", "loopback"), ("tun0", "not-ethernet"),
                         ("eth1", "no-multicast"), ("eth2", "bridge-port"),
                         ("eth4", "bridge-port")):
        assert re.search(f"^{name} .*disabled +.{reason}.", out, re.M), out
    assert tree.run("show", "lo").expect(0).rows()


def test_auto_hides_what_it_does_not_serve(tree):
    """What it does serve is shown also while that is down."""
    for name, reason in (("eth1", "no-wire"), ("eth2", "bridge-port"),
                         ("eth3", "link-down")):
        tree.device(name, querier_enable="auto", state="down",
                    state_reason=reason)
    tree.device("eth4", querier_enable="auto", state="querier")
    names = [row[0] for row in tree.run("show").expect(0).rows()]
    assert names == ["eth0", "eth3", "eth4"], names
    for args in ["-a"], ["eth1"]:
        assert re.search("^eth1 .*down +.no-wire.$", tree.run("show", *args).expect(0).out, re.M), args
    rows = tree.run("show", "-aj").expect(0).json("interfaces")
    assert [(row["enabled"], row["querier_enable"]) for row in rows] == [
        (False, "0")] + [(True, "auto")] * 4, rows


def test_show_is_in_natural_order_for_500(tree):
    shutil.rmtree(tree.path("eth0"))
    for i in random.sample(range(500), 500):
        tree.device(f"eth{i}")
    rows = tree.run("show").expect(0).rows()
    assert [row[0] for row in rows] == [f"eth{i}" for i in range(500)]
    assert len(tree.run("show", "-vj").expect(0).json("interfaces")) == 500


def test_show_passes_over_what_is_no_interface(tree):
    tree.files(tree.net, {"bonding_masters": ""})
    tree.device("dummy0", igmp=False)
    assert len(tree.run("show").expect(0).rows()) == 1


def test_show_of_nothing_is_no_error(tree):
    shutil.rmtree(tree.path("eth0"))
    assert tree.run("show").expect(0, "no interface").out == ""
    assert tree.run("show", "-j").expect(0).json("interfaces") == []
    assert tree.run("statistics", "-j").expect(0).json("statistics") == []


def test_missing_file_is_null(tree):
    os.unlink(tree.path("eth0/igmp/query_interval_ms"))
    row, = tree.run("show", "-j").expect(0).json("interfaces")
    assert row["interval_ms"] is None and row["state"] == "disabled"
    tree.device("eth0", state="querier")
    os.unlink(tree.path("eth0/igmp/active_version"))
    row, = tree.run("show", "-j").expect(0).json("interfaces")
    assert row["version"] is None and row["state"] == "querier"


def test_strange_number_is_null_in_json(tree):
    tree.device("eth0", active_version="none", state="querier")
    row, = tree.run("show", "-j").expect(0).json("interfaces")
    assert row["version"] is None
    assert tree.run("show").expect(0).rows()[0][6] == "none"


def test_missing_interface_is_named_others_are_shown(tree):
    result = tree.run("show", "eth9", "eth0")
    result.expect(1, "eth9: there is no such interface")
    assert len(result.rows()) == 1
    for verb in ("enable", "disable", "statistics"):
        tree.run(verb, "eth9").expect(1, "eth9: there is no such interface")
    tree.run("set", "eth9", "version", "2").expect(1, "eth9")


def test_vanishing_interface_is_skipped_unless_named(tree):
    for args, status, words in ((["show"], 0, []), (["show", "-vj"], 0, []),
                                (["show", "eth1"], 1, ["eth1: there is no"])):
        tree.device("eth1")
        env = {"FAKE_AT": "eth1/igmp/query_interval_ms",
               "FAKE_RUN": f"rm -r {tree.path('eth1')}"}
        result = tree.run(*args, **env).expect(status, *words)
        assert not os.path.exists(tree.path("eth1")), "it did not vanish"
        assert "eth1" not in result.out, result.out


def test_missing_module_is_said(tree):
    shutil.rmtree(os.path.join(tree.root, "module/igmp_querier"))
    shutil.rmtree(tree.path("eth0/igmp"))
    for args in (["show"], ["show", "eth0"], ["statistics"],
                 ["enable", "eth0"], ["set", "eth0", "version", "2"]):
        tree.run(*args).expect(1, "igmp_querier is not loaded",
                               "modprobe igmp_querier")


def test_interface_without_files_is_explained(tree):
    tree.device("lo", flags="0x9", kind="772", igmp=False)
    tree.device("tun0", kind="65534", igmp=False)
    tree.device("odd0", igmp=False)
    tree.run("show", "lo").expect(1, "lo: is the loopback")
    tree.run("enable", "tun0").expect(1, "tun0: is not Ethernet")
    tree.run("show", "odd0").expect(1, "odd0: the module igmp_querier offers")


def test_names_cannot_lead_elsewhere(tree):
    tree.files(os.path.join(tree.root, "class/igmp"), DEFAULTS)
    for name in ("..", ".", "../net/eth0", "", "a" * 16, "eth 0"):
        tree.run("show", name).expect(1, "cannot be an interface's name")
        tree.run("enable", name).expect(1, "cannot be an interface's name")
    assert not tree.written()


# Names, and how they are printed in text and read from JSON.
HOSTILE = (
    (b"a\x1b[31m\x07", r"a\x1b[31m\x07", "a\x1b[31m\x07"),
    (b"b\x08\x01\x7f", r"b\x08\x01\x7f", "b\b\x01\x7f"),
    (b"c\xc2\x80\xc2\x9b", r"c\xc2\x80\xc2\x9b", "c\x80\x9b"),
    (b"d\x80\x9b\xff\xc3", r"d\x80\x9b\xff\xc3", "d\x80\x9b\xff\xc3"),
    (b"e\xed\xa0\x80", r"e\xed\xa0\x80", "e\xed\xa0\x80"),
    (b"f\xc0\xaf\xc1\xbf", r"f\xc0\xaf\xc1\xbf", "f\xc0\xaf\xc1\xbf"),
    (b"g\xf4\x90\x80\x80", r"g\xf4\x90\x80\x80", "g\xf4\x90\x80\x80"),
    ("hü中😀".encode(), "hü中😀", "hü中😀"),
    (b'i"\\x41', r'i"\x41', r'i"\x41'),
)


def width(text):
    """The columns it takes up on a terminal."""
    return sum(2 if char in "中😀" else 1 for char in text)


def expect_harmless(result):
    """Nothing in it that a terminal obeys."""
    bad = [char for char in (result.out + result.err).replace("\n", "")
           if ord(char) < 0x20 or 0x7f <= ord(char) < 0xa0]
    assert not bad, bad


def test_hostile_names_are_escaped_in_tables(tree):
    for name, _text, _read in HOSTILE:
        tree.device(os.fsdecode(name))
    for locale in ("C", "C.UTF-8"):
        for verb in ("show", "statistics"):
            result = tree.run(verb, LC_ALL=locale).expect(0)
            expect_harmless(result)
            lines = result.out.splitlines()
            at = lines[0].index("FAMILY")
            shown = [line.split()[0] for line in lines[1:]]
            for _name, text, _read in HOSTILE:
                assert text in shown, (text, shown)
                line = lines[1 + shown.index(text)]
                before = line[:line.index("igmp")]
                assert width(before) == at, (at, line)


def test_hostile_names_are_escaped_in_headings_and_messages(tree):
    for name, text, _read in HOSTILE:
        named = os.fsdecode(name)
        result = tree.run("show", named)
        expect_harmless(result.expect(1, text + ": there is no such"))
        expect_harmless(tree.run(named).expect(2, f"no verb '{text}'"))
        tree.device(named)
        result = tree.run("show", "-v", named).expect(0)
        expect_harmless(result)
        assert result.out.startswith(text + " "), result.out[:80]
        for words in ([named, "5"], ["mode", named]):
            result = tree.run("set", "eth0", *words)
            expect_harmless(result.expect(result.status, text))
            assert result.status, words
        for option in ("--" + named, "-\xc3x" + named):
            expect_harmless(tree.run("show", option).expect(2, "option"))
    expect_harmless(tree.run("show", "a\nb", "\t").expect(1, r"'a\x0ab'",
                                                          r"'\x09'"))


def test_hostile_names_are_escaped_in_json(tree):
    for name, _text, _read in HOSTILE:
        tree.device(os.fsdecode(name))
    for verb, rows in (("show", "interfaces"), ("statistics", "statistics")):
        result = tree.run(verb, "-j").expect(0)
        expect_harmless(result)
        shown = {row["interface"] for row in result.json(rows)}
        assert shown == {"eth0", *(read for _, _, read in HOSTILE)}, shown
    assert r'"a\u001b[31m\u0007"' in result.out, result.out
    assert r'"b\u0008\u0001\u007f"' in result.out, result.out
    assert r'"c\u0080\u009b"' in result.out, result.out


def test_full_disk_is_an_error(tree):
    if WRAP:
        pytest.skip("the wrapper has its own view of this")
    with open("/dev/full", "wb") as full:
        for args in (["show"], ["show", "-v"], ["statistics", "-j"]):
            tree.run(*args, stdout=full).expect(1, "cannot write")


def test_members_without_the_module_are_explained(tree):
    if os.path.exists("/sys/module/igmp_querier"):
        pytest.skip("the module is loaded here")
    for verb in ("groups", "hosts", "monitor"):
        tree.run(verb).expect(1, "is too old", "rmmod igmp_querier")
        shutil.rmtree(os.path.join(tree.root, "module"))
        tree.run(verb).expect(1, "not loaded: modprobe igmp_querier")
        os.makedirs(os.path.join(tree.root, "module/igmp_querier"))
        tree.run(verb, "nosuch0").expect(1, "no such interface", "ip link")
    assert tree.run("groups", "-j").json("groups") == []
