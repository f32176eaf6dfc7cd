# SPDX-License-Identifier: GPL-2.0
"""querierctl on a host: what it shows, and what it tells of while it happens."""
import json
import os
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


def expect_events(events, wanted):
    """WANTED: [(time, event, {some of its fields})]"""
    names = [(round(e["time"], 1), e["event"]) for e in events]
    expect_equal(names, [(round(w[0], 1), w[1]) for w in wanted], "events")
    for event, (time, name, fields) in zip(events, wanted):
        expect_near(event["time"], time, name)
        for field, value in fields.items():
            expect_equal(event.get(field), value, "%s of %s at %g s" % (field, name, time))
