# SPDX-License-Identifier: GPL-2.0
"""The tables of the shell's completion: the tool's verbs, options and keys."""
import re

from .common import auto_of, file_name

# A string of C, or several that follow each other.
STRING = r'"((?:[^"\\]|\\.|"\s*")*)"'


class Unclear(Exception):
    """The tool's tables are not where they were, or not of that shape."""


def table(sources, start):
    """The rows of an array of the tool, as text."""
    found = [match[1] for match in re.finditer(
        re.escape(start) + r" = \{\n(.*?)^\};", sources, re.M | re.S)]
    if len(found) != 1:
        raise Unclear(f"the tool has not one table {start}")
    return found[0]


def verbs(sources):
    """Each verb and its arguments."""
    pattern = rf"\.name = {STRING},\s*\.args = {STRING},"
    return re.findall(pattern, table(sources, "verbs[]"))


def options(sources):
    """Each option: its words, and the verbs that its help begins with."""
    pattern = rf"\{{ {STRING}, ('(.)'|[^,]+), [^,]+, (\w+), {STRING}"
    rows = table(sources, "argp_option options[]")
    for name, _, letter, _, doc in re.findall(pattern, rows):
        words = f"-{letter} --{name}" if letter else f"--{name}"
        yield words, re.findall(r"(?:^|; |, )([a-z]+)(?=[a-z, ]*:)", doc)


def options_of(sources):
    """The options of each verb; those of all by the name of "any"."""
    names = [name for name, _ in verbs(sources)]
    table_of = {"any": ["-? --help", "-V --version"]}
    for words, of in options(sources):
        for verb in [verb for verb in of if verb in names] or ["any"]:
            table_of.setdefault(verb, []).append(words)
    return {verb: " ".join(words) for verb, words in table_of.items()}


def choices_of(parameter, family):
    """The words that a key can be."""
    if parameter["type"] == "choice" or "choices" in parameter:
        return [c["name"] for c in parameter["choices"]
                if family == "igmp" or not c.get("igmp-only")]
    if parameter["type"] in ("bool", "switch"):
        return ["on", "off"] + ["auto"] * (parameter["type"] == "switch")
    has_auto = auto_of(parameter) != (None, None)
    return ["auto"] if has_auto or parameter["type"] == "address" else []


def keys_of(spec, family):
    return [p for p in spec["parameters"]
            if family == "igmp" or "fixed" not in p.get("mld", {})]


def array(name, entries):
    """An associative array of the shell; global, as a function may read it."""
    rows = "".join(f"\t['{key}']='{value}'\n" for key, value in entries.items())
    return f"declare -gA _querierctl_{name}=(\n{rows})\n"


def tables(spec, sources):
    """What goes between the comments in querierctl.bash."""
    families = ("igmp", "mld")
    choices = {f"{family} {p['name']}": " ".join(choices_of(p, family))
               for family in families for p in keys_of(spec, family)}
    numbers = {p["name"]: file_name(p) for p in spec["parameters"]
               if p["type"] in ("time", "count")}
    return array("args", dict(verbs(sources))) + \
        array("options", options_of(sources)) + \
        array("keys_of", {family: " ".join(p["name"] for p in keys_of(spec, family))
                          for family in families}) + \
        array("choices", {key: words for key, words in choices.items() if words}) + \
        array("numbers", numbers)


def update(spec, sources, text):
    """The completion, with the tables as they are to be."""
    head, _, rest = text.partition("# made: tables\n")
    _, end, tail = rest.partition("# end of tables\n")
    if not end:
        raise Unclear("querierctl.bash has no place for the tables")
    return f"{head}# made: tables\n{tables(spec, sources)}{end}{tail}"
