# SPDX-License-Identifier: GPL-2.0
"""querierctl: the service of another querier on this host is named, with what to do."""
import os

import pytest

WORDS = "systemctl disable --now "


def runs(tree, service):
    """As systemd shows it."""
    os.makedirs(f"{tree.root}/fs/cgroup/system.slice/{service}.service")


@pytest.mark.parametrize("service", ["igmp-querierd", "querierd", "mcd"])
def test_enable_names_it_once(tree, service):
    runs(tree, service)
    tree.run("enable", "eth0").expect(0, f"{service}.service runs", WORDS + service)
    tree.run("enable", "eth0").expect(0)
    tree.run("set", "eth0", "robustness", "3").expect(0)


def test_apply_names_it_when_it_changes_something(tree):
    os.makedirs(tree.root + "/run")
    tree.conf("[eth0]\nquerier-enable = on\n")
    runs(tree, "igmp-querierd")
    tree.run("apply").expect(0, WORDS + "igmp-querierd")
    tree.run("apply").expect(0)


def test_others_are_not_named(tree):
    runs(tree, "cron")
    tree.run("enable", "eth0").expect(0)
