# SPDX-License-Identifier: GPL-2.0
"""querierctl query and clear: what it makes of the module's answers."""
import errno

import pytest

# An interface that each kernel has; its files are the fake tree's.
LINK = "lo"
GROUPS = ("239.1.2.3", "ff15::1")


@pytest.fixture
def both(tree):
    """IGMP's querier is this host, MLD's another."""
    tree.device(LINK, querier_enable="1", state="querier", querier_address="192.0.2.1",
                mld={"querier_enable": "1", "state": "non-querier", "querier_address": "fe80::9"})
    return tree


def test_it_is_enough_that_one_family_asks(both):
    """A note says who asks in the other; in neither, it fails."""
    both.refuses("query", 0, errno.EBUSY)
    both.run("query", LINK).expect(0, "lo: MLD: not asked: the querier is fe80::9")
    both.refuses("query", errno.EBUSY, 0)
    both.run("query", LINK).expect(0, "lo: IGMP: not asked: the querier is 192.0.2.1")
    both.refuses("query", 0, errno.ENETDOWN)
    both.run("query", LINK).expect(0)
    for other in errno.EBUSY, errno.ENETDOWN:
        both.refuses("query", errno.EBUSY, other)
        both.run("query", LINK).expect(1, "IGMP: this host is not the querier", "lo: MLD: ")
    both.refuses("query", 0, errno.EPERM)
    both.run("query", LINK).expect(1, "lo: MLD: that needs root")


def test_nothing_is_asked_where_no_querier_is(both):
    """So it is in passive mode."""
    both.device(LINK, querier_enable="1", state="non-querier", querier_address="none", mld={})
    both.refuses("query", errno.EBUSY, 0)
    both.run("query", LINK).expect(0, "lo: IGMP: not asked: there is no querier")


@pytest.mark.parametrize("group", GROUPS)
def test_version_1_has_no_query_for_a_group(both, group):
    """The module says so with the error that the kernel has for a command that a module lacks."""
    both.refuses("query", *[errno.EOPNOTSUPP] * 2)
    both.run("query", LINK, group).expect(1, "version 1 cannot ask for a group")
    both.refuses("query", *[errno.EOPNOTSUPP] * 2, lacks=["query"])
    both.run("query", LINK, group).expect(1, "the module that runs is older and lacks this")


@pytest.mark.parametrize("command", ("query", "clear"))
def test_an_older_module_lacks_the_command(both, command):
    both.refuses(command, *[errno.EOPNOTSUPP] * 2, lacks=["query", "clear"])
    for words in [], *([group] for group in GROUPS):
        said = both.run(command, LINK, *words).expect(1, "the module that runs is older and lacks this")
        assert "version 1" not in said.err
