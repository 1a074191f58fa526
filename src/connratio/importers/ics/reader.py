"""The importer: calendars of a file, window by window, one batch per calendar."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from connratio.importers.calendar.people import plain_address
from connratio.importers.contract import Batch, Head, Options, Source, SourceInfo
from connratio.importers.ics.about.messages import Message, rows_of
from connratio.importers.ics.event import Event, place
from connratio.importers.ics.found import Found
from connratio.importers.ics.never import never
from connratio.importers.ics.reach import EARLIEST, LATEST, WIDER, reach_of
from connratio.importers.ics.rows import activities, described_as
from connratio.importers.ics.rules.bounds import Pool
from connratio.importers.ics.rules.lengths import overlaps
from connratio.importers.ics.rules.vcalendar import local_zone
from connratio.importers.ics.series import Series
from connratio.importers.ics.taken import ByUid, Taken, method_of
from connratio.importers.ics.text.blocks import Calendar, cut
from connratio.importers.ics.text.lines import parse_line
from connratio.importers.ics.zones.clocks import DAY, clock_of
from connratio.importers.ics.zones.definitions import Definitions
from connratio.importers.ics.zones.resolution import Zones, told
from connratio.model.activities import concat
from connratio.model.intervals import Ints
from connratio.model.problems import Problem
from connratio.model.text import clean

_MESSAGES: Final = {
    "REPLY": "reply to an invitation",
    "COUNTER": "counter-proposal",
    "DECLINECOUNTER": "counter-proposal",
    "REFRESH": "refresh request",
}
_USUAL: Final = frozenset({"", "PUBLISH", "REQUEST"})
"""Methods of calendars whose events are what they look like."""
STEPS_EACH: Final = 2_000
"""Empty steps that each event adds to what the rules of its calendar may use up: a daily rule of one month in the year takes 335."""
OCCURRENCES_EACH: Final = 400
"""Occurrences that each event adds to what the calendar may have in all, beyond a million."""
_FIRST: Final = re.compile(r"BEGIN:([A-Z][A-Z0-9-]*)[ \t]*[\r\n]", re.IGNORECASE)
_LATER: Final = re.compile(r"[\r\n]BEGIN:(?:VCALENDAR|VEVENT)[ \t]*[\r\n]", re.IGNORECASE)
_CARDS: Final = frozenset({"VCARD", "VNOTE"})
_SUFFIXES: Final = (".ics", ".ical", ".icalendar", ".vcs")
_ADDRESS: Final = re.compile(r"[^@\s/]+@[^@\s/]+\.[A-Za-z]{2,}")


class IcsImporter:
    """iCalendar (.ics), RFC 5545: Google, Outlook, Apple, Nextcloud and all others (seen 2026-11)."""

    name = "ics"
    version = 2
    """Counts what changed in how it reads: a ledger reads again what an earlier one brought."""

    def recognises(self, head: Head) -> bool:
        """Whether it begins as a calendar or one of its parts does; under a calendar's suffix also behind other lines."""
        text = head.text.replace("\0", "").lstrip("\ufeff \t\r\n")
        if first := _FIRST.match(text):
            return first[1].upper() not in _CARDS
        return head.name.lower().endswith(_SUFFIXES) and _LATER.search(text) is not None

    def read(self, source: Source, options: Options) -> Iterator[Batch]:
        """Every occurrence in the window, one batch per calendar. Cancelled ones are rows too, with that status.

        What has one name is one calendar, be it written as a VCALENDAR for each event.
        """
        file = clean(source.name)
        with source.open() as stream:
            parts = cut(stream, file, lambda about: Taken(file, options.window, about))
        by_name: dict[tuple[str, str, str], list[_Reader]] = {}
        zones = Definitions(calendar.zones for calendar in parts.calendars)
        for calendar in parts.calendars or [Calendar(events=Taken(file, options.window))]:
            reader = _Reader(calendar, file, options, zones)
            name = clean(reader.about.get("X-WR-CALNAME", "")) or clean(source.stem)
            by_name.setdefault((name, *_owner(reader.about, source)), []).append(reader)
        first = next(iter(by_name.values()))[0]
        first.problems += parts.problems
        first.skipped.update(parts.skipped)
        for (name, owner, why), readers in by_name.items():
            yield _batch(readers, SourceInfo(name=name, format="ics", path=source.path, owner=owner, owner_why=why), options)


