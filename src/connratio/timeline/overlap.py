"""Overlap (DESIGN 3.5 and 3.6): what each elementary segment of time counts as, for all people at once.

All boundaries are sorted once; between two of them nothing changes. What is active there follows from running sums over the
boundaries, one per class of claim, so no loop runs over events or segments.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

import numpy as np

from connratio.timeline.intervals import Ints
from connratio.timeline.records import TOOLS, Bools, Claim, Claims, Codes

Hashes = np.ndarray[Any, np.dtype[np.uint64]]


class Band(IntEnum):
    """The classes of observed time of DESIGN 3.6; NONE is solo, away or nothing."""

    NONE = 0
    H_SURE = 1
    X = 2
    H_MAYBE = 3
    N = 4  # tentative or unanswered beside a tool
    N0 = 5  # tentative or unanswered and nothing else: without it the time would not be observed
    U = 6
    T_MAYBE = 7
    T_SURE = 8
    W = 9


HASHES: Final[Hashes] = np.random.default_rng(20260302).integers(1, 1 << 63, size=1 << 16, dtype=np.uint64)


def hash_of(key: Codes) -> Hashes:
    """A fixed pseudo-random number for each key; sums of them stand for multisets of keys."""
    wide = key.astype(np.uint64)
    low: Hashes = HASHES[(wide & np.uint64(0xFFFF)).astype(np.int64)]
    mixed: Hashes = low * (np.uint64(2) * (wide >> np.uint64(16)) + np.uint64(1)) + (wide >> np.uint64(16))
    return mixed


@dataclass(frozen=True, slots=True)
class Segments:
    """Elementary segments with a claim, on the long axis, in order.

    `winner` is the Claim whose activities share the segment (NONE where none does), `second` the other side of a contested
    segment under the policy `split`, else NONE; `names` the sum of hashes of the keys that share it. `band` is a Band.
    `agents` counts the agent sessions at work, `meetings` the attended meetings.
    """

    start: Ints
    end: Ints
    winner: Codes
    second: Codes
    names: Hashes
    pending: Hashes
    band: Codes
    contested: Bools
    tracked: Bools
    agents: Codes
    meetings: Codes
    busy: Bools


class _Sweep:
    """Running sums over the boundaries of one set of claims."""

    def __init__(self, start: Ints, end: Ints, claims: Claims, cuts: Ints) -> None:
        self.points = _distinct(np.concatenate((start, end, cuts)))
        self.claims = claims
        self.opens = np.searchsorted(self.points, start)
        self.closes = np.searchsorted(self.points, end)
        self.n = max(len(self.points) - 1, 0)

    def depth(self, rows: Bools) -> Codes:
        """How many of these claims are active in each segment."""
        change = np.bincount(self.opens[rows], minlength=self.n + 1) - np.bincount(self.closes[rows], minlength=self.n + 1)
        return np.cumsum(change)[: self.n].astype(np.int32)

    def names(self, rows: Bools) -> Hashes:
        """The sum of the hashes of the keys active in each segment (modulo 2^64)."""
        change = np.zeros(self.n + 1, dtype=np.uint64)
        hashes = hash_of(self.claims.key[rows])
        np.add.at(change, self.opens[rows], hashes)
        np.subtract.at(change, self.closes[rows], hashes)
        return np.cumsum(change, dtype=np.uint64)[: self.n]


def sweep(start: Ints, end: Ints, claims: Claims, cuts: Ints, overlap: str) -> Segments:
    """The segments between all boundaries of the claims (at `start`–`end` on the long axis) and the cuts."""
    run = _Sweep(start, end, claims, cuts)
    by_claim = {c: claims.claim == c for c in Claim}
    present = {c: rows for c, rows in by_claim.items() if rows.any()}
    depth = {c: run.depth(rows) for c, rows in present.items()}
    none = np.zeros(run.n, dtype=np.int32)

    def active(*which: Claim) -> Bools:
        found = np.zeros(run.n, dtype=bool)
        for claim in which:
            found |= depth.get(claim, none) > 0
        return found

    tool, human = active(*TOOLS), active(Claim.HUMAN)
    any_human = human | active(Claim.HUMAN_MAYBE)
    contested = any_human & tool
    winner, second = _winners(active, contested & human, overlap, run.n)
    names = np.zeros(run.n, dtype=np.uint64)
    sure = np.zeros(run.n, dtype=bool)
    for claim, rows in present.items():
        wins, seconds = winner == claim, second == claim
        if not (wins.any() or seconds.any()):
            continue
        of_claim = run.names(rows)
        names[wins] += of_claim[wins]
        names[seconds] += np.uint64(3) * of_claim[seconds]
        if claim in TOOLS:
            sure |= wins & (run.depth(rows & claims.certain) > 0)
    band = _bands(active, human, tool, sure, winner, run.n)
    waiting = run.names(present[Claim.PENDING]) if Claim.PENDING in present else np.zeros(run.n, dtype=np.uint64)
    keep = (winner != Claim.NONE) | (band != Band.NONE) | (depth.get(Claim.AGENT, none) > 0)
    return Segments(
        start=run.points[:-1][keep],
        end=run.points[1:][keep],
        winner=winner[keep],
        second=second[keep],
        names=names[keep],
        pending=waiting[keep],
        band=band[keep],
        contested=contested[keep],
        tracked=(run.depth(claims.tracked) > 0)[keep],
        agents=depth.get(Claim.AGENT, none)[keep],
        meetings=(run.depth(claims.meeting) if claims.meeting.any() else none)[keep],
        busy=(any_human | tool)[keep],
    )


def _distinct(instants: Ints) -> Ints:
    """The instants in order, each once; NumPy's own `unique` hashes, which takes four times as long here."""
    instants.sort()
    first = np.empty(len(instants), dtype=bool)
    first[:1] = True
    np.not_equal(instants[1:], instants[:-1], out=first[1:])
    return instants[first]


