"""The importer: pages of calendarView, events and delta, one calendar a mailbox."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from connratio.importers.calendar.entries import Entries
from connratio.importers.calendar.pages import Page, pages
from connratio.importers.contract import Batch, Head, Options, Source
from connratio.importers.graph.calendar import Calendar, mailbox
from connratio.model.problems import Problem
from connratio.model.text import clean

_MINE: Final = re.compile(
    r'"@odata\.context"\s*:\s*"[^"]*(?:calendarView|/events|\$metadata#Collection\((?:microsoft\.graph\.)?event\))|"[iI]CalUId"\s*:'
    r'|"@odata\.type"\s*:\s*"#microsoft\.graph\.event"'
)
_LIKE: Final = re.compile(r'"[sS]tart"\s*:\s*\{[^{}]*"[dD]ateTime"\s*:')


class GraphImporter:
    """Microsoft Graph JSON: GET /me/calendarView, page after page (seen 2026-11)."""

    name = "graph"
    version = 2
    """Counts what changed in how it reads: a ledger reads again what an earlier one brought."""

    def recognises(self, head: Head) -> bool:
        """Whether it is JSON with events as Graph writes them."""
        text = head.text.lstrip("\ufeff \t\r\n\0")
        if text[:1] not in {"{", "["}:
            return False
        return _MINE.search(text) is not None and (_LIKE.search(text) is not None or '"value"' in text)

    def read(self, source: Source, options: Options) -> Iterator[Batch]:
        """One batch for each mailbox; cancelled events are rows too."""
        problems: list[Problem] = []
        calendars: dict[str, list[Page]] = {}
        for page in pages(source.data(), clean(source.name), problems):
            calendars.setdefault(mailbox(page), []).append(page)
        if len(calendars) == 2 and "" in calendars:
            # What names no mailbox is of the only one that is named.
            calendars = {"": [page for parts in calendars.values() for page in parts]}
        for whose, parts in (calendars or {"": []}).items():
            entries = Entries(self.name, whose if whose and len(calendars) > 1 else source.stem, source, options.timezone)
            entries.problems += problems
            entries.skipped["unreadable event"] += sum(page.n_lost for page in parts)
            yield Calendar(entries, parts, options).batch()
            problems = []
