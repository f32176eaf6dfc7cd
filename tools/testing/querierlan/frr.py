# SPDX-License-Identifier: GPL-2.0
"""FRR's pimd on a host, and what it knows of members."""
import contextlib
import json

from querierlan.daemons import HostDaemons

CONF = """
log stdout informational
interface eth0
 ip igmp
 ip igmp version %d
"""
START = """
mkdir -p /run/frr
chown frr:frr /run/frr
set -- -z /run/frr/zserv.api --vty_socket /run/frr -P 0
/usr/lib/frr/zebra -d -f /dev/null -i /run/frr/zebra.pid "$@"
/usr/lib/frr/pimd -f {home}/frr.conf -i /run/frr/pimd.pid "$@"
"""


class Pimd:
    def __init__(self, host, pid):
        self.host = host
        self.pid = pid

    def _show(self, *what):
        """The answers, objects, to "show ip igmp ... json"."""
        words = ["nsenter", "-t", str(self.pid), "-m", "vtysh", "--vty_socket", "/run/frr", "-d", "pimd"]
        for each in what:
            words += ["-c", "show ip igmp %s json" % each]
        text = self.host.run(*words).strip()
        while text:
            answer, end = json.JSONDecoder().raw_decode(text)
            yield answer
            text = text[end:].strip()

    def table(self):
        """{group: (mode, [sources that are wanted], [sources that are excluded])}"""
        groups, sources = (answer.get("eth0", {}) for answer in self._show("groups", "sources"))
        return {group["group"]: (self._mode(group), *self._sources(sources.get(group["group"], {})))
                for group in groups.get("groups", ())}

    @staticmethod
    def _mode(group):
        # It does not say for groups of IGMPv2, which know no other.
        return group.get("mode", "EXCLUDE").lower()

    @staticmethod
    def _sources(group):
        timers = {each["source"]: each["timer"] for each in group.get("sources", ())}
        timers.pop("*", None)   # its name of an EXCLUDE without sources
        return ([source for source in sorted(timers) if timers[source] != "--:--"],
                [source for source in sorted(timers) if timers[source] == "--:--"])


@contextlib.contextmanager
def pimd(host, version):
    """FRR's pimd as a querier at HOST while a "with" lasts."""
    with HostDaemons(host, {"frr.conf": CONF % version}).running(START) as pid:
        yield Pimd(host, pid)
