"""ActivityWatch's own "time active", to the second: flood, not-afk, intersection, as aw-core 0.5.17 and 0.5.18 have them.

Read in aw_transform of both releases; times are integer µs here, since a gap is
halved. It is no clean union: 0.5.17 counts overlapping windows twice, and
in 0.5.18 a window that is enclosed by another cuts off the rest of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np

from connratio.timeline.intervals import Cover, subtract, union

PULSE_US: Final = 5_000_000
TRIM_US: Final = 100_000
RULES: Final = ("aw-0.5.17", "aw-0.5.18")


class Log(NamedTuple):
    """The events of some buckets of one kind: starts, ends (epoch ms), and what tells whether two events have equal data."""

    start: Any
    end: Any
    data: Any

    def within(self, first: int, until: int) -> list[Event]:
        """The events in a stretch of time, cut at its ends, as a server gives them to a query."""
        start, end = np.maximum(self.start, first), np.minimum(self.end, until)
        rows = np.flatnonzero((self.end >= first) & (self.start <= until))
        columns = (start[rows] * 1000, end[rows] * 1000, self.data[rows])
        return [list(e) for e in zip(*(c.tolist() for c in columns), strict=True)]


Piece = tuple[int, int]
"""Start and end in µs."""
Event = list[int]
"""Start, end (µs), data; changed in place while neighbours are flooded."""


def time_active(
    windows: Log, present: Log | None, heard: Sequence[tuple[Log, AbstractSet[int]]], rule: str, first: int, until: int
) -> list[Piece]:
    """The stretches in which one machine's windows were active from `first` to `until`; in µs; their lengths add up to its time active.

    `present` are the events of the afk bucket, whose data is 1 for not-afk (None: there is no such bucket, and nothing is
    filtered). `heard` are browsers: their tabs, whose data is odd for audible ones, and the data of their windows.
    """
    shown = flood(windows.within(first, until), rule)
    if present is None:
        return [(start, end) for start, end, _ in shown]
    here = [e for e in flood(present.within(first, until), rule) if e[2] == 1]
    for tabs, fronts in heard:
        front = [e for e in shown if e[2] in fronts]
        audible = [[a, b, 0] for (a, b), data in _meets(flood(tabs.within(first, until), rule), front) if data % 2]
        here = _united(here, audible)
    return [piece for piece, _ in _meets(shown, here)]


def folded(machines: Sequence[Sequence[Piece]]) -> int:
    """Milliseconds of several machines: what an earlier one has, a later one does not add (union_no_overlap)."""
    taken, total = Cover(*(np.empty(0, dtype=np.int64) for _ in range(2))), 0
    for pieces in machines:
        start, end = (np.array([p[i] for p in pieces], dtype=np.int64) for i in (0, 1))
        added = subtract(start, end, taken)
        total += int((added.end - added.start).sum())
        taken = union(np.concatenate((taken.start, start)), np.concatenate((taken.end, end)))
    return total // 1000


def flood(events: list[Event], rule: str) -> list[Event]:
    """The events with gaps of at most five seconds filled, in order."""
    split = rule != "aw-0.5.17"
    events = sorted(events, key=(lambda e: (e[0], e[1] - e[0])) if split else (lambda e: e[0]))
    for one, two in pairwise(events):
        gap = two[0] - one[1]
        same = one[2] == two[2]
        if gap < 0 and same:
            one[0], one[1] = min(one[0], two[0]), max(one[1], two[1])
            two[0] = two[1] = _stamp(one[1])
        elif gap and -TRIM_US < gap <= PULSE_US:
            _fill(one, two, same=same, split=split)
    real = [e for e in events if e[1] > e[0]]
    return _normalised(real) if split else real


def _fill(one: Event, two: Event, *, same: bool, split: bool) -> None:
    longer = one[1] - one[0] >= two[1] - two[0]
    if same and longer:
        one[1] = two[1]
        two[0] = two[1] = _stamp(two[1])
    elif same:
        two[0] = one[0]
        one[1] = one[0]
    elif split:
        half, odd = divmod(two[0] - one[1], 2)
        middle = one[1] + half + (odd and half % 2)  # to the even one, as timedelta rounds
        one[1] = middle
        two[0], two[1] = _stamp(middle), _stamp(middle) + two[1] - middle
    elif longer:
        one[1] = two[0]
    else:
        two[0] = _stamp(one[1])


def _stamp(us: int) -> int:
    """An instant as their Event keeps a start: cut to whole milliseconds; the length stays as it was."""
    return us // 1000 * 1000


def _normalised(events: list[Event]) -> list[Event]:
    """No overlap: of different data the later event has it, equal data are one event."""
    out: list[Event] = []
    for event in events:
        while out and out[-1][1] > event[0]:
            last = out[-1]
            if last[2] == event[2]:
                last[1] = max(last[1], event[1])
                break
            last[1] = event[0]
            if last[1] > last[0]:
                out.append(event)
                break
            out.pop()
        else:
            out.append(event)
    return out


def _meets(events: list[Event], others: list[Event]) -> list[tuple[Piece, int]]:
    """The parts of events that lie in others, with the events' data; overlapping others give a part twice."""
    events, others = sorted(events, key=lambda e: e[0]), sorted(others, key=lambda e: e[0])
    out, i, j = [], 0, 0
    while i < len(events) and j < len(others):
        a, b = events[i], others[j]
        low, high = max(a[0], b[0]), min(a[1], b[1])
        if low < high:
            out.append(((low, high), a[2]))
        if a[1] <= b[1] if low < high else a[1] <= b[0]:
            i += 1
        else:
            j += 1
    return out


def _united(one: list[Event], two: list[Event]) -> list[Event]:
    """The stretches of both together, where they overlap or touch as one."""
    out: list[Event] = []
    for start, end, _ in sorted([*one, *two], key=lambda e: e[0]):
        if out and start <= out[-1][1]:
            out[-1][1] = max(out[-1][1], end)
        else:
            out.append([start, end, 1])
    return out
