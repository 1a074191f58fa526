"""Which calendars are meant: by id, or by the name that the account gives them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from connratio.fetch.contract import FetchError
from connratio.fetch.google_client import answer
from connratio.fetch.google_scopes import may_list

if TYPE_CHECKING:
    from connratio.fetch.google_events import Asking


@dataclass(frozen=True, slots=True)
class Calendar:
    """A calendar to read; `known` says that its name is the account's own, not the id."""

    id: str
    name: str
    known: bool = False


def chosen(asking: Asking, wanted: tuple[str, ...], scopes: Iterable[str]) -> list[Calendar]:
    """The calendars that the source names; `all` stands for every one in the account's list. Raises FetchError."""
    if all(_is_id(one) for one in wanted):
        return [Calendar(one, one) for one in dict.fromkeys(wanted)]
    scopes = tuple(scopes)
    if scopes and not may_list(scopes):
        raise FetchError(
            "this login may not look up calendars by name", "run connratio auth google --shared, or give the calendar's id"
        )
    there = list(_listed(asking))
    found: dict[str, Calendar] = {}
    for one in wanted:
        for calendar in _meant(one, there):
            found.setdefault(calendar.id, calendar)
    return list(found.values())


def _is_id(one: str) -> bool:
    return one == "primary" or "@" in one


def _meant(one: str, there: list[dict[str, Any]]) -> list[Calendar]:
    if one.lower() == "all":
        return [Calendar(str(c["id"]), _name(c), known=True) for c in there]
    if _is_id(one):
        return [Calendar(one, one)]
    found = [c for c in there if _name(c).casefold() == one.casefold()]
    if not found:
        raise FetchError(
            f"no calendar of this account is called {one!r}", f"it has {len(there)}; Google Calendar lists their names"
        )
    if len(found) > 1:
        raise FetchError(f"{len(found)} calendars are called {one!r}", "give the id of the one that is meant")
    return [Calendar(str(found[0]["id"]), _name(found[0]), known=True)]


def _listed(asking: Asking) -> Iterator[dict[str, Any]]:
    token, seen = "", {""}
    while True:
        asked = {"pageToken": token} if token else {}
        fields = "nextPageToken,items(id,summary,summaryOverride,primary,hidden,deleted)"
        request = asking.service.calendarList().list(maxResults=250, fields=fields, **asked)
        page = answer(request, asking.account, asking.sleep)
        yield from (c for c in page.get("items") or [] if isinstance(c, dict) and c.get("id") and not c.get("deleted"))
        token = str(page.get("nextPageToken") or "")
        if token in seen:
            return
        seen.add(token)


def _name(calendar: dict[str, Any]) -> str:
    return str(calendar.get("summaryOverride") or calendar.get("summary") or calendar["id"])
