"""vCalendar 1.0, which went before iCalendar: its recurrence rules as RRULE texts, and the zone of its local times.

The grammar is that of the vCalendar 1.0 specification (versit Consortium, 1996), "Recurrence Rule Grammar", without its
extensions (rules inside rules, times of a single weekday): `W2 MO TU #4`, `MP1 1+ MO 1- FR #0`, `D1 19960801T000000Z`.
`#4` counts occurrences, the first among them, as its text and most of its examples have it (one of them counts weeks).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Final

from connratio.importers.ics.text.values import DAY, Stamp, parse_stamp
from connratio.importers.ics.zones.clocks import Change, Clock, Fixed, Told

_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_HEAD: Final = re.compile(r"(D|W|MP|MD|YM|YD)(\d{1,4})", re.ASCII)
_COUNT: Final = re.compile(r"#(\d{1,6})", re.ASCII)
_NUMBER: Final = re.compile(r"(\d{1,3})([+-]?)", re.ASCII)
_OFFSET: Final = re.compile(r"([+-]?)(\d{1,2}):?(\d{2})?", re.ASCII)
_TWICE: Final = 2
"""A rule with neither a number nor an end happens twice: `D4` is `D4 #2`."""


def rule_of(text: str, start: Stamp) -> str | None:
    """The RRULE text of a vCalendar 1.0 rule of an event that starts then; None for what the grammar does not have."""
    head, *words = text.upper().replace("#", " #").split() or [""]
    match = _HEAD.fullmatch(head)
    if match is None:
        return None
    count, until, parts = None, "", []
    for word in words:
        if number := _COUNT.fullmatch(word):
            count = int(number[1])
        elif len(word) >= 8 and parse_stamp(word) is not None:
            until = word
        else:
            parts.append(word)
    try:
        by = _PARTS[match[1]](parts, start)
    except ValueError:
        return None
    if count is None and not until:
        count = _TWICE
    ends = [f"COUNT={count}"] if count else []  # `#0` has no end
    return ";".join([by[0], f"INTERVAL={int(match[2])}", *by[1:], *ends, *([f"UNTIL={until}"] if until else [])])


def _daily(parts: list[str], start: Stamp) -> list[str]:
    """Days, at the times that the rule names (`D1 0900 1400 #10`), else at that of the start."""
    times = [divmod(int(p.rstrip("$")), 100) for p in parts if re.fullmatch(r"\d{4}\$?", p, re.ASCII)]
    if len(times) < len(parts) or len({minute for _, minute in times}) > 1:
        raise ValueError
    if not times or times == [divmod(start.seconds % DAY // 60, 60)]:
        return ["FREQ=DAILY"]
    return ["FREQ=DAILY", f"BYHOUR={_joined(hour for hour, _ in times)}", f"BYMINUTE={times[0][1]}"]


def _weekly(parts: list[str], _: Stamp) -> list[str]:
    if not set(parts) <= set(_DAYS):
        raise ValueError
    return ["FREQ=WEEKLY", *([f"BYDAY={','.join(parts)}"] if parts else [])]


def _by_position(parts: list[str], start: Stamp) -> list[str]:
    """`1+ MO 1- FR`: the first Monday and the last Friday; without a weekday that of the start, without a number its own."""
    day = date.fromordinal(start.day)
    if not parts:
        return ["FREQ=MONTHLY", f"BYDAY={(day.day - 1) // 7 + 1}{_DAYS[day.weekday()]}"]
    groups: list[tuple[list[int], list[str]]] = []
    for part in parts:
        if part not in _DAYS:
            if not groups or groups[-1][1]:
                groups.append(([], []))
            groups[-1][0].append(_numbered(part, 5))
        elif groups:
            groups[-1][1].append(part)
        else:
            raise ValueError
    own = [_DAYS[day.weekday()]]
    return ["FREQ=MONTHLY", f"BYDAY={','.join(f'{n}{d}' for numbers, days in groups for n in numbers for d in days or own)}"]


def _by_day(parts: list[str], start: Stamp) -> list[str]:
    """Days of the month, `2-` from its end, `LD` its last."""
    days = [-1 if part == "LD" else _numbered(part, 31) for part in parts] or [date.fromordinal(start.day).day]
    return ["FREQ=MONTHLY", f"BYMONTHDAY={_joined(days)}"]


def _yearly_by_month(parts: list[str], start: Stamp) -> list[str]:
    """In these months, on the start's day."""
    day = date.fromordinal(start.day)
    months = [_numbered(part, 12) for part in parts] or [day.month]
    return ["FREQ=YEARLY", f"BYMONTH={_joined(months)}", f"BYMONTHDAY={day.day}"]


def _yearly_by_day(parts: list[str], start: Stamp) -> list[str]:
    days = [_numbered(part, 366) for part in parts] or [date.fromordinal(start.day).timetuple().tm_yday]
    return ["FREQ=YEARLY", f"BYYEARDAY={_joined(days)}"]


_PARTS: Final[dict[str, Callable[[list[str], Stamp], list[str]]]] = {
    "D": _daily, "W": _weekly, "MP": _by_position, "MD": _by_day, "YM": _yearly_by_month, "YD": _yearly_by_day,
}  # fmt: skip


def _numbered(part: str, most: int) -> int:
    """`3`, `3+` or `3-`. Raises ValueError for anything else."""
    match = _NUMBER.fullmatch(part)
    if match is None or not 1 <= int(match[1]) <= most:
        raise ValueError
    return -int(match[1]) if match[2] == "-" else int(match[1])


def _joined(values: Iterable[int]) -> str:
    return ",".join(map(str, values))


def local_zone(standard: str, daylight: Iterable[str]) -> Clock | None:
    """The zone that TZ (`-05`, `+01:00`) and the DAYLIGHT lines (`TRUE;-04;start;end;EST;EDT`) tell; None without a TZ.

    Each DAYLIGHT line is one summer; its times are instants, or local ones of the clock that is then changed.
    """
    usual = _seconds(standard)
    if usual is None:
        return None
    changes: list[Change] = []
    for line in daylight:
        flag, offset, begin, end, *_ = [*line.split(";"), "", "", "", ""]
        summer, first, last = _seconds(offset), parse_stamp(begin), parse_stamp(end)
        if flag.strip().upper() == "TRUE" and summer is not None and first is not None and last is not None:
            changes += [_change(first, usual, summer), _change(last, summer, usual)]
    return Told(changes, "TZ") if changes else Fixed(usual, "TZ")


def _change(at: Stamp, before: int, after: int) -> Change:
    return Change(at.seconds + (before if at.tzid == "UTC" else 0), before, after)


def _seconds(text: str) -> int | None:
    match = _OFFSET.fullmatch(text.strip())
    if match is None:
        return None
    seconds = int(match[2]) * 3600 + int(match[3] or 0) * 60
    return None if seconds >= DAY else -seconds if match[1] == "-" else seconds
