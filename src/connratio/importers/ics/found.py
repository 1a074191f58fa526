"""The occurrences of a calendar, packed: a NumPy column each for what a hundred thousand of them would fill a memory with."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import Any

import numpy as np

from connratio.importers.ics.event import Event
from connratio.importers.ics.series import Occurrence


class Found:
    """Occurrences, in the order in which they were added; `events` are theirs, each once."""

    def __init__(self) -> None:
        """None yet."""
        self.events: list[Event] = []
        self.reversed: dict[int, Event] = {}
        """Those that end before they start, by their place among the events."""
        self._columns = tuple(array("q") for _ in range(4))

    def __len__(self) -> int:
        """How many."""
        return len(self._columns[0])

    def add(self, occurrences: Iterable[Occurrence]) -> list[Event]:
        """Take in the occurrences of one series. The events whose they are."""
        places: dict[int, int] = {}
        before = len(self.events)
        at, start, end, instance = self._columns
        for occurrence in occurrences:
            event = occurrence.event
            place = places.get(id(event))
            if place is None:
                place = places[id(event)] = len(self.events)
                self.events.append(event)
            if occurrence.end < occurrence.start:
                self.reversed[place] = event
            at.append(place)
            start.append(occurrence.start)
            end.append(occurrence.end)
            instance.append(occurrence.instance)
        return self.events[before:]

    def columns(self) -> tuple[Any, Any, Any, Any]:
        """The place of each occurrence's event, its start, its end, its original start."""
        at, start, end, instance = (np.frombuffer(c, dtype=np.int64) if c else np.empty(0, np.int64) for c in self._columns)
        return at, start, end, instance
