"""The time between each two groups of a level: pair-allocated hours over all of the data, each unordered pair of people once.

A cell needs k people on both sides, nobody of either being most of it. Since a row sums up to the person-hours of its group and a
level to the next one, hidden cells come in pairs, and linear programs over all levels must pin none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from connratio.team.columns import WHY
from connratio.team.facts import LEVELS
from connratio.team.groups import NEST
from connratio.team.layers import Cells, dominated
from connratio.team.meetings import hours_with
from connratio.team.proof import pinned

if TYPE_CHECKING:
    from connratio.team.facts import Facts
    from connratio.team.groups import Groups
    from connratio.team.suppress import Mask

EXTERNAL: Final = "external"
_ROUNDS: Final = 40
_COMPLEMENT: Final = WHY.index("complement")


@dataclass(slots=True)
class Level:
    """The groups of a level (numbers) and their cells, groups × (groups and outsiders): hours, and why hidden (places in WHY).

    `told` are the groups whose person-hours are printed; `leaves` says which undivided groups each is made of.
    """

    name: str
    groups: list[int]
    hours: Cells
    why: Cells
    leaves: Cells
    told: Cells

    def cells(self) -> Iterator[tuple[int, int]]:
        """Each unordered pair, a group with itself, and each group with outsiders."""
        n = len(self.groups)
        return ((a, b) for a in range(n) for b in range(a, n + 1))

    def hide(self, a: int, b: int) -> None:
        """Hide a cell, under both of its names."""
        if self.why[a, b] == 0:
            self.why[a, b] = _COMPLEMENT
        self.mirror(a, b)

    def mirror(self, a: int, b: int) -> None:
        """Say the same of the cell with its groups exchanged."""
        if b < len(self.groups):
            self.why[b, a] = self.why[a, b]

    def row(self, a: int) -> list[tuple[int, int]]:
        """The cells of a group."""
        n = len(self.groups)
        return [(min(a, b), max(a, b)) for b in range(n)] + [(a, n)]


def matrix_of(facts: Facts, groups: Groups, mask: Mask, k: int) -> list[Level]:
    """The matrices of all levels of the nest, outer ones first."""
    parents = {groups.parent[g] for g in range(1, len(groups)) if groups.grouping[g] == NEST}
    leaves = [g for g in range(len(groups)) if groups.grouping[g] == NEST and g not in parents]
    people = groups.people[leaves].astype(float)
    spent = hours_with(facts, groups, people)
    levels = [_level(groups, mask, name, leaves, spent, k) for name in reversed(LEVELS)]
    levels = [level for level in levels if level.groups]
    times: Counter[int] = Counter()
    pairs = _Pairs(len(leaves), people @ spent)
    for _ in range(_ROUNDS):
        for level in levels:
            _pair_up(level)
        found = _pinned(levels, pairs)
        if not found:
            return levels
        for i in sorted({i for i, _, _ in found}):
            times[i] += 1
            _give_up(levels, i, [(a, b) for j, a, b in found if j == i], times[i])
    for level in levels:
        level.why[level.why == 0] = _COMPLEMENT
    return levels


def _level(groups: Groups, mask: Mask, name: str, leaves: list[int], spent: Cells, k: int) -> Level:
    chosen = groups.of_level(name)
    of = np.array([[bool((groups.people[leaf] & ~groups.people[g]).sum() == 0) for leaf in leaves] for g in chosen], dtype=bool)
    if not chosen:
        return Level(
            name,
            [],
            np.zeros((0, 1)),
            np.zeros((0, 1), dtype=int),
            np.zeros((0, len(leaves)), dtype=bool),
            np.zeros(0, dtype=bool),
        )
    spent_with = np.concatenate([spent[:, :-1] @ of.T.astype(float), spent[:, -1:]], axis=1)
    n = len(chosen)
    hours = groups.people[chosen].astype(float) @ spent_with
    hours[np.arange(n), np.arange(n)] /= 2
    why = np.zeros((n, n + 1), dtype=int)
    for a, g in enumerate(chosen):
        for b in range(n + 1):
            sides = [spent_with[groups.people[g], b]] + ([spent_with[groups.people[chosen[b]], a]] if b < n else [])
            there = [bool(mask.shown["people"][x, -1]) for x in ([g] if b == n else [g, chosen[b]])]
            if not all(there) or any(0 < int((side > 0).sum()) < k for side in sides):
                why[a, b] = WHY.index("k")
            elif any(dominated(side[:, None]) for side in sides):
                why[a, b] = WHY.index("dominance")
    return Level(name, chosen, hours, why, of, mask.shown["meetings"][chosen, -1])


def _pair_up(level: Level) -> None:
    """Hide one more cell in every row with a single hidden one, the smallest that some other row needs too."""
    while True:
        single = [a for a in range(len(level.groups)) if sum(level.why[c] > 0 and level.hours[c] > 0 for c in level.row(a)) == 1]
        if not single:
            return
        cells = [c for c in level.row(single[0]) if level.why[c] == 0 and level.hours[c] > 0]
        if not cells:
            return
        level.hide(*min(cells, key=lambda c: (sum(x in single for x in c) < 2, level.hours[c], c)))


@dataclass(frozen=True, slots=True)
class _Pairs:
    """The unknowns of an attacker: hours between each two leaves, and of each leaf with outsiders. `sums` is leaves × (leaves, outsiders)."""

    n: int
    sums: Cells

    def number(self, x: int, y: int) -> int:
        """The place of a pair of leaves; y = n are the outsiders."""
        x, y = min(x, y), max(x, y)
        return x * (self.n + 1) + y

    def true(self) -> Cells:
        """The values of all unknowns; places that are no pair stay 0."""
        found = np.zeros((self.n, self.n + 1))
        for x in range(self.n):
            for y in range(x, self.n + 1):
                found[x, y] = self.sums[x, y] / (2 if x == y else 1)
        return found.ravel()

    def cell(self, level: Level, a: int, b: int) -> list[int]:
        """The unknowns that a cell sums up, each once."""
        own = np.flatnonzero(level.leaves[a])
        others = [self.n] if b == len(level.groups) else np.flatnonzero(level.leaves[b])
        return sorted({self.number(int(x), int(y)) for x in own for y in others})

    def margin(self, level: Level, a: int) -> list[int]:
        """The unknowns of a group's person-hours: time within it counts for both."""
        own = np.flatnonzero(level.leaves[a])
        return [self.number(int(x), y) for x in own for y in range(self.n + 1)] + [self.number(int(x), int(x)) for x in own]


