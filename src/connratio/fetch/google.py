"""The fetcher for Google Calendar: each calendar is a document that the importer `google` reads like a saved file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from connratio.fetch.contract import Fetched, FetchError, Tick
from connratio.fetch.google_calendars import Calendar, chosen
from connratio.fetch.google_client import credentials_of, endpoint_of, quiet, service_of
from connratio.fetch.google_events import Asking, busy, events, types_of
from connratio.fetch.google_parts import each
from connratio.fetch.google_refusals import RefusedError, unanswered
from connratio.fetch.google_scopes import access_of
from connratio.fetch.google_team import account_of, people_of
from connratio.importers.contract import Source
from connratio.model.text import clean

if TYPE_CHECKING:
    from connratio.importers.contract import Options

DAYS_BACK: Final = 400
DAYS_AHEAD: Final = 60
HOSTS: Final = "oauth2.googleapis.com, www.googleapis.com"
KNOWN: Final = frozenset({"calendars", "since", "days_ahead", "event_types", "freebusy", "service_account", "people", "endpoint"})
"""What may stand under `options:` of the source."""


class GoogleFetcher:
    """Google Calendar, with the login of `connratio auth google` or a service account."""

    kind = "google"

    def contacts(self, options: Mapping[str, Any]) -> str:
        """The hosts of the login and of the service, or the stand-in of a test."""
        from urllib.parse import urlsplit

        endpoint = endpoint_of(options)
        return urlsplit(endpoint).netloc if endpoint else HOSTS

    def fetch(self, options: Mapping[str, Any], state: Mapping[str, str], reading: Options, tick: Tick) -> Iterator[Fetched]:
        """One document per calendar, or per person of a service account. A calendar that fails does not keep the others."""
        quiet()
        del state  # every fetch asks for the whole stretch: a year is one to four requests
        _check(options)
        window, name = _window(options, reading), str(options.get("name") or "")
        if options.get("service_account"):
            yield from _team(options, window, name, tick)
            return
        credentials, account = credentials_of(options)
        asking = Asking(service_of(credentials, endpoint_of(options)), account, window, types_of(options.get("event_types")))
        calendars = words(options.get("calendars")) or ("primary",)
        wanted = chosen(asking, calendars, credentials.scopes or ())
        if _is_on(options.get("freebusy")) or access_of(credentials.scopes or ()) == "freebusy":
            yield from _busy(asking, wanted, name, tick)
        else:
            yield from _events(asking, wanted, name, tick)


def _check(options: Mapping[str, Any]) -> None:
    """Raise FetchError for an option that is unknown: one that is misspelt would change what is asked for, unnoticed."""
    from connratio.config.sources import SourceEntry

    known = KNOWN | {field.alias or key for key, field in SourceEntry.model_fields.items()}
    if unknown := sorted(set(options) - known):
        raise FetchError(f"a google source has no option {clean(unknown[0], 40)!r}", f"there are {', '.join(sorted(KNOWN))}")
    if options.get("service_account") and set(words(options.get("calendars"))) - {"primary"}:
        raise FetchError("a service account reads each person's own calendar", "leave `calendars:` out, and list `people:`")
    if options.get("people") and not options.get("service_account"):
        raise FetchError("`people:` needs a service account", "name its key under `service_account:`, or list `calendars:`")


def _events(asking: Asking, wanted: Mapping[str, Calendar | FetchError], label: str, tick: Tick) -> Iterator[Fetched]:
    """One document per calendar."""
    names: set[str] = set()

    def read(calendar: Calendar | FetchError) -> Iterator[Fetched]:
        if isinstance(calendar, FetchError):
            raise calendar
        page = events(asking, calendar.id, _ticking(tick, calendar.name))
        name = _named(page, calendar, asking.account, names)
        told = f"{label}: {name}" if label and len(wanted) > 1 else ""
        yield _document({**page, "summary": name}, f"google/{asking.account}/{name}.json", asking.window, told)

    yield from each(wanted, read)


def _busy(
    asking: Asking, wanted: Mapping[str, Calendar | FetchError], label: str, tick: Tick, person: str = ""
) -> Iterator[Fetched]:
    """One document per calendar, with neither titles nor people; a person's own goes by their address."""
    tick("busy times")
    asked = {one.id: name for name, one in wanted.items() if isinstance(one, Calendar)}
    found = busy(asking, tuple(asked))["calendars"] if asked else {}
    # An answer may name the members of a group in its place.
    there = asked if found.keys() <= asked.keys() else {given: asked.get(given, given) for given in found}
    parts: dict[str, str | FetchError] = {name: one for name, one in wanted.items() if isinstance(one, FetchError)}
    parts |= {name: given for given, name in there.items()}

    def read(given: str | FetchError) -> Iterator[Fetched]:
        if isinstance(given, FetchError):
            raise given
        if (why := unanswered(found.get(given))) is not None:
            raise why
        name = person or (asking.account if given == "primary" else given)
        ours = {"connratio": {"person": person}} if person else {}
        document = {"kind": "calendar#freeBusy", "calendars": {name: found[given]}, **ours}
        told = f"{label}: {name}" if label and (person or len(wanted) > 1) else ""
        yield _document(document, f"google/{asking.account or 'team'}/{name}.json", asking.window, told)

    yield from each(parts, read)


