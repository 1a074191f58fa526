"""What was asked: the window, the periods, and the policy that every answer names."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from connratio.model.periods import BEGINNING, By, Period, period_of, periods
from connratio.timeline.clock import day_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from connratio.ledger.policy import Policy


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
    """The asked window, or else whole periods around everything that the sources hold.

    A window without a beginning (BEGINNING) begins with the period in which the sources do.
    """
    if window is not None:
        first, until = window
        if first == BEGINNING and span is not None:
            held = window_of(span, policy, today)[0]
            first = min(held if by == "total" else period_of(held, by, week_start).first, until - timedelta(days=1))
        return Question(first, until, by, week_start, asked=True)
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


def is_partial(period: Period, question: Question, covered: tuple[date, date] | None, workdays: Sequence[int]) -> bool:
    """Whether working days (ordinals, ascending) of the whole period lie outside the window or outside what the sources cover."""
    whole = period_of(period.first, question.by, question.week_start) if question.by != "total" else period
    if whole.first < period.first or whole.until > period.until:
        return True
    if covered is None:
        return True
    first, until = period.first.toordinal(), period.until.toordinal()
    inside = (max(first, covered[0].toordinal()), min(until, covered[1].toordinal()))
    return _count(workdays, *inside) < _count(workdays, first, until)


def _count(days: Sequence[int], first: int, until: int) -> int:
    """How many of the ascending days lie between."""
    return max(bisect_left(days, until) - bisect_left(days, first), 0)


def window_of(span: tuple[int, int] | None, policy: Policy, today: date) -> tuple[date, date]:
    """The local days that a span of instants touches; today alone when there is none."""
    if span is None:
        return today, today + timedelta(days=1)
    first, last = (
        day_of(span[0], policy.zone, policy.day_starts),
        day_of(max(span[1] - 1, span[0]), policy.zone, policy.day_starts),
    )
    return first, last + timedelta(days=1)
