# SPDX-License-Identifier: GPL-2.0
"""querierctl doctor: what it says of answers, from the kernel's and the module's tables."""
import pytest

from fakedoctor import findings, healthy, only

HOURS = 7200000


def asked(tree, *indices, **values):
    """This host asks for two hours there, and its kernel is in a group."""
    tree.says("interface_get", *({"ifindex": ifindex, "protocol": 0, "querier_since": HOURS, **values}
                                 for ifindex in indices))


def joined(*indices):
    """What the kernel says that 239.1.2.3 is joined on each interface."""
    return "Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter\n" + "".join(
        f"{ifindex}\teth{ifindex - 1}      :     1      V3\n\t\t\t\t030201EF     1 0:00000000\t\t0\n" for ifindex in indices)


def lonely(tree, **counters):
    """A host that is in a group, of which the module knows nothing."""
    healthy(tree, counters=counters)
    tree.files(f"{tree.root}/proc/net", {"igmp": joined(1)})
    asked(tree, 1, stats={"groups_added": 0})
    tree.says("group_get")


def test_own_group_without_a_report(tree):
    lonely(tree)
    assert only(tree, "D63")["evidence"]["group"] == "239.1.2.3"


@pytest.mark.parametrize("counter", ["ignored_group_limit", "ignored_effort", "ignored_memory_limit", "ignored_memory"])
def test_own_group_that_the_table_may_lack(tree, counter):
    """The report came, and was refused: no firewall is to blame."""
    lonely(tree, **{counter: "3"})
    assert [one["id"] for one in findings(tree)] == ["D85"]
