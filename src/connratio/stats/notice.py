"""Early notice: the last weeks lie wholly outside one's own baseline, in two checks running (METRICS 4.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from connratio.stats.ratio import Estimate, Week, estimate

EARLIER: Final = 12
"""Weeks that a baseline needs."""
RECENT: Final = (6, 5, 4)


@dataclass(frozen=True, slots=True)
class Notice:
    """`word` is `above`, `below`, `none`, or `not_enough_weeks`; the baseline and the recent weeks as of the last check."""

    word: str
    baseline: Estimate
    recent: Estimate


def notice_of(weeks: Sequence[Week], *, most: float | None = 1.0) -> Notice:
    """Whether the last four to six weeks differ from all earlier ones, today and a week ago alike.

    The longest stretch of recent weeks is taken that leaves twelve earlier ones to the check of a week ago.
    """
    used = [w for w in weeks if w.whole > 0]
    k = next((k for k in RECENT if len(used) >= EARLIER + k + 1), 0)
    if not k:
        nothing = Estimate(None, None, None, 0)
        return Notice("not_enough_weeks", estimate(used, most=most), nothing)
    now, before = (_check(part, k, most) for part in (used, used[:-1]))
    side = now[1].apart_from(now[0])
    held = side if side and before[1].apart_from(before[0]) == side else 0
    return Notice({1: "above", -1: "below", 0: "none"}[held], *now)


def _check(weeks: Sequence[Week], k: int, most: float | None) -> tuple[Estimate, Estimate]:
    return estimate(weeks[:-k], most=most), estimate(weeks[-k:], most=most)
