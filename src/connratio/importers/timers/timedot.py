"""hledger's timedot files."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Final

from connratio.importers.contract import Batch, Head, Options, Source
from connratio.importers.timers.entries import Entries
from connratio.importers.timers.lines import lines_of
from connratio.importers.timers.totals import Total, add_totals
from connratio.model.text import clean

_DATE: Final = re.compile(r"\**\s*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:\s+.*)?")
_COMMENT: Final = re.compile(r"\s*(?:$|[#;])|\*")
_ENTRY: Final = re.compile(r"\s*(\S+(?: \S+)*?)(?:(?:\s{2,}|\t\s*)([^;]*?)\s*(;.*)?)?")
_NUMBER: Final = re.compile(r"(\d+(?:\.\d*)?|\.\d+)\s*(s|m|h|d|w|mo|y)?")
_DOTS: Final = re.compile(r"\.[. ]*")
_LETTERS: Final = re.compile(r"[A-Za-z][A-Za-z ]*")
_HOURS: Final = {"s": 1 / 3600, "m": 1 / 60, "h": 1, "d": 24, "w": 168, "mo": 720, "y": 8760}
QUARTER: Final = 900_000


class Timedot:
    """timedot ▸ your `.timedot` files (seen 2026-11): below each date accounts with dots of a quarter of an hour, hours, or a
    number with a unit. They have no place in their day.
    """

    name = "timedot"

    def recognises(self, head: Head) -> bool:
        """Whether the first lines are dates and, most of the others, accounts with amounts."""
        lines = head.text[:4096].splitlines()[: -1 if len(head.text) > 4096 else None]
        content = [line for line in lines if not _COMMENT.match(line) or _DATE.fullmatch(line.strip())][:20]
        if len(content) < 2 or not _DATE.fullmatch(content[0].strip()) or content[0][0].isspace():
            return False
        entries = [line for line in content if not _DATE.fullmatch(line.strip())]
        good = [line for line in entries if (m := _ENTRY.fullmatch(line)) is not None and _amount(m[2] or "")]
        return 2 * len(good) > len(entries)

    def read(self, source: Source, options: Options) -> Iterator[Batch]:
        """One batch of unplaced totals."""
        entries = Entries(source, options)
        days: dict[date, list[Total]] = defaultdict(list)
        day: date | None = None
        for line, text in lines_of(source.data(), entries.file, entries.problems, entries.skipped):
            if (dated := _DATE.fullmatch(text.strip())) is not None and not text[:1].isspace():
                day = _day(entries, line, dated)
            elif not _COMMENT.match(text):
                _add(entries, days, day, line, text)
        add_totals(entries, days)
        yield entries.batch(self.name)


def _day(entries: Entries, line: int, found: re.Match[str]) -> date | None:
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        entries.unreadable(line, "a date that is none")
        return None


def _add(entries: Entries, days: dict[date, list[Total]], day: date | None, line: int, text: str) -> None:
    found = _ENTRY.fullmatch(text.rstrip())
    ms = _amount(found[2] or "0") if found is not None else None
    if found is None or ms is None or day is None:
        entries.unreadable(line, "an entry without a date above it" if day is None else "an entry whose amount cannot be read")
        return
    comment = (found[3] or "").lstrip("; ")
    days[day].append(Total(line, ms, {"title": clean(comment or found[1]), "project": clean(found[1])}))


def _amount(text: str) -> int | None:
    """Milliseconds: a number of hours, a number with a unit, dots or letters of a quarter each."""
    text = text.strip()
    if (number := _NUMBER.fullmatch(text)) is not None and len(text) < 20:
        return round(float(number[1]) * _HOURS[number[2] or "h"] * 3_600_000)
    if _DOTS.fullmatch(text) or _LETTERS.fullmatch(text):
        return (len(text) - text.count(" ")) * QUARTER
    return None
