"""Exclusions and replacements of a series' occurrences: instants, clock times and dates all occur, and any match counts."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from connratio.importers.ics.event import Event
from connratio.importers.ics.values import DAY, Stamp
from connratio.importers.ics.zones import Zones


def in_zone(stamp: Stamp, like: Stamp, zones: Zones) -> int:
    """A stamp as local seconds in the zone of another; a date is one of the person."""
    if stamp.is_date or not stamp.tzid or (stamp.tzid == like.tzid and not like.is_date):
        return stamp.seconds
    if like.is_date and stamp.tzid == "UTC" and stamp.seconds % DAY == 0:
        return stamp.seconds  # midnight in UTC is how some programs write a date, wherever they are
    return zones.of(like).local(zones.ms(stamp))


@dataclass(slots=True)
class Moments:
    """A set of occurrences in whatever form each was written."""

    instants: set[int] = field(default_factory=set)
    locals: set[int] = field(default_factory=set)
    days: set[int] = field(default_factory=set)

    def add(self, stamp: Stamp, like: Stamp, zones: Zones) -> None:
        """Take a stamp in; `like` is the series' start."""
        if stamp.is_date:
            self.days.add(stamp.day)
        elif like.is_date:
            # Exchange writes midnight in the calendar's zone, or its instant, for an occurrence that is a date.
            self.days.add(in_zone(stamp, like, zones) // DAY if stamp.tzid == "UTC" else stamp.day)
        elif stamp.tzid:
            self.instants.add(zones.ms(stamp))
        else:
            self.locals.add(stamp.seconds)

    def holds(self, start: int, local: int) -> bool:
        """Whether the occurrence at this instant, which is that local time, is in the set."""
        return start in self.instants or local in self.locals or local // DAY in self.days


class Shift(NamedTuple):
    """From an instant on, all occurrences are moved by so many local seconds and described by another event."""

    since: int
    shift: int
    event: Event


class Replaced:
    """Which occurrences of the masters an override replaces, or shifts with all that follow."""

    def __init__(self, overrides: Sequence[Event], masters: Sequence[Event], zones: Zones) -> None:
        """Without a master nothing is shifted: RANGE then has nothing to hold for."""
        self._moments = Moments()
        self.shifts: list[Shift] = []
        like = next((m.start for m in masters if m.recurring), masters[0].start if masters else None)
        for event in overrides:
            stamp = event.instance or event.start
            if event.this_and_future and like is not None:
                original = in_zone(stamp, like, zones)
                if stamp.is_date and not like.is_date:
                    original += like.seconds % DAY
                moved = in_zone(event.start, like, zones)
                self.shifts.append(Shift(zones.of(like).ms(original), moved - original, event))
            elif like is not None:
                self._moments.add(stamp if stamp.tzid or stamp.is_date else _placed(stamp, event, like), like, zones)
        self.shifts.sort(key=lambda s: s.since)
        self._since = [s.since for s in self.shifts]

    def holds(self, start: int, local: int) -> bool:
        """Whether an override stands instead of the occurrence."""
        return self._moments.holds(start, local)

    def shift_at(self, start: int) -> Shift | None:
        """The shift that holds from an earlier occurrence on."""
        at = bisect_right(self._since, start)
        return self.shifts[at - 1] if at else None


def _placed(stamp: Stamp, event: Event, like: Stamp) -> Stamp:
    """A floating RECURRENCE-ID: a clock time of the series where that floats or has a zone of its own, else of the override."""
    return stamp if like.tzid != "UTC" or not event.start.tzid else Stamp(stamp.seconds, event.start.tzid)
