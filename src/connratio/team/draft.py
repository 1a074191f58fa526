"""A mask that is safe by construction: hidden cells come in blocks of two groups and more, with enough people together.

What is hidden below a printed cell is a block whose sum is all that anybody can learn. A group whose own week would tell of one or two
people has no row for it, so that the groups within it can have theirs; below a group that is hidden for another reason all are.
Totals and windows beside hidden weeks are kept only where their rest is such a block too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise, product
from typing import TYPE_CHECKING, Final

import numpy as np

from connratio.team.groups import NEST, REST, ROOT
from connratio.team.layers import FLOOR, Cells, changes_of, counts_of, dominance_of, dominated
from connratio.team.runs import alike, longest
from connratio.team.tree import Tree, tree_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from connratio.team.calendar import Calendar
    from connratio.team.groups import Family, Groups
    from connratio.team.layers import Layer

WEEKS: Final = 1
WINDOWS: Final = 2
TOGETHER: Final = 0.3
"""What a week is worth more where no sibling hides it: weeks hidden together need no other one to go with them."""


@dataclass(slots=True)
class Draft:
    """The cells of one layer that may be printed (`shown`, groups × periods), and why others may not.

    `barred` are cells given up to protect others, `dropped` weeks of parents given up for those within; both only grow. `way` says of
    each group whether it gets weeks or windows. `open` cells are printed or without a row: groups within them may be printed;
    `base_open` are those of the layer that this one may not show beyond.
    """

    groups: Groups
    calendar: Calendar
    layer: Layer
    k: int = FLOOR
    allowed: Cells | None = None
    way: Cells | None = None
    outer_first: bool = False
    base_open: Cells | None = None
    open: Cells = field(init=False)
    dropped: Cells = field(init=False)
    shown: Cells = field(init=False)
    barred: Cells = field(init=False)
    counts: Cells = field(init=False)
    dominance: Cells = field(init=False)
    tree: Tree = field(init=False)
    _changes: list[Cells] = field(init=False)
    _chosen: Cells = field(init=False)
    _parts: Cells = field(init=False)

    def __post_init__(self) -> None:
        """Work out what does not depend on what is given up."""
        self.counts = counts_of(self.layer, self.groups, self.calendar)
        self.dominance = dominance_of(self.layer, self.groups, self.calendar)
        self.tree = tree_of(self.groups, self.counts[:, self.calendar.total], self.k, outer_first=self.outer_first)
        self.barred = np.zeros_like(self.dominance)
        self.barred[[g for g in range(len(self.groups)) if g in self.tree.gone or self.groups.level[g] == REST]] = True
        self.dropped = np.zeros_like(self.barred)
        if ROOT in self.tree.gone:
            self.barred[[g for g in range(len(self.groups)) if self.groups.grouping[g] != self.groups.grouping[ROOT]]] = True
        self._changes = [changes_of(self.layer, m, self.calendar.covers) for m in self.groups.people]
        self._chosen = np.zeros(len(self.groups), dtype=int) if self.way is None else self.way.copy()
        self._parts = self.layer.parts() * self.layer.present[:, :, None]
        self.settle()

    @property
    def able(self) -> Cells:
        """Cells that may be printed as far as they themselves are concerned."""
        able = (self.counts >= self.k) & ~self.dominance & ~self.barred
        return able if self.allowed is None else able & self.allowed

    def way_of(self, group: int) -> int:
        """WEEKS or WINDOWS: what a group gets, if anything."""
        return WINDOWS if self._chosen[group] == WINDOWS else WEEKS

    def settle(self) -> None:
        """Give up cells until every hidden cell is protected; what is given up stays so."""
        while True:
            before = self._given()
            self.shown = np.zeros_like(self.barred)
            self.open = (self.counts >= self.k) & ~self.dominance & ~self.barred
            if self.base_open is not None:
                self.open &= self.base_open
            self.open[:, self.calendar.total] = False
            for g, up in enumerate(self.tree.above):
                if up >= 0:
                    self.open[g] &= self.open[up]
            for step in (self._weeks, self._windows, self._totals):
                step()
                if self._given() != before:
                    break
            else:
                return

    def absent(self) -> Cells:
        """Cells that have no row: neither printed nor hidden, since they are told by the groups within."""
        told = self.shown.copy()
        for g, q in product(range(len(self.groups)), self.calendar.windows):
            told[g, q] = self._known(g, q)
        below = np.zeros_like(told)
        for g in range(len(self.groups) - 1, 0, -1):
            below[self.groups.parent[g]] |= (told[g] | below[g]) & (self.groups.grouping[g] == NEST)
        return ~self.shown & below

    def _given(self) -> int:
        return int(self.barred.sum() + self.dropped.sum())

    def _weeks(self) -> None:
        weeks, able = self.calendar.weeks, self.able
        worth = np.full((len(self.groups), len(weeks)), 1.0 + TOGETHER)
        for g in range(len(self.groups)):
            up = self.tree.above[g]
            if self._chosen[g] == WINDOWS:
                continue
            allowed = [w for w in weeks if able[g, w] and not self.dropped[g, w] and (up < 0 or self.open[up, w])]
            kept = longest(allowed, self._changes[g], worth[up])
            if not self._chosen[g] and self.way is None and len(kept) < len(self.calendar.windows):
                self._chosen[g] = WINDOWS
                continue
            self.shown[g, kept] = True
            worth[up, [w for w in weeks if w not in kept]] = 1.0
        for family in self.tree.families:
            for w in weeks:
                if self.shown[family.parent, w]:
                    self._protect(family, w)
            self._part(family)

    def _part(self, family: Family) -> None:
        """Drop printed weeks of a parent that stand beside weeks which its groups tell, where one or two people differ."""
        g = family.parent
        told = [w for w in self.calendar.weeks if self.shown[g, w] or self._summed(family, w)]
        for a, b in pairwise(told):
            if not alike(int(self._changes[g][a, b])):
                self.dropped[g, [w for w in (a, b) if not self._summed(family, w)]] = True

    def _summed(self, family: Family, week: int) -> bool:
        """Whether the groups of a family, all printed, tell their parent's week."""
        among = [g for c in family.children for g in self._inside(c, week)]
        return all(self.shown[g, week] or not self.counts[g, week] for g in among)

    def _windows(self) -> None:
        able, windows = self.able, self.calendar.windows
        for g in range(len(self.groups)):
            up = self.tree.above[g]
            if self._chosen[g] != WINDOWS:
                continue
            kept = [q for q in windows if able[g, q] and (up < 0 or self.open[up, q])]
            if all(alike(int(self._changes[g][a, b])) for a, b in pairwise(kept)):
                self.shown[g, kept] = True
        for family in self.tree.families:
            for q in windows:
                if self._known(family.parent, q):
                    self._protect(family, q)

    def _totals(self) -> None:
        able, total = self.able, self.calendar.total
        for g in range(len(self.groups)):
            up = self.tree.above[g]
            if not able[g, total] or not (up < 0 or self.shown[up, total]):
                # Most of a total can be told from its weeks: without the one the others go too.
                self.barred[g] |= self.shown[g]
                continue
            rest = self._rest(g)
            if len(rest) != 1 and self._block([g], rest):
                self.shown[g, total] = True
            elif (spare := self.spare(g)) is not None:
                self.barred[g, spare] = True
                return
        for family in self.tree.families:
            if family.parent not in self.tree.gone and self.shown[family.parent, total]:
                self._protect(family, total)

    def _known(self, g: int, column: int) -> bool:
        """Whether the sum of a group over a window can be told from what is printed."""
        return bool(self.shown[g, column] or self.shown[g, list(self.calendar.inside(column))].all())

    def _rest(self, g: int) -> list[int]:
        """The weeks with people that the printed weeks or windows of a group leave over."""
        told = np.zeros(self.calendar.n_weeks, dtype=bool)
        for column in np.flatnonzero(self.shown[g, : self.calendar.total]):
            told[list(self.calendar.inside(int(column)))] = True
        return [w for w in self.calendar.weeks if not told[w] and self.counts[g, w]]

    def spare(self, g: int) -> int | None:
        """The printed week or window that goes best with a group's hidden ones: a week that a sibling hides too, the latest."""
        shown = [int(c) for c in np.flatnonzero(self.shown[g, : self.calendar.total])]
        up = self.tree.above[g]
        siblings = [c for c in range(len(self.groups)) if up >= 0 and self.tree.above[c] == up and c != g]
        free = [w for w in shown if any(not self.shown[c, w] and self.counts[c, w] for c in siblings)]
        return max(free or shown, default=None)

    def _inside(self, g: int, column: int) -> list[int]:
        """A group itself, or the groups that tell of it where it has no row."""
        inner = next((f for f in self.tree.families if f.parent == g), None)
        if inner is None or self._known(g, column) or not self.open[g, column]:
            return [g]
        return [part for c in inner.children for part in self._inside(c, column)]

    def _protect(self, family: Family, column: int) -> None:
        """Give up a cell where what is hidden of a printed one is not of two of its groups and a block."""
        parts = {c: self._inside(c, column) for c in family.children}
        hidden = {c: [g for g in of if self.counts[g, column] and not self._known(g, column)] for c, of in parts.items()}
        several = sum(map(bool, hidden.values())) > 1
        lost = [g for of in hidden.values() for g in of]
        if not lost or (several and self._block(lost, self.calendar.inside(column))):
            return
        partners = [g for c, of in parts.items() if several or not hidden[c] for g in of if self.shown[g, column]]
        enough = [g for g in partners if self._block([*lost, g], self.calendar.inside(column))]
        best = min(enough or partners, key=lambda c: (self.tree.weight[c], self.counts[c, self.calendar.total], c), default=-1)
        if best >= 0 and (column not in self.calendar.weeks or self.tree.weight[best] == 1):
            self.barred[best, column] = True
        elif column in self.calendar.weeks:
            self.dropped[family.parent, column] = True
        elif self.shown[family.parent, column]:
            self.barred[family.parent, column] = True

    def _block(self, hidden: Iterable[int], weeks: Sequence[int]) -> bool:
        """Whether these groups over these weeks together are as good as a printed cell: k people, nobody most of it."""
        if not len(weeks):
            return True
        members = self.groups.people[list(hidden)].any(axis=0)
        at = list(weeks)
        there = members & self.layer.present[:, at].any(axis=1)
        return int(there.sum()) >= self.k and not dominated(self._parts[there][:, at].sum(axis=1))
