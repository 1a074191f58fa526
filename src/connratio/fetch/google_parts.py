"""The calendars of an account, or the people of a team, one after the other: what fails does not keep the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeVar

from connratio.fetch.contract import Fetched, FetchError, PartlyError
from connratio.fetch.google_refusals import BusyError, CalendarError

Part = TypeVar("Part")
MOST_BUSY: Final = 3
"""Failures of Google's own in a row after which it is not asked any more: each comes after a minute of pauses."""


def each(parts: Mapping[str, Part], read: Callable[[Part], Iterator[Fetched]], *own: type[FetchError]) -> Iterator[Fetched]:
    """The documents of all parts, by name. `own` are errors that concern one part alone, besides those of one calendar.

    Raises at the end what failed: PartlyError with each part that is missing, or the error itself where nothing came and all
    that were asked say the same.
    """
    failed: dict[str, FetchError] = {}
    unasked: dict[str, FetchError] = {}
    came, busy = False, 0
    for name, part in parts.items():
        try:
            for document in read(part):
                came = True
                yield document
        except FetchError as error:
            failed[name] = error
            busy = busy + 1 if isinstance(error, BusyError) else 0
            if busy == MOST_BUSY or not isinstance(error, (CalendarError, *own)):
                # The quota, the connection, the login: the next one would meet the same.
                why = FetchError(f"not asked, since {error.message}", error.help_line)
                unasked = dict.fromkeys(list(parts)[list(parts).index(name) + 1 :], why)
                break
        else:
            busy = 0
    if failed and not came and len({error.message for error in failed.values()}) == 1:
        raise next(iter(failed.values()))
    if failed:
        raise PartlyError(failed | unasked, came=came)
