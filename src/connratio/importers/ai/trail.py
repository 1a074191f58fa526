"""What a log of an assistant holds, event by event, in columns: 56 bytes each, whatever the log was."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any, Final

import numpy as np

from connratio.model.text import clean

EARLIEST: Final = 315_532_800_000
"""1980 in epoch ms: a time before it, or after 2100, is none."""
LATEST: Final = 4_102_444_800_000
QUARTER_MS: Final = 900_000
"""Local days change at a quarter of an hour of UTC, wherever one is."""

_QUARTERS: Final = LATEST // QUARTER_MS
_WIDTH: Final = 7
NEVER: Final = np.iinfo(np.int64).min
"""The instant of what did not happen."""


class What(IntEnum):
    """What an event is. Up to ANSWER a person acted; the rest is the machine."""

    PROMPT = 1
    LIKELY = 2  # a prompt by exclusion only: nothing in the log says that a person wrote it
    COMMAND = 3  # a slash command, a shell line
    INTERRUPT = 4
    STEER = 5  # written while the machine worked; the turn goes on
    ANSWER = 6  # to a question of the machine; the turn goes on
    MACHINE = 7
    ASKED = 8  # the machine asks, and waits for the person
    DONE = 9  # the turn ended; `more` is how long the machine worked in it, in ms
    RUN = 10  # the machine worked until `more`
    CALL = 11  # a program or an agent asks: a turn begins, and nobody acted


@dataclass(frozen=True, slots=True)
class Session:
    """One conversation. `uid` is the tool's own name of it; `project` a short name, never a path.

    `attended` is false where a program asks; `sub` for what an agent leads by itself. `part` tells
    a sub-agent's work from that of its session.
    """

    uid: str
    assistant: str
    project: str = ""
    model: str = ""
    attended: bool = True
    sub: bool = False
    person: str = ""
    part: str = ""

    @property
    def key(self) -> str:
        """What uids of its rows begin with."""
        return f"{self.uid}/{self.part}" if self.part else self.uid


def project_of(folder: str) -> str:
    """The last part of a working directory: what a person calls the project. The rest of the path is not kept."""
    return clean(folder.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1], 80)


class Trail:
    """Events of any number of sessions, in any order."""

    def __init__(self) -> None:
        """Without an event."""
        self.sessions: list[Session] = []
        self.files: list[str] = []
        self.models: dict[int, str] = {}
        """Models of sessions that became known after their first line."""
        self.model_names: list[str] = [""]
        """By the number that MACHINE and ASKED events give as their `more`; 0 where the line names none."""
        self._models: dict[str, int] = {}
        self._numbers: dict[tuple[str, str, str], int] = {}
        self._rows = array("q")
        """Event after event: session, at, what, more, mark, file, line. One array, since each call costs more than the bytes."""

    def __len__(self) -> int:
        """How many events."""
        return len(self._rows) // _WIDTH

    def opens(self, file: str) -> None:
        """Events from here on come from this file (its clean name)."""
        self.files.append(file)

    def session(
        self, uid: str, assistant: str, part: str = "", *, project: str = "", model: str = "", attended: bool = True,
        sub: bool = False, person: str = "",
    ) -> int:  # fmt: skip
        """The number of a session; the first to name it says what it is. `part` tells a sub-agent's from its parent's."""
        key = (assistant, uid, part)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self.sessions)
            self.sessions.append(Session(uid, assistant, project, model, attended, sub, person, part))
        return number

    def place(self, session: int, project: str) -> None:
        """Name the project of a session whose first lines did not."""
        self.sessions[session] = replace(self.sessions[session], project=project)

    def number(self, uid: str, assistant: str, part: str = "") -> int:
        """The number of a session that is known, else -1."""
        return self._numbers.get((assistant, uid, part), -1)

    def model(self, name: str) -> int:
        """The number of a model's name."""
        number = self._models.get(name)
        if number is None:
            number = self._models[name] = len(self.model_names)
            self.model_names.append(clean(name, 80))
        return number

    def merge(self, other: Trail) -> None:
        """Add another trail's events, as if its files had been read here after those so far."""
        own = np.array([self.session(s.uid, s.assistant, s.part, project=s.project, model=s.model, attended=s.attended, sub=s.sub,
                                     person=s.person) for s in other.sessions], dtype=np.int64)  # fmt: skip
        names = np.array([0, *(self.model(name) for name in other.model_names[1:])], dtype=np.int64)
        rows = np.frombuffer(other._rows, dtype=np.int64).reshape(-1, _WIDTH).copy()
        named = np.isin(rows[:, 2], (What.MACHINE, What.ASKED))
        rows[:, 0] = own[rows[:, 0]]
        rows[named, 3] = names[rows[named, 3]]
        for number, session in zip(own.tolist(), other.sessions, strict=True):
            if session.project and not self.sessions[number].project:
                self.place(number, session.project)
        rows[rows[:, 5] >= 0, 5] += len(self.files)
        self._rows.frombytes(rows.tobytes())
        self.files += other.files
        for number, name in other.models.items():
            self.models.setdefault(int(own[number]), name)

    def models_of(self, events: Events) -> tuple[list[str], Any]:
        """Names of models, and for each event the place of its own there: that of the next answer in the session, else the last."""
        n = len(events.at)
        given = np.where(np.isin(events.what, (What.MACHINE, What.ASKED)), events.more, 0)
        here = np.arange(n)
        after = np.minimum.accumulate(np.where(given > 0, here, n)[::-1])[::-1]
        before = np.maximum.accumulate(np.where(given > 0, here, -1))
        found = np.zeros(n, dtype=np.int64)
        for place in (before, after):  # the later one prevails
            rows = np.flatnonzero((place >= 0) & (place < n))
            rows = rows[events.session[place[rows]] == events.session[rows]]
            found[rows] = given[place[rows]]
        names = [*self.model_names, *(self.models.get(i, s.model) for i, s in enumerate(self.sessions))]
        return names, np.where(found > 0, found, len(self.model_names) + events.session)

    def add(self, session: int, at: int, what: int, more: int = 0, mark: int = 0, line: int = 0) -> bool:
        """Note an event at `at` (epoch ms). Events of one `mark` (not 0) are copies of each other. False: that is no time."""
        if EARLIEST < at < LATEST:
            self._rows.extend((session, at, what, more, mark, len(self.files) - 1, line))
            return True
        return False

    def _column(self, number: int, dtype: Any = np.int64) -> Any:
        return np.frombuffer(self._rows, dtype=np.int64)[number::_WIDTH].astype(dtype)

    def quarters(self) -> list[tuple[int, int]]:
        """Each session's number with the quarters of an hour (since the epoch) in which it has events."""
        found = np.unique(self._column(0) * _QUARTERS + self._column(1) // QUARTER_MS)
        return list(zip((found // _QUARTERS).tolist(), (found % _QUARTERS).tolist(), strict=True))

    def begins(self) -> dict[str, int]:
        """The first instant of each session, copies of other sessions' events included, by its name and part."""
        first = np.full(len(self.sessions), LATEST)
        np.minimum.at(first, self._column(0), self._column(1))
        return {s.key: at for s, at in zip(self.sessions, first.tolist(), strict=True) if at < LATEST}

    def columns(self) -> Events:
        """The events by session and time, each once."""
        kinds = (np.int64, np.int64, np.int8, np.int64, np.int64, np.int32, np.int32)
        session, at, what, more, mark, file, line = (self._column(i, kind) for i, kind in enumerate(kinds))
        events = Events(session, at, what, more, file, line)
        sub = np.array([s.sub for s in self.sessions], dtype=bool)
        kept = _once(events, mark, sub)
        # A person's act comes before what the machine wrote in the same millisecond.
        order = kept[np.lexsort((events.more[kept], events.what[kept], events.at[kept], events.session[kept]))]
        return events.take(order)


@dataclass(frozen=True, slots=True)
class Events:
    """Columns of one length, sorted by session and time."""

    session: Any
    at: Any
    what: Any
    more: Any
    file: Any
    line: Any

    def take(self, rows: Any) -> Events:
        """These rows, in this order."""
        return Events(*(getattr(self, name)[rows] for name in Events.__slots__))


def _once(events: Events, mark: Any, sub: Any) -> Any:
    """The rows that stay when of all copies of an event one is kept: that of the session which had it first.

    Resumed and forked sessions begin with copies of an earlier one. Theirs is the earlier that has an event of its own first,
    or that ended first where all of it was copied; so the order of the files does not matter. A side question of an agent
    (`sub`) begins with a copy of its parent's events, which stay the parent's.
    """
    own = np.flatnonzero(mark == 0)
    rows = np.flatnonzero(mark != 0)
    _, group, counts = np.unique(mark[rows], return_inverse=True, return_counts=True)
    if not len(rows) or counts.max() == 1:
        return np.arange(len(mark))
    session, at = events.session[rows], events.at[rows]
    first_own, last = np.full(len(sub), LATEST), np.zeros(len(sub), dtype=np.int64)
    single = counts[group] == 1
    np.minimum.at(first_own, session[single], at[single])
    np.maximum.at(last, session, at)
    rank = np.minimum(first_own, last)
    order = np.lexsort((rows, session, rank[session], sub[session], group))
    ordered = group[order]
    leads = np.ones(len(order), dtype=bool)
    leads[1:] = ordered[1:] != ordered[:-1]
    return np.sort(np.concatenate((own, rows[order[leads]])))
