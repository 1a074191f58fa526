"""One calendar's events as entries: the newest copy of each holds, series are expanded, bare occurrences are filled in."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from urllib.parse import unquote

import msgspec

from connratio.importers.calendar.entries import Entries
from connratio.importers.calendar.pages import Page
from connratio.importers.calendar.people import UNLISTED, plain_address
from connratio.importers.calendar.steps import Steps
from connratio.importers.contract import Batch, Options
from connratio.importers.graph.events import EVENT, Clock, Event
from connratio.importers.graph.rows import described, people_of, reply_of
from connratio.importers.graph.rules import lines_of
from connratio.importers.ics.told import occurrences_told
from connratio.importers.ics.zones.resolution import Zones, to_ms
from connratio.model.problems import Problem
from connratio.model.text import clean

_WHOSE: Final = re.compile(r"users\('([^']+)'\)")
_UPPER: Final = re.compile(rb'"([A-Z])([A-Za-z]*)"(?=\s*:)')
_DECIMALS: Final = re.compile(r"(\.\d{6})\d+")
_ITS_OWN: Final = frozenset({"id", "type", "series_master_id", "original_start", "start", "end", "recurrence", "removed"})
"""What an occurrence never has from its series."""


class Calendar:
    """The events of one mailbox. Pages may overlap, and hold series beside their occurrences."""

    def __init__(self, entries: Entries, parts: list[Page], options: Options) -> None:
        """`entries` takes the rows; `parts` are the mailbox's pages."""
        self.entries, self.options = entries, options
        self.zones = Zones({}, "", options.timezone, source=options.own_zone)
        self.steps = Steps(self.zones)
        self.tzids: Counter[str] = Counter()
        self.events = [found for page in parts for raw, line in page.records for found in self._decoded(raw, line)]
        self.masters = {e.id: e for e, _ in self.events if e.id and e.type == "seriesMaster"}
        self.occurrences: dict[str, list[Event]] = defaultdict(list)
        for event, _ in self.events:
            if event.series_master_id and event.type != "seriesMaster":
                self.occurrences[event.series_master_id].append(event)
        self.owner, self.why = _owner(next(filter(None, map(mailbox, parts)), ""), [e for e, _ in self.events])

    def batch(self) -> Batch:
        """All of it, with whose it is."""
        # Of copies of an event the one that was changed last holds.
        changed = sorted(range(len(self.events)), key=lambda nth: (self.events[nth][0].last_modified_date_time or "", nth))
        newest = {self.events[nth][0].id: nth for nth in changed}
        for nth, (event, line) in enumerate(self.events):
            self._event(event, line, old=event.id is not None and newest.get(event.id, nth) != nth)
        self.entries.problems += [
            Problem("C201", f"time zone {clean(tzid, 60)!r} is unknown", self.entries.file, 0, "", max(self.tzids[tzid], 1))
            for tzid in sorted(self.zones.unknown)
        ]
        return self.entries.batch(self.owner, self.why, self.steps.note())

    def _decoded(self, raw: bytes, line: int) -> list[tuple[Event, int]]:
        """An event, and the exceptions that a series may have inside it."""
        try:
            # PowerShell writes the same names with a capital.
            event = EVENT.decode(_UPPER.sub(lambda m: b'"' + m[1].lower() + m[2] + b'"', raw) if b'"Start"' in raw else raw)
        except (msgspec.DecodeError, RecursionError):
            self.entries.skip("unreadable event", Problem("C106", "an event that could not be read", self.entries.file, line))
            return []
        return [
            (event, line),
            *(found for inner in event.exception_occurrences or () for found in self._decoded(bytes(inner), line)),
        ]

    def _event(self, event: Event, line: int, *, old: bool) -> None:
        uid = _uid(event)
        if event.removed is not None:
            self.entries.skip("removed")
            return
        if event.is_draft:
            self.entries.skip("draft")
            return
        if event.type == "seriesMaster":
            if old or any(e.type == "occurrence" for e in self.occurrences[event.id or ""]):
                self.entries.skip("superseded" if old else "series beside its occurrences")
            elif not self._series(event, line):
                problem = Problem("C243", "a series without its occurrences", self.entries.file, line, uid)
                self.entries.skip("series without its occurrences", problem)
            return
        event = self._filled(event)
        start = self._instant(event.start, whole=bool(event.is_all_day))
        if start is None:
            self.entries.skip("unreadable event", Problem("C105", "an event without a start", self.entries.file, line, uid))
            return
        recurring = event.series_master_id is not None or event.type in {"occurrence", "exception"}
        original = _written(event.original_start)
        instance = (start if original is None else original) if recurring else 0
        self._add(event, line, start, self._end(event, start), instance=instance, recurring=recurring, old=old)

    def _filled(self, event: Event) -> Event:
        """An occurrence with what its series says of it where it says nothing itself."""
        master = self.masters.get(event.series_master_id or "")
        if master is None:
            return event
        lacks = [f for f in event.__struct_fields__ if f not in _ITS_OWN and getattr(event, f) is None]
        return msgspec.structs.replace(event, **{f: getattr(master, f) for f in lacks})

    def _series(self, master: Event, line: int) -> bool:
        """Add the occurrences that the rule of a series gives, less those that stand on their own; whether there is a rule."""
        whole = bool(master.is_all_day)
        start = self._instant(master.start, whole=whole)
        if start is None or master.start is None or master.recurrence is None:
            return False
        asked = master.start.time_zone or ""
        lines = lines_of(master.recurrence, start, self._end(master, start), asked, self.zones, whole=whole)
        if not lines:
            return False
        originals = [o for e in self.occurrences[master.id or ""] if (o := _written(e.original_start)) is not None]
        cancelled = [day for told in master.cancelled_occurrences or () if (day := _last_day(told)) is not None]
        lines += [f"EXDATE:{datetime.fromtimestamp(ms / 1000, tz=UTC):%Y%m%dT%H%M%SZ}" for ms in originals]
        lines += [f"EXDATE;VALUE=DATE:{day:%Y%m%d}" for day in cancelled]
        found, problems = occurrences_told(lines, line, self.entries.file, self.zones, self.options)
        self.entries.problems += problems
        if not found and self.options.window is None:
            none = Problem("C224", "skipped: no occurrence", self.entries.file, line, _uid(master))
            self.entries.skip(*(("unreadable event",) if problems else ("no occurrence", none)))
        for one in found:
            self._add(master, line, one.start, one.end, instance=one.instance, recurring=True, old=False)
        return True

    def _add(self, event: Event, line: int, start: int, end: int, *, instance: int, recurring: bool, old: bool) -> None:
        people, whole, uid = people_of(event, self.owner), bool(event.is_all_day), _uid(event)
        if UNLISTED in people.groups:
            self.entries.problems.append(Problem("C240", "an event whose guest list is incomplete", self.entries.file, line, uid))
        zone = ""
        if not whole and event.start is not None:
            local, tzid = _parsed(event.start.date_time), event.start.time_zone or ""
            offset = local is not None and local.tzinfo is not None
            self.steps.count(tzid, offset=offset)
            self.tzids[tzid] += 1
            zone = self.zones.name_of(tzid) if tzid or not offset else ""
        self.entries.add(
            line, start, end, people, uid=uid, instance=instance, zone=clean(zone, 100), all_day=whole, recurring=recurring,
            created=_written(event.created_date_time), reason="superseded" if old else "", **described(event, people),
        )  # fmt: skip

    def _instant(self, clock: Clock | None, *, whole: bool) -> int | None:
        """Epoch ms. The days of an all-day event are the person's, whatever zone the answer was asked in."""
        local = _parsed(clock.date_time if clock is not None else None)
        if clock is None or local is None:
            return None
        if whole:
            return to_ms(local.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None), self.zones.person)
        if local.tzinfo is not None:
            return round(local.timestamp() * 1000)
        return self.zones.placed(local, clock.time_zone or "")

    def _end(self, event: Event, start: int) -> int:
        """The end; without one an event has no length, and a day ends at midnight."""
        end = self._instant(event.end, whole=bool(event.is_all_day))
        if not event.is_all_day:
            return start if end is None else end
        day = datetime.fromtimestamp(start / 1000, tz=UTC).astimezone(self.zones.person).replace(tzinfo=None)
        return to_ms(day + timedelta(days=1), self.zones.person) if end is None or end <= start else end


