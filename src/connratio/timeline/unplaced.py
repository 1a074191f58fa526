"""Unplaced time (DESIGN 3.5): totals of an hour or a day, fitted in proportion into the free part of their cell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from connratio.timeline.intervals import AXIS, Cover, Ints, clip, union
from connratio.timeline.records import Codes


@dataclass(frozen=True, slots=True)
class Cells:
    """Records with a length but no place: `ms` somewhere inside `start`–`end` (epoch ms) of their person."""

    person: Codes
    start: Ints
    end: Ints
    ms: Ints


@dataclass(frozen=True, slots=True)
class Fitted:
    """What was fitted in: `record` is the row in Cells, `start`–`end` the part of its cell within one local day (on the long
    axis), `ms` what it got there.
    """

    record: Ints
    start: Ints
    end: Ints
    ms: Ints


def fit(cells: Cells, occupied: Cover, day_start: Ints) -> Fitted:
    """Each record's time, cut at local midnights; where a cell has less room than asked for, all of its records shrink alike.

    `occupied` is the time that placed activities claim, on the long axis. Smaller cells are filled first, and what they
    took is no longer free for the larger cells around them. Whole milliseconds, shared by largest part.
    """
    offset = cells.person.astype(np.int64) * AXIS
    days = Cover(day_start[:-1], day_start[1:])
    parts = clip(cells.start + offset, cells.end + offset, days)
    length = (cells.end - cells.start)[parts.index]
    asked = _divided(cells.ms[parts.index], parts.end - parts.start, length, parts.index)
    got = np.zeros(len(asked), dtype=np.int64)
    starts, nth_start = np.unique(parts.start, return_inverse=True)
    ends, nth_end = np.unique(parts.end, return_inverse=True)
    pairs, cell = np.unique(nth_start * len(ends) + nth_end, return_inverse=True)
    spans = np.column_stack((starts[pairs // max(len(ends), 1)], ends[pairs % max(len(ends), 1)]))
    room = _free(spans[:, 0], spans[:, 1], occupied)
    wanted = np.bincount(cell, weights=asked, minlength=len(spans)).astype(np.int64)
    filled = np.zeros(len(spans), dtype=np.int64)
    for size in np.unique(spans[:, 1] - spans[:, 0]):
        ours = np.flatnonzero(spans[:, 1] - spans[:, 0] == size)
        smaller = np.flatnonzero(filled > 0)
        within = _taken(spans[ours], spans[smaller], filled[smaller])
        filled[ours] = np.minimum(wanted[ours], np.maximum(room[ours] - within, 0))
    full = wanted[cell] > filled[cell]
    got = np.where(full, _divided(filled[cell], asked, np.maximum(wanted[cell], 1), cell), asked)
    keep = got > 0
    return Fitted(parts.index[keep], parts.start[keep], parts.end[keep], got[keep])


def _free(start: Ints, end: Ints, occupied: Cover) -> Ints:
    taken = clip(start, end, occupied)
    used = np.bincount(taken.index, weights=taken.end - taken.start, minlength=len(start)).astype(np.int64)
    return end - start - used


def _taken(cells: Ints, smaller: Ints, filled: Ints) -> Ints:
    """What smaller cells that begin inside each cell were given."""
    order = np.argsort(smaller[:, 0], kind="stable")
    starts, sums = smaller[order, 0], np.concatenate(([0], np.cumsum(filled[order])))
    return sums[np.searchsorted(starts, cells[:, 1])] - sums[np.searchsorted(starts, cells[:, 0])]


def _divided(whole: Ints, part: Ints, of: Ints, group: Ints) -> Ints:
    """`whole × part ÷ of` in whole numbers that add up to `whole` in each group whose parts add up to `of`."""
    exact = whole.astype(np.float64) * part / np.maximum(of, 1)
    floor = np.floor(exact + 1e-9).astype(np.int64)
    total = np.bincount(group, weights=part, minlength=int(group.max(initial=-1)) + 1)
    sums = np.bincount(group, weights=floor, minlength=len(total)).astype(np.int64)
    missing = np.where(total[group] == of, whole - sums[group], 0)
    order = np.lexsort((np.arange(len(part)), floor - exact, group))
    rank = np.empty(len(part), dtype=np.int64)
    first = np.searchsorted(group[order], group[order])
    rank[order] = np.arange(len(part)) - first
    return floor + (rank < missing)


def occupied_by(person: Codes, start: Ints, end: Ints) -> Cover:
    """The union of placed claims on the long axis."""
    offset = person.astype(np.int64) * AXIS
    return union(start + offset, end + offset)
