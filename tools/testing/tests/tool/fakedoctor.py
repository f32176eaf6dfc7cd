# SPDX-License-Identifier: GPL-2.0
"""querierctl doctor against a tree of files."""


def healthy(tree, name="eth0", **values):
    """An interface whose querier runs; VALUES are what differs."""
    tree.device(name, **{"querier_enable": "1", "state": "querier", "querier_address": "192.0.2.1", **values})


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
