"""How far a calendar reaches: where endless series stop, and what span of time the calendar as a whole covers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from connratio.importers.ics.event import Event
from connratio.importers.ics.rules.bounds import Pool, TooManyError
from connratio.importers.ics.rules.expansion import LAST_YEAR, UNITS, Expansion
from connratio.importers.ics.rules.recurrence import BadRuleError, Rule, parse_rule
from connratio.importers.ics.text.values import DAY
from connratio.importers.ics.zones.resolution import Zones
from connratio.model.intervals import Ints

EARLIEST: Final = 0
LATEST: Final = 4_102_444_800_000
"""1970 and 2100 in epoch ms: what lies outside is an error of the exporting program."""
WIDER: Final = DAY * 1000
"""A window given to an importer is that much wider on both sides than what was asked for, in ms."""
_SHORT: Final = 1_000
"""A rule of more occurrences is not walked to its end."""
_STEPS, _STEPS_EACH = 200_000, 50
"""What the search for the ends of a calendar's series may walk through: in all, and for each of its rules."""
_A_DAY: Final = DAY * 1000


def reach_of(events: Iterable[Event], zones: Zones, today: int, begins: Ints, ends: Ints) -> tuple[int, tuple[int, int] | None]:
    """Where endless series stop: at the end of today, or of the last thing that the calendar dates; and the calendar's span.

    `begins` and `ends` are those of single events, in epoch ms and within the years of the calendar.
    The span goes from the first start to the last end in epoch ms, None without any event. Series are not expanded for it.
    """
    first, last = min(begins.min(initial=LATEST), LATEST), max(ends.max(initial=EARLIEST), EARLIEST)
    first, last, dated = int(first), int(last), max(today, int(last))
    rules: list[tuple[Event, Rule]] = []
    for event in events:
        if EARLIEST <= event.begin < first:
            first = event.begin
        if event.finish < LATEST:
            last, dated = max(last, event.finish), max(dated, event.finish)
        if not event.rules:
            continue
        for rule in _rules(event):
            rules.append((event, rule))
            if rule.until is not None:
                dated = max(dated, zones.of(event.start).ms(rule.until.seconds) + _A_DAY)
    horizon = min(dated, LATEST)
    pool = Pool(_STEPS + _STEPS_EACH * len(rules))
    last = min(max([last, *(_last(event, rule, zones, horizon, pool) for event, rule in rules)]), LATEST)
    return horizon, ((first, last) if first < last else None)


def _rules(event: Event) -> list[Rule]:
    found = []
    for text in event.rules:
        try:
            found.append(parse_rule(text))
        except BadRuleError:
            continue
    return found


def _last(event: Event, rule: Rule, zones: Zones, horizon: int, pool: Pool) -> int:
    until = None if rule.until is None else rule.until.seconds
    end = _end(Expansion(rule, event.start.seconds, until, whole_days=event.start.is_date, pool=pool))
    return horizon if end is None else zones.of(event.start).ms(end)


def _end(made: Expansion) -> int | None:
    """A local time soon after the last occurrence; None for a rule without an end, or one whose end is not worth the search.

    A search takes of the pool what it walks through.
    """
    count, end = made.rule.count, made.start
    if count is None:
        return made.last
    some = made.counted_before(1), made.counted_before(2)
    if some[0] is None or some[1] is None or some[1] == some[0]:
        if count > _SHORT:
            return made.last
        try:
            for end in made.between(made.start, LAST_YEAR * 365 * DAY):  # noqa: B007  # the last one is asked for
                made.pool.step()
        except TooManyError:
            return made.last
        return end
    steps = max(count - some[0], 0) // (some[1] - some[0]) + 1
    end += steps * UNITS[made.frequency] * made.rule.interval
    return end if made.last is None else min(end, made.last)
