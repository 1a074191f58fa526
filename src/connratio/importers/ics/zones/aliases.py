"""Names of zones beside those of the zone database: Windows names, names that programs show, offsets written out."""

from __future__ import annotations

import re
from functools import cache
from typing import Final
from unicodedata import combining, normalize
from zoneinfo import available_timezones

from connratio.importers.ics.zones.clocks import UTC_CLOCK, Clock, Fixed, Known, known
from connratio.model.text import clean

_UTC_NAMES: Final = frozenset({
    "utc", "z", "gmt", "utc0", "gmt0", "uct", "zulu", "universal", "greenwich", "etc/utc", "etc/uct", "etc/zulu", "etc/universal",
    "etc/gmt", "etc/gmt0", "etc/greenwich", "tzone://microsoft/utc", "microsoft/utc", "coordinated universal time",
    "greenwich mean time",
})  # fmt: skip
_SHOWN: Final = {
    "eastern": "America/New_York", "us-eastern": "America/New_York", "central": "America/Chicago", "us-central": "America/Chicago",
    "mountain": "America/Denver", "us-mountain": "America/Denver", "pacific": "America/Los_Angeles", "us-pacific": "America/Los_Angeles",
    "eastern time (us & canada)": "America/New_York", "central time (us & canada)": "America/Chicago", "mountain time (us & canada)": "America/Denver",
    "pacific time (us & canada)": "America/Los_Angeles", "atlantic time (canada)": "America/Halifax", "indiana (east)": "America/Indiana/Indianapolis",
    "eastern time": "America/New_York", "central time": "America/Chicago", "mountain time": "America/Denver", "pacific time": "America/Los_Angeles",
    "brasilia": "America/Sao_Paulo", "western/central europe": "Europe/Berlin", "central european time": "Europe/Berlin", "hawaii": "Pacific/Honolulu",
    "arizona": "America/Phoenix", "alaska": "America/Anchorage", "chennai, kolkata, mumbai, new delhi": "Asia/Kolkata", "beijing, chongqing, hong kong, urumqi": "Asia/Shanghai",
    "islamabad, karachi": "Asia/Karachi", "moscow, st. petersburg, volgograd": "Europe/Moscow", "moscow, st. petersburg": "Europe/Moscow",
    "kuala lumpur, singapore": "Asia/Singapore", "bangkok, hanoi, jakarta": "Asia/Bangkok", "abu dhabi, muscat": "Asia/Dubai", "kuwait, riyadh": "Asia/Riyadh",
    "aleutian islands": "America/Adak", "baja california": "America/Tijuana", "saint pierre and miquelon": "America/Miquelon",
    "lord howe island": "Australia/Lord_Howe", "norfolk island": "Pacific/Norfolk",
    "kamchatka standard time": "Asia/Kamchatka", "mid-atlantic standard time": "Etc/GMT+2", "mitteleuropäische zeit": "Europe/Berlin",
    "edt": "America/New_York", "cdt": "America/Chicago", "mdt": "America/Denver", "pst": "America/Los_Angeles", "pdt": "America/Los_Angeles",
    "cest": "Europe/Berlin", "eest": "Europe/Helsinki", "aest": "Australia/Sydney", "aedt": "Australia/Sydney", "jst": "Asia/Tokyo",
    "harare, pretoria": "Africa/Johannesburg", "auckland, wellington": "Pacific/Auckland", "bogota, lima, quito, rio branco": "America/Bogota",
}  # fmt: skip
_PAIRS: Final = {
    (0, 60): "Europe/London", (60, 120): "Europe/Berlin", (120, 180): "Europe/Helsinki", (-300, -240): "America/New_York",
    (-360, -300): "America/Chicago", (-420, -360): "America/Denver", (-480, -420): "America/Los_Angeles", (-240, -180): "America/Halifax",
    (-210, -150): "America/St_Johns", (-540, -480): "America/Anchorage", (570, 630): "Australia/Adelaide", (600, 660): "Australia/Sydney",
    (720, 780): "Pacific/Auckland",
}  # fmt: skip
"""Offsets in minutes without and with summer time, where a name gives no more than both."""
_OFFSET: Final = re.compile(r"\(?(?:utc|gmt)?\s*([+-])\s*(\d{1,2})[:.]?(\d{2})?\)?(.*)", re.IGNORECASE | re.ASCII)
_BOTH: Final = re.compile(
    r"(?:utc|gmt)\s*([+-]?\d{1,2})[:.]?(\d{2})\b.*(?:(?:utc|gmt)\s*|/(?=[+-]))([+-]?\d{1,2})[:.]?(\d{2})\b",
    re.IGNORECASE | re.ASCII,
)
_DAYLIGHT: Final = re.compile(r"(?:daylight|summer) time$")
_LOCAL: Final = frozenset({"localtime", "posixrules", "factory"})
"""In the zone database, but no zones: two are whatever the machine is set to."""
_LONGEST: Final = 200
"""Letters of a name; what is longer is no name, and would be searched for long."""
_UTC: Final = re.compile(r"\(?(?:utc|gmt)\)?\s*", re.IGNORECASE)


