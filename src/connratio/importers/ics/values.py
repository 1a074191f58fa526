"""Date and time values (RFC 5545 3.3.4, 3.3.5, 3.3.6), as the exporting programs really write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

_STAMP: Final = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[Tt ](\d{2}):?(\d{2})(?::?(\d{2}))?(?:\.\d+)?([Zz]?))?")
LONGEST: Final = 60
MOST_DAYS: Final = 36_525
"""A duration of more than a century is none."""
_DURATION: Final = re.compile(r"([+-]?)P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A clock time as written: `local` is naive; `tzid` its zone, "UTC" for `Z`, "" for floating; `is_date` for DATE values."""

    local: datetime
    tzid: str = ""
    is_date: bool = False

    @property
    def day(self) -> date:
        """The date as written."""
        return self.local.date()


@dataclass(frozen=True, slots=True)
class Duration:
    """A nominal part in days, which keeps the clock time, and an exact part."""

    days: int
    exact: timedelta


def parse_stamp(value: str, tzid: str = "") -> Stamp | None:
    """The date or time; None for anything else. Eight digits are a DATE whatever VALUE says (Exchange omits it)."""
    match = _STAMP.fullmatch(value.strip())
    if match is None:
        return None
    year, month, day, hour, minute, second, zulu = match.groups()
    try:
        base = date(int(year), int(month), int(day))
        if hour is None:
            return Stamp(datetime.combine(base, time()), is_date=True)
        clock = timedelta(hours=int(hour), minutes=int(minute), seconds=min(int(second or 0), 59))
        if int(hour) > 24 or int(minute) > 59:
            return None
        return Stamp(datetime.combine(base, time()) + clock, "UTC" if zulu else tzid.strip().strip('"'))
    except (ValueError, OverflowError):
        return None


def parse_duration(value: str) -> Duration | None:
    """The duration; None for anything else. Days and weeks are nominal, hours exact (RFC 5545 3.3.6)."""
    match = _DURATION.fullmatch(value.strip())
    if match is None or value.strip().upper().rstrip("T").endswith("P"):
        return None
    sign = -1 if match[1] == "-" else 1
    if len(value) > LONGEST:
        return None
    weeks, days, hours, minutes, seconds = (int(g or 0) for g in match.groups()[1:])
    if weeks * 7 + days > MOST_DAYS:
        return None
    try:
        return Duration(sign * (weeks * 7 + days), sign * timedelta(hours=hours, minutes=minutes, seconds=seconds))
    except OverflowError:
        return None
