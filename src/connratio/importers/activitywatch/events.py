"""The export document as typed structs: only the fields we keep are ever built."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import msgspec


class Data(msgspec.Struct, gc=False, frozen=True):
    """Every field of an event's data that some bucket type gives and we keep; watchers write null for what they miss."""

    app: str | None = None
    title: str | None = None
    url: str | None = None
    status: str | None = None
    audible: bool | None = None
    project: str | None = None
    language: str | None = None
    label: str | None = None
    running: bool | None = None
    file: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET  # tells an editor's event; the path itself is never kept


class Event(msgspec.Struct, gc=False, frozen=True):
    """One event: start as text, duration in seconds, and its data as it stands there: the same few thousand, year after year."""

    timestamp: str
    duration: float | None = 0.0
    data: msgspec.Raw = msgspec.Raw(b"{}")


class Bucket(msgspec.Struct):
    """One bucket; its events stay undecoded until its type is known."""

    id: str | None = None
    type: str | None = None
    client: str | None = None
    hostname: str | None = None
    events: msgspec.Raw = msgspec.Raw(b"[]")


class Export(msgspec.Struct):
    """The document: an object keyed by bucket id, although the published schema says array."""

    buckets: dict[str, Bucket] | list[Bucket]


EXPORT = msgspec.json.Decoder(Export)
EVENTS = msgspec.json.Decoder(list[Event], strict=False)
EVENT = msgspec.json.Decoder(Event, strict=False)
DATA = msgspec.json.Decoder(Data)
RECORDS = msgspec.json.Decoder(list[msgspec.Raw])

SLICE: Final = 500_000
"""Bytes decoded at a time: a year of windows never stands in memory as half a million objects."""
_NEXT: Final = re.compile(rb'\}\s*,\s*(?=\{\s*"(?:timestamp|id|duration)"\s*:)')


def slices(events: memoryview) -> Iterator[bytes]:
    """A JSON list of events as several shorter lists.

    Cut where one event ends and the next begins; inside a string the quotes of that pattern would be escaped.
    """
    at = 0
    while len(events) - at > 2 * SLICE and (found := _NEXT.search(events, at + SLICE)) is not None:
        yield b"".join((b"[" if at else b"", events[at : found.start() + 1], b"]"))
        at = found.end()
    yield b"".join((b"[" if at else b"", events[at:]))
