"""The periods of an audit: whole ISO weeks, aligned windows of four of them, and their total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, Literal

from connratio.model.periods import Period, week_of

if TYPE_CHECKING:
    import numpy as np

By = Literal["week", "4w", "total"]
LENGTH: Final = 4
"""Weeks of a window."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Columns of every table of the audit: the weeks, then the windows, then the total. `covers` is periods × weeks.

    Windows begin with the first week of the data set; weeks left over at its end stand in no window.
    """

    periods: tuple[Period, ...]
    covers: np.ndarray[Any, Any]
    n_weeks: int

    @property
    def weeks(self) -> range:
        """The columns that are weeks."""
        return range(self.n_weeks)

    @property
    def windows(self) -> range:
        """The columns that are windows."""
        return range(self.n_weeks, len(self.periods) - 1)

    @property
    def total(self) -> int:
        """The column of the total."""
        return len(self.periods) - 1

    def columns(self, by: By) -> range:
        """The columns that `--by` asks for."""
        return {"week": self.weeks, "4w": self.windows, "total": range(self.total, self.total + 1)}[by]

    def inside(self, column: int) -> range:
        """The weeks of a column."""
        if column < self.n_weeks:
            return range(column, column + 1)
        if column == self.total:
            return self.weeks
        first = (column - self.n_weeks) * LENGTH
        return range(first, first + LENGTH)


def calendar_of(mondays: Sequence[int]) -> Calendar:
    """The periods of these weeks (ordinals of Mondays, each a week after the one before)."""
    import numpy as np

    n = len(mondays)
    weeks = [week_of(date.fromordinal(monday)) for monday in mondays]
    windows = [
        Period(weeks[i].first, weeks[i + LENGTH - 1].until, f"{weeks[i].label}..{weeks[i + LENGTH - 1].label}")
        for i in range(0, n - LENGTH + 1, LENGTH)
    ]
    total = Period(weeks[0].first, weeks[-1].until, "total") if weeks else _nothing()
    found = Calendar((*weeks, *windows, total), np.zeros((n + len(windows) + 1, n), dtype=bool), n)
    for column in range(len(found.periods)):
        found.covers[column, list(found.inside(column))] = True
    return found


def _nothing() -> Period:
    first = date(1970, 1, 1)
    return Period(first, first + timedelta(days=1), "total")
