"""Presence (DESIGN 3.4): polls are joined, tabs count while their browser is in front, idleness cuts windows and tabs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from connratio.timeline.intervals import AXIS, Cover, Ints, Pieces, clip, difference, subtract, union
from connratio.timeline.records import Bools, Claim, Claims, Records

CHUNK: Final = 150_000
"""Records settled at a time, unless one person has more."""
POLL_GAP_MS: Final = 5000
"""ActivityWatch's own pulse time of flood(): watchers poll, so a short gap is no absence."""


@dataclass(frozen=True, slots=True)
class Presence:
    """The claims, and for each record why nothing of it was left: "", idle, outside_presence or superseded."""

    claims: Claims
    reason: np.ndarray[Any, np.dtype[np.object_]]


def settle(records: Records) -> Presence:
    """What each record claims once presence is known. A few people at a time: no more memory moves than the processor can cache."""
    blocks = _blocks(records.person)
    if len(blocks) <= 1:
        return _settled(records)
    reason = np.full(len(records), "", dtype=object)
    parts = []
    for rows in blocks:
        part = _settled(Records(**{name: getattr(records, name)[rows] for name in Records.__slots__}))
        reason[rows] = part.reason
        parts.append(
            replace(
                part.claims, record=rows[part.claims.record] if isinstance(rows, np.ndarray) else part.claims.record + rows.start
            )
        )
    return Presence(Claims(**{n: np.concatenate([getattr(p, n) for p in parts]) for n in Claims.__slots__}), reason)


def _blocks(person: Any) -> list[Any]:
    """The rows of whole people, about CHUNK together: slices where the rows come by person, else row numbers."""
    in_order = bool((person[1:] >= person[:-1]).all())
    order = None if in_order else np.argsort(person, kind="stable")
    ordered = person if order is None else person[order]
    edges = np.concatenate(([0], np.flatnonzero(ordered[1:] != ordered[:-1]) + 1, [len(person)]))
    blocks, at = [], 0
    for edge in edges[1:].tolist():
        if edge - at >= CHUNK or (edge == len(person) and edge > at):
            blocks.append(slice(at, edge) if order is None else order[at:edge])
            at = edge
    return blocks


def _settled(records: Records) -> Presence:
    start, end = _joined(records)
    reason = np.full(len(records), "", dtype=object)
    if not (records.window | records.web).any():
        rows = np.flatnonzero((records.claim != Claim.NONE) & ~records.present & ~records.absent)
        return Presence(_claims(records, Pieces(rows, start[rows], end[rows])), reason)
    tabs = _in_front(records, start, end, reason)
    windows = _one_act(records, start, end, tabs, reason)
    timed = np.flatnonzero(records.stopwatch & (records.claim != Claim.NONE))
    if len(timed):
        by_hand = union(*_on_axis(timed, start, end, records.person[timed].astype(np.int64) * AXIS))
        windows, tabs = (_outside(records, pieces, by_hand, reason) for pieces in (windows, tabs))
    idle = _idleness(records, start, end, tabs, windows)
    kept, away = _cut(records, windows, tabs, idle, reason)
    watched = records.window | records.web | records.present | records.absent
    rest = np.flatnonzero(~watched & (records.claim != Claim.NONE))
    pieces = _stack(kept, Pieces(rest, start[rest], end[rest]))
    return Presence(_claims(records, _stack(pieces, away), n_away=len(away.index)), reason)


def _joined(records: Records) -> tuple[Ints, Ints]:
    """Starts and ends, where a gap of at most 5 s between neighbouring window rows of a bucket is split in its middle.

    before  |  ====   =====      ==  |
    after   |  =====.======      ==  |
    """
    rows = np.flatnonzero(records.window & (records.claim != Claim.NONE))
    start, end = records.start.copy(), np.maximum(records.end, records.start)
    if len(rows) < 2:
        return start, end
    order = rows[np.lexsort((end[rows], start[rows], records.bucket[rows], records.person[rows]))]
    a, b = order[:-1], order[1:]
    gap = start[b] - end[a]
    near = (gap > 0) & (gap <= POLL_GAP_MS) & (records.bucket[a] == records.bucket[b]) & (records.person[a] == records.person[b])
    half = gap[near] // 2
    end[a[near]] += half
    start[b[near]] = end[a[near]]
    return start, end


def _group(records: Records, rows: Ints) -> Ints:
    """Person and device of each row as one offset on the axis."""
    n = int(records.device.max(initial=0)) + 1
    return (records.person[rows].astype(np.int64) * n + records.device[rows]) * AXIS


def _family(records: Records, rows: Ints) -> Ints:
    """Person, device and family of each row as one offset on the axis."""
    n = int(records.device.max(initial=0)) + 1
    m = int(records.family.max(initial=0)) + 1
    group = records.person[rows].astype(np.int64) * n + records.device[rows]
    return (group * m + records.family[rows]) * AXIS


def _on_axis(rows: Ints, start: Ints, end: Ints, offset: Ints) -> tuple[Ints, Ints]:
    return start[rows] + offset, end[rows] + offset


