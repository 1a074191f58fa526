"""The mask as its attacker sees it: linear programs try to pin what is hidden from everything that is printed.

The unknowns are what people who share all their groups did in a week. Printed sums hold within the rounding. A hidden sum is safe
as soon as two solutions differ enough; a handful of programs with mixed objectives usually shows that of all of them at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from connratio.team.layers import Cells

if TYPE_CHECKING:
    from collections.abc import Sequence

    from connratio.team.calendar import Calendar
    from connratio.team.groups import Groups

ROUNDING: Final = 0.25
"""Half the step to which hours are rounded."""
APART: Final = 0.5
"""How far apart two solutions must lie, as a part of the true value: no interval within ± 25 % of it holds both."""
_ROUNDS: Final = 6
_SINGLE: Final = 60
_CEILING: Final = 100_000.0


@dataclass(frozen=True, slots=True)
class Table:
    """Parts of a layer as an attacker writes them down: unknowns per atom, week and part, `place` numbers them (-1: absent).

    An atom is the people who share all groups; `member` tells which atoms a group has (groups × atoms), `size` how many people
    an atom has. `true` are the values of the unknowns.
    """

    calendar: Calendar
    member: Cells
    size: Cells
    place: Cells
    true: Cells

    def row(self, atoms: Sequence[int] | Cells, column: int, parts: Sequence[int]) -> list[int]:
        """The unknowns whose sum is that of these atoms in a period."""
        inside = list(self.calendar.inside(column))
        found = self.place[np.ix_(list(atoms), inside, list(parts))].ravel()
        return [int(i) for i in found if i >= 0]

    def of_group(self, group: int, column: int, parts: Sequence[int]) -> list[int]:
        """The unknowns that a cell sums up."""
        return self.row(np.flatnonzero(self.member[group]), column, parts)


def table_of(groups: Groups, chosen: Sequence[int], calendar: Calendar, parts: Cells, present: Cells) -> Table:
    """The table that these groups (numbers in `groups`) can tell apart; whoever is absent all week is known to be."""
    member, which, size = np.unique(groups.people[list(chosen)], axis=1, return_inverse=True, return_counts=True)
    which = which.ravel()
    n, n_parts = len(size), parts.shape[2]
    there = np.zeros((n, calendar.n_weeks), dtype=bool)
    sums = np.zeros((n, calendar.n_weeks, n_parts))
    np.logical_or.at(there, which, present)
    np.add.at(sums, which, parts * present[:, :, None])
    place = np.full((n, calendar.n_weeks, n_parts), -1)
    place[there] = np.arange(int(there.sum()) * n_parts).reshape(-1, n_parts)
    whole = np.zeros((len(groups), n), dtype=bool)
    whole[list(chosen)] = member
    return Table(calendar, whole, size, place, sums[there].ravel())


def pinned(true: Cells, printed: Sequence[list[int]], hidden: Sequence[list[int]], seed: int = 0) -> list[int]:
    """The places in `hidden` (each the unknowns of a sum) of those that the printed sums give away to within ± 25 %.

    `true` are the values of the unknowns, never negative.
    """
    if not len(true) or not hidden or not printed:
        return []
    matrix, aims = _matrix(printed, len(true)), _matrix(hidden, len(true))
    truth = aims @ true
    seen = np.round((matrix @ true) * 2) / 2
    lowest, highest = truth.copy(), truth.copy()
    rng = np.random.default_rng(seed)
    left = np.flatnonzero(truth > 1e-6)
    for turn in range(_ROUNDS):
        if not len(left):
            return []
        sign = np.full(len(left), 1.0 - 2 * turn) if turn < 2 else rng.choice([-1.0, 1.0], len(left))
        weights = np.zeros(len(truth))
        weights[left] = sign * rng.uniform(0.5, 1.5, len(left)) / truth[left]
        _widen(aims.T @ weights, matrix, seen, aims, lowest, highest)
        left = left[~_apart(truth[left], lowest[left], highest[left])]
    for i in left[:_SINGLE]:
        for sign_ in (1.0, -1.0):
            if not _apart(truth[i], lowest[i], highest[i]):
                _widen(sign_ * aims[[int(i)]].toarray().ravel(), matrix, seen, aims, lowest, highest)
    return [int(i) for i in left if not _apart(truth[i], lowest[i], highest[i])]


def _apart(truth: Any, lowest: Any, highest: Any) -> Any:
    return highest - lowest >= APART * truth


def _widen(cost: Cells, matrix: Any, seen: Cells, aims: Any, lowest: Cells, highest: Cells) -> None:
    """Solve one program and let every aim's interval take in its solution."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    limits = LinearConstraint(matrix, seen - ROUNDING - 1e-6, seen + ROUNDING + 1e-6)
    found = milp(cost, constraints=limits, bounds=Bounds(0.0, _CEILING), options={"time_limit": 20.0})
    if found.x is None:
        return
    values = aims @ np.maximum(found.x, 0.0)
    np.minimum(lowest, values, out=lowest)
    np.maximum(highest, values, out=highest)


def _matrix(rows: Sequence[list[int]], n: int) -> Any:
    from scipy.sparse import csr_matrix

    columns = np.fromiter((i for row in rows for i in row), dtype=np.int64)
    starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
    found = csr_matrix((np.ones(len(columns)), columns, starts), shape=(len(rows), n))
    found.sum_duplicates()
    return found
