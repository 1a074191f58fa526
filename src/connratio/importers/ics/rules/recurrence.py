"""Recurrence rules as written (RFC 5545 3.3.10), sanitised: what they say, and what in them the standard forbids."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from connratio.importers.ics.text.values import Stamp, parse_stamp

FREQUENCIES: Final = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY")
YEARLY, MONTHLY, WEEKLY, DAILY, HOURLY, MINUTELY, SECONDLY = range(7)
_NONE: Final[frozenset[int]] = frozenset()
_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_RANGES: Final = {
    "BYMONTH": (1, 12, False), "BYMONTHDAY": (1, 31, True), "BYYEARDAY": (1, 366, True), "BYWEEKNO": (1, 53, True),
    "BYHOUR": (0, 23, False), "BYMINUTE": (0, 59, False), "BYSECOND": (0, 60, False), "BYSETPOS": (1, 1 << 20, True),
}  # fmt: skip
"""Least and greatest value of each part, and whether it may be negative."""
_KNOWN: Final = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "RSCALE", "SKIP", *_RANGES})
SKIPS: Final = {"OMIT": 0, "FORWARD": 1, "BACKWARD": -1}
"""What becomes of a day that its month or year does not have (RFC 7529 4.1): nothing, the day after it, the day before."""
_DAY: Final = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")


class BadRuleError(ValueError):
    """The rule has no plain meaning; the text says why."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One RRULE or EXRULE. `weekdays` are (number or 0, 0 for Monday); `until` is as written; `odd` says what is forbidden."""

    frequency: int
    interval: int
    count: int | None
    until: Stamp | None
    months: frozenset[int]
    month_days: frozenset[int]
    year_days: frozenset[int]
    weeks: frozenset[int]
    weekdays: tuple[tuple[int, int], ...]
    hours: tuple[int, ...]
    minutes: tuple[int, ...]
    seconds: tuple[int, ...]
    positions: frozenset[int]
    week_start: int
    skip: int
    odd: tuple[str, ...]

    @property
    def parts(self) -> bool:
        """Whether any part names days or times."""
        days = self.months or self.month_days or self.year_days or self.weeks or self.weekdays
        return bool(days or self.hours or self.minutes or self.seconds)

    def odd_with(self, start: Stamp) -> tuple[str, ...]:
        """What RFC 5545 forbids in the rule of an event that starts so."""
        # An UNTIL of another type than the start is forbidden, too, but Google and Exchange write no other.
        if start.is_date and (self.hours or self.minutes or self.seconds):
            return (*self.odd, "hours in an all-day event")
        return self.odd

    @property
    def endless(self) -> bool:
        """Whether nothing in the rule ends it."""
        return self.count is None and self.until is None


@lru_cache(maxsize=4096)
def parse_rule(text: str) -> Rule:
    """The rule of a text; the same texts recur by the hundred in one calendar. Raises BadRuleError."""
    parts: dict[str, str] = {}
    odd: list[str] = []
    # Some programs escape the rule as if it were TEXT: `FREQ=DAILY\;COUNT=10`.
    for part in filter(None, re.sub(r"[\s\\]", "", text).upper().split(";")):
        key, _, value = part.partition("=")
        if key in parts and parts[key] != value:
            odd.append("a part given twice")
        if not value:
            odd.append("an empty part")
        parts.setdefault(key, value)
    frequency = parts.get("FREQ", "")
    if frequency not in FREQUENCIES:
        raise BadRuleError("an unknown frequency")
    if unknown := [name for name in parts if name not in _KNOWN and not name.startswith("X-")]:
        raise BadRuleError(f"{min(unknown)[:20]}, which is not supported")
    if parts.get("RSCALE", "GREGORIAN") != "GREGORIAN" or parts.get("SKIP", "OMIT") not in SKIPS:
        raise BadRuleError("a calendar scale that is not supported")
    if any(name.startswith("X-") for name in parts):
        odd.append("a part of some program's own")
    if "SKIP" in parts and "RSCALE" not in parts:
        odd.append("SKIP without RSCALE")
    by = {name: _listed(name, parts[name], odd) if parts.get(name) else () for name in _RANGES}
    until = parse_stamp(parts["UNTIL"]) if parts.get("UNTIL") else None
    if parts.get("UNTIL") and until is None:
        raise BadRuleError("an UNTIL that is no date")
    level = FREQUENCIES.index(frequency)
    rule = Rule(
        level, _interval(parts, odd), _count(parts, odd), until, _set(by["BYMONTH"]), _set(by["BYMONTHDAY"]),
        _set(by["BYYEARDAY"]), _set(by["BYWEEKNO"]), _weekdays(parts.get("BYDAY", ""), level, odd),
        tuple(sorted(by["BYHOUR"])), tuple(sorted(by["BYMINUTE"])), tuple(sorted({min(s, 59) for s in by["BYSECOND"]})),
        frozenset(by["BYSETPOS"]), _DAYS.index(parts["WKST"]) if parts.get("WKST") in _DAYS else 0,
        SKIPS[parts.get("SKIP", "OMIT")], (),
    )  # fmt: skip
    return _with_oddities(rule, odd)


