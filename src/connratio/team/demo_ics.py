"""Invented meetings as iCalendar text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Event:
    """A meeting, weekly so many times; the first of the invited organises it. Times are UTC."""

    uid: str
    title: str
    start: datetime
    minutes: int
    weeks: int
    invited: tuple[tuple[str, str], ...]
    online: bool

    def lines(self) -> Iterable[str]:
        """The lines of its VEVENT."""
        end = self.start + timedelta(minutes=self.minutes)
        yield "BEGIN:VEVENT"
        yield f"UID:{self.uid}"
        yield f"DTSTAMP:{self.start:%Y%m%dT%H%M%SZ}"
        yield f"DTSTART:{self.start:%Y%m%dT%H%M%SZ}"
        yield f"DTEND:{end:%Y%m%dT%H%M%SZ}"
        yield f"SUMMARY:{self.title}"
        if self.weeks > 1:
            yield f"RRULE:FREQ=WEEKLY;COUNT={self.weeks}"
        yield "LOCATION:https://meet.google.com/abc-defg-hij" if self.online else "LOCATION:Room 3"
        yield f"ORGANIZER:mailto:{self.invited[0][0]}"
        for address, reply in self.invited:
            yield f"ATTENDEE;PARTSTAT={reply}:mailto:{address}"
        yield "END:VEVENT"


def calendar_text(owner: str, events: Iterable[Event]) -> str:
    """A calendar of these events, named after its owner as Google does."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//connratio//demo//EN",
        f"X-WR-CALNAME:{owner}",
        "X-WR-TIMEZONE:Europe/Lisbon",
    ]
    for event in events:
        lines += event.lines()
    return "\r\n".join([*lines, "END:VCALENDAR", ""])
