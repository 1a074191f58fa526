"""A UID's components as occurrences: masters, overrides, exceptions, orphans (RFC 5545 3.8.4.4 and 3.8.5)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final

from connratio.importers.ics.about.details import is_cancelled
from connratio.importers.ics.event import Event, place, tzid_of
from connratio.importers.ics.rules.bounds import MOST_OCCURRENCES, Pool, TooManyError
from connratio.importers.ics.rules.expansion import Expansion
from connratio.importers.ics.rules.lengths import Occurrence, end_of, length_of, overlaps
from connratio.importers.ics.rules.recurrence import DAILY, BadRuleError, parse_rule, until_of
from connratio.importers.ics.text.values import DAY, Stamp, parse_stamp
from connratio.importers.ics.zones.clocks import EPOCH, Clock
from connratio.importers.ics.zones.moments import Shift, Shifts, Starts, in_zone, rdate_of
from connratio.importers.ics.zones.resolution import Zones
from connratio.model.problems import Problem

MARGIN: Final = 2 * DAY
"""Local bounds are this many seconds wider than the window's instants: more than any offset."""
_NEAR: Final = 3 * 3600
"""So much is enough for rules by the minute: more than a clock change."""
_LOWEST, _HIGHEST = 2 * DAY, 3_652_000 * DAY


