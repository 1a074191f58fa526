"""The importer: heartbeats as runs, durations as they are, daily totals as time without a place."""

from __future__ import annotations

import gc
import math
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

import msgspec
import numpy as np

from connratio.importers.contract import Batch, Head, Options, Source, SourceInfo
from connratio.importers.text.placing import LATEST, Placing
from connratio.importers.text.records import salvaged, under, utf8
from connratio.importers.wakatime.documents import DAY, DUMP, HEARTBEATS, Day, Dump, Duration, Heartbeat, Total
from connratio.importers.wakatime.runs import Beats, Group
from connratio.model.activities import Builder, concat, frame
from connratio.model.problems import Problem
from connratio.model.text import clean
from connratio.model.texts import Texts

if TYPE_CHECKING:
    from connratio.model.frame import Frame

TIMEOUT: Final = 15
"""Minutes without a heartbeat after which WakaTime takes the person to be gone. Wakapi's default is 10."""
_KEYS: Final = re.compile(r'"heartbeats"\s*:\s*\[|"grand_total"\s*:\s*\{|"days"\s*:\s*\[\s*\]')
_ITEM: Final = re.compile(r'"data"\s*:\s*\[\s*\{([^{}]*)')
_WHEN: Final = re.compile(r'"time"\s*:\s*\d{9}')
_WHAT: Final = re.compile(r'"(?:duration|entity)"\s*:')
_PEOPLE: Final = frozenset({"meeting", "communicating"})


class WakaTimeImporter:
    """WakaTime ▸ Settings ▸ Export (heartbeats or daily totals), durations and summaries of its API; Wakapi, Hackatime (seen 2026-11)."""

    name = "wakatime"

    def recognises(self, head: Head) -> bool:
        """Whether the document holds heartbeats, or totals or durations as only this service words them."""
        text = head.text
        if text.lstrip("\ufeff \t\r\n")[:1] != "{":
            return False
        item = _ITEM.search(text)
        return _KEYS.search(text) is not None or (item is not None and bool(_WHEN.search(item[1]) and _WHAT.search(item[1])))

    def read(self, source: Source, options: Options) -> Iterator[Batch]:
        """One batch: a run of heartbeats is one activity, a day's total of a category stays unplaced in its day."""
        collecting = gc.isenabled()
        gc.disable()  # half a million structs without a cycle among them
        try:
            yield _Read(source, options).batch()
        finally:
            if collecting:
                gc.enable()


