"""Tockler: windows, states and hand-written logs, from its CSV, its JSON and its database."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from connratio.importers.contract import Batch, Head, Options, Source
from connratio.importers.databases import is_database, opened, tables
from connratio.importers.text.cells import decoded, rows_of
from connratio.importers.text.dates import Moment, parse_moment
from connratio.importers.text.placing import Placing
from connratio.importers.text.records import LIST, salvaged, utf8
from connratio.importers.watchers.batch import batch, host_of, idle
from connratio.model.activities import Builder
from connratio.model.problems import Problem
from connratio.model.text import clean

FIELDS: Final = ("app", "taskName", "title", "url", "beginDate", "endDate")
_HEADER: Final = re.compile(r"\ufeff?(?=[^\r\n]*\btaskName\b)(?=[^\r\n]*\bbeginDate\b)[^\r\n]*\bendDate\b")
_JSON: Final = re.compile(r'\s*\[\s*\{(?=[^{}]*"taskName"\s*:)(?=[^{}]*"beginDate"\s*:)')
_TABLE: Final = re.compile(rb"\bTrackItems\b")


class TocklerImporter:
    """Tockler ▸ Search ▸ Export (CSV or JSON), and its database tracker.db (seen 2026-11)."""

    name = "tockler"

    def recognises(self, head: Head) -> bool:
        """Whether the columns, the keys or the tables are Tockler's."""
        if is_database(head):
            return _TABLE.search(head.data) is not None
        return _HEADER.match(head.text) is not None or _JSON.match(head.text) is not None

    def holds(self, columns: Mapping[str, Sequence[str]]) -> bool:
        """Whether a database with these tables is Tockler's."""
        return {"taskName", "beginDate", "endDate"} <= set(columns.get("TrackItems", ()))

    def read(self, source: Source, options: Options) -> Iterator[Batch]:
        """One batch; an export holds one sort of rows, so idleness comes from another file or from the database."""
        file = clean(source.name)
        placing, rows = Placing(options.timezone, file, "app"), Builder(device="tockler")
        for number, record in _records(source, placing):
            if row := _row(record, number, placing):
                rows.add(**row, origin=file, row=number)
        yield batch(source, self.name, rows, placing)


def _records(source: Source, placing: Placing) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each record with its line; of the database with its number."""
    data = source.data()
    if is_database(Head(source.name, data[:64])):
        yield from _stored(source, placing)
        return
    problems = placing.problems
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"[":
        yield from salvaged(utf8(data, placing.file, problems), LIST, dict[str, Any], placing.file, problems)
        return
    rows = rows_of(decoded(data, placing.file, problems), ";")
    if rows and len(rows[0][1]) < 2:
        rows = rows_of(decoded(data, placing.file, []), ",")
    header = [name.strip() for name in rows[0][1]] if rows else []
    for line, cells in rows[1:]:
        if len(cells) < len(header):
            placing.skip("C106", "a row with too few cells", line, "unreadable")
        else:
            yield line, dict(zip(header, cells, strict=False))


def _stored(source: Source, placing: Placing) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        with opened(source) as connection:
            there = [name for name in FIELDS if name in tables(connection).get("TrackItems", ())]
            found = connection.execute(f"SELECT {', '.join(there)} FROM TrackItems ORDER BY id")
            for number, values in enumerate(found, 1):
                yield number, dict(zip(there, values, strict=True))
    except sqlite3.DatabaseError as error:
        placing.problems.append(Problem("C104", f"the database cannot be read: {type(error).__name__}", placing.file))


def _row(record: Mapping[str, Any], line: int, placing: Placing) -> dict[str, Any] | None:
    start, end = (_moment(record.get(key)) for key in ("beginDate", "endDate"))
    if start is None or (end is None and str(record.get("endDate") or "").strip()):
        return placing.skip("C106", "a row whose start or end cannot be read", line, "unreadable")
    try:
        placed = placing.placed(start, end, None, line)
    except (OverflowError, ValueError):
        return placing.skip("C206", "a date outside 1970 to 2100", line, "absurd date")
    return None if placed is None else {**placed, **_described(record)}


def _moment(value: Any) -> Moment | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Moment(ms=int(value)) if abs(value) < 1e15 else None
    return parse_moment(str(value or ""), "ymd")


def _described(record: Mapping[str, Any]) -> dict[str, Any]:
    task, app = str(record.get("taskName") or ""), clean(str(record.get("app") or ""))
    title = clean(str(record.get("title") or ""))
    if task == "StatusTrackItem":
        return idle(present=app.upper() == "ONLINE")
    if task == "LogTrackItem":
        return {"evidence": "timer", "title": title, "category": app}
    return {"evidence": "app", "app": app, "title": title, "host": host_of(str(record.get("url") or ""))}
