"""The events of a calendar, each read as soon as it is cut from the file, so that its text can be let go.

Of a single event its uid, its age and its times are kept as columns, and what it is about unless it lies far outside the asked
period.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np

from connratio.importers.ics.about.details import Details, details_of
from connratio.importers.ics.about.messages import SAID, Message, message_of
from connratio.importers.ics.event import Event, event_of
from connratio.importers.ics.series import MARGIN
from connratio.importers.ics.text.blocks import Block
from connratio.importers.ics.text.component import Component
from connratio.importers.ics.text.lines import parse_line
from connratio.importers.ics.text.values import Stamp
from connratio.importers.ics.zones.clocks import EPOCH
from connratio.model.intervals import Ints
from connratio.model.problems import Problem

_NOTHING: Final = (-1, *(0,) * 6)
"""The columns of an event that is not kept in them."""


class Named(NamedTuple):
    """What names an event."""

    line: int
    uid: str


class Taken:
    """All events of a calendar, in the order of the file, by number."""

    def __init__(self, file: str, window: tuple[int, int] | None, about: Sequence[str] = ()) -> None:
        """`window` in epoch ms; without one no event is far from it. `about` are the calendar's own lines, as they come."""
        self.file, self._about = file, about
        self.messages: dict[int, Message] = {}
        self.problems: dict[int, list[Problem]] = {}
        self.unreadable: dict[int, Named] = {}
        self.cancelled = False
        """Whether the calendar's METHOD cancels them."""
        self._method = ""
        self._bounds = None if window is None else tuple(ms // 1000 + EPOCH for ms in window)
        self._kept: dict[int, Event] = {}
        """What repeats, or is uncommon in another way."""
        self._details: dict[int, Details] = {}
        """Of single events that may lie in the period."""
        self._uids, self._ends = bytearray(), array("q")
        self.hashes = array("q")
        """Of their uids."""
        self._forms: dict[tuple[str, bool, str | None, bool], int] = {}
        self._named: list[tuple[str, bool, str | None, bool]] = []
        """The zone of a start and whether it is a date, the same of the end (None without one): what many events share."""
        self._figures = array("q")
        """Of each event its form, start, end, line, revision, mark and stamp, as numbers."""
        self._stamps: dict[int, str] = {}
        """The stamps that are no such number."""

    def __len__(self) -> int:
        """How many, those that cannot be read too."""
        return len(self._ends)

    def __getitem__(self, n: int) -> Event:
        """An event that can be read; a single one is made anew at each look. A far one has no details."""
        return self._kept.get(n) or self._single(n)

    def instants(self) -> tuple[Ints, Ints, Ints]:
        """The single events that have their times in UTC and nothing wrong: number, start and end in epoch ms."""
        columns = np.array(self._figures, dtype=np.int64).reshape(-1, len(_NOTHING))
        forms = [nth for nth, form in enumerate(self._named) if _is_instant(form)]
        rows = np.isin(columns[:, 0], forms)
        rows[[*self.problems]] = False
        numbers = np.flatnonzero(rows)
        return numbers, (columns[rows, 1] - EPOCH) * 1000, (columns[rows, 2] - EPOCH) * 1000

    def span(self, n: int) -> tuple[int, int] | None:
        """Start and end of an event in epoch ms where it is a single one that has its times in UTC."""
        form, start, end = self._figures[n * len(_NOTHING) : n * len(_NOTHING) + 3]
        return ((start - EPOCH) * 1000, (end - EPOCH) * 1000) if form >= 0 and _is_instant(self._named[form]) else None

    def pop(self, n: int) -> Event:
        """An event that nobody will look at again: what it is about is let go with it."""
        event = self[n]
        self._details.pop(n, None)
        self._kept.pop(n, None)
        return event

    def uid(self, n: int) -> str:
        """The uid of an event that can be read."""
        return self._uids[self._ends[n - 1] if n else 0 : self._ends[n]].decode("utf-8", "surrogatepass")

    def named(self, n: int) -> Named:
        """The line and uid of an event, be it readable or not."""
        if n in self.unreadable:
            return self.unreadable[n]
        event = self[n]
        return Named(event.line, event.uid if event.named else "")

    def is_far(self, n: int) -> bool:
        """Whether it is a single event that does not touch the asked period."""
        return n not in self._details and n not in self._kept

    def is_kept(self, n: int) -> bool:
        """Whether each look gives the same event, with all that became of it since."""
        return n in self._kept

    def append(self, block: Block) -> None:
        """Take the next one."""
        n = len(self)
        if not n:
            self._method = method_of(self._about)
        component = Component(block)
        if self._method in SAID:
            self.messages[n] = message_of(component, self._method)
        event, problems = event_of(component, self.file)
        named = None if event is None or n in self.messages else event.instance
        if event is not None and named is not None and (named.is_date or event.this_and_future):
            self.messages[n] = message_of(component, self._method)  # its series may lie in another file
        if event is not None and event.recurring and not component.odd:
            event.block = block
        elif event is not None and not self._outside(event):
            event, problems = self._described(event, component, problems)
        if problems:
            self.problems[n] = problems
        if event is None:
            self.unreadable[n] = Named(block.line, problems[-1].uid)
            self._add("", _NOTHING)
        elif event.recurring or event.exdates or event.duration is not None or self._method == "ADD":
            self._kept[n] = event
            self._add(event.uid, _NOTHING)
        else:
            if event.details is not None:
                self._details[n] = event.details
            self._add_single(n, event)

    def _described(self, event: Event, component: Component, problems: list[Problem]) -> tuple[Event, list[Problem]]:
        """The event with its details; where these hold anything unexpected, its times too are those that the package reads."""
        quick = not component.odd
        details, found = details_of(component), event
        if quick and component.odd:
            again, problems = event_of(component, self.file)
            found = again or event
        found.details = details
        return found, problems

    def _add_single(self, n: int, event: Event) -> None:
        start, end, stamped = event.start, event.end or event.start, _number(event.stamped)
        shared = start.tzid, start.is_date, None if event.end is None else end.tzid, end.is_date
        form = self._forms.get(shared)
        if form is None:
            form = self._forms[shared] = len(self._named)
            self._named.append(shared)
        if stamped < 0:
            self._stamps[n] = event.stamped
        self._add(event.uid, (form, start.seconds, end.seconds, event.line, event.revision, event.mark, stamped))

    def _add(self, uid: str, figures: tuple[int, ...]) -> None:
        self._uids += uid.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._uids))
        self.hashes.append(hash(uid))
        self._figures.extend(figures)

    def _outside(self, event: Event) -> bool:
        """Whether no occurrence of it can lie in the period in any zone of the world."""
        if self._bounds is None or event.instance is not None or event.rdates or event.exdates or event.duration is not None:
            return False
        start, end = event.start.seconds, event.start.seconds if event.end is None else event.end.seconds
        low, high = self._bounds
        return min(start, end) >= high + MARGIN or (max(start, end) < low - MARGIN and not event.rules)

    def _single(self, n: int) -> Event:
        width = len(_NOTHING)
        form, start, end, line, revision, mark, stamped = self._figures[n * width : (n + 1) * width]
        tzid, is_date, end_tzid, end_is_date = self._named[form]
        event = Event(
            self.uid(n),
            line,
            mark,
            Stamp(start, tzid, is_date),
            None if end_tzid is None else Stamp(end, end_tzid, end_is_date),
            revision,
            f"{stamped // 1_000_000:08}T{stamped % 1_000_000:06}Z" if stamped >= 0 else self._stamps[n],
        )
        event.details, event.cancelled = self._details.get(n), self.cancelled
        return event


