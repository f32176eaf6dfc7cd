# SPDX-License-Identifier: GPL-2.0
"""Runs groups of tests in test kernels, some at a time, and replays their reports here."""
import contextlib
import functools
import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time

import pytest

from querierlan import CHECKOUT, repeat, tshark

TESTING = os.path.join(CHECKOUT, "tools/testing")
CACHE = os.path.join(os.environ.get("XDG_CACHE_HOME", os.path.expanduser("~/.cache")), "igmp-querier")
PACE = 0.2                      # s between two looks at the reports
TIMEOUT = 900                   # s of real time; what is late hangs
LIMIT = 14 * 86400              # s of simulated time: some tests take a day, and a file has many
UNAVAILABLE = 77                # a script's status for what cannot be had here


class Unavailable(Exception):
    """Why tests cannot run here."""


@functools.lru_cache(None)
def script(*words):
    """What one of our scripts prints; what it says on the way is shown."""
    done = subprocess.run([os.path.join(TESTING, words[0]), *words[1:]], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, text=True)
    if done.returncode == UNAVAILABLE:
        raise Unavailable("%s: not available here" % words[0])
    if done.returncode:
        raise pytest.UsageError("%s failed with status %d" % (" ".join(words), done.returncode))
    return done.stdout.strip()


def need_packages(*packages):
    if packages and subprocess.run(["bash", "-c", 'source "$0"; need_packages "$@"', TESTING + "/lib/common.sh",
                                    *packages]).returncode:
        raise Unavailable("could not be installed: " + " ".join(packages))


class Group:
    """The tests of one kernel."""

    def __init__(self, name, items):
        self.name = name
        self.items = {item.nodeid: item for item in items}
        marker = items[0].get_closest_marker("machine")
        self.kernel, = marker.args
        self.options = marker.kwargs
        self.finished = set()
        self.failed = False
        self.process = None
        self.told = None            # when its last report came
        self.kept = os.path.join(CACHE, "logs", name)

    def prepare(self):
        """Install and build what the tests need; {variable: value} for them."""
        need_packages(*self.options.get("packages", ()))
        variables = {**self._built(), "QR_SEED": os.environ["QR_SEED"]}
        for name in "STRESS_SECONDS", "PYTHONPATH":
            variables[name] = os.environ.get(name, "")
        for name, words in self.options.get("provide", {}).items():
            variables[name] = script(words)
        self.variables = variables

    def _built(self):
        """Where our programs are; in Debian's kernel they are installed, and the module is not loaded yet."""
        if self.kernel == "stock":
            script("kernels/stock", "prepare")
            return {"QUERIERCTL": "querierctl"}
        built = script("kernels/built", self.kernel)
        kernel = script("kernels/cache", "path", self.kernel)
        return {"QUERIER_MODULE": built + "/igmp_querier.ko", "QUERIERCTL": built + "/tools/querierctl",
                "YNL": kernel + "/tools/net/ynl/pyynl"}

    def command(self, log, pytest_options):
        words = [TESTING + "/kernels/run-in", self.kernel, "--quiet", "--log", log,
                 "--timeout", str(self.options.get("timeout", TIMEOUT)), "--append", self.options.get("append", "")]
        if "QUERIER_MODULE" in self.variables:
            words += ["--unload", "--module", self.variables["QUERIER_MODULE"]]
        if self.options.get("real_time"):
            words.append("--real-time")
        elif self.kernel == "uml-sim":
            words += ["--limit", str(LIMIT)]
        for name, value in {**self.variables, "QR_REPORTS": log + "/reports"}.items():
            if value:
                words += ["--env", "%s=%s" % (name, value)]
        return words + ["--", sys.executable, "-m", "pytest", "-q", "--tb=short", "--assert=plain", *pytest_options,
                        *self.items]

    def run(self, log, tell, pytest_options):
        """Start the kernel, and TELL of each report until it ends."""
        reports = log + "/reports"
        open(reports, "w").close()
        self.told = time.monotonic()
        with open(log + "/errors", "w") as errors, open(reports) as lines:
            self.process = subprocess.Popen(self.command(log, pytest_options), stdin=subprocess.DEVNULL,
                                            stdout=errors, stderr=errors, cwd=TESTING)
            ended = False
            while not ended:
                try:
                    self.process.wait(PACE)
                    ended = True
                except subprocess.TimeoutExpired:
                    pass
                self._replay(lines, tell)
        self._judge(self.process.returncode, log, tell)

    def _replay(self, lines, tell):
        for line in iter(lines.readline, ""):
            # A line that is still being written is read again.
            while not line.endswith("\n"):
                line += lines.readline()
            data = json.loads(line)
            # Of this machine's time: in there it may be simulated.
            self.told, before = time.monotonic(), self.told
            data["duration"] = self.told - before
            tshark.judge(data)
            self.failed |= data["outcome"] == "failed"
            if data["when"] == "teardown":
                self.finished.add(data["nodeid"])
            tell(data)

    def _judge(self, status, log, tell):
        """Tests that never ended have failed, and so has a kernel that complained after the last one."""
        unfinished = [nodeid for nodeid in self.items if nodeid not in self.finished]
        if not unfinished and status in (0, 1):
            return
        with open(log + "/errors", errors="replace") as f:
            why = f.read().replace(log, self.kept)
        if unfinished and os.path.exists(log + "/output"):
            with open(log + "/output", errors="replace") as f:
                why = f.read()[-2000:] + why
        for nodeid in unfinished:
            tell(failure(nodeid, why))
            why = "did not run: its kernel had ended"
        if not unfinished:
            name, = {nodeid.split("::")[0] for nodeid in self.items}
            tell(failure(name + "::the kernel, after the last test", why))
        self.failed = True

    def skip(self, why):
        """Reports of tests that cannot run."""
        return [report(nodeid, "skipped", [nodeid.split("::")[0], 0, "Skipped: %s" % why]) for nodeid in self.items]