@dataclass(slots=True)
class Series:
    """The components that share a UID, of one calendar."""

    file: str
    zones: Zones
    masters: list[Event] = field(default_factory=list)
    overrides: list[Event] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    skipped: int = 0
    pool: Pool = field(default_factory=Pool)
    margin: int = 0
    """By so many ms the window is wider on both sides than what was asked for; occurrences there do not count towards the most."""
    by_day: dict[int, list[Event]] = field(default_factory=dict)

    @classmethod
    def of(cls, events: Iterable[Event], file: str, zones: Zones, pool: Pool) -> Series:
        """The series of these components, which have been placed in time."""
        series = cls(file, zones, pool=pool)
        for event in events:
            (series.overrides if event.instance is not None else series.masters).append(event)
        return series

    def add(self, event: Event) -> None:
        """Take a component in."""
        place(event, self.zones)
        (self.overrides if event.instance is not None else self.masters).append(event)

    def settle(self) -> None:
        """Keep one component per occurrence: the highest SEQUENCE, then the latest stamp (RFC 5546 2.1.5)."""
        if len(self.masters) > 1:
            latest = max(_age(m) for m in self.masters)
            newest = [m for m in self.masters if _age(m) == latest]
            # Of one age, they are several events that share a UID by mistake, or one that was written twice.
            alike = {(m.start, m.end, m.rules): m for m in sorted(newest, key=lambda m: (m.mark, m.line))}
            self.masters = self._kept(self.masters, alike.values())
        if self.overrides:
            best: dict[int, Event] = {}
            for event in sorted(self.overrides, key=lambda o: (_age(o), o.mark, o.line)):
                best[self.original(event)] = event
            taken_back = {id(o) for master in self.masters for o in self._taken_back(master, list(best.values()))}
            self.overrides = self._kept(self.overrides, [o for o in best.values() if id(o) not in taken_back])
            if len(self.masters) == 1 and is_cancelled(self.masters[0]):
                for override in self.overrides:
                    override.cancelled |= override.revision <= self.masters[0].revision

    def _kept(self, before: list[Event], after: Iterable[Event]) -> list[Event]:
        """Those of `after`, in the order of the file; the others are superseded."""
        kept = {id(e) for e in after}
        for event in before:
            if id(event) not in kept:
                self.skipped += 1
                self.problems.append(Problem("C222", "skipped: superseded", self.file, event.line, event.uid))
        return [e for e in before if id(e) in kept]

    def _taken_back(self, master: Event, overrides: Sequence[Event]) -> list[Event]:
        """Those whose very occurrence a later version of the series no longer has."""
        older = [o for o in overrides if o.revision < master.revision] if master.recurring else []
        if not older:
            return []
        clock = self.zones.of(master.start)
        instants = [self.original(o) for o in older]
        bounds = clock.local(min(instants)) - MARGIN, clock.local(max(instants)) + MARGIN
        n = len(self.problems)
        starts, excluded = self.listed(master, bounds)
        del self.problems[n:]  # they are told when the series is expanded
        return [o for o in older if excluded.issuperset(starts.named(o.instance or o.start, o.start.tzid))]

    def occurrences(self, low: int, high: int, horizon: int) -> Iterator[Occurrence]:
        """What overlaps the window [low, high) in epoch ms; nothing is clipped. Endless series stop at the horizon."""
        for master in self.masters:
            if master.recurring:
                yield from self._of_master(master, low, horizon if self._endless(master) else high)
            elif not self.removed(master):
                start = master.begin
                found = Occurrence(
                    master, start, end_of(master, master.start.seconds, start, length_of(master, self.zones), self.zones), 0
                )
                if overlaps(found.start, found.end, low, high):
                    yield found
        for override in self.overrides:
            if override.rules or override.rdates:
                what = "a recurrence rule of what is one occurrence of a series (RECURRENCE-ID)"
                self.problems.append(Problem("C204", what, self.file, override.line, override.uid))
            start = self.zones.ms(override.start)
            end = end_of(override, override.start.seconds, start, length_of(override, self.zones), self.zones)
            found = Occurrence(override, start, end, self.original(override))
            if overlaps(found.start, found.end, low, high):
                yield found

    def run(self, low: int, high: int, horizon: int) -> tuple[Event, list[tuple[int, int]]] | None:
        """The starts and ends (epoch ms) of a series that its rules alone make, as `occurrences` would give them; else None."""
        master = self.masters[0] if len(self.masters) == 1 else None
        if master is None or not master.rules or master.exdates or master.exrules or master.rdates or self.overrides:
            return None
        clock, length = self.zones.of(master.start), length_of(master, self.zones)
        longest = abs(length.days) * DAY + abs(length.ms) // 1000
        last = horizon if self._endless(master) else high
        made = sorted(self._starts(master, self._bounds(clock, low - longest * 1000, last)))
        starts = list(map(clock.ms, made))
        ends = (
            [clock.ms(local + length.days * DAY) + length.ms for local in made]
            if length.days
            else [s + length.ms for s in starts]
        )
        newest = accumulate(starts, max, initial=_HIGHEST * -1000)
        # The hour that a clock change leaves out is the next one, which may be one's own start, too.
        rows = [(s, e) for s, e, before in zip(starts, ends, newest, strict=False) if s > before and overlaps(s, e, low, last)]
        if len(rows) > MOST_OCCURRENCES:
            first, after = (bisect_left(rows, (at,)) for at in (low + self.margin, last - self.margin))
            if after - first > MOST_OCCURRENCES:
                self._too_many(master)
                del rows[first + MOST_OCCURRENCES :]
        return master, rows

    def _bounds(self, clock: Clock, low: int, high: int) -> tuple[int, int]:
        """Local times that hold what lies between two instants, whatever the offsets."""
        return max(clock.local(low) - MARGIN, _LOWEST), min(clock.local(high) + MARGIN, _HIGHEST)

    def _of_master(self, master: Event, low: int, high: int) -> Iterator[Occurrence]:
        clock, length = self.zones.of(master.start), length_of(master, self.zones)
        shifts = Shifts((o for o in self.overrides if o.this_and_future), master.start, self.zones)
        # The window in local time, wide enough for long events and for occurrences that a change of the series moved.
        longest, moved = abs(length.days) * DAY + abs(length.ms) // 1000, 0
        for shift in shifts:
            other = length_of(shift.event, self.zones)
            longest = max(longest, abs(other.days) * DAY + abs(other.ms) // 1000)
            moved = max(moved, abs(shift.shift))
        bounds = self._bounds(clock, low - (longest + moved) * 1000, high + moved * 1000)
        if master.exdates or master.exrules or self.overrides:
            starts, gone = self.listed(master, bounds)
            gone |= starts.replaced(self.near(starts.ends))
            made = starts.ends
        else:
            made, gone = self._starts(master, bounds), set()
        n, newest, plain, asked = 0, _HIGHEST * -1000, not shifts, low + self.margin
        for local, own_end in sorted(made.items()):
            start, end = clock.ms(local), own_end
            if local in gone or start <= newest:
                continue  # the hour that a clock change leaves out is the next one, which may be one's own start, too
            newest = start
            if end is None:
                end = clock.ms(local + length.days * DAY) + length.ms if length.days else start + length.ms
            found = Occurrence(master, start, end, start)
            if not plain and (change := shifts.at(start)) is not None:
                found = self._shifted(change, master, local)
            if (plain and low < start <= end < high) or overlaps(found.start, found.end, low, high):
                n += asked <= start < high - self.margin
                if n > MOST_OCCURRENCES:
                    self._too_many(master)
                    return
                yield found

    def removed(self, single: Event) -> bool:
        """Whether an EXDATE removes a single event, or an override stands instead of it: of a series made one, Nextcloud leaves both.

        All others are occurrences of a series that this file does not have.
        """
        at = single.start.seconds
        starts, gone = self.listed(single, (at - MARGIN, at + MARGIN))
        return at in gone or any(starts.named(o.instance or o.start, o.start.tzid) for o in self.near(starts.ends))

    def near(self, ends: Collection[int]) -> Sequence[Event]:
        """The overrides that may name one of these starts: of many those alone whose day is not far from one's."""
        if len(self.overrides) <= len(ends):
            return self.overrides
        if not self.by_day:
            for override in self.overrides:
                self.by_day.setdefault(self.original(override) // (DAY * 1000), []).append(override)
        days = {(local - EPOCH) // DAY + near for local in ends for near in (-1, 0, 1)}
        return [override for day in sorted(days) for override in self.by_day.get(day, ())]

    def _shifted(self, shift: Shift, master: Event, local: int) -> Occurrence:
        """An occurrence as a change of the series from an earlier one on (RANGE=THISANDFUTURE) has it, on the series' clock."""
        event, moved, clock = shift.event, local + shift.shift, self.zones.of(master.start)
        if event.start.is_date:
            clock = self.zones.of(event.start)
        days, ms = length_of(event, self.zones)
        start = clock.ms(moved)
        end = clock.ms(moved + days * DAY) + ms if days else start + ms
        return Occurrence(event, start, end, self.zones.of(master.start).ms(local))

    def _endless(self, master: Event) -> bool:
        try:
            return any(parse_rule(text).endless for text in master.rules)
        except BadRuleError:
            return True

    def _starts(self, master: Event, bounds: tuple[int, int]) -> dict[int, int | None]:
        """Local starts with the end that an RDATE period gives (epoch ms; None otherwise)."""
        starts: dict[int, int | None] = {}
        usable = [self._expand(master, text, bounds, starts) for text in master.rules]
        if not any(usable) and bounds[0] <= master.start.seconds < bounds[1]:
            starts[master.start.seconds] = None
        for line in master.rdates:
            for value in filter(None, line.value.split(",")):
                if (found := rdate_of(value.strip(), tzid_of(line), master.start, self.zones)) is None:
                    text = "an RDATE that cannot be read"
                    self.problems.append(Problem("C213", text, self.file, master.line, master.uid))
                else:
                    starts[found[0]] = found[1]
        return starts

    def _expand(self, master: Event, text: str, bounds: tuple[int, int], into: dict[int, int | None]) -> bool:
        """Add a rule's starts; False when the rule has no plain meaning, so that only DTSTART holds."""
        try:
            rule = parse_rule(text)
            if master.start.is_date and rule.frequency > DAILY:
                raise BadRuleError("hours in an all-day event")  # noqa: TRY301  # the same answer as to other bad rules
        except BadRuleError as error:
            self.problems.append(Problem("C204", f"a recurrence rule with {error}", self.file, master.line, master.uid))
            return False
        odd = rule.odd_with(master.start)
        self.problems += [Problem("C223", f"a rule with {what}", self.file, master.line, master.uid) for what in odd]
        last = None if rule.until is None else until_of(rule.until, master.start, lambda s: in_zone(s, master.start, self.zones))
        made = Expansion(rule, master.start.seconds, last, whole_days=master.start.is_date, pool=self.pool)
        try:
            near = MARGIN - _NEAR if made.dense else 0
            more = MARGIN + self.margin // 1000
            for moment in made.between(bounds[0] + near, bounds[1] - near, range(bounds[0] + more, bounds[1] - more)):
                into[moment] = None
                self.pool.occurrence(frequent=made.frequent)
        except TooManyError:
            self._too_many(master)
        return True

    def _too_many(self, master: Event) -> None:
        text = "an event with too many or too rare occurrences"
        self.problems.append(Problem("C205", text, self.file, master.line, master.uid))

    def listed(self, master: Event, bounds: tuple[int, int]) -> tuple[Starts, set[int]]:
        """The starts within local bounds, and those of them that are excluded."""
        starts = Starts(self._starts(master, bounds), master.start, self.zones)
        gone: set[int] = set()
        stamps: set[Stamp] = set()
        for line in master.exdates:
            for value in filter(None, line.value.split(",")):
                stamp = parse_stamp(value.strip(), tzid_of(line))
                if stamp is None:
                    self.problems.append(Problem("C213", "an EXDATE that cannot be read", self.file, master.line, master.uid))
                else:
                    stamps.add(stamp)
        for stamp in stamps:
            gone.update(starts.named(stamp))
        without: dict[int, int | None] = {}
        for text in master.exrules:
            self._expand(master, text, bounds, without)
        return starts, gone.union(without)

    def original(self, event: Event) -> int:
        """The instant of what an override replaces; a date stands for that day's occurrence."""
        stamp = event.instance or event.start
        if stamp.is_date:
            master = next((m for m in self.masters if not m.start.is_date), None)
            if master is not None:
                return self.zones.of(master.start).ms(stamp.seconds + master.start.seconds % DAY)
        elif stamp.tzid and any(m.start.is_date for m in self.masters):
            return self.zones.of(Stamp(0, is_date=True)).ms(
                stamp.day * DAY if stamp.tzid != "UTC" else in_zone(stamp, self.masters[0].start, self.zones) // DAY * DAY
            )
        return self.zones.of(event.start if not stamp.tzid and not stamp.is_date else stamp).ms(stamp.seconds)


def _age(event: Event) -> tuple[int, str]:
    return event.revision, event.stamped