def _team(options: Mapping[str, Any], window: tuple[int, int], label: str, tick: Tick) -> Iterator[Fetched]:
    """One document per person, without titles: they are not even asked for."""
    only_busy = _is_on(options.get("freebusy"))
    account = account_of(options, only_busy=only_busy)

    def read(person: str) -> Iterator[Fetched]:
        service = service_of(account.with_subject(person), endpoint_of(options))
        asking = Asking(service, "", window, types_of(options.get("event_types")), titles=False)
        if only_busy:
            yield from _busy(asking, {"primary": Calendar("primary", "primary")}, label, tick, person)
            return
        page = events(asking, "primary", _ticking(tick, person))
        document = {**page, "summary": person, "connratio": {"person": person}}
        yield _document(document, f"google/team/{person}.json", window, f"{label}: {person}" if label else "")

    yield from each({person: person for person in people_of(options)}, read, RefusedError)


def _ticking(tick: Tick, name: str) -> Callable[[int], None]:
    tick(name)
    return lambda n: tick(f"{name}: {n} events")


def _document(document: dict[str, Any], path: str, window: tuple[int, int] | None, name: str) -> Fetched:
    data = json.dumps(document, ensure_ascii=False).encode("utf-8", errors="replace")
    return Fetched(Source(clean(path), lambda: data), "google", window, name=name)


def _named(page: dict[str, Any], calendar: Calendar, account: str, taken: set[str]) -> str:
    """A name of its own for each calendar: what the ledger holds of one must not be taken for another's."""
    own = account if calendar.id == "primary" else calendar.name
    name = calendar.name if calendar.known else str(page.get("summary") or own)
    if name in taken:
        name = f"{name} ({calendar.id})"
    taken.add(name)
    return name


def _window(options: Mapping[str, Any], reading: Options) -> tuple[int, int]:
    """The stretch to ask for, from local midnight to local midnight: `since` or 400 days back, and `days_ahead`."""
    if reading.window is not None:
        return reading.window
    try:
        first = date.fromisoformat(str(options["since"])) if options.get("since") else reading.today - timedelta(days=DAYS_BACK)
        ahead = int(str(options.get("days_ahead") or DAYS_AHEAD))
        last = reading.today + timedelta(days=min(max(ahead, 0), 3660) + 1)
    except (ValueError, OverflowError):
        raise FetchError("`since` is no date, or `days_ahead` no number", "write since: 2026-01-01 and days_ahead: 60") from None
    if first >= last:
        raise FetchError("`since` lies in the future", "write since: 2026-01-01")
    return tuple(  # type: ignore[return-value]  # two of them
        round(datetime(d.year, d.month, d.day, tzinfo=reading.timezone).astimezone(UTC).timestamp() * 1000) for d in (first, last)
    )


def words(value: Any) -> tuple[str, ...]:
    """One or several words of an option."""
    if value in (None, ""):
        return ()
    return (
        tuple(str(v) for v in value)
        if isinstance(value, list | tuple)
        else tuple(w.strip() for w in str(value).split(",") if w.strip())
    )


def _is_on(value: Any) -> bool:
    return str(value or "").lower() in {"true", "yes", "on", "1"}