def _in_front(records: Records, start: Ints, end: Ints, reason: Any) -> Pieces:
    """Tabs, while a window of their browser is in front; as they are where no window of their device was recorded."""
    tabs = np.flatnonzero(records.web & (records.claim != Claim.NONE))
    windows = np.flatnonzero(records.window)
    if not len(tabs) or not len(windows):
        return Pieces(tabs, start[tabs], end[tabs])
    seen = np.isin(_group(records, tabs), np.unique(_group(records, windows)))
    bound, free = tabs[seen], tabs[~seen]
    ours = windows[records.family[windows] >= 0]
    front = union(*_on_axis(ours, start, end, _family(records, ours)))
    offset = _family(records, bound)
    pieces = clip(*_on_axis(bound, start, end, offset), front)
    back = offset[pieces.index]
    inside = Pieces(bound[pieces.index], pieces.start - back, pieces.end - back)
    reason[_without(bound[end[bound] > start[bound]], inside.index, len(records))] = "outside_presence"
    return _stack(inside, Pieces(free, start[free], end[free]))


def _one_act(records: Records, start: Ints, end: Ints, tabs: Pieces, reason: Any) -> Pieces:
    """Windows, less what the tab of the same browser or the log of the same editor says of the same act."""
    windows = np.flatnonzero(records.window & (records.claim != Claim.NONE))
    editors = np.flatnonzero(records.editor & (records.claim != Claim.NONE))
    tab_offset, editor_offset = _family(records, tabs.index), _family(records, editors)
    better = union(
        np.concatenate((tabs.start + tab_offset, start[editors] + editor_offset)),
        np.concatenate((tabs.end + tab_offset, end[editors] + editor_offset)),
    )
    known = records.family[windows] >= 0
    ours, others = windows[known], windows[~known]
    offset = _family(records, ours)
    pieces = subtract(*_on_axis(ours, start, end, offset), better)
    back = offset[pieces.index]
    left = Pieces(ours[pieces.index], pieces.start - back, pieces.end - back)
    reason[_without(ours[end[ours] > start[ours]], left.index, len(records))] = "superseded"
    return _stack(left, Pieces(others, start[others], end[others]))


def _outside(records: Records, pieces: Pieces, by_hand: Cover, reason: Any) -> Pieces:
    """What is left beside the time that its person timed by hand: that says better what the time was for."""
    offset = records.person[pieces.index].astype(np.int64) * AXIS
    left = _back(pieces, subtract(pieces.start + offset, pieces.end + offset, by_hand), offset)
    reason[_without(pieces.index, left.index, len(records))] = "superseded"
    return left


def _idleness(records: Records, start: Ints, end: Ints, tabs: Pieces, windows: Pieces) -> Cover:
    """Time recorded as absent, on the axis of person and device.

    Not idle, although nobody types: what another row records as present, a tab that plays sound while its browser is in
    front, a call app in front (DESIGN 3.4; ActivityWatch's include_audible).
    """
    absent, present = np.flatnonzero(records.absent), np.flatnonzero(records.present)
    if not len(absent):
        nothing = np.empty(0, dtype=np.int64)
        return Cover(nothing, nothing)
    audible, call = records.audible[tabs.index], records.call[windows.index]
    rows = np.concatenate((present, tabs.index[audible], windows.index[call]))
    offset = _group(records, rows)
    here = union(
        np.concatenate((start[present], tabs.start[audible], windows.start[call])) + offset,
        np.concatenate((end[present], tabs.end[audible], windows.end[call])) + offset,
    )
    gone = union(*_on_axis(absent, start, end, _group(records, absent)))
    return difference(gone, here)


def _cut(records: Records, windows: Pieces, tabs: Pieces, idle: Cover, reason: Any) -> tuple[Pieces, Pieces]:
    """Windows and tabs outside idleness, and their idle parts, which are time away."""
    both = _stack(windows, tabs)
    if not len(idle.start):
        return both, Pieces(*(np.empty(0, dtype=np.int64) for _ in range(3)))
    offset = _group(records, both.index)
    start, end = both.start + offset, both.end + offset
    kept, gone = _back(both, subtract(start, end, idle), offset), _back(both, clip(start, end, idle), offset)
    reason[_without(gone.index, kept.index, len(records))] = "idle"
    return kept, gone


def _back(whole: Pieces, part: Pieces, offset: Ints) -> Pieces:
    """Pieces of pieces as pieces of the records, off the axis again."""
    return Pieces(whole.index[part.index], part.start - offset[part.index], part.end - offset[part.index])


def _without(rows: Ints, others: Ints, n: int) -> Ints:
    """The rows that are none of the others."""
    seen = np.zeros(n, dtype=bool)
    seen[others] = True
    return rows[~seen[rows]]


def _stack(a: Pieces, b: Pieces) -> Pieces:
    return Pieces(*(np.concatenate(pair) for pair in zip(a, b, strict=True)))


def _claims(records: Records, pieces: Pieces, n_away: int = 0) -> Claims:
    """The pieces as claims; the last `n_away` of them claim time away, whatever their record would."""
    rows = pieces.index
    claim = records.claim[rows]
    away: Bools = np.zeros(len(rows), dtype=bool)
    away[len(rows) - n_away :] = n_away > 0
    claim = np.where(away, Claim.AWAY, claim).astype(np.int32)
    keep = pieces.end > pieces.start
    return Claims(
        record=rows[keep],
        person=records.person[rows][keep],
        start=pieces.start[keep],
        end=pieces.end[keep],
        claim=claim[keep],
        key=records.key[rows][keep],
        certain=records.certain[rows][keep],
        meeting=records.meeting[rows][keep],
        tracked=(records.tracked[rows] & ~away)[keep],
    )
