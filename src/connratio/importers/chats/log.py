"""What every reader of chats fills: one trail of all its files, what was wrong with them, and what was left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final, NamedTuple

from connratio.importers.ai.trail import EARLIEST, LATEST, Trail, What
from connratio.importers.contract import Batch, Source, together
from connratio.model.problems import Problem
from connratio.model.text import clean

Scalar = str | int | float | bool | None
"""Any JSON value but a list or an object: what an export may write where a time belongs."""
FIRST_MS: Final = 100_000_000_000
"""Numbers from here on are milliseconds where a program wrote now seconds, now milliseconds: 1973, or the year 5138."""
GLOBAL: Final = 20
"""Characters from which on a message's name is taken to be unique in the world (a UUID), not only in its conversation."""


class Event(NamedTuple):
    """A message: when (epoch ms), what it is, the end of the machine's work where it is known, its name in the export."""

    at: int
    what: What
    more: int = 0
    uid: str = ""


class Log:
    """The files of one program, read one after the other."""

    def __init__(self) -> None:
        """Without a file."""
        self.trail = Trail()
        self.file = ""
        self.problems: list[Problem] = []
        self.skipped: Counter[str] = Counter()

    def opens(self, file: str) -> None:
        """What follows comes from this file."""
        self.file = clean(file)
        self.trail.opens(self.file)

    def unreadable(self, line: int, message: str) -> None:
        """A record that costs only itself."""
        self.problems.append(Problem("C106", message, self.file, line))
        self.skipped["unreadable"] += 1

    def broken(self, code: str, line: int) -> None:
        """A place at which the document itself is broken."""
        text = "the document breaks off here" if code == "C104" else "a record that could not be read"
        self.problems.append(Problem(code, text, self.file, line))
        self.skipped["unreadable"] += 1

    def add(
        self, app: str, uid: Scalar, events: Iterable[Event], line: int, *, model: Scalar = "", person: Scalar = ""
    ) -> None:  # fmt: skip
        """Note a conversation. A message that also stands in another conversation or export (a copy) counts once."""
        name = clean(str(uid or ""), 100)
        session = self.trail.session(
            name, app, model=clean(str(model or ""), 100), person=clean(str(person or ""), 100).lower()
        )  # fmt: skip
        for event in events:
            own = event.uid if len(event.uid) >= GLOBAL else (name, event.uid)
            mark = hash((own, event.at, event.more, int(event.what))) or 1
            self.trail.add(session, event.at, event.what, event.more, mark, line)

    def iso(self, value: Scalar, line: int) -> int | None:
        """An ISO instant in epoch ms; one without a zone is UTC, as these programs mean it."""
        return self._when(iso_ms(value), value, line)

    def seconds(self, value: Scalar, line: int) -> int | None:
        """Epoch seconds in ms; larger numbers are milliseconds already."""
        number = number_of(value)
        return self._when(number if number is None or abs(number) >= FIRST_MS else number * 1000, value, line)

    def _when(self, ms: float | None, given: Scalar, line: int) -> int | None:
        """The instant; None for a record without one, which is counted, or with an impossible one, which is a Problem."""
        if ms is not None and EARLIEST < ms < LATEST:
            return int(ms)
        if given in {None, "", 0}:
            self.skipped["no time"] += 1
        else:
            self.problems.append(Problem("C206", "a message with an impossible time", self.file, line))
            self.skipped["unusable time"] += 1
        return None

    def batch(self, name: str, sources: Sequence[Source]) -> Batch:
        """The time of all files. Where they hold one person's conversations, that person need not be named."""
        from connratio.importers.ai.batches import batch_of

        sessions = self.trail.sessions
        if len({s.person for s in sessions}) == 1:
            sessions[:] = [replace(s, person="") for s in sessions]
        if not len(self.trail) and not self.problems:
            self.problems.append(Problem("C102", "there is nothing in the export", self.file))
        return batch_of(self.trail, name, name, together(sources), tuple(self.problems), self.skipped)


def iso_ms(value: Scalar) -> int | None:
    """Epoch milliseconds of an ISO instant, UTC without a zone; None for what is none."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
        return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000 // 1)
    except (ValueError, OverflowError):
        return None


def number_of(value: Scalar) -> float | None:
    """A number, or a text that is one; None for what is none."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if abs(number) < 1e18 else None  # not NaN either
