"""Quantiles that the standard library lacks."""

from __future__ import annotations

from statistics import NormalDist
from typing import Final

_Z: Final = NormalDist().inv_cdf(0.975)


def t_975(df: int) -> float:
    """The 97.5 % point of Student's t with `df` ≥ 1 degrees of freedom, to about a thousandth.

    Abramowitz and Stegun 26.7.5 from three degrees on; exact values below, where the series is poor.
    """
    if df <= 2:
        return 12.7062 if df <= 1 else 4.3027
    z = _Z
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum((term / float(df**i) for i, term in enumerate(terms, 1)), 0.0)
