"""When the machine worked, and when it waited: turn by turn."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from connratio.importers.ai.trail import Events, What
from connratio.model.intervals import AXIS

GAP_MS: Final = 300_000
"""A longer pause within a turn is a wait, where the tool does not say how long it worked."""


def machine_time(events: Events) -> tuple[Any, Any, Any, Any, Any, Any]:
    """Stretches of work and of waiting: their session, start, end, event, the instant in which their turn began, whether they wait.

    A turn lasts from an act that opens it (or from the machine's own first event) to its last machine event. Where the tool
    says how long it worked, the rest of the turn is waiting: the pauses after a question first, then the longest ones.
    """
    n = len(events.at)
    if not n:
        none = np.empty(0, dtype=np.int64)
        return none, none, none, none, none, none.astype(bool)
    turns = _Turns(events)
    worked = [_paused(events, turns), _known(events), _momentary(events, turns)]
    columns = [np.concatenate(parts) for parts in zip(*worked, strict=True)]
    event, start, end, waits = columns
    return events.session[event], start, end, event, events.at[turns.first[turns.number[event]]], waits.astype(bool)


class _Turns:
    """Where each turn begins (`first`) and has its last machine event (`last`, -1: none), and how long it says it worked (-1)."""

    def __init__(self, events: Events) -> None:
        n = len(events.at)
        begins = np.ones(n, dtype=bool)
        begins[1:] = (
            (events.session[1:] != events.session[:-1])
            | (events.what[1:] <= What.COMMAND)
            | (events.what[1:] == What.CALL)
            | (events.what[:-1] == What.DONE)
        )
        self.first = np.flatnonzero(begins)
        self.number = np.cumsum(begins) - 1
        self.last = np.maximum.reduceat(np.where(events.what >= What.MACHINE, np.arange(n), -1), self.first)
        self.runs = np.maximum.reduceat(events.what == What.RUN, self.first)
        self.told = np.maximum.reduceat(np.where(events.what == What.DONE, events.more, -1), self.first)


def _paused(events: Events, turns: _Turns) -> tuple[Any, Any, Any, Any]:
    """Work and waits of turns of which single events are known."""
    at, turn = events.at, turns.number
    here = np.arange(max(len(at) - 1, 0))
    here = here[(here + 1 <= turns.last[turn[here]]) & ~turns.runs[turn[here]]]
    turn, length = turn[here], at[here + 1] - at[here]
    asked = events.what[here] == What.ASKED
    told = turns.told[turn]
    cut = np.where((told < 0) & (asked | (length > GAP_MS)), length, 0)
    span = at[turns.last] - at[turns.first]
    spare = np.where(turns.told >= 0, np.maximum(span - turns.told, 0), 0)
    _take(cut, spare[turn], turn, asked, length)
    begin = at[here].copy()
    more = np.where(turns.told > span, turns.told - span, 0)  # longer than its events: it began before them
    before = np.where(turns.first > 0, at[turns.first] - at[turns.first - 1], more)
    same = np.append([False], events.session[turns.first[1:]] == events.session[turns.first[1:] - 1])
    more = np.where(same, np.minimum(more, np.maximum(before, 0)), more)
    leads = here == turns.first[turn]
    begin[leads] -= more[turn[leads]]
    stop = at[here + 1] - cut
    joined = np.zeros(len(here), dtype=bool)
    joined[1:] = (here[1:] == here[:-1] + 1) & (turn[1:] == turn[:-1]) & (cut[:-1] == 0)
    heads = np.flatnonzero(~joined)
    tails = np.append(heads[1:], len(here)) - 1
    real = (stop[tails] > begin[heads]) if len(heads) else np.zeros(0, dtype=bool)
    heads, tails = heads[real], tails[real]
    waits = np.flatnonzero(cut > 0)
    return (
        np.concatenate((here[heads], here[waits])),
        np.concatenate((begin[heads], stop[waits])),
        np.concatenate((stop[tails], at[here[waits] + 1])),
        np.concatenate((np.zeros(len(heads), dtype=bool), np.ones(len(waits), dtype=bool))),
    )


def _take(cut: Any, spare: Any, turn: Any, asked: Any, length: Any) -> None:
    """Cut each turn's spare time out of its pauses: those after a question first, then the longest."""
    rows = np.flatnonzero(spare > 0)
    order = rows[np.lexsort((rows, -length[rows], ~asked[rows], turn[rows]))]
    if not len(order):
        return
    own = turn[order]
    total = np.cumsum(length[order])
    heads = np.append([True], own[1:] != own[:-1])
    base = np.maximum.accumulate(np.where(heads, total - length[order], 0))
    cut[order] = np.clip(spare[order] - (total - length[order] - base), 0, length[order])


def _known(events: Events) -> tuple[Any, Any, Any, Any]:
    """The intervals that the tool gives itself; in one session the machine works once at a time."""
    rows = np.flatnonzero(events.what == What.RUN)
    begin, stop = events.at[rows].copy(), events.more[rows]
    session = events.session[rows]
    reach = np.maximum.accumulate(stop + session * AXIS) - session * AXIS
    begin[1:] = np.where(session[1:] == session[:-1], np.maximum(begin[1:], reach[:-1]), begin[1:])
    return rows, begin, np.maximum(stop, begin), np.zeros(len(rows), dtype=bool)


def _momentary(events: Events, turns: _Turns) -> tuple[Any, Any, Any, Any]:
    """Turns without length: a single machine event, or one in the millisecond of the act."""
    empty = (
        (turns.last == turns.first) | (turns.told == 0) | ((events.at[turns.last] == events.at[turns.first]) & (turns.told < 0))
    )
    rows = turns.first[(turns.last >= 0) & ~turns.runs & empty]
    at, told = events.at[rows], np.maximum(turns.told[turns.number[rows]], 0)
    same = (rows > 0) & (events.session[rows] == events.session[rows - 1])
    told = np.where(same, np.minimum(told, at - events.at[rows - 1]), told)
    return rows, at - told, at, np.zeros(len(rows), dtype=bool)
