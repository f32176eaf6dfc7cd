# SPDX-License-Identifier: GPL-2.0
"""querierctl doctor --listen in the background, while a test sends."""
import json
import subprocess

from querierlan.expect import expect, expect_equal
from querierlan.tool import QUERIERCTL

# Tests save no configuration and have no network cards; and who is the querier, where another host is.
EXPECTED = {"D06", "D23", "D40"}


class Listening:
    """It has begun, and has asked, when the constructor returns."""

    def __init__(self, lan, host, *words, time=None):
        self.lan, self.began = lan, lan.now()
        self.process = subprocess.Popen(
            ["ip", "netns", "exec", host.name, QUERIERCTL, "doctor", "-j", "--listen" + ("=" + time if time else ""), *words],
            text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        lan.after(0.5)

    def end(self):
        """{findings, not_checked}, once it has ended."""
        said, error = self.process.communicate()
        expect(said and not error, "doctor: %s %s" % (said, error))
        self.took = self.lan.now() - self.began
        self.status = self.process.returncode
        said = json.loads(said)
        self.not_checked = {one["id"]: one["reason"] for one in said["not_checked"]}
        return said

    def found(self):
        """Its findings beside what every test has."""
        return [one for one in self.end()["findings"] if one["id"] not in EXPECTED]

    def expect(self, *numbers):
        """It finds these, and no others; returns them."""
        found = self.found()
        expect_equal([one["id"] for one in found], list(numbers), "findings, which are %r," % found)
        for one in found:
            expect("{" not in one["text"] + one["advice"] and "?" not in one["text"], "not filled in: %r" % one)
        return found

    def expect_only(self, number, severity, **evidence):
        """It finds this, of this severity and with this evidence, and nothing else."""
        found, = self.expect(number)
        expect_equal((found["severity"], self.status), (severity, int(severity == "problem")), "severity and status")
        for name, value in evidence.items():
            expect_equal(found["evidence"].get(name), value, "%s of %r" % (name, found))
        return found