def report(nodeid, outcome, longrepr, sections=()):
    """A report as pytest writes them."""
    path = nodeid.split("::")[0]
    return {"nodeid": nodeid, "location": [path, 0, nodeid.split("::")[-1]], "keywords": {}, "outcome": outcome,
            "longrepr": longrepr, "when": "call", "user_properties": [], "sections": list(sections), "duration": 0,
            "$report_type": "TestReport"}


def failure(nodeid, why):
    return report(nodeid, "failed", why, [(repeat.TITLE, repeat.command(nodeid.split("::the kernel")[0]))])


def groups_of(items):
    """One for each file and kernel, or for each test that must be alone."""
    groups = {}
    for item in items:
        mark = item.get_closest_marker("machine")
        name = "%s-%s" % (item.path.stem, mark.args[0])
        if mark.kwargs.get("alone"):
            name += "-" + item.name
        groups.setdefault((item.path, name), []).append(item)
    return [Group(name, items) for (_, name), items in groups.items()]


class Runner:
    """Kernels side by side; what they report arrives in one queue."""

    def __init__(self, session, groups):
        self.session = session
        self.waiting = queue.SimpleQueue()
        self.reports = queue.SimpleQueue()
        self.groups = groups
        self.started = set()
        self.pytest_options = ["-c", str(session.config.inipath), "-p", "querierlan.plugin"]

    def run(self, jobs):
        for group in self.groups:
            self.waiting.put(group)
        workers = [threading.Thread(target=self._work, daemon=True) for _ in range(jobs)]
        for worker in workers:
            worker.start()
        running = len(workers)
        try:
            while running:
                data = self.reports.get()
                if data is None:
                    running -= 1
                elif isinstance(data, BaseException):
                    raise data
                else:
                    self._log(data)
        finally:
            self._stop()
            for worker in workers:
                worker.join()

    def _work(self):
        try:
            while True:
                group = self.waiting.get_nowait()
                self._run_group(group)
        except queue.Empty:
            self.reports.put(None)
        except BaseException as error:  # pylint: disable=broad-except
            self.reports.put(error)

    def _run_group(self, group):
        log = tempfile.mkdtemp(prefix="igmp-querier-tests.")
        try:
            group.run(log, self.reports.put, self.pytest_options)
            if group.failed:
                shutil.rmtree(group.kept, ignore_errors=True)
                shutil.copytree(log, group.kept)
        finally:
            shutil.rmtree(log, ignore_errors=True)

    def _log(self, data):
        if isinstance(data["longrepr"], list):      # JSON has no tuples; this is where and why a test was skipped
            data["longrepr"] = tuple(data["longrepr"])
        hook = self.session.config.hook
        one = hook.pytest_report_from_serializable(config=self.session.config, data=data)
        if one.nodeid not in self.started:
            self.started.add(one.nodeid)
            hook.pytest_runtest_logstart(nodeid=one.nodeid, location=one.location)
        hook.pytest_runtest_logreport(report=one)
        if one.when == "teardown":
            hook.pytest_runtest_logfinish(nodeid=one.nodeid, location=one.location)
        if self.session.shouldfail:
            raise self.session.Failed(self.session.shouldfail)

    def _stop(self):
        """After an interrupt or the first failures that were asked for, kernels still run."""
        with contextlib.suppress(queue.Empty):
            while True:
                self.waiting.get_nowait()
        for group in self.groups:
            if group.process and group.process.poll() is None:
                group.process.terminate()


def run(session, items):
    """Run the items in their kernels."""
    if os.geteuid():
        raise pytest.UsageError("tests in a kernel need root")
    groups, skipped = [], []
    for group in groups_of(items):
        try:
            group.prepare()
            groups.append(group)
        except Unavailable as why:
            skipped += group.skip(why)
    runner = Runner(session, groups)
    for data in skipped:
        runner._log(data)
    runner.run(session.config.option.kernels)
