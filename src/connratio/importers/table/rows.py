"""Rows as activities: when each began and ended, and what is wrong with those that do not say it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from connratio.importers.text.dates import Moment, order_of, parse_date, parse_moment, parse_time
from connratio.importers.text.durations import parse_duration
from connratio.importers.text.placing import Placing, Row
from connratio.model.problems import Problem
from connratio.model.text import clean

_TEXTS: Final = ("title", "app", "project", "category", "place", "session", "model")
_DATES: Final = ("start", "end", "date", "start_date", "end_date")


class Reader(Placing):
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
        super().__init__(zone, file, evidence)
        self.mapping, self.table, self.unit = mapping, rows, unit
        self.order = order_of((self._cell(r, n) for _, r in rows for n in _DATES if n in mapping), date_order)
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
                row = self.skip("C206", "a date outside 1970 to 2100", line, "absurd date")
            if row is not None:
                yield {**row, **self._described(cells), "origin": f"{self.file}:{line}"}

    def _cell(self, cells: list[str], name: str) -> str:
        at = self.mapping.get(name, -1)
        return cells[at].strip() if 0 <= at < len(cells) else ""

    def _row(self, line: int, cells: list[str]) -> Row | None:
        zone = self.zone_named(self._cell(cells, "timezone"), line)
        start = self._when(cells, "start")
        if start is None:
            return self.skip("C106", "a row without a readable start", line, "unreadable")
        text = self._cell(cells, "duration")
        length = parse_duration(text, self.unit) if text else None
        if (text and length is None) or (length is not None and length < 0):
            return self.skip("C106", "a row whose duration cannot be read", line, "unreadable")
        given = any(self._cell(cells, n) for n in ("end", "end_time", "end_date"))
        end = self._when(cells, "end", start) if given else None
        if given and end is None:
            return self.skip("C106", "a row whose end cannot be read", line, "unreadable")
        if not start.has_time and end is None:
            return self._unplaced(start, length, line, zone)
        return self.placed(start, end, length, line, zone)

    def _unplaced(self, start: Moment, length: int | None, line: int, zone: ZoneInfo) -> Row | None:
        """A length on a day: somewhere between its two midnights."""
        if length is None or start.local is None:
            return self.skip("C106", "a row with a date but neither times nor a duration", line, "unreadable")
        return self.cell(start.local, timedelta(days=1), length, line, zone)

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
