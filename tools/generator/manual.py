# SPDX-License-Identifier: GPL-2.0
"""What the manuals say of each key, file, counter, reason and event."""
import re
import textwrap

from .common import auto_of, bounds, file_name
from .names import entries_of, events


class Stale(Exception):
    """A manual needs a person's hand."""


def duration(milliseconds):
    """A time as querierctl writes it."""
    text, rest = "", milliseconds
    for unit, size in ("h", 3600000), ("m", 60000):
        if milliseconds > 600000 and rest >= size:
            text, rest = f"{text}{rest // size}{unit}", rest % size
    if rest and rest < 1000 and not text:
        return f"{rest}ms"
    return text + (f"{rest / 1000:g}s" if rest or not text else "")


def value(parameter, number):
    if parameter["type"] in ("bool", "switch"):
        return "on" if number else "off"
    return duration(number) if parameter["type"] == "time" else str(number)


def allowed(parameter):
    kind = parameter["type"]
    if kind in ("bool", "switch"):
        return ["on", "off"] + ["auto"] * (kind == "switch")
    if kind == "choice":
        return [choice["name"] for choice in parameter["choices"]]
    if kind == "address":
        return ["auto", "or an address"]
    span = " to ".join(value(parameter, n) for n in bounds(parameter))
    return [span, "auto"] if "auto" in parameter else [span]


def heading(parameter):
    """The line of mdoc that names a key, its range and its default."""
    default = "auto" if auto_of(parameter)[0] else \
        value(parameter, parameter["default"])
    return (f".It Cm {parameter['name']} Pq {' , '.join(allowed(parameter))}"
            f" ; default {default}\n")


def sentences(doc):
    """Each from a line of its own, as mdoc wants it."""
    doc = " ".join(doc.split()).rstrip(".") + "."
    text = doc[0].upper() + doc[1:]
    return "".join(textwrap.fill(sentence, 80, break_on_hyphens=False) + "\n"
                   for sentence in re.split(r"(?<=\.) (?=[A-Z])", text))


def item(name, doc):
    return f".It Li {name}\n{sentences(doc)}"


def items(entries):
    """Entries of a list."""
    return "".join(item(e["name"], e["doc"]) for e in entries)


def in_file(parameter):
    """What the file of a parameter takes, and holds at first."""
    default = parameter.get("default", 0)
    if "choices" in parameter:
        takes = ", ".join(choice["name"] for choice in parameter["choices"])
    elif parameter["type"] == "address":
        takes = "auto or an address"
    elif parameter["type"] == "switch":
        takes = "0, 1 or auto"
    else:
        low, high = bounds(parameter)
        takes = f"{low} {'to' if high > 1 else 'or'} {high}"
    if "auto" in parameter:
        takes += " or 0, which is auto"
    return f"{takes}; at first {default}"


def settings(parameters):
    """A list of files that can be written."""
    return "".join(
        item(file_name(p), f"{p['doc'].rstrip('.')}. Takes {in_file(p)}")
        for p in parameters)


def status(entries):
    """A list of files that can only be read."""
    late = {True: "; there from the first run on", None: ""}
    return "".join(item(file_name(e), e["doc"] + late[e.get("first-run")])
                   for e in entries)


def replace_list(text, name, made):
    """The list between the comments "made: NAME" and "end of NAME"."""
    pattern = re.compile(rf'(?<=^\.\\" made: {name}\n).*?'
                         rf'(?=^\.\\" end of {name}\n)', re.M | re.S)
    if len(pattern.findall(text)) != 1:
        raise Stale(f"it has no place for the {name}")
    return pattern.sub(lambda match: made, text)


def check_words(netlink, text):
    """What people have written names each state."""
    for entry in entries_of(netlink, "state"):
        if f".It {entry['name']}\n" not in text:
            raise Stale(f"it does not say what the state {entry['name']} is")


def update(spec, netlink, text):
    """The tool's manual, with all of this as it is to be."""
    check_words(netlink, text)
    text = replace_list(text, "reasons",
                        items(entries_of(netlink, "reason")[1:]))
    text = replace_list(text, "events", items(events(netlink)))
    return update_keys(spec, text)


def update_module(spec, netlink, text):
    """The same for the module's manual."""
    operations = [o for o in netlink["operations"]["list"] if "event" not in o]
    for name, made in (("settings", settings(spec["parameters"])),
                       ("status", status(spec["status"])),
                       ("counters", items(spec["counters"])),
                       ("operations", items(operations))):
        text = replace_list(text, name, made)
    return text


def mld_part(parameter):
    """What differs with MLD."""
    mld = parameter.get("mld", {})
    if "fixed" in mld:
        return "IGMP only."
    if "max" in mld:
        return (f"With MLD {parameter['min']} to {mld['max']}, "
                f"default {mld['default']}.")
    only = [c["name"] for c in parameter.get("choices", ())
            if c.get("igmp-only")]
    return f"With IGMP only: {' and '.join(only)}." if only else ""


def update_conf(spec, text):
    """The manual of the configuration files."""
    keys = "".join(heading(p) + sentences(f"{p['doc'].rstrip('.')}. "
                                          f"{mld_part(p)}".rstrip())
                   for p in spec["parameters"])
    return replace_list(text, "keys", keys)


def update_keys(spec, text):
    """The headings of the keys; the text below them is written by hand."""
    headings = {p["name"]: heading(p) for p in spec["parameters"]}
    pattern = re.compile(r"^\.It Cm (\S+) Pq .*\n", re.M)
    has = pattern.findall(text)
    if sorted(has) != sorted(headings):
        raise Stale("it describes %s, not %s" % (has, list(headings)))
    return pattern.sub(lambda match: headings[match[1]], text)
