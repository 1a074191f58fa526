"""Local days and working hours of a person as instants."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from connratio.timeline.intervals import Cover, Ints

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

MINUTES_OF_DAY = 24 * 60
Hours = Callable[[int], Sequence[tuple[int, int]]]
"""Working hours of a weekday (Monday is 0) as spans of minutes after midnight."""


@dataclass(frozen=True, slots=True)
class LocalDays:
    """Consecutive local days of one zone: `start` has one instant more than there are days; `ordinal` names each day."""

    start: Ints
    ordinal: np.ndarray[Any, np.dtype[np.int64]]


def instant(day: date, minutes: int, zone: ZoneInfo) -> int:
    """Epoch ms of a local clock time; one that a clock change leaves out is read with the offset before the gap."""
    clock = datetime.combine(day, time()) + timedelta(minutes=minutes)
    return round(clock.replace(tzinfo=zone).astimezone(UTC).timestamp() * 1000)


def day_of(ms: int, zone: ZoneInfo, day_starts: int = 0) -> date:
    """The local day in which an instant lies, when days start `day_starts` minutes after midnight."""
    local = datetime.fromtimestamp(ms // 1000, tz=UTC).astimezone(zone)
    clock = local.hour * 60 + local.minute
    return local.date() if clock >= day_starts else local.date() - timedelta(days=1)


def local_days(first: date, until: date, zone: ZoneInfo, day_starts: int = 0) -> LocalDays:
    """The days from `first` up to, not including, `until`."""
    n = max((until - first).days, 0)
    days = [first + timedelta(days=i) for i in range(n + 1)]
    starts = np.array([instant(day, day_starts, zone) for day in days], dtype=np.int64)
    return LocalDays(starts, np.arange(first.toordinal(), first.toordinal() + n, dtype=np.int64))


def working_time(first: date, until: date, zone: ZoneInfo, hours: Hours) -> Cover:
    """The working hours of the days from `first` up to, not including, `until`; elapsed time, also across a clock change."""
    spans = [
        (instant(day, a, zone), instant(day, b, zone))
        for day in (first + timedelta(days=i) for i in range(max((until - first).days, 0)))
        for a, b in hours(day.weekday())
    ]
    both = np.array(spans, dtype=np.int64).reshape(-1, 2)
    return Cover(both[:, 0], both[:, 1])
