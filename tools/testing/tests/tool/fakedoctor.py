# SPDX-License-Identifier: GPL-2.0
"""querierctl doctor against a tree of files."""
import os
import subprocess

import pytest

from fakesys import TOOL

READ_ONLY = ("state", "state_reason", "active_version", "querier_address", "active_source_address",
             "other_querier_expires_ms", "groups", "statistics")
RUNS = {"querier_enable": "1", "state": "querier", "querier_address": "192.0.2.1"}


def line_of(name, value):
    """A setting in a configuration file."""
    value = {"querier_enable": {"1": "on", "0": "off"}.get(value, value)}.get(name, value)
    unit = "ms" if name.endswith("_ms") else ""
    return f"{name.removesuffix('_ms').replace('_', '-')} = {value}{unit}\n"


def section(head, values):
    """What the files of an interface have, as a configuration file says it."""
    return f"[{head}]\n" + "".join(line_of(name, value) for name, value in values.items()
                                   if name not in READ_ONLY)


def healthy(tree, name="eth0", conf=True, mld=None, counters=None, **values):
    """An interface with a wire whose querier runs, as the files say; VALUES are what differs."""
    values = {**RUNS, **values}
    tree.device(name, mld=mld, **values)
    tree.files(tree.path(name, "igmp/statistics"), counters or {})
    os.makedirs(tree.path(name, "device"), exist_ok=True)
    if conf:
        tree.conf(section(f"{name} igmp", values) + (section(f"{name} mld", mld) if mld else ""),
                  f"etc/querierctl.conf.d/{name}.conf")


def findings(tree, *args):
    """What it finds; with a problem its status is 1."""
    shown = tree.run("doctor", "-j", *args)
    found = shown.json("findings")
    return shown.expect(int(any(one["severity"] == "problem" for one in found))).json("findings")


def only(tree, number, *args):
    """The one finding, which has this number."""
    found = findings(tree, *args)
    assert [one["id"] for one in found] == [number], found
    return found[0]


def without(tree, capabilities, *words):
    """What "doctor WORDS" does without these capabilities, such as "net_raw"."""
    dropped = ",".join("-" + capability for capability in capabilities)
    done = subprocess.run(["setpriv", "--bounding-set=" + dropped, "--inh-caps=" + dropped, TOOL, "doctor", *words],
                          check=False, capture_output=True, text=True, env=tree.env)
    if "setpriv" in done.stderr:
        pytest.skip("needs root")
    return done