def _is_instant(form: tuple[str, bool, str | None, bool]) -> bool:
    return form[0] == "UTC" and form[2] in {"UTC", None}


def method_of(about: Iterable[str]) -> str:
    """The METHOD of a calendar (RFC 5546) by its own lines, in capitals; "" without one."""
    lines = (parse_line(raw) for raw in about if raw[:6].upper() == "METHOD")
    return next((line.text.strip().upper() for line in lines if line is not None), "")


def _number(stamp: str) -> int:
    """`20260302T090000Z` as one number, so that events in columns need no text for it; -1 for what is written otherwise."""
    plain = len(stamp) == 16 and stamp[8] == "T" and stamp[15] == "Z" and stamp.isascii()
    return int(stamp[:8] + stamp[9:15]) if plain and stamp[:8].isdigit() and stamp[9:15].isdigit() else -1


class ByUid:
    """The numbers of the events that share a uid, uid by uid in the order in which they come."""

    def __init__(self, taken: Taken) -> None:
        """`taken` tells the uids."""
        self._taken = taken
        self._numbers = array("q")

    def add(self, numbers: Iterable[int]) -> None:
        """Note events."""
        self._numbers.extend(numbers)

    def __len__(self) -> int:
        """How many events."""
        return len(self._numbers)

    def __iter__(self) -> Iterator[list[int]]:
        """Of each uid its numbers; nearly all have one."""
        if not self._numbers:
            return
        numbers = np.sort(np.array(self._numbers))
        _, which, n_each = np.unique(np.array(self._taken.hashes)[numbers], return_inverse=True, return_counts=True)
        alone = n_each[which] == 1
        groups: dict[str, list[int]] = {}
        for n in numbers[~alone].tolist():
            groups.setdefault(self._taken.uid(n), []).append(n)
        for n, single in zip(numbers.tolist(), alone.tolist(), strict=True):
            if single:
                yield [n]
            elif (group := groups.pop(self._taken.uid(n), None)) is not None:
                yield group
