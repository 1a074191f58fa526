"""Entries of a time tracker in time: what an entry leaves out is filled in by one policy, and each file becomes one batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np

from connratio.importers.contract import Batch, Options, Source, SourceInfo
from connratio.importers.text.dates import Moment
from connratio.importers.text.placing import EARLIEST, Placing, Row
from connratio.model.activities import NAT, Builder
from connratio.model.problems import Problem
from connratio.model.text import clean
from connratio.model.texts import combined

if TYPE_CHECKING:
    from collections.abc import Iterable

    from connratio.model.frame import Frame

ABSENT = "absent"
"""The status of breaks: the default rules make them `away`."""
SECOND = 1000
"""Milliseconds that start and end may differ from a duration where the format writes seconds."""


class Entries(Placing):
    """The entries of one file; `rows` are those that became activities, `add` takes one entry after the other."""

    def __init__(self, source: Source, options: Options, tolerance: int = SECOND) -> None:
        """`tolerance` is how far, in ms, a duration may differ from start and end without a word."""
        super().__init__(zone_of(options), clean(source.name), str(options.extra.get("evidence") or "timer"), tolerance)
        self.source = source
        self.rows = Builder(source=clean(source.stem))

    def add(
        self, line: int, start: Moment | None, end: Moment | None = None, length: int | None = None, **described: Any
    ) -> None:
        """An entry; `length` is in ms. With an end and a length the start is found, with neither it is running."""
        self._keep(self.entry(line, start, end, length), line, described)

    def add_total(self, line: int, cell: Moment, size: timedelta, length: int, **described: Any) -> None:
        """A length that lies somewhere in the local time of `size` from `cell` on."""
        if cell.local is None:
            return
        try:
            row = self.cell(cell.local, size, length, line)
        except (OverflowError, ValueError):
            row = self.skip("C206", "a date outside 1970 to 2100", line, "absurd date")
        self._keep(row, line, described)

    def unreadable(self, line: int, what: str) -> None:
        """An entry that says nothing usable of its time: counted, with its place."""
        self.skip("C106", what, line, "unreadable")

    def entry(self, line: int, start: Moment | None, end: Moment | None = None, length: int | None = None) -> Row | None:
        """Start, end, zone and evidence of an entry; None where it was skipped. Trackers mark a running one by a length of 0 or less."""
        try:
            if start is None and end is not None and length is not None and length > 0:
                start = Moment(ms=self.ms(end, line) - length)
            if start is None:
                return self.skip("C106", "an entry without a readable start", line, "unreadable")
            if end is None and length is not None and length <= 0:
                length = None
            return self.placed(start, end, length, line)
        except (OverflowError, ValueError):
            return self.skip("C206", "a date outside 1970 to 2100", line, "absurd date")

    def _keep(self, row: Row | None, line: int, described: Mapping[str, Any]) -> None:
        if row is not None:
            self.rows.add(**row, **{"origin": f"{self.file}:{line}", **described})

    def batch(self, importer: str, table: Frame | None = None) -> Batch:
        """The batch of the file: its rows (or `table` instead), the problems met, what was left out."""
        return batch_of(self.source, importer, self.rows.frame() if table is None else table, self.problems, self.skipped)


def zone_of(options: Options) -> ZoneInfo:
    """The zone of clock times that have none: the source's own of the configuration, else the person's."""
    own = options.extra.get("timezone")
    return ZoneInfo(str(own)) if own else options.timezone


def batch_of(source: Source, importer: str, table: Frame, problems: Iterable[Problem], skipped: Mapping[str, int]) -> Batch:
    """One file's batch. Entries with a place in time that the file holds twice are listed, the second time as duplicates."""
    said = _once(problems)
    if len(table):
        table = _told_twice(table, clean(source.name), said)
    span = None
    if len(table):
        starts, ends = table["start"], table["end"]
        span = int(starts.min()), int(max(ends.max(), starts.max() + 1, EARLIEST))
    info = SourceInfo(clean(source.stem), importer, source.path, span=span)
    return Batch(info, table, tuple(sorted(said, key=lambda p: p.line)), {k: v for k, v in skipped.items() if v})


def _once(problems: Iterable[Problem]) -> list[Problem]:
    """The problems; that a file has no zone is said once for all its rows, a clock change once for each row."""
    first: dict[object, Problem] = {}
    for i, problem in enumerate(problems):
        key = problem.message if problem.code == "C103" else (problem.line if problem.code == "C207" else (i,))
        known = first.setdefault(key, problem)
        if known is not problem and problem.code == "C103":
            first[key] = replace(known, line=min(known.line, problem.line), n=known.n + problem.n)
    return list(first.values())


def _told_twice(table: Frame, file: str, problems: list[Problem]) -> Frame:
    rows = np.flatnonzero((table["unplaced_ms"] == 0) & (table["end"] != NAT))
    told = ("start", "end", "person", "uid", "title", "category", "project", "status")
    again = np.delete(rows, combined(*(table[name][rows] for name in told))[1])
    if not len(again):
        return table
    for row in again.tolist():
        place = str(table["origin"][row]).rpartition(":")[2]
        line = int(place) if place.isdecimal() else 0
        problems.append(Problem("C721", "an entry that the file holds twice", file, line or int(table["row"][row])))
    return table.assign(reason=table["reason"].replaced(again, ["duplicate"] * len(again)))
