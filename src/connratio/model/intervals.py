"""Sets of half-open intervals as sorted NumPy arrays, for many groups at once.

Each group (a person, a person's device …) has its own stretch of one long axis, so that one sort and one scan serve all of
them: an instant t of group g lies at `g * AXIS + t`.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np

Ints = np.ndarray[Any, np.dtype[np.int64]]

AXIS: Final = 1 << 42
"""Length of a group's stretch in ms: epoch milliseconds up to the year 2109 fit, and two million groups fit beside each other."""


class Cover(NamedTuple):
    """Disjoint intervals that do not touch, in order."""

    start: Ints
    end: Ints


class Pieces(NamedTuple):
    """Parts of given intervals: `index` says of which."""

    index: Ints  # type: ignore[assignment]  # shadows tuple.index, which nobody needs here
    start: Ints
    end: Ints


def union(start: Ints, end: Ints) -> Cover:
    """What the intervals cover together.

    intervals  |  ====   ==       |
               |     =====   ==   |
    result     |  ========== ==   |
    """
    real = end > start
    start, end = start[real], end[real]
    if not len(start):
        return Cover(start, end)
    order = np.argsort(start, kind="stable")
    start, end = start[order], np.maximum.accumulate(end[order])
    first = np.empty(len(start), dtype=bool)
    first[0] = True
    np.greater(start[1:], end[:-1], out=first[1:])
    last = np.append(np.flatnonzero(first)[1:] - 1, len(start) - 1)
    return Cover(start[first], end[last])


def inverse(cover: Cover) -> Cover:
    """Everything outside the cover, on the whole axis."""
    low, high = np.iinfo(np.int64).min, np.iinfo(np.int64).max
    return Cover(np.concatenate(([low], cover.end)), np.concatenate((cover.start, [high])))


def clip(start: Ints, end: Ints, cover: Cover) -> Pieces:
    """The parts of each interval that lie inside the cover.

    intervals  |  ========    ======  |
    cover      |     ---   ----  ---  |
    result     |     ===      =  ===  |
    """
    first = np.searchsorted(cover.end, start, side="right")
    count = np.maximum(np.searchsorted(cover.start, end, side="left") - first, 0)
    index = np.repeat(np.arange(len(start)), count)
    nth = np.arange(len(index)) - np.repeat(np.cumsum(count) - count, count)
    at = first[index] + nth
    pieces = Pieces(index, np.maximum(start[index], cover.start[at]), np.minimum(end[index], cover.end[at]))
    real = pieces.end > pieces.start
    return pieces if real.all() else Pieces(pieces.index[real], pieces.start[real], pieces.end[real])


def subtract(start: Ints, end: Ints, holes: Cover) -> Pieces:
    """The parts of each interval that lie outside the holes.

    intervals  |  ===========   ====  |
    holes      |     ---          --  |
    result     |  ===   =====   ==    |
    """
    return clip(start, end, inverse(holes))


def intersection(a: Cover, b: Cover) -> Cover:
    """What both cover."""
    pieces = clip(a.start, a.end, b)
    return Cover(pieces.start, pieces.end)


def difference(a: Cover, b: Cover) -> Cover:
    """What `a` covers and `b` does not."""
    pieces = subtract(a.start, a.end, b)
    return Cover(pieces.start, pieces.end)


def total(cover: Cover) -> int:
    """Milliseconds covered."""
    return int((cover.end - cover.start).sum())
