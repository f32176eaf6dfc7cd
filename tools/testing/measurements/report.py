#!/usr/bin/python3
"""The report of bench: a line for each target, of what was measured.

    report.py [-v] FILE...

A target may have many cases: its line shows the one that is worst, as far as it
fits. -v: all of them, with what was noted. FILES are what the measurements
printed.
"""

import shutil
import sys
from collections import Counter, namedtuple

Figure = namedtuple("Figure", "verdict target case ours other ratio note")
VERDICTS = "met", "unsure", "MISSED"


def read(path):
    with open(path, encoding="utf-8") as file:
        for line in file:
            mark, *fields = line.rstrip("\n").split("\t")
            if mark == "figure":
                yield Figure(*fields)


def badness(figure):
    return VERDICTS.index(figure.verdict), float(figure.ratio or 0)


def by_target(figures):
    targets = {}
    for figure in figures:
        targets.setdefault(figure.target, []).append(figure)
    return targets


def line(figure, case):
    return (f"{figure.verdict:7}{figure.target:51.51}{figure.ours:>11} "
            f"{figure.other:>25}{figure.ratio:>6} {case}")


def show_all(targets):
    for figures in targets.values():
        for figure in figures:
            print(line(figure, f"{figure.case} {figure.note}".strip()))


def show_worst(targets):
    width = shutil.get_terminal_size((120, 50)).columns
    for figures in targets.values():
        worst = max(figures, key=badness)
        print(line(worst, worst.case)[:width].rstrip())


def main():
    paths = [path for path in sys.argv[1:] if path != "-v"]
    targets = by_target(figure for path in paths for figure in read(path))
    (show_all if "-v" in sys.argv else show_worst)(targets)
    counts = Counter(max(figures, key=badness).verdict
                     for figures in targets.values())
    print(f"{counts['met']} targets met, {counts['MISSED']} missed, "
          f"{counts['unsure']} unsure (measure again on a quieter machine)")


if __name__ == "__main__":
    main()
