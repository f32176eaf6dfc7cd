# SPDX-License-Identifier: GPL-2.0
"""The words for numbers: counters, states, reasons and the like."""
import re
import textwrap

from .common import HEADER, c_name, enum, header


def entries_of(netlink, name):
    """The entries of an enum of the netlink specification."""
    definition, = [d for d in netlink["definitions"] if d["name"] == name]
    return definition["entries"]


def events(netlink):
    """The operations that tell what querierctl monitor shows."""
    return [o for o in netlink["operations"]["list"] if o.get("mcgrp") == "events"]


def kernel_doc(name, title, members):
    """Of an enum: MEMBERS are pairs of a name and what it is."""
    lines = [f" * enum {name} - {title}"]
    for member, doc in members:
        lines += textwrap.wrap(f"@{member}: {doc}", 79, initial_indent=" * ",
                               subsequent_indent=" *   ")
    return "/**\n" + "\n".join(lines) + "\n */\n"


def documented_enum(name, title, members):
    return kernel_doc(name, title, members) + enum(name, [m for m, _ in members])


def constants(prefix, entries):
    """Pairs of what an entry is in C and its doc."""
    return [(f"{prefix}_{c_name(e).upper()}", " ".join(e["doc"].split()))
            for e in entries]


def state_ids(netlink):
    """The module's states, and its reasons to be down."""
    states = constants("QR_STATE", entries_of(netlink, "state"))
    reasons = constants("QR_REASON", entries_of(netlink, "reason"))
    return header("QR_STATE_ID_H", documented_enum(
        "qr_state", "what a link does", states) + "\n" + documented_enum(
        "qr_reason", "why a link cannot work",
        reasons + [("QR_REASONS", "number of reasons")]))


def is_verdict(counter):
    """Does it count packets that are ignored, for one reason?"""
    return counter["name"].startswith("ignored_")


def stat_ids(spec):
    """The module's verdicts and its counters; those of verdicts come last."""
    counters = [c for c in spec["counters"] if not is_verdict(c)]
    verdicts = spec["counters"][len(counters):]
    assert all(map(is_verdict, verdicts))
    stats = documented_enum(
        "qr_stat", "index into a link's counters",
        constants("QR", counters) +
        [("QR_STATS_IGNORED", "the first counter of a verdict"),
         ("QR_STAT_COUNT", "number of counters")])
    return header("QR_STAT_ID_H", documented_enum(
        "qr_verdict", "what parsers and the engine say of a packet or record",
        [("QR_ACCEPTED", "it counts")] + constants("QR", verdicts) +
        [("QR_VERDICTS", "number of verdicts")]) + "\n" + stats.replace(
            "\tQR_STAT_COUNT,",
            "\tQR_STAT_COUNT = QR_STATS_IGNORED + QR_VERDICTS - 1,"))


def by_counter(rows):
    """The same rows, as an array of counters has them."""
    return re.sub(r"\[(QR_IGNORED_\w+)\]", r"[QR_STAT_IGNORED(\1)]", rows)


def stat_rows(spec):
    """The rows of the counters' names."""
    return by_counter(name_rows("QR", spec["counters"]))


def stat_igmp_rows(spec):
    """The counters that MLD does not have."""
    rows = [f"[{member}] = true,\n" for member, _ in constants(
        "QR", [c for c in spec["counters"] if c.get("igmp-only")])]
    return by_counter(HEADER + "".join(rows))


def stat_attributes(spec, netlink):
    """The rows of the counters' attributes."""
    names, = [[a["name"] for a in s["attributes"]] for s in netlink["attribute-sets"]
              if s["name"] == "stats"]
    counters = [c["name"].replace("_", "-") for c in spec["counters"]]
    assert sorted(names) == sorted(counters + ["since-ms"])
    rows = "".join(f"[QR_{c.upper()}] = IGMP_QUERIER_STATS_A_{c.upper()},\n"
                   for c in (c["name"] for c in spec["counters"]))
    return re.sub(r"\[(QR_IGNORED_\w+)\]", r"[QR_STAT_IGNORED(\1)]", HEADER + rows)


def mode_enum(spec):
    """How a link takes part in the election."""
    return documented_enum("qr_mode", "how the link takes part in the election",
                           constants("QR_MODE", choices(spec, "mode")))


def choices(spec, name):
    parameter, = [p for p in spec["parameters"] if p["name"] == name]
    return parameter["choices"]


def name_rows(prefix, entries):
    """The rows of an array of names."""
    return HEADER + "".join(f'[{prefix}_{c_name(e).upper()}] = "{e["name"]}",\n'
                            for e in entries)


def notice_names(netlink):
    """The tool's names for what comes by netlink."""
    arrays = [("protocols", "protocol"), ("states", "state"),
              ("reasons", "reason"), ("modes", "filter-mode"),
              ("source_states", "source-state"), ("limits", "limit")]
    text = HEADER
    for array, name in arrays:
        names = "".join(f'\t"{e["name"]}",\n' for e in entries_of(netlink, name))
        text += f"static const char *const {array}[] = {{\n{names}}};\n"
    return text
