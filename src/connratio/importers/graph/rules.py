"""Graph's own form of a recurrence rule, in the words of iCalendar (RFC 5545 3.3.10)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from connratio.importers.ics.text.values import DAY, Stamp

if TYPE_CHECKING:
    from connratio.importers.graph.events import Pattern, Recurrence
    from connratio.importers.ics.zones.resolution import Zones

_DAYS: Final = {day: day[:2].upper() for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")}
_POSITIONS: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
_FIRST: Final = datetime(1, 1, 1)  # noqa: DTZ001  # clock times
_SHORTEST: Final = 28
"""Days that every month has."""


def rule_of(recurrence: Recurrence) -> str:
    """The RRULE; "" for a pattern or a range that says too little."""
    pattern, reach = recurrence.pattern, recurrence.range
    parts = _pattern(pattern) if pattern is not None and (pattern.interval or 0) >= 1 else []
    if not parts or pattern is None or reach is None:
        return ""
    parts.append(f"INTERVAL={pattern.interval}")
    if reach.type == "numbered":
        parts.append(f"COUNT={reach.number_of_occurrences or 0}")
    elif reach.type == "endDate":
        last = _day(reach.end_date)
        if last is None:
            return ""
        parts.append(f"UNTIL={last:%Y%m%d}")
    return ";".join(parts)


def _pattern(pattern: Pattern) -> list[str]:
    days = [_DAYS[d.lower()] for d in pattern.days_of_week or () if d.lower() in _DAYS]
    relative = [f"BYDAY={','.join(days)}", f"BYSETPOS={_POSITIONS.get(pattern.index or 'first', 1)}"] if days else []
    month = [f"BYMONTH={pattern.month}"] if 1 <= (pattern.month or 0) <= 12 else []
    match pattern.type:
        case "daily":
            return ["FREQ=DAILY"]
        case "weekly" if days:
            return [
                "FREQ=WEEKLY",
                f"BYDAY={','.join(days)}",
                f"WKST={_DAYS.get((pattern.first_day_of_week or '').lower(), 'SU')}",
            ]
        case "absoluteMonthly" if pattern.day_of_month:
            return ["FREQ=MONTHLY", *_day_of_month(pattern.day_of_month)]
        case "relativeMonthly" if relative:
            return ["FREQ=MONTHLY", *relative]
        case "absoluteYearly" if month and pattern.day_of_month:
            return ["FREQ=YEARLY", *month, *_day_of_month(pattern.day_of_month)]
        case "relativeYearly" if month and relative:
            return ["FREQ=YEARLY", *month, *relative]
        case _:
            return []


def _day_of_month(day: int) -> list[str]:
    """A day of the month; where a month has no such day Exchange takes its last."""
    if day <= _SHORTEST:
        return [f"BYMONTHDAY={day}"]
    return [f"BYMONTHDAY={','.join(map(str, range(_SHORTEST, min(day, 31) + 1)))}", "BYSETPOS=-1"]


def lines_of(recurrence: Recurrence, start: int, end: int, asked: str, zones: Zones, *, whole: bool) -> list[str]:
    """DTSTART, DTEND and RRULE of a series whose first occurrence has these ends (epoch ms); [] for a rule that says too little.

    A series keeps its clock time in the zone in which it was made; `asked` is the zone of the answer, for those that name none.
    """
    rule = rule_of(recurrence)
    if not rule or recurrence.range is None:
        return []
    tzid = "" if whole else (recurrence.range.recurrence_time_zone or asked or "UTC").replace('"', "")
    first, last = (_clock_time(zones, tzid, ms) for ms in (start, end))
    if whole:
        return [f"DTSTART;VALUE=DATE:{first:%Y%m%d}", f"DTEND;VALUE=DATE:{last:%Y%m%d}", f"RRULE:{rule}"]
    return [f'DTSTART;TZID="{tzid}":{first:%Y%m%dT%H%M%S}', f'DTEND;TZID="{tzid}":{last:%Y%m%dT%H%M%S}', f"RRULE:{rule}"]


def _clock_time(zones: Zones, tzid: str, ms: int) -> datetime:
    return _FIRST + timedelta(seconds=zones.of(Stamp(0, tzid)).local(ms) - DAY)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None
