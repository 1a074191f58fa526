"""When: instants of JSON times, and the occurrences of a series that a file holds unexpanded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from connratio.importers.google.events import Event, When
from connratio.importers.ics.told import occurrences_told
from connratio.importers.ics.zones.resolution import Zones, to_ms

if TYPE_CHECKING:
    from connratio.importers.contract import Options
    from connratio.importers.ics.rules.lengths import Occurrence
    from connratio.model.problems import Problem


class Clock:
    """Instants of one page's times."""

    def __init__(self, person: tzinfo, default: str, zones: Zones) -> None:
        """`default` is the page's zone, for times that have neither offset nor zone."""
        self.person, self.default, self.zones = person, default, zones

    def instant(self, when: When | None) -> int | None:
        """Epoch ms; a date is midnight of the person. None for what is no time."""
        if when is None:
            return None
        local = _parsed(when.date_time or when.date)
        if local is None:
            return None
        if when.date_time is None:
            return to_ms(local, self.person)
        if local.tzinfo is not None:
            return round(local.timestamp() * 1000)
        tzid = when.time_zone or self.default
        return self.zones.placed(local, tzid)

    def end_of(self, event: Event, start: int) -> int:
        """When an event ends. The end of a date is exclusive; where it is missing or the same day, that day is meant."""
        if event.end_time_unspecified:
            return start
        end = self.instant(event.end)
        day = _parsed(event.start.date) if event.start is not None and event.start.date_time is None else None
        if day is not None:
            next_day = to_ms(day + timedelta(days=1), self.person)
            return next_day if end is None else max(end, next_day)
        return start if end is None else end

    def later(self, when: When | None, ms: int) -> When | None:
        """A time so much later, exact."""
        start = self.instant(when)
        if when is None or start is None:
            return None
        end = datetime.fromtimestamp((start + ms) / 1000, tz=UTC)
        if when.date_time is None:
            return When(date=end.astimezone(self.person).date().isoformat())
        return When(date_time=end.isoformat(), time_zone=when.time_zone)

    def written(self, text: str | None) -> int | None:
        """An instant that stands for itself; None where it has no offset."""
        moment = _parsed(text)
        return round(moment.timestamp() * 1000) if moment is not None and moment.tzinfo is not None else None


def _parsed(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None


def occurrences(
    master: Event, exceptions: list[Event], line: int, file: str, clock: Clock, options: Options
) -> tuple[list[Occurrence], list[Problem]]:
    """The occurrences of a series that its own rules give, less those for which the file holds an exception.

    They are expanded as the same series in iCalendar would be; an endless one reaches to the end of today.
    """
    lines = [
        f"UID:{master.ical_uid or master.id}",
        *_when("DTSTART", master.start),
        *_when("DTEND", master.end),
        *(master.recurrence or ()),
        *(found for e in exceptions for found in _when("EXDATE", e.original_start_time)),
    ]
    return occurrences_told(lines, line, file, clock.zones, options)


def _when(name: str, when: When | None) -> list[str]:
    """A time as a content line; the zone is the one that the series keeps its clock time in."""
    if when is None or not (text := when.date_time or when.date):
        return []
    local = _parsed(text)
    if local is None:
        return []
    if when.date_time is None:
        return [f"{name};VALUE=DATE:{local:%Y%m%d}"]
    return [_zoned(name, local, when.time_zone or "")]


def _zoned(name: str, local: datetime, tzid: str) -> str:
    if local.tzinfo is None:
        return f"{name};TZID={tzid}:{local:%Y%m%dT%H%M%S}" if tzid else f"{name}:{local:%Y%m%dT%H%M%S}"
    try:
        return f"{name};TZID={tzid}:{local.astimezone(ZoneInfo(tzid)):%Y%m%dT%H%M%S}"
    except (KeyError, ValueError, OSError):
        return f"{name}:{local.astimezone(UTC):%Y%m%dT%H%M%SZ}"
