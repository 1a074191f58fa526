"""Bytes cut into component blocks: each event stands alone, with the line on which it begins.

Whole events are found by searching for their first and last line, which costs next to nothing; whatever lies between them,
and every event that is nested, spelt oddly or cut off, is walked line by line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import pairwise
from typing import Any, BinaryIO, Final

from connratio.importers.contract import PIECE
from connratio.importers.ics.text.charsets import letters, text_of, unfolded
from connratio.importers.ics.text.fields import fields_of, text_of_first
from connratio.importers.ics.text.stream import PlainText
from connratio.model.problems import Problem
from connratio.model.text import clean

_EVENT, _EVENT_END = b"\nBEGIN:VEVENT\n", b"\nEND:VEVENT\n"
_ALARM, _ALARM_END = b"\nBEGIN:VALARM\n", b"\nEND:VALARM\n"
_ALARM_S: Final = (b"TRIGGER", b"ACTION", b"REPEAT", b"DESCRIPTION", b"DURATION", b"ATTACH", b"ATTENDEE")
"""What in an alarm without END is surely its own, not its event's."""
_FEW: Final = 20
DEEPEST: Final = 50
"""Components nested deeper than this are closed where they stand."""
_TOP: Final = frozenset({"VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VTIMEZONE", "VAVAILABILITY"})
"""Components that stand inside VCALENDAR alone, never in each other."""
_INNER: Final = frozenset({"VALARM", "STANDARD", "DAYLIGHT", "AVAILABLE", "PARTICIPANT", "VLOCATION", "VRESOURCE"})
_UID: Final = frozenset({"UID"})
_COUNTED: Final = {
    "VTODO": "to-do", "VJOURNAL": "journal entry", "VFREEBUSY": "free-busy block", "VAVAILABILITY": "availability",
}  # fmt: skip


@dataclass(slots=True)
class Block:
    """One component without its subcomponents: its lines as bytes, still folded, and the line of its BEGIN in the file."""

    name: str
    line: int
    raw: bytes

    def text(self) -> tuple[str, bool]:
        """Its content lines unfolded, and whether its letters are certain."""
        return text_of(self.raw)


@dataclass(slots=True)
class Calendar:
    """One VCALENDAR: its own properties, what takes its events (a list of blocks), its time zones by TZID, the line of its BEGIN.

    Events that lie in none have one without a BEGIN: its line is 0.
    """

    lines: list[str] = field(default_factory=list)
    events: Any = field(default_factory=list)
    zones: dict[str, str] = field(default_factory=dict)
    line: int = 0


@dataclass(slots=True)
class Cut:
    """What a file was cut into."""

    calendars: list[Calendar] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)


def cut(data: bytes | BinaryIO, file: str, events: Callable[[list[str]], Any] = lambda _: []) -> Cut:
    """The calendars of a file. What is no event is skipped and counted; a missing END closes the block with a Problem.

    A stream is read piece by piece. `events` makes what takes the events of a calendar, each as soon as it is found; it is given
    the calendar's own properties, of which those before the first event are then known.
    """
    walk = _Walk(file, events)
    plain = PlainText(BytesIO(data) if isinstance(data, bytes) else data)
    rest, line, size = b"\n", 0, PIECE
    while more := plain.read(size):
        rest += more
        at, line = _whole_events(walk, rest, line)
        if (end := _last_start(rest, at)) > at:
            walk.gap(rest[at:end], line)
            line += rest.count(b"\n", at, end)
        # An event or a line longer than what was read is looked at again with twice as much: never once for each piece.
        size = PIECE if end else 2 * size
        rest = rest[end:]
    if not rest.endswith(b"\n"):
        rest += b"\n"
    at, line = _whole_events(walk, rest, line)
    walk.gap(rest[at:], line)
    walk.finish(line + rest.count(b"\n", at))
    return walk.result


