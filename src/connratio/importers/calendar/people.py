"""Who takes part: addresses of persons with their replies; rooms, groups and virtual attendees apart."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from sys import intern
from typing import Final, Literal, NamedTuple

from connratio.model.text import clean

_NOT_PERSONS: Final = (
    "@virtual", "@resource.calendar.google.com", "@group.calendar.google.com", "@import.calendar.google.com",
    "@group.v.calendar.google.com", "unknownorganizer@calendar.google.com", "invalid:nomail",
)  # fmt: skip
_NO_REPLY: Final = ("no-reply@", "noreply@", "no_reply@", "donotreply@", "do-not-reply@")
"""Schedulers invite under such an address."""
UNLISTED: Final = "guests that the calendar leaves out"
"""Stands for guests whose number nobody gives, as the address of a group does."""
_ADDRESS: Final = re.compile(r"[^@\s/]+@[^@\s/]+\.[A-Za-z]{2,}")
_STRENGTH: Final = ("", "unanswered", "tentative", "declined", "accepted")


class Attendee(NamedTuple):
    """One line of a guest list: the address in lower case, what it stands for, its reply, its name, guests it brings."""

    address: str
    sort: Literal["person", "room", "group"] = "person"
    reply: str = ""
    name: str = ""
    guests: int = 0


class People(NamedTuple):
    """The persons of an event: `replies` stand beside `addresses`; `groups` are lists of unknown size; `rooms` are names."""

    addresses: tuple[str, ...] = ()
    replies: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    n_unlisted: int = 0
    organiser: str = ""


NOBODY: Final = People()


def gathered(attendees: Iterable[Attendee], organiser: str) -> People:
    """The people of an event. The organiser is one of them even when not listed (DESIGN 3.3)."""
    replies: dict[str, str] = {}
    groups: list[str] = []
    rooms: list[str] = []
    extra = 0
    for who in attendees:
        if who.sort == "room" or who.address.endswith("@resource.calendar.google.com"):
            if who.reply != "declined":  # one that is taken
                rooms.append(clean(who.name or who.address))
        elif who.sort == "group":
            groups.append(who.address)
        elif who.address and not virtual(who.address):
            replies[who.address] = max(replies.get(who.address, ""), who.reply, key=_STRENGTH.index)
            extra += who.guests if who.reply != "declined" else 0
    leader = "" if virtual(organiser) else organiser
    if not (replies or groups or rooms or extra or leader):
        return NOBODY
    if leader:
        replies.setdefault(leader, "")
    return People(tuple(replies), tuple(replies.values()), tuple(groups), tuple(rooms), extra, leader)


@lru_cache(maxsize=4096)
def plain_address(text: str) -> str:
    """An address in lower case, without `mailto:`; the two domains of Google's mail are one. The same people meet again and again."""
    text = text.strip()
    if text[:7].lower() == "mailto:":
        text = text[7:]
    text = clean(text, 254).lower()
    return intern(text.removesuffix("googlemail.com") + "gmail.com" if text.endswith("@googlemail.com") else text)


def is_address(text: str) -> bool:
    """Whether a text is an address and nothing else."""
    return _ADDRESS.fullmatch(text) is not None


def virtual(address: str) -> bool:
    """Whether an address stands for no person: calendars, feeds, Google's birthday guests."""
    return address.endswith(_NOT_PERSONS) or address.startswith(("invalid:", *_NO_REPLY))
