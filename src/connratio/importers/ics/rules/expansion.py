"""A recurrence rule as local clock times (RFC 5545 3.3.10), period by period, within bounds that no rule can break.

Times are whole seconds on a calendar without zones (values.Stamp), so that a rule never meets a clock change; the
caller places them. DTSTART is an occurrence only if the rule names it. A rule is read as libical reads it where the
standard leaves room: a yearly BYMONTHDAY without BYMONTH lies in the month of DTSTART, BYWEEKNO without BYDAY on its weekday.
"""

from __future__ import annotations

from bisect import bisect_left
from calendar import isleap, monthrange
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from connratio.importers.ics.rules.bounds import MOST_EMPTY_STEPS, MOST_OCCURRENCES, Pool, TooManyError
from connratio.importers.ics.rules.recurrence import DAILY, HOURLY, MINUTELY, MONTHLY, SECONDLY, WEEKLY, YEARLY, Rule
from connratio.importers.ics.rules.weekdays import (
    Grid,
    in_order,
    in_weeks,
    month_days,
    nth_days,
    nth_weekdays,
    positioned,
    since,
    weeks_of,
    year_of,
)
from connratio.importers.ics.text.values import DAY

_OFTEN: Final = 4
_DENSE: Final = 96
_MANY: Final = 500
"""So many occurrences of one period are not walked through to find the first that is asked for."""
LAST_YEAR: Final = 9_998
UNITS: Final = {WEEKLY: 7 * DAY, DAILY: DAY, HOURLY: 3_600, MINUTELY: 60, SECONDLY: 1}
_PROBED: Final = {YEARLY: 400, MONTHLY: 4_800}
"""Steps after which the calendar repeats: a rule that gave nothing until then never will."""


