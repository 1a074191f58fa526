"""The importer: a whole document decoded at once, or, where it is damaged, record by record."""

from __future__ import annotations

import gc
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import msgspec
import pandas as pd

from connratio.importers.activitywatch.columns import EVIDENCE, Columns, activities, program_of
from connratio.importers.activitywatch.events import EVENTS, EXPORT, RECORDS, Bucket, Event, slices
from connratio.importers.activitywatch.salvage import record, salvage
from connratio.importers.contract import Batch, Head, Options, Source, SourceInfo
from connratio.model.activities import millis
from connratio.model.apps import BROWSERS, family
from connratio.model.problems import Problem
from connratio.model.text import clean

_HEAD: Final = re.compile(r'^\s*\{\s*"buckets"\s*:\s*[\[{]')


@dataclass(slots=True)
class _Read:
    """A bucket's events, on their way to columns."""

    name: str
    bucket: Bucket
    columns: Columns = field(default_factory=Columns)
    problems: list[Problem] = field(default_factory=list)


class ActivityWatchImporter:
    """ActivityWatch ▸ Raw Data ▸ Export all buckets as JSON, of the Python and the Rust server (seen 2026-11)."""

    name = "activitywatch"

    def recognises(self, head: Head) -> bool:
        """Whether the document begins with the object of buckets."""
        return _HEAD.match(head.text) is not None

    def read(self, source: Source, options: Options) -> Iterator[Batch]:
        """One batch per bucket. Idleness comes as rows of evidence `idle`; zero-length events are counted as skipped."""
        del options  # every instant carries its offset, and nothing recurs
        data = source.data()
        collecting = gc.isenabled()
        gc.disable()  # half a million structs without a cycle among them: collecting would only walk them
        try:
            yield from self._batches(_buckets(data, source.name), source)
        finally:
            if collecting:
                gc.enable()

    def _batches(self, buckets: Iterator[_Read], source: Source) -> Iterator[Batch]:
        frames: list[tuple[_Read, pd.DataFrame, Counter[str]]] = []
        for read in buckets:
            skipped: Counter[str] = Counter()
            if read.bucket.type not in EVIDENCE:
                skipped["bucket of another type"] += len(read.columns)
                read.problems.append(
                    Problem(
                        "C115",
                        f"a bucket of type {clean(read.bucket.type or '', 40) or 'unknown'}",
                        source.name,
                        0,
                        clean(read.name, 80),
                    )
                )
                frames.append((read, activities("afkstatus", "", Columns(), skipped), skipped))
                continue
            skipped["unreadable event"] += sum(p.n for p in read.problems if p.code == "C106")
            program = program_of(read.name, read.bucket.client or "")
            frames.append((read, activities(read.bucket.type, program, read.columns, skipped), skipped))
            if n := skipped["unusable time"]:
                what = "an event whose time or length is none between 1970 and 2100"
                read.problems.append(Problem("C206", what, source.name, 0, clean(read.name, 80), n))
            read.columns = Columns()
        only_device, only_browser = _only_device(frames), _only_browser(frames)
        for read, table, skipped in frames:
            yield _batch(read, table, skipped, source, only_device, only_browser)


def _buckets(data: bytes, file: str) -> Iterator[_Read]:
    try:
        document = EXPORT.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError):
        for part in salvage(data.decode("utf-8", errors="replace"), file):
            read = _Read(part.name, part.bucket, problems=part.problems)
            read.columns.add(part.events)
            yield read
        return
    given = document.buckets
    named = given if isinstance(given, dict) else {b.id or f"bucket-{i}": b for i, b in enumerate(given)}
    for name, bucket in named.items():
        read = _Read(name, bucket)
        if bytes(memoryview(bucket.events)[:4]) == b"null":
            bucket.events = msgspec.Raw(b"[]")
        try:
            for piece in slices(memoryview(bucket.events)):
                read.columns.add(EVENTS.decode(piece))
        except (msgspec.DecodeError, UnicodeDecodeError):
            read.columns = Columns()
            _one_by_one(data, read, file)
        yield read


def _one_by_one(data: bytes, read: _Read, file: str) -> None:
    at = max(data.find(bytes(read.bucket.events)[:200]), 0)
    good: list[Event] = []
    places: list[int] = []
    try:
        records = RECORDS.decode(read.bucket.events)
    except msgspec.DecodeError:
        read.problems.append(
            Problem("C106", "a bucket whose events are no list", file, data.count(b"\n", 0, at) + 1, clean(read.name, 80))
        )
        return
    for place, raw in enumerate(records):
        piece = bytes(raw)
        at = max(data.find(piece, at), at)
        event = record(piece, data.count(b"\n", 0, at) + 1, file)
        if isinstance(event, Event):
            good.append(event)
            places.append(place)
        else:
            read.problems.append(event)
    read.columns.add(good, places)


def _only_device(frames: list[tuple[_Read, pd.DataFrame, Counter[str]]]) -> str:
    """The one machine of the export; browsers often do not know its name and write "unknown"."""
    names = {read.bucket.hostname or "" for read, _, _ in frames} - {"", "unknown"}
    return clean(names.pop()) if len(names) == 1 else ""


def _only_browser(frames: list[tuple[_Read, pd.DataFrame, Counter[str]]]) -> str:
    windows = [t for r, t, _ in frames if r.bucket.type == "currentwindow"]
    seen = {family(a) for t in windows for a in t["app"].cat.categories} & set(BROWSERS)
    return seen.pop() if len(seen) == 1 else ""


def _batch(read: _Read, table: pd.DataFrame, skipped: Counter[str], source: Source, device: str, browser: str) -> Batch:
    name = clean(read.name) or "bucket"
    own = "" if read.bucket.hostname == "unknown" else clean(read.bucket.hostname or "")
    table = table.assign(
        source=pd.Categorical([name]).repeat(len(table)),
        device=pd.Categorical([own or device or "unknown"]).repeat(len(table)),
        origin=f"{clean(source.name)}#{name}",
    )
    if read.bucket.type == "web.tab.current" and len(table) and table["app"].iloc[0] not in BROWSERS and browser:
        table = table.assign(app=pd.Categorical([browser]).repeat(len(table)))
    span = (int(millis(table["start"]).min()), int(millis(table["end"]).max())) if len(table) else None
    info = SourceInfo(name=name, format="activitywatch", path=source.path, span=span)
    return Batch(info, table, tuple(read.problems), {k: v for k, v in skipped.items() if v})
