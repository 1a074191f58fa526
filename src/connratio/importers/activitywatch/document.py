"""The export document: decoded at once, or, where it is damaged, record by record."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from connratio.importers.activitywatch.columns import Columns
from connratio.importers.activitywatch.events import EVENTS, EXPORT, RECORDS, Event, slices
from connratio.importers.activitywatch.read import Read
from connratio.importers.activitywatch.salvage import record, salvage
from connratio.model.problems import Problem
from connratio.model.text import clean


def buckets_of(data: bytes, file: str) -> Iterator[Read]:
    """The buckets of a document; of one that is damaged, or of two written one after the other, what can be read."""
    try:
        document = EXPORT.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError):
        yield from _salvaged(data, file)
        return
    given = document.buckets
    named = given if isinstance(given, dict) else {b.id or f"bucket-{i}": b for i, b in enumerate(given)}
    for name, bucket in named.items():
        read = Read(name, bucket)
        if bytes(memoryview(bucket.events)[:4]) == b"null":
            bucket.events = msgspec.Raw(b"[]")
        try:
            for piece in slices(memoryview(bucket.events)):
                read.columns.add(EVENTS.decode(piece))
        except (msgspec.DecodeError, UnicodeDecodeError):
            read.columns = Columns()
            _one_by_one(data, read, file)
        yield read


def _salvaged(data: bytes, file: str) -> Iterator[Read]:
    reads: dict[str, Read] = {}
    for part in salvage(data.decode("utf-8", errors="replace"), file):
        read = reads.setdefault(part.name, Read(part.name, part.bucket))
        read.problems += part.problems
        read.columns.add(part.events)
    yield from reads.values()


def _one_by_one(data: bytes, read: Read, file: str) -> None:
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
