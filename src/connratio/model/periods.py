"""Periods: half-open spans of local days with a label. Weeks are ISO weeks, so `2026-W53` exists."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

By = Literal["day", "week", "month", "total"]
BEGINNING: Final = date(1970, 1, 1)
"""The first day of a window for which only an end was given."""
_SHIFT: Final = {"mon": 0, "sun": 6, "sat": 5}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The local days from `first` up to, not including, `until`."""

    first: date
    until: date
    label: str

    def clipped(self, first: date, until: date) -> Period:
        """The part of the period inside the window, under the same label."""
        return Period(max(self.first, first), min(self.until, until), self.label)


def week_of(day: date, week_start: str = "mon") -> Period:
    """The week that holds the day; weeks that do not start on Monday are named by their first day."""
    first = day - timedelta(days=(day.weekday() - _SHIFT[week_start]) % 7)
    iso = first.isocalendar()
    label = f"{iso.year}-W{iso.week:02}" if week_start == "mon" else first.isoformat()
    return Period(first, first + timedelta(days=7), label)


def month_of(day: date) -> Period:
    """The calendar month that holds the day."""
    first = day.replace(day=1)
    until = (first + timedelta(days=32)).replace(day=1)
    return Period(first, until, f"{first.year:04}-{first.month:02}")


def period_of(day: date, by: By, week_start: str = "mon") -> Period:
    """The day, week or month that holds the day."""
    if by == "week":
        return week_of(day, week_start)
    if by == "month":
        return month_of(day)
    return Period(day, day + timedelta(days=1), day.isoformat())


def periods(first: date, until: date, by: By, week_start: str = "mon") -> list[Period]:
    """The periods of a window in order, the first and the last clipped to it."""
    if by == "total":
        return [Period(first, until, "total")]
    found: list[Period] = []
    day = first
    while day < until:
        period = period_of(day, by, week_start)
        found.append(period.clipped(first, until))
        day = period.until
    return found


def parse_week(text: str, week_start: str = "mon") -> Period:
    """The week `2026-W47`, or that of the day `2026-11-18`. Raises ValueError for anything else, and for a week that its year lacks."""
    said = text.strip()
    match = re.fullmatch(r"(\d{4})-?W(\d{1,2})", said, re.IGNORECASE)
    try:
        if match is None:
            return week_of(date.fromisoformat(said), week_start)
        monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
    except ValueError:
        raise ValueError(f"{text!r} is no ISO week; write 2026-W47, or a day of it as 2026-11-18") from None
    week = week_of(monday, week_start)
    return Period(week.first, week.until, week_of(monday).label)


def parse_last(text: str, until: date, week_start: str = "mon") -> tuple[date, date]:
    """The window of `30d`, `4w`, `3m` or `1y`: so many days, weeks or months (twelve a year), up to `until`, the current one included."""
    match = re.fullmatch(r"(\d{1,4})\s*([dwmy])", text.strip().lower())
    if match is None or int(match[1]) == 0:
        raise ValueError(f"{text!r} is no length; write 30d, 4w, 3m or 1y")
    n, unit = int(match[1]), match[2]
    if unit == "y":
        n, unit = n * 12, "m"
    if until.year * 12 - n < 12 * 1900:
        raise ValueError(f"{text!r} reaches back beyond 1900")
    last = until - timedelta(days=1)
    if unit == "d":
        return until - timedelta(days=n), until
    if unit == "w":
        return week_of(last, week_start).first - timedelta(weeks=n - 1), until
    first = month_of(last).first
    for _ in range(n - 1):
        first = month_of(first - timedelta(days=1)).first
    return first, until
