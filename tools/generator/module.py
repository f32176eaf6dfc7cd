# SPDX-License-Identifier: GPL-2.0
"""The module's parameters."""
from .common import (
    auto_of, bounds, c_name, define, enum, file_name, header, quoted, rows)
from .names import entries_of, mode_enum


def numbers(spec):
    """The parameters that are a u32 of struct qr_params."""
    return [p for p in spec["parameters"] if not p.get("separate")]


def param_id(parameter):
    return "QR_PARAM_" + c_name(parameter).upper()


def rfc_default(parameter):
    """The macro of a default that the RFC names, or None."""
    return "QR_DEFAULT_" + file_name(parameter).upper() if "rfc" in parameter \
        else None


def explicit_bits(spec, netlink):
    """The bits of what was set, in the order of the netlink specification."""
    names = entries_of(netlink, "param")
    assert sorted(names) == sorted(p["name"] for p in spec["parameters"])
    return enum("qr_explicit", [explicit_bit({"name": name}) for name in names])


def explicit_bit(parameter):
    return "QR_EXPLICIT_" + c_name(parameter).upper()


def param_ids(spec, netlink):
    """The indices of qr_param_table, the modes, and the RFC's defaults."""
    ids = [param_id(p) for p in numbers(spec)]
    text = enum("qr_param_id", ids + ["QR_PARAM_COUNT"]) + "\n"
    text += "/* Bits of struct qr_params' @explicit; part of the interface. */\n"
    text += explicit_bits(spec, netlink) + "\n"
    text += mode_enum(spec) + "\n/* RFC 9776 section 8 */\n"
    for parameter in numbers(spec):
        if "rfc" in parameter:
            value = parameter.get("default", auto_of(parameter)[0])
            text += define(rfc_default(parameter), value,
                           parameter["rfc"])
    return header("QR_PARAM_ID_H", text)


def param_row(parameter):
    name = file_name(parameter)
    least, most = bounds(parameter)
    default = parameter.get("default")
    return param_id(parameter), {
        "name": quoted(name),
        "offset": f"offsetof(struct qr_params, {name})",
        "min": least or None,
        "max": most,
        "initial": default and (rfc_default(parameter) or default) or None,
        "unprivileged": default if parameter.get("limit") else None,
        "paced": "true" if parameter.get("paced") else None,
        "igmp_only": "true" if "fixed" in parameter.get("mld", {}) else None,
        "derived": c_name(parameter) if "auto" in parameter else None,
        "explicit": explicit_bit(parameter),
    }


def param_rows(spec):
    """The rows of qr_param_table."""
    return rows(map(param_row, numbers(spec)))
