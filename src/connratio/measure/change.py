"""Trend and comparison: what statistics say of a metric's series (METRICS section 4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from connratio.measure.pulse import Beside, cell_of
from connratio.measure.series import Point, Series, scaled, value_of
from connratio.stats.notice import notice_of
from connratio.stats.ratio import Week, difference, estimate
from connratio.stats.trend import trend_of

COLUMNS: Final = ("period", "from", "until", "metric", "value", "numerator", "denominator", "coverage", "partial", "missing")
VERDICT_COLUMNS: Final = (
    "metric", "n_periods", "verdict", "value", "low", "high", "slope", "slope_low", "slope_high", "phi", "p", "baseline",
    "baseline_low", "baseline_high", "notice", "event", "event_date", "before", "after", "difference", "difference_low",
    "difference_high",
)  # fmt: skip
COMPARE_COLUMNS: Final = ("metric", "unit", "a", "b", "difference", "low", "high", "n_a", "n_b")


def trend_rows(series: Series, felt: Sequence[Beside] = ()) -> list[dict[str, Any]]:
    """One row per period (COLUMNS); a period that no source reaches is missing, one with 0 ÷ 0 has no value.

    `pulse` stands beside the columns: the period's answers to the self-check.
    """
    return [_point(series, p) | {"pulse": cell_of(felt, nth)} for nth, p in enumerate(series.points)]


def _point(series: Series, p: Point) -> dict[str, Any]:
    unit = 1 if series.metric.unit == "count" or series.metric.counted else 1000
    return {
        "period": p.period.label,
        "from": p.period.first.isoformat(),
        "until": p.period.until.isoformat(),
        "metric": series.metric.name,
        "value": value_of(series.metric, p.part, p.whole),
        "numerator": _number(p.part, unit),
        "denominator": _number(p.whole, unit),
        "coverage": p.coverage,
        "partial": p.partial,
        "missing": p.part is None,
    }


def _number(ms: int | None, unit: int) -> float | int | None:
    return None if ms is None else ms // unit if ms % unit == 0 else ms / unit


def verdict_of(series: Series, event: tuple[date, str] | None, *, baseline: bool) -> dict[str, Any]:
    """The verdict on a series (VERDICT_COLUMNS): amounts are per week, and their partial weeks take no part in the test."""
    metric = series.metric
    used = [p for p in series.points if p.week.whole > 0]
    weeks = [p.week for p in used]
    tested = [w for p, w in zip(used, weeks, strict=True) if metric.whole or not p.partial]
    trend = trend_of([w.at for w in tested], [w.part / w.whole for w in tested])
    whole = estimate(weeks, most=metric.most)
    found: dict[str, Any] = dict.fromkeys(VERDICT_COLUMNS)
    found |= {
        "metric": metric.name, "n_periods": len(tested), "verdict": trend.verdict,
        "value": _scaled(series, whole.value), "low": _scaled(series, whole.low), "high": _scaled(series, whole.high),
        "slope": _fine(series, trend.slope), "slope_low": _fine(series, trend.low), "slope_high": _fine(series, trend.high),
        "phi": None if trend.phi is None else round(trend.phi, 4), "p": None if trend.p is None else round(trend.p, 4),
    }  # fmt: skip
    if baseline:
        notice = notice_of(weeks, most=metric.most)
        ends = {
            f"baseline{end}": getattr(notice.baseline, name) for end, name in (("", "value"), ("_low", "low"), ("_high", "high"))
        }
        found |= {name: _scaled(series, number) for name, number in ends.items()} | {"notice": notice.word}
    if event is not None:
        before, after = sides(used, event[0])
        change = difference(before, after, most=metric.most)
        found |= {
            "event": event[1], "event_date": event[0].isoformat(),
            "before": _scaled(series, estimate(before, most=None).value), "after": _scaled(series, estimate(after, most=None).value),
            "difference": _scaled(series, change.value), "difference_low": _scaled(series, change.low),
            "difference_high": _scaled(series, change.high),
        }  # fmt: skip
    return found


def sides(points: Sequence[Point], day: date) -> tuple[list[Week], list[Week]]:
    """The periods wholly before a day and those from it on; the one that it cuts belongs to neither."""
    return [p.week for p in points if p.period.until <= day], [p.week for p in points if p.period.first >= day]


def compare_rows(a: dict[str, Series], b: dict[str, Series]) -> list[dict[str, Any]]:
    """One row per metric (COMPARE_COLUMNS): amounts are per week; `n_a` and `n_b` count the observed weeks."""
    rows = []
    for name, one in a.items():
        metric = one.metric
        before, after = one.weeks, b[name].weeks
        change = difference(before, after, most=metric.most)
        ends = (estimate(before, most=None), estimate(after, most=None))
        rows.append(
            {
                "metric": name, "unit": metric.unit, "a": _scaled(one, ends[0].value), "b": _scaled(one, ends[1].value),
                "difference": _scaled(one, change.value), "low": _scaled(one, change.low), "high": _scaled(one, change.high),
                "n_a": ends[0].n, "n_b": ends[1].n,
            }
        )  # fmt: skip
    return rows


def _scaled(series: Series, number: float | None) -> float | int | None:
    return None if number is None else scaled(series.metric, number)


def _fine(series: Series, number: float | None) -> float | None:
    """A change per week, which is small: six decimals."""
    return None if number is None else round(number / 1000 if series.metric.unit == "seconds" else number, 6)
