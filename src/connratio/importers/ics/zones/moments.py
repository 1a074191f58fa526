"""Which occurrences of a series an EXDATE or a RECURRENCE-ID names: instants, clock times and dates all occur in the wild."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from connratio.importers.ics.event import Event
from connratio.importers.ics.text.values import DAY, Stamp, parse_duration, parse_stamp
from connratio.importers.ics.zones.resolution import Zones


def in_zone(stamp: Stamp, like: Stamp, zones: Zones) -> int:
    """A stamp as local seconds in the zone of another; a date is one of the person."""
    if stamp.is_date or not stamp.tzid or (stamp.tzid == like.tzid and not like.is_date):
        return stamp.seconds
    if like.is_date and stamp.tzid == "UTC" and stamp.seconds % DAY == 0:
        return stamp.seconds  # midnight in UTC is how some programs write a date, wherever they are
    return zones.of(like).local(zones.ms(stamp))


def rdate_of(value: str, tzid: str, like: Stamp, zones: Zones) -> tuple[int, int | None] | None:
    """The local start that an RDATE of a series that starts so adds, and the end that a period gives (epoch ms); None for no date."""
    begin, _, rest = value.partition("/")
    stamp = parse_stamp(begin, tzid)
    if stamp is None:
        return None
    local = in_zone(stamp, like, zones)
    if stamp.is_date and not like.is_date and not rest:
        local = stamp.seconds + like.seconds % DAY
    if rest:
        duration, until = parse_duration(rest), parse_stamp(rest, tzid)
        clock = zones.of(like)
        if duration is not None:
            return local, clock.ms(local + duration.days * DAY) + duration.exact * 1000
        if until is not None:
            return local, clock.ms(until.seconds) if until.is_date else zones.ms(until)
    return local, None


_GAPS: Final = (0, 3_600, 1_800, 7_200)
"""How much a clock change leaves out: mostly nothing."""


class Starts:
    """The starts of a series in some stretch of time, in local seconds, each with the end that it has of its own (or None)."""

    def __init__(self, ends: dict[int, int | None], like: Stamp, zones: Zones) -> None:
        """`like` is the start of the series."""
        self.ends, self._like, self._zones = ends, like, zones
        self._days: dict[int, list[int]] = {}

    def named(self, stamp: Stamp, tzid: str = "") -> Sequence[int]:
        """Those that a stamp means: a date all of its day; a time the one at its instant, else the one with its clock time.

        A floating time is a clock time of the series first. `tzid` is where else it may have been told.
        """
        like = self._like
        if like.is_date:
            # Exchange writes midnight in the calendar's zone, or its instant, for an occurrence that is a date.
            day = in_zone(stamp, like, self._zones) // DAY if stamp.tzid == "UTC" else stamp.day
            return self.on(day)
        if stamp.is_date:
            return self.on(stamp.day)
        return next(([local] for local in self._readings(stamp, tzid) if local in self.ends), [])

    def _readings(self, stamp: Stamp, tzid: str) -> Iterator[int]:
        told = stamp.tzid or tzid
        if not stamp.tzid and (not told or self._like.tzid != "UTC"):
            yield stamp.seconds
        clock = self._zones.of(self._like)
        instant = self._zones.ms(stamp._replace(tzid=told))
        local = clock.local(instant)
        # In the hours that a clock change leaves out two clock times are one instant.
        yield from (local - gap for gap in _GAPS if clock.ms(local - gap) == instant)
        yield stamp.seconds

    def on(self, day: int) -> Sequence[int]:
        """Those of a local day."""
        if not self._days:
            for local in self.ends:
                self._days.setdefault(local // DAY, []).append(local)
        return self._days.get(day, [])

    def replaced(self, overrides: Iterable[Event]) -> set[int]:
        """Those instead of which an override stands.

        One that names none stands for the only occurrence of its day that no other names: its zone or its clock is an old one.
        """
        gone: set[int] = set()
        astray: list[Event] = []
        for event in overrides:
            stamp = event.instance or event.start
            found = self.named(stamp, event.start.tzid)
            gone.update(found)
            if not found and not stamp.is_date and not self._like.is_date:
                astray.append(event)
        for event in astray:
            day = in_zone(event.instance or event.start, self._like, self._zones) // DAY
            left = list(islice((s for s in self.on(day) if s not in gone), 2))
            if len(left) == 1:
                gone.update(left)
        return gone


class Shift(NamedTuple):
    """From an instant on, all occurrences are moved by so many seconds of the series' clock and described by another event."""

    since: int
    shift: int
    event: Event


class Shifts(list[Shift]):
    """The changes of a series that hold for all that follows (RANGE=THISANDFUTURE), in order."""

    def __init__(self, overrides: Iterable[Event], like: Stamp, zones: Zones) -> None:
        """`like` is the start of the series."""
        for event in overrides:
            stamp = event.instance or event.start
            original = in_zone(stamp, like, zones)
            if stamp.is_date and not like.is_date:
                original += like.seconds % DAY
            plain = like.is_date or event.start.is_date
            moved = in_zone(event.start, like, zones) if plain else zones.of(like).local(zones.ms(event.start))
            self.append(Shift(zones.of(like).ms(original), moved - original, event))
        self.sort(key=lambda s: s.since)

    def at(self, start: int) -> Shift | None:
        """The change that holds for the occurrence at an instant."""
        place = bisect_right(self, start, key=lambda s: s.since)
        return self[place - 1] if place else None
