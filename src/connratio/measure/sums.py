"""Sums per period of what is kept per day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from connratio.measure.question import Question


@dataclass(frozen=True, slots=True)
class Daily:
    """What is added up of a local day: `number` of the rows of a table, or subquery, that hold `test`; `once` takes one of a day."""

    test: str
    source: str = "time"
    number: str = "ms"
    once: bool = False

    @property
    def sql(self) -> str:
        """The aggregate."""
        return f"{'max' if self.once else 'sum'}(CASE WHEN {self.test} THEN {self.number} END)"


def sums_of(tables: Any, question: Question, wanted: Iterable[Daily]) -> dict[Daily, list[int]]:
    """The sum of each in each of the periods. Every source is read once, and of it the days of the window alone."""
    every = sorted(dict.fromkeys(wanted), key=lambda d: d.source)
    window = f"day >= {question.first.toordinal()} AND day < {question.until.toordinal()}"
    periods = question.periods
    starts = [p.first.toordinal() for p in periods]
    found: dict[Daily, list[int]] = {}
    for source, group in groupby(every, lambda d: d.source):
        part = list(group)
        picked = ", ".join(d.sql for d in part)
        rows = tables.execute(f"SELECT day, {picked} FROM {source} WHERE {window} GROUP BY day").fetchall()
        found |= zip(part, _added(rows, starts, len(part)), strict=True)
    return found


def _added(rows: Iterable[Sequence[Any]], starts: list[int], n: int) -> list[list[int]]:
    """Numbers of days added up by period; the periods follow each other without a gap."""
    sums = [[0] * len(starts) for _ in range(n)]
    for day, *numbers in rows:
        at = bisect_right(starts, day) - 1
        for line, number in zip(sums, numbers, strict=True):
            if number is not None:
                line[at] += number
    return sums
