"""The formulas of METRICS section 4 written out plainly, for figures that the program must reach by its own code."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from statistics import median


@cache
def t_quantile(df: int) -> float:
    """The 97.5 % point of Student's t: its density added up by Simpson's rule, the point found by halving."""
    scale = math.exp(math.lgamma((df + 1) / 2) - math.lgamma(df / 2)) / math.sqrt(df * math.pi)

    def above_zero(x: float) -> float:
        n = 400
        ordinates = [scale * math.pow(1 + (i * x / n) ** 2 / df, -(df + 1) / 2) for i in range(n + 1)]
        return x / n / 3 * (ordinates[0] + ordinates[-1] + 4 * sum(ordinates[1:-1:2]) + 2 * sum(ordinates[2:-1:2]))

    low, high = 0.0, 20.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if above_zero(middle) < 0.475 else (low, middle)
    return low


def theil_sen(at: Sequence[int], y: Sequence[float]) -> float:
    return float(median((y[j] - y[i]) / (at[j] - at[i]) for i in range(len(y)) for j in range(i + 1, len(y))))


def phi_hat(at: Sequence[int], residuals: Sequence[float], fitted: int, most: float) -> float:
    """The bias-corrected lag-one autocorrelation; a gap is no neighbourhood."""
    n = len(residuals)
    mean = sum(residuals) / n
    d = [r - mean for r in residuals]
    neighbours = [a * b for (i, a), (j, b) in pairwise(zip(at, d, strict=True)) if j == i + 1]
    power = sum(v * v for v in d)
    if not neighbours or power == 0:
        return 0.0
    raw = sum(neighbours) / len(neighbours) * (n - 1) / power
    return min(most, max(0.0, (n * raw + fitted) / (n - 4)))


def mann_kendall(y: Sequence[float]) -> int:
    return sum((y[j] > y[i]) - (y[j] < y[i]) for i in range(len(y)) for j in range(i + 1, len(y)))


def trend(at: Sequence[int], y: Sequence[float], draws: int = 400) -> tuple[float, float, float]:
    """Slope, phi, and p against series without a trend, drawn on the full grid and kept where there are weeks."""
    slope = theil_sen(at, y)
    phi = phi_hat(at, [v - slope * t for t, v in zip(at, y, strict=True)], 2, 0.85)
    rng, seen, scale = random.Random(11), {t - at[0] for t in at}, math.sqrt(1 - phi * phi)  # noqa: S311  # invented series
    reached = 0
    for _ in range(draws):
        x = rng.gauss(0, 1)
        series = []
        for i in range(at[-1] - at[0] + 1):
            x = phi * x + scale * rng.gauss(0, 1) if i else x
            if i in seen:
                series.append(x)
        reached += abs(mann_kendall(series)) >= abs(mann_kendall(y))
    return slope, phi, (reached + 1) / (draws + 1)


Weeks = Sequence[tuple[int, float, float]]
"""The true index, the numerator, the denominator; for amounts the days observed ÷ 7."""


def interval(weeks: Weeks, most: float) -> tuple[float, float | None, float | None]:
    """The ratio of sums with its interval: linearised residuals, widened for AR(1), clipped; none below four weeks."""
    weeks = [w for w in weeks if w[2] > 0]
    n, part, whole = len(weeks), sum(w[1] for w in weeks), sum(w[2] for w in weeks)
    ratio = part / whole
    if n < 4:
        return ratio, None, None
    d = [(p - ratio * w) / (whole / n) for _, p, w in weeks]
    phi = phi_hat([t for t, _, _ in weeks], d, 1, 0.8) if n > 5 else 0.3
    half = t_quantile(n - 1) * math.sqrt(sum(v * v for v in d) / (n - 1) / n) * math.sqrt((1 + phi) / (1 - phi))
    return ratio, max(0.0, ratio - half), min(most, ratio + half)


def change(before: Weeks, after: Weeks, most: float) -> tuple[float, float | None, float | None]:
    """After less before; the half widths of the two intervals add as squares."""
    (a, _, a_high), (b, _, b_high) = interval(before, math.inf), interval(after, math.inf)
    if a_high is None or b_high is None:
        return b - a, None, None
    half = math.hypot(a_high - a, b_high - b)
    return b - a, max(-most, b - a - half), min(most, b - a + half)
