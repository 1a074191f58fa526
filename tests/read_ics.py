"""A calendar read for a test: its occurrences as local clock times, its problems, what it skipped."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from connratio.importers.contract import Options, Source, SourceInfo
from connratio.importers.ics.reader import IcsImporter
from connratio.model.activities import COLUMNS, concat
from connratio.model.frame import Frame
from connratio.model.problems import Problem

TODAY = date(2026, 11, 24)


@dataclass(frozen=True)
class Read:
    """What the importer gave, in the order of time."""

    table: Frame
    problems: list[Problem]
    skipped: Counter[str]
    infos: list[SourceInfo]
    zone: ZoneInfo

    @property
    def when(self) -> list[str]:
        """`03-29 09:00 +60`: local start and minutes, a day as `03-29 all day`."""
        start, end, all_day = self.table["start"], self.table["end"], self.table["all_day"].tolist()
        return [self._shown(a, b, whole=w) for a, b, w in sorted(zip(start.tolist(), end.tolist(), all_day, strict=True))]

    def _shown(self, start: int, end: int, *, whole: bool) -> str:
        local = datetime.fromtimestamp(start / 1000, tz=UTC).astimezone(self.zone)
        return f"{local:%m-%d} all day" if whole else f"{local:%m-%d %H:%M} +{(end - start) // 60_000}"

    def in_time(self, column: str) -> list[Any]:
        """The values of a column in the order of the starts."""
        values: list[Any] = self.table[column][np.argsort(self.table["start"], kind="stable")].tolist()
        return values

    @property
    def codes(self) -> list[str]:
        return sorted(p.code for p in self.problems)

    def one(self, column: str) -> Any:
        """The value of the only row."""
        (value,) = self.table[column].tolist()
        return value


def read(data: str | bytes, *, zone: str = "Europe/Berlin", days: tuple[date, date] | None = None, name: str = "c.ics") -> Read:
    """A calendar; text has its lines ended as the standard wants, and may leave out BEGIN:VCALENDAR."""
    here = ZoneInfo(zone)
    window = None
    if days is not None:
        low, high = (int(datetime(d.year, d.month, d.day, tzinfo=here).timestamp() * 1000) for d in days)
        window = low, high
    raw = data if isinstance(data, bytes) else whole(data).encode()
    batches = list(IcsImporter().read(Source(name, lambda: raw), Options(here, TODAY, window)))
    skipped: Counter[str] = Counter()
    for batch in batches:
        skipped.update(batch.skipped)
    table = concat([b.activities for b in batches])
    assert table.names == tuple(COLUMNS)
    table = table.take(~table["evidence"].among("itip"))  # what test_itip is about
    return Read(table, [p for b in batches for p in b.problems], skipped, [b.source for b in batches], here)


def whole(text: str) -> str:
    lines = [line.strip() if not line.startswith(" :") else line for line in text.strip().splitlines()]
    if not lines or lines[0] != "BEGIN:VCALENDAR":
        lines = ["BEGIN:VCALENDAR", "VERSION:2.0", *lines, "END:VCALENDAR"]
    return "\r\n".join([*lines, ""])


def event(*lines: str, uid: str = "u") -> str:
    """A VEVENT of these lines."""
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", *(line for text in lines for line in text.split("\n")), "END:VEVENT"])


NINE = "DTSTART;TZID=Europe/Berlin:20260302T090000\nDTEND;TZID=Europe/Berlin:20260302T100000"
"""Monday, 2 March 2026, nine to ten in Berlin."""