def _whole_events(walk: _Walk, data: bytes, line: int) -> tuple[int, int]:
    """Hand over the events that lie in the data with begin and end, and what lies between; where the rest begins, and on which line."""
    at = 0
    while (begin := data.find(_EVENT, at)) >= 0:
        end = data.find(_EVENT_END, begin + len(_EVENT) - 1)
        if end < 0:
            break
        if begin > at:
            walk.gap(data[at:begin], line)
            line += data.count(b"\n", at, begin)
        line += 1
        body = data[begin + len(_EVENT) - 1 : end]
        if _ALARM in body:
            body = _without_alarms(body)
        upper = body.upper()
        if b"\nBEGIN:" in upper or b"\nEND:" in upper:
            walk.gap(data[begin + 1 : end + len(_EVENT_END) - 1], line)
        else:
            walk.whole(Block("VEVENT", line, body[1:]))
        line += data.count(b"\n", begin + 1, end + 1)
        at = end + len(_EVENT_END) - 1
    return at, line


def _last_start(data: bytes, at: int) -> int:
    """How far what lies behind `at` can be walked already: to the event that has begun, else to the last whole property."""
    if (begin := data.find(_EVENT, at)) >= 0:
        return begin
    end = len(data) - 1
    while (end := data.rfind(b"\n", at, end)) > at and data[end + 1] in b" \t\n":
        pass
    return max(end, at)


def _without_alarms(body: bytes) -> bytes:
    if body.count(_ALARM) > _FEW:
        return body  # each removal copies the rest
    while (begin := body.find(_ALARM)) >= 0 and (end := body.find(_ALARM_END, begin)) >= 0:
        body = body[:begin] + body[end + len(_ALARM_END) - 1 :]
    return body


@dataclass(slots=True)
class _Open:
    """A component that has begun."""

    name: str
    line: int
    lines: list[bytes] = field(default_factory=list)

    def block(self) -> Block:
        return Block(self.name, self.line, b"\n".join(self.lines))

    def uid(self) -> str:
        named = b"\n".join(raw for raw in self.lines if raw[:3].upper() == b"UID")
        return clean(text_of_first(fields_of(text_of(named)[0], _UID)[0], "UID"), 1000) if named else ""

    def gives_back(self, event: _Open) -> bool:
        """Whether it is an alarm without END, which took its event's later lines: they are the event's again."""
        if self.name != "VALARM" or event.name != "VEVENT":
            return False
        event.lines += [raw for raw in self.lines if not raw.upper().startswith(_ALARM_S)]
        return True


