# SPDX-License-Identifier: GPL-2.0
"""The tool's keys."""
from .common import auto_of, c_name, enum, file_name, header, quoted, rows


def key_id(name):
    return "KEY_" + name.replace("-", "_").upper()


def key_ids(spec):
    """The indices of keys."""
    ids = [key_id(p["name"]) for p in spec["parameters"] + spec["status"]]
    return header("QC_KEY_ID_H", enum("key_id", ids + ["KEY_COUNT"]))


def choices(entries):
    """An array that a choice without a word ends."""
    text = ""
    for entry in entries:
        only = ", .any_source = true" if entry.get("igmp-only") else ""
        text += f'\t\t{{ .word = "{entry["name"]}"{only} }},\n'
    return f"(const struct choice[]){{\n{text}\t\t{{ 0 }},\n\t}}"


def initial(parameter):
    """What the file of a new interface has, in the form in which it is written."""
    if "auto" in parameter:
        return quoted(0)
    # None: as for "max".
    return None if "default" in parameter.get("mld", {}) \
        else quoted(parameter["default"])


def key_row(entry, read_only=False):
    mld = entry.get("mld", {})
    auto, divisor = auto_of(entry)
    return key_id(entry["name"]), {
        "name": quoted(entry["name"]),
        "file": quoted(file_name(entry)),
        "help": quoted(entry["doc"]),
        "kind": "KIND_" + entry["type"].upper(),
        "param": None if read_only else
                 "IGMP_QUERIER_PARAM_" + c_name(entry).upper(),
        "read_only": "true" if read_only else None,
        "choices": choices(entry["choices"]) if "choices" in entry else None,
        "auto_from": key_id(auto) if divisor else None,
        "auto_divisor": divisor,
        "auto_value": None if divisor else auto,
        "min": entry.get("min"),
        # None: the newest version of the family's protocol.
        "max": None if "max" in mld else entry.get("max"),
        "initial": initial(entry) if not read_only else None,
        "fixed": quoted(mld["fixed"]) if "fixed" in mld else None,
    }


def key_rows(spec):
    """The rows of keys."""
    return rows([key_row(p) for p in spec["parameters"]] +
                [key_row(s, read_only=True) for s in spec["status"]])