class Expansion:
    """The occurrences of a rule from a start on; `last` is the last second that its UNTIL allows."""

    def __init__(self, rule: Rule, start: int, last: int | None, *, whole_days: bool, pool: Pool | None = None) -> None:
        """With `whole_days` (a DATE start) the parts for hours, minutes and seconds do not count."""
        self.pool = pool or Pool()
        self.rule, self.start, self.last = rule, start, last
        self.day, clock = divmod(start, DAY)
        self.first = date.fromordinal(self.day)
        self.frequency = rule.frequency
        hours = (0,) if whole_days else rule.hours or (clock // 3600,)
        minutes = (0,) if whole_days else rule.minutes or (clock // 60 % 60,)
        seconds = (0,) if whole_days else rule.seconds or (clock % 60,)
        self.clock = [h * 3600 + m * 60 + s for h in hours for m in minutes for s in seconds]
        self.minutes, self.seconds = minutes, seconds
        self.months, self.month_days = rule.months, rule.month_days
        most = 5 if rule.months or self.frequency == MONTHLY else 53
        self.weekdays = tuple(w for w in rule.weekdays if abs(w[0]) <= most)
        self.never = bool(rule.weekdays) and not self.weekdays
        dated = bool(rule.month_days or rule.year_days or rule.weeks or rule.weekdays)
        if self.frequency == YEARLY:
            if not dated:
                self.month_days = frozenset({self.first.day})
            if self.month_days and not (rule.months or rule.weeks or rule.weekdays or rule.year_days):
                self.months = frozenset({self.first.month})
            if rule.weeks and not (rule.weekdays or rule.month_days or rule.year_days):
                self.weekdays = ((0, self.first.weekday()),)
        elif self.frequency == MONTHLY and not dated:
            self.month_days = frozenset({self.first.day})
        elif self.frequency == WEEKLY and not rule.weekdays:
            self.weekdays = ((0, self.first.weekday()),)
        self.skip = rule.skip if self.frequency <= MONTHLY and (self.month_days or rule.year_days) else 0
        self.week_start = rule.week_start if self.frequency == YEARLY and rule.weeks and not self.skip else None
        self.first_year = year_of(self.day, self.week_start)
        self.plain_days = frozenset(d for n, d in self.weekdays if not n)
        self.limited = bool(rule.months or rule.month_days or rule.year_days or rule.weeks)

    @property
    def frequent(self) -> bool:
        """Whether it recurs more often than any appointment does: what such rules give is bounded in all."""
        return self.frequency > DAILY or len(self.clock) > _OFTEN

    @property
    def dense(self) -> bool:
        """Whether a day holds so many that a window's margins would hold more than the window may."""
        return self.frequency > HOURLY or len(self.clock) > _DENSE

    def between(self, low: int, high: int, counted: range = range(1 << 40)) -> Iterator[int]:
        """The occurrences from `low` up to, not including, `high`, in order. Raises TooManyError at the bounds.

        Only those within `counted` count among the most that there may be.
        """
        if self.never:
            raise TooManyError
        last = high if self.last is None else min(high, self.last + 1)
        if last <= max(self.start, low):
            return
        step = max(self._reached(max(low, self.start)) - (self.skip > 0), 0)
        left = self.rule.count
        if left is not None and step:
            before = self.counted_before(step)
            step, left = (0, left) if before is None else (step, left - before)
        found = given = 0
        for moment in self._moments(step, last, low if left is None else self.start):
            found += 1
            if left is not None and found > left:
                return
            if moment < low:
                self.pool.step()
            else:
                given += moment in counted
                if given > MOST_OCCURRENCES:
                    raise TooManyError
                yield moment
        if not found:
            self._probe()

    def _probe(self) -> None:
        """Raise TooManyError when the rule gives nothing however long one waits."""
        steps = _PROBED.get(self.frequency, MOST_EMPTY_STEPS)
        if next(self._moments(0, LAST_YEAR * 366 * DAY, self.start, steps), None) is None:
            raise TooManyError

    def _moments(self, step: int, last: int, low: int, most: int = MOST_EMPTY_STEPS) -> Iterator[int]:
        """All occurrences not before the start and before `last`, from a step on. Raises TooManyError after too many empty ones.

        Those before `low` may be left out.
        """
        empty, newest = 0, -1
        for at, some in self._sets(step):
            if at - (self.skip < 0) * DAY >= last:
                return
            held = positioned(some, self.rule.positions) if self.rule.positions else some
            if not held:
                empty += 1
                self.pool.step()
                if empty > most:
                    raise TooManyError
                continue
            empty = 0
            for moment in held if len(held) <= _MANY else since(held, max(low, self.start)):
                if moment >= last:
                    return
                if moment >= self.start and (not self.skip or moment > newest):
                    newest = moment  # a day that was skipped to may be one of the next month's, too
                    yield moment

    def _reached(self, low: int) -> int:
        """The number of the step in which `low` lies; all earlier ones end before it."""
        day, interval = low // DAY, self.rule.interval
        if self.frequency == YEARLY:
            return (year_of(day, self.week_start) - self.first_year) // interval
        if self.frequency == MONTHLY:
            other = date.fromordinal(min(day, date.max.toordinal()))
            return ((other.year - self.first.year) * 12 + other.month - self.first.month) // interval
        if self.frequency == WEEKLY:
            return (day - self._week()) // 7 // interval
        if self.frequency == DAILY:
            return (day - self.day) // interval
        unit = UNITS[self.frequency]
        return (low // unit - self.start // unit) // interval

    def counted_before(self, step: int) -> int | None:
        """How many occurrences the steps before this one hold, where all but the first hold equally many; else None."""
        rule, finer = self.rule, self.frequency
        limits = ((WEEKLY, self.weekdays), (DAILY, rule.hours), (HOURLY, rule.minutes), (MINUTELY, rule.seconds))
        if self.limited or finer < WEEKLY or any(values and finer > level for level, values in limits):
            return None
        sizes: list[int] = []
        for _, some in self._sets(0):
            held = positioned(some, rule.positions) if rule.positions else some
            sizes.append(len(held) if sizes else len(held) - bisect_left(held, self.start))
            if len(sizes) == 2:
                break
        return sizes[0] + (step - 1) * sizes[1] if len(sizes) == 2 else None

    def _week(self) -> int:
        """The first day of the start's week."""
        return self.day - (self.first.weekday() - self.rule.week_start) % 7

    def _sets(self, step: int) -> Iterator[tuple[int, Sequence[int]]]:
        """From a step on each period's first second, and its occurrences in order."""
        if self.frequency > DAILY:
            yield from self._hours_and_less(step)
            return
        days = {YEARLY: self._years, MONTHLY: self._months, WEEKLY: self._weeks, DAILY: self._days}[self.frequency]
        first, *more = self.clock
        for at, some in days(step):
            yield at * DAY, Grid(some, self.clock) if more else [d * DAY + first for d in some]

    def _years(self, step: int) -> Iterator[tuple[int, list[int]]]:
        for year in range(self.first_year + step * self.rule.interval, LAST_YEAR, self.rule.interval):
            if self.week_start is not None:
                first, days = weeks_of(year, self.rule.weeks, self.week_start)
                yield first, self._kept(days)
                continue
            first = date(year, 1, 1).toordinal()
            months = sorted(self.months) or range(1, 13)
            if self.month_days:
                days = sorted(d for m in months for d in self._month_days(year, m))
            elif self.rule.year_days:
                length = 366 if isleap(year) else 365
                days = sorted(nth_days(self.rule.year_days, first, length, self.skip))
            elif self.weekdays and not self.rule.weeks:
                stretches = [month_days(year, m) for m in months] if self.months else [range(first, first + 365 + isleap(year))]
                yield first, [d for s in stretches for d in nth_weekdays(self.weekdays, s.start, len(s))]
                continue
            else:
                days = [d for m in months for d in month_days(year, m)]
            yield first, self._kept(days)

    def _months(self, step: int) -> Iterator[tuple[int, list[int]]]:
        at = self.first.year * 12 + self.first.month - 1 + step * self.rule.interval
        simple = not (self.rule.year_days or self.rule.weeks)
        for number in range(at, LAST_YEAR * 12, self.rule.interval):
            year, month = number // 12, number % 12 + 1
            first = date(year, month, 1).toordinal()
            if self.months and month not in self.months:
                yield first, []
            elif self.weekdays and not self.month_days and simple:
                yield first, nth_weekdays(self.weekdays, first, monthrange(year, month)[1])
            else:
                days = sorted(self._month_days(year, month)) if self.month_days else list(month_days(year, month))
                yield first, days if simple and not self.weekdays else self._kept(days)

    def _weeks(self, step: int) -> Iterator[tuple[int, list[int]]]:
        offsets = sorted((d - self.rule.week_start) % 7 for d in self.plain_days)
        end = date(LAST_YEAR, 1, 1).toordinal()
        for week in range(self._week() + step * 7 * self.rule.interval, end, 7 * self.rule.interval):
            days = [week + o for o in offsets]
            yield week, [d for d in days if self._allowed(d)] if self.limited else days

    def _days(self, step: int) -> Iterator[tuple[int, list[int]]]:
        end = date(LAST_YEAR, 1, 1).toordinal()
        limited = self.limited or bool(self.weekdays)
        for day in range(self.day + step * self.rule.interval, end, self.rule.interval):
            yield day, [day] if not limited or self._allowed(day) else []

    def _hours_and_less(self, step: int) -> Iterator[tuple[int, list[int]]]:
        """Hours, minutes or seconds; what a longer part rules out is passed over in one step."""
        rule, unit = self.rule, UNITS[self.frequency]
        origin, stride = self.start // unit, rule.interval
        end = date(LAST_YEAR, 1, 1).toordinal() * DAY
        known: tuple[int, bool] = (-1, False)
        while (at := (origin + step * stride) * unit) < end:
            day, clock = divmod(at, DAY)
            if known[0] != day:
                known = (day, not (self.limited or self.weekdays) or self._allowed(day))
            skip = 0
            if not known[1]:
                skip = (day + 1) * DAY
            elif rule.hours and clock // 3600 not in rule.hours:
                skip = at // 3600 * 3600 + 3600
            elif self.frequency > HOURLY and rule.minutes and clock // 60 % 60 not in rule.minutes:
                skip = at // 60 * 60 + 60
            if skip:
                yield at, []
                step = max(-((origin - skip // unit) // stride), step + 1)
                continue
            yield at, self._within(at)
            step += 1

    def _within(self, at: int) -> list[int]:
        if self.frequency == HOURLY:
            return [at + m * 60 + s for m in self.minutes for s in self.seconds]
        if self.frequency == MINUTELY:
            return [at + s for s in self.seconds]
        return [at] if not self.rule.seconds or at % 60 in self.rule.seconds else []

    def _month_days(self, year: int, month: int) -> set[int]:
        return nth_days(self.month_days, date(year, month, 1).toordinal(), monthrange(year, month)[1], self.skip)

    def _kept(self, days: list[int]) -> list[int]:
        """Of days of one year or month those that all parts allow; numbered weekdays count in the month, else in the year."""
        if not self.skip:
            days = [d for d in days if self._allowed(d, weekdays=False)]
        elif self.rule.weeks:
            days = [d for d in days if in_weeks(d, self.rule.weeks, self.rule.week_start)]
        if not self.weekdays:
            return days
        numbered = self.frequency == MONTHLY or bool(self.months)
        return in_order(days, self.weekdays, in_month=numbered)

    def _allowed(self, day: int, *, weekdays: bool = True) -> bool:
        """Whether a day is one that the parts for months, days, weeks and weekdays allow."""
        rule, when = self.rule, date.fromordinal(day)
        if self.months and when.month not in self.months:
            return False
        if self.month_days:
            length = monthrange(when.year, when.month)[1]
            if when.day not in self.month_days and when.day - length - 1 not in self.month_days:
                return False
        if rule.year_days:
            nth, length = when.timetuple().tm_yday, 366 if isleap(when.year) else 365
            if nth not in rule.year_days and nth - length - 1 not in rule.year_days:
                return False
        if rule.weeks and not in_weeks(day, rule.weeks, rule.week_start):
            return False
        return not weekdays or not self.weekdays or (day - 1) % 7 in self.plain_days
