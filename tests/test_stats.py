"""Statistics of short weekly series, against figures of METRICS section 4 and small cases worked out by hand."""

from __future__ import annotations

import random

import pytest

from connratio.stats.notice import notice_of
from connratio.stats.persistence import phi_of
from connratio.stats.quantile import t_975
from connratio.stats.rank import ranks, spearman, together
from connratio.stats.ratio import Week, difference, estimate
from connratio.stats.trend import kendall_s, slopes, theil_sen, trend_of


@pytest.mark.parametrize(
    ("df", "wanted"), [(1, 12.706), (2, 4.303), (3, 3.182), (7, 2.365), (11, 2.201), (25, 2.060), (51, 2.008)]
)
def test_student_s_t_is_that_of_the_tables(df: int, wanted: float) -> None:
    assert t_975(df) == pytest.approx(wanted, rel=0.0015)


def test_theil_sen_takes_true_indices_so_that_a_gap_is_no_jump() -> None:
    assert theil_sen([0, 1, 2, 10], [1.0, 2.0, 3.0, 11.0]) == 1.0
    assert theil_sen([0, 1, 2, 3], [1.0, 2.0, 3.0, 11.0]) == pytest.approx((1 + 10 / 3) / 2)


def test_kendall_s_counts_pairs() -> None:
    assert kendall_s([1, 2, 3, 4]) == 6
    assert kendall_s([2, 2, 1]) == -2


def test_long_series_are_counted_pair_by_pair_as_short_ones_are() -> None:
    y = [float((7 * i) % 5) for i in range(30)]
    at = [i + i // 10 for i in range(30)]
    pairs = [(i, j) for i in range(30) for j in range(i + 1, 30)]
    assert slopes(at, y) == sorted((y[j] - y[i]) / (at[j] - at[i]) for i, j in pairs)
    assert kendall_s(y) == sum((y[j] > y[i]) - (y[j] < y[i]) for i, j in pairs)


def test_phi_takes_only_neighbouring_weeks_as_pairs() -> None:
    r = [1.0, -1.0, 1.0, -1.0, 1.0, -1.0]
    assert phi_of(range(6), r, 1) == 0.0
    assert phi_of(range(6), [3.0, 2.0, 1.0, -1.0, -2.0, -3.0], 0) == 0.85
    assert phi_of([0, 2, 4, 6, 8, 10], [3.0, 2.0, 1.0, -1.0, -2.0, -3.0], 0) == 0.0


@pytest.mark.parametrize(
    ("n", "verdict"), [(7, "not_enough_weeks"), (8, "descriptive_only"), (11, "descriptive_only"), (12, "rising")]
)
def test_a_trend_is_described_from_eight_weeks_and_tested_from_twelve(n: int, verdict: str) -> None:
    found = trend_of(range(n), [i * 0.01 + 0.001 * (-1) ** i for i in range(n)])
    assert found.verdict == verdict
    assert (found.p is None) == (n < 12)
    assert (found.slope is None) == (n < 8)


def test_noise_without_a_drift_is_no_clear_change_and_a_fall_is_one() -> None:
    rng = random.Random(4)  # noqa: S311  # invented noise
    noise = [rng.gauss(0.36, 0.1) for _ in range(30)]
    assert trend_of(range(30), noise).verdict == "no_clear_change"
    fallen = trend_of(range(30), [v - 0.01 * i for i, v in enumerate(noise)])
    assert fallen.verdict == "falling"
    assert fallen.low is not None
    assert fallen.high is not None
    assert fallen.slope is not None
    assert fallen.low <= fallen.slope <= fallen.high < 0


def test_the_interval_of_a_ratio_of_sums_by_hand() -> None:
    weeks = [Week(i, part, 10.0) for i, part in enumerate((2, 4, 2, 4))]
    found = estimate(weeks)
    # d = ±0.1, s = sqrt(0.04 / 3), half width = 3.182 × s ÷ 2, widened for a persistence of 0.3 that four values cannot tell
    assert found.value == 0.3
    assert found.low == pytest.approx(0.3 - 3.182 * (0.04 / 3) ** 0.5 / 2 * (1.3 / 0.7) ** 0.5, abs=0.001)
    assert estimate(weeks[:3]).low is None
    assert estimate([]).value is None
    assert estimate([Week(0, 0, 0)]).value is None


def test_a_ratio_of_sums_weighs_each_week_by_its_time() -> None:
    assert estimate([Week(0, 1, 2), Week(1, 1, 8)]).value == 0.2


def test_the_half_widths_of_before_and_after_add_as_squares() -> None:
    before = [Week(i, part, 10.0) for i, part in enumerate((2, 4, 2, 4))]
    after = [Week(i, part, 10.0) for i, part in enumerate((7, 9, 7, 9))]
    found = difference(before, after)
    assert found.value == 0.5
    assert found.high is not None
    one = estimate(before)
    assert one.high is not None
    assert one.value is not None
    assert found.high - 0.5 == pytest.approx((one.high - one.value) * 2**0.5)


def test_early_notice_wants_two_checks_running() -> None:
    usual = [Week(i, 4 + 0.5 * (i % 2), 10.0) for i in range(14)]
    low = [Week(14 + i, 1 + 0.2 * (i % 2), 10.0) for i in range(8)]
    assert notice_of(usual).word == "not_enough_weeks"
    assert notice_of(usual + low).word == "below"
    assert notice_of(usual + low[:4]).word == "none"  # true today, not yet a week ago
    assert notice_of([*usual, *usual]).word == "none"


def test_ranks_share_their_places_and_spearman_is_that_of_ranks() -> None:
    assert ranks([10, 20, 20, 30]) == [1, 2.5, 2.5, 4]
    assert spearman([1, 2, 3], [1, 4, 9]) == 1
    assert spearman([1, 2, 3], [5, 5, 5]) is None


def test_pulse_and_share_are_compared_from_twelve_paired_weeks() -> None:
    up = [float(i % 5) + i for i in range(20)]
    assert together(range(11), up[:11], up[:11]).rho is None
    found = together(range(20), up, up)
    assert found.rho == pytest.approx(1)
    assert found.p is not None
    assert found.p < 0.05


@pytest.mark.parametrize(("n", "phi"), [(12, 0.5), (26, 0.3)])
def test_a_trend_is_seldom_found_where_there_is_none(n: int, phi: float) -> None:
    rng = random.Random(n)  # noqa: S311  # invented noise
    alarms = 0
    for _ in range(150):
        z = [rng.gauss(0, 1)]
        for _ in range(n - 1):
            z.append(phi * z[-1] + (1 - phi * phi) ** 0.5 * rng.gauss(0, 1))
        alarms += trend_of(range(n), [0.36 + 0.1 * v for v in z]).verdict in {"rising", "falling"}
    assert alarms <= 23  # 10 % of 150, and two standard errors
