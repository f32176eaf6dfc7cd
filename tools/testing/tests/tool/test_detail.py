# SPDX-License-Identifier: GPL-2.0
"""querierctl: what the module says by netlink alone, in show and statistics."""
import shutil

from fakesys import COUNTERS

DETAIL = {"querier_mac": "02:00:00:00:00:01", "querier_since": 90061000, "next_query": 112400, "last_report": 4200,
          "older_querier": "192.0.2.9", "older_since": 180000, "heard_query_interval": 60000, "heard_robustness": 3,
          "membership_interval": 270000, "other_querier_interval": 255000, "last_member_time": 2000,
          "older_host_interval": 260000}
STATS = {"since_ms": 90061000, "queries_sent": 5, "queries_sent_general": 4, "queries_sent_group": 1,
         "queries_sent_source": 0, "groups_added": 7, "groups_peak": 6, "ignored_ssm": 2}


def says(tree, *details, name="eth0", ifindex=1):
    tree.says("interface_get", *({"ifindex": ifindex, "ifname": name, "protocol": protocol, **detail}
                                 for protocol, detail in enumerate(details)))


def in_json(detail):
    """The same as JSON has it."""
    return {name if isinstance(value, str) or name == "heard_robustness" else name + "_ms": value
            for name, value in detail.items()}


def test_json_has_the_detail(tree):
    """Of each family its own; what there is of it."""
    tree.device("eth0", state="querier", mld={"state": "non-querier"})
    says(tree, DETAIL, {"last_report": 7, "older_querier": "fe80::9"})
    for option in "-j", "-jv":
        igmp, mld = tree.run("show", option).expect(0).json("interfaces")
        assert igmp.items() >= in_json(DETAIL).items(), igmp
        assert (mld["last_report_ms"], mld["older_querier"]) == (7, "fe80::9")
        assert not mld.keys() & in_json(DETAIL).keys() - {"last_report_ms", "older_querier"}, mld


def test_an_older_module_says_less(tree):
    """Names that it lacks are left out; those with a file are there."""
    before, = tree.run("show", "-j").expect(0).json("interfaces")
    says(tree, {"groups": 3})
    assert tree.run("show", "-j").expect(0).json("interfaces") == [before]
    assert not before.keys() & in_json(DETAIL).keys() and before["groups"] == 0


def test_detail_of_another_interface_is_not_shown(tree):
    """A name may mean another interface in another namespace, and a number, too."""
    for other in {"name": "eth1"}, {"ifindex": 9}:
        says(tree, DETAIL, **other)
        row, = tree.run("show", "-j").expect(0).json("interfaces")
        assert "querier_mac" not in row, row


def test_statistics_have_what_has_no_file(tree):
    """All of it in JSON; a file's counter once."""
    says(tree, {"stats": STATS})
    rows = tree.run("statistics", "-j").expect(0).json("statistics")
    assert len(rows) == len({row["counter"] for row in rows}), rows
    assert {row["counter"]: row["value"] for row in rows} == {
        **STATS, **{name: int(value) for name, value in COUNTERS.items()}}, rows


def test_statistics_are_grouped_and_leave_out_zeros(tree):
    says(tree, {"stats": STATS})
    rows = [row[2:] for row in tree.run("statistics").expect(0).rows()]
    assert rows == [
        ["time", "since", "25h1m1s"], ["queries", "queries_sent", COUNTERS["queries_sent"]],
        ["queries", "queries_sent_general", "4"], ["queries", "queries_sent_group", "1"],
        ["groups", "groups_added", "7"], ["groups", "groups_peak", "6"], ["ignored", "ignored_ssm", "2"]], rows
    every = [row[2:] for row in tree.run("statistics", "-a").expect(0).rows()]
    assert [row for row in every if row not in rows] == [
        ["queries", "queries_sent_source", "0"], ["elections", "elections_won", "0"]], every


def test_statistics_shows_every_counter(tree):
    tree.files(tree.path("eth0/igmp/statistics"), {"brand_new": "7"})
    rows = tree.run("statistics", "-a").expect(0).rows()
    wanted = {**COUNTERS, "brand_new": "7"}
    assert {row[3]: row[4] for row in rows} == wanted, rows
    rows = tree.run("statistics", "-j", "eth0").expect(0).json("statistics")
    assert {row["counter"]: row["value"] for row in rows} == {
        name: int(value) for name, value in wanted.items()}, rows


def test_statistics_leaves_out_what_never_ran(tree):
    tree.device("eth1", mld={})
    for family in "igmp", "mld":
        shutil.rmtree(tree.path("eth1", family, "statistics"))
    assert {row[0] for row in tree.run("statistics").expect(0).rows()} == {"eth0"}
    said = tree.run("statistics", "eth1").expect(0, "eth1: IGMP has not run yet", "eth1: MLD has not run yet")
    assert not said.rows(), said.out
    assert tree.run("statistics", "-j", "eth1").expect(0, "has not run").json("statistics") == []
    assert tree.run("show", "eth1").expect(0).rows()