def _pinned(levels: list[Level], pairs: _Pairs) -> list[tuple[int, int, int]]:
    printed, aims, cells = [], [], []
    for i, level in enumerate(levels):
        printed += [pairs.margin(level, int(a)) for a in np.flatnonzero(level.told)]
        for a, b in level.cells():
            if level.why[a, b] == 0:
                printed.append(pairs.cell(level, a, b))
            else:
                aims.append(pairs.cell(level, a, b))
                cells.append((i, a, b))
    return [cells[at] for at in pinned(pairs.true(), printed, aims)]


def _give_up(levels: list[Level], at: int, found: list[tuple[int, int]], times: int) -> None:
    """Hide what pins cells of a level: another cell of their rows, their rows, the level, at last the levels above it."""
    level = levels[at]
    if times > 4:
        for outer in levels[: at + 1][-(times - 3) :]:
            outer.why[outer.why == 0] = _COMPLEMENT
        return
    for a, b in found:
        for group in {a, b} - {len(level.groups)}:
            shown = sorted((c for c in level.row(group) if level.why[c] == 0), key=lambda c: level.hours[c])
            for cell in shown[: 1 if times <= 2 else None]:
                level.hide(*cell)


def matrix_rows(levels: list[Level], groups: Groups, split: str, period: Any) -> list[dict[str, Any]]:
    """The rows of the level (columns.MATRIX_COLUMNS): seconds to half an hour, the share of all time of the level to a point."""
    level = next((level for level in levels if level.name == split), None)
    if level is None:
        return []
    whole = sum(level.hours[c] for c in level.cells())
    names = [*(groups.name[g] for g in level.groups), EXTERNAL]
    return [
        {
            "level": split, "group_a": names[a], "group_b": names[b], "period": period.label, "from": period.first.isoformat(),
            "until": period.until.isoformat(), "person_seconds": None if level.why[a, b] else round(level.hours[a, b] * 2) * 1800,
            "share": None if level.why[a, b] or not whole else round(float(level.hours[a, b] / whole), 2),
            "suppressed": WHY[int(level.why[a, b])],
        }
        for a, b in level.cells()
    ]  # fmt: skip
