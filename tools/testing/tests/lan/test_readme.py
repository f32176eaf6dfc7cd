# SPDX-License-Identifier: GPL-2.0
"""The README shows querierctl as it is."""
import os
import re

import pytest

from querierlan import CHECKOUT
from querierlan.expect import expect, expect_equal
from querierlan.tool import QUERIERCTL

pytestmark = pytest.mark.machine("uml-sim")

PROMPT = "    # querierctl"
TIME = re.compile(r"\b[\d.]+m?s\b")


def sessions():
    """[(the words after querierctl, what it prints)] as the README has them."""
    with open(os.path.join(CHECKOUT, "README.md")) as f:
        parts = re.split("^%s" % PROMPT, f.read(), flags=re.M)[1:]
    found = []
    for part in parts:
        command, *lines = part.split("\n")
        shown = [line for line in lines if line.startswith("    ")]
        found.append((command.split(), shown[:lines.index("")] if "" in lines else shown))
    return found


def comparable(lines):
    """Hosts answer in any order, and each time is another; so may be the width of a column."""
    return sorted(" ".join(TIME.sub("TIME", line).split()) for line in lines)


def test_sessions(lan):
    """Its commands print on this LAN what it shows, but for times and the order of answers."""
    server, camera, tv = lan.hosts(server=["10.0.0.2/24", "fe80::2/64"], camera=["10.0.0.10/24", "fe80::10/64"],
                                   tv=["10.0.0.20/24", "fe80::20/64"])
    camera.join("224.0.0.251")
    for group in "239.1.2.3", "239.255.255.250", "ff02::c":
        tv.join(group)
    server.ip_output("netns exec server %s enable --save eth0" % QUERIERCTL)
    lan.at(40)
    shown = sessions()
    expect([words[:1] for words, _ in shown] == [["query"], ["doctor"], []], "the README shows %r" % shown)
    for words, lines in shown:
        printed = server.ip_output(" ".join(["netns exec server", QUERIERCTL, *words])).splitlines()
        if words == ["doctor"]:         # it warns of this machine's kernels and services, too
            printed = [line for line in printed if line.startswith(("eth0 ", "Not looked at, needs --listen"))]
        expect_equal(comparable(printed), comparable(lines), "querierctl " + " ".join(words))
