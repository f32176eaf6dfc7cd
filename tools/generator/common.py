# SPDX-License-Identifier: GPL-2.0
"""Names and values of parameters, and how C is written."""
import json

HEADER = """/* SPDX-License-Identifier: GPL-2.0 */
/* Made by tools/generate: do not edit. */
"""


def c_name(entry):
    """query-interval: query_interval"""
    return entry["name"].replace("-", "_")


def file_name(entry):
    """query-interval: query_interval_ms"""
    return c_name(entry) + ("_ms" if entry["type"] == "time" else "")


def bounds(parameter):
    """The least and the largest number; None where it is no number."""
    if parameter["type"] == "bool":
        return 0, 1
    return parameter.get("min"), parameter.get("max")


def auto_of(parameter):
    """What "auto" is: (a parameter, divided by), or (a value, None)."""
    auto = parameter.get("auto")
    if auto is None or isinstance(auto, int):
        return auto, None
    name, _, divisor = auto.partition(" / ")
    return name, int(divisor or 1)


def quoted(text):
    return json.dumps(str(text), ensure_ascii=False)


def rows(entries):
    """The rows of an array: (index, members); those that are None are left out."""
    text = ""
    for index, members in entries:
        lines = [f"\t.{name} = {value},\n" for name, value in members.items()
                 if value is not None]
        text += f"[{index}] = {{\n{''.join(lines)}}},\n"
    return HEADER + text


def enum(name, entries):
    return f"enum {name} {{\n" + "".join(f"\t{e},\n" for e in entries) + "};\n"


def define(name, value, comment):
    """A macro with its value in column 56."""
    start = f"#define {name}"
    tabs = "\t" * (7 - len(start) // 8)
    return f"{start}{tabs}{value}\t/* {comment} */\n"


def header(guard, text):
    return f"{HEADER}#ifndef {guard}\n#define {guard}\n\n{text}\n#endif /* {guard} */\n"
