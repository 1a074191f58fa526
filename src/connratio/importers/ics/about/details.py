"""What an event is about: title, people, place, status. Read once for each event that lies in the asked period."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from sys import intern
from typing import Final, NamedTuple

from connratio.importers.calendar.people import People
from connratio.importers.calendar.places import place_of
from connratio.importers.calendar.titles import called_off
from connratio.importers.ics.about.people import people_of
from connratio.importers.ics.event import Event, tzid_of
from connratio.importers.ics.text.component import Component
from connratio.importers.ics.text.fields import WHAT, Fields, first, text_of_first
from connratio.importers.ics.text.lines import Line
from connratio.importers.ics.text.values import Stamp, parse_stamp
from connratio.importers.ics.zones.clocks import UTC_CLOCK
from connratio.model.text import clean

_BUSY: Final = {
    "FREE": "free", "TENTATIVE": "tentative", "BUSY": "", "OOF": "absent", "WORKINGELSEWHERE": "elsewhere",
    "0": "free", "1": "tentative", "2": "", "3": "absent", "4": "elsewhere",
}  # fmt: skip
"""PidLidBusyStatus (MS-OXOCAL), by word and by number."""
_FREE: Final = re.compile(r"TRANSPARENT\b|[1-9]\d*$", re.IGNORECASE | re.ASCII)
"""Also TRANSPARENT-NOCONFLICT of older programs, and the numbers of vCalendar 1.0, of which 0 alone is busy."""
_ALL_DAY: Final = frozenset({"X-MICROSOFT-CDO-ALLDAYEVENT", "X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT"})


class Details(NamedTuple):
    """The columns of an event that its occurrences share."""

    title: str
    place: str
    conference: str
    meeting: str
    category: str
    people: People
    status: str
    all_day: bool
    private: bool
    created: Stamp | int | None
    """An instant in epoch ms, else what the zones of the calendar must place."""


def details_of(component: Component) -> Details:
    """The details of a VEVENT. Texts that recur from event to event are kept once."""
    fields = component.fields(WHAT)
    created = _created(first(fields, "CREATED"))
    if created is None and "CREATED" in fields:
        fields = component.whole()
        created = _created(first(fields, "CREATED"))

    def text(name: str) -> str:
        if name not in fields:
            return ""
        special = _SPECIAL.get(name)
        return text_of_first(fields, name) if special is None else special(fields)

    people = people_of(fields.get("ATTENDEE", ()), first(fields, "ORGANIZER"))
    where = place_of(text, people.rooms)
    title = clean(text("SUMMARY"))
    private = text("CLASS").strip().upper() not in {"", "PUBLIC"}  # RFC 5545 3.8.1.3: unknown words are as PRIVATE
    return Details(
        title="" if private else intern(title),  # neither read nor shown (METRICS 1.0)
        place=intern(where.place),
        conference=intern(where.conference),
        meeting=where.meeting,
        category=intern(clean(", ".join(line.text for line in fields["CATEGORIES"]))) if "CATEGORIES" in fields else "",
        people=people,
        status="cancelled" if private and called_off(title) else _status(text),
        all_day=not _ALL_DAY.isdisjoint(fields) and any(text(name).strip().upper() == "TRUE" for name in _ALL_DAY),
        private=private,
        created=created,
    )


def _created(line: Line | None) -> Stamp | int | None:
    stamp = None if line is None else parse_stamp(line.value, tzid_of(line))
    return UTC_CLOCK.ms(stamp.seconds) if stamp is not None and stamp.tzid == "UTC" else stamp


def _conferences(fields: Fields) -> str:
    """The addresses of all CONFERENCE properties (RFC 7986 5.11), those with a picture first; chats and feeds are no meetings."""
    found = [(set(line.params.get("FEATURE", "").upper().split(",")), line) for line in fields.get("CONFERENCE", ())]
    meetings = [(features, line) for features, line in found if not features <= {"CHAT", "FEED"}]
    return " ".join(line.text for _, line in sorted(meetings, key=lambda c: "VIDEO" not in c[0]))


def _apple(fields: Fields) -> str:
    """The place that Apple names beside LOCATION: its title, else its address, else where on earth it lies."""
    line = first(fields, "X-APPLE-STRUCTURED-LOCATION")
    return "" if line is None else line.params.get("X-TITLE") or line.params.get("X-ADDRESS") or line.value


_SPECIAL: Final[Mapping[str, Callable[[Fields], str]]] = {"CONFERENCE": _conferences, "X-APPLE-STRUCTURED-LOCATION": _apple}
"""Properties of which more than the value of the first is read."""


def _status(text: Callable[[str], str]) -> str:
    """Cancelled, then what Outlook shows (TRANSP cannot say tentative or absent), then TRANSP, then STATUS."""
    status = text("STATUS").strip().upper()
    if status in {"CANCELLED", "CANCELED"}:
        return "cancelled"
    busy = text("X-MICROSOFT-CDO-BUSYSTATUS").strip().upper().replace(" ", "")
    if _BUSY.get(busy):
        return _BUSY[busy]
    if busy not in _BUSY and _FREE.match(text("TRANSP").strip()):
        return "free"
    return "tentative" if status == "TENTATIVE" else ""


def is_cancelled(event: Event) -> bool:
    """Whether an event says of itself that it was cancelled."""
    if event.details is not None:
        return event.details.status == "cancelled"
    return event.block is not None and details_of(Component(event.block)).status == "cancelled"
