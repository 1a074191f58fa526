"""ManicTime: a CSV per timeline, of programs, documents or usage."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from connratio.importers.contract import Batch, Head, Options, Source
from connratio.importers.text.cells import decoded, delimiter_of, rows_of
from connratio.importers.text.dates import order_of, parse_moment
from connratio.importers.text.durations import parse_duration
from connratio.importers.text.placing import Placing
from connratio.importers.watchers.batch import batch, idle
from connratio.model.activities import Builder
from connratio.model.problems import Problem
from connratio.model.text import clean

_HEADER: Final = re.compile(r'\ufeff?"?Name"?([,;\t])"?Start"?\1"?End"?\1"?Duration"?\1"?Process"?', re.IGNORECASE)
_USAGE: Final = {"active": True, "away": False, "session lock": False, "locked": False, "power off": False, "idle": False}


class ManicTimeCsv:
    """ManicTime ▸ Timelines ▸ Export to CSV, one timeline a file (seen 2026-11)."""

    name = "manictime"

    def recognises(self, head: Head) -> bool:
        """Whether the header is ManicTime's."""
        return _HEADER.match(head.text) is not None

    def read(self, source: Source, options: Options) -> Iterator[Batch]:
        """One batch: programs and documents are windows, the usage timeline is evidence of presence."""
        file = clean(source.name)
        placing, out = Placing(options.timezone, file, "app"), Builder(device="manictime")
        text = decoded(source.data(), file, placing.problems)
        rows = rows_of(text, delimiter_of(text))
        if len(rows) < 2:
            placing.problems.append(Problem("C102", "the table has a header but no rows", file, 1))
        order = order_of((cell for _, cells in rows[1:] for cell in cells[1:3]), str(options.extra.get("date_order") or ""))
        if order is None:
            what = "dates whose day and month cannot be told apart"
            placing.problems.append(Problem("C203", what, file, rows[0][0], n=len(rows) - 1))
            placing.skipped["ambiguous date"] += len(rows) - 1
        for line, cells in rows[1:] if order else ():
            if row := _row(cells, line, order or "ymd", placing):
                out.add(**row, origin=f"{file}:{line}")
        yield batch(source, self.name, out, placing)


def _row(cells: list[str], line: int, order: str, placing: Placing) -> dict[str, Any] | None:
    name, begin, until, long, process = (*(cell.strip() for cell in cells[:5]), *[""] * 5)[:5]
    start, end = parse_moment(begin, order), parse_moment(until, order) if until else None
    length = parse_duration(long, "") if long else None
    if start is None or (until and end is None):
        return placing.skip("C106", "a row whose start or end cannot be read", line, "unreadable")
    try:
        placed = placing.placed(start, end, length, line)
    except (OverflowError, ValueError):
        return placing.skip("C206", "a date outside 1970 to 2100", line, "absurd date")
    if placed is None:
        return None
    if not process and name.lower() in _USAGE:
        return {**placed, **idle(present=_USAGE[name.lower()])}
    if not process:
        return {**placed, "evidence": "timer", "title": clean(name)}  # tags, which people set by hand
    return {**placed, "app": clean(process), "title": clean(name)}
