"""From events to time (formats/ai.md 3.3 and 3.4): hands-on, watching, machine time and waiting, as stretches."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

import numpy as np

from connratio.importers.ai.machine import machine_time
from connratio.importers.ai.trail import NEVER, Events, Trail, What
from connratio.model.intervals import AXIS, clip, union

IDLE_MS: Final = 300_000
"""A pause before an act is composing or reading up to here: it holds four of five real ones."""
ACT_MS: Final = 60_000
"""What an act is worth when nothing came before it, or only long ago: it was certainly written, but not for so long."""
WATCH_MS: Final = 300_000
"""How long after their last act in a session a person is taken to watch the machine."""


class Sort(IntEnum):
    """What a stretch is."""

    HANDS_ON = 0
    WATCHING = 1
    AGENT = 2
    WAITING = 3


@dataclass(frozen=True, slots=True)
class Stretches:
    """Columns of one length, by session, sort and time.

    `event` is the row in Events where the stretch has its place in the file; `before` the event before an act, `turn` the
    instant in which the turn of machine time began (NEVER for others).
    """

    session: Any
    sort: Any
    start: Any
    end: Any
    event: Any
    before: Any
    turn: Any

    def __len__(self) -> int:
        """How many."""
        return len(self.start)


def events_of(trail: Trail) -> Events:
    """The trail's events by session and time; in sessions of programs and of sub-agents nothing is an act."""
    events = trail.columns()
    alone = np.array([s.sub or not s.attended for s in trail.sessions], dtype=bool)[events.session]
    events.what[alone & (events.what <= What.COMMAND)] = What.CALL
    events.what[alone & (events.what <= What.ANSWER)] = What.MACHINE
    return events


def stretches(events: Events) -> Stretches:
    """The time that events stand for."""
    acts = _hands_on(events)
    session, start, end, event, turn, waits = machine_time(events)
    agent = _rows(Sort.AGENT, session[~waits], start[~waits], end[~waits], event[~waits], turn=turn[~waits])
    waiting = _rows(Sort.WAITING, session[waits], start[waits], end[waits], event[waits], turn=turn[waits])
    parts = [acts, _watching(acts, agent), agent, waiting]
    columns = [np.concatenate([getattr(p, name) for p in parts]) for name in Stretches.__slots__]
    order = np.lexsort((columns[3], columns[2], columns[1], columns[0]))
    return Stretches(*(column[order] for column in columns))


def credited(at: Any, before: Any, idle_ms: int) -> Any:
    """When hands-on time before each act began: with the event before it, or ACT_MS earlier where that is too long ago."""
    near = (before != NEVER) & (at - np.maximum(before, 0) <= idle_ms)
    return np.where(near, before, at - ACT_MS)


def _hands_on(events: Events) -> Stretches:
    rows = np.flatnonzero(events.what <= What.ANSWER)
    session, at = events.session[rows], events.at[rows]
    new = np.ones(len(rows), dtype=bool)
    new[1:] = (session[1:] != session[:-1]) | (at[1:] != at[:-1])
    rows, session, at = rows[new], session[new], at[new]  # nobody acts twice in a millisecond: one act was written as two lines
    first = np.ones(len(rows), dtype=bool)
    first[1:] = session[1:] != session[:-1]
    runs = events.what == What.RUN
    points = np.concatenate((events.session * AXIS + events.at, events.session[runs] * AXIS + events.more[runs]))
    points.sort()
    place = np.searchsorted(points, session * AXIS + at) - 1
    before = np.where(first, NEVER, points[np.maximum(place, 0)] - session * AXIS)
    return _rows(Sort.HANDS_ON, session, credited(at, before, IDLE_MS), at, rows, before=before)


def _watching(acts: Stretches, agent: Stretches) -> Stretches:
    """Machine time soon after an act of the same session."""
    offset = acts.session * AXIS + acts.end
    found = clip(agent.session * AXIS + agent.start, agent.session * AXIS + agent.end, union(offset, offset + WATCH_MS))
    session = agent.session[found.index]
    return _rows(
        Sort.WATCHING, session, found.start - session * AXIS, found.end - session * AXIS, agent.event[found.index],
        turn=agent.turn[found.index],
    )  # fmt: skip


def _rows(sort: Sort, session: Any, start: Any, end: Any, event: Any, before: Any = None, turn: Any = None) -> Stretches:
    n = len(start)
    none = np.full(n, NEVER)
    given = (none if before is None else before, none if turn is None else turn)
    return Stretches(session, np.full(n, int(sort)), start, end, event, *given)
