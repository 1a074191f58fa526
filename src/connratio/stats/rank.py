"""Do two weekly series go together? Spearman's rho against pairs of unrelated AR(1) series of the same persistence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from connratio.stats.persistence import invented, phi_of

PAIRED_FROM: Final = 12


@dataclass(frozen=True, slots=True)
class Together:
    """`rho` and its p from `n` paired weeks; both None below twelve, and where one series never changes."""

    n: int
    rho: float | None
    p: float | None


def together(at: Sequence[int], a: Sequence[float], b: Sequence[float], seed: int = 0) -> Together:
    """Spearman's rho of two series at the same true indices."""
    n = len(at)
    if n < PAIRED_FROM:
        return Together(n, None, None)
    rho = spearman(a, b)
    if rho is None:
        return Together(n, None, None)
    draws = 2000 if n <= 260 else 500
    one, other = (invented(at, phi_of(at, y, 1), draws, seed + i) for i, y in enumerate((a, b)))
    x, y = (_standard(series) for series in (one, other))
    reached = int(((x * y).mean(axis=1).__abs__() >= abs(rho) - 1e-9).sum())
    return Together(n, rho, (reached + 1) / (draws + 1))


def spearman(a: Sequence[float], b: Sequence[float]) -> float | None:
    """The correlation of ranks, ties sharing their mean rank; None where one side is constant."""
    x, y = ranks(a), ranks(b)
    n = len(x)
    mean = (n + 1) / 2
    sxy = sum((p - mean) * (q - mean) for p, q in zip(x, y, strict=True))
    sxx, syy = (sum((p - mean) ** 2 for p in z) for z in (x, y))
    return None if sxx == 0 or syy == 0 else sxy / float((sxx * syy) ** 0.5)


def ranks(values: Sequence[float]) -> list[float]:
    """Rank of each value from 1, equal values at the mean of their places."""
    order = sorted(values)
    first = {v: i for i, v in reversed(list(enumerate(order)))}
    last = {v: i for i, v in enumerate(order)}
    return [(first[v] + last[v]) / 2 + 1 for v in values]


def _standard(series: Any) -> Any:
    """The ranks of each row with mean 0 and variance 1."""
    placed = series.argsort(axis=1).argsort(axis=1).astype("float64")
    centred = placed - placed.mean(axis=1, keepdims=True)
    return centred / centred.std(axis=1, keepdims=True)
