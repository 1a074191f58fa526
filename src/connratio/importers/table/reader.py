"""The importer: a header that says which column is which, then one activity per row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from connratio.importers.contract import Batch, Head, Options, Source, SourceInfo
from connratio.importers.table.forms import Rows, first_record, is_form, rows_in
from connratio.importers.table.headers import guessed, told, unit_of, usable
from connratio.importers.table.rows import Reader
from connratio.importers.text.cells import decoded, delimiter_of, rows_of
from connratio.importers.text.placing import EARLIEST
from connratio.model.activities import Builder
from connratio.model.problems import Problem
from connratio.model.text import clean

_CONTROL = re.compile(r"[\x01-\x08\x0b\x0e-\x1f\x7f]")
_FOREIGN = re.compile(r"\s*(?:[\[{<]|BEGIN:|%PDF|SQLite format)", re.IGNORECASE)
_CONVERSATION = re.compile(rb'"role"\s*:\s*"(?:user|assistant)"')
"""What was said to a machine is no table, whatever else the records hold: its texts would be taken for titles."""


class TableImporter:
    """Any table with a start and an end or a duration: CSV, TSV, JSON, JSON lines, Parquet, Excel workbook."""

    name = "table"

    def recognises(self, head: Head) -> bool:
        """Whether the first row is a header that says when and how long."""
        if is_form(head):
            if _CONVERSATION.search(head.data):
                return False
            first = first_record(head.text)
            return first is None or usable(guessed(list(first)))
        if b"\0" in head.data and head.data[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
            return False
        text = head.text
        if "\ufffd" in text[:-4]:  # (the head may end inside a character)
            text = head.data.decode("cp1252", errors="replace")
        if _FOREIGN.match(text) or _CONTROL.search(text[:1024]):
            return False
        rows = rows_of(text[:8192], delimiter_of(text))
        return bool(rows) and len(rows[0][1]) > 1 and usable(guessed(rows[0][1]))

    def read(self, source: Source, options: Options) -> Iterator[Batch]:
        """One batch. Local times are read in the source's zone; a total without a time of day stays unplaced in its day."""
        file, extra = clean(source.name), options.extra
        problems: list[Problem] = []
        skipped: Counter[str] = Counter()
        rows = _rows(source.data(), str(extra.get("delimiter") or ""), file, problems)
        mapping = _mapping(rows, extra, file, problems)
        builder = Builder(source=clean(source.stem))
        if mapping and len(rows) < 2:
            problems.append(Problem("C102", "the table has a header but no rows", file, 1))
        if mapping:
            header = rows[0][1]
            unit = str(extra.get("duration_unit") or (unit_of(header[mapping["duration"]]) if "duration" in mapping else ""))
            zone = ZoneInfo(str(extra["timezone"])) if extra.get("timezone") else options.timezone
            reader = Reader(
                mapping,
                rows[1:],
                zone,
                str(extra.get("date_order") or ""),
                unit,
                str(extra.get("evidence") or _evidence(mapping)),
                file,
            )
            for row in reader.rows():
                builder.add(**row)
            problems += reader.problems
            skipped += reader.skipped
        table = builder.frame()
        span = None
        if len(table):
            starts, ends = table["start"], table["end"]
            span = int(starts.min()), int(max(ends.max(), starts.max() + 1, EARLIEST))
        yield Batch(
            SourceInfo(clean(source.stem), self.name, source.path, span=span),
            table,
            tuple(problems),
            {k: v for k, v in skipped.items() if v},
        )


def _rows(data: bytes, delimiter: str, file: str, problems: list[Problem]) -> Rows:
    """Header and rows of any form, each with its line."""
    rows = rows_in(data, file, problems)
    if rows is None:
        text = decoded(data, file, problems)
        rows = rows_of(text, delimiter or delimiter_of(text))
    return rows


def _evidence(mapping: Mapping[str, int]) -> str:
    """What rows with a place in time are: a program's or page's log where a column names it, else a timer's."""
    return "app" if "app" in mapping else "web" if "url" in mapping else "timer"


def _mapping(rows: list[tuple[int, list[str]]], extra: Mapping[str, Any], file: str, problems: list[Problem]) -> dict[str, int]:
    """The columns by meaning; {} with a Problem when they do not say when and how long."""
    if not rows:
        problems.append(Problem("C102", "the table is empty", file, 1))
        return {}
    line, header = rows[0]
    there = clean(", ".join(h.strip() for h in header), 200)
    found, missing = told(extra.get("columns") or {}, header)
    if missing:
        problems.append(Problem("C114", f"no such column: {clean('; '.join(missing), 100)}; there are {there}", file, line))
        return {}
    mapping = {**{m: i for m, i in guessed(header).items() if i not in found.values()}, **found}
    if not usable(mapping):
        problems.append(Problem("C114", f"no column says when and how long; there are {there}", file, line))
        return {}
    return mapping
