"""Local days and working hours of a person as instants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from connratio.timeline.clock import Hours, day_of, instant, working_spans
from connratio.timeline.intervals import Cover, Ints

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

__all__ = ["Hours", "LocalDays", "day_numbers", "day_of", "instant", "local_days", "working_time"]


@dataclass(frozen=True, slots=True)
class LocalDays:
    """Consecutive local days of one zone: `start` has one instant more than there are days; `ordinal` names each day."""

    start: Ints
    ordinal: np.ndarray[Any, np.dtype[np.int64]]


def local_days(first: date, until: date, zone: ZoneInfo, day_starts: int = 0) -> LocalDays:
    """The days from `first` up to, not including, `until`."""
    n = max((until - first).days, 0)
    days = [first + timedelta(days=i) for i in range(n + 1)]
    starts = np.array([instant(day, day_starts, zone) for day in days], dtype=np.int64)
    return LocalDays(starts, np.arange(first.toordinal(), first.toordinal() + n, dtype=np.int64))


def working_time(first: date, until: date, zone: ZoneInfo, hours: Hours) -> Cover:
    """The working hours of the days from `first` up to, not including, `until`; elapsed time, also across a clock change."""
    both = np.array(working_spans(first, until, zone, hours), dtype=np.int64).reshape(-1, 2)
    return Cover(both[:, 0], both[:, 1])


def day_numbers(instants: Ints, zone: ZoneInfo, day_starts: int = 0) -> Ints:
    """The local day (proleptic ordinal) in which each instant (epoch ms) lies."""
    if not len(instants):
        return instants
    first, last = (day_of(int(ms), zone, day_starts) for ms in (instants.min(), instants.max()))
    days = local_days(first, last + timedelta(days=1), zone, day_starts)
    return days.ordinal[np.searchsorted(days.start, instants, side="right") - 1]
