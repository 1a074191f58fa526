"""Tallies: milliseconds per person, local day and everything a report may be split by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from connratio.model.frame import Frame, stacked
from connratio.model.texts import combined, firsts, numbered
from connratio.timeline.classes import Band, Claim, Lane
from connratio.timeline.intervals import AXIS, Cover, Ints
from connratio.timeline.overlap import Hashes, Segments, sweep
from connratio.timeline.records import Claims

CHUNK: Final = 16_000
"""Claims settled at a time: enough for NumPy, few enough for the processor's cache and a bounded memory."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The cuts: `day_start` are starts of local days on the long axis (each person's last one ends their time), `person`
    and `day` (proleptic ordinal; -1 beyond the end) name the stretch that follows; `duty` is expected working time.
    """

    day_start: Ints
    person: Ints
    day: Ints
    duty: Cover


COLUMNS: Final = ("person", "day", "lane", "winner", "band", "contested", "duty", "tracked", "key", "ms")


def tallies(claims: Claims, calendar: Calendar, overlap: str) -> Frame:
    """One row per person × day × lane × winner × band × contested × duty × tracked × key, with integer `ms`.

    `key` is -1 where no activity shares the time. Rows are in that order, whatever the order of the claims; each day's
    time is shared out in whole milliseconds that add up to the day's total exactly.
    """
    parts = [_tallied(*part, calendar, overlap) for part in chunks(claims, calendar)]
    return stacked(parts or [Frame({name: np.empty(0, dtype=np.int64) for name in COLUMNS})])


def chunks(claims: Claims, calendar: Calendar) -> Iterator[tuple[Ints, Ints, Claims, Ints]]:
    """Claims on the long axis, cut into stretches of whole local days; a claim that spans two stretches is in both."""
    offset = claims.person.astype(np.int64) * AXIS
    start, end = claims.start + offset, claims.end + offset
    order = np.argsort(start, kind="stable")
    start = start[order]
    cuts = np.union1d(calendar.day_start, np.concatenate((calendar.duty.start, calendar.duty.end)))
    days = calendar.day_start
    counts = np.searchsorted(start, days)
    at = 0
    carried = np.empty(0, dtype=np.int64)
    while at < len(days) - 1:
        nxt = int(np.searchsorted(counts, counts[at] + CHUNK, side="right")) - 1
        nxt = min(max(nxt, at + 1), len(days) - 1)
        low, high = days[at], days[nxt]
        rows = np.concatenate((carried, order[counts[at] : counts[nxt]]))
        begins = np.concatenate((np.full(len(carried), low), start[counts[at] : counts[nxt]]))
        ends = end[rows]
        carried = rows[ends > high]
        inside = cuts[np.searchsorted(cuts, low) : np.searchsorted(cuts, high, side="right")]
        if len(rows):
            yield begins, np.minimum(ends, high), _take(claims, rows), inside
        at = nxt


def on_duty(instants: Ints, duty: Cover) -> Any:
    """Which instants lie in working time."""
    return np.searchsorted(duty.start, instants, side="right") > np.searchsorted(duty.end, instants, side="right")


def _take(claims: Claims, rows: Ints) -> Claims:
    return replace(claims, **{name: getattr(claims, name)[rows] for name in Claims.__slots__})


def _tallied(start: Ints, end: Ints, claims: Claims, cuts: Ints, calendar: Calendar, overlap: str) -> Frame:
    """The tallies of one chunk. A day lies in one chunk, so that its time is shared out once."""
    segments = sweep(start, end, claims, cuts, overlap)
    at = np.searchsorted(calendar.day_start, segments.start, side="right") - 1
    duty = on_duty(segments.start, calendar.duty)
    pending = (segments.band == Band.N) | (segments.band == Band.N0)
    unattended = (segments.agents > 0) & ~segments.busy
    alone = np.zeros(len(at), dtype=np.uint64)
    lanes = [
        _lane(Lane.TIME, segments, at, duty, (segments.winner != Claim.NONE) | (segments.band != Band.NONE), segments.names),
        _lane(Lane.PENDING, segments, at, duty, pending, segments.pending),
        _lane(Lane.AGENT, segments, at, duty, segments.agents > 0, alone, segments.agents),
        _lane(Lane.UNATTENDED, segments, at, duty, unattended, alone, segments.agents),
        _lane(Lane.DOUBLE_BOOKED, segments, at, duty, segments.meetings > 1, alone),
    ]
    groups = stacked(lanes)
    groups = groups.assign(person=calendar.person[groups["at"]], day=calendar.day[groups["at"]])
    return _summed(_shared(groups.take(groups["day"] >= 0), start, end, claims))


def _summed(parts: Frame) -> Frame:
    """Tallies that agree in all but `ms` added up, in order."""
    code, first = combined(*(parts[name] for name in COLUMNS[:-1]))
    sums = np.zeros(len(first), dtype=np.int64)
    np.add.at(sums, code, parts["ms"])
    whole = parts.take(first).assign(ms=sums)
    return whole.take(np.lexsort([whole[name] for name in reversed(COLUMNS[:-1])]))


def _lane(lane: Lane, s: Segments, at: Ints, duty: Any, rows: Any, names: Hashes, times: Any = None) -> Frame:
    """The rows of one lane, added up; `first` is the start of one segment of each group (its keys are looked up there)."""
    plain = lane in {Lane.AGENT, Lane.UNATTENDED, Lane.DOUBLE_BOOKED}
    n = int(np.count_nonzero(rows))
    zero = np.zeros(n, dtype=np.int64)
    code = (
        at[rows] * 4096
        + (zero + 16 * int(Claim.NONE) if plain else s.winner[rows] * 16 + s.band[rows]) * 8
        + (zero if plain else s.contested[rows] * 4)
        + duty[rows] * 2
        + (zero if plain else s.tracked[rows])
    )
    second = zero + int(Claim.NONE) if plain or lane == Lane.PENDING else s.second[rows].astype(np.int64)
    length = s.end[rows] - s.start[rows]
    if times is not None:
        length = length * times[rows]
    # One sort on one number instead of a grouping by nine columns; the pair is told apart again below.
    mixed = (
        (code.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15))
        ^ (names[rows] * np.uint64(0xD1B54A32D192ED03))
        ^ second.astype(np.uint64)
    )
    inverse = numbered(mixed)[0]
    first = firsts(inverse)
    ms = np.bincount(inverse, weights=length, minlength=len(first)).astype(np.int64)
    code = code[first]
    return Frame(
        {
            "at": code // 4096,
            "lane": np.full(len(first), int(lane)),
            "winner": code // 128 % 32,
            "second": second[first],
            "band": code // 8 % 16,
            "contested": code // 4 % 2,
            "duty": code // 2 % 2,
            "tracked": code % 2,
            "names": names[rows][first],
            "first": s.start[rows][first],
            "ms": ms,
        }
    )


def _shared(groups: Frame, start: Ints, end: Ints, claims: Claims) -> Frame:
    """Each group's time shared equally among its keys: whole milliseconds, the first keys get what is left over."""
    name_id, first = combined(*(groups[name] for name in ("lane", "winner", "second", "names")))
    distinct = groups.take(first)
    owner, key, claim = active_keys(distinct["first"], start, end, claims)
    winner = np.where(distinct["lane"] == Lane.PENDING, int(Claim.PENDING), distinct["winner"]).astype(np.int64)
    second = distinct["second"]
    divided = (second != Claim.NONE)[name_id]
    ms = groups["ms"]
    half = np.where(divided, ms // 2, 0)
    mine = _spread(groups, name_id, listed_keys(owner, key, claim == winner[owner], len(distinct)), ms - half)
    if not divided.any():
        return mine
    other = groups.assign(winner=groups["second"]).take(divided)
    listed = listed_keys(owner, key, claim == second[owner], len(distinct))
    return stacked([mine, _spread(other, name_id[divided], listed, half[divided])])


def active_keys(points: Ints, start: Ints, end: Ints, claims: Claims) -> tuple[Ints, Any, Any]:
    """The claims active at each point: the point's number, the key, the Claim."""
    order = np.argsort(points, kind="stable")
    ordered = points[order]
    low, high = np.searchsorted(ordered, start), np.searchsorted(ordered, end)
    hits = np.flatnonzero(high > low)
    count = (high - low)[hits]
    rows = np.repeat(hits, count)
    nth = np.arange(len(rows)) - np.repeat(np.cumsum(count) - count, count)
    return order[nth + np.repeat(low[hits], count)], claims.key[rows].astype(np.int64), claims.claim[rows]


def listed_keys(owner: Ints, key: Ints, rows: Any, n: int) -> tuple[Ints, Ints, Ints]:
    """The keys of each of n owners in order, flat, with the first place and the count of each; -1 stands for none."""
    missing = np.setdiff1d(np.arange(n), owner[rows])
    owners, keys = np.concatenate((owner[rows], missing)), np.concatenate((key[rows], np.full(len(missing), -1)))
    order = np.lexsort((keys, owners))
    count = np.bincount(owners, minlength=n)
    return keys[order], np.cumsum(count) - count, count


def _spread(groups: Frame, name_id: Ints, listed: tuple[Ints, Ints, Ints], ms: Ints) -> Frame:
    keys, place, count = listed
    times = count[name_id]
    rows = np.repeat(np.arange(len(groups)), times)
    nth = np.arange(len(rows)) - np.repeat(np.cumsum(times) - times, times)
    each, left = np.divmod(ms, times)
    columns = {name: groups[name][rows] for name in COLUMNS[:-2]}
    columns["key"] = keys[place[name_id][rows] + nth]
    columns["ms"] = each[rows] + (nth < left[rows])
    return Frame(columns)
