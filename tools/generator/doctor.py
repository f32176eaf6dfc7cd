# SPDX-License-Identifier: GPL-2.0
"""The doctor's tables and its manual page, all from tools/doctor.yaml."""
import itertools
import re

from .common import HEADER, enum, header, quoted
from .manual import sentences

PAGE = r'''.\" SPDX-License-Identifier: GPL-2.0
.\" Made by tools/generate from tools/doctor.yaml: do not edit.
.Dd November 29, 2026
.Dt QUERIERCTL-DOCTOR 7
.Os
.Sh NAME
.Nm querierctl-doctor
.Nd what querierctl doctor can find, and what it means
.Sh DESCRIPTION
.Dq Nm querierctl Cm doctor
looks for what keeps multicast from working, on this host and on its LANs.
Each kind of finding has a number, which stays the same.
A
.Em problem
loses multicast now, or will; a
.Em warning
will hurt some day; a
.Em note
is good to know.
.Pp
With
.Fl -listen
it asks who listens, once and only where this host is the querier, and compares
three things: what passes the wire, before any firewall; what the module counts;
and which groups this host's own kernel is in.
So it finds a firewall by what it does, without a look at its rules.
What it finds then takes the place of what the counters alone say.
A querier that asks every 125 s is heard with
.Fl -listen Ns =130s .
.Pp
Words in braces stand for what was found.
Below each sentence is a command that mends it, shows more of it or asks again.
.Sh FINDINGS
.Bl -tag -width Ds
%s.El
.Sh SEE ALSO
.Xr querierctl 8
'''


def entries(spec):
    """Each sentence: its name in C, its check and itself."""
    for check in spec["checks"]:
        for said in check["says"]:
            case = said.get("case", "").upper().replace("-", "_")
            yield check["id"] + (f"_{case}" if case else ""), check, said


def ids(spec):
    names = [name for name, _, _ in entries(spec)]
    numbers = [f"CHECK_{check['id']}" for check in spec["checks"]]
    return header("QC_DOCTOR_ID_H", enum("sentence_id", names) + "\n" +
                  enum("check_id", numbers))


def said_rows(spec):
    """The rows of sentences[]."""
    text = ""
    for name, check, said in entries(spec):
        severity = said.get("severity", check["severity"]).upper()
        text += (f"[{name}] = {{\n\t.id = {quoted(check['id'])},\n"
                 f"\t.severity = SEVERITY_{severity},\n"
                 f"\t.text = {quoted(said['text'] + '.')},\n"
                 f"\t.advice = {quoted(said['advice'])},\n}},\n")
    return HEADER + text


def functions(check):
    """The members of its row that are functions."""
    if "check" in check:
        name = f"doctor_{check['room']}_{check['check']}".replace("-", "_")
        yield check["per"], name
    if "host-check" in check:
        yield "host", f"doctor_{check['room']}_{check['host-check']}"
    if "wire" in check:
        yield "wire", "doctor_wire_" + check["wire"].replace("-", "_")


def check_rows(spec):
    """The rows of checks[]."""
    text = ""
    for check in spec["checks"]:
        needs = " | ".join("NEEDS_" + need.upper()
                           for need in check.get("needs", ()))
        lines = [f".id = {quoted(check['id'])},"]
        lines += [f".needs = {needs},"] if needs else []
        lines += [f".{member} = {name}," for member, name in functions(check)]
        text += f"[CHECK_{check['id']}] = {{\n" + "".join(f"\t{line}\n" for line in lines) + "},\n"
    return HEADER + text


ARGUMENTS = {
    "host": "struct scene *scene",
    "device": "struct scene *scene, const struct scene_device *device",
    "link": "struct scene *scene, const struct scene_link *link",
}


def prototypes(spec):
    """The functions of all rows; one may serve several."""
    text = "struct scene;\nstruct scene_device;\nstruct scene_link;\n\n"
    for member, name in dict.fromkeys(
            (name_of, function) for check in spec["checks"]
            for name_of, function in functions(check)):
        arguments = ARGUMENTS.get(member, ARGUMENTS["link"])
        text += "void %s(%s);\n" % (name, arguments.replace(", ", ",\n\t\t"))
    return header("QC_DOCTOR_CHECKS_H", text)


def escaped(text):
    """No line begins with a control character, and a dash is a dash."""
    text = text.replace("\\", "\\e")
    return re.sub(r"^([.'])", r"\\&\1", text, flags=re.M)


def said_items(check):
    """Each sentence, and below it a command, or one for each kind of host."""
    for text, same in itertools.groupby(check["says"], lambda said: said["text"]):
        yield f".Pp\n.Do\n{escaped(sentences(text)).rstrip()}\n.Dc\n"
        for said in same:
            yield f".Dl {escaped(said['advice'])}\n"


def item(check):
    severities = [said.get("severity", check["severity"])
                  for said in check["says"]]
    words = " or ".join(dict.fromkeys(severities))
    if "check" not in check:
        words += ", with --listen"
    return (f".It Sy {check['id']} , Em {words} : {escaped(check['title'])}\n"
            + escaped(sentences(check["means"]))
            + "".join(said_items(check)))


def manual(spec):
    """querierctl-doctor.7"""
    return PAGE % "".join(item(check) for check in spec["checks"])
