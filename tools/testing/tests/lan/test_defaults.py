# SPDX-License-Identifier: GPL-2.0
"""What was set and what was not: the word "default" in every file, and netlink's "explicit"."""
import errno

import pytest

from querierlan.expect import expect, expect_equal, expect_refused
from querierlan.genl import ENUMS, dump
from querierlan.sysfs import FAMILIES

pytestmark = pytest.mark.machine("uml-sim")

BITS = {name: bit for name, bit in ENUMS.items() if name.startswith("IGMP_QUERIER_PARAM_")}
OTHERS = {"mode": "passive", "version": 1, "query_response_interval_ms": 9000}


def files(family):
    """What can be set, by the name of its file, and its default."""
    return {name: file["default"] for name, file in FAMILIES[family.name]["files"].items() if file["writable"]}


def another(name, family):
    """A value that is not the default."""
    default = files(family)[name]
    if name == "source_address":
        return family.own
    return OTHERS[name] if name in OTHERS else int(default) - 1 if int(default) else 1


def explicit(host, family, interface):
    """The files that were written, as netlink has it."""
    told, = [each for each in dump(host, "interface_get", protocol=("igmp", "mld").index(family.name))
             if each["ifname"] == interface]
    names = {name for name in files(family)
             if told["explicit"] & 1 << BITS["IGMP_QUERIER_PARAM_" + name.removesuffix("_ms").upper()]}
    expect_equal(told["explicit"].bit_count(), len(names), "bits, each with a file")
    return names


def expect_explicit(host, family, names, when, interface="eth0"):
    expect_equal(explicit(host, family, interface), set(names), "explicit " + when)


def test_every_file_takes_default(lan, family):
    """Each value is explicit once it is written, and "default" brings back what a new interface has."""
    host = lan.hosts(host=family.own + family.length)
    querier = family.querier(host)
    expect_explicit(host, family, [], "at first")
    for name, default in files(family).items():
        value = another(name, family)
        querier[name] = value
        querier.expect(**{name: value})
        expect_explicit(host, family, [name], "after %s in %s" % (value, name))
        querier[name] = "default\n"
        querier.expect(**{name: default})
        expect_explicit(host, family, [], "after the default of " + name)


def test_the_default_may_be_explicit(lan, family):
    """Writing the value that is the default anyway is a choice, except where it means to derive it."""
    host = lan.hosts(host=family.own + family.length)
    querier, derives = family.querier(host), {"source_address"}
    for name, default in files(family).items():
        querier[name] = default
    expect_explicit(host, family, set(files(family)) - derives, "after all the defaults")
    for name, file in FAMILIES[family.name]["files"].items():
        if "auto" in file:
            derives.add(name)
            querier[name] = 0
    expect_explicit(host, family, set(files(family)) - derives, "after 0 in what can be derived")


def test_what_is_refused_stays_as_it_is(lan, family):
    """A default that others exclude is refused like any other value, and "default" has one spelling."""
    host = lan.hosts(host=family.own + family.length)
    querier = family.querier(host)
    querier.set(query_interval_ms=3000000, query_response_interval_ms=200000)
    both = {"query_interval_ms", "query_response_interval_ms"}
    expect_refused(lambda: querier.set(query_interval_ms="default"), errno.EINVAL, "an interval below the response's")
    querier.expect(query_interval_ms=3000000)
    for word in "Default", " default", "default ", "default\n\n", "defaults":
        expect_refused(lambda: querier.set(query_response_interval_ms=word), errno.EINVAL, repr(word))
    expect_explicit(host, family, both, "after what was refused")
    querier.set(query_response_interval_ms="default", query_interval_ms="default")
    querier.expect(query_interval_ms=125000, query_response_interval_ms=10000)


def test_default_takes_effect(lan, family):
    """Back to its default, an interval is the one between queries, and the querier that is switched off stops."""
    host = lan.hosts(host=family.own + family.length)
    querier = family.querier(host)
    querier.set(query_response_interval_ms=100, query_interval_ms=1000, startup_query_count=1, querier_enable=1)
    lan.at(10)
    querier.set(query_interval_ms="default")
    lan.at(400)
    since = [packet.time for packet in host.sent(kind="query") if packet.time > 11.5]
    expect(len(since) >= 3, "queries at %r" % since)
    expect_equal([round(b - a) for a, b in zip(since, since[1:])], [125] * (len(since) - 1), "between queries")
    querier["querier_enable"] = "default"
    querier.expect(querier_enable=0, state="disabled")
    expect_explicit(host, family, ["query_response_interval_ms", "startup_query_count"], "in the end")


def test_explicit_moves_along(lan, family):
    """What was set is known to be set in another namespace of the same owner."""
    host = lan.hosts(host=family.own + family.length)
    family.querier(host).set(robustness=3)
    host.ip("link set eth0 netns switch name moved")
    expect_explicit(lan.switch, family, ["robustness"], "after the move", "moved")
