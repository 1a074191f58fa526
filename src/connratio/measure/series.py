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
from connratio.measure.share import EXPECTED, basis_of
from connratio.measure.sums import Daily, sums_of
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
    tables: Any,
    question: Question,
    covered: tuple[date, date] | None,
    basis: str,
    metrics: Sequence[Metric] = METRICS,
    *,
    last_decides: bool = False,
) -> dict[str, Series]:
    """Each metric over the periods of the question, by name. Metrics with `details` need the table `spans`.

    An automatic basis is that of the whole question, or, where the last period is what is asked about, that of it alone,
    unless it is a vacation: then those before it decide.
    What needs a tool log is missing where none reaches, not zero (METRICS 4.1: coverage is per source).
    """
    logged, assisted = (
        _within(covered, tables.execute(_LOGGED.format(words=w)).fetchone()) for w in (TOOL_EVIDENCE, AI_EVIDENCE)
    )
    summed = [m for m in metrics if assisted is not None or not m.assistant]
    if any(m.details for m in summed):
        add_focus(tables)
    if any(m.assistant for m in summed):
        add_ai(tables)
    sums = sums_of(
        tables, question, [EXPECTED, _ON_DUTY, _TRACKED, _TRACKED_EVER, *(q for m in summed for q in (m.part, m.whole) if q)]
    )
    expected = sums[EXPECTED]
    if basis == "auto":
        alone = last_decides and expected[-1] > 0
        whole, tracked, ever = (sum(sums[d][-1:] if alone else sums[d]) for d in (EXPECTED, _TRACKED, _TRACKED_EVER))
        basis = basis_of(whole, tracked, ever)
    workdays = [day for (day,) in tables.execute("SELECT day FROM expected WHERE ms > 0 ORDER BY day").fetchall()]
    periods = question.periods
    partial = {reach: [is_partial(p, question, reach, workdays) for p in periods] for reach in {covered, logged, assisted}}
    coverage = [round(min(n / of, 1), 4) if of else None for n, of in zip(sums[_ON_DUTY], expected, strict=True)]
    found = {}
    for metric in metrics:
        points = []
        needs_log = metric.tools or (metric.name == "share" and basis == "tracked")
        reach = assisted if metric.assistant else logged if needs_log else covered
        for i, period in enumerate(periods):
            part, whole_of = None, None
            if not is_missing(period, reach):
                part, whole_of = sums[metric.part][i], sums[metric.whole][i] if metric.whole else None
                if metric.name == "share" and basis == "workweek":
                    part, whole_of = min(part, expected[i]), expected[i]
            days = _days(period, reach)
            points.append(Point(period, part, whole_of, days, coverage[i], partial[reach][i]))
        found[metric.name] = Series(metric, tuple(points), basis, logged)
    return found


_ON_DUTY: Final = Daily(f"lane = {Lane.TIME} AND duty = 1 AND kind IN ('human', 'tool', 'solo', 'unknown')")
_TRACKED: Final = Daily(f"lane = {Lane.TIME} AND duty = 1 AND tracked = 1")
_TRACKED_EVER: Final = Daily(f"lane = {Lane.TIME} AND tracked = 1")


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
