"""Who takes part, from the lines of an event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import unquote

from connratio.importers.calendar.people import Attendee, People, gathered, plain_address
from connratio.importers.ics.text.lines import Line

_REPLIES: Final = {
    "ACCEPTED": "accepted",
    "COMPLETED": "accepted",
    "IN-PROCESS": "accepted",
    "TENTATIVE": "tentative",
    "DECLINED": "declined",
    "DELEGATED": "declined",  # somebody else goes instead, and is listed too
    "NEEDS-ACTION": "unanswered",
    "CONFIRMED": "accepted",  # vCalendar 1.0
}


def people_of(attendees: Sequence[Line], organiser: Line | None) -> People:
    """The people of an event."""
    return gathered(_listed(attendees), address_of(organiser) if organiser is not None else "")


def _listed(attendees: Sequence[Line]) -> Iterator[Attendee]:
    for line in attendees:
        who, kind, name = address_of(line), line.params.get("CUTYPE", "").upper(), line.params.get("CN", "")
        reply = _reply(line)
        if kind in {"ROOM", "RESOURCE"}:
            yield Attendee(who, "room", reply, name)
        elif kind == "GROUP":
            yield Attendee(who, "group")
        elif not _only_informed(line, kind):
            yield Attendee(who, "person", reply, name, _number(line.params.get("X-NUM-GUESTS", "0")))
        for delegate in filter(None, line.params.get("DELEGATED-TO", "").split(",")):
            yield Attendee(_plain(delegate), "person", "unanswered")  # who is listed too has a reply of their own


def _reply(line: Line) -> str:
    """The reply; vCalendar 1.0 calls it STATUS. A word that nobody knows is none yet."""
    told = line.params.get("PARTSTAT") or line.params.get("STATUS")
    return _REPLIES.get(told.strip().upper(), "unanswered") if told is not None else ""


def _only_informed(line: Line, kind: str) -> bool:
    """Whether somebody has the invitation for information alone, and did not say that they come or not.

    Outlook lists rooms so, which accept; who is called a person comes if they say so.
    """
    if line.params.get("ROLE", "").upper() != "NON-PARTICIPANT":
        return False
    return kind != "INDIVIDUAL" or line.params.get("PARTSTAT", "").upper() in {"", "NEEDS-ACTION"}


def address_of(line: Line) -> str:
    """The address in lower case: the EMAIL parameter first (iCloud hides it behind a path), then `mailto:`."""
    given = line.params.get("EMAIL", "")
    if "@" in given:
        return plain_address(given)
    return _plain(line.value)


def _plain(given: str) -> str:
    given = given.strip()
    if given.endswith(">") and "<" in given:  # `Ana Ruiz <ana@example.org>`, as vCalendar 1.0 and some mailers write
        given = given[given.rindex("<") + 1 : -1].strip()
    mail = given.lower().startswith("mailto:")
    address = plain_address(unquote(given[7 if mail else 0 :].split("?")[0]))
    return "" if mail and "@" not in address.strip("@") else address  # `mailto:iCloud`


def _number(text: str) -> int:
    return min(int(text), 10_000) if text.isdecimal() else 0
