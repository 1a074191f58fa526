"""What an event of the interface says, in the columns of an activity."""

from __future__ import annotations

from typing import Any, Final

from connratio.importers.calendar.people import UNLISTED, Attendee, People, gathered, plain_address
from connratio.importers.calendar.places import place_of
from connratio.importers.calendar.versions import version
from connratio.importers.google.events import Event, Who
from connratio.model.text import clean

_REPLIES: Final = {"accepted": "accepted", "tentative": "tentative", "declined": "declined", "needsAction": "unanswered"}
_UNNAMED: Final = {
    "focusTime": "Focus time", "outOfOffice": "Out of office", "workingLocation": "Working location", "birthday": "Birthday",
}  # fmt: skip
_WORKPLACES: Final = {"homeOffice": "home", "officeLocation": "office"}


def people_of(event: Event) -> People:
    """The people. Without guests only my own name stands: an entry in a colleague's calendar is no meeting with me."""
    guests = list(event.attendees or ())
    organiser = event.organizer
    if not guests and not (organiser is not None and organiser.own):
        return People()
    listed = [_attendee(g) for g in guests]
    if event.attendees_omitted or (guests and event.guests_can_see_other_guests is False and all(g.own for g in guests)):
        listed.append(Attendee(UNLISTED, "group"))
    return gathered(listed, plain_address(organiser.email or "") if organiser is not None else "")


def _attendee(guest: Who) -> Attendee:
    reply = _REPLIES.get(guest.response_status or "", "")
    return Attendee(
        plain_address(guest.email or guest.display_name or ""),
        "room" if guest.resource else "person",
        reply,
        guest.display_name or "",
        min(max(guest.additional_guests or 0, 0), 10_000),
    )


def own_address(event: Event) -> str:
    """The address that the interface marks as the calendar's own; "" where it marks none."""
    marked = [w for w in (*(event.attendees or ()), event.organizer, event.creator) if w is not None and w.own]
    return next((plain_address(w.email) for w in marked if w.email), "")


def described(event: Event, people: People, updated: int | None) -> dict[str, Any]:
    """The columns that say what it is; an event of a type of its own has that type as its category. `updated` in epoch ms."""
    kind = event.event_type if event.event_type != "default" else ""
    place, conference, meeting = place_of(_texts(event), people.rooms)
    if event.working_location_properties is not None:
        place = _workplace(event) or place
    return {
        "title": clean(event.summary or "") or _UNNAMED.get(kind or "", ""),
        "place": place,
        "conference": conference,
        "session": meeting,
        "category": clean(kind or "", 60),
        "status": _status(event),
        "private": event.visibility in {"private", "confidential"},
        "revision": version(max(event.sequence or 0, 0), updated),
    }


def _texts(event: Event) -> Any:
    """What stands where in iCalendar, by the names of its properties."""
    points = (event.conference_data.entry_points if event.conference_data is not None else None) or ()
    video = next((p.uri for p in points if p.entry_point_type == "video" and p.uri), event.hangout_link or "")
    texts = {"X-GOOGLE-CONFERENCE": video, "LOCATION": event.location or "", "DESCRIPTION": event.description or ""}
    return lambda name: texts.get(name, "")


def _workplace(event: Event) -> str:
    where = event.working_location_properties
    if where is None:
        return ""
    if where.type == "officeLocation" and where.office_location is not None and where.office_location.label:
        return clean(f"office: {where.office_location.label}")
    label = where.custom_location.label if where.custom_location is not None else ""
    return clean(label or _WORKPLACES.get(where.type or "", ""))


def _status(event: Event) -> str:
    if event.status == "cancelled":
        return "cancelled"
    if event.event_type == "outOfOffice":
        return "absent"
    if event.transparency == "transparent":
        return "free"
    return "tentative" if event.status == "tentative" else ""
