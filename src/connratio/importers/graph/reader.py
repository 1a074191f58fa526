"""The importer: pages of calendarView, one calendar a file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import unquote

import msgspec

from connratio.importers.calendar.entries import Entries
from connratio.importers.calendar.pages import pages
from connratio.importers.calendar.people import UNLISTED, plain_address
from connratio.importers.contract import Batch, Head, Options, Source
from connratio.importers.graph.events import EVENT, Clock, Event
from connratio.importers.graph.rows import described, people_of
from connratio.importers.ics.zones import Zones, to_ms
from connratio.model.problems import Problem
from connratio.model.text import clean

_MINE: Final = re.compile(
    r'"@odata\.context"\s*:\s*"[^"]*(?:calendarView|/events|\$metadata#Collection\(microsoft\.graph\.event\))|"iCalUId"\s*:'
)
_LIKE: Final = re.compile(r'"start"\s*:\s*\{\s*"dateTime"\s*:')
_WHOSE: Final = re.compile(r"users\('([^']+)'\)")


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
        """One batch; cancelled events are rows too. A series without its occurrences is a Problem: calendarView gives them."""
        entries = Entries(self.name, source.stem, source, options.timezone)
        found = pages(source.data(), entries.file, entries.problems)
        entries.skipped["unreadable event"] += sum(p.code == "C106" for p in entries.problems)
        context = " ".join(str(page.head.get("@odata.context", "")) for page in found)
        events = [read for page in found for raw, line in page.records if (read := _decoded(raw, line, entries)) is not None]
        zones = Zones({}, "", options.timezone)
        owner, why = _owner(context, [event for event, _ in events])
        # Of copies of an event the one that was changed last holds.
        changed = sorted(range(len(events)), key=lambda nth: (events[nth][0].last_modified_date_time or "", nth))
        newest = {events[nth][0].id: nth for nth in changed}
        for nth, (event, line) in enumerate(events):
            old = event.id is not None and newest.get(event.id, nth) != nth
            _add(event, line, owner, entries, zones, old=old)
        entries.problems += [
            Problem("C201", f"time zone {clean(tzid, 60)!r} is unknown", entries.file, 0, "", n)
            for tzid, n in sorted(zones.unknown.items())
        ]
        steps = ", ".join(f"{n} by {step}" for step, n in sorted(zones.steps.items()))
        yield entries.batch(owner, why, (f"zones: {steps}",) if steps else ())


def _decoded(raw: bytes, line: int, entries: Entries) -> tuple[Event, int] | None:
    try:
        return EVENT.decode(raw), line
    except msgspec.DecodeError:
        entries.skip("unreadable event", Problem("C106", "an event that could not be read", entries.file, line))
        return None


def _owner(context: str, events: list[Event]) -> tuple[str, str]:
    """Whose calendar it is: named in the request, else whoever organises what the calendar says it organises."""
    for whose in _WHOSE.findall(context):
        if "@" in unquote(whose):
            return plain_address(unquote(whose)), "the request names the mailbox"
    mine: Counter[str] = Counter()
    for event in events:
        if event.is_organizer and event.organizer is not None and event.organizer.email_address is not None:
            mine[plain_address(event.organizer.email_address.address or "")] += 1
    del mine[""]
    best = max(mine, key=lambda a: (mine[a], a), default="")
    return best, f"organiser of {mine[best]} events that the calendar calls its own"


def _add(event: Event, line: int, owner: str, entries: Entries, zones: Zones, *, old: bool) -> None:
    uid = clean(event.ical_uid or event.id or "", 1000)
    if event.is_draft:
        entries.skip("draft")
        return
    if event.type == "seriesMaster":
        problem = Problem("C243", "a series without its occurrences", entries.file, line, uid)
        entries.skip("series without its occurrences", problem)
        return
    whole = bool(event.is_all_day)
    start, end = _instant(event.start, zones, whole=whole), _instant(event.end, zones, whole=whole)
    if start is None:
        entries.skip("unreadable event", Problem("C105", "an event without a start", entries.file, line, uid))
        return
    if end is None or (whole and end <= start):
        end = start if not whole else _next_midnight(start, zones)
    people = people_of(event, owner)
    if UNLISTED in people.groups:
        entries.problems.append(Problem("C240", "an event whose guest list is incomplete", entries.file, line, uid))
    recurring = event.series_master_id is not None or event.type in {"occurrence", "exception"}
    original = _written(event.original_start)
    entries.add(
        line, start, end, people, uid=uid, instance=(start if original is None else original) if recurring else 0,
        zone="" if whole or event.start is None else clean(event.start.time_zone or "", 100), all_day=whole, recurring=recurring,
        created=_written(event.created_date_time), reason="superseded" if old else "", **described(event, people),
    )  # fmt: skip


def _instant(clock: Clock | None, zones: Zones, *, whole: bool) -> int | None:
    """Epoch ms. The days of an all-day event are the person's, whatever zone the answer was asked in."""
    local = _parsed(clock.date_time if clock is not None else None)
    if clock is None or local is None:
        return None
    if whole:
        return to_ms(local.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None), zones.person)
    if local.tzinfo is not None:
        return round(local.timestamp() * 1000)
    return zones.placed(local, clock.time_zone or "")


def _next_midnight(start: int, zones: Zones) -> int:
    day = datetime.fromtimestamp(start / 1000, tz=UTC).astimezone(zones.person).replace(tzinfo=None)
    return to_ms(day + timedelta(days=1), zones.person)


def _written(text: str | None) -> int | None:
    moment = _parsed(text)
    if moment is None:
        return None
    return round((moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).timestamp() * 1000)


def _parsed(text: Any) -> datetime | None:
    """Graph writes seven decimals of a second."""
    try:
        return datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text)) if text else None
    except ValueError:
        return None
