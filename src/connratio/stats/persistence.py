"""How much a week resembles the week before: the AR(1) coefficient of a short series, and invented series that have it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np

LARGEST: Final = 0.85
"""Beyond it a short series cannot be told from a drift, and its null would swallow every trend."""


def phi_of(at: Sequence[int], residuals: Sequence[float], fitted: int) -> float:
    """The lag-one autocorrelation of residuals at true indices, corrected for its bias; between 0 and `LARGEST`.

    `fitted` is how many parameters the residuals have lost: 2 after a line, 1 around a mean. Only neighbours one step apart
    are pairs; a gap is no neighbourhood. Five values or fewer tell nothing: 0.
    """
    n = len(residuals)
    mean = sum(residuals) / n if n else 0.0
    d = [r - mean for r in residuals]
    power = sum(v * v for v in d)
    pairs = [(a, b) for (i, a), (j, b) in pairwise(zip(at, d, strict=True)) if j - i == 1]
    if n <= 5 or power == 0 or not pairs:
        return 0.0
    raw = sum(a * b for a, b in pairs) * (n - 1) / len(pairs) / power
    return min(LARGEST, max(0.0, (n * raw + fitted) / (n - 4)))


def invented(at: Sequence[int], phi: float, draws: int, seed: int = 0) -> np.ndarray[Any, Any]:
    """`draws` × n normal AR(1) series of variance 1 without any trend, drawn on the full grid and kept at these indices."""
    import numpy as np

    first = at[0]
    places = np.array([i - first for i in at])
    noise = np.random.default_rng(seed).standard_normal((int(places[-1]) + 1, draws), dtype=np.float32)
    scale = np.float32((1 - phi * phi) ** 0.5)
    for i in range(1, len(noise)):
        noise[i] = np.float32(phi) * noise[i - 1] + scale * noise[i]
    found: np.ndarray[Any, Any] = noise[places].T
    return found
