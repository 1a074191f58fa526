"""Cells of a table as times and lengths, each distinct text parsed once, and the rows that need no second look."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from connratio.importers.text.dates import Moment, parse_date, parse_moment, parse_time
from connratio.importers.text.durations import parse_duration
from connratio.importers.text.placing import EARLIEST, LATEST
from connratio.model.activities import NAT
from connratio.model.intervals import Ints
from connratio.model.texts import Bools, numbered

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

DAY: Final = 86_400_000
MILLISECOND: Final = timedelta(milliseconds=1)
_DAY_0: Final = date(1970, 1, 1).toordinal()
_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001  # the wall clock's own count, of no zone


def parsed(texts: Sequence[str], parse: Callable[[str], int | None]) -> Ints:
    """What each text stands for; NAT where it stands for nothing."""
    if not len(texts):
        return np.empty(0, dtype=np.int64)
    codes, distinct = numbered(np.array(texts, dtype=object))
    values = np.array([NAT if (v := parse(text)) is None else v for text in distinct.tolist()], dtype=np.int64)
    column: Ints = values[codes]
    return column


def wall_ms(text: str, order: str) -> int | None:
    """A date and a time in one cell, in ms of the wall clock since 1970; None for a bare date or an instant."""
    moment = parse_moment(text, order)
    return (moment.local - _EPOCH) // MILLISECOND if moment is not None and moment.local is not None and moment.has_time else None


def day_ms(text: str, order: str) -> int | None:
    """A date, also one that a spreadsheet wrote with a time, in ms since 1970."""
    day = parse_date(text, order)
    if day is None and (moment := parse_moment(text, order)) is not None and moment.local is not None:
        day = moment.local.date()
    return None if day is None else (day.toordinal() - _DAY_0) * DAY


def clock_ms(text: str) -> int | None:
    """A time of day in ms since midnight."""
    clock = parse_time(text)
    return None if clock is None else clock // MILLISECOND


def length_ms(text: str, unit: str) -> int | None:
    """A length in ms. Spreadsheets save 2:00:00 as 02:00:00 AM, half past midnight being half an hour."""
    return clock_ms(text) if text[-2:].lower() in {"am", "pm"} else parse_duration(text, unit)


def moment_of(wall: int) -> Moment:
    """The local time at so many ms of the wall clock. Raises OverflowError beyond the year 9999."""
    return Moment(local=_EPOCH + timedelta(milliseconds=wall))


def following(start: Ints, clock: Ints, length: Ints) -> Ints:
    """The wall clock of an end that is a bare time of day: on the start's day or the next, or where the length says."""
    same = start - start % DAY + clock
    told = length != NAT
    nights = np.where(told, np.rint((np.where(told, length, 0) - (same - start)) / DAY), same < start)
    end = same + np.maximum(nights, 0).astype(np.int64) * DAY
    return np.where((start == NAT) | (clock == NAT), NAT, end)


def plain(start: Ints, end: Ints, zone: ZoneInfo) -> tuple[Ints, Ints, Bools]:
    """Start and end in epoch ms, and which rows they are right for: both on days without a clock change, the end later."""
    sane = (start >= EARLIEST + DAY) & (end >= start) & (end < LATEST - DAY)
    begin, stop = start.copy(), end.copy()
    for ms in (begin, stop):
        shift = _offsets(ms[sane], zone)
        ms[sane] -= np.where(shift == NAT, 0, shift)
        sane[sane] = shift != NAT
    return begin, stop, sane & (stop > begin)


def _offsets(wall: Ints, zone: ZoneInfo) -> Ints:
    """What the zone is ahead of UTC on the day of each wall time, in ms; NAT on days with a clock change."""
    days, at = np.unique(wall // DAY, return_inverse=True)
    shifts = np.empty(len(days), dtype=np.int64)
    for i, day in enumerate((days + _DAY_0).tolist()):
        before, after = (datetime.fromordinal(d).replace(tzinfo=zone).utcoffset() for d in (day, day + 1))
        shifts[i] = before // MILLISECOND if before is not None and before == after else NAT
    return shifts[at.reshape(-1)]
