"""A UID's components as occurrences: masters, overrides, exceptions, orphans (RFC 5545 3.8.4.4 and 3.8.5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from connratio.importers.ics.event import Event
from connratio.importers.ics.lines import Line
from connratio.importers.ics.recurrence import BadRuleError, Rule, TooManyError, until_of
from connratio.importers.ics.values import Stamp, parse_duration, parse_stamp
from connratio.importers.ics.zones import Zones, to_local, to_ms
from connratio.model.problems import Problem

MARGIN = timedelta(days=2)
"""Local bounds are this much wider than the window's instants: more than any offset."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One occurrence in epoch ms; `instance` is its original start (0 for single events)."""

    event: Event
    start: int
    end: int
    instance: int


@dataclass(slots=True)
class Series:
    """The components that share a UID, of one calendar."""

    file: str
    zones: Zones
    masters: list[Event] = field(default_factory=list)
    overrides: list[Event] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)

    def add(self, event: Event) -> None:
        """Take a component in."""
        (self.overrides if event.instance is not None else self.masters).append(event)

    def settle(self) -> None:
        """Keep one component per occurrence: the highest SEQUENCE, then the latest stamp (RFC 5546 2.1.5)."""
        self.masters = self._best(self.masters, lambda e: "series" if e.recurring else e.start)
        self.overrides = self._best(self.overrides, lambda e: self._original(e)[1])
        taken_back = [o for o in self.overrides if any(self._takes_back(m, o) for m in self.masters)]
        self.skipped["superseded"] += len(taken_back)
        self.overrides = [o for o in self.overrides if o not in taken_back]

    def _best(self, events: list[Event], key: Callable[[Event], object]) -> list[Event]:
        best: dict[object, Event] = {}
        for event in events:
            known = best.get(key(event))
            if known is not None:
                self.skipped["superseded"] += 1
            if known is None or (event.revision, event.stamped) >= (known.revision, known.stamped):
                best[key(event)] = event
        return list(best.values())

    def _takes_back(self, master: Event, override: Event) -> bool:
        """Whether a later version of the series excludes the very occurrence that the override changed."""
        if override.revision >= master.revision or not master.exdates:
            return False
        stamp, instant = self._original(override)
        local = stamp.local if stamp.is_date else self._in_zone(stamp, master.start)
        return self._excluded(master, (local, local)).holds(instant, local)

    def occurrences(self, low: int, high: int) -> Iterator[Occurrence]:
        """What overlaps the window [low, high) in epoch ms; nothing is clipped."""
        replaced = _Replaced(self)
        for master in self.masters:
            yield from self._of_master(master, low, high, replaced)
        for override in self.overrides:
            if override.this_and_future and self.masters:
                continue  # its own occurrence comes from the series, shifted
            start = self._ms(override.start)
            found = Occurrence(override, start, self._end(override, override.start.local, start), self._original(override)[1])
            if _overlaps(found, low, high):
                yield found

    def _of_master(self, master: Event, low: int, high: int, replaced: _Replaced) -> Iterator[Occurrence]:
        zone = self.zones.of(master.start)
        if not master.recurring:
            start = self._ms(master.start)
            found = Occurrence(master, start, self._end(master, master.start.local, start), 0)
            if _overlaps(found, low, high):
                yield found
            return
        first = self._ms(master.start)
        length = max(self._end(master, master.start.local, first) - first, 0)
        # The window in local time, wide enough for long events and for overrides that moved.
        bounds = to_local(low - length, zone) - MARGIN, to_local(high, zone) + MARGIN
        excluded = self._excluded(master, bounds)
        for local, own_end in sorted(self._starts(master, bounds).items()):
            start = to_ms(local, zone)
            if excluded.holds(start, local):
                continue
            gone, shift = replaced.by(start, local)
            if gone:
                continue
            if shift is None:
                found = Occurrence(master, start, own_end if own_end is not None else self._end(master, local, start), start)
            else:
                moved, event = local + shift[0], shift[1]
                at = to_ms(moved, self.zones.of(event.start))
                found = Occurrence(event, at, self._end(event, moved, at), start)
            if _overlaps(found, low, high):
                yield found

    def _starts(self, master: Event, bounds: tuple[datetime, datetime]) -> dict[datetime, int | None]:
        """Naive local starts with the end that an RDATE period gives (epoch ms; None otherwise)."""
        starts: dict[datetime, int | None] = {}
        usable = 0
        for text in master.rules:
            usable += self._expand(master, text, bounds, starts)
        if not usable and bounds[0] <= master.start.local < bounds[1]:
            starts[master.start.local] = None
        for line in master.rdates:
            for value in filter(None, line.value.split(",")):
                self._rdate(master, line, value, starts)
        return starts

    def _expand(self, master: Event, text: str, bounds: tuple[datetime, datetime], into: dict[datetime, int | None]) -> bool:
        """Add a rule's starts; False when the rule has no plain meaning, so that only DTSTART holds."""
        try:
            rule = Rule(
                text, master.start.local, lambda stamp: until_of(stamp, master.start, lambda s: self._in_zone(s, master.start))
            )
        except BadRuleError as error:
            self.problems.append(Problem("C204", f"a recurrence rule with {error}", self.file, master.line, master.uid))
            return False
        try:
            for moment in rule.between(*bounds):
                into[moment] = None
        except TooManyError:
            self.problems.append(
                Problem("C205", "an event with too many or too rare occurrences", self.file, master.line, master.uid)
            )
        return True

    def _rdate(self, master: Event, line: Line, value: str, into: dict[datetime, int | None]) -> None:
        begin, _, rest = value.partition("/")
        stamp = parse_stamp(begin, line.params.get("TZID", ""))
        if stamp is None:
            self.problems.append(Problem("C213", "an RDATE that cannot be read", self.file, master.line, master.uid))
            return
        local = self._in_zone(stamp, master.start)
        if stamp.is_date and not master.start.is_date:
            local = datetime.combine(stamp.day, master.start.local.time())
        end = None
        if rest:
            duration, until = parse_duration(rest), parse_stamp(rest, line.params.get("TZID", ""))
            start = to_ms(local, self.zones.of(master.start))
            if duration is not None:
                end = start + duration.days * 86_400_000 + round(duration.exact.total_seconds() * 1000)
            elif until is not None:
                end = self._ms(until)
        into[local] = end

    def _excluded(self, master: Event, bounds: tuple[datetime, datetime]) -> _Moments:
        moments = _Moments()
        for line in master.exdates:
            for value in filter(None, line.value.split(",")):
                stamp = parse_stamp(value, line.params.get("TZID", ""))
                if stamp is None:
                    self.problems.append(Problem("C213", "an EXDATE that cannot be read", self.file, master.line, master.uid))
                else:
                    moments.add(stamp, master.start, self)
        if master.exrules:
            gone: dict[datetime, int | None] = {}
            for text in master.exrules:
                self._expand(master, text, bounds, gone)
            moments.locals |= set(gone)
        return moments

    def _in_zone(self, stamp: Stamp, like: Stamp) -> datetime:
        """A stamp as naive local time in the zone of another."""
        if stamp.is_date or like.is_date or not stamp.tzid or stamp.tzid == like.tzid:
            if like.is_date and stamp.tzid:
                return to_local(self._ms(stamp), self.zones.floating())
            return stamp.local
        return to_local(self._ms(stamp), self.zones.of(like))

    def _original(self, event: Event) -> tuple[Stamp, int]:
        """What an override replaces: the stamp as written, and its instant."""
        stamp = event.instance or event.start
        return stamp, to_ms(stamp.local, self.zones.of(event.start if not stamp.tzid and not stamp.is_date else stamp))

    def _ms(self, stamp: Stamp) -> int:
        return to_ms(stamp.local, self.zones.of(stamp))

    def _end(self, event: Event, local: datetime, start: int) -> int:
        """The end of an occurrence that starts at `local`: exact length of DTEND, nominal days and exact hours of DURATION."""
        zone = self.zones.of(event.start)
        if event.start.is_date:
            days = timedelta(days=1)
            if event.end is not None:
                days = max(timedelta(days=(event.end.day - event.start.day).days), days)
            elif event.duration is not None:
                days = max(timedelta(days=event.duration.days + round(event.duration.exact / timedelta(days=1))), days)
            return to_ms(local + days, zone)
        if event.end is not None:
            first = to_ms(event.start.local, zone)
            nominal = (
                round((event.end.local - event.start.local).total_seconds() * 1000)
                if event.end.tzid == event.start.tzid
                else None
            )
            in_gap = to_local(first, zone) != event.start.local
            # A start in the gap moves by an hour, and its end with it: the length is what the clock would have shown.
            exact = nominal if in_gap and nominal is not None else self._ms(event.end) - first
            return start + exact
        if event.duration is not None:
            return to_ms(local + timedelta(days=event.duration.days), zone) + round(event.duration.exact.total_seconds() * 1000)
        return start


