"""How often the shipped statistics are wrong when nothing changes, and how often their intervals hold the truth.

    python benchmarks/statistics/simulate.py [RUNS]

Invented weekly series without any trend: the logit of the share is AR(1) with a standard deviation of 0.45 around a share of about
0.36, a week has 34 hours on average, one in eight is short (METRICS 4.3). Each line names n (weeks) and phi (how much a week
resembles the one before); the figures are shares of RUNS series (1000). Exit status 1 where a bound that connratio promises is missed.
"""

import math
import sys
import time
from collections.abc import Iterator

import numpy as np

from connratio.stats.notice import notice_of
from connratio.stats.rank import together
from connratio.stats.ratio import Difference, Estimate, Week, difference, estimate
from connratio.stats.trend import trend_of

LENGTHS, PHIS = (12, 16, 20, 26, 39, 52), (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)
CENTRE, SPREAD, HOURS = math.log(0.36 / 0.64), 0.45, 34.0


def main() -> None:
    """Run everything and print the tables."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    begun = time.process_time()
    truth = expected_share()
    missed = 0
    print(f"{runs} series each; true share {truth:.4f}")
    print(
        "false alarms of the trend's verdict at 5 % (promised: at most 10 %), and in a quarter more weeks of which one in eight is missing"
    )
    for n, phi in cells(LENGTHS):
        alarms = share(false_alarm(series) for series in drawn(n, phi, runs))
        gapped = share(false_alarm(series) for series in drawn(n + n // 4, phi, runs, 0.125))
        missed += alarms > 0.10 or gapped > 0.10
        print(f"  n {n:2}  phi {phi:.1f}  {alarms:6.1%}  {gapped:6.1%}")
    print("coverage of the 95 % interval of the share (promised: at least 90 % up to phi 0.3), and of a difference of two halves")
    for n, phi in cells((4, 5, 6, 8, 10, *LENGTHS)):
        covered = share(holds(estimate(series), truth) for series in drawn(n, phi, runs))
        halves = share(
            (d := difference(series[: n // 2], series[n // 2 :])).low is None or holds(d, 0.0) for series in drawn(n, phi, runs)
        )
        missed += phi <= 0.3 and covered < 0.90
        print(
            f"  n {n:2}  phi {phi:.1f}  {covered:6.1%}  {halves:6.1%}" if n >= 8 else f"  n {n:2}  phi {phi:.1f}  {covered:6.1%}"
        )
    print("early notice without any change: at one check of n weeks, and at least once in a year of weekly checks")
    for phi in PHIS:
        once = [share(notice_of(series).word in {"above", "below"} for series in drawn(n, phi, runs)) for n in (17, 26, 52)]
        year = share(
            any(notice_of(series[:k]).word in {"above", "below"} for k in range(17, 53))
            for series in drawn(52, phi, max(runs // 4, 50))
        )
        print(f"  phi {phi:.1f}  n 17 {once[0]:6.1%}  n 26 {once[1]:6.1%}  n 52 {once[2]:6.1%}  in a year {year:6.1%}")
    print(
        "false alarms of the pulse held against the share at 5 % (rounded answers, as persistent as the share; promised: at most 10 %)"
    )
    for n, phi in cells((12, 26, 52)):
        alarms = share((p := together(range(n), *pair).p) is not None and p < 0.05 for pair in pairs(n, phi, max(runs // 2, 50)))
        missed += alarms > 0.10
        print(f"  n {n:2}  phi {phi:.1f}  {alarms:6.1%}")
    print("a drift of two standard deviations over the window is found")
    for n, phi in cells((12, 26, 52)):
        print(
            f"  n {n:2}  phi {phi:.1f}  {share(false_alarm(series) for series in drawn(n, phi, max(runs // 4, 50), drift=2.0)):6.1%}"
        )
    print(f"{missed} bounds missed; {time.process_time() - begun:.0f} s of CPU time")
    sys.exit(1 if missed else 0)


def cells(lengths: tuple[int, ...]) -> Iterator[tuple[int, float]]:
    """Every length with every phi."""
    return ((n, phi) for n in lengths for phi in PHIS)


def drawn(n: int, phi: float, runs: int, gaps: float = 0.0, drift: float = 0.0) -> Iterator[list[Week]]:
    """Invented series; `gaps` is the part of weeks that is missing, `drift` the change over the window in standard deviations."""
    draw = np.random.default_rng([n, round(phi * 100), round(gaps * 1000), round(drift)])
    for _ in range(runs):
        z = persistent(draw, n, phi) + drift * np.linspace(-0.5, 0.5, n)
        share_of = 1 / (1 + np.exp(-(CENTRE + SPREAD * z)))
        whole = np.clip(draw.normal(HOURS, 5, n), 10, None) * np.where(draw.random(n) < 0.12, draw.uniform(0.2, 0.6, n), 1)
        seen = draw.random(n) >= gaps
        parts, wholes = (share_of * whole).tolist(), whole.tolist()
        yield [Week(i, parts[i], wholes[i]) for i in range(n) if seen[i]]


def persistent(draw: np.random.Generator, n: int, phi: float) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """A stationary AR(1) series of variance 1."""
    z = draw.standard_normal(n)
    for i in range(1, n):
        z[i] = phi * z[i - 1] + math.sqrt(1 - phi * phi) * z[i]
    return z


def pairs(n: int, phi: float, runs: int) -> Iterator[tuple[list[float], list[float]]]:
    """A share, and answers from 0 to 10 that know nothing of it."""
    draw = np.random.default_rng([n, round(phi * 100), 7])
    for _ in range(runs):
        one, other = (persistent(draw, n, phi) for _ in range(2))
        yield one.tolist(), np.clip(np.rint(6 + 1.5 * other), 0, 10).tolist()


def expected_share() -> float:
    """The share that all weeks together tend to: lengths of weeks know nothing of shares."""
    points, weights = np.polynomial.hermite_e.hermegauss(60)
    return float((weights / (1 + np.exp(-(CENTRE + SPREAD * points)))).sum() / weights.sum())


def false_alarm(series: list[Week]) -> bool:
    """Whether the shipped verdict finds a trend."""
    return trend_of([w.at for w in series], [w.part / w.whole for w in series]).verdict in {"rising", "falling"}


def holds(found: Estimate | Difference, truth: float) -> bool:
    """Whether an interval holds the truth."""
    return found.low is not None and found.high is not None and found.low <= truth <= found.high


def share(cases: Iterator[bool]) -> float:
    """The part of the cases that holds."""
    listed = list(cases)
    return sum(listed) / len(listed)


if __name__ == "__main__":
    main()