def by_name(name: str) -> Known | None:
    """A zone of the database, in whatever case its name is written."""
    if not name or name[0] == "." or name.lower() in _LOCAL or name.startswith(("right/", "posix/")):
        return None
    return known(name) or known(_folded().get(name.lower(), ""))


def is_utc(name: str) -> bool:
    """Whether a name means UTC itself, no place where it holds: `(UTC) Coordinated Universal Time`."""
    low = name.lower().strip()
    return low in _UTC_NAMES or _UTC.sub("", low, count=1) in _UTC_NAMES


def by_windows(name: str) -> Known | None:
    """A zone by its Windows name, such as `W. Europe Standard Time`."""
    return by_name(_windows().get(name.lower(), ""))


def alias(name: str) -> Clock | None:
    """A zone by a name that programs show, by its cities, or by its offset."""
    low = name.lower().strip().replace("\u2212", "-")
    if len(low) > _LONGEST:
        return None
    if is_utc(low):
        return UTC_CLOCK
    if "_" in name and (zone := _underscored(low)) is not None:
        return zone
    if (both := _BOTH.search(low)) is not None and (pair := _PAIRS.get(_minutes(both))) is not None:
        return known(pair)
    match = _OFFSET.fullmatch(low)
    rest = (match[4] if match else _UTC.sub("", low, count=1)).strip(" -/")
    offset = _seconds(match) if match else None
    if (zone := _shown(rest, offset)) is not None:
        return zone
    if offset is None:
        return UTC_CLOCK if _UTC.fullmatch(low) else None
    return Fixed(offset, clean(name, 100)) if abs(offset) < 86_400 else None


def _shown(text: str, offset: int | None) -> Known | None:
    """A zone by the words beside its offset: as a whole, as the head of a Windows name, or by the first city that fits."""
    if not text:
        return None
    text = text.replace(" and canada", " & canada")
    if text in _SHOWN:
        return known(_SHOWN[text])
    zone = by_windows(text) or by_windows(f"{text} standard time") or by_windows(_DAYLIGHT.sub("standard time", text))
    if zone is not None:
        return zone
    for city in re.split(r"[,;/]", _without_accents(text)):
        zone = by_name(_cities().get(city.strip().replace(" ", "_"), ""))
        if zone is not None and (offset is None or offset in {zone.offset_at(_JANUARY), zone.offset_at(_JULY)}):
            return zone
    return None


def _without_accents(text: str) -> str:
    """`Ámsterdam, Berlín` as the zone database spells them."""
    return "".join(c for c in normalize("NFD", text) if not combining(c))


_JANUARY, _JULY = 739_266 * 86_400, 739_447 * 86_400
"""Local seconds of days in January and July 2025."""


def _seconds(match: re.Match[str]) -> int:
    seconds = int(match[2]) * 3600 + int(match[3] or 0) * 60
    return -seconds if match[1] == "-" else seconds


def _minutes(both: re.Match[str]) -> tuple[int, int]:
    first, second = (
        (-1 if h.startswith("-") else 1) * (abs(int(h)) * 60 + int(m)) for h, m in ((both[1], both[2]), (both[3], both[4]))
    )
    return min(first, second), max(first, second)


def _underscored(low: str) -> Known | None:
    """`Europe_Berlin`, `America_Indiana_Knox`."""
    return by_name(low.replace("_", "/", 1)) or by_name(low.replace("_", "/", 2))


@cache
def _folded() -> dict[str, str]:
    return {name.lower(): name for name in available_timezones()}


@cache
def _cities() -> dict[str, str]:
    """The last part of each name of a place; of equal ones that of Europe, Asia or America."""
    return {name.rsplit("/", 1)[-1].lower(): name for name in sorted(available_timezones(), key=_rank) if "/" in name}


def _rank(name: str) -> tuple[bool, str]:
    return name.startswith(("Europe/", "Asia/", "America/", "Australia/")), name


@cache
def _windows() -> dict[str, str]:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    return {name.lower(): zone for name, zone in WINDOWS_TO_OLSON.items()}
