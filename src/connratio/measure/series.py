"""A metric by period: numerator and denominator of each, so that any longer period is a ratio of sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from connratio.measure.ai.sql import add_ai
from connratio.measure.focus import add_focus
from connratio.measure.metrics import METRICS, Metric
from connratio.measure.question import is_missing, is_partial
from connratio.measure.share import TRACKED_FROM
from connratio.measure.sums import sums_of
from connratio.model.words import AI_EVIDENCE, TOOL_EVIDENCE
from connratio.stats.ratio import Week
from connratio.timeline.classes import Lane

if TYPE_CHECKING:
    from connratio.measure.question import Question
    from connratio.model.periods import Period


@dataclass(frozen=True, slots=True)
class Point:
    """One period of a metric: ms or counts; `whole` is None for an amount, `days` are those that the sources cover."""

    period: Period
    part: int | None
    whole: int | None
    days: int
    coverage: float | None
    partial: bool

    @property
    def week(self) -> Week:
        """The period for statistics: amounts are per week, weighed by the days observed."""
        at = self.period.first.toordinal() // 7
        if self.part is None:
            return Week(at, 0, 0)
        return Week(at, self.part, self.days / 7 if self.whole is None else self.whole)


@dataclass(frozen=True, slots=True)
class Series:
    """A metric over the periods of a question, the basis of shares, and the days that tool logs reach over."""

    metric: Metric
    points: tuple[Point, ...]
    basis: str
    logged: tuple[date, date] | None

    @property
    def before(self) -> list[Week]:
        """The observed periods before the last: what it may be compared with.

        Where a log hears chat and mail in the last one, deaf periods would compare like with unlike.
        """
        earlier = self.points[:-1]
        if self.metric.heard and not is_missing(self.points[-1].period, self.logged):
            earlier = tuple(p for p in earlier if not is_missing(p.period, self.logged))
        return [p.week for p in earlier if p.week.whole > 0]

    @property
    def weeks(self) -> list[Week]:
        """The observed periods in order."""
        return [p.week for p in self.points if p.week.whole > 0]


def series_of(
    tables: Any, question: Question, covered: tuple[date, date] | None, basis: str, metrics: Sequence[Metric] = METRICS
) -> dict[str, Series]:
    """Each metric over the periods of the question, by name. Metrics with `details` need the table `spans`.

    What needs a tool log is missing where none reaches, not zero (METRICS 4.1: coverage is per source).
    """
    if any(m.details for m in metrics):
        add_focus(tables)
    if any(m.assistant for m in metrics):
        add_ai(tables)
    sums = sums_of(tables, question, [_EXPECTED, _ON_DUTY, _TRACKED, *(q for m in metrics for q in (m.part, m.whole) if q)])
    expected = sums[_EXPECTED]
    if basis == "auto":
        whole = sum(expected)
        basis = "tracked" if whole == 0 or sum(sums[_TRACKED]) >= TRACKED_FROM * whole else "workweek"
    workdays = [day for (day,) in tables.execute("SELECT day FROM expected WHERE ms > 0 ORDER BY day").fetchall()]
    periods = question.periods
    logged, assisted = (
        _within(covered, tables.execute(_LOGGED.format(words=w)).fetchone()) for w in (TOOL_EVIDENCE, AI_EVIDENCE)
    )
    partial = {reach: [is_partial(p, question, reach, workdays) for p in periods] for reach in {covered, logged, assisted}}
    coverage = [round(min(n / of, 1), 4) if of else None for n, of in zip(sums[_ON_DUTY], expected, strict=True)]
    found = {}
    for metric in metrics:
        points = []
        needs_log = metric.tools or (metric.name == "share" and basis == "tracked")
        reach = assisted if metric.assistant else logged if needs_log else covered
        for i, period in enumerate(periods):
            missing = is_missing(period, reach)
            whole_of = (
                expected[i] if metric.name == "share" and basis == "workweek" else sums[metric.whole][i] if metric.whole else None
            )
            part = None if missing else sums[metric.part][i]
            if metric.name == "share" and basis == "workweek" and part is not None and whole_of is not None:
                part = min(part, whole_of)
            days = _days(period, reach)
            points.append(Point(period, part, None if missing else whole_of, days, coverage[i], partial[reach][i]))
        found[metric.name] = Series(metric, tuple(points), basis, logged)
    return found


_EXPECTED: Final = "SELECT day, ms AS n FROM expected"
_ON_DUTY: Final = f"lane = {Lane.TIME} AND duty = 1 AND kind IN ('human', 'tool', 'solo', 'unknown')"
_TRACKED: Final = f"lane = {Lane.TIME} AND duty = 1 AND tracked = 1"


_LOGGED: Final = "SELECT min(day), max(day) + 1 FROM evidence WHERE evidence IN {words}"


def _within(covered: tuple[date, date] | None, days: tuple[int | None, int | None]) -> tuple[date, date] | None:
    """The covered days from the first to the last of these (ordinals); None where there are none."""
    if covered is None or days[0] is None or days[1] is None:
        return None
    first, until = max(covered[0], date.fromordinal(days[0])), min(covered[1], date.fromordinal(days[1]))
    return (first, until) if first < until else None


def _days(period: Period, covered: tuple[date, date] | None) -> int:
    if covered is None:
        return 0
    return max((min(period.until, covered[1]) - max(period.first, covered[0])).days, 0)


def value_of(metric: Metric, part: float | None, whole: float | None) -> float | int | None:
    """The value in the metric's unit: a share to four decimals, seconds, or a count."""
    if part is None:
        return None
    if metric.whole:
        return round(part / whole, 4) if whole else None
    return part if metric.unit == "count" else scaled(metric, part)


def scaled(metric: Metric, number: float) -> float | int:
    """A number of ms or counts in the metric's unit."""
    if metric.whole:
        return round(number, 4)
    value = round(number / 1000 if metric.unit == "seconds" else number, 3)
    return int(value) if value == int(value) else value
