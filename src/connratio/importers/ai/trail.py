"""What a log of an assistant holds, event by event, in columns: 30 bytes each, whatever the log was."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

import numpy as np

from connratio.model.text import clean

EARLIEST: Final = 315_532_800_000
"""1980 in epoch ms: a time before it, or after 2100, is none."""
LATEST: Final = 4_102_444_800_000
HOUR_MS: Final = 3_600_000

_HOURS: Final = LATEST // HOUR_MS
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
        self._numbers: dict[tuple[str, str, str], int] = {}
        self._session, self._at, self._what = array("i"), array("q"), array("b")
        self._more, self._mark = array("q"), array("q")
        self._file, self._line = array("i"), array("i")

    def __len__(self) -> int:
        """How many events."""
        return len(self._at)

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

    def number(self, uid: str, assistant: str, part: str = "") -> int:
        """The number of a session that is known, else -1."""
        return self._numbers.get((assistant, uid, part), -1)

    def add(self, session: int, at: int, what: int, more: int = 0, mark: int = 0, line: int = 0) -> bool:
        """Note an event at `at` (epoch ms). Events of one `mark` (not 0) are copies of each other. False: that is no time."""
        if not EARLIEST < at < LATEST:
            return False
        self._session.append(session)
        self._at.append(at)
        self._what.append(what)
        self._more.append(more)
        self._mark.append(mark)
        self._file.append(len(self.files) - 1)
        self._line.append(line)
        return True

    def hours(self) -> list[tuple[int, int]]:
        """Each session's number with the hours (since the epoch) in which it has events."""
        hour, session = np.array(self._at, dtype=np.int64) // HOUR_MS, np.array(self._session, dtype=np.int64)
        found = np.unique(session * _HOURS + hour)
        return list(zip((found // _HOURS).tolist(), (found % _HOURS).tolist(), strict=True))

    def columns(self) -> Events:
        """The events by session and time, each once."""
        events = Events(
            np.array(self._session, dtype=np.int64), np.array(self._at, dtype=np.int64), np.array(self._what, dtype=np.int8),
            np.array(self._more, dtype=np.int64), np.array(self._file, dtype=np.int32), np.array(self._line, dtype=np.int32),
        )  # fmt: skip
        sub = np.array([s.sub for s in self.sessions], dtype=bool)
        kept = _once(events, np.array(self._mark, dtype=np.int64), sub)
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
