"""Files of an assistant's log on their way into one trail: their events, what was wrong with them, what was left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, BinaryIO, Final, TypeVar

import msgspec

from connratio.importers.ai.streams import LONGEST, Clock, lines_of
from connratio.importers.ai.trail import Trail, What
from connratio.importers.contract import Batch, Source, together
from connratio.importers.text.records import salvaged
from connratio.model.problems import Problem
from connratio.model.text import clean

T = TypeVar("T")
NOTHING: Final = msgspec.Raw(b"null")
UNREADABLE: Final = (msgspec.MsgspecError, UnicodeError, RecursionError)
Scalar = str | int | float | bool | None
"""Any JSON value but a list or an object: what a damaged log may hold where a time belongs."""
LONGEST_WHOLE: Final = 64 << 20
"""Bytes of a line that may hold a whole conversation."""
MOST_EACH: Final = 1000
"""Bad records of one kind and file of which each is told with its line."""
WEEK_MS: Final = 604_800_000
"""No turn of an assistant is said to be longer."""
_SECONDS: Final = 100_000_000_000
"""Epoch numbers below are seconds, from here on milliseconds: 1973 or the year 5138."""
_TOKEN: Final = re.compile(rb'"(?:[^"\\]|\\.)*+"|[][{},]|"', re.DOTALL)
_CLOSES: Final = {b"{": b"}", b"[": b"]"}


class Notes:
    """What the files of one log gave so far."""

    def __init__(self) -> None:
        """Without a file."""
        self.trail = Trail()
        self.problems: list[Problem] = []
        self.skipped: Counter[str] = Counter()
        self.file = ""
        self._clock = Clock()
        self._said: dict[tuple[str, str, str], int] = {}
        self._n_bad: Counter[tuple[str, str, str]] = Counter()

    @contextmanager
    def opened(self, source: Source) -> Iterator[BinaryIO | None]:
        """The file as a stream, to whose events all that is noted meanwhile belongs; None where it cannot be opened."""
        self.file = clean(source.name)
        self.trail.opens(self.file)
        try:
            stream = source.open()
        except OSError as error:
            self.problems.append(Problem("C107", f"cannot be read: {error.strerror}", self.file))
            yield None
            return
        with stream:
            try:
                yield stream
            except OSError as error:  # a disk that fails, a member of an archive that is damaged further on
                self.problems.append(Problem("C107", f"cannot be read: {error.strerror}", self.file))

    def lines(self, stream: BinaryIO, decode: Callable[[bytes], T], *, whole: bool = False) -> Iterator[tuple[int, T]]:
        """The records of a file with one on each line; a last line that is still being written is no problem.

        A line of many megabytes is read by its ends, where the fields of use are; not where a line may hold many records (`whole`).
        """
        unread = 0
        for number, raw, tail in lines_of(stream, LONGEST_WHOLE if whole else LONGEST):
            text = raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw
            if not text.strip(b"\0 \t\r\n"):
                continue
            if unread:
                self.bad(unread, "a line that could not be read")
                unread = 0
            if tail and whole:
                self.bad(number, "a line that is too long to be read")
                continue
            try:
                yield number, decode(closed(text, tail) if tail else text)
            except UNREADABLE:
                if tail:
                    self.skipped["line too long to be read"] += 1
                else:
                    unread = number

    def salvaged(self, whole: bytes, opening: re.Pattern[str], decode: Callable[[bytes], T]) -> Iterator[tuple[int, T]]:
        """The records of a damaged document that are whole, with their lines."""
        met = len(self.problems)
        for line, value in salvaged(whole, opening, dict[str, Any], self.file, self.problems):
            try:
                yield line, decode(msgspec.json.encode(value))
            except UNREADABLE:
                self.problems.append(Problem("C106", "a record that could not be read", self.file, line))
        self.skipped["unreadable"] += sum(p.code == "C106" for p in self.problems[met:])

    def bad(self, line: int, message: str, why: str = "unreadable", code: str = "C106") -> None:
        """Count a record that cannot be used, and say where it is; of a thousand and more the rest are one Problem."""
        self.skipped[why] += 1
        problem = Problem(code, message, self.file, line)
        key = (code, message, self.file)
        self._n_bad[key] += 1
        if self._n_bad[key] > MOST_EACH:
            self.say(problem)
        else:
            self.problems.append(problem)

    def say(self, problem: Problem, *, across: bool = False) -> None:
        """Note a problem; equal ones of one file (`across`: of all files, at the first) are one, which says how many."""
        key = (problem.code, problem.message, "" if across else problem.file)
        place = self._said.setdefault(key, len(self.problems))
        if place == len(self.problems):
            self.problems.append(problem)
        else:
            known = self.problems[place]
            self.problems[place] = replace(known, n=known.n + problem.n)

    def instant(self, value: Scalar, line: int) -> int:
        """Epoch ms of an ISO text, or of a number of seconds or milliseconds; 0, and why is counted, where it is no time."""
        if value is None or value == "":
            self.skipped["no time"] += 1
            return 0
        ms = self._clock.ms(value) if isinstance(value, str) else _epoch(value)
        if not ms:
            self.bad(line, "a time that cannot be read", "unusable time")
        return ms

    def add(self, session: int, at: int, what: What, line: int, more: int = 0, mark: int = 0) -> None:
        """Note an event; one outside 1980 to 2100 is a Problem, and so is work without an end within a week: only its beginning counts."""
        if what == What.RUN and not 0 <= more - at <= WEEK_MS:
            self.bad(line, "work that ends before it begins, or after more than a week", "unusable time")
            what, more = What.MACHINE, 0
        if not self.trail.add(session, at, what, more, mark, line):
            self.bad(line, "a time outside 1980 to 2100", "unusable time", "C206")

    def ran(self, session: int, at: int, end: int, line: int, mark: int = 0, model: str = "") -> None:
        """Note that the machine worked from `at` to `end`, and which model it was where that is known."""
        self.add(session, at, What.RUN, line, end, mark)
        if model:
            self.answered(session, end, line, hash((mark, "model")) or 1 if mark else 0, model)

    def answered(self, session: int, at: int, line: int, mark: int = 0, model: str = "") -> None:
        """Note that the machine wrote something, and which model it was ("" unknown)."""
        self.add(session, at, What.MACHINE, line, self.trail.model(clean(model, 80)) if model else 0, mark)

    def batch(self, name: str, sources: Sequence[Source]) -> Batch:
        """All that was noted, as the batch of the importer `name`."""
        from connratio.importers.ai.batches import batch_of

        return batch_of(self.trail, name, name, together(sources), tuple(self.problems), self.skipped)


def placed(pieces: Sequence[msgspec.Raw], whole: bytes) -> Iterator[tuple[int, msgspec.Raw]]:
    """The records of a list with the lines on which they begin in the document that holds them, in order."""
    at, line, counted = 0, 1, 0
    for piece in pieces:
        text = bytes(piece)
        at = max(whole.find(text, at), at)
        line, counted = line + whole.count(b"\n", counted, at), at
        yield line, piece
        at += len(text)


def length(value: Scalar) -> int:
    """A length in ms; -1 for what is none, or longer than a week."""
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= WEEK_MS else -1


def closed(head: bytes, tail: bytes) -> bytes:
    """The beginning of a record that is too long to be read, made whole: without the value that it breaks off in.

    Where its beginning names no time, the last one at its end is the record's own.
    """
    opened: list[bytes] = []
    cut, kept = 0, b""
    for token in _TOKEN.finditer(head):
        sign = token[0]
        if sign in _CLOSES:
            opened.append(_CLOSES[sign])
        elif sign in {b"}", b"]"}:
            if opened:
                opened.pop()
        elif sign == b",":
            cut, kept = token.start(), b"".join(reversed(opened))
        elif sign == b'"':
            break
    times = [] if b'"timestamp"' in head[:cut] else _TIME.findall(tail)
    own = b',"timestamp":' + times[-1] if times and kept.endswith(b"}") else b""
    return head[:cut] + kept[:-1] + own + kept[-1:]


_TIME: Final = re.compile(rb'"timestamp"\s*:\s*("[^"\\]{1,40}"|\d{10,13}(?:\.\d+)?)')


def _epoch(value: float) -> int:
    if isinstance(value, bool) or not abs(value) < 1e17:
        return 0
    return int(value * 1000) if abs(value) < _SECONDS else int(value)
