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


class Event(msgspec.Struct, gc=False, frozen=True, rename="camel"):
    """One event of a calendar view: a single one, an occurrence or an exception."""

    id: str | None = None
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


EVENT: Final = msgspec.json.Decoder(Event, strict=False)
