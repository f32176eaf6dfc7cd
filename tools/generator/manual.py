# SPDX-License-Identifier: GPL-2.0
"""What the manual says of each key: its range and its default."""
import re

from .common import auto_of, bounds


class Stale(Exception):
    """The manual needs a person's hand."""


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
    if parameter["type"] == "bool":
        return "on" if number else "off"
    return duration(number) if parameter["type"] == "time" else str(number)


def allowed(parameter):
    kind = parameter["type"]
    if kind == "bool":
        return ["on", "off"]
    if kind == "choice":
        return [choice["name"] for choice in parameter["choices"]]
    if kind == "address":
        return ["auto", "or an address of the interface"]
    span = " to ".join(value(parameter, n) for n in bounds(parameter))
    return [span, "auto"] if "auto" in parameter else [span]


def heading(parameter):
    """The line of mdoc that names a key, its range and its default."""
    default = "auto" if auto_of(parameter)[0] else \
        value(parameter, parameter["default"])
    return (f".It Cm {parameter['name']} Pq {' , '.join(allowed(parameter))}"
            f" ; default {default}\n")


def update(spec, text):
    """The manual's text, with these lines as they are to be."""
    headings = {p["name"]: heading(p) for p in spec["parameters"]}
    pattern = re.compile(r"^\.It Cm (\S+) Pq .*\n", re.M)
    has = pattern.findall(text)
    if sorted(has) != sorted(headings):
        raise Stale("it describes %s, not %s" % (has, list(headings)))
    return pattern.sub(lambda match: headings[match[1]], text)
