"""The resolved timeline stretch by stretch, and what each activity with people takes of a day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from connratio.model.frame import Frame, stacked
from connratio.model.texts import combined, firsts, numbered
from connratio.timeline.classes import Claim
from connratio.timeline.intervals import AXIS, Cover, Ints, clip
from connratio.timeline.overlap import Segments, sweep
from connratio.timeline.records import Claims
from connratio.timeline.tally import Calendar, active_keys, chunks, listed_keys, on_duty

SPANS: Final = ("start", "end", "day", "winner", "band", "contested", "duty", "key")
ATTENDED: Final = ("record", "day", "ms", "shared_ms")


def resolved(claims: Claims, calendar: Calendar, overlap: str) -> tuple[Frame, Frame]:
    """The spans of one person (SPANS: disjoint, in order, cut at local midnights), and what each human claim takes (ATTENDED).

    Where several activities win a stretch alike, its `key` is the first of theirs. `ms` is the length of an activity's part
    of the day, `shared_ms` what of the day's human time is its own when simultaneous ones share alike.
    """
    spans, attended = [], []
    for start, end, part, cuts in chunks(claims, calendar):
        segments = sweep(start, end, part, cuts, overlap)
        spans.append(_spans(segments, start, end, part, calendar))
        attended.append(_attended(segments, start, end, part, calendar))
    if not spans:
        return _empty(SPANS), _empty(ATTENDED)
    return stacked(spans), _summed(stacked(attended))


def _spans(segments: Segments, start: Ints, end: Ints, claims: Claims, calendar: Calendar) -> Frame:
    at = np.searchsorted(calendar.day_start, segments.start, side="right") - 1
    rows = np.flatnonzero((segments.winner != Claim.NONE) & (calendar.day[at] >= 0))
    winner, names, at = segments.winner[rows].astype(np.int64), segments.names[rows], at[rows]
    begin = segments.start[rows]
    sign = numbered(names * np.uint64(16) + winner.astype(np.uint64) + np.uint64(1))[0]
    first = firsts(sign)
    owner, key, claim = active_keys(begin[first], start, end, claims)
    keys, place, _ = listed_keys(owner, key, claim == winner[first][owner], len(first))
    table = Frame(
        {
            "start": begin,
            "end": segments.end[rows],
            "day": calendar.day[at],
            "winner": winner,
            "band": segments.band[rows].astype(np.int64),
            "contested": segments.contested[rows].astype(np.int64),
            "duty": on_duty(begin, calendar.duty).astype(np.int64),
            "key": keys[place][sign] if len(first) else np.empty(0, dtype=np.int64),
        }
    )
    same = np.logical_and.reduce([table[name][1:] == table[name][:-1] for name in SPANS[2:]])
    new = np.append(True, ~(same & (begin[1:] == segments.end[rows][:-1])))[: len(table)]
    last = np.append(np.flatnonzero(new)[1:] - 1, len(table) - 1)[: np.count_nonzero(new)]
    whole = table.take(new)
    offset = calendar.person[at][new].astype(np.int64) * AXIS
    return whole.assign(start=whole["start"] - offset, end=segments.end[rows][last] - offset)


def _attended(segments: Segments, start: Ints, end: Ints, claims: Claims, calendar: Calendar) -> Frame:
    days = Cover(calendar.day_start[:-1], calendar.day_start[1:])
    parts = []
    for claim in (Claim.HUMAN, Claim.HUMAN_MAYBE):
        rows = np.flatnonzero(claims.claim == claim)
        pieces = clip(start[rows], end[rows], days)
        grown, begins = _shared(segments, start[rows], end[rows], claim)
        nth = np.searchsorted(calendar.day_start, pieces.start, side="right") - 1
        parts.append(
            Frame(
                {
                    "record": claims.record[rows][pieces.index],
                    "day": calendar.day[nth],
                    "ms": pieces.end - pieces.start,
                    "shared_ms": grown[np.searchsorted(begins, pieces.end)] - grown[np.searchsorted(begins, pieces.start)],
                }
            )
        )
    whole = stacked(parts)
    return whole.take(whole["day"] >= 0)


def _empty(names: Sequence[str]) -> Frame:
    return Frame({name: np.empty(0, dtype=np.int64) for name in names})


def _summed(parts: Frame) -> Frame:
    """The parts of one activity on one day together, in order."""
    code, first = combined(parts["record"], parts["day"])
    sums = {name: np.bincount(code, weights=parts[name], minlength=len(first)) for name in ATTENDED[2:]}
    whole = parts.take(first).assign(**{name: np.rint(values).astype(np.int64) for name, values in sums.items()})
    return whole.take(np.lexsort((whole["day"], whole["record"])))


def _shared(segments: Segments, start: Ints, end: Ints, claim: Claim) -> tuple[Any, Ints]:
    """A running sum over the segments of what one of the simultaneous claims gets of each, and the segments' starts."""
    depth = np.searchsorted(np.sort(start), segments.start, side="right") - np.searchsorted(
        np.sort(end), segments.start, side="right"
    )
    weight = np.where(segments.winner == claim, np.where(segments.second != Claim.NONE, 0.5, 1.0), 0.0)
    each = (segments.end - segments.start) * weight / np.maximum(depth, 1)
    return np.concatenate(([0.0], np.cumsum(each))), segments.start
