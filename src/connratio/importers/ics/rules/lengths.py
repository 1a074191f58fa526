"""How long an event is, and when an occurrence of it ends (RFC 5545 3.3.6, 3.6.1 and 3.8.5.3)."""

from __future__ import annotations

from typing import NamedTuple

from connratio.importers.ics.event import Event
from connratio.importers.ics.text.values import DAY
from connratio.importers.ics.zones.resolution import Zones


class Length(NamedTuple):
    """How long each occurrence of an event is: nominal days on the clock, then exact milliseconds."""

    days: int
    ms: int


def length_of(event: Event, zones: Zones) -> Length:
    """The length of DTEND is exact (RFC 5545 3.8.5.3); DURATION has nominal days and exact hours; a date lasts a day."""
    start, end, duration = event.start, event.end, event.duration
    if start.is_date:
        days = 1
        if end is not None:
            days = end.day - start.day
        elif duration is not None:
            days = duration.days + round(duration.exact / DAY)
        return Length(days or 1, 0)
    if end is not None:
        clock = zones.of(start)
        first = clock.ms(start.seconds)
        if end.tzid == start.tzid and clock.local(first) != start.seconds:
            # A start in the gap moves by an hour, and its end with it: the length is what the clock would have shown.
            return Length(0, (end.seconds - start.seconds) * 1000)
        return Length(0, zones.ms(end) - first)
    return Length(0, 0) if duration is None else Length(duration.days, duration.exact * 1000)


def end_of(event: Event, local: int, start: int, length: Length, zones: Zones) -> int:
    """The end of an occurrence of an event that starts at `local`, which is `start` in epoch ms."""
    if length.days:
        return zones.of(event.start).ms(local + length.days * DAY) + length.ms
    return start + length.ms


class Occurrence(NamedTuple):
    """One occurrence in epoch ms; `instance` is its original start (0 for single events)."""

    event: Event
    start: int
    end: int
    instance: int


def overlaps(start: int, end: int, low: int, high: int) -> bool:
    """Whether an occurrence, whose end may come before its start, touches the window."""
    first, last = (start, end) if start <= end else (end, start)
    return first < high and (last > low or (first == last and first >= low))
