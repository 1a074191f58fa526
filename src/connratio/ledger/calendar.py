"""Working time and days off of a window, from the absences in the data and the hours of the policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from connratio.ledger.holidays import public_holidays
from connratio.timeline.clock import Stretch, clipped, day_of, instant, without, working_spans

if TYPE_CHECKING:
    from connratio.ledger.policy import Policy


@dataclass(frozen=True, slots=True)
class Absence:
    """A stretch (epoch ms) in which the person is off, `all_day` or by the hour, and why."""

    start: int
    end: int
    all_day: bool
    why: str


@dataclass(frozen=True, slots=True)
class Days:
    """The local days from `first` up to, not including, `until`.

    `edges` are their starts and the end of the last one (epoch ms), `duty` is expected working time: working hours less
    absences. `off` are the days of own all-day absences and the public holidays, with the reason.
    """

    first: date
    until: date
    edges: tuple[int, ...]
    duty: tuple[Stretch, ...]
    off: tuple[tuple[int, str], ...]

    @property
    def duty_by_day(self) -> list[tuple[int, int, int]]:
        """The expected working time cut at the edges of days: start, end, day (ordinal)."""
        cut: list[tuple[int, int, int]] = []
        at, day = 0, self.first.toordinal()
        for start, end in self.duty:
            while self.edges[at + 1] <= start:
                at += 1
            nth, low = at, start
            while low < end:
                high = min(end, self.edges[nth + 1])
                cut.append((low, high, day + nth))
                nth, low = nth + 1, high
        return cut

    @property
    def expected(self) -> list[tuple[int, int]]:
        """Each day (ordinal) with its expected working time in ms."""
        sums = dict.fromkeys(range(self.first.toordinal(), self.until.toordinal()), 0)
        for start, end, day in self.duty_by_day:
            sums[day] += end - start
        return list(sums.items())


def days_of(first: date, until: date, policy: Policy, absences: Sequence[Absence]) -> Days:
    """The days of a window under a policy; public holidays are absences."""
    absences = [*absences, *_holidays(first, until, policy)]
    n = max((until - first).days, 0)
    edges = tuple(instant(first + timedelta(days=i), policy.day_starts, policy.zone) for i in range(n + 1))
    around = timedelta(days=1)
    hours = working_spans(first - around, until + around, policy.zone, policy.hours)
    duty = without(clipped(hours, edges[0], edges[-1]), [(a.start, a.end) for a in absences])
    return Days(first, until, edges, tuple(duty), tuple(_off(first, until, policy, absences)))


def off_days(first: date, until: date, policy: Policy, absences: Sequence[Absence]) -> list[tuple[int, str]]:
    """The days (ordinals) of own all-day absences and the public holidays from `first` up to, not including, `until`, with the reason."""
    return _off(first, until, policy, [*absences, *_holidays(first, until, policy)])


def _off(first: date, until: date, policy: Policy, absences: Sequence[Absence]) -> list[tuple[int, str]]:
    off: dict[int, str] = {}
    for absence in absences:
        if not absence.all_day:
            continue
        low = max(day_of(absence.start, policy.zone), first).toordinal()
        high = min(day_of(max(absence.end - 1, absence.start), policy.zone).toordinal(), until.toordinal() - 1)
        for day in range(low, high + 1):
            off.setdefault(day, absence.why)
    return sorted(off.items())


def _holidays(first: date, until: date, policy: Policy) -> list[Absence]:
    day = timedelta(days=1)
    return [
        Absence(instant(d, 0, policy.zone), instant(d + day, 0, policy.zone), all_day=True, why="public holiday")
        for d in public_holidays(policy.holidays, first - day, until + day)
    ]
