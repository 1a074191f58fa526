"""What was asked: the window, the periods, and the policy that every answer names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from connratio.ledger.settle import Policy, Settled, window_of
from connratio.model.periods import By, Period, period_of, periods


@dataclass(frozen=True, slots=True)
class Question:
    """A window of local days, cut into periods. `asked` tells whether the user gave the window."""

    first: date
    until: date
    by: By
    week_start: str
    asked: bool

    @property
    def periods(self) -> list[Period]:
        """The periods in order."""
        return periods(self.first, self.until, self.by, self.week_start)


def question_of(
    window: tuple[date, date] | None, span: tuple[int, int] | None, policy: Policy, by: By, week_start: str, today: date
) -> Question:
    """The asked window, or else whole periods around everything that the sources hold."""
    if window is not None:
        return Question(*window, by, week_start, asked=True)
    first, until = window_of(span, policy, today)
    unit: By = "week" if by == "total" else by
    if by != "total":
        first, until = period_of(first, unit, week_start).first, period_of(until - timedelta(days=1), unit, week_start).until
    return Question(first, until, by, week_start, asked=False)


def covered_days(span: tuple[int, int] | None, policy: Policy) -> tuple[date, date] | None:
    """First local day and the day after the last that any source covers; None without a source."""
    return None if span is None else window_of(span, policy, date.min)


def is_missing(period: Period, covered: tuple[date, date] | None) -> bool:
    """Whether no source reaches into the period: its figures are unknown, not zero."""
    return covered is None or period.until <= covered[0] or period.first >= covered[1]


def is_partial(period: Period, question: Question, covered: tuple[date, date] | None, settled: Settled) -> bool:
    """Whether working days of the whole period lie outside the window or outside what the sources cover."""
    whole = period_of(period.first, question.by, question.week_start) if question.by != "total" else period
    if whole.first < period.first or whole.until > period.until:
        return True
    if covered is None:
        return True
    expected = settled.expected
    outside = (expected["day"] < covered[0].toordinal()) | (expected["day"] >= covered[1].toordinal())
    inside = (expected["day"] >= period.first.toordinal()) & (expected["day"] < period.until.toordinal())
    return bool((outside & inside & (expected["ms"] > 0)).any())
