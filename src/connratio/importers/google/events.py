"""Events of the Calendar API v3 as typed structs: only the fields we keep are ever built (discovery revision 20261030)."""

from __future__ import annotations

from typing import Final

import msgspec


class When(msgspec.Struct, gc=False, frozen=True, rename="camel"):
    """A date, or a time with its offset; `timeZone` names the zone in which it was written."""

    date: str | None = None
    date_time: str | None = None
    time_zone: str | None = None


class Who(msgspec.Struct, gc=False, frozen=True, rename="camel"):
    """A guest, the organiser or the creator; `own` marks the calendar on which this copy stands."""

    email: str | None = None
    display_name: str | None = None
    own: bool | None = msgspec.field(name="self", default=None)
    resource: bool | None = None
    response_status: str | None = None
    additional_guests: int | None = None


class EntryPoint(msgspec.Struct, gc=False, frozen=True, rename="camel"):
    """A way into an online meeting."""

    entry_point_type: str | None = None
    uri: str | None = None


class Conference(msgspec.Struct, gc=False, frozen=True, rename="camel"):
    """The online meeting."""

    entry_points: list[EntryPoint] | None = None


class Label(msgspec.Struct, gc=False, frozen=True, rename="camel"):
    """A named place of work."""

    label: str | None = None


class WorkingLocation(msgspec.Struct, gc=False, frozen=True, rename="camel"):
    """Where somebody works on that day."""

    type: str | None = None
    custom_location: Label | None = None
    office_location: Label | None = None


class Event(msgspec.Struct, gc=False, frozen=True, rename="camel"):
    """One event. A cancelled one may hold its id alone."""

    id: str | None = None
    ical_uid: str | None = msgspec.field(name="iCalUID", default=None)
    recurring_event_id: str | None = None
    original_start_time: When | None = None
    status: str | None = None
    event_type: str | None = None
    summary: str | None = None
    description: str | None = None  # only looked through for the address of an online meeting
    location: str | None = None
    start: When | None = None
    end: When | None = None
    end_time_unspecified: bool | None = None
    transparency: str | None = None
    visibility: str | None = None
    created: str | None = None
    updated: str | None = None
    sequence: int | None = None
    creator: Who | None = None
    organizer: Who | None = None
    attendees: list[Who] | None = None
    attendees_omitted: bool | None = None
    guests_can_see_other_guests: bool | None = None
    hangout_link: str | None = None
    conference_data: Conference | None = None
    recurrence: list[str] | None = None
    working_location_properties: WorkingLocation | None = None


class Busy(msgspec.Struct, gc=False, frozen=True, rename="camel"):
    """A stretch of a freebusy answer."""

    start: str
    end: str


class Trouble(msgspec.Struct, gc=False, frozen=True, rename="camel"):
    """Why a calendar gave none."""

    reason: str | None = None


class BusyCalendar(msgspec.Struct, gc=False, frozen=True, rename="camel"):
    """One calendar of a freebusy answer."""

    busy: list[msgspec.Raw] = []  # each decoded as Busy by itself
    errors: list[Trouble] = []


class FreeBusy(msgspec.Struct, gc=False, frozen=True, rename="camel"):
    """The answer of freebusy.query: when each calendar is busy, and nothing more."""

    calendars: dict[str, msgspec.Raw]  # each decoded as BusyCalendar by itself
    connratio: dict[str, str] = {}  # what our own fetcher adds


EVENT: Final = msgspec.json.Decoder(Event, strict=False)
BUSY: Final = msgspec.json.Decoder(Busy)
BUSY_CALENDAR: Final = msgspec.json.Decoder(BusyCalendar)
FREE_BUSY: Final = msgspec.json.Decoder(FreeBusy, strict=False)
