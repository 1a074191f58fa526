"""The zones that one file defines itself (VTIMEZONE): nothing of them is kept for another file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from connratio.importers.ics.text.lines import unescaped
from connratio.importers.ics.zones.aliases import is_utc
from connratio.importers.ics.zones.clocks import Told
from connratio.importers.ics.zones.observances import told_zone
from connratio.model.text import clean

_QUOTES: Final = "\"' \t"


def plain_name(tzid: str) -> str:
    """A TZID without the quotes and blanks that some programs put around it."""
    return tzid.strip(_QUOTES)


class Named:
    """Texts of definitions by the names that events use for them."""

    def __init__(self, blocks: Mapping[str, str]) -> None:
        """`blocks` has the TZIDs as they are written: as TEXT, with escapes."""
        self._blocks = {plain_name(unescaped(tzid)): text for tzid, text in blocks.items()}
        self._folded = {tzid.lower(): text for tzid, text in reversed(self._blocks.items())}

    def text(self, name: str) -> str:
        """The definition of that name, else of one that differs in case; "" for none."""
        return self._blocks.get(name) or self._folded.get(name.lower(), "")

    def only(self) -> str | None:
        """The name of the only zone that is not UTC."""
        others = [tzid for tzid in self._blocks if not is_utc(tzid)]
        return others[0] if len(others) == 1 else None


class Definitions:
    """All definitions of a file: a copy is not read again, and a calendar may name what only another of the file defines."""

    def __init__(self, calendars: Iterable[Mapping[str, str]] = ()) -> None:
        """Of each calendar its definitions by TZID; of several with one name the first counts for the others."""
        found: dict[str, str] = {}
        for blocks in calendars:
            for tzid, text in blocks.items():
                found.setdefault(tzid, text)
        self.anywhere = Named(found)
        self._read: dict[str, tuple[Told | None, bool]] = {}

    def told(self, text: str, name: str) -> tuple[Told | None, bool]:
        """The zone of a definition, and whether a part of it cannot be read."""
        if text not in self._read:
            self._read[text] = told_zone(text, clean(name, 100))
        return self._read[text]
