"""aider's histories: one stamp for each input, or one for each launch; local times without a zone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Final
from zoneinfo import ZoneInfo

from connratio.importers.ai.notes import Notes
from connratio.importers.ai.streams import lines_of
from connratio.importers.ai.trail import EARLIEST, LATEST, What
from connratio.importers.text.dates import to_ms
from connratio.model.problems import Problem

_STAMP: Final = re.compile(rb"# (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?)\s*")
_LAUNCH: Final = re.compile(rb"# aider chat started at (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\s*")


@dataclass(frozen=True, slots=True)
class Act:
    """An input or a launch: epoch ms, what it is, on which line."""

    at: int
    what: What
    line: int


def inputs(stream: BinaryIO, notes: Notes, zone: ZoneInfo) -> Iterator[Act]:
    """Each input of a history; one that begins with / or ! is a command. Of its text only the first sign is looked at."""
    wall = _Wall(notes, zone)
    stamped: tuple[int, int] | None = None
    for number, raw, _ in lines_of(stream):
        if found := _STAMP.fullmatch(raw):
            at = wall.ms(found[1], number)
            stamped = (at, number) if at else None
        elif raw.startswith(b"+"):
            if stamped is not None:
                yield Act(stamped[0], What.COMMAND if raw[1:2] in {b"/", b"!"} else What.PROMPT, stamped[1])
            stamped = None
        elif raw.strip(b"\0 \t\r\n"):
            notes.bad(number, "a line that is neither a time nor an input")


def launches(stream: BinaryIO, notes: Notes, zone: ZoneInfo) -> Iterator[Act]:
    """Each launch of a chat history: somebody typed a word to begin, and nothing says when they wrote on."""
    wall = _Wall(notes, zone)
    for number, raw, _ in lines_of(stream):
        if found := _LAUNCH.fullmatch(raw):
            if at := wall.ms(found[1], number):
                yield Act(at, What.LIKELY, number)
        elif raw.startswith(b"#### "):
            notes.skipped["prompt without a time"] += 1


class _Wall:
    """Local times in the order of the lines, which settles the hour that a clock change repeats."""

    def __init__(self, notes: Notes, zone: ZoneInfo) -> None:
        self.notes, self.zone = notes, zone
        self._last = 0

    def ms(self, text: bytes, line: int) -> int:
        """Epoch ms; 0, and why is counted, where it is no time."""
        try:
            local = datetime.fromisoformat(text.decode("ascii"))
            at, doubtful = to_ms(local, self.zone)
            if doubtful and at < self._last:
                at = to_ms(local, self.zone, later=True)[0]
        except (ValueError, OverflowError):
            self.notes.bad(line, "a time that cannot be read", "unusable time")
            return 0
        if not EARLIEST < at < LATEST:
            self.notes.bad(line, "a time outside 1980 to 2100", "unusable time", "C206")
            return 0
        self.notes.say(Problem("C103", f"times without a zone, read in {self.zone}", self.notes.file, line))
        if doubtful:
            self.notes.say(Problem("C207", "a local time that a clock change repeats or leaves out", self.notes.file, line))
        self._last = at
        return at
