"""Rows as activities: when each began and ended, and what is wrong with those that do not say it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from connratio.importers.table.dates import Moment, order_of, parse_date, parse_moment, parse_time, to_ms
from connratio.importers.table.durations import parse_duration
from connratio.model.problems import Problem
from connratio.model.text import clean

EARLIEST: Final = 0
LATEST: Final = 4_102_444_800_000
TOLERANCE_MS: Final = 60_000
"""Reports round lengths to the minute; only larger differences are worth a word."""
_TEXTS: Final = ("title", "app", "project", "category", "place")
_DATES: Final = ("start", "end", "date", "start_date", "end_date")


class Reader:
    """The rows of one table. What was wrong is in `problems` and `skipped` afterwards."""

    def __init__(
        self,
        mapping: dict[str, int],
        rows: list[tuple[int, list[str]]],
        zone: ZoneInfo,
        date_order: str,
        unit: str,
        evidence: str,
        file: str,
    ) -> None:
        """`date_order` and `unit` settle what the cells leave open; `evidence` is that of rows with a place in time."""
        self.mapping, self.table, self.zone, self.unit, self.evidence, self.file = mapping, rows, zone, unit, evidence, file
        self.problems: list[Problem] = []
        self.skipped: Counter[str] = Counter()
        self.order = order_of((self._cell(r, n) for _, r in rows for n in _DATES if n in mapping), date_order)
        self._zoneless = 0  # the last line that was said to have none
        self._zones: dict[str, ZoneInfo | None] = {}
        self._moment = lru_cache(maxsize=65536)(parse_moment)
        self._text = lru_cache(maxsize=65536)(clean)

    def rows(self) -> Iterator[dict[str, Any]]:
        """One mapping per usable row, in the order of the file, for model.activities.Builder."""
        if self.order is None:
            self.problems.append(
                Problem(
                    "C203",
                    "dates whose day and month cannot be told apart",
                    self.file,
                    self.table[0][0] if self.table else 1,
                    "",
                    len(self.table),
                )
            )
            self.skipped["ambiguous date"] += len(self.table)
            return
        for line, cells in self.table:
            try:
                row = self._row(line, cells)
            except (OverflowError, ValueError):
                row = self._skip("C206", "a date outside 1970 to 2100", line, "absurd date")
            if row is not None:
                yield {**row, **self._described(cells), "origin": f"{self.file}:{line}"}

    def _cell(self, cells: list[str], name: str) -> str:
        at = self.mapping.get(name, -1)
        return cells[at].strip() if 0 <= at < len(cells) else ""

    def _skip(self, code: str, message: str, line: int, why: str) -> dict[str, Any] | None:
        """No row; the reason is kept."""
        self.problems.append(Problem(code, message, self.file, line))
        self.skipped[why] += 1
        return None

    def _row(self, line: int, cells: list[str]) -> dict[str, Any] | None:
        zone = self._zone(cells, line)
        start = self._when(cells, "start")
        if start is None:
            return self._skip("C106", "a row without a readable start", line, "unreadable")
        text = self._cell(cells, "duration")
        length = parse_duration(text, self.unit) if text else None
        if (text and length is None) or (length is not None and length < 0):
            return self._skip("C106", "a row whose duration cannot be read", line, "unreadable")
        given = any(self._cell(cells, n) for n in ("end", "end_time", "end_date"))
        end = self._when(cells, "end", start) if given else None
        if given and end is None:
            return self._skip("C106", "a row whose end cannot be read", line, "unreadable")
        if not start.has_time and end is None:
            return self._unplaced(start, length, line, zone)
        return self._placed(start, end, length, line, zone)

    def _placed(self, start: Moment, end: Moment | None, length: int | None, line: int, zone: ZoneInfo) -> dict[str, Any] | None:
        begin = self._ms(start, zone, line)
        stop: int | None = None
        if end is not None:
            stop = self._ms(end, zone, line)
            if length is not None and abs(stop - begin - length) > TOLERANCE_MS:
                begin, stop = self._settled(start, end, length, begin, stop, zone, line)
        elif length is not None:
            stop = begin + length
        if not EARLIEST <= begin < LATEST or (stop is not None and stop >= LATEST):
            return self._skip("C206", "a date outside 1970 to 2100", line, "absurd date")
        if stop is None:
            self.problems.append(Problem("C209", "an entry that is still running", self.file, line))
            return {"start": begin, "end": None, "zone": str(zone), "evidence": self.evidence, "reason": "running"}
        if stop < begin:
            return self._skip("C202", "a row that ends before it starts", line, "end before start")
        if stop == begin:
            self.skipped["zero length"] += 1
            return None
        return {"start": begin, "end": stop, "zone": str(zone), "evidence": self.evidence}

    def _settled(
        self, start: Moment, end: Moment, length: int, begin: int, stop: int, zone: ZoneInfo, line: int
    ) -> tuple[int, int]:
        """Start and end hold, unless the duration says that a repeated hour was its second one."""
        for late_start, late_end in ((False, True), (True, True), (True, False)):
            a = begin if start.local is None else to_ms(start.local, zone, later=late_start)[0]
            b = stop if end.local is None else to_ms(end.local, zone, later=late_end)[0]
            if abs(b - a - length) <= TOLERANCE_MS:
                return a, b
        self.problems.append(Problem("C208", "start and end that disagree with the duration", self.file, line))
        return begin, stop

    def _unplaced(self, start: Moment, length: int | None, line: int, zone: ZoneInfo) -> dict[str, Any] | None:
        """A length on a day: somewhere between its two midnights."""
        if length is None or start.local is None:
            return self._skip("C106", "a row with a date but neither times nor a duration", line, "unreadable")
        if length == 0:
            self.skipped["zero length"] += 1
            return None
        begin, stop = to_ms(start.local, zone)[0], to_ms(start.local + timedelta(days=1), zone)[0]
        if not EARLIEST <= begin < LATEST:
            return self._skip("C206", "a date outside 1970 to 2100", line, "absurd date")
        return {"start": begin, "end": stop, "zone": str(zone), "evidence": "aggregate", "unplaced_ms": length}

    def _when(self, cells: list[str], side: str, after: Moment | None = None) -> Moment | None:
        """The moment of a side: one cell, or a date and a time; a bare end time is on the start's day or the next."""
        order = self.order or "ymd"
        whole, clock = self._cell(cells, side), self._cell(cells, f"{side}_time")
        day_text = self._cell(cells, f"{side}_date") or self._cell(cells, "date")
        if whole and (moment := self._moment(whole, order)) is not None:
            if not moment.has_time and clock and moment.local is not None:
                return self._joined(moment.local.date(), clock)
            return moment
        text = clock or whole
        if after is not None and after.local is not None and not self._cell(cells, f"{side}_date"):
            joined = self._joined(after.local.date(), text)
            if joined is not None and joined.local is not None and joined.local < after.local:
                return Moment(local=joined.local + timedelta(days=1))
            return joined
        if clock and (full := self._moment(clock, order)) is not None:
            return full
        day = parse_date(day_text, order)
        if day is None:
            return self._moment(day_text, order) if day_text and not text else None
        return self._joined(day, text) if text else Moment(local=datetime.combine(day, time()), has_time=False)

    def _joined(self, day: date, text: str) -> Moment | None:
        clock = parse_time(text)
        return None if clock is None else Moment(local=datetime.combine(day, time()) + clock)

    def _ms(self, moment: Moment, zone: ZoneInfo, line: int) -> int:
        if moment.ms is not None:
            return moment.ms
        if moment.local is None:
            return -1
        ms, doubtful = to_ms(moment.local, zone)
        if line != self._zoneless:
            self.problems.append(Problem("C103", f"times without a zone, read in {zone}", self.file, line))
            self._zoneless = line
        if doubtful:
            self.problems.append(Problem("C207", "a local time that a clock change repeats or leaves out", self.file, line))
        return ms

    def _zone(self, cells: list[str], line: int) -> ZoneInfo:
        name = self._cell(cells, "timezone")
        if not name:
            return self.zone
        if name not in self._zones:
            try:
                self._zones[name] = ZoneInfo(name)
            except (KeyError, ValueError, OSError):
                self._zones[name] = None
                self.problems.append(Problem("C201", f"time zone {clean(name, 40)!r} is unknown", self.file, line))
        return self._zones[name] or self.zone

    def _described(self, cells: list[str]) -> dict[str, Any]:
        row: dict[str, Any] = {name: self._text(self._cell(cells, name)) for name in _TEXTS if name in self.mapping}
        row["uid"] = self._text(self._cell(cells, "uid"))
        if "url" in self.mapping:
            row["host"] = _host(self._cell(cells, "url"))
        if "person" in self.mapping:
            row["person"] = self._text(self._cell(cells, "person")).lower()
        if "organiser" in self.mapping:
            row["organiser"] = self._text(self._cell(cells, "organiser")).lower()
        if "people" in self.mapping:
            names = [self._text(p) for p in re.split(r"[;,]", self._cell(cells, "people"))]
            row["people"] = tuple(dict.fromkeys(n.lower() if "@" in n else n for n in names if n))
            row["replies"] = ("",) * len(row["people"])
        count = self._cell(cells, "n_people")
        if count.isdecimal():
            row["n_people"] = min(int(count), 1_000_000)
        return row


def _host(url: str) -> str:
    """The host alone; the path is never kept."""
    try:
        return clean(urlsplit(url if "//" in url else f"//{url}").hostname or "")
    except ValueError:
        return ""
