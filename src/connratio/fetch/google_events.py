"""The events of a calendar, page by page, and when people are busy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from connratio.fetch.contract import FetchError
from connratio.fetch.google_client import answer
from connratio.fetch.google_refusals import CalendarError, GoneError
from connratio.model.text import clean

PAGE: Final = 2500
MOST_PAGES: Final = 2_000
BUSY_DAYS: Final = 60
"""Days in one freebusy request: longer ones are refused."""
BUSY_CALENDARS: Final = 50
EVENT_TYPES: Final = ("birthday", "default", "focusTime", "fromGmail", "outOfOffice", "workingLocation")
_EVENT: Final = (
    "id,iCalUID,recurringEventId,originalStartTime,status,eventType,location,start,end,endTimeUnspecified,transparency,visibility,"
    "created,updated,sequence,creator(email,self),organizer(email,self),attendees(email,{name}self,organizer,resource,optional,"
    "responseStatus,additionalGuests),attendeesOmitted,guestsCanSeeOtherGuests,hangoutLink,conferenceData(entryPoints(entryPointType,uri)),"
    "recurrence,workingLocationProperties(type,customLocation/label,officeLocation/label)"
)
_HEAD: Final = "kind,summary,timeZone,accessRole,nextPageToken"
FIELDS: Final = f"{_HEAD},items({_EVENT.format(name='displayName,')},summary,description)"
"""What is asked for of events. Descriptions are only looked through for the address of an online meeting."""
FIELDS_WITHOUT_TITLES: Final = f"{_HEAD},items({_EVENT.format(name='')})"
_TITLES: Final = frozenset(
    {"summary", "description", "attachments", "source", "extendedProperties", "gadget", "birthdayProperties"}
)


@dataclass(frozen=True, slots=True)
class Asking:
    """How to ask: the service with a login, the stretch (epoch ms, half-open), the types of events, titles or not."""

    service: Any
    account: str
    window: tuple[int, int]
    event_types: tuple[str, ...] = ()
    titles: bool = True
    sleep: Callable[[float], None] | None = None


def events(asking: Asking, calendar: str, tick: Callable[[int], None]) -> dict[str, Any]:
    """All events of a calendar in the stretch, as one page of events.list. After a 410 it is read anew, once.

    Raises FetchError, and CalendarError where only this calendar cannot be read: half of one would take the rest out of the ledger.
    """
    for again in (False, True):
        try:
            return _joined(_pages(asking, calendar), tick)
        except GoneError:
            if again:
                break
    raise CalendarError("Google lost its place in a calendar twice (410)", "try again in some minutes")


def _pages(asking: Asking, calendar: str) -> Iterator[dict[str, Any]]:
    """The pages. events().list_next is not used: it fails for a parameter that is given more than once."""
    token, seen = "", set[str]()
    while len(seen) < MOST_PAGES:
        asked: dict[str, Any] = {"pageToken": token} if token else {}
        if asking.event_types:
            asked["eventTypes"] = list(asking.event_types)
        request = asking.service.events().list(
            calendarId=calendar, singleEvents=True, orderBy="startTime", maxResults=PAGE, timeMin=_text(asking.window[0]),
            timeMax=_text(asking.window[1]), fields=FIELDS if asking.titles else FIELDS_WITHOUT_TITLES, **asked,
        )  # fmt: skip
        page = answer(request, asking.account, asking.sleep)
        found = page.get("items") or []
        if not isinstance(found, list) or not (seen or page.keys() & {"kind", "items"}):
            raise CalendarError("Google's answer is not what its documentation says", "a proxy may stand between; try again")
        yield page if asking.titles else {**page, "items": [_bare(event) for event in found]}
        token = str(page.get("nextPageToken") or "")
        if not token:
            return
        if token in seen:
            break
        seen.add(token)
    raise CalendarError("the pages of a calendar lead in a circle", "try again in some minutes")


def _bare(event: Any) -> Any:
    """An event without what it is about, whatever the server sent; of a private one the place goes too."""
    if not isinstance(event, dict):
        return event
    private = {"location"} if event.get("visibility") in {"private", "confidential"} else set()
    kept = {key: value for key, value in event.items() if key not in _TITLES | private}
    guests = kept.get("attendees")
    if isinstance(guests, list):
        kept["attendees"] = [
            {k: v for k, v in g.items() if k not in {"displayName", "comment"}} if isinstance(g, dict) else g for g in guests
        ]
    return kept


def types_of(value: Any) -> tuple[str, ...]:
    """The types of events that an option names, as the interface spells them. Raises FetchError for one that is none."""
    known = {one.lower(): one for one in EVENT_TYPES}
    given = value if isinstance(value, list | tuple) else str(value or "").split(",")
    named = [str(one).strip() for one in given if str(one).strip()]
    if wrong := next((one for one in named if one.lower() not in known), None):
        raise FetchError(f"no events are of the type {clean(wrong, 40)!r}", f"types are {', '.join(EVENT_TYPES)}")
    return tuple(dict.fromkeys(known[one.lower()] for one in named))


def _joined(pages: Iterator[dict[str, Any]], tick: Callable[[int], None]) -> dict[str, Any]:
    whole: dict[str, Any] = {}
    items: list[Any] = []
    for page in pages:
        items += page.get("items") or []
        whole = {**whole, **page}
        tick(len(items))
    whole.pop("nextPageToken", None)
    return {**whole, "kind": "calendar#events", "items": items}


def busy(asking: Asking, calendars: Sequence[str]) -> dict[str, Any]:
    """When the calendars are busy in the stretch, as one answer of freebusy.query. Raises FetchError."""
    joined: dict[str, dict[str, list[Any]]] = {}
    for at in range(0, len(calendars), BUSY_CALENDARS):
        for low, high in _stretches(asking.window):
            body = {
                "timeMin": _text(low),
                "timeMax": _text(high),
                "items": [{"id": name} for name in calendars[at : at + BUSY_CALENDARS]],
            }
            for name, calendar in _answered(asking, body).items():
                known = joined.setdefault(name, {"busy": [], "errors": []})
                # A stretch over the seam is given in both answers.
                known["busy"] += [b for b in calendar.get("busy") or [] if b not in known["busy"][-2:]]
                known["errors"] = calendar.get("errors") or known["errors"]
    return {"kind": "calendar#freeBusy", "calendars": joined}


def _answered(asking: Asking, body: dict[str, Any]) -> dict[str, dict[str, list[Any]]]:
    try:
        found = answer(asking.service.freebusy().query(body=body), asking.account, asking.sleep).get("calendars")
    except GoneError:
        raise CalendarError("Google's service fails now (410)", "try again in some minutes") from None
    if not isinstance(found, dict) or not all(isinstance(calendar, dict) for calendar in found.values()):
        raise CalendarError("Google's answer is not what its documentation says", "a proxy may stand between; try again")
    return found


def _stretches(window: tuple[int, int]) -> Iterator[tuple[int, int]]:
    step = BUSY_DAYS * 86_400_000
    for low in range(window[0], window[1], step):
        yield low, min(low + step, window[1])


def _text(ms: int) -> str:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)).isoformat().replace("+00:00", "Z")
