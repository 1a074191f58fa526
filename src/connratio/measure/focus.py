"""Working hours without meetings: what is fragmented, what was interrupted, what was not (METRICS 1.5 and 6)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Final

from connratio.ledger.tables import fill
from connratio.timeline.clock import Stretch, without

HOUR_MS: Final = 3_600_000
"""A stretch without meetings is fragmented below it, a piece without chat, mail or call uninterrupted from it on."""
_DUTY: Final = "SELECT start_ms, end_ms, day FROM duty ORDER BY start_ms"
_MET: Final = """
SELECT start_ms, end_ms FROM meetings
WHERE counted AND evidence IN ('calendar', 'timer') AND start_ms < $high AND end_ms > $low AND end_ms > start_ms ORDER BY start_ms"""
_TALK: Final = f"""
WITH talk AS (
    SELECT start_ms, end_ms FROM spans WHERE (kind = 'human' OR contested = 1) AND start_ms < $high AND end_ms > $low
    UNION ALL SELECT start_ms, end_ms FROM meetings WHERE counted AND evidence = 'message' AND start_ms < $high AND end_ms >= $low),
    told AS (SELECT start_ms, max(end_ms) OVER (ORDER BY start_ms, end_ms ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM talk)
SELECT start_ms, before FROM told WHERE before IS NULL OR start_ms - before >= {HOUR_MS}
UNION ALL SELECT NULL, max(end_ms) FROM talk ORDER BY start_ms NULLS LAST"""
"""Talks that follow each other within the hour are one block, since nothing between them is uninterrupted: the start of each
block, and the end of the one before."""

Piece = tuple[int, str, int, int, bool, int]


def add_focus(tables: Any) -> None:
    """Add the table `focus(day, sort, ms, piece_ms, begins, start_ms)` of the window: the sorts add up to the expected working time.

    Needs the tables `duty`, `meetings` and `spans` of ledger.tables. A piece that a message without a length cuts is two.
    """
    duty: list[tuple[int, int, int]] = tables.execute(_DUTY).fetchall()
    rows: list[Piece] = []
    if duty:
        reach = {"low": duty[0][0], "high": duty[-1][1]}
        told = tables.execute(_TALK, reach).fetchall()
        blocks = [(a[0], b[1]) for a, b in pairwise(told)]
        rows = list(sorted_pieces(duty, tables.execute(_MET, reach).fetchall(), blocks))
    fill(tables, "focus(day BIGINT, sort VARCHAR, ms BIGINT, piece_ms BIGINT, begins BOOLEAN, start_ms BIGINT)", rows)


def sorted_pieces(duty: Sequence[tuple[int, int, int]], met: Sequence[Stretch], blocks: Sequence[Stretch]) -> Iterator[Piece]:
    """The rows of `focus` from working hours by day, meetings, and blocks of talk (each in order).

    duty   |  ======================  |
    met    |       ----               |
    blocks |              -           |
    sort   |  fffffmmmmuuuiuuuuuuuuu  |   f: shorter than an hour
    """
    cuts = _Cuts(duty)
    hours = _joined((a, b) for a, b, _ in duty)
    free = without(hours, met)
    for a, b in without(hours, free):
        yield from cuts.pieces(a, b, "meeting")
    nth = 0
    for start, end in free:
        if end - start < HOUR_MS:
            yield from cuts.pieces(start, end, "fragmented")
            continue
        while nth < len(blocks) and blocks[nth][1] < start:
            nth += 1
        at = busy = start
        for a, b in [*_until(blocks, nth, end), (end, end)]:
            if a - at >= HOUR_MS:
                if busy < at:
                    yield from cuts.pieces(busy, at, "interrupted")
                yield from cuts.pieces(at, a, "uninterrupted")
                busy = a
            at = max(at, b)
        if busy < end:
            yield from cuts.pieces(busy, end, "interrupted")


def _until(blocks: Sequence[Stretch], nth: int, end: int) -> Iterator[Stretch]:
    while nth < len(blocks) and blocks[nth][0] < end:
        yield blocks[nth]
        nth += 1


def _joined(spans: Iterable[Stretch]) -> list[Stretch]:
    """Spans in order, those that touch as one: working hours across midnight are one stretch."""
    found: list[Stretch] = []
    for a, b in spans:
        if found and found[-1][1] == a:
            found[-1] = (found[-1][0], b)
        else:
            found.append((a, b))
    return found


class _Cuts:
    """The local days of working hours, asked for in any order."""

    def __init__(self, duty: Sequence[tuple[int, int, int]]) -> None:
        self._starts = [start for start, _, _ in duty]
        self._duty = duty

    def pieces(self, start: int, end: int, sort: str) -> Iterator[Piece]:
        """A piece by local day; it begins on the first."""
        nth, at = bisect_right(self._starts, start) - 1, start
        while at < end:
            until = min(end, self._duty[nth][1])
            yield self._duty[nth][2], sort, until - at, end - start, at == start, at
            nth, at = nth + 1, until
