"""The fetcher for calendars at an address. Whoever knows the address reads the calendar: no output may hold it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlsplit

from connratio.fetch.contract import Fetched, FetchError, Tick
from connratio.fetch.https import checked, download
from connratio.importers.contract import Source
from connratio.model.text import clean

if TYPE_CHECKING:
    from connratio.importers.contract import Options

_GOOGLE: Final = re.compile(r"/calendar/ical/([^/]+)/(?:private-|public)")


class IcsFetcher:
    """A published or secret calendar address (https or webcal)."""

    kind = "ics"

    def contacts(self, options: Mapping[str, Any]) -> str:
        """The host alone."""
        return urlsplit(_address(options)).netloc.rsplit("@", 1)[-1]

    def fetch(self, options: Mapping[str, Any], state: Mapping[str, str], reading: Options, tick: Tick) -> Iterator[Fetched]:
        """The calendar, unless it is as it was when the state was kept.

        A series that has no end gains occurrences from day to day, so the server is asked whether anything changed only
        on the day on which the calendar was last read.
        """
        url = _address(options)
        host = urlsplit(url).hostname or ""
        told = hashlib.sha256(url.encode()).hexdigest()[:12]
        name = clean(str(options.get("name") or ""), 100) or _owner(url) or f"{host}-{told[:4]}"
        day = reading.today.isoformat()
        same = state.get("address") == told and state.get("day") == day
        headers = {"If-None-Match": state.get("etag", ""), "If-Modified-Since": state.get("modified", "")} if same else {}
        tick(name)
        found = download(url, {k: v for k, v in headers.items() if v}, "text/calendar, */*;q=0.5")
        if not found.unchanged and b"BEGIN:VCALENDAR" not in found.data[:65536].upper().replace(b"\0", b""):
            raise FetchError(f"{host} sends no calendar", "the address may have been reset; copy it again from the settings")
        if not found.ended and b"END:VCALENDAR" not in found.data[-65536:].upper().replace(b"\0", b""):
            # Half a calendar would take the rest out of the ledger.
            raise FetchError(f"{host} broke off", "try again")
        kept = {"address": told, "day": day, "etag": found.etag, "modified": found.modified}
        yield Fetched(
            Source(f"ics/{name}.ics", lambda: found.data, owner=_owner(url)),
            "ics",
            state={key: value for key, value in kept.items() if value},
            unchanged=found.unchanged,
        )


def _owner(url: str) -> str:
    """Whose calendar an address of Google's is (…/ical/ana%40example.com/private-…/basic.ics); "" where it does not say.

    That part is no secret: it is the owner's mail address. The calendars that Google names by itself are nobody's.
    """
    found = _GOOGLE.match(urlsplit(url).path)
    owner = clean(unquote(found[1]), 100).lower() if found else ""
    return owner if owner.count("@") == 1 and "/" not in owner and not owner.endswith("calendar.google.com") else ""


def _address(options: Mapping[str, Any]) -> str:
    """The address, from the configuration or from a file of its own, where only that is named."""
    file = str(options.get("url_file") or "")
    if file:
        try:
            text = Path(file).expanduser().read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            raise FetchError("the file of `url_file` cannot be read", "it holds the address and nothing else") from None
        return checked(text.removeprefix("\ufeff"))
    return checked(str(options.get("url") or ""))
