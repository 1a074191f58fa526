"""How far a calendar reaches: where endless series stop, and what span of time the calendar as a whole covers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from connratio.importers.ics.event import Event
from connratio.importers.ics.expansion import Expansion
from connratio.importers.ics.recurrence import BadRuleError, Rule, parse_rule
from connratio.importers.ics.values import DAY
from connratio.importers.ics.zones import Zones

EARLIEST: Final = 0
LATEST: Final = 4_102_444_800_000
"""1970 and 2100 in epoch ms: what lies outside is an error of the exporting program."""
_A_DAY: Final = DAY * 1000


def reach_of(events: Iterable[Event], zones: Zones, today: int) -> tuple[int, tuple[int, int] | None]:
    """Where endless series stop: at the end of today, or of the last thing that the calendar dates; and the calendar's span.

    The span goes from the first start to the last end in epoch ms, None without any event. Series are not expanded for it.
    """
    first, last, dated = LATEST, EARLIEST, today
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
    last = min(max([last, *(_last(event, rule, zones, horizon) for event, rule in rules)]), LATEST)
    return horizon, ((first, last) if first < last else None)


def _rules(event: Event) -> list[Rule]:
    found = []
    for text in event.rules:
        try:
            found.append(parse_rule(text))
        except BadRuleError:
            continue
    return found


def _last(event: Event, rule: Rule, zones: Zones, horizon: int) -> int:
    until = None if rule.until is None else rule.until.seconds
    end = Expansion(rule, event.start.seconds, until, whole_days=event.start.is_date).end()
    return horizon if end is None else zones.of(event.start).ms(end)
