"""Dates and clock times: the order of day and month is settled over the whole column, never row by row."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from connratio.model.text import folded

_DATE: Final = re.compile(r"(\d{1,4})\s*([./-])\s*(\d{1,2})\s*[./-]\s*(\d{1,4})\.?")
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_TIME: Final = re.compile(r"(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:[.,](\d{1,9}))?)?\s*([AaPp])?\.?\s*[Mm]?\.?")
_WORDED: Final = re.compile(
    r"(?:kl\.?|klo)?\s*(?:(?P<am>上午|午前|오전|πμ|π\.\s?μ\.|de\.|dop\.|fm|vm\.?|öö|ص|sa)|(?P<pm>下午|午後|오후|μμ|μ\.\s?μ\.|du\.|odp\.|em|nm\.?|ös|م|ch))?\s*"
    r"(?P<clock>\d[\d:.h,]*)\s*(?:(?P<am2>上午|午前|오전|πμ|π\.\s?μ\.|de\.|dop\.|fm|vm\.?|öö|ص|sa)|(?P<pm2>下午|午後|오후|μμ|μ\.\s?μ\.|du\.|odp\.|em|nm\.?|ös|م|ch)|uhr)?",
    re.IGNORECASE,
)
"""A clock time with the words that Windows writes for the two halves of the day, before or after it."""
_NAMED: Final = re.compile(r"(\d{1,2})[\s./-]*([^\W\d_]{3,})\.?[\s./-]*(\d{4}|\d{2})")
_WEEKDAY: Final = re.compile(r"\A[^\W\d_]{2,}\.?,?\s+(?=\d)")
_MONTHS: Final = {
    name: nth
    for nth, names in enumerate(
        ("jan gen ene sty", "feb fev lut", "mar mrt maa mae", "apr abr avr kwi", "may mai maj mei mag", "jun giu juin cze", "jul lug juil lip",
         "aug aou ago sie", "sep set wrz", "oct okt ott out paz", "nov lis", "dec dez dic des gru"), 1
    )
    for name in names.split()
}  # fmt: skip
"""The beginnings of the months' names, without accents, in the languages that write them with Latin letters."""
_TAIL: Final = re.compile(r"(.*?\d)\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})$", re.IGNORECASE)
_KANJI: Final = str.maketrans({"年": "-", "月": "-", "日": " "})


@dataclass(frozen=True, slots=True)
class Moment:
    """A parsed cell: an instant (epoch ms), or a naive local time; `has_time` is false for a bare date."""

    ms: int | None = None
    local: datetime | None = None
    has_time: bool = True


def order_of(cells: Iterable[str], told: str) -> str | None:
    """`ymd`, `dmy` or `mdy` for a column; None when every date could be read both ways."""
    first_big = second_big = dotted = slashed = False
    for cell in cells:
        match = _DATE.match(_WEEKDAY.sub("", cell.strip(), count=1))
        if match is None or len(match[1]) == 4:
            continue
        dotted |= match[2] == "."
        slashed = True
        # What is no date either way tells nothing of the others.
        first_big |= 12 < int(match[1]) <= 31 and 1 <= int(match[3]) <= 12
        second_big |= 12 < int(match[3]) <= 31 and 1 <= int(match[1]) <= 12
    if not slashed:
        return told or "ymd"
    if first_big != second_big:
        return "dmy" if first_big else "mdy"
    if told in {"dmy", "mdy"}:
        return told
    return "dmy" if dotted else None


def parse_date(text: str, order: str) -> date | None:
    """The date of a cell; two-digit years are of this century."""
    text = text.translate(_KANJI).strip()
    match = _DATE.fullmatch(text)
    if match is None:
        compact = _COMPACT.fullmatch(text)
        if compact is None:
            bare = _WEEKDAY.sub("", text, count=1)
            return _named(bare) if bare == text else parse_date(bare, order)
        parts = (int(compact[1]), int(compact[2]), int(compact[3]))
    elif len(match[1]) == 4:
        parts = (int(match[1]), int(match[3]), int(match[4]))
    else:
        day, month = (int(match[3]), int(match[1])) if order == "mdy" else (int(match[1]), int(match[3]))
        parts = (int(match[4]) + 2000 * (len(match[4]) <= 2), month, day)
    try:
        return date(*parts)
    except ValueError:
        return None


def _named(text: str) -> date | None:
    """A date whose month is a word: `14-Mar-26`, `14. März 2026`."""
    match = _NAMED.fullmatch(text)
    word = folded(match[2].lower()) if match is not None else ""
    month = _MONTHS.get(word[:4]) or _MONTHS.get(word[:3])
    if match is None or month is None:
        return None
    try:
        return date(int(match[3]) + 2000 * (len(match[3]) <= 2), month, int(match[1]))
    except ValueError:
        return None


def parse_time(text: str) -> timedelta | None:
    """The clock time of a cell as time since midnight; 24 h, or 12 h with AM or PM (also in other languages); 24:00 ends the day."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        worded = _WORDED.fullmatch(text.strip())
        if worded is None:
            return None
        half = "a" if worded["am"] or worded["am2"] else "p" if worded["pm"] or worded["pm2"] else ""
        match = _TIME.fullmatch(f"{worded['clock']} {half}".strip())
    if match is None:
        return None
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    if match[5]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (match[5].lower() == "p")
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second)):
        return None
    ms = int((match[4] or "0").ljust(3, "0")[:3])
    return timedelta(hours=hour, minutes=minute, seconds=second, milliseconds=ms)


def parse_moment(text: str, order: str) -> Moment | None:
    """A cell that holds a date, a date with a time, or an epoch number; None for anything else."""
    text = text.strip()
    if text.isdecimal() and len(text) in {10, 13}:
        return Moment(ms=int(text) * (1000 if len(text) == 10 else 1))
    if re.fullmatch(r"\d{10}\.\d+", text):
        return Moment(ms=int(float(text) * 1000))
    zone = _TAIL.fullmatch(text) if ":" in text or "T" in text.upper() else None
    body = zone[1] if zone else text
    day_text, _, time_text = body.translate(_KANJI).strip().replace("T", " ", 1).replace(",", " ").partition(" ")
    day = parse_date(day_text, order)
    if day is None:
        return None
    if not time_text.strip():
        return Moment(local=datetime.combine(day, time()), has_time=False)
    clock = parse_time(time_text)
    if clock is None:
        return None
    local = datetime.combine(day, time()) + clock
    if zone is None:
        return Moment(local=local)
    offset = _offset(zone[2])
    return Moment(ms=round((local.replace(tzinfo=UTC) - offset).timestamp() * 1000))


def _offset(text: str) -> timedelta:
    if text.upper() in {"Z", "UTC", "GMT"}:
        return timedelta()
    digits = text[1:].replace(":", "")
    length = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return -length if text[0] == "-" else length


def to_ms(local: datetime, zone: ZoneInfo, *, later: bool = False) -> tuple[int, bool]:
    """Epoch ms of a local time, and whether a clock change makes it doubtful. `later` takes a repeated time's second one."""
    first, second = (local.replace(tzinfo=zone, fold=f).astimezone(UTC) for f in (0, 1))
    chosen = second if later and second > first else first
    return round(chosen.timestamp() * 1000), first != second
