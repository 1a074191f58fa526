"""The events of a calendar, each read as soon as it is cut from the file, so that its text can be let go.

A single event that lies far outside the asked period matters only by its uid, its age and its times: those are kept in columns.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from connratio.importers.ics.blocks import Block
from connratio.importers.ics.clocks import EPOCH
from connratio.importers.ics.component import Component
from connratio.importers.ics.details import details_of
from connratio.importers.ics.event import Event, event_of
from connratio.importers.ics.lines import parse_line
from connratio.importers.ics.messages import SAID, Message, message_of
from connratio.importers.ics.series import MARGIN
from connratio.importers.ics.values import Stamp
from connratio.model.problems import Problem

_NOWHERE: Final = -1


class Named(NamedTuple):
    """What names an event."""

    line: int
    uid: str


class _Form(NamedTuple):
    """What many events share: the zone of the start and whether it is a date, the same of the end (None without one)."""

    tzid: str
    is_date: bool
    end_tzid: str | None
    end_is_date: bool


class Taken:
    """All events of a calendar, in the order of the file, by number."""

    def __init__(self, file: str, window: tuple[int, int] | None, about: Sequence[str] = ()) -> None:
        """`window` in epoch ms; without one no event is far from it. `about` are the calendar's own lines, as they come."""
        self.file, self._about = file, about
        self.messages: dict[int, Message] = {}
        self.problems: dict[int, list[Problem]] = {}
        self.unreadable: dict[int, Named] = {}
        self._method = ""
        self._bounds = None if window is None else tuple(ms // 1000 + EPOCH for ms in window)
        self._near: dict[int, Event] = {}
        self._uids: list[str] = []
        self._forms: dict[_Form, int] = {}
        self._named: list[_Form] = []
        self._form = array("i")
        self._figures = tuple(array("q") for _ in range(6))
        """Of far events their start, end, line, revision, mark and stamp, as numbers."""
        self._stamps: dict[int, str] = {}
        """The stamps that are no such number."""

    def __len__(self) -> int:
        """How many, those that cannot be read too."""
        return len(self._uids)

    def __getitem__(self, n: int) -> Event:
        """An event that can be read; a far one is made anew at each look, and has no details."""
        return self._near.get(n) or self._far(n)

    def named(self, n: int) -> Named:
        """The line and uid of an event, be it readable or not."""
        if n in self.unreadable:
            return self.unreadable[n]
        event = self[n]
        return Named(event.line, "" if event.uid == f"line-{event.line}" else event.uid)

    def is_far(self, n: int) -> bool:
        """Whether it is a single event that does not touch the asked period."""
        return self._form[n] != _NOWHERE

    def append(self, block: Block) -> None:
        """Take the next one."""
        n = len(self)
        if not n:
            self._method = method_of(self._about)
        component = Component(block)
        if self._method in SAID:
            self.messages[n] = message_of(component, self._method)
        event, problems = event_of(component, self.file)
        if event is not None and not self._outside(event):
            event, problems = self._described(event, component, problems)
        if problems:
            self.problems[n] = problems
        if event is None:
            self.unreadable[n] = Named(block.line, problems[-1].uid)
            self._add("")
        elif event.details is None:
            self._add_far(n, event)
        else:
            self._near[n] = event
            self._add(event.uid)

    def _described(self, event: Event, component: Component, problems: list[Problem]) -> tuple[Event, list[Problem]]:
        """The event with its details; where these hold anything unexpected, its times too are those that the package reads."""
        quick = not component.odd
        details, found = details_of(component), event
        if quick and component.odd:
            again, problems = event_of(component, self.file)
            found = again or event
        found.details = details
        return found, problems

    def _add_far(self, n: int, event: Event) -> None:
        start, end, stamped = event.start, event.end or event.start, _number(event.stamped)
        form = _Form(start.tzid, start.is_date, None if event.end is None else end.tzid, end.is_date)
        if stamped < 0:
            self._stamps[n] = event.stamped
        figures = start.seconds, end.seconds, event.line, event.revision, event.mark, stamped
        if form not in self._forms:
            self._forms[form] = len(self._named)
            self._named.append(form)
        self._add(event.uid, self._forms[form], figures)

    def _add(self, uid: str, form: int = _NOWHERE, figures: Iterable[int] = (0,) * 6) -> None:
        self._uids.append(uid)
        self._form.append(form)
        for column, figure in zip(self._figures, figures, strict=True):
            column.append(figure)

    def _outside(self, event: Event) -> bool:
        """Whether it is a single event out of the period in any zone of the world, and nothing in it is uncommon."""
        if self._bounds is None or event.recurring or event.duration is not None:
            return False
        start, end = event.start.seconds, event.start.seconds if event.end is None else event.end.seconds
        low, high = self._bounds
        return max(start, end) < low - MARGIN or min(start, end) >= high + MARGIN

    def _far(self, n: int) -> Event:
        start, end, line, revision, mark, stamped = (column[n] for column in self._figures)
        form = self._named[self._form[n]]
        return Event(
            uid=self._uids[n],
            line=line,
            mark=mark,
            start=Stamp(start, form.tzid, form.is_date),
            end=None if form.end_tzid is None else Stamp(end, form.end_tzid, form.end_is_date),
            revision=revision,
            stamped=f"{stamped // 1_000_000:08}T{stamped % 1_000_000:06}Z" if stamped >= 0 else self._stamps[n],
        )


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

    def __init__(self) -> None:
        """None yet."""
        self._first: dict[str, int] = {}
        self._all: dict[str, list[int]] = {}

    def add(self, uid: str, n: int) -> None:
        """Note an event."""
        first = self._first.setdefault(uid, n)
        if first != n:
            self._all.setdefault(uid, [first]).append(n)

    def __iter__(self) -> Iterator[list[int]]:
        """Of each uid its numbers; nearly all have one."""
        return (self._all.get(uid) or [first] for uid, first in self._first.items())
