"""Overlap (DESIGN 3.5 and 3.6): what each elementary segment of time counts as, for all people at once.

All boundaries are sorted once; between two of them nothing changes. What is active there follows from running sums over the
boundaries, one per class of claim, so no loop runs over events or segments.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from connratio.timeline.classes import TOOLS, Band, Claim
from connratio.timeline.intervals import Ints
from connratio.timeline.records import Bools, Claims, Codes

Hashes = np.ndarray[Any, np.dtype[np.uint64]]


def _scattered(n: int) -> Hashes:
    """N fixed numbers without a pattern (the finaliser of SplitMix64); np.random alone would take 3 MB and 10 ms to load."""
    z: Hashes = np.arange(1, n + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


HASHES: Final = _scattered(1 << 16)


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
    `agents` counts the agent sessions at work, `meetings` the attended meetings; `busy` is where an agent is not left alone.
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
        # Starts and cuts come in order and ends nearly so: a sort that merges what is in order already takes a tenth of the time.
        every = np.concatenate((start, cuts, end))
        order = np.argsort(every, kind="stable")
        ordered = every[order]
        new = np.empty(len(ordered), dtype=bool)
        new[:1] = True
        np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
        place = np.empty(len(ordered), dtype=np.int64)
        place[order] = np.cumsum(new) - 1
        self.points = ordered[new]
        self.claims = claims
        self.opens = place[: len(start)]
        self.closes = place[len(start) + len(cuts) :]
        self.n = max(len(self.points) - 1, 0)

    def depth(self, rows: Bools) -> Codes:
        """How many of these claims are active in each segment."""
        change = np.bincount(self.opens[rows], minlength=self.n + 1)
        change -= np.bincount(self.closes[rows], minlength=self.n + 1)
        return np.cumsum(change[: self.n], dtype=np.int32)

    def names(self, rows: Bools) -> Hashes:
        """The sum of the hashes of the keys active in each segment (modulo 2^64)."""
        change = np.zeros(self.n + 1, dtype=np.uint64)
        hashes = hash_of(self.claims.key[rows])
        np.add.at(change, self.opens[rows], hashes)
        np.subtract.at(change, self.closes[rows], hashes)
        return np.cumsum(change[: self.n], dtype=np.uint64)


def sweep(start: Ints, end: Ints, claims: Claims, cuts: Ints, overlap: str) -> Segments:
    """The segments between all boundaries of the claims (at `start`–`end` on the long axis, by start) and the cuts."""
    run = _Sweep(start, end, claims, cuts)
    present = {c: rows for c in Claim if (rows := claims.claim == c).any()}
    depth = {c: run.depth(rows) for c, rows in present.items()}
    here = {c: d > 0 for c, d in depth.items()}
    none, nowhere = np.zeros(run.n, dtype=np.int32), np.zeros(run.n, dtype=bool)
    tool, human = _any(here, TOOLS, nowhere), here.get(Claim.HUMAN, nowhere)
    any_human = human | here[Claim.HUMAN_MAYBE] if Claim.HUMAN_MAYBE in here else human
    contested = any_human & tool
    winner, second = _winners(here, contested & human, overlap, run.n)
    names = np.zeros(run.n, dtype=np.uint64)
    sure = nowhere.copy()
    for claim, rows in present.items():
        wins, seconds = winner == claim, second == claim
        if not (wins.any() or seconds.any()):
            continue
        of_claim = run.names(rows)
        np.copyto(names, of_claim, where=wins)
        if seconds.any():
            names[seconds] += np.uint64(3) * of_claim[seconds]
        if claim in TOOLS:
            certain = rows & claims.certain
            sure |= wins & (here[claim] if certain.sum() == rows.sum() else run.depth(certain) > 0)
    band = _bands(here, tool, sure, winner, nowhere)
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
        busy=(any_human | tool | here.get(Claim.WATCHING, nowhere))[keep],
    )


def _any(here: Mapping[Claim, Bools], claims: Iterable[Claim], nowhere: Bools) -> Bools:
    """Where any of the claims is active."""
    found = nowhere.copy()
    for claim in claims:
        if claim in here:
            found |= here[claim]
    return found


def _winners(here: Mapping[Claim, Bools], contested: Bools, overlap: str, n: int) -> tuple[Codes, Codes]:
    """The winning claim of each segment, and the other side where a certain human claim and a tool share it."""
    winner = np.full(n, Claim.NONE, dtype=np.int32)
    for claim in (Claim.AWAY, Claim.UNKNOWN, Claim.SOLO, Claim.HUMAN_MAYBE, *reversed(TOOLS), Claim.HUMAN):
        if claim in here:
            winner[here[claim]] = claim
    second = np.full(n, Claim.NONE, dtype=np.int32)
    if overlap == "human-wins":
        return winner, second
    side = winner if overlap == "tool-wins" else second
    for claim in reversed(TOOLS):
        if claim in here:
            side[contested & here[claim]] = claim
    return winner, second


def _bands(here: Mapping[Claim, Bools], tool: Bools, sure: Bools, winner: Codes, nowhere: Bools) -> Codes:
    """The first class of DESIGN 3.6 that fits each segment: later lines here overwrite earlier ones."""
    band = np.full(len(winner), Band.NONE, dtype=np.int32)
    if Claim.WATCHING in here:
        band[here[Claim.WATCHING] & ((winner == Claim.NONE) | (winner == Claim.AWAY))] = Band.W
    band[tool] = Band.T_SURE
    band[tool & ~sure] = Band.T_MAYBE
    band[winner == Claim.UNKNOWN] = Band.U
    if Claim.PENDING in here:
        band[here[Claim.PENDING]] = Band.N0
        band[here[Claim.PENDING] & tool] = Band.N
    if Claim.HUMAN_MAYBE in here:
        band[here[Claim.HUMAN_MAYBE]] = Band.H_MAYBE
    human = here.get(Claim.HUMAN, nowhere)
    band[human] = Band.H_SURE
    band[human & tool] = Band.X
    return band
