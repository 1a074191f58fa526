"""The occurrences of a calendar, packed: a NumPy column each for what a hundred thousand of them would fill a memory with."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from itertools import repeat
from operator import gt
from typing import Any

import numpy as np

from connratio.importers.ics.event import Event
from connratio.importers.ics.rules.lengths import Occurrence


class Found:
    """Occurrences in the order in which they were added; `described` are their events, each once, as `describe` tells them."""

    def __init__(self) -> None:
        """None yet."""
        self.described: list[tuple[Any, ...]] = []
        self.reversed: list[Event] = []
        """Those that end before they start."""
        self._columns = tuple(array("q") for _ in range(4))

    def __len__(self) -> int:
        """How many."""
        return len(self._columns[0])

    def add(self, occurrences: Sequence[Occurrence], describe: Callable[[Event], tuple[Any, ...]]) -> set[int]:
        """Take in the occurrences of one series. The identities of the events whose they are."""
        places: dict[int, int] = {}
        reverse: dict[int, Event] = {}
        at, start, end, instance = self._columns
        for event, begin, finish, _ in occurrences:
            place = places.get(id(event))
            if place is None:
                place = places[id(event)] = len(self.described)
                self.described.append(describe(event))
            if finish < begin:
                reverse[place] = event
            at.append(place)
        start.extend([row.start for row in occurrences])
        end.extend([row.end for row in occurrences])
        instance.extend([row.instance for row in occurrences])
        self.reversed += reverse.values()
        return set(places)

    def add_run(self, event: Event, rows: Sequence[tuple[int, int]], describe: Callable[[Event], tuple[Any, ...]]) -> set[int]:
        """Take in the occurrences of one event (start, end), each of which is as its rule has it. Its identity, where there are any."""
        if not rows:
            return set()
        starts, ends = [row[0] for row in rows], [row[1] for row in rows]
        if any(map(gt, starts, ends)):
            self.reversed.append(event)
        at, start, end, instance = self._columns
        at.extend(repeat(len(self.described), len(starts)))
        start.extend(starts)
        end.extend(ends)
        instance.extend(starts)
        self.described.append(describe(event))
        return {id(event)}

    def add_single(self, event: Event, described: tuple[Any, ...]) -> None:
        """Take in the only occurrence of an event that has been placed in time."""
        if event.finish < event.begin:
            self.reversed.append(event)
        for column, value in zip(self._columns, (len(self.described), event.begin, event.finish, 0), strict=True):
            column.append(value)
        self.described.append(described)

    def columns(self) -> tuple[Any, Any, Any, Any]:
        """The place of each occurrence's event, its start, its end, its original start."""
        at, start, end, instance = (np.frombuffer(c, dtype=np.int64) if c else np.empty(0, np.int64) for c in self._columns)
        return at, start, end, instance