def _batch(readers: Sequence[_Reader], info: SourceInfo, options: Options) -> Batch:
    """The occurrences in the window of all VCALENDARs of a name, and what is to be said of them."""
    found, pool = Found(), Pool()
    spans, messages = [], []
    problems: list[Problem] = []
    skipped: Counter[str] = Counter()
    for reader in readers:
        span = reader.read_into(found, pool)
        spans += [span] if span else []
        if reader.taken.messages:
            messages.append(rows_of(reader.taken.messages.values(), reader.zones, reader.file, info.name))
        reader.let_go()
        problems += reader.problems
        skipped.update(reader.skipped)
    for event in found.reversed:
        problems.append(Problem("C202", "an event that ends before it starts", readers[0].file, event.line, event.uid))
    span = (min(first for first, _ in spans), max(last for _, last in spans)) if spans else None
    table = activities(found, options.timezone, info.name)
    if messages:
        table = concat([table, *messages])
    info = replace(info, span=span, notes=told((reader.zones, reader.tzids) for reader in readers))
    return Batch(info, table, tuple(problems), {k: v for k, v in skipped.items() if v})


class _Reader:
    """One VCALENDAR."""

    def __init__(self, calendar: Calendar, file: str, options: Options, zones: Definitions) -> None:
        self.taken: Taken = calendar.events
        self.calendar, self.file, self.options = calendar, file, options
        self.problems: list[Problem] = []
        self.skipped: Counter[str] = Counter()
        lines = [line for raw in calendar.lines if (line := parse_line(raw)) is not None]
        self.about = {line.name: line.text for line in reversed(lines)}
        local = local_zone(self.about.get("TZ", ""), (line.value for line in lines if line.name == "DAYLIGHT"))
        default = clean(self.about.get("X-WR-TIMEZONE", ""), 100)
        self.zones = Zones(calendar.zones, default, options.timezone, local, zones, options.own_zone)
        self.numbers = ByUid(self.taken)
        self.tzids: Counter[str] = Counter()

    def read_into(self, found: Found, pool: Pool) -> tuple[int, int] | None:
        """Add its occurrences; the span of time that it covers, in epoch ms. Its events enlarge what rules may use up."""
        if self.about.get("VERSION", "").strip() == "1.0":
            self.problems.append(Problem("C111", "vCalendar 1.0 instead of iCalendar 2.0", self.file, max(self.calendar.line, 1)))
        numbers, begins, ends = self._instants()
        horizon, span = reach_of(self._events(set(numbers.tolist())), self.zones, self._end_of_today(), begins, ends)
        self._add_occurrences(horizon, pool, found)
        self._tell_zones()
        return span

    def let_go(self) -> None:
        """Forget the events: what is told of them takes their place in memory."""
        self.calendar.events = self.taken = Taken(self.file, None)
        self.numbers = ByUid(self.taken)

    def _end_of_today(self) -> int:
        return clock_of(self.options.timezone).ms((self.options.today.toordinal() + 1) * DAY)

    def _instants(self) -> tuple[Ints, Ints, Ints]:
        """The events about which nothing more is to be said: single ones in UTC within the years of calendars. They are noted by uid."""
        numbers, begins, ends = self.taken.instants()
        if method_of(self.calendar.lines) not in _USUAL:
            return numbers[:0], begins[:0], ends[:0]
        known = (begins >= EARLIEST) & (begins < LATEST) & (ends >= EARLIEST) & (ends < LATEST)
        numbers, begins, ends = numbers[known], begins[known], ends[known]
        self.numbers.add(numbers.tolist())
        if len(numbers):
            self.tzids["UTC"] += len(numbers)
        return numbers, begins, ends

    def _events(self, noted: set[int]) -> Iterator[Event]:
        """The calendar's other events, noted by uid; replies and counter-proposals are messages about events, and skipped."""
        method = method_of(self.calendar.lines)
        self.taken.cancelled = method == "CANCEL"
        for n in range(len(self.taken)):
            if n in noted:
                continue
            message = self.taken.messages.get(n)
            if method in _MESSAGES or (method == "CANCEL" and message is not None and _speaks_alone(message)):
                line, uid = self.taken.named(n)
                self._skip("C221", _MESSAGES.get(method, "cancellation"), line, uid)
                continue
            self.problems += self.taken.problems.get(n, ())
            if n in self.taken.unreadable:
                self.skipped["unreadable event"] += 1
                continue
            event = self.taken[n]
            event.cancelled = self.taken.cancelled
            if method == "ADD" and event.instance is None and not event.rules and not event.rdates:
                event.instance = event.start  # one more of the series (RFC 5546 3.2.4)
            place(event, self.zones)
            absurd = event.finish >= LATEST or abs(event.finish - event.begin) >= LATEST
            if not absurd if event.rules else EARLIEST <= event.begin < LATEST and EARLIEST <= event.finish < LATEST:
                if not event.start.is_date:
                    self.tzids[event.start.tzid] += 1
                self.numbers.add([n])
                yield event
            else:
                self.problems.append(Problem("C206", "an event outside 1970 to 2100", self.file, event.line, event.uid))
                self.skipped["absurd date"] += 1

    def _skip(self, code: str, why: str, line: int, uid: str) -> None:
        self.skipped[why] += 1
        self.problems.append(Problem(code, f"skipped: {why}", self.file, line, uid))

    def _add_occurrences(self, horizon: int, pool: Pool, found: Found) -> None:
        """Add what lies in the asked window, else all until the horizon."""
        window = self.options.window
        low, high, last = (EARLIEST, LATEST, horizon) if window is None else (*window, window[1])
        pool.steps += STEPS_EACH * len(self.numbers)
        pool.occurrences += OCCURRENCES_EACH * len(self.numbers)
        for numbers in self.numbers:
            if len(numbers) == 1 and self._is_single(numbers[0], low, high, found):
                continue
            group = [self._placed(n) for n in numbers]
            if len(group) > 1 or group[0].recurring or group[0].exdates or not group[0].outside(low, high):
                self._add_series(Series.of(group, self.file, self.zones, pool), low, high, last, found)

    def _is_single(self, n: int, low: int, high: int, found: Found) -> bool:
        """Whether an event is a far one, or one in UTC that has no other occurrence than itself, which is added then."""
        if self.taken.is_far(n):
            return True
        if (span := self.taken.span(n)) is None:
            return False
        if overlaps(*span, low, high):
            event = self.taken.pop(n)
            event.begin, event.finish = span
            found.add_single(event, described_as(event, self.zones, self.file))
        return True

    def _placed(self, n: int) -> Event:
        known = self.taken.is_kept(n)
        event = self.taken.pop(n)
        if not known:
            place(event, self.zones)
        return event

    def _add_series(self, series: Series, low: int, high: int, last: int, found: Found) -> None:
        """Add the occurrences of one UID; its components that have none are told, with a window those that have none at all."""
        series.margin = 0 if self.options.window is None else WIDER
        series.settle()
        if (run := series.run(low, high, last)) is not None:
            event, rows = run
            held = found.add_run(event, [row for row in rows if -LATEST < row[1] < LATEST], self._described)
        else:
            inside = [o for o in series.occurrences(low, high, last) if -LATEST < o.end < LATEST]
            held = found.add(inside, self._described)
        self.problems += series.problems
        self.skipped["superseded"] += series.skipped
        for event in (*series.masters, *series.overrides):
            if id(event) not in held and (self.options.window is None or never(series, event)):
                self._skip("C224", "no occurrence", event.line, event.uid)

    def _described(self, event: Event) -> tuple[Any, ...]:
        return described_as(event, self.zones, self.file)

    def _tell_zones(self) -> None:
        for tzid in sorted(self.zones.unknown):
            n = max(self.tzids[tzid], 1)
            self.problems.append(Problem("C201", f"time zone {clean(tzid, 60)!r} is unknown", self.file, 0, "", n))
        text = "the definition of time zone {!r} is damaged"
        self.problems += [Problem("C260", text.format(clean(name, 60)), self.file) for name in sorted(self.zones.damaged)]


def _speaks_alone(cancellation: Message) -> bool:
    """Whether it is no record of the event: it has no time of its own, or takes some people off the list alone."""
    return not cancellation.has_start or cancellation.said == "uninvite"


def _owner(about: Mapping[str, str], source: Source) -> tuple[str, str]:
    """The owner's address where the file's own address tells it, the calendar's name (Google), or the file's name (Takeout)."""
    if source.owner:
        return plain_address(source.owner), "the address names them"
    for key, why in (("X-WR-CALNAME", "the calendar is named so"), ("X-OWNER", "the calendar's owner")):
        found = _ADDRESS.fullmatch(about.get(key, "").strip().removeprefix("mailto:"))
        if found and not found[0].endswith("calendar.google.com"):
            return plain_address(found[0]), why
    found = _ADDRESS.fullmatch(source.stem)
    if found and source.name.lower().endswith((".ics", ".ical")):
        return plain_address(found[0]), "the file is named so"
    return "", ""
