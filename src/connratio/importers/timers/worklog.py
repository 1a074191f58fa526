"""Super Productivity's worklog as CSV."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Final

from connratio.importers.contract import Batch, Head, Options, Source
from connratio.importers.text.dates import Moment, order_of, parse_date
from connratio.importers.text.durations import parse_duration
from connratio.importers.timers.entries import Entries
from connratio.importers.timers.lines import lines_of
from connratio.importers.timers.superproductivity import DAY
from connratio.model.problems import Problem
from connratio.model.text import clean

_RANGE: Final = re.compile(r"\s+-\s+")
_KNOWN: Final = frozenset({"date", "start", "end", "worked", "titles", "title", "projects", "tags", "estimate", "notes"})


class Worklog:
    """Super Productivity ▸ Worklog ▸ Export (seen 2026-11): `Date;Start;End;Worked;Titles` or other columns. Start and End
    are those of the whole day, so that a row's time has no place in it. Nothing is quoted.
    """

    name = "super-productivity-csv"

    def recognises(self, head: Head) -> bool:
        """Whether the first line names a date and what was worked, and nothing but the program's columns."""
        names = _names(head.text.lstrip("\ufeff").partition("\n")[0])
        return {"date", "worked"} <= set(names) and all(name in _KNOWN or name.startswith("title") for name in names)

    def read(self, source: Source, options: Options) -> Iterator[Batch]:
        """One batch of unplaced totals; a row for several days lies somewhere in them."""
        entries = Entries(source, options)
        lines = lines_of(source.data(), entries.file, entries.problems, entries.skipped)
        rows = [(line, text.split(";")) for line, text in lines if text.strip()]
        names = _names(";".join(rows[0][1])) if rows else []
        if not {"date", "worked"} <= set(names):
            entries.problems.append(Problem("C114", f"this is no header of {self.name}", entries.file, 1))
            rows = []
        elif len(rows) < 2:
            entries.problems.append(Problem("C102", "the table has a header but no rows", entries.file, 1))
        days = [_RANGE.split(cells[names.index("date")].strip()) for _, cells in rows[1:] if len(cells) > names.index("date")]
        order = order_of((d for pair in days for d in pair), str(options.extra.get("date_order") or ""))
        table = [(line, _row(names, cells)) for line, cells in rows[1:]]
        if order is None:
            what = "dates whose day and month cannot be told apart"
            entries.problems.append(Problem("C203", what, entries.file, table[0][0], "", len(table)))
            entries.skipped["ambiguous date"] += len(table)
            table = []
        nth: Counter[str] = Counter()
        # Named by rank: a total that is corrected later replaces the one that the ledger knows.
        for line, row in sorted(table, key=lambda r: sorted(r[1].items())):
            day = row.get("date", "")
            nth[day] += bool(_worked(row.get("worked", "")))
            _add(entries, line, row, order or "ymd", f"{clean(day, 40)}#{nth[day]}")
        yield entries.batch(self.name)


def _names(header: str) -> list[str]:
    return [name.strip().strip('"').lower() for name in header.strip().split(";")]


def _row(names: list[str], cells: list[str]) -> dict[str, str]:
    """The cells by name. Titles are not quoted: semicolons too many are part of them."""
    extra = len(cells) - len(names)
    at = next((i for i, name in enumerate(names) if name.startswith("title")), len(names) - 1)
    if extra > 0:
        cells = [*cells[:at], ";".join(cells[at : at + extra + 1]), *cells[at + extra + 1 :]]
    row: dict[str, str] = {}
    for name, cell in zip(names, cells, strict=False):
        row.setdefault(name, cell.strip())
    return row


def _add(entries: Entries, line: int, row: dict[str, str], order: str, uid: str) -> None:
    days: list[date | None] = [parse_date(text, order) for text in _RANGE.split(row.get("date", ""))]
    length = _worked(row.get("worked", ""))
    first, last = days[0], days[-1]
    if first is None or last is None or last < first or length is None:
        entries.unreadable(line, "a row whose date or time worked cannot be read")
        return
    described = {
        "uid": uid,
        "title": clean(row.get("titles") or row.get("title") or row.get("notes") or ""),
        "project": clean(row.get("projects", "")),
        "category": clean(row.get("tags", "")),
    }
    entries.add_total(line, Moment(local=datetime.combine(first, time())), last - first + DAY, length, **described)


def _worked(text: str) -> int | None:
    """Milliseconds, `1h 5m` or `1:05`: which it is shows in the value; `-` is nothing."""
    if text in {"", "-"}:
        return 0
    length = parse_duration(text, "milliseconds")
    return length if length is not None and length >= 0 else None
