"""What a login may be allowed: three kinds of access, each with the least that the Calendar API asks for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

_BASE: Final = "https://www.googleapis.com/auth/"
SCOPES: Final[dict[str, tuple[str, ...]]] = {
    "own": (f"{_BASE}calendar.events.owned.readonly",),
    "shared": (f"{_BASE}calendar.events.readonly", f"{_BASE}calendar.calendarlist.readonly"),
    "freebusy": (f"{_BASE}calendar.freebusy",),
}
"""Own: events of calendars that I own. Shared: also those shared with me, and their names. Freebusy: only when I am busy."""
_NAMES: Final = frozenset({f"{_BASE}calendar.calendarlist.readonly", f"{_BASE}calendar.readonly", f"{_BASE}calendar"})


def told(value: Any) -> list[str]:
    """The scopes that a kept login names: as a list, or as words of one text, which is how other programs write them."""
    given = value.split() if isinstance(value, str) else value
    return [str(scope) for scope in given] if isinstance(given, list) else []


def access_of(scopes: Iterable[str]) -> str:
    """The kind of access that the scopes give; "other" for any other set."""
    given = set(scopes)
    return next((access for access, needed in SCOPES.items() if set(needed) == given), "other")


def may_list(scopes: Iterable[str]) -> bool:
    """Whether calendars can be found by their names."""
    return not _NAMES.isdisjoint(scopes)


def short(scopes: Iterable[str]) -> list[str]:
    """The scopes without what they all begin with."""
    return sorted(scope.removeprefix(_BASE) for scope in scopes)
