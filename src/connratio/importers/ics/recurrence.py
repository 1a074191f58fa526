"""Recurrence rules expanded on naive local time (RFC 5545 3.3.10), by dateutil, within bounds that no rule can break."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from connratio.importers.ics.values import Stamp, parse_stamp

MOST_OCCURRENCES: Final = 100_000
MOST_EMPTY_STEPS: Final = 10_000
_FREQUENCIES: Final = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY")
_STEP: Final = {
    "WEEKLY": timedelta(weeks=1), "DAILY": timedelta(days=1), "HOURLY": timedelta(hours=1), "MINUTELY": timedelta(minutes=1),
    "SECONDLY": timedelta(seconds=1), "MONTHLY": timedelta(days=28), "YEARLY": timedelta(days=365),
}  # fmt: skip
_BY: Final = {
    "BYMONTH": "bymonth", "BYMONTHDAY": "bymonthday", "BYYEARDAY": "byyearday", "BYWEEKNO": "byweekno", "BYHOUR": "byhour",
    "BYMINUTE": "byminute", "BYSECOND": "bysecond", "BYSETPOS": "bysetpos",
}  # fmt: skip
_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_KNOWN: Final = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", *_BY})


class BadRuleError(ValueError):
    """The rule has no plain meaning; the text says why."""


class TooManyError(Exception):
    """The bounds were reached; what was found so far holds."""


class Rule:
    """One RRULE or EXRULE, sanitised."""

    def __init__(self, text: str, start: datetime, until_local: Any) -> None:
        """`until_local` turns an UNTIL stamp into the last naive local instant. Raises BadRuleError."""
        parts: dict[str, str] = {}
        for part in filter(None, re.split(r"[;\s]+", text.strip())):
            key, _, value = part.partition("=")
            parts[key.strip().upper()] = value.strip().upper()
        self.frequency = parts.get("FREQ", "")
        if self.frequency not in _FREQUENCIES:
            raise BadRuleError("an unknown frequency")
        if unknown := set(parts) - _KNOWN:
            raise BadRuleError(f"{min(unknown)[:20]} is not supported")
        self.start = start
        self.interval = max(_whole(parts.get("INTERVAL", "1")), 1)
        self.count = _whole(parts["COUNT"]) if parts.get("COUNT") else None
        if self.count is not None and self.count < 1:
            self.count = None  # COUNT=-1 is how some programs write "no count"
        self.by: dict[str, list[int]] = {
            ours: [_whole(v) for v in parts[name].split(",") if v] for name, ours in _BY.items() if parts.get(name)
        }
        self.weekdays = _weekdays(parts.get("BYDAY", ""))
        self.week_start = _DAYS.index(parts["WKST"]) if parts.get("WKST") in _DAYS else 0
        self.until: datetime | None = None
        if parts.get("UNTIL"):
            stamp = parse_stamp(parts["UNTIL"])
            if stamp is None:
                raise BadRuleError("an UNTIL that is no date")
            self.until = until_local(stamp)
        self._check()

    @property
    def endless(self) -> bool:
        """Whether nothing in the rule ends it."""
        return self.count is None and self.until is None

    def _check(self) -> None:
        try:
            self._made(self.start, self.start, count=1)
        except (ValueError, TypeError, OverflowError) as error:
            raise BadRuleError("values that contradict each other") from error

    def between(self, low: datetime, high: datetime) -> Iterator[datetime]:
        """The occurrences from `low` up to, not including, `high`. Raises TooManyError at the bounds."""
        last = high if self.until is None else min(high, self.until + timedelta(microseconds=1))
        if last <= self.start:
            return
        yielded = 0
        for moment in self._counted(last) if self.count is not None else self._sliced(low, last):
            if moment < low:
                continue
            yielded += 1
            if yielded > MOST_OCCURRENCES:
                raise TooManyError
            yield moment

    def _counted(self, last: datetime) -> Iterator[datetime]:
        """From the first occurrence on, since COUNT counts from there; given up after a million steps."""
        for steps, moment in enumerate(self._walk(self.start, last)):
            if self.count is not None and steps >= self.count:
                return
            if steps > 1_000_000:
                raise TooManyError
            yield moment

    def _sliced(self, low: datetime, last: datetime) -> Iterator[datetime]:
        yield from self._walk(self._jumped(low), last)

    def _walk(self, start: datetime, last: datetime) -> Iterator[datetime]:
        """Slices of ten thousand intervals; an empty one ends the search, so that no rule runs for ever."""
        step = _STEP[self.frequency] * self.interval * MOST_EMPTY_STEPS
        at, empty = start, 0
        while at < last:
            try:
                end = min(at + step, last)
            except OverflowError:
                end = last
            found = False
            for moment in self._made(start, at, until=end - timedelta(microseconds=1)):
                found = True
                yield moment
            empty = 0 if found else empty + 1
            if empty and end < last:
                raise TooManyError
            at = end

    def _jumped(self, low: datetime) -> datetime:
        """The start, moved forward by whole intervals to just before the window, where that changes nothing."""
        step = _STEP[self.frequency] * self.interval
        if self.frequency in {"YEARLY", "MONTHLY"} or low - self.start < 3 * step:
            return self.start
        if "bysetpos" in self.by and self.frequency == "WEEKLY":
            return self.start
        return self.start + ((low - self.start) // step - 2) * step

    def _made(
        self, start: datetime, at: datetime, *, until: datetime | None = None, count: int | None = None
    ) -> Iterator[datetime]:
        """Occurrences not before `at`. Plain and numbered weekdays in one BYDAY are two rules, which dateutil cannot mix."""
        if not self.weekdays:
            return self._plain(start, at, None, until, count)
        plain = [d for d in self.weekdays if not d.n]
        numbered = [d for d in self.weekdays if d.n]
        if self.frequency not in {"MONTHLY", "YEARLY"} and numbered:
            plain, numbered = [type(d)(d.weekday) for d in self.weekdays], []
        if plain and numbered:
            both = {*self._plain(start, at, plain, until, count), *self._plain(start, at, numbered, until, count)}
            return iter(sorted(both))
        return self._plain(start, at, plain or numbered, until, count)

    def _plain(self, start: datetime, at: datetime, days: Any, until: datetime | None, count: int | None) -> Iterator[datetime]:
        from dateutil import rrule

        made = rrule.rrule(
            _FREQUENCIES.index(self.frequency),  # type: ignore[arg-type]  # seven frequencies, numbered as dateutil does
            dtstart=start,
            interval=self.interval,
            wkst=self.week_start,
            until=until,
            count=count,
            byweekday=days,
            **self.by,  # type: ignore[arg-type]  # the BY parts, by dateutil's names
        )
        return (moment for moment in made if moment >= at) if at > start else iter(made)


def _whole(text: str) -> int:
    if not re.fullmatch(r"[+-]?\d{1,9}", text):
        raise BadRuleError("a value that is no whole number")
    return int(text)


def _weekdays(text: str) -> list[Any]:
    from dateutil import rrule

    days = (rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA, rrule.SU)
    found = []
    for item in filter(None, text.split(",")):
        match = re.fullmatch(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", item.strip())
        if match is None:
            raise BadRuleError("a weekday that does not exist")
        day = days[_DAYS.index(match[2])]
        found.append(day(int(match[1])) if match[1] and int(match[1]) else day)
    return found


def until_of(stamp: Stamp, start: Stamp, to_start_zone: Any) -> datetime:
    """The last naive local instant that an UNTIL allows, whatever form it has.

    A DATE on a timed rule is the end of that day (Google writes it so); an instant on an all-day rule is its local date
    (Exchange writes it so); `Z` is converted to the zone of DTSTART; a floating one is taken as it is.
    """
    if start.is_date:
        local = to_start_zone(stamp) if stamp.tzid == "UTC" else stamp.local
        return datetime(local.year, local.month, local.day)  # noqa: DTZ001  # naive local time throughout this module
    if stamp.is_date:
        return stamp.local + timedelta(days=1) - timedelta(seconds=1)
    moment: datetime = to_start_zone(stamp) if stamp.tzid == "UTC" else stamp.local
    return moment
