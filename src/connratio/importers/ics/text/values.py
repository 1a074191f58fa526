"""Date and time values (RFC 5545 3.3.4, 3.3.5, 3.3.6), as the exporting programs really write them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

DAY: Final = 86_400
_STAMP: Final = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})(?:[Tt ](\d{2}):?(\d{2})(?::?(\d{2}))?(?:[.,]\d+)?([Zz]|[+-]\d{2}:?\d{2})?)?", re.ASCII
)
_ASCII_DIGITS: Final = re.compile(r"\d+", re.ASCII)
PLAIN: Final = (8, 15, 16)
"""Characters of a date, a local time, an instant in their plain form."""
LONGEST: Final = 60
MOST_DAYS: Final = 36_525
"""A duration of more than a century is none."""
_DURATION: Final = re.compile(r"([+-]?)P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", re.IGNORECASE | re.ASCII)


class Stamp(NamedTuple):
    """A clock time as written: `seconds` counts local seconds, without a zone, from the day before the first of year 1.

    `tzid` is its zone, "UTC" for `Z`, "" for floating; `is_date` is set for DATE values, which are midnight then.
    """

    seconds: int
    tzid: str = ""
    is_date: bool = False

    @property
    def day(self) -> int:
        """The date as written, as a proleptic ordinal."""
        return self.seconds // DAY


class Duration(NamedTuple):
    """A nominal part in days, which keeps the clock time, and an exact part in seconds."""

    days: int
    exact: int


@lru_cache(maxsize=8192)
def _ordinal(text: str) -> int:
    """The day of eight digits; raises ValueError for none. Most dates of a calendar occur more than once."""
    if not _ASCII_DIGITS.fullmatch(text):
        raise ValueError
    return date(int(text[:4]), int(text[4:6]), int(text[6:8])).toordinal()


@lru_cache(maxsize=4096)
def _clock(text: str) -> int:
    """The seconds of six digits; raises ValueError for none. 24:00 is the next midnight, a leap second the one before it."""
    if not _ASCII_DIGITS.fullmatch(text):
        raise ValueError
    hours, minutes, seconds = int(text[:2]), int(text[2:4]), min(int(text[4:6]), 59)
    if hours > 24 or minutes > 59:
        raise ValueError
    return hours * 3600 + minutes * 60 + seconds


def parse_stamp(value: str, tzid: str = "") -> Stamp | None:
    """The date or time; None for anything else. Eight digits are a DATE whatever VALUE says (Exchange omits it)."""
    n = len(value)
    try:
        if n == 16 and value[8] == "T" and value[15] == "Z" and value[9:15].isdigit():
            return Stamp(_ordinal(value[:8]) * DAY + _clock(value[9:15]), "UTC")
        if n == 15 and value[8] == "T" and value[9:].isdigit():
            return Stamp(_ordinal(value[:8]) * DAY + _clock(value[9:]), tzid)
        if n == 8 and value.isdigit():
            return Stamp(_ordinal(value) * DAY, "", is_date=True)
        match = _STAMP.fullmatch(value.strip())
        if match is None:
            return None
        year, month, day, hour, minute, second, offset = match.groups()
        base = _ordinal(year + month + day) * DAY
        if hour is None:
            return Stamp(base, "", is_date=True)
        local = base + _clock(hour + minute + (second or "00"))
        return Stamp(local - _east(offset), "UTC") if offset else Stamp(local, tzid)
    except ValueError:
        return None


def _east(offset: str) -> int:
    """The seconds of `Z`, or of the offset that ISO 8601 has and RFC 5545 has not."""
    if len(offset) == 1:
        return 0
    seconds = int(offset[1:3]) * 3600 + int(offset[-2:]) * 60
    return -seconds if offset[0] == "-" else seconds


def parse_duration(value: str) -> Duration | None:
    """The duration; None for anything else. Days and weeks are nominal, hours exact (RFC 5545 3.3.6)."""
    match = _DURATION.fullmatch(value.strip())
    if match is None or len(value) > LONGEST or value.strip().upper().rstrip("T").endswith("P"):
        return None
    sign = -1 if match[1] == "-" else 1
    weeks, days, hours, minutes, seconds = (int(g or 0) for g in match.groups()[1:])
    exact = hours * 3600 + minutes * 60 + seconds
    if weeks * 7 + days > MOST_DAYS or exact > MOST_DAYS * DAY:
        return None
    return Duration(sign * (weeks * 7 + days), sign * exact)


def shown(stamp: Stamp) -> str:
    """The stamp as ISO text without its zone."""
    day, clock = divmod(stamp.seconds, DAY)
    if stamp.is_date:
        return date.fromordinal(day).isoformat()
    return f"{date.fromordinal(day).isoformat()}T{timedelta(seconds=clock)!s:0>8}"
