"""Logs in which one line's time is where the next line's time begins: the order of the lines settles repeated hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from connratio.importers.text.dates import Moment, to_ms
from connratio.importers.text.placing import EARLIEST, LATEST
from connratio.importers.timers.entries import Entries
from connratio.model.problems import Problem


@dataclass(slots=True, eq=False)
class Stamp:
    """One line: its local time, what it says (`mark`, `text`), and, once it is in its place, the instant."""

    line: int
    local: datetime
    text: str
    mark: str = ""
    ms: int = 0


def in_order(entries: Entries, stamps: list[Stamp]) -> list[Stamp]:
    """The lines in order of time, each with its instant. A repeated time that follows a later one is its second occurrence.

    Lines out of order are sorted first (C723); absurd times are skipped.
    """
    usable = [s for s in stamps if _usable(entries, s)]
    late = _placed(entries, usable)
    if late is not None:
        entries.problems.append(Problem("C723", "lines that are out of order", entries.file, late.line))
        usable.sort(key=lambda s: s.local.date())
        days = [list(day) for _, day in groupby(usable, key=lambda s: s.local.date())]
        usable = [stamp for day in days for stamp in _sorted_day(entries, day)]
        _placed(entries, usable)
    for stamp in usable:
        entries.ms(Moment(local=stamp.local), stamp.line)  # says what had to be assumed
    return usable


def _sorted_day(entries: Entries, day: list[Stamp]) -> list[Stamp]:
    """The lines of one day in order: as the file has them, if it has them so, a repeated hour included."""
    return day if _placed(entries, day) is None else sorted(day, key=lambda s: (s.local, s.text))


def _usable(entries: Entries, stamp: Stamp) -> bool:
    try:
        stamp.ms = to_ms(stamp.local, entries.zone)[0]
    except (OverflowError, ValueError):
        stamp.ms = -1
    if not EARLIEST <= stamp.ms < LATEST:
        entries.skip("C206", "a date outside 1970 to 2100", stamp.line, "absurd date")
        return False
    return True


def _placed(entries: Entries, stamps: list[Stamp]) -> Stamp | None:
    """Give each line its instant; the first line that lies before the one above it."""
    last = 0
    late = None
    for stamp in stamps:
        stamp.ms = to_ms(stamp.local, entries.zone)[0]
        if stamp.ms < last:
            stamp.ms = to_ms(stamp.local, entries.zone, later=True)[0]
        if stamp.ms < last and late is None:
            late = stamp
        last = stamp.ms
    return late
