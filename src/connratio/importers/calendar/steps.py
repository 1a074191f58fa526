"""By which step the zone of each timed entry was found, for `connratio sources`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from connratio.importers.ics.zones.resolution import Zones


class Steps:
    """One count for each entry."""

    def __init__(self, zones: Zones) -> None:
        """`zones` resolves the names."""
        self._zones = zones
        self._of_name: dict[str, str] = {}
        self._counts: Counter[str] = Counter()

    def count(self, tzid: str, *, offset: bool = False) -> None:
        """Count an entry whose start names this zone, or has an offset."""
        if offset:
            self._counts["offset"] += 1
            return
        if tzid not in self._of_name:
            self._of_name[tzid] = self._zones.step_of(tzid)
        self._counts[self._of_name[tzid]] += 1

    def note(self) -> tuple[str, ...]:
        """The counts as a note of the source; nothing where no entry has a time."""
        told = ", ".join(f"{n} by {step}" for step, n in sorted(self._counts.items()))
        return (f"zones: {told}",) if told else ()
