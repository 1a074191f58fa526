"""Which calendars are meant: by id, or by the name that the account gives them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from connratio.fetch.contract import FetchError
from connratio.fetch.google_client import answer
from connratio.fetch.google_refusals import CalendarError, GoneError
from connratio.fetch.google_scopes import may_list
from connratio.model.text import clean

if TYPE_CHECKING:
    from connratio.fetch.google_events import Asking


@dataclass(frozen=True, slots=True)
class Calendar:
    """A calendar to read; `known` says that its name is the account's own, not the id."""

    id: str
    name: str
    known: bool = False


def chosen(asking: Asking, wanted: tuple[str, ...], scopes: Iterable[str]) -> dict[str, Calendar | FetchError]:
    """The calendars that the source names, each by its name and id; `all` stands for every one in the account's list.

    Of a name that means none or several it is said why, and so it is of each name where the list may not be had: ids need none.
    """
    if all(_is_id(one) for one in wanted):
        return {one: Calendar(one, one) for one in wanted}
    try:
        there = _there(asking, tuple(scopes))
    except CalendarError as error:
        return {clean(one, 80): Calendar(one, one) if _is_id(one) else error for one in wanted}
    found: dict[str, Calendar | FetchError] = {}
    for one in wanted:
        try:
            found |= {f"{c.name} ({c.id})" if c.known and c.name != c.id else c.id: c for c in _meant(one, there)}
        except CalendarError as error:
            found[clean(one, 80)] = error
    return found


def _there(asking: Asking, scopes: tuple[str, ...]) -> list[dict[str, Any]]:
    """The account's list. Raises CalendarError where it may not be had, and FetchError where nothing may."""
    if scopes and not may_list(scopes):
        raise CalendarError(
            "this login may not look up calendars by name", "run connratio auth google --shared, or give the calendar's id"
        )
    return list(_listed(asking))


def _is_id(one: str) -> bool:
    return one == "primary" or "@" in one


def _meant(one: str, there: list[dict[str, Any]]) -> list[Calendar]:
    if one.lower() == "all":
        return [Calendar(str(c["id"]), _name(c), known=True) for c in there]
    own = [c for c in there if c.get("primary") is True] if one == "primary" else []
    if _is_id(one):
        return [Calendar(str(own[0]["id"]), _name(own[0]), known=True)] if own else [Calendar(one, one)]
    found = [c for c in there if _plain(_name(c)) == _plain(one)]
    if not found:
        raise CalendarError(
            f"no calendar of this account is called {clean(one, 80)!r}", f"it has {len(there)}; Google Calendar lists their names"
        )
    if len(found) > 1:
        raise CalendarError(f"{len(found)} calendars are called {clean(one, 80)!r}", "give the id of the one that is meant")
    return [Calendar(str(found[0]["id"]), _name(found[0]), known=True)]


def _listed(asking: Asking) -> Iterator[dict[str, Any]]:
    token, seen = "", set[str]()
    while True:
        asked = {"pageToken": token} if token else {}
        fields = "nextPageToken,items(id,summary,summaryOverride,primary,hidden,deleted)"
        request = asking.service.calendarList().list(maxResults=250, fields=fields, **asked)
        try:
            page = answer(request, asking.account, asking.sleep)
        except GoneError:
            raise FetchError("Google lost its place in the list of calendars (410)", "try again in some minutes") from None
        yield from (c for c in list(page.get("items") or ()) if isinstance(c, dict) and c.get("id") and not c.get("deleted"))
        token = str(page.get("nextPageToken") or "")
        if not token:
            return
        if token in seen:
            raise FetchError("the pages of the list of calendars lead in a circle", "give the calendar's id instead of its name")
        seen.add(token)


def _name(calendar: dict[str, Any]) -> str:
    return str(calendar.get("summaryOverride") or calendar.get("summary") or calendar["id"])


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold().strip()
