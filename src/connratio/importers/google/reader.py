"""The importer: events.list pages, lists and single events, freebusy answers; one batch per calendar."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

import msgspec

from connratio.importers.calendar.entries import Entries
from connratio.importers.calendar.pages import Page, pages
from connratio.importers.calendar.people import People
from connratio.importers.contract import Batch, Head, Options, Source
from connratio.importers.google.calendar import BUSY_ONLY, Calendar
from connratio.importers.google.events import BUSY, BUSY_CALENDAR, FREE_BUSY, Busy, BusyCalendar, When
from connratio.importers.google.times import Clock
from connratio.importers.ics.zones.resolution import Zones
from connratio.model.problems import Problem
from connratio.model.text import clean

_MINE: Final = re.compile(r'"kind"\s*:\s*"calendar#(?:events?|freeBusy)"')
_LIKE: Final = re.compile(r'"(?:start|end)"\s*:\s*\{\s*"date(?:Time)?"\s*:')
_MARKS: Final = re.compile(
    r'"iCalUID"\s*:|"summary"\s*:\s*"|"eventType"\s*:\s*"|"htmlLink"\s*:\s*"https://www\.google\.com/calendar|"responseStatus"\s*:\s*"'
)
_OTHERS: Final = re.compile(r'"(?:subject|iCalUId|@odata\.\w+)"\s*:')


class GoogleImporter:
    """Google Calendar API JSON: events.list pages, single events, freebusy answers (seen 2026-11)."""

    name = "google"
    version = 2
    """Counts what changed in how it reads: a ledger reads again what an earlier one brought."""

    def recognises(self, head: Head) -> bool:
        """Whether it is JSON with what only this interface writes."""
        text = head.text.lstrip("\ufeff \t\r\n\0")
        if text[:1] not in {"{", "["}:
            return False
        return bool(_MINE.search(text) or (_LIKE.search(text) and _MARKS.search(text) and not _OTHERS.search(text)))

    def read(self, source: Source, options: Options) -> Iterator[Batch]:
        """One batch per calendar; cancelled events are rows too, and so are older copies of an event."""
        file = clean(source.name)
        problems: list[Problem] = []
        calendars: dict[str, list[Page]] = defaultdict(list)
        for page in pages(source.data(), file, problems):
            busy = [(raw, line) for raw, line in page.records if _is_busy(raw)]
            for raw, line in busy:
                yield from self._busy(raw, line, source, options)
            rest = [record for record in page.records if record not in busy] if busy else page.records
            if rest or page.head or page.n_lost:
                calendars[str(page.head.get("summary") or source.stem)].append(Page(page.head, rest, page.n_lost))
        if problems and not calendars:
            calendars[source.stem] = []
        for name, parts in calendars.items():
            entries = Entries(self.name, name, source, options.timezone)
            entries.problems += problems
            entries.skipped["unreadable event"] += sum(page.n_lost for page in parts)
            yield Calendar(entries, parts, options).batch()
            problems = []

    def _busy(self, raw: bytes, line: int, source: Source, options: Options) -> Iterator[Batch]:
        """The busy stretches of each calendar: when, but neither what nor with whom."""
        try:
            answer = FREE_BUSY.decode(raw)
        except (msgspec.DecodeError, RecursionError):
            entries = Entries(self.name, source.stem, source, options.timezone)
            entries.skip("unreadable event", Problem("C106", "an answer that could not be read", entries.file, line))
            yield entries.batch()
            return
        for name, found in answer.calendars.items():
            entries = Entries(self.name, name, source, options.timezone)
            try:
                calendar = BUSY_CALENDAR.decode(found)
            except (msgspec.DecodeError, RecursionError):
                entries.skip("unreadable event", Problem("C106", "an answer that could not be read", entries.file, line))
                calendar = BusyCalendar()
            yield _busy_batch(entries, calendar, line, clean(answer.connratio.get("person", "")).lower(), options)


def _is_busy(raw: bytes) -> bool:
    return b'"calendars"' in raw and re.search(rb'"busy"\s*:|"calendar#freeBusy"', raw) is not None


def _busy_batch(entries: Entries, calendar: BusyCalendar, line: int, person: str, options: Options) -> Batch:
    clock = Clock(options.timezone, "", Zones({}, "", options.timezone))
    for trouble in calendar.errors:
        reason = clean(trouble.reason or "unknown", 40)
        entries.problems.append(Problem("C242", f"a calendar gave no busy times ({reason})", entries.file, line))
    for raw in calendar.busy:
        try:
            stretch = BUSY.decode(raw)
        except msgspec.DecodeError:
            stretch = Busy("", "")
        start, end = clock.instant(When(date_time=stretch.start)), clock.instant(When(date_time=stretch.end))
        if start is None or end is None:
            problem = Problem("C106", "a busy stretch that could not be read", entries.file, line)
            entries.skip("unreadable event", problem)
        else:
            entries.add(line, start, end, People(), uid=f"busy-{start}-{end}", private=True, person=person)
    if calendar.busy:
        entries.problems.append(Problem("C241", "a calendar that shows only when it is busy", entries.file, line))
    owner = entries.name.lower() if "@" in entries.name and "calendar.google.com" not in entries.name else ""
    return entries.batch(owner, "the calendar is named so", (BUSY_ONLY,))
