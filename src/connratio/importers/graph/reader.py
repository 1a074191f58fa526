"""The importer: pages of calendarView, events and delta, one calendar a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from connratio.importers.calendar.entries import Entries
from connratio.importers.calendar.pages import pages
from connratio.importers.contract import Batch, Head, Options, Source
from connratio.importers.graph.calendar import Calendar

_MINE: Final = re.compile(
    r'"@odata\.context"\s*:\s*"[^"]*(?:calendarView|/events|\$metadata#Collection\((?:microsoft\.graph\.)?event\))|"[iI]CalUId"\s*:'
    r'|"@odata\.type"\s*:\s*"#microsoft\.graph\.event"'
)
_LIKE: Final = re.compile(r'"[sS]tart"\s*:\s*\{[^{}]*"[dD]ateTime"\s*:')


class GraphImporter:
    """Microsoft Graph JSON: GET /me/calendarView, page after page (seen 2026-11)."""

    name = "graph"

    def recognises(self, head: Head) -> bool:
        """Whether it is JSON with events as Graph writes them."""
        text = head.text.lstrip("\ufeff \t\r\n\0")
        if text[:1] not in {"{", "["}:
            return False
        return _MINE.search(text) is not None and (_LIKE.search(text) is not None or '"value"' in text)

    def read(self, source: Source, options: Options) -> Iterator[Batch]:
        """One batch; cancelled events are rows too."""
        entries = Entries(self.name, source.stem, source, options.timezone)
        found = pages(source.data(), entries.file, entries.problems)
        entries.skipped["unreadable event"] += sum(page.n_lost for page in found)
        yield Calendar(entries, found, options).batch()
