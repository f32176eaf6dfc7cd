# SPDX-License-Identifier: GPL-2.0
"""querierctl metrics: what Prometheus makes of it, and how the file is written."""
import functools
import os
import re
import shutil
import stat
import subprocess

import pytest

from querierlan.machines import TESTING
from fakedoctor import healthy
from fakesys import TOOLS
from test_detail import DETAIL, STATS, says

ALERTS = os.path.join(TOOLS, "packaging/prometheus-alerts.yml")
FULL = {**STATS, "queries_failed": 1, "queries_heard_v1": 0, "queries_heard_v2": 1, "queries_heard_v3": 2, "reports_heard": 9,
        "reports_heard_v2": 3, "reports_heard_v3": 6, "leaves_heard": 4, "elections_won": 1, "elections_lost": 2,
        "ignored_group_limit": 0}
# The package would start a server, so that only this program is taken from it.
PROMTOOL = """
source "$0"
tool=$CACHE/promtool
if [ ! -x "$tool" ]; then
    trap scratch_clean EXIT
    cd "$(scratch_dir)"
    apt-get -q download prometheus || { apt-get -q update && apt-get -q download prometheus; }
    dpkg-deb --fsys-tarfile prometheus_*.deb | tar -xf - ./usr/bin/promtool
    mkdir -p "$CACHE"
    mv usr/bin/promtool "$tool"
fi >&2
echo "$tool"
"""


