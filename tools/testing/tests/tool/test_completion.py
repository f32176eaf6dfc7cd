# SPDX-License-Identifier: GPL-2.0
"""querierctl's completion in bash, and that it and the manuals name what there is."""
import glob
import os
import re
import subprocess

from fakesys import DEFAULTS, TOOLS

COMPLETION = os.path.join(TOOLS, "querierctl.bash")
# As bash-completion does: a function reads the file. The last of the words is the
# one to complete.
SCRIPT = """
load() { source "$1"; }
load "$1"
shift
COMP_WORDS=(querierctl "$@")
COMP_CWORD=$#
_querierctl
printf '%s\\n' "${COMPREPLY[@]}"
"""


def complete(tree, *words):
    """What the last word can become."""
    done = subprocess.run(["bash", "-c", SCRIPT, "bash", COMPLETION, *words],
                          env=tree.env, cwd=tree.root, capture_output=True,
                          text=True, check=True)
    assert not done.stderr, done.stderr
    return done.stdout.split("\n")[:-1]


def help_of(tree):
    return tree.run("--help").expect(0).out


def verbs_of(tree):
    table = re.search(r"^Verbs:\n(.*?)\n\n", help_of(tree), re.M | re.S)[1]
    return re.findall(r"^  (\w+) ", table, re.M)


def keys_of(tree):
    table = help_of(tree).partition("Keys that can be set")[2]
    return re.findall(r"^  ([a-z-]+) ", table, re.M)


def test_verbs(tree):
    assert complete(tree, "") == sorted(verbs_of(tree))
    assert complete(tree, "se") == ["set"]
    assert complete(tree, "nosuch", "") == [""]


def test_options(tree):
    assert complete(tree, "show", "--v") == ["--verbose", "--version"]
    assert "--igmp" in complete(tree, "enable", "-")
    assert "--igmp" not in complete(tree, "show", "-")
    for verb in verbs_of(tree):
        for option in complete(tree, verb, "--"):
            assert option in help_of(tree)


def test_interfaces_fit_the_verb(tree):
    tree.device("eth1", querier_enable="1")
    tree.device("eth2", querier_enable="1", mld={})
    tree.device("eth3", igmp=False)
    assert complete(tree, "show", "") == ["eth0", "eth1", "eth2"]
    assert complete(tree, "show", "eth1", "") == ["eth0", "eth2"]
    assert complete(tree, "enable", "") == ["eth0", "eth2"]
    assert complete(tree, "enable", "--igmp", "") == ["eth0"]
    assert complete(tree, "disable", "") == ["eth1", "eth2"]
    assert complete(tree, "disable", "--mld", "") == [""]


def test_a_name_that_looks_like_an_option(tree):
    """It follows "--", as it does on a command line; options do not."""
    tree.device("-eth1")
    tree.device("--mld", mld={})
    assert complete(tree, "show", "") == ["eth0"]
    assert complete(tree, "show", "--", "") == ["--mld", "-eth1", "eth0"]
    assert complete(tree, "show", "--", "-") == ["--mld", "-eth1"]
    assert complete(tree, "show", "--", "-eth1", "") == ["--mld", "eth0"]
    assert complete(tree, "set", "--", "-eth1", "mode", "") == ["elect", "passive", "proxy"]
    assert complete(tree, "set", "--", "--mld", "mld", "mode", "") == ["elect", "passive"]
    assert "--mld" in complete(tree, "enable", "--")


def test_a_group_is_no_interface(tree):
    tree.device("eth1")
    for verb in ("query", "clear"):
        assert complete(tree, verb, "") == ["eth0", "eth1"]
        assert complete(tree, verb, "eth0", "") == [""]


def test_all_interfaces_without_the_module(tree):
    os.rmdir(os.path.join(tree.root, "module/igmp_querier"))
    tree.device("eth3", igmp=False)
    tree.device("lo", igmp=False)
    assert complete(tree, "enable", "") == ["eth0", "eth3"]


def test_names_are_not_expanded(tree):
    """Whoever owns a container names its interfaces."""
    tree.device("$(touch${IFS}x)")
    tree.device("`id>y`")
    assert complete(tree, "show", "`") == ["\\`id\\>y\\`"]
    assert len(complete(tree, "enable", "")) == 3
    assert not {"x", "y"} & set(os.listdir(tree.root))


def test_keys_of_the_family(tree):
    assert complete(tree, "set", "") == ["eth0"]
    words = complete(tree, "set", "eth0", "")
    assert words == sorted(keys_of(tree) + ["igmp", "mld"])
    mld = complete(tree, "set", "eth0", "mld", "")
    assert sorted(set(words) - set(mld)) == [
        "accept-off-subnet", "igmp", "mld", "require-router-alert"]
    assert complete(tree, "set", "eth0", "query_interval", "9s", "query-") == [
        "query-response-interval"]


def test_values(tree):
    def values(*words):
        return complete(tree, "set", "eth0", *words, "")

    assert values("version-fallback") == ["off", "on"]
    assert values("mode") == ["elect", "passive", "proxy"]
    assert values("mld", "mode") == ["elect", "passive"]
    assert values("source-address") == ["auto"]
    assert values("query-interval") == ["125s"]
    assert values("startup-query-interval") == ["31250ms", "auto"]
    assert values("max_groups") == ["4096"]
    assert values("mode", "elect", "robustness") == ["2"]


def test_files(tree):
    assert "class" in complete(tree, "check", "")


def all_pages():
    text = ""
    for path in glob.glob(os.path.join(TOOLS, "*.[458]")):
        with open(path, encoding="utf8") as file:
            text += file.read()
    return text


def test_manuals_name_all_options_and_files(tree):
    """And no option or module parameter that there is not."""
    pages = all_pages()
    shown = set(re.findall(r"--([a-z-]+)", help_of(tree))) - {"usage"}
    named = set(re.findall(r"Fl -([a-z-]+)", pages)) | set(
        re.findall(r"^\.It Fl . , -([a-z-]+)", pages, re.M))
    assert not shown - named, f"no manual has {shown - named}"
    assert not named - shown, f"there is no {named - shown}"
    for file in DEFAULTS:
        assert f".It Li {file}\n" in pages, file


def test_manual_names_all_module_parameters():
    with open(os.path.join(TOOLS, "igmp_querier.4"), encoding="utf8") as file:
        text = file.read()
    list_of = text.partition(".Ss Module parameters")[2].partition(".Sh FILES")[0]
    code = ""
    for path in glob.glob(os.path.join(TOOLS, "../querier/*.c")):
        with open(path, encoding="utf8") as file:
            code += file.read()
    there = re.findall(r"^module_param\w*\((\w+),", code, re.M)
    assert there and sorted(re.findall(r"^\.It Cm (\w+)$", list_of, re.M)) == \
        sorted(there)


def test_manual_describes_verbs_that_there_are(tree):
    with open(os.path.join(TOOLS, "querierctl.8"), encoding="utf8") as file:
        text = file.read()
    verbs = text.partition("The verbs are:")[2].partition("The options are:")[0]
    assert sorted(set(re.findall(r"^\.It Cm (\w+)", verbs, re.M))) == \
        sorted(verbs_of(tree))
