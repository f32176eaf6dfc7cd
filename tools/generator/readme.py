# SPDX-License-Identifier: GPL-2.0
"""What the README says of keys and counters, which people have written."""
import re


def unknown_words(spec, text):
    """Words in code that begin as a key or a counter does, but are none."""
    names = {p["name"] for p in spec["parameters"] + spec["status"]}
    names |= {c["name"] for c in spec["counters"]}
    starts = {re.match("[a-z]+[-_]", name)[0] for name in names
              if re.search("[-_]", name)}
    for word in re.findall(r"`([a-z]+[-_][a-z0-9_-]+)[ `]", text):
        if re.match("[a-z]+[-_]", word)[0] in starts and word not in names:
            yield word


def unknown_keys(spec, text):
    """Keys of examples that there are not."""
    names = {p["name"] for p in spec["parameters"]}
    for words in re.findall(r"querierctl set \S+ ([^`\n]+)", text):
        pairs = [w for w in words.split() if w not in ("igmp", "mld")]
        yield from (key for key in pairs[::2] if key not in names)


def missing_defaults(spec, text):
    """Defaults that it names, but not as they are."""
    default = {p["name"]: p.get("default") for p in spec["parameters"]}
    text = " ".join(text.split())
    for wanted in (f"up to {default['max-groups']} groups",
                   f"up to {default['max-sources']} sources",
                   f"within {default['query-interval'] // 1000} seconds"):
        if wanted not in text:
            yield wanted


def faults(spec, text):
    """What is stale in the README, a line each."""
    stale = {*unknown_words(spec, text), *unknown_keys(spec, text)}
    return [f"there is no {word}" for word in sorted(stale)] + \
        [f"it lacks: {wanted}" for wanted in missing_defaults(spec, text)]
