"""Events of Microsoft Graph v1.0 as typed structs: only the fields we keep are ever built."""

from __future__ import annotations

from typing import Final

import msgspec


class Clock(msgspec.Struct, gc=False, frozen=True, rename="camel"):
    """A clock time without offset, and the zone it is in: an IANA or a Windows name."""

    date_time: str | None = None
    time_zone: str | None = None


class Address(msgspec.Struct, gc=False, frozen=True, rename="camel"):
    """A mailbox."""

    name: str | None = None
    address: str | None = None


class Mailbox(msgspec.Struct, gc=False, frozen=True, rename="camel"):
    """The organiser."""

    email_address: Address | None = None


class Reply(msgspec.Struct, gc=False, frozen=True, rename="camel"):
    """none, organizer, accepted, tentativelyAccepted, declined or notResponded."""

    response: str | None = None


class Guest(msgspec.Struct, gc=False, frozen=True, rename="camel"):
    """An attendee: required, optional or resource (a room)."""

    type: str | None = None
    status: Reply | None = None
    email_address: Address | None = None


class Place(msgspec.Struct, gc=False, frozen=True, rename="camel"):
    """A place by name."""

    display_name: str | None = None


class Online(msgspec.Struct, gc=False, frozen=True, rename="camel"):
    """The online meeting."""

    join_url: str | None = None


class Pattern(msgspec.Struct, gc=False, frozen=True, rename="camel"):
    """How a series repeats: daily, weekly, absoluteMonthly, relativeMonthly, absoluteYearly or relativeYearly."""

    type: str | None = None
    interval: int | None = None
    month: int | None = None
    day_of_month: int | None = None
    days_of_week: list[str] | None = None
    first_day_of_week: str | None = None
    index: str | None = None


class Reach(msgspec.Struct, gc=False, frozen=True, rename="camel"):
    """How long a series goes on: endDate (the last day), numbered or noEnd."""

    type: str | None = None
    end_date: str | None = None
    recurrence_time_zone: str | None = None
    number_of_occurrences: int | None = None


class Recurrence(msgspec.Struct, gc=False, frozen=True, rename="camel"):
    """The rule of a series."""

    pattern: Pattern | None = None
    range: Reach | None = None


class Event(msgspec.Struct, gc=False, frozen=True, rename="camel"):
    """One event: a single one, a series, an occurrence or an exception. An answer of delta gives an occurrence little but its time."""

    id: str | None = None
    uid: str | None = None  # of a series as a whole, where iCalUId differs from occurrence to occurrence
    ical_uid: str | None = msgspec.field(name="iCalUId", default=None)
    type: str | None = None
    series_master_id: str | None = None
    original_start: str | None = None
    subject: str | None = None
    body_preview: str | None = None  # only looked through for the address of an online meeting
    start: Clock | None = None
    end: Clock | None = None
    is_all_day: bool | None = None
    is_cancelled: bool | None = None
    is_draft: bool | None = None
    is_organizer: bool | None = None
    response_status: Reply | None = None
    show_as: str | None = None
    sensitivity: str | None = None
    location: Place | None = None
    locations: list[Place] | None = None
    is_online_meeting: bool | None = None
    online_meeting_provider: str | None = None
    online_meeting_url: str | None = None
    online_meeting: Online | None = None
    organizer: Mailbox | None = None
    attendees: list[Guest] | None = None
    hide_attendees: bool | None = None
    categories: list[str] | None = None
    created_date_time: str | None = None
    last_modified_date_time: str | None = None
    recurrence: Recurrence | None = None
    cancelled_occurrences: list[str] | None = None
    exception_occurrences: list[msgspec.Raw] | None = None  # events
    removed: dict[str, str] | None = msgspec.field(name="@removed", default=None)


EVENT: Final = msgspec.json.Decoder(Event, strict=False)
