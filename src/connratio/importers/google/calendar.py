"""One calendar's pages as entries: the newest copy of each event holds, series are expanded, stubs are filled in."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any, Final

import msgspec

from connratio.importers.calendar.entries import Entries
from connratio.importers.calendar.pages import Page
from connratio.importers.calendar.people import UNLISTED, is_address, plain_address, virtual
from connratio.importers.calendar.steps import Steps
from connratio.importers.contract import Batch, Options
from connratio.importers.google.events import EVENT, Event
from connratio.importers.google.rows import described, own_address, people_of
from connratio.importers.google.times import Clock, occurrences
from connratio.importers.ics.zones.resolution import Zones
from connratio.model.problems import Problem
from connratio.model.text import clean

BUSY_ONLY: Final = "only busy times, neither titles nor people: nothing tells meetings from time alone"
"""What a source says of itself that is shared as free or busy."""


class Calendar:
    """The events of one calendar. Pages may overlap, and hold series or their occurrences."""

    def __init__(self, entries: Entries, parts: list[Page], options: Options) -> None:
        """`entries` takes the rows; `parts` are the calendar's pages."""
        self.entries, self.options = entries, options
        head: dict[str, Any] = {key: value for page in parts for key, value in page.head.items()}
        self.zones = Zones({}, "", options.timezone, source=options.own_zone)
        self.clock = Clock(options.timezone, str(head.get("timeZone") or ""), self.zones)
        self.steps = Steps(self.zones)
        self.busy_only = head.get("accessRole") == "freeBusyReader"
        ours = head.get("connratio")
        self.person = clean(str(ours.get("person") or ""), 254).lower() if isinstance(ours, dict) else ""
        self.owners: Counter[str] = Counter()
        self.theirs = head.get("accessRole") in {"reader", "freeBusyReader"}
        self.events = [found for page in parts for raw, line in page.records if (found := self._decoded(raw, line)) is not None]
        self.masters = {e.id: e for e, _ in self.events if e.id and e.recurrence}
        self.exceptions: dict[str, list[Event]] = defaultdict(list)
        for event, _ in self.events:
            if event.recurring_event_id and event.original_start_time is not None:
                self.exceptions[event.recurring_event_id].append(event)

    def batch(self) -> Batch:
        """All of it, with whose it is."""
        newest = _newest(self.events)
        self.owners.update(own for event, _ in self.events if (own := own_address(event)) and not virtual(own))
        if self.theirs and not self.person:
            self.person = self._owner()[0]  # who may only read a calendar does not own it
        for nth, (event, line) in enumerate(self.events):
            old = event.id is not None and newest[event.id] != nth
            if event.recurrence and not old and event.start is not None:
                self._series(event, line)
            else:
                self._single(event, line, old=old)
        file = self.entries.file
        self.entries.problems += [
            Problem("C201", f"time zone {clean(tzid, 60)!r} is unknown", file, 0, "", n)
            for tzid, n in sorted(self.zones.unknown.items())
        ]
        if self.busy_only:
            self.entries.problems.append(Problem("C241", "a calendar that shows only when it is busy", file))
        return self.entries.batch(*self._owner(), self._notes())

    def _owner(self) -> tuple[str, str]:
        """Whose calendar it is, and why."""
        if self.person and not self.theirs:
            return self.person, "the administrator's list names them"
        if self.owners:
            return max(self.owners, key=lambda a: (self.owners[a], a)), "the interface marks the address as the calendar's own"
        name = plain_address(self.entries.name)
        return name if is_address(name) and not virtual(name) else "", "the calendar is named so"

    def _notes(self) -> tuple[str, ...]:
        busy = (BUSY_ONLY,) if self.busy_only else ()
        return (*busy, *self.steps.note())

    def _decoded(self, raw: bytes, line: int) -> tuple[Event, int] | None:
        try:
            return EVENT.decode(raw), line
        except (msgspec.DecodeError, RecursionError):
            self.entries.skip("unreadable event", Problem("C106", "an event that could not be read", self.entries.file, line))
            return None

    def _single(self, event: Event, line: int, *, old: bool) -> None:
        event = self._filled(event)
        start = self.clock.instant(event.start)
        if start is None and event.status == "cancelled":
            self.entries.skip("cancelled, its time unknown")
        elif start is None:
            uid = clean(event.ical_uid or event.id or "", 1000)
            self.entries.skip("unreadable event", Problem("C105", "an event without a start", self.entries.file, line, uid))
        else:
            original = self.clock.instant(event.original_start_time)
            instance = (start if original is None else original) if event.recurring_event_id else 0
            end = self.clock.end_of(event, start)
            self._add(event, line, start, end, instance=instance, reason="superseded" if old else "")

    def _filled(self, event: Event) -> Event:
        """The event; the stub of a cancelled occurrence with what its series says of it."""
        master = self.masters.get(event.recurring_event_id or "")
        original = self.clock.instant(event.original_start_time)
        if event.start is not None or event.status != "cancelled" or master is None or original is None:
            return event
        first = self.clock.instant(master.start)
        length = 0 if first is None else max(self.clock.end_of(master, first) - first, 0)
        return msgspec.structs.replace(
            master, id=event.id, status="cancelled", recurring_event_id=event.recurring_event_id, recurrence=None,
            original_start_time=event.original_start_time, start=event.original_start_time,
            end=self.clock.later(event.original_start_time, length),
        )  # fmt: skip

    def _series(self, master: Event, line: int) -> None:
        replaced = self.exceptions[master.id or ""]
        found, problems = occurrences(master, replaced, line, self.entries.file, self.clock, self.options)
        self.entries.problems += problems
        if not found and self.options.window is None:
            uid = clean(master.ical_uid or master.id or "", 1000)
            none = Problem("C224", "skipped: no occurrence", self.entries.file, line, uid)
            self.entries.skip(*(("unreadable event",) if problems else ("no occurrence", none)))
        for one in found:
            self._add(master, line, one.start, one.end, instance=one.instance)

    def _add(self, event: Event, line: int, start: int, end: int, *, instance: int, reason: str = "") -> None:
        people, uid = people_of(event), clean(event.ical_uid or event.id or "", 1000)
        if UNLISTED in people.groups:
            self.entries.problems.append(Problem("C240", "an event whose guest list is incomplete", self.entries.file, line, uid))
        whole = event.start is not None and event.start.date_time is None
        zone = "" if whole or event.start is None else event.start.time_zone or self.clock.default
        if not whole:
            told = event.start.date_time if event.start is not None else None
            self.steps.count(zone, offset=self.clock.written(told) is not None)
        created = self.clock.written(event.created)
        self.entries.add(
            line, start, end, people, uid=uid, instance=instance, zone=clean(zone, 100), all_day=whole, reason=reason,
            recurring=bool(event.recurring_event_id or event.recurrence), created=created, person=self.person,
            **described(event, people, self.clock.written(event.updated)),
        )  # fmt: skip


def _newest(events: list[tuple[Event, int]]) -> dict[str, int]:
    """Which copy of each event was changed last; of equal ones the last."""
    newest: dict[str, int] = {}
    for nth, (event, _) in enumerate(events):
        if event.id is not None:
            known = newest.get(event.id)
            if known is None or (event.updated or "") >= (events[known][0].updated or ""):
                newest[event.id] = nth
    return newest
