"""Where records with wall-clock times lie: one policy of zones, clock changes, missing ends and lengths for every importer."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from connratio.importers.text.dates import Moment, to_ms
from connratio.model.problems import Problem
from connratio.model.text import clean

EARLIEST: Final = 0
LATEST: Final = 4_102_444_800_000
"""1970 to 2100: what lies outside is an error of the exporting program (problem C206)."""
TOLERANCE_MS: Final = 60_000
"""Reports round lengths to the minute; only larger differences are worth a word."""

Row = dict[str, Any]
"""Columns of one activity, for model.activities.Builder."""


class Placing:
    """The records of one file in time. What was wrong is in `problems` and `skipped` afterwards, with the record's line.

    A local time without a zone is read in `zone` (C103). One that a clock change repeats is its first occurrence, one that
    it leaves out has the offset before the gap (C207), unless a duration settles which is meant, or an end would lie before
    its start. Start and end hold over a duration that differs (C208); a duration places an entry without an end; with
    neither it is running (C209).
    """

    def __init__(self, zone: ZoneInfo, file: str, evidence: str = "timer", tolerance: int = TOLERANCE_MS) -> None:
        """`evidence` is that of records with a place in time; totals of a day are aggregates. `tolerance` is in ms."""
        self.zone, self.file, self.evidence, self.tolerance = zone, file, evidence, tolerance
        self.problems: list[Problem] = []
        self.skipped: Counter[str] = Counter()
        self._zoneless = 0  # the last line that was said to have none
        self._zones: dict[str, ZoneInfo | None] = {}

    def skip(self, code: str, message: str, line: int, why: str) -> Row | None:
        """No activity for this record; the reason is kept."""
        self.problems.append(Problem(code, message, self.file, line))
        self.skipped[why] += 1
        return None

    def zone_named(self, name: str, line: int) -> ZoneInfo:
        """The zone of this IANA name, or the file's with Problem C201 where there is none."""
        if not name:
            return self.zone
        if name not in self._zones:
            try:
                self._zones[name] = ZoneInfo(name)
            except (KeyError, ValueError, OSError):
                self._zones[name] = None
                self.problems.append(Problem("C201", f"time zone {clean(name, 40)!r} is unknown", self.file, line))
        return self._zones[name] or self.zone

    def placed(
        self, start: Moment, end: Moment | None, length: int | None, line: int, zone: ZoneInfo | None = None
    ) -> Row | None:
        """Start, end, zone and evidence of a record, `length` in ms; None where it was skipped."""
        zone = zone or self.zone
        begin = self.ms(start, line, zone)
        stop: int | None = None
        if end is not None:
            stop = self.ms(end, line, zone)
            if length is not None and abs(stop - begin - length) > self.tolerance:
                begin, stop = self._settled(start, end, length, begin, stop, zone, line)
            if stop < begin and end.local is not None:
                second = to_ms(end.local, zone, later=True)[0]
                stop = second if second > begin else stop
        elif length is not None:
            stop = begin + length
        if not EARLIEST <= begin < LATEST or (stop is not None and stop >= LATEST):
            return self.skip("C206", "a date outside 1970 to 2100", line, "absurd date")
        if stop is None:
            self.problems.append(Problem("C209", "an entry that is still running", self.file, line))
            return {"start": begin, "end": None, "zone": str(zone), "evidence": self.evidence, "reason": "running"}
        if stop < begin:
            return self.skip("C202", "a row that ends before it starts", line, "end before start")
        if stop == begin:
            self.skipped["zero length"] += 1
            return None
        return {"start": begin, "end": stop, "zone": str(zone), "evidence": self.evidence}

    def unplaced(self, day: date, length: int, line: int, zone: ZoneInfo | None = None) -> Row | None:
        """A length on a day: somewhere between its two midnights."""
        return self.cell(datetime.combine(day, time()), timedelta(days=1), length, line, zone)

    def cell(self, start: datetime, size: timedelta, length: int, line: int, zone: ZoneInfo | None = None) -> Row | None:
        """A length somewhere in the stretch of local time from `start` on, `size` long by the clock on the wall."""
        zone = zone or self.zone
        if length == 0:
            self.skipped["zero length"] += 1
            return None
        begin, stop = to_ms(start, zone)[0], to_ms(start + size, zone)[0]
        if not EARLIEST <= begin < LATEST:
            return self.skip("C206", "a date outside 1970 to 2100", line, "absurd date")
        return {"start": begin, "end": stop, "zone": str(zone), "evidence": "aggregate", "unplaced_ms": length}

    def ms(self, moment: Moment, line: int, zone: ZoneInfo | None = None) -> int:
        """Epoch ms of a moment; what had to be assumed is said once per line."""
        if moment.ms is not None:
            return moment.ms
        if moment.local is None:
            return -1
        zone = zone or self.zone
        ms, doubtful = to_ms(moment.local, zone)
        if line != self._zoneless:
            self.problems.append(Problem("C103", f"times without a zone, read in {zone}", self.file, line))
            self._zoneless = line
        if doubtful:
            self.problems.append(Problem("C207", "a local time that a clock change repeats or leaves out", self.file, line))
        return ms

    def _settled(
        self, start: Moment, end: Moment, length: int, begin: int, stop: int, zone: ZoneInfo, line: int
    ) -> tuple[int, int]:
        """Start and end hold, unless the duration says that a repeated hour was its second one."""
        for late_start, late_end in ((False, True), (True, True), (True, False)):
            a = begin if start.local is None else to_ms(start.local, zone, later=late_start)[0]
            b = stop if end.local is None else to_ms(end.local, zone, later=late_end)[0]
            if abs(b - a - length) <= self.tolerance:
                return a, b
        self.problems.append(Problem("C208", "start and end that disagree with the duration", self.file, line))
        return begin, stop
