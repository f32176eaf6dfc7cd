# SPDX-License-Identifier: GPL-2.0
"""querierctl query and clear: what it makes of the module's answers."""
import errno
import os

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


def sent(tree, *general):
    """The module says that it has sent so many general queries, of IGMP and of MLD."""
    tree.says("interface_get", *({"ifindex": 1, "ifname": LINK, "protocol": protocol, "stats": {"queries_sent_general": number}}
                                 for protocol, number in enumerate(general)))


def waited(tree, *words):
    """How long the query waits, in ms."""
    tree.run("query", "--wait", LINK, *words).expect(0)
    return int(tree.written()[-1].removeprefix("waited=").removesuffix("ms"))


def leaves_after(tree, ms, *general):
    """The query does, so long after it was asked for: then so many were sent."""
    before = os.path.join(tree.root, "netlink/30-1")
    sent(tree, *general)
    os.rename(before, before + "-later")
    sent(tree, 4, 7)
    tree.env["FAKE_POLL"] = f"{ms} mv {before}-later {before}"


def test_the_wait_begins_when_the_query_leaves(both):
    """In the last of both families; it is 1 s longer than hosts may take."""
    both.refuses("query", 0, 0)
    leaves_after(both, 100, 5, 8)
    assert waited(both) == 100 + 11000
    leaves_after(both, 6000, 5, 8)
    assert waited(both) == 6000 + 11000
    both.refuses("query", 0, errno.ENETDOWN)
    leaves_after(both, 6000, 5, 7)
    assert waited(both) == 6000 + 11000, "MLD was not asked"


def test_a_query_that_never_leaves(both):
    """It is waited for as long as it may be held back; then this is said, and hosts that were asked may still answer."""
    both.refuses("query", 0, 0)
    for general, words, ms in (((5, 7), ["lo: MLD: the query did not leave"], 22000),
                               ((4, 7), ["lo: IGMP: the query did not leave", "lo: MLD: the query did not leave"], 11000)):
        leaves_after(both, 6000, *general)
        assert "0 hosts, 0 groups" in both.run("query", "--wait", LINK).expect(1, *words).out
        assert both.written()[-1] == f"waited={ms}ms"
        leaves_after(both, 6000, *general)
        assert both.run("query", "-j", "--wait", LINK).expect(1, *words).json("answers") == []


def test_nothing_is_known_of_when_a_query_leaves(both):
    """An older module does not count them, and a query for a group never waits."""
    both.refuses("query", 0, 0)
    assert waited(both) == 11000
    sent(both, 4, 7)
    assert waited(both, GROUPS[0]) == 11000


def test_a_query_that_is_held_back_says_so(both):
    """On a terminal, from the second that follows."""
    both.refuses("query", 0, 0)
    leaves_after(both, 6000, 5, 8)
    shown = both.on_terminal(80, "query", "--wait", LINK)
    texts = [line for line in shown.split("\r\x1b[K") if line.startswith("waiting")]
    assert {line.split("this one leaves ")[1] for line in texts} >= {"within 10 s", "within 9 s"}, shown
    leaves_after(both, 100, 5, 8)
    assert "waiting" not in both.on_terminal(80, "query", "--wait", LINK)


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
