"""Who takes part: addresses of persons with their replies; rooms, groups and virtual attendees apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from connratio.importers.ics.lines import Line
from connratio.model.text import clean

_REPLIES: Final = {
    "ACCEPTED": "accepted",
    "COMPLETED": "accepted",
    "IN-PROCESS": "accepted",
    "TENTATIVE": "tentative",
    "DECLINED": "declined",
    "DELEGATED": "declined",  # somebody else goes instead, and is listed too
    "NEEDS-ACTION": "unanswered",
}
_NOT_PERSONS: Final = (
    "@virtual", "@resource.calendar.google.com", "@group.calendar.google.com", "@import.calendar.google.com",
    "@group.v.calendar.google.com", "unknownorganizer@calendar.google.com", "invalid:nomail",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class People:
    """The persons of an event: `replies` stand beside `addresses`; `groups` are lists of unknown size; `rooms` are names."""

    addresses: tuple[str, ...] = ()
    replies: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    n_unlisted: int = 0
    organiser: str = ""


def people_of(attendees: Sequence[Line], organiser: Line | None) -> People:
    """The people of an event. The organiser is one of them even when not listed (DESIGN 3.3)."""
    replies: dict[str, str] = {}
    groups: list[str] = []
    rooms: list[str] = []
    extra = 0
    for line in attendees:
        who, kind = address_of(line), line.params.get("CUTYPE", "").upper()
        if kind in {"ROOM", "RESOURCE"} or who.endswith("@resource.calendar.google.com"):
            rooms.append(clean(line.params.get("CN", "") or who))
        elif kind == "GROUP":
            groups.append(who)
        elif who and not _virtual(who):
            reply = _REPLIES.get(line.params.get("PARTSTAT", "").upper(), "unanswered" if "PARTSTAT" in line.params else "")
            replies[who] = max(replies.get(who, ""), reply, key=_STRENGTH.index)
            extra += _number(line.params.get("X-NUM-GUESTS", "0"))
    leader = address_of(organiser) if organiser is not None else ""
    if leader and _virtual(leader):
        leader = ""
    if leader:
        replies.setdefault(leader, "")
    return People(tuple(replies), tuple(replies.values()), tuple(groups), tuple(rooms), extra, leader)


_STRENGTH: Final = ("", "unanswered", "tentative", "declined", "accepted")


def address_of(line: Line) -> str:
    """The address in lower case: the EMAIL parameter first (iCloud hides it behind a path), then `mailto:`."""
    given = line.params.get("EMAIL", "")
    if "@" not in given:
        given = line.value.strip()
        if given.lower().startswith("mailto:"):
            given = given[7:]
        given = unquote(given.split("?")[0])
    given = clean(given, 254).lower()
    if given.endswith("@googlemail.com"):
        given = given.removesuffix("googlemail.com") + "gmail.com"
    return given


def _virtual(address: str) -> bool:
    return address.endswith(_NOT_PERSONS) or address.startswith("invalid:")


def _number(text: str) -> int:
    return min(int(text), 10_000) if text.isdecimal() else 0
