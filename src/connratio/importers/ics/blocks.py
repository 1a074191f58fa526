"""Bytes cut into component blocks: each event stands alone, with the line on which it begins."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from connratio.model.problems import Problem

_FOLD: Final = re.compile(r"\n[ \t]")


@dataclass(slots=True)
class Block:
    """One component without its subcomponents: unfolded content lines, and the line of its BEGIN in the file."""

    name: str
    line: int
    lines: list[str] = field(default_factory=list)
    whole: bool = True


@dataclass(slots=True)
class Calendar:
    """One VCALENDAR: its own properties, its events, its time zones by TZID."""

    lines: list[str] = field(default_factory=list)
    events: list[Block] = field(default_factory=list)
    zones: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Cut:
    """What a file was cut into."""

    calendars: list[Calendar] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)


def decoded(data: bytes, file: str, problems: list[Problem]) -> str:
    """The file as text with `\\n` line ends. UTF-8, else UTF-16 by its byte order mark, else Windows-1252 with a Problem."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        text = data.decode("utf-16", errors="replace")
    else:
        data = data.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"")
        try:
            # A fold may fall inside a character: the parts join again only if bytes are unfolded before they are decoded.
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            text, line = _joined(data)
            if line:
                problems.append(Problem("C110", "text that is not UTF-8", file, line))
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def _joined(data: bytes) -> tuple[str, int]:
    """Text of bytes whose folds split characters (line numbers kept), or else of Windows-1252 with its first line."""
    lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    first_bad = 0
    text: list[str] = []
    for i, line in enumerate(lines):
        try:
            text.append(line.decode("utf-8"))
            continue
        except UnicodeDecodeError:
            pass
        nxt = lines[i + 1] if i + 1 < len(lines) else b""
        cut = _incomplete_tail(line)
        if cut and nxt[:1] in {b" ", b"\t"}:
            lines[i + 1] = nxt[:1] + line[len(line) - cut :] + nxt[1:]
            line = line[: len(line) - cut]  # noqa: PLW2901  # the tail moves to the next line
        try:
            text.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            first_bad = first_bad or i + 1
            text.append(line.decode("cp1252", errors="replace"))
    return "\n".join(text), first_bad


def _incomplete_tail(line: bytes) -> int:
    """How many bytes at the end begin a character that they do not finish."""
    for n in range(1, min(4, len(line) + 1)):
        byte = line[-n]
        if byte >= 0xC0:
            needs = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return n if n < needs else 0
        if byte < 0x80:
            return 0
    return 0


def cut(data: bytes, file: str) -> Cut:
    """The calendars of a file. What is no event is skipped and counted; a missing END closes the block with a Problem."""
    result = Cut()
    text = decoded(data, file, result.problems)
    stack: list[Block] = []
    calendar: Calendar | None = None
    for number, line in _unfolded(text):
        key = line[:6].upper()
        if key == "BEGIN:":
            name = line[6:].strip().upper()
            if name == "VCALENDAR":
                _abandon(stack, calendar, file, result)
                calendar = Calendar()
                result.calendars.append(calendar)
            else:
                if calendar is None:
                    calendar = Calendar()
                    result.calendars.append(calendar)
                if name in _TOP and any(b.name in _TOP for b in stack):
                    _abandon(stack, calendar, file, result)
                stack.append(Block(name, number))
                if any(b.name == "VTIMEZONE" for b in stack[:-1]):
                    _outer(stack, "VTIMEZONE").lines.append(line)
        elif line[:4].upper() == "END:":
            name = line[4:].strip().upper()
            if name == "VCALENDAR":
                _abandon(stack, calendar, file, result)
                calendar = None
            elif len(stack) == 1 and stack[0].name != "VEVENT" and name not in _INNER:
                # Also under a name that is spelt wrong: nothing else is open.
                _close(stack.pop(), calendar, result)
            elif any(b.name == name for b in stack):
                while stack and stack[-1].name != name:
                    stack.pop()
                block = stack.pop()
                if any(b.name == "VTIMEZONE" for b in stack):
                    _outer(stack, "VTIMEZONE").lines.append(line)
                elif not stack:
                    _close(block, calendar, result)
        elif stack:
            owner = next((b for b in stack if b.name == "VTIMEZONE"), stack[-1])
            owner.lines.append(line)
        elif calendar is not None and line.strip():
            calendar.lines.append(line)
    if stack or calendar is not None:
        _abandon(stack, calendar, file, result)
        result.problems.append(Problem("C109", "END:VCALENDAR is missing", file, text.count("\n") + 1))
    return result


_TOP: Final = frozenset({"VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VTIMEZONE"})
"""Components that stand inside VCALENDAR alone, never in each other."""
_INNER: Final = frozenset({"VALARM", "STANDARD", "DAYLIGHT", "AVAILABLE", "PARTICIPANT", "VLOCATION", "VRESOURCE"})


def _unfolded(text: str) -> list[tuple[int, str]]:
    """Content lines with the number of their first physical line."""
    found: list[tuple[int, str]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line[:1] in {" ", "\t"} and found:
            first, so_far = found[-1]
            found[-1] = (first, so_far + line[1:])
        elif line:
            found.append((number, line))
    return found


def _outer(stack: list[Block], name: str) -> Block:
    return next(b for b in stack if b.name == name)


def _close(block: Block, calendar: Calendar | None, result: Cut) -> None:
    if calendar is None:
        return
    if block.name == "VEVENT":
        calendar.events.append(block)
    elif block.name == "VTIMEZONE":
        tzid = next((line.partition(":")[2].strip() for line in block.lines if line.upper().startswith(("TZID:", "TZID;"))), "")
        calendar.zones[tzid] = "\n".join(["BEGIN:VTIMEZONE", *block.lines, "END:VTIMEZONE"])
    else:
        result.skipped[_COUNTED.get(block.name, "other component")] += 1


_COUNTED: Final = {"VTODO": "to-do", "VJOURNAL": "journal entry", "VFREEBUSY": "free-busy block", "VAVAILABILITY": "availability"}


def _abandon(stack: list[Block], calendar: Calendar | None, file: str, result: Cut) -> None:
    """Close what is still open; an event without END is read as far as it goes."""
    for block in stack:
        if block.name == "VEVENT" and calendar is not None:
            result.problems.append(Problem("C109", "END:VEVENT is missing", file, block.line))
            block.whole = False
            calendar.events.append(block)
        elif block.name in _COUNTED:
            result.skipped[_COUNTED[block.name]] += 1
    stack.clear()
