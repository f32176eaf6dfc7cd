# SPDX-License-Identifier: GPL-2.0
"""What tests expect of the files in sysfs."""
import json

from .common import auto_of, bounds, file_name


def first_value(spec, parameter, mld):
    """What the file of a new interface has."""
    auto, divisor = auto_of(parameter)
    if auto is None:
        return mld.get("default", parameter["default"])
    if not divisor:
        return auto
    source, = [p for p in spec["parameters"] if p["name"] == auto]
    return source["default"] // divisor


def parameter_file(spec, parameter, mld):
    least, most = bounds(parameter)
    entry = {"writable": True, "default": str(first_value(spec, parameter, mld))}
    if least is not None:
        entry |= {"min": least, "max": mld.get("max", most)}
    if "auto" in parameter:
        entry["auto"] = True
    return entry


def status_file(status):
    entry = {"writable": False}
    if "initial" in status:
        entry["default"] = str(status["initial"])
    if status.get("first-run"):
        entry["first_run"] = True
    return entry


def files(spec, is_mld):
    """The files of a family's directory."""
    result = {}
    for parameter in spec["parameters"]:
        mld = parameter.get("mld", {}) if is_mld else {}
        if "fixed" not in mld:
            result[file_name(parameter)] = parameter_file(spec, parameter, mld)
    for status in spec["status"]:
        result[file_name(status)] = status_file(status)
    return result


def counters(spec, is_mld):
    return [c["name"] for c in spec["counters"]
            if not c.get("netlink-only") and not (is_mld and c.get("igmp-only"))]


def to_json(value, depth, indent=""):
    """Indented JSON, but what lies deeper than DEPTH stands on one line."""
    if not depth or not isinstance(value, dict):
        return json.dumps(value)
    inner = indent + "  "
    members = [f'{inner}"{name}": {to_json(member, depth - 1, inner)}'
               for name, member in value.items()]
    return "{\n" + ",\n".join(members) + f"\n{indent}}}"


def table(spec):
    """What is to be in each family's directory."""
    families = {
        family: {"files": files(spec, family == "mld"),
                 "counters": counters(spec, family == "mld")}
        for family in ("igmp", "mld")
    }
    return to_json(families, 3) + "\n"
