"""Toggl Track's answers as JSON: entries of API v9, and the detailed and summary reports of v2 and v3."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from connratio.importers.contract import Batch, Head, Options, Source
from connratio.importers.timers.documents import document, instant, records
from connratio.importers.timers.entries import Entries
from connratio.importers.timers.period import Period, period_of
from connratio.model.text import clean

_REPORT: Final = re.compile(r'^\s*\{.*"(?:total_grand|total_currencies|sub_groups)"\s*:', re.DOTALL)
_LIST: Final = re.compile(r"^\s*\[\s*\S")
_KEYS: Final = re.compile(r'\{[^{}]*"(?:workspace_id|wid|time_entries)"\s*:')


class Part(msgspec.Struct):
    """One of the entries that v3 keeps under their common description."""

    id: int | str | None = None
    start: str | None = None
    stop: str | None = None
    seconds: float | None = None


class Entry(msgspec.Struct):
    """An entry, or a row of a summary, under the names that any version gives its fields. `dur` and `time` are ms."""

    id: int | str | None = None
    start: str | None = None
    stop: str | None = None
    end: str | None = None
    duration: float | None = None
    dur: float | None = None
    time: float | None = None
    seconds: float | None = None
    description: str | None = None
    title: Any = None
    tags: list[str] | None = None
    tag_names: list[str] | None = None
    project: str | None = None
    project_name: str | None = None
    client: str | None = None
    client_name: str | None = None
    task: str | None = None
    task_name: str | None = None
    user: str | None = None
    username: str | None = None
    user_name: str | None = None
    user_id: int | str | None = None
    uid: int | str | None = None
    time_entries: list[Part] | None = None
    items: list[Entry] | None = None
    sub_groups: list[Entry] | None = None


class TogglJson:
    """Toggl Track: `GET /api/v9/me/time_entries`, and `details`, `summary` and `search/time_entries` of its reports
    (seen 2026-11). A summary says how much, not when: its period is that of the file's name or of the configuration.
    """

    name = "toggl-json"

    def recognises(self, head: Head) -> bool:
        """Whether it is a report with its totals, or a list of entries of a workspace."""
        text = head.text
        return _REPORT.match(text) is not None or (_LIST.match(text) is not None and _KEYS.search(text) is not None)

    def read(self, source: Source, options: Options) -> Iterator[Batch]:
        """One batch. A negative duration is how Toggl marks the entry that is running."""
        entries = Entries(source, options)
        whole = document(entries)
        key = "" if whole.lstrip()[:1] == b"[" else "groups" if b'"groups"' in whole else "data"
        period: Period | None = None
        for line, entry in records(entries, Entry, whole, key):
            if entry.time is None and entry.sub_groups is None:
                _add(entries, line, entry)
                continue
            period = period or period_of(entries, options)
            for nth, row in enumerate(entry.items or entry.sub_groups or [entry], 1):
                uid = f"{'' if entry.id is None else clean(str(entry.id))}#{nth}"
                period.add(entries, line, _ms(row.time, row.seconds), uid=uid, title=_title(row), project=_title(entry))
        yield entries.batch(self.name)


def _add(entries: Entries, line: int, entry: Entry) -> None:
    described = {
        "title": clean(entry.description or entry.task or entry.task_name or ""),
        "project": clean(entry.project or entry.project_name or entry.client or entry.client_name or ""),
        "category": clean(", ".join(entry.tags or entry.tag_names or ())),
        "person": clean(str(entry.user_name or entry.username or entry.user or entry.user_id or entry.uid or "")).lower(),
    }
    parts = entry.time_entries
    if parts is None:
        parts = [Part(entry.id, entry.start, entry.stop or entry.end)]
        parts[0].seconds = entry.duration if entry.dur is None else entry.dur / 1000
    for part in parts:
        start, end = instant(part.start), instant(part.stop)
        if part.stop and end is None:
            entries.unreadable(line, "an entry whose end cannot be read")
        else:
            uid = "" if part.id is None else clean(str(part.id))
            entries.add(line, start, end, _ms(None, part.seconds), uid=uid, **described)


def _ms(ms: float | None, seconds: float | None) -> int | None:
    """A length in ms; None where there is none, or it is no number."""
    value = ms if ms is not None else seconds * 1000 if seconds is not None else None
    return round(value) if value is not None and math.isfinite(value) else None


def _title(row: Entry) -> str:
    """What a row of a summary is called: text, or text under the name of what it is grouped by."""
    given = row.title
    if isinstance(given, dict):
        given = next((v for k in ("time_entry", "task", "project", "client", "user") if isinstance(v := given.get(k), str)), "")
    return clean(given) if isinstance(given, str) else ""
