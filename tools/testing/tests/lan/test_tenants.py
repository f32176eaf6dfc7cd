# SPDX-License-Identifier: GPL-2.0
"""What root of a user namespace of his own may not do to the host."""
import errno

import pytest

from querierlan.container import Container
from querierlan.expect import expect, expect_equal, expect_refused
from querierlan.querier import Querier

pytestmark = pytest.mark.machine("uml-sim")

MOST = 256                      # that run in a network namespace, of both families
PACED = "query_interval_ms", "startup_query_interval_ms", "last_member_query_interval_ms"


def with_dummies(namespace, count):
    """Interfaces that work, without IPv6; their queriers."""
    namespace.sysctl("net.ipv6.conf.default.disable_ipv6", 1)
    for i in range(count):
        namespace.ip("link add d%d type dummy" % i, "link set d%d multicast on up" % i,
                     "addr add 10.%d.%d.1/24 dev d%d" % (9 + i // 250, i % 250, i))
    return [Querier(namespace, "d%d" % i) for i in range(count)]


@pytest.fixture
def box(lan):
    """A container."""
    box = Container("box")
    yield box
    box.delete()


def test_intervals(lan, box):
    """No interval between queries is below 1000 ms in a container, derived or not; elsewhere 100 ms is."""
    host = lan.hosts(host="10.0.0.5/24")
    for querier, shortest in ((Querier(box, "d0"), 1000), (host.querier, 100)):
        if querier.namespace is box:
            with_dummies(box, 1)
        querier["query_response_interval_ms"] = 100
        for name in PACED:
            least = 1000 if name == "query_interval_ms" else shortest
            before = {each: querier[each] for each in PACED}
            expect_refused(lambda: querier.set(**{name: least - 1}), errno.ERANGE, "%d in %s" % (least - 1, name))
            expect_equal({each: querier[each] for each in PACED}, before, "after what was refused")
            querier[name] = least
            querier.expect(**{name: least})
        querier.set(query_interval_ms=2000, startup_query_interval_ms=0)
        querier.expect(startup_query_interval_ms=max(500, shortest))
        querier.set(query_interval_ms=8000)
        querier.expect(startup_query_interval_ms=2000)


def test_raised_interval_is_kept(lan, box):
    """The raised interval is the one between the first queries."""
    querier, = with_dummies(box, 1)
    wire = lan.capture(box, "d0")
    querier.set(query_response_interval_ms=100, query_interval_ms=1000, startup_query_count=3)
    querier.enable()
    lan.after(2.5)
    times = [packet.time for packet in wire.select(kind="query")]
    expect_equal([round(t - times[0], 2) for t in times], [0, 1, 2], "queries")


def test_so_many_run(lan, box):
    """One querier too many in a container is refused with ENOSPC and changes nothing, and has room when one stops."""
    queriers = with_dummies(box, MOST + 1)
    last = queriers[-1]
    for querier in queriers[:-1]:
        querier.enable()
    lan.after(1)
    expect_equal({querier["state"] for querier in queriers[:-1]}, {"querier"}, "what those do that may")
    expect_refused(last.enable, errno.ENOSPC, "one too many")
    last.expect(querier_enable=0, state="disabled", state_reason="none")
    queriers[7].disable()
    last.enable()
    last.expect(state="querier", state_reason="none")
    expect_refused(queriers[7].enable, errno.ENOSPC, "one too many again")
    # Others are not in its way.
    host = lan.hosts(host="10.0.0.5/24")
    host.querier.enable()
    host.querier.expect(state="querier")


def test_own_stack_does_not_wait_for_containers(lan, box):
    """A host's own stack hears its query at once, however many of a container take turns."""
    queriers = with_dummies(box, MOST)
    host = lan.hosts(host="10.0.0.5/24").querier
    for querier in queriers:
        querier.enable()
    host.enable()
    lan.after(0.001)
    expect_equal([int(each["statistics/ignored_own"]) for each in (host, queriers[-1])], [1, 0], "queries heard")
    lan.after(2)
    expect_equal(int(queriers[-1]["statistics/ignored_own"]), 1, "queries heard by the container's last")


def test_waits_for_its_turn(lan, box):
    """One beyond the limit stays down with its reason, and starts when another stops; the one that waited longest is first."""
    queriers = with_dummies(box, MOST + 2)
    early, late = queriers[-2:]
    for querier in early, late:
        box.set_up(querier.interface, False)
        querier.enable()
        querier.expect(state="down", state_reason="link-down")
    for querier in queriers[:-2]:
        querier.enable()
    for querier in early, late:
        box.set_up(querier.interface)
        querier.expect(querier_enable=1, state="down", state_reason="namespace-limit")
        lan.after(1)
    queriers[0].disable()
    lan.after(1)
    early.expect(state="querier", state_reason="none")
    late.expect(state="down", state_reason="namespace-limit")
    box.ip("link del d1")
    lan.after(1)
    late.expect(state="querier", state_reason="none")
    # One that gave up is skipped.
    queriers[0].expect(querier_enable=0, state="disabled")


def test_no_limit_on_the_host(lan):
    """A namespace of the host's own may have more."""
    host = lan.hosts(host=None)
    queriers = with_dummies(host, MOST + 2)
    for querier in queriers:
        querier.enable()
    expect_equal({querier["state"] for querier in queriers}, {"querier"}, "what they do")
    expect(len(queriers) > MOST, "no test")