@pytest.fixture(scope="session")
def promtool():
    done = subprocess.run(["bash", "-euc", PROMTOOL, TESTING + "/lib/common.sh"], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def read(text):
    """{name{labels}: value}"""
    return dict(re.fullmatch(r'(\S+?(?:\{.*\})?) (\S+)', line).groups() for line in text.splitlines() if line[0] != "#")


def series(tree, **labels):
    """{metric: value} of one querier, and {metric: {labels: value}} where it has more."""
    where = ",".join(f'{name}="{value}"' for name, value in labels.items())
    found = {}
    for key, value in read(tree.run("metrics").expect(0).out).items():
        match = re.fullmatch(rf"igmp_querier_(\w+){{{re.escape(where)}(?:,(.*))?}}", key)
        if match and match[2]:
            found.setdefault(match[1], {})[match[2]] = value
        elif match:
            found[match[1]] = value
    return found


def check(promtool, text):
    done = subprocess.run([promtool, "check", "metrics"], input=text, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and not done.stdout + done.stderr, done


def full(tree):
    tree.device("eth0", querier_enable="1", state="querier", querier_address="192.0.2.1", groups="23",
                query_interval_ms="31250", version="3",
                mld={"querier_enable": "1", "state": "non-querier", "querier_address": "fe80::9",
                     "other_querier_expires_ms": "243500"})
    says(tree, {**DETAIL, "stats": FULL}, {"stats": {name: value for name, value in FULL.items() if "v3" not in name}})


def test_prometheus_takes_it(tree, promtool):
    full(tree)
    tree.device("eth1", querier_enable="1", state="down", state_reason="link-down")
    tree.device('q"\\\x1b\udcff', querier_enable="1")
    text = tree.run("metrics").expect(0).out
    check(promtool, text)
    assert r'interface="q\"\\\\x1b\\xff"' in text, text
    heads = re.findall("^# TYPE (.*) (counter|gauge)$", text, re.M)
    assert len(heads) == len({name for name, _ in heads}) == 23, heads
    assert all((kind == "counter") == name.endswith("_total") for name, kind in heads), heads


def test_values(tree):
    full(tree)
    assert series(tree, interface="eth0", family="igmp") == {
        "enabled": "1", "active_version": "3", "configured_version": "3", "query_interval_seconds": "31.250",
        "query_response_interval_seconds": "10.000", "robustness": "2", "groups": "23", "groups_limit": "4096",
        "groups_peak": "6", "last_report_age_seconds": "4.200", "query_failures_total": "1", "leaves_received_total": "4",
        "state": {'state="disabled"': "0", 'state="down"': "0", 'state="querier"': "1", 'state="non-querier"': "0"},
        "elected_info": {'address="192.0.2.1",mac="02:00:00:00:00:01"': "1"},
        "queries_sent_total": {'kind="general"': "4", 'kind="group"': "1", 'kind="group_source"': "0"},
        "queries_received_total": {'version="1"': "0", 'version="2"': "1", 'version="3"': "2"},
        "reports_received_total": {'version="2"': "3", 'version="3"': "6"},
        "elections_total": {'result="won"': "1", 'result="lost"': "2"},
        "ignored_total": {'reason="ssm"': "2", 'reason="group_limit"': "0"}}
    mld = series(tree, interface="eth0", family="mld")
    assert mld["other_querier_expiry_seconds"] == "243.500" and "last_report_age_seconds" not in mld
    assert mld["queries_received_total"] == {'version="1"': "0", 'version="2"': "1"}


def test_what_the_doctor_finds_is_counted(tree, promtool):
    """If one asks for it, and by the way it changes nothing else."""
    healthy(tree, "eth1", active_source_address="169.254.1.1", robustness="1", startup_query_count="1",
            last_member_query_count="1")
    healthy(tree, state="down", state_reason="link-down")
    text = tree.run("metrics", "--doctor").expect(0).out
    check(promtool, text)
    found = {key: value for key, value in read(text).items() if "doctor" in key}
    assert found == {f'igmp_querier_doctor_findings{{severity="{severity}"}}': count
                     for severity, count in (("problem", "1"), ("warning", "2"), ("note", "0"))}
    assert [line for line in text.splitlines() if "doctor" not in line] == tree.run("metrics").expect(0).out.splitlines()


def test_enabled_is_what_is_meant_to_run(tree):
    """Not what auto does not serve; what cannot be enabled is left out."""
    rows = (("eth1", "auto", "down", "no-wire", "0", None), ("eth2", "auto", "down", "link-down", "1", "link-down"),
            ("eth3", "1", "down", "bridge-port", "1", "bridge-port"), ("eth4", "0", "disabled", "none", "0", None))
    for name, enable, state, reason, _, _ in rows:
        tree.device(name, querier_enable=enable, state=state, state_reason=reason)
    tree.device("tun0", kind="65534")
    for name, _, _, _, enabled, reason in rows:
        found = series(tree, interface=name, family="igmp")
        assert found["enabled"] == enabled, name
        assert found.get("down_reason") == (reason and {f'reason="{reason}"': "1"}), name
        assert "elected_info" not in found, name
    assert not series(tree, interface="tun0", family="igmp")


def test_an_older_module_has_fewer(tree, promtool):
    tree.device("eth0", querier_enable="1", state="querier", querier_address="192.0.2.1")
    found = series(tree, interface="eth0", family="igmp")
    assert found["elected_info"] == {'address="192.0.2.1",mac=""': "1"}
    assert not [name for name in found if name.endswith("_total")] and "last_report_age_seconds" not in found
    check(promtool, tree.run("metrics").expect(0).out)


def test_file_is_whole_and_readable(tree):
    full(tree)
    folder = os.path.join(tree.root, "out")
    os.mkdir(folder)
    path = os.path.join(folder, "igmp_querier.prom")
    with open(path, "w", encoding="utf8") as old:
        old.write("old")
        inode = os.stat(path).st_ino
        before = os.umask(0o077)
        assert tree.run("metrics", "--output", path).expect(0).out == ""
        os.umask(before)
        assert os.stat(path).st_ino != inode, "it was written in place"
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o644
    with open(path, encoding="utf8") as new:
        assert new.read() == tree.run("metrics").expect(0).out
    assert os.listdir(folder) == ["igmp_querier.prom"]
    assert tree.run("metrics", "--output", "bare.prom", cwd=folder).expect(0) and "bare.prom" in os.listdir(folder)


def test_failure_leaves_the_old_file(tree):
    """Without the module, without the folder, on a full disk; nothing else is left either."""
    path = os.path.join(tree.root, "x.prom")
    with open(path, "w", encoding="utf8") as old:
        old.write("old")
    tree.run("metrics", "--output", os.path.join(tree.root, "none/x.prom")).expect(1, "cannot write", "none/x.prom")
    tree.on_full_disk("metrics", "--output", path).expect(1, "cannot write", "x.prom")
    shutil.rmtree(os.path.join(tree.root, "module/igmp_querier"))
    shutil.rmtree(tree.path("eth0/igmp"))
    tree.run("metrics", "--output", path).expect(1, "not loaded")
    with open(path, encoding="utf8") as file:
        assert file.read() == "old"
    assert not [name for name in os.listdir(tree.root) if "x.prom" in name and name != "x.prom"]


def test_only_a_regular_file_is_replaced(tree, tmp_path):
    """No FIFO, no device, no folder, nor what a link to them leads to: a rename would destroy /dev/null."""
    null = functools.partial(os.mknod, mode=stat.S_IFCHR | 0o666, device=os.makedev(1, 3))
    for make in [os.mkfifo, os.mkdir] + [null] * (os.geteuid() == 0):
        target, link = tmp_path / "x.prom", tmp_path / "link"
        make(target)
        link.symlink_to(target)
        before = os.lstat(target)
        for path in target, link:
            tree.run("metrics", "--output", str(path)).expect(1, f"cannot write {path}: it is no regular file")
        assert os.lstat(target) == before and link.is_symlink()
        assert sorted(os.listdir(tmp_path)) == ["link", "x.prom"]
        link.unlink()
        (os.rmdir if target.is_dir() else os.unlink)(target)


def test_a_link_stays_one(tree, tmp_path):
    """What it leads to is written, by a draft beside that; a link that leads nowhere is no place to write to."""
    path, link, folder = tmp_path / "link", tmp_path / "middle", tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "x.prom").write_text("old")
    link.symlink_to("elsewhere/x.prom")
    path.symlink_to("middle")
    tree.run("metrics", "--output", str(path)).expect(0)
    assert path.is_symlink() and link.is_symlink() and (folder / "x.prom").read_text().startswith("# HELP")
    assert os.listdir(folder) == ["x.prom"]
    (folder / "x.prom").unlink()
    tree.run("metrics", "--output", str(path)).expect(1, f"cannot write {path}: No such file")
    assert path.is_symlink() and not os.listdir(folder)


def test_alerts_are_rules(promtool, tmp_path):
    """Each fires when it should, and only then: alerts-test.yml."""
    done = subprocess.run([promtool, "check", "rules", ALERTS], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "6 rules" in done.stdout, done
    shutil.copy(ALERTS, tmp_path)
    shutil.copy(os.path.join(os.path.dirname(__file__), "alerts-test.yml"), tmp_path)
    done = subprocess.run([promtool, "test", "rules", str(tmp_path / "alerts-test.yml")], capture_output=True, text=True,
                          check=False)
    assert done.returncode == 0, done


def test_alerts_use_metrics_that_there_are(tree):
    full(tree)
    with open(ALERTS, encoding="utf8") as file:
        used = set(re.findall(r"\bigmp_querier_\w+", re.sub(r"igmp_querier\.prom", "", file.read())))
    there = {key.split("{")[0] for key in read(tree.run("metrics").expect(0).out)}
    assert used and used <= there, used - there


def test_two_that_write_at_once(tree, tmp_path):
    """The second waits, and does not write into what is the first's file by then."""
    path, draft, other = tmp_path / "x.prom", tmp_path / ".x.prom.new", tmp_path / "first"
    draft.write_text("first\n")
    tree.run("metrics", "--output", str(path), FAKE_DRAFT=f"mv {draft} {path}; ln {path} {other}").expect(0)
    assert other.read_text() == "first\n" and path.read_text().startswith("# HELP")
    assert not draft.exists()


def test_a_draft_that_is_another_file_is_not_written_to(tree, tmp_path):
    path, draft, other = tmp_path / "x.prom", tmp_path / ".x.prom.new", tmp_path / "other"
    other.write_text("mine\n")
    for make in (os.symlink, os.link):
        make(other, draft)
        tree.run("metrics", "--output", str(path)).expect(1, "cannot write", "x.prom")
        draft.unlink()
    os.mkfifo(draft)
    tree.run("metrics", "--output", str(path)).expect(1, "cannot write", "x.prom")
    assert other.read_text() == "mine\n" and not path.exists()
