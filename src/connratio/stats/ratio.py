"""The interval of a ratio of sums: delta method, widened for weeks that resemble each other (METRICS 4.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from connratio.stats.persistence import phi_of
from connratio.stats.quantile import t_975

FEWEST: Final = 4
"""Weeks below which no interval is given."""
MOST_PHI: Final = 0.8
UNTOLD_PHI: Final = 0.3
"""What weeks are taken to resemble each other where there are too few to tell: taken for 0, the interval
of four weeks would hold the truth in 86 % of cases where they resemble each other so much."""
TOLD_FROM: Final = 6


@dataclass(frozen=True, slots=True)
class Week:
    """One observed week: its true index, and what is divided by what. A week without a denominator is not observed."""

    at: int
    part: float
    whole: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """A ratio of sums over `n` weeks with its 95 % interval; None where there are too few."""

    value: float | None
    low: float | None
    high: float | None
    n: int

    def apart_from(self, other: Estimate) -> int:
        """1 where its interval lies wholly above the other's, -1 where wholly below, 0 where they meet or one is missing."""
        if self.low is None or self.high is None or other.low is None or other.high is None:
            return 0
        return 1 if self.low > other.high else -1 if self.high < other.low else 0


def estimate(weeks: Sequence[Week], *, most: float | None = 1.0) -> Estimate:
    """The ratio of the weeks' sums, its interval clipped to 0 and `most` (None: no upper end, for amounts per week)."""
    used = [w for w in weeks if w.whole > 0]
    n, whole = len(used), sum(w.whole for w in used)
    if not n:
        return Estimate(None, None, None, 0)
    value = sum(w.part for w in used) / whole
    if n < FEWEST:
        return Estimate(value, None, None, n)
    mean = whole / n
    d = [(w.part - value * w.whole) / mean for w in used]
    phi = min(MOST_PHI, phi_of([w.at for w in used], d, 1)) if n >= TOLD_FROM else UNTOLD_PHI
    half = t_975(n - 1) * (sum(v * v for v in d) / (n - 1) / n) ** 0.5 * ((1 + phi) / (1 - phi)) ** 0.5
    high = value + half
    return Estimate(value, max(0.0, value - half), high if most is None else min(most, high), n)


@dataclass(frozen=True, slots=True)
class Difference:
    """What the second estimate is more than the first, with its 95 % interval."""

    value: float | None
    low: float | None
    high: float | None


def difference(before: Sequence[Week], after: Sequence[Week], *, most: float | None = 1.0) -> Difference:
    """After less before: the half widths of two independent intervals add as squares."""
    a, b = (estimate(weeks, most=None) for weeks in (before, after))
    if a.value is None or b.value is None:
        return Difference(None, None, None)
    value = b.value - a.value
    if a.high is None or b.high is None:
        return Difference(value, None, None)
    half = ((a.high - a.value) ** 2 + (b.high - b.value) ** 2) ** 0.5
    low, high = value - half, value + half
    return Difference(value, low, high) if most is None else Difference(value, max(-most, low), min(most, high))
