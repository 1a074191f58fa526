"""Local days and working hours as instants, without arrays: what a report needs of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

Hours = Callable[[int], Sequence[tuple[int, int]]]
"""Working hours of a weekday (Monday is 0) as spans of minutes after midnight."""
Stretch = tuple[int, int]
"""Epoch ms, half-open."""


def instant(day: date, minutes: int, zone: ZoneInfo) -> int:
    """Epoch ms of a local clock time; one that a clock change leaves out is read with the offset before the gap."""
    clock = datetime.combine(day, time()) + timedelta(minutes=minutes)
    return round(clock.replace(tzinfo=zone).timestamp() * 1000)


def day_of(ms: int, zone: ZoneInfo, day_starts: int = 0) -> date:
    """The local day in which an instant lies, when days start `day_starts` minutes after midnight."""
    local = datetime.fromtimestamp(ms // 1000, tz=UTC).astimezone(zone)
    clock = local.hour * 60 + local.minute
    return local.date() if clock >= day_starts else local.date() - timedelta(days=1)


def working_spans(first: date, until: date, zone: ZoneInfo, hours: Hours) -> list[Stretch]:
    """The working hours of the days from `first` up to, not including, `until`; elapsed time, also across a clock change."""
    of_weekday = [tuple(hours(weekday)) for weekday in range(7)]
    return [
        (instant(day, a, zone), instant(day, b, zone))
        for day in (first + timedelta(days=i) for i in range(max((until - first).days, 0)))
        for a, b in of_weekday[day.weekday()]
    ]


def without(spans: Iterable[Stretch], holes: Iterable[Stretch]) -> list[Stretch]:
    """The parts of sorted disjoint spans outside the holes, which may lie in any order.

    spans   |  ==========    ======  |
    holes   |     ---      ----      |
    result  |  ===   ====      ====  |
    """
    gone = _union(holes)
    left: list[Stretch] = []
    nth = 0
    for start, end in spans:
        at = start
        while nth < len(gone) and gone[nth][1] <= start:
            nth += 1
        last = nth
        while last < len(gone) and gone[last][0] < end:
            a, b = gone[last]
            if a > at:
                left.append((at, a))
            at, last = b, last + 1
        if at < end:
            left.append((at, end))
    return left


def _union(spans: Iterable[Stretch]) -> list[Stretch]:
    """Spans in any order as sorted disjoint ones; those without a length vanish."""
    found: list[Stretch] = []
    for a, b in sorted(s for s in spans if s[1] > s[0]):
        if found and a <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], b))
        else:
            found.append((a, b))
    return found


def clipped(spans: Iterable[Stretch], low: int, high: int) -> list[Stretch]:
    """The parts of the spans between two instants."""
    return [(max(a, low), min(b, high)) for a, b in spans if a < high and b > low]
