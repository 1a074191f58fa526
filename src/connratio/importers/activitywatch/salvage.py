"""A damaged export, read as far as it goes: every record that is whole counts, each break is a Problem with its line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from connratio.importers.activitywatch.events import DATA, EVENT, Bucket, Event
from connratio.model.problems import Problem

EVENTS_KEY: Final = re.compile(r'"events"\s*:\s*\[')
MOST_BREAKS: Final = 1000
"""Breaks after which the rest is given up: a file that is damaged throughout is no export."""
_TYPES: Final = (("status", "afkstatus"), ("url", "web.tab.current"), ("file", "app.editor.activity"), ("app", "currentwindow"))


@dataclass(slots=True)
class Salvaged:
    """One bucket of a damaged document."""

    name: str
    bucket: Bucket
    events: list[Event] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def salvage(text: str, file: str) -> Iterator[Salvaged]:
    """The buckets of a document that is no valid JSON as a whole."""
    at = 0
    while (found := EVENTS_KEY.search(text, at)) is not None:
        bucket = _described(text[max(at, found.start() - 4096) : found.start()])
        at = _read(text, found.end(), file, bucket)
        if not bucket.bucket.type:
            bucket.bucket.type = _inferred(bucket.events)
        yield bucket


def record(raw: bytes, line: int, file: str) -> Event | Problem:
    """One event, or what is wrong with it."""
    try:
        event = EVENT.decode(raw)
        DATA.decode(event.data)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Problem("C106", "an event that could not be read", file, line)
    return event


def _described(before: str) -> Salvaged:
    def last(key: str) -> str:
        values = re.findall(rf'"{key}"\s*:\s*"([^"]*)"', before)
        return values[-1] if values else ""

    names = re.findall(r'"([^"]+)"\s*:\s*\{', before)
    names = [n for n in names if n not in {"buckets", "data", "metadata"}]
    name = last("id") or (names[-1] if names else "") or last("type")
    return Salvaged(name, Bucket(type=last("type"), client=last("client"), hostname=last("hostname")))


def _read(text: str, at: int, file: str, into: Salvaged) -> int:
    """Read the records from `at` on; the position behind the list."""
    decoder = json.JSONDecoder()
    skip = re.compile(r"[\s,]*")
    line, counted = text.count("\n", 0, at) + 1, at
    while len(into.problems) < MOST_BREAKS:
        at = skip.match(text, at).end()  # type: ignore[union-attr]  # matches the empty string too
        if text[at : at + 1] == "]":
            return at + 1
        line, counted = line + text.count("\n", counted, at), at
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = _resumed(text, at)
            cut = end >= len(text)
            into.problems.append(
                Problem("C104", "the document breaks off here", file, line)
                if cut
                else Problem("C106", "an event that could not be read", file, line)
            )
            if cut:
                return end
        else:
            _keep(value, line, file, into)
        at = end
    return len(text)


def _resumed(text: str, at: int) -> int:
    """Where the next record begins after a broken one."""
    found = re.compile(r'\{\s*"(?:timestamp|id|duration|data)"\s*:').search(text, at + 1)
    closing = EVENTS_KEY.search(text, at + 1)
    ends = [m.start() for m in (found, closing) if m is not None]
    return min(ends) if ends else len(text)


def _keep(value: Any, line: int, file: str, into: Salvaged) -> None:
    event = (
        record(msgspec.json.encode(value), line, file)
        if isinstance(value, dict)
        else Problem("C106", "an event that could not be read", file, line)
    )
    if isinstance(event, Event):
        into.events.append(event)
    else:
        into.problems.append(event)


def _inferred(events: list[Event]) -> str:
    if not events:
        return ""
    data = DATA.decode(events[0].data)
    return next(
        (kind for key, kind in _TYPES if getattr(data, key) not in (None, msgspec.UNSET)), ""
    )  # a raw value cannot be hashed
