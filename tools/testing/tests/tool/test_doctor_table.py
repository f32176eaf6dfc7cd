# SPDX-License-Identifier: GPL-2.0
"""querierctl doctor: each row of its table is provoked by a test, and each advice is a command."""
import ast
import glob
import re
import subprocess

from fakesys import HERE, TOOLS

# What an advice may run: it is on most hosts, or belongs to what the advice is about.
COMMANDS = {"apt", "bridge", "cat", "dkms", "firewall-cmd", "free", "ip", "nft", "querierctl", "rmmod", "sysctl",
            "systemctl", "tc", "tcpdump", "ufw"}
NUMBER = re.compile(r"D\d\d")


def rows(name):
    """[(what is in brackets, the rest of the row)] of a table that tools/generate makes."""
    with open(f"{TOOLS}/doctor_{name}.h", encoding="utf8") as file:
        return re.findall(r"^\[(\w+)\] = \{\n(.*?)^\},", file.read(), re.M | re.S)


def checks(function):
    """The numbers of the checks that have such a function."""
    return {name.removeprefix("CHECK_") for name, row in rows("table") if re.search(rf"^\t\.({function}) = ", row, re.M)}


def string(row, member):
    """A string of a row, which may be in several parts."""
    parts = re.search(rf"\.{member} = ((?:\"(?:[^\"\\]|\\.)*\"\s*)+)", row).group(1)
    return "".join(ast.literal_eval(part) for part in re.findall(r'"(?:[^"\\]|\\.)*"', parts))


def asserted(node):
    """The numbers that a test names, but for those that it says are not found, or not looked at."""
    if isinstance(node, ast.Constant):
        return {node.value} if isinstance(node.value, str) and NUMBER.fullmatch(node.value) else set()
    if isinstance(node, ast.Dict) or isinstance(node, ast.Compare) and isinstance(node.ops[0], (ast.In, ast.NotIn)):
        return set()
    return set().union(*map(asserted, ast.iter_child_nodes(node)))


def provoked():
    """(the numbers of quick tests, those of tests that listen)"""
    found = set(), set()
    for path in glob.glob(f"{HERE}/../*/test_doctor*.py"):
        with open(path, encoding="utf8") as file:
            text = file.read()
        found["import Listening" in text].update(asserted(ast.parse(text)))
    return found


def test_what_counts():
    """Only what a test says that the doctor finds."""
    assert asserted(ast.parse('only(tree, "D12")\nassert numbers(tree) == ["D01", "D11"]')) == {"D01", "D11", "D12"}
    assert not asserted(ast.parse('assert "D07" not in found\nassert {"id": "D63"} in told["not_checked"]'))


def test_each_check_has_a_test():
    quick, listening = provoked()
    wanted = checks("host|device|link|running")
    assert len(wanted) > 30 and not wanted - quick, f"no test provokes {sorted(wanted - quick)}"
    wanted = checks("wire")
    assert len(wanted) > 10 and not wanted - listening, f"no test with --listen provokes {sorted(wanted - listening)}"


def test_each_advice_can_be_pasted():
    for name, row in rows("rows"):
        advice = re.sub(r"\{\w+\}", "x", string(row, "advice"))
        subprocess.run(["bash", "-n", "-c", advice], check=True)
        words = {part.split()[0] for part in re.split("; |&& ", advice)}
        assert not words - COMMANDS, f"{name}: {advice}"
