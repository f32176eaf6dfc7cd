# SPDX-License-Identifier: GPL-2.0
"""The module's files in sysfs: one querier of one family on one interface."""
import json
import os

import pytest

from querierlan.expect import expect_equal


class Querier:
    """The directory "igmp" or "mld" of an interface."""

    def __init__(self, namespace, interface, family="igmp"):
        self.namespace, self.interface, self.family = namespace, interface, family
        self.directory = os.path.join(namespace.sys, "class/net", interface, family)

    def __getitem__(self, name):
        with open(os.path.join(self.directory, name)) as f:
            return f.read().rstrip("\n")

    def __setitem__(self, name, value):
        fd = os.open(os.path.join(self.directory, name), os.O_WRONLY)
        try:
            os.write(fd, str(value).encode())
        finally:
            os.close(fd)

    def set(self, **values):
        """Write several files, in this order."""
        for name, value in values.items():
            self[name] = value

    def enable(self):
        self["querier_enable"] = 1

    def disable(self):
        self["querier_enable"] = 0

    def statistics(self):
        """All counters, by name; there are none before it first runs."""
        path = os.path.join(self.directory, "statistics")
        names = os.listdir(path) if os.path.exists(path) else []
        return {name: self.count(name) for name in names}

    def count(self, name):
        return int(self["statistics/" + name])

    @property
    def groups(self):
        """How many groups have members."""
        return int(self["groups"])

    def table(self):
        """{group: (mode, [sources that are wanted], [sources that are excluded])}, as querierctl has it."""
        if "QUERIERCTL" not in os.environ:
            pytest.skip("$QUERIERCTL does not say where the tool is")
        shown = self.namespace.run(os.environ["QUERIERCTL"], "groups", self.interface, "-j")
        return {group["group"]: (group["mode"], self._sources(group, "requested"), self._sources(group, "excluded"))
                for group in json.loads(shown)["groups"] if group["family"] == self.family}

    @staticmethod
    def _sources(group, state):
        return [source["address"] for source in group["sources"] if source["state"] == state]

    @property
    def expires(self):
        """Seconds that the other querier will still be believed."""
        return int(self["other_querier_expires_ms"]) / 1000

    def expect(self, **values):
        """Files hold these values: expect(state="querier", active_version=2)."""
        for name, value in values.items():
            expect_equal(self[name], str(value), name)