class _Walk:
    """The state between lines: which calendar and which components are open."""

    def __init__(self, file: str, events: Callable[[list[str]], Any]) -> None:
        self.file, self.events = file, events
        self.result = Cut()
        self.calendar: Calendar | None = None
        self.stack: list[_Open] = []

    def whole(self, block: Block) -> None:
        """An event found as a whole. It ends whatever is open, but for what nobody knows, inside which an event counts too."""
        if any(b.name in _TOP or b.name in _INNER for b in self.stack):
            self._abandon()
        self._here().events.append(block)

    def gap(self, raw: bytes, line: int) -> None:
        """Lines that are no whole event; `line` is the number of the first."""
        if raw.strip():
            for number, text in _physical(raw, line):
                self._line(number, text)

    def finish(self, line: int) -> None:
        """The end of the file."""
        if self.stack or self.calendar is not None:
            self._abandon()
            self.result.problems.append(Problem("C109", "END:VCALENDAR is missing", self.file, line))

    def _here(self) -> Calendar:
        if self.calendar is None:
            lines: list[str] = []
            self.calendar = Calendar(lines, self.events(lines))
            self.result.calendars.append(self.calendar)
        return self.calendar

    def _line(self, number: int, raw: bytes) -> None:
        key = raw[:6].upper()
        if key == b"BEGIN:":
            self._begin(raw, number)
        elif key[:4] == b"END:":
            self._end(raw)
        elif self.stack:
            next((b for b in self.stack if b.name == "VTIMEZONE"), self.stack[-1]).lines.append(raw)
        elif self.calendar is not None:
            self.calendar.lines.append(letters(unfolded(raw)))

    def _begin(self, raw: bytes, number: int) -> None:
        name = _name(raw, 6)
        if name == "VCALENDAR":
            self._abandon()
            if self.calendar is not None and self.calendar.line:
                self.result.problems.append(Problem("C109", "END:VCALENDAR is missing", self.file, number))
            self.calendar = None
            self._here().line = number
            return
        self._here()
        if (name in _TOP and any(b.name in _TOP for b in self.stack)) or len(self.stack) >= DEEPEST:
            self._abandon()
        zone = next((b for b in self.stack if b.name == "VTIMEZONE"), None)
        if zone is not None:
            zone.lines.append(raw)
        self.stack.append(_Open(name, number))

    def _end(self, raw: bytes) -> None:
        name = _name(raw, 4)
        if name == "VCALENDAR":
            self._abandon()
            self.calendar = None
        elif len(self.stack) == 1 and self.stack[0].name != "VEVENT" and name not in _INNER:
            # Also under a name that is spelt wrong: nothing else is open.
            self._close(self.stack.pop())
        elif any(b.name == name for b in self.stack):
            while self.stack[-1].name != name:
                found = self.stack.pop()
                if found.gives_back(self.stack[-1]):
                    self.result.problems.append(
                        Problem("C109", "END:VALARM is missing", self.file, found.line, self.stack[-1].uid())
                    )
                self._drop(found)
            block = self.stack.pop()
            zone = next((b for b in self.stack if b.name == "VTIMEZONE"), None)
            if zone is not None:
                zone.lines.append(raw)
            elif not self.stack or name in _TOP:
                self._close(block)

    def _close(self, found: _Open) -> None:
        calendar = self._here()
        if found.name == "VEVENT":
            calendar.events.append(found.block())
        elif found.name == "VTIMEZONE":
            text = found.block().text()[0]
            tzid = next((t.partition(":")[2].strip() for t in text.split("\n") if t[:5].upper() in {"TZID:", "TZID;"}), "")
            calendar.zones.setdefault(tzid, text)
        else:
            self._skip(found)

    def _skip(self, found: _Open) -> None:
        what = _COUNTED.get(found.name, "other component")
        self.result.skipped[what] += 1
        self.result.problems.append(Problem("C220", f"skipped: {what}", self.file, found.line, found.uid()))

    def _drop(self, found: _Open) -> None:
        """Close a component that did not end itself: an event is read as far as it goes."""
        if found.name == "VEVENT":
            self.result.problems.append(Problem("C109", "END:VEVENT is missing", self.file, found.line, found.uid()))
            self._here().events.append(found.block())

    def _abandon(self) -> None:
        """Close what is still open; an event without END is read as far as it goes."""
        for outer, inner in pairwise(self.stack):
            inner.gives_back(outer)
        for found in self.stack:
            if found.name == "VEVENT":
                self._drop(found)
            elif found.name in _TOP or (found is self.stack[0] and found.name not in _INNER):
                self._close(found)
        self.stack.clear()


def _name(raw: bytes, after: int) -> str:
    return letters(unfolded(raw)[after:]).strip().upper()


def _physical(raw: bytes, line: int) -> Iterator[tuple[int, bytes]]:
    """Content lines, still folded, with the number of their first physical line."""
    first = line
    parts: list[bytes] = []
    for number, part in enumerate(raw.split(b"\n"), line):
        if part[:1] in {b" ", b"\t"} and parts:
            parts.append(part)
        elif part.strip():
            if parts:
                yield first, b"\n".join(parts)
            first, parts = number, [part]
    if parts:
        yield first, b"\n".join(parts)