def _winners(active: Any, contested: Bools, overlap: str, n: int) -> tuple[Codes, Codes]:
    """The winning claim of each segment, and the other side where a certain human claim and a tool share it."""
    order = [Claim.HUMAN, *TOOLS, Claim.HUMAN_MAYBE, Claim.SOLO, Claim.UNKNOWN, Claim.AWAY]
    winner = np.full(n, Claim.NONE, dtype=np.int32)
    best_tool = np.full(n, Claim.NONE, dtype=np.int32)
    for claim in reversed(order):
        here = active(claim)
        winner[here] = claim
        if claim in TOOLS:
            best_tool[here] = claim
    second = np.full(n, Claim.NONE, dtype=np.int32)
    if overlap == "tool-wins":
        winner = np.where(contested, best_tool, winner)
    elif overlap == "split":
        second = np.where(contested, best_tool, second)
    return winner.astype(np.int32), second.astype(np.int32)


def _bands(active: Any, human: Bools, tool: Bools, sure: Bools, winner: Codes, n: int) -> Codes:
    """The first class of DESIGN 3.6 that fits each segment."""
    pending = active(Claim.PENDING)
    nobody = winner == Claim.NONE
    tests = [
        (human & ~tool, Band.H_SURE),
        (human & tool, Band.X),
        (active(Claim.HUMAN_MAYBE), Band.H_MAYBE),
        (pending & tool, Band.N),
        (pending, Band.N0),
        (winner == Claim.UNKNOWN, Band.U),
        (tool & ~sure, Band.T_MAYBE),
        (tool, Band.T_SURE),
        (active(Claim.WATCHING) & (nobody | (winner == Claim.AWAY)), Band.W),
    ]
    return np.select([t for t, _ in tests], [np.full(n, b, dtype=np.int32) for _, b in tests], Band.NONE).astype(np.int32)
