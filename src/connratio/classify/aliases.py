"""Aliases: one person under several addresses or numbers is one person in every count."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from connratio.classify.attendance import stronger

if TYPE_CHECKING:
    from typing import Any

    from connratio.model.frame import Frame


def with_main_addresses(activities: Frame, main: Mapping[str, str]) -> Frame:
    """The activities with every alias in `people` and `organiser` replaced; `main` gives the main address of each alias.

    Who is listed twice then is one person, with the stronger of the two replies.
    """
    if not main:
        return activities
    people, replies = activities["people"].copy(), activities["replies"].copy()
    seen: dict[tuple[Any, Any], tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for row in range(len(people)):
        if people[row]:
            pair = (people[row], replies[row])
            if pair not in seen:
                seen[pair] = _merged(*pair, main)
            people[row], replies[row] = seen[pair]
    organiser = activities["organiser"].changed(lambda address: main.get(address, address))
    return activities.assign(people=people, replies=replies, organiser=organiser)


def _merged(
    people: tuple[str, ...], replies: tuple[str, ...], main: Mapping[str, str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    reply_of: dict[str, str] = {}
    for address, reply in zip(people, replies, strict=True):
        name = main.get(address, address)
        reply_of[name] = stronger(reply_of.get(name, ""), reply)
    return tuple(reply_of), tuple(reply_of.values())