class _Moments:
    """Exclusions as instants, as clock times and as dates: all forms occur, and any match excludes."""

    def __init__(self) -> None:
        self.instants: set[int] = set()
        self.locals: set[datetime] = set()
        self.days: set[date] = set()

    def add(self, stamp: Stamp, like: Stamp, series: Series) -> None:
        if stamp.is_date:
            self.days.add(stamp.day)
        elif stamp.tzid:
            self.instants.add(series._ms(stamp))  # noqa: SLF001  # two halves of one module
            if like.is_date:
                self.days.add(stamp.day if stamp.tzid != "UTC" else series._in_zone(stamp, like).date())  # noqa: SLF001
        else:
            self.locals.add(stamp.local)
            if like.is_date:
                self.days.add(stamp.day)

    def holds(self, start: int, local: datetime) -> bool:
        return start in self.instants or local in self.locals or local.date() in self.days


class _Replaced:
    """Which occurrences of the masters an override replaces, or shifts with all that follow."""

    def __init__(self, series: Series) -> None:
        like = series.masters[0].start if series.masters else None
        self.moments = _Moments()
        self.shifts: list[tuple[int, timedelta, Event]] = []
        for event in series.overrides:
            stamp, instant = series._original(event)  # noqa: SLF001  # two halves of one module
            if event.this_and_future and like is not None:
                original = series._in_zone(stamp, like)  # noqa: SLF001
                self.shifts.append((instant, series._in_zone(event.start, like) - original, event))  # noqa: SLF001
            else:
                self.moments.add(stamp, like or stamp, series)
        self.shifts.sort(key=lambda s: s[0])

    def by(self, start: int, local: datetime) -> tuple[bool, tuple[timedelta, Event] | None]:
        """Whether an override stands instead, and else the shift and the event that hold from an earlier occurrence on."""
        if self.moments.holds(start, local):
            return True, None
        held = [s for s in self.shifts if s[0] <= start]
        return False, (held[-1][1], held[-1][2]) if held else None


def _overlaps(found: Occurrence, low: int, high: int) -> bool:
    first, last = min(found.start, found.end), max(found.start, found.end)
    return first < high and (last > low or (first == last and first >= low))
