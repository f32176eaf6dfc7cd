# SPDX-License-Identifier: GPL-2.0
"""querierctl on a host: what it shows, and what it tells of while it happens."""
import contextlib
import json
import os
import pty
import subprocess

from querierlan.expect import expect_equal, expect_near


# Where it was built.
QUERIERCTL = os.environ.get("QUERIERCTL", "")


def tool(host, *words):
    return json.loads(host.run(QUERIERCTL, *words, "-j"))


class Monitor:
    """querierctl monitor in the background."""

    def __init__(self, lan, host, *words, name="monitor"):
        self.lan = lan
        self.path = "/tmp/%s.%s" % (name, host.name)
        with host, open(self.path, "w") as out:
            self.process = subprocess.Popen([QUERIERCTL, "monitor", *words], stdin=subprocess.DEVNULL, stdout=out,
                                            stderr=subprocess.STDOUT)
        lan.after(1)

    def lines(self):
        self.lan.after(0.1)
        with open(self.path) as f:
            return f.read().splitlines()

    def events(self):
        """[(time, event, ...)]"""
        events = [json.loads(line) for line in self.lines()]
        for event in events:
            event["time"] = self.lan.time_of(0, event["time_ms"] * 10**6)
        return events

    def stop(self):
        self.process.kill()
        self.process.wait()


class Asking:
    """querierctl in the background, in its host's own sysfs; its output is a pipe, or a terminal."""

    def __init__(self, lan, host, *words, terminal=False):
        self.lan = lan
        self.reader, writer = pty.openpty() if terminal else os.pipe()
        os.set_blocking(self.reader, False)
        self.text = ""
        with host:
            self.process = subprocess.Popen([QUERIERCTL, *words], stdin=subprocess.DEVNULL, stdout=writer,
                                            stderr=subprocess.STDOUT, env={**os.environ, "QUERIERCTL_SYSFS": host.sys})
        os.close(writer)
        lan.after(0.01)

    def is_running(self):
        return self.process.poll() is None

    def screen(self):
        """All that it has written so far."""
        # A terminal without a program is an error, an empty pipe, too.
        with contextlib.suppress(OSError):
            while part := os.read(self.reader, 1 << 16):
                self.text += part.decode()
        return self.text

    def lines(self):
        return self.screen().splitlines()


def expect_events(events, wanted):
    """WANTED: [(time, event, {some of its fields})]"""
    names = [(round(e["time"], 1), e["event"]) for e in events]
    expect_equal(names, [(round(w[0], 1), w[1]) for w in wanted], "events")
    for event, (time, name, fields) in zip(events, wanted):
        expect_near(event["time"], time, name)
        for field, value in fields.items():
            expect_equal(event.get(field), value, "%s of %s at %g s" % (field, name, time))
