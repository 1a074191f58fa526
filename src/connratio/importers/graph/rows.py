"""What an event of Graph says, in the columns of an activity."""

from __future__ import annotations

from typing import Any, Final

from connratio.importers.calendar.people import UNLISTED, Attendee, People, gathered, plain_address
from connratio.importers.calendar.places import place_of
from connratio.importers.graph.events import Event, Guest, Reply
from connratio.model.text import clean

_REPLIES: Final = {
    "organizer": "accepted", "accepted": "accepted", "tentativelyaccepted": "tentative", "declined": "declined",
    "notresponded": "unanswered",
}  # fmt: skip
_SHOWN: Final = {"free": "free", "tentative": "tentative", "oof": "absent", "workingelsewhere": "elsewhere"}
_PROVIDERS: Final = {
    "teamsforbusiness": "teams.microsoft.com", "skypeforbusiness": "skype.com", "skypeforconsumer": "skype.com",
}  # fmt: skip


def people_of(event: Event, owner: str) -> People:
    """The people; the event's own field holds the owner's reply, whatever the list of guests says."""
    guests = list(event.attendees or ())
    leader = event.organizer.email_address if event.organizer is not None else None
    listed = [_attendee(guest) for guest in guests]
    mine = reply_of(event.response_status)
    if owner and mine and guests and not event.is_organizer:
        listed = [a._replace(reply=mine) if a.address == owner else a for a in listed]
        if all(a.address != owner for a in listed):
            listed.append(Attendee(owner, "person", mine))  # invited through a group
    if event.hide_attendees and not event.is_organizer:
        listed.append(Attendee(UNLISTED, "group"))
    organiser = plain_address(leader.address or leader.name or "") if leader is not None else ""
    if not guests and not event.is_organizer:
        # An entry in a colleague's calendar is no meeting with me.
        organiser = ""
    return gathered(listed, organiser)


def reply_of(told: Reply | None) -> str:
    """A reply in our words; "" for none."""
    return _REPLIES.get((told.response or "").lower(), "") if told is not None else ""


def _attendee(guest: Guest) -> Attendee:
    who = guest.email_address
    reply = reply_of(guest.status)
    address = plain_address((who.address or who.name or "") if who is not None else "")
    name = (who.name or "") if who is not None else ""
    return Attendee(address, "room" if guest.type == "resource" else "person", reply, name)


def _place(event: Event) -> str:
    """The place, else the first of several that has a name."""
    places = [event.location, *(event.locations or ())]
    return next((place.display_name for place in places if place is not None and place.display_name), "")


def described(event: Event, people: People) -> dict[str, Any]:
    """The columns that say what it is."""
    link = (event.online_meeting.join_url if event.online_meeting is not None else "") or event.online_meeting_url or ""
    texts = {
        "X-MICROSOFT-SKYPETEAMSMEETINGURL": link,
        "LOCATION": _place(event),
        "DESCRIPTION": event.body_preview or "",
    }
    place, conference, meeting = place_of(lambda name: texts.get(name, ""), people.rooms)
    if not conference and event.is_online_meeting:
        conference = _PROVIDERS.get((event.online_meeting_provider or "").lower(), "online")
    return {
        "title": clean(event.subject or ""),
        "place": place,
        "conference": conference,
        "session": meeting,
        "category": clean(", ".join(event.categories or ())),
        "status": "cancelled" if event.is_cancelled else _SHOWN.get((event.show_as or "").lower(), ""),
        "private": (event.sensitivity or "").lower() in {"private", "confidential"},
    }
