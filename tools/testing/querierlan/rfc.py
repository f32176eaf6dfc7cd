# SPDX-License-Identifier: GPL-2.0
"""An independent model: the tables of RFC 9776 6.4.1 and 6.4.2 in their own words, sets, without any clock.

What the Querier asks for expires when the caller calls lapse() before it is reported again.
"""
from querierlan.igmp import ALLOW, BLOCK, IS_EX, IS_IN, TO_EX, TO_IN


class Group:
    def __init__(self):
        self.exclude = False
        self.x, self.y = set(), set()
        self.asked = set()              # sources
        self.asked_itself = False

    def _ask(self, sources):
        self.asked |= sources

    def _member(self, sources):
        """(A)=GMI"""
        self.asked -= sources

    def hear(self, kind, sources):
        a = set(sources)
        if self.exclude:
            self._hear_exclude(kind, a)
        else:
            self._hear_include(kind, a)
        self.asked &= self.x

    def _hear_include(self, kind, b):
        a = self.x
        if kind in (IS_IN, ALLOW, TO_IN):
            self.x = a | b
            self._member(b)
            if kind == TO_IN:
                self._ask(a - b)
        elif kind == BLOCK:
            self._ask(a & b)
        elif kind in (IS_EX, TO_EX):
            self.exclude, self.x, self.y = True, a & b, b - a
            self.asked_itself = False
            if kind == TO_EX:
                self._ask(a & b)

    def _hear_exclude(self, kind, a):
        x, y = self.x, self.y
        if kind in (IS_IN, ALLOW, TO_IN):
            self.x, self.y = x | a, y - a
            self._member(a)
            if kind == TO_IN:
                self._ask(x - a)
                self.asked_itself = True
        elif kind == BLOCK:
            self.x = x | (a - y)
            self._ask(a - y)
        elif kind == TO_EX:
            self.x, self.y = a - y, y & a
            self._ask(a - y)
            self.asked_itself = False
        elif kind == IS_EX:
            self.x, self.y = a - y, y & a
            self._member(a - x - y)
            self.asked_itself = False

    def lapse(self):
        """No host answered."""
        self.x -= self.asked
        if self.exclude:
            self.y |= self.asked
        if self.asked_itself:
            self.exclude, self.asked_itself, self.y = False, False, set()
        self.asked = set()

    def row(self):
        return "exclude" if self.exclude else "include", sorted(self.x), sorted(self.y)


class Router:
    def __init__(self):
        self.groups = {}

    def hear(self, kind, group, sources=()):
        self.groups.setdefault(group, Group()).hear(kind, sources)
        self._tidy()

    def lapse(self):
        for group in self.groups.values():
            group.lapse()
        self._tidy()

    def _tidy(self):
        self.groups = {addr: group for addr, group in self.groups.items() if group.exclude or group.x}

    def table(self):
        """{group: (mode, [sources that are wanted], [sources that are excluded])}"""
        return {addr: group.row() for addr, group in self.groups.items()}
