"""Days of months, years and numbered weeks, as proleptic ordinals: what the parts of a recurrence rule name, and choices of them."""

from __future__ import annotations

from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from connratio.importers.ics.text.values import DAY


def year_of(day: int, week_start: int | None = None) -> int:
    """The year of a day (proleptic ordinal), the last one for any later day; with `week_start` that to which its week belongs."""
    if week_start is not None:
        day = max(day - ((day - 1) % 7 - week_start) % 7 + 3, 1)
    return date.fromordinal(min(day, date.max.toordinal())).year


def month_days(year: int, month: int) -> range:
    """The days of a month, as proleptic ordinals."""
    first = date(year, month, 1).toordinal()
    return range(first, first + monthrange(year, month)[1])


def nth_days(numbers: frozenset[int], first: int, length: int, skip: int) -> set[int]:
    """The days of a stretch with these numbers (from its end if negative); instead of one that it does not have the day
    after it (`skip` 1) or before it (-1), or none.
    """
    found = {first + (n - 1 if n > 0 else length + n) for n in numbers if abs(n) <= length}
    if skip and len(found) < len(numbers):
        found.update((first + length if n > 0 else first) - (skip < 0) for n in numbers if abs(n) > length)
    return found


def nth_weekdays(weekdays: tuple[tuple[int, int], ...], first: int, length: int) -> list[int]:
    """The days of a stretch that fall on these weekdays, or on the so-and-so-many'th of them (from its end if negative)."""
    found: set[int] = set()
    for number, weekday in weekdays:
        every = range(first + (weekday - first + 1) % 7, first + length, 7)
        if not number:
            found.update(every)
        elif abs(number) <= len(every):
            found.add(every[number - 1 if number > 0 else number])
    return sorted(found)


def in_order(days: Sequence[int], weekdays: tuple[tuple[int, int], ...], *, in_month: bool) -> list[int]:
    """Of days of one year those that fall on these weekdays, counted in their month or in the year."""
    named: dict[tuple[int, int], set[int]] = {}
    found = []
    for day in days:
        when = date.fromordinal(day)
        key = when.year, when.month if in_month else 0
        if key not in named:
            stretch = (
                month_days(*key) if in_month else range(date(when.year, 1, 1).toordinal(), date(when.year + 1, 1, 1).toordinal())
            )
            named[key] = set(nth_weekdays(weekdays, stretch.start, len(stretch)))
        if day in named[key]:
            found.append(day)
    return found


def in_weeks(day: int, weeks: frozenset[int], week_start: int) -> bool:
    """Whether a day lies in one of the numbered weeks of the year to which its week belongs (the one with four of its days)."""
    monday = day - ((day - 1) % 7 - week_start) % 7
    year = year_of(day, week_start)
    starts = [week_one(y, week_start) for y in (year, year + 1)]
    number, total = (monday - starts[0]) // 7 + 1, (starts[1] - starts[0]) // 7
    return number in weeks or number - total - 1 in weeks


def weeks_of(year: int, weeks: frozenset[int], week_start: int) -> tuple[int, list[int]]:
    """The first day of a year's week 1, and the days of its weeks with these numbers (from its last one if negative)."""
    first, after = week_one(year, week_start), week_one(year + 1, week_start)
    starts = {first + 7 * (n - 1) if n > 0 else after + 7 * n for n in weeks if 7 * abs(n) <= after - first}
    return first, [day for start in sorted(starts) for day in range(start, start + 7)]


def week_one(year: int, week_start: int) -> int:
    """The first day of week 1: the first week with at least four days in the year."""
    fourth = date(year, 1, 4).toordinal()
    return fourth - ((fourth - 1) % 7 - week_start) % 7


def positioned(some: Sequence[int], positions: frozenset[int]) -> list[int]:
    """What stands at these positions, from the end if negative (BYSETPOS)."""
    n = len(some)
    if len(positions) > n:
        return [moment for i, moment in enumerate(some) if i + 1 in positions or i - n in positions]
    return [some[p] for p in sorted({p - 1 if p > 0 else n + p for p in positions}) if 0 <= p < n]


def since(some: Sequence[int], low: int) -> Iterator[int]:
    """What is not below a bound, without walking through the rest."""
    return map(some.__getitem__, range(bisect_left(some, low), len(some)))


class Grid(Sequence[int]):
    """Each of some days at each of some clock times, without keeping them all."""

    def __init__(self, days: list[int], clock: list[int]) -> None:
        """Both are in order."""
        self.days, self.clock, self.n = days, clock, len(clock)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.days) * self.n

    def __getitem__(self, i: Any) -> Any:
        """The second of one of them."""
        return self.days[i // self.n] * DAY + self.clock[i % self.n]

    def __iter__(self) -> Iterator[int]:
        """All of them, in order."""
        return (day * DAY + c for day in self.days for c in self.clock)