def _set(values: tuple[int, ...]) -> frozenset[int]:
    """The values; thousands of rules share the set that has none."""
    return frozenset(values) if values else _NONE


def _with_oddities(rule: Rule, odd: list[str]) -> Rule:
    """The rule with all that RFC 5545 forbids in it, though its meaning is plain."""
    from dataclasses import replace

    if rule.count is not None and rule.until is not None:
        odd.append("both COUNT and UNTIL")
    if rule.weeks and rule.frequency != YEARLY:
        odd.append("BYWEEKNO in a rule that is not yearly")
    if rule.year_days and rule.frequency in {MONTHLY, WEEKLY, DAILY}:
        odd.append("BYYEARDAY in a monthly, weekly or daily rule")
    if rule.month_days and rule.frequency == WEEKLY:
        odd.append("BYMONTHDAY in a weekly rule")
    if rule.weeks and any(n for n, _ in rule.weekdays):
        odd.append("numbered weekdays beside BYWEEKNO")
        rule = replace(rule, weekdays=tuple(dict.fromkeys((0, d) for _, d in rule.weekdays)))
    if rule.positions and not rule.parts:
        odd.append("BYSETPOS and nothing to choose from")
    return replace(rule, odd=tuple(dict.fromkeys(odd)))


def _interval(parts: dict[str, str], odd: list[str]) -> int:
    interval = _whole(parts.get("INTERVAL") or "1")
    if interval < 1:
        odd.append("an INTERVAL below 1")
    return max(interval, 1)


def _count(parts: dict[str, str], odd: list[str]) -> int | None:
    count = _whole(parts["COUNT"]) if parts.get("COUNT") else None
    if count is not None and count < 1:
        odd.append("a COUNT below 1")  # COUNT=-1 is how some programs write "no count"
        return None
    return count


def _listed(name: str, text: str, odd: list[str]) -> tuple[int, ...]:
    """The values of a BY part that lie in its range. Raises BadRuleError when none does."""
    low, high, signed = _RANGES[name]
    given = [_whole(v) for v in text.split(",") if v]
    usable = tuple(dict.fromkeys(v for v in given if low <= (abs(v) if signed else v) <= high))
    if given and not usable:
        raise BadRuleError(f"no possible {name}")
    if len(usable) < len(set(given)):
        odd.append(f"an impossible {name}")
    return usable


def _weekdays(text: str, frequency: int, odd: list[str]) -> tuple[tuple[int, int], ...]:
    found = []
    for item in filter(None, text.split(",")):
        match = _DAY.fullmatch(item.strip())
        if match is None:
            raise BadRuleError("a weekday that does not exist")
        number = int(match[1] or 0)
        if match[1] and not number:
            odd.append("a weekday numbered 0")
        if number and frequency > MONTHLY:
            odd.append("numbered weekdays in a rule that is neither monthly nor yearly")
            number = 0
        found.append((number, _DAYS.index(match[2])))
    return tuple(dict.fromkeys(found))


def _whole(text: str) -> int:
    if not re.fullmatch(r"[+-]?\d{1,12}", text):
        raise BadRuleError("a value that is no whole number")
    return int(text)


def until_of(stamp: Stamp, start: Stamp, to_start_zone: Callable[[Stamp], int]) -> int:
    """The last local second (values.Stamp) that an UNTIL allows, whatever form it has.

    A DATE on a timed rule is the end of that day (Google writes it so); an instant on an all-day rule is its local date
    (Exchange writes it so); `Z` is converted to the zone of DTSTART; a floating one is taken as it is.
    """
    if start.is_date:
        return (to_start_zone(stamp) if stamp.tzid else stamp.seconds) // 86_400 * 86_400
    if stamp.is_date:
        return stamp.seconds + 86_399
    return to_start_zone(stamp) if stamp.tzid else stamp.seconds