class _Read:
    """One document on its way to a batch."""

    def __init__(self, source: Source, options: Options) -> None:
        self.source, self.options, self.file = source, options, clean(source.name)
        self.timeout = float(options.extra.get("timeout") or TIMEOUT)
        self.beats = Beats()
        self.rows = Builder()
        self.owner = ""
        self.placing = Placing(options.timezone, self.file, "editor")

    def batch(self) -> Batch:
        """Everything that the document says."""
        problems = self.placing.problems
        data = utf8(self.source.data(), self.file, problems)
        try:
            self._whole(DUMP.decode(data))
        except (msgspec.DecodeError, UnicodeDecodeError):
            self.beats, self.rows = Beats(), Builder()
            self._salvaged(data)
        table = concat([self._runs(), self.rows.frame()])
        name = clean(self.source.stem)
        if len(table):
            table = table.assign(source=name, device="wakatime")
        else:
            problems.append(Problem("C102", "there is nothing in the export", self.file))
        span = (int(table["start"].min()), int(table["end"].max())) if len(table) else None
        notes = (f"timeout {self.timeout:g} minutes: heartbeats less than that apart are joined",) if len(self.beats) else ()
        info = SourceInfo(name, "wakatime", self.source.path, self.owner, "the account's address", span, notes)
        skipped = {why: n for why, n in self.placing.skipped.items() if n}
        return Batch(info, table, tuple(problems), skipped)

    def _whole(self, dump: Dump) -> None:
        if dump.user is not None and dump.user.email:
            self.owner = clean(dump.user.email).lower()
        zone = dump.timezone or (dump.user.timezone if dump.user else None)
        if zone and not self.options.extra.get("timezone"):
            self.placing.zone = self.placing.zone_named(zone, 0)
        for number, raw in enumerate(dump.days or (), 1):
            day = DAY.decode(raw)
            if isinstance(day.heartbeats, msgspec.Raw) and bytes(memoryview(day.heartbeats)[:4]) != b"null":
                self.beats.add(HEARTBEATS.decode(day.heartbeats), number)
            else:
                self._totals(day, number)
        for number, raw in enumerate(dump.data or (), 1):
            keys = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
            if "grand_total" in keys or "categories" in keys:
                self._totals(DAY.decode(raw), number)
            elif "duration" in keys:
                self._duration(msgspec.json.decode(raw, type=Duration, strict=False), number)
            else:
                self._beat(msgspec.json.decode(raw, type=Heartbeat, strict=False))

    def _salvaged(self, data: bytes) -> None:
        problems, before = self.placing.problems, len(self.placing.problems)
        for _, beat in salvaged(data, under("heartbeats"), Heartbeat, self.file, problems):
            self._beat(beat)
        if not len(self.beats):
            del problems[before:]
            for line, raw in salvaged(data, under("days", "data"), dict[str, Any], self.file, problems):
                self._record(raw, line)
        self.placing.skipped["unreadable"] += sum(p.n for p in problems[before:] if p.code == "C106")

    def _record(self, raw: dict[str, Any], line: int) -> None:
        try:
            if "duration" in raw:
                self._duration(msgspec.convert(raw, Duration, strict=False), line)
            elif "entity" in raw or "time" in raw:
                self._beat(msgspec.convert(raw, Heartbeat, strict=False))
            else:
                self._totals(DAY.decode(msgspec.json.encode(raw)), line)
        except msgspec.DecodeError:
            self.placing.problems.append(Problem("C106", "a record that could not be read", self.file, line))

    def _beat(self, beat: Heartbeat) -> None:
        """A heartbeat outside any day: its day is that of its own time in the source's zone."""
        usable = math.isfinite(beat.time) and 0 <= beat.time < LATEST / 1000
        day = datetime.fromtimestamp(beat.time, tz=self.placing.zone).date().toordinal() if usable else 0
        self.beats.add([beat], day)

    def _runs(self) -> Frame:
        unusable = len(self.beats) - int(np.count_nonzero(self.beats.usable))
        if unusable:
            self.placing.skipped["absurd date"] += unusable
            self.placing.problems.append(Problem("C206", "a heartbeat outside 1970 to 2100", self.file, n=unusable))
        runs = self.beats.runs(self.timeout * 60)
        real = np.flatnonzero(runs.end > runs.start)
        self.placing.skipped["zero length"] += len(runs.start) - len(real)
        groups = self.beats.groups
        told = {
            "evidence": [_evidence(g) for g in groups], "category": [g.category for g in groups],
            "project": [g.project for g in groups],
        }  # fmt: skip
        columns = {name: Texts.spread([*values, ""], runs.group[real]) for name, values in told.items()}
        placed = {"start": runs.start[real], "end": runs.end[real], "row": runs.first[real] + 1, "zone": "UTC"}
        return frame({**columns, **placed, "origin": self.file}, len(real))

    def _duration(self, given: Duration, number: int) -> None:
        group = Group(clean(given.category or "coding").lower(), clean(given.project or ""), page=False)
        length = given.duration or 0.0
        if not (math.isfinite(given.time) and 0 <= given.time < LATEST / 1000 and math.isfinite(length) and 0 <= length < 1e9):
            self.placing.skip("C206", "a duration outside 1970 to 2100, or of no usable length", 0, "absurd date")
            return
        start, end = math.floor(given.time * 1000 + 1e-6), round((given.time + length) * 1000)
        if end <= start:
            self.placing.skipped["zero length"] += 1
            return
        self._add(group, number, start=start, end=end, zone="UTC", evidence=_evidence(group))

    def _totals(self, day: Day, number: int) -> None:
        """The totals of a day: by category, and by project where there is but one category."""
        text = (day.range.date or str(day.range.start or "")[:10]) if day.range is not None else day.date
        try:
            local = date.fromisoformat(str(text or day.date)[:10])
        except ValueError:
            self.placing.skip("C106", "a day without a readable date", 0, "unreadable")
            return
        zone = self.placing.zone
        if day.range is not None and day.range.timezone and not self.options.extra.get("timezone"):
            zone = self.placing.zone_named(day.range.timezone, 0)
        for group, seconds in _shares(day):
            if not (math.isfinite(seconds) and 0 <= seconds < 1e7):
                self.placing.skip("C106", "a total that is no length", 0, "unreadable")
            elif row := self.placing.unplaced(local, round(seconds * 1000), 0, zone):
                self._add(group, number, **row)

    def _add(self, group: Group, number: int, **row: Any) -> None:
        self.rows.add(**row, category=group.category, project=group.project, origin=self.file, row=number)


def _shares(day: Day) -> list[tuple[Group, float]]:
    categories = [c for c in day.categories or () if c.total_seconds]
    if len(categories) == 1 and day.projects:
        return [(_named(categories[0], clean(p.name or "")), p.total_seconds or 0.0) for p in day.projects]
    if categories:
        return [(_named(c, ""), c.total_seconds or 0.0) for c in categories]
    coding = Total(name="coding")
    if day.projects:
        return [(_named(coding, clean(p.name or "")), p.total_seconds or 0.0) for p in day.projects]
    return [(_named(coding, ""), day.grand_total.total_seconds or 0.0)] if day.grand_total is not None else []


def _named(category: Total, project: str) -> Group:
    return Group(clean(category.name or "coding").lower(), project, page=False)


def _evidence(group: Group) -> str:
    """What a stretch is evidence of: people, a page in a browser, or work in an editor."""
    return "timer" if group.category in _PEOPLE else "web" if group.page else "editor"