def _uid(event: Event) -> str:
    return clean(event.uid or event.ical_uid or event.id or "", 1000)


def mailbox(page: Page) -> str:
    """The mailbox that a page's request names: its address, else what stands for it; "" for none."""
    found = _WHOSE.search(str(page.head.get("@odata.context", "")))
    return plain_address(unquote(found[1])) if found is not None else ""


def _owner(named: str, events: list[Event]) -> tuple[str, str]:
    """Whose calendar it is: named in the request, else whoever organises what the calendar says it organises, else the guest of most."""
    if "@" in named:
        return named, "the request names the mailbox"
    mine: Counter[str] = Counter()
    invited: Counter[str] = Counter()
    for event in events:
        leader = event.organizer.email_address if event.organizer is not None else None
        if event.is_organizer and leader is not None:
            mine[plain_address(leader.address or "")] += 1
        elif event.is_organizer is False:
            invited.update(_could_be_me(event))
    del mine[""], invited[""]
    if mine:
        best = max(mine, key=lambda a: (mine[a], a))
        return best, f"organiser of {mine[best]} events that the calendar calls its own"
    most = [a for a, n in invited.items() if n == max(invited.values())]
    return (most[0], f"guest of {invited[most[0]]} events of others") if len(most) == 1 else ("", "")


def _could_be_me(event: Event) -> set[str]:
    """The guests whose reply may be the one that the event gives as the owner's."""
    mine = reply_of(event.response_status)
    guests = [g for g in event.attendees or () if g.type != "resource" and reply_of(g.status) in {"", "unanswered", mine}]
    return {plain_address(g.email_address.address or "") for g in guests if g.email_address is not None}


def _written(text: str | None) -> int | None:
    moment = _parsed(text)
    if moment is None:
        return None
    return round((moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).timestamp() * 1000)


def _parsed(text: Any) -> datetime | None:
    """Graph writes seven decimals of a second."""
    try:
        return datetime.fromisoformat(_DECIMALS.sub(r"\1", text)) if text else None
    except ValueError:
        return None


def _last_day(told: str) -> date | None:
    """The day at the end of the name of a cancelled occurrence (`OID.….2026-03-16`)."""
    try:
        return date.fromisoformat(told[-10:])
    except ValueError:
        return None
