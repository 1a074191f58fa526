"""Kimai's timesheets as its API gives them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from connratio.importers.contract import Batch, Head, Options, Source
from connratio.importers.timers.documents import document, instant, records
from connratio.importers.timers.entries import Entries
from connratio.model.text import clean

_HEAD: Final = re.compile(r'^\s*\[.*\{.*"begin"\s*:', re.DOTALL)
_KEYS: Final = re.compile(r'"(?:activity|exported|billable)"\s*:')


class Timesheet(msgspec.Struct):
    """One timesheet; with `full=true` project, activity and user are objects, else numbers."""

    id: int | str | None = None
    begin: str | None = None
    end: str | None = None
    duration: float | None = None
    description: str | None = None
    tags: list[str] | str | None = None
    project: Any = None
    activity: Any = None
    user: Any = None


class KimaiJson:
    """Kimai: `GET /api/timesheets`, with or without `full=true` (seen 2026-11)."""

    name = "kimai-json"

    def recognises(self, head: Head) -> bool:
        """Whether it is a list of objects that begin, beside an activity."""
        return _HEAD.match(head.text) is not None and _KEYS.search(head.text) is not None

    def read(self, source: Source, options: Options) -> Iterator[Batch]:
        """One batch; an entry without an end is running."""
        entries = Entries(source, options)
        for line, sheet in records(entries, Timesheet, document(entries)):
            start, end = instant(sheet.begin), instant(sheet.end)
            if sheet.end and end is None:
                entries.unreadable(line, "an entry whose end cannot be read")
                continue
            length = round(sheet.duration * 1000) if sheet.duration is not None and math.isfinite(sheet.duration) else None
            tags = [sheet.tags] if isinstance(sheet.tags, str) else sheet.tags or []
            activity = _name(sheet.activity)
            entries.add(
                line,
                start,
                end,
                length,
                uid="" if sheet.id is None else clean(str(sheet.id)),
                title=clean(sheet.description or activity),
                project=clean(_name(sheet.project)),
                category=clean(", ".join(filter(None, (*tags, activity)))),
                person=clean(_name(sheet.user) or (str(sheet.user) if isinstance(sheet.user, int) else "")).lower(),
            )
        yield entries.batch(self.name)


def _name(given: Any) -> str:
    """The name of an object; "" for a bare number."""
    if not isinstance(given, dict):
        return ""
    return next((v for k in ("email", "username", "name") if isinstance(v := given.get(k), str) and v), "")
