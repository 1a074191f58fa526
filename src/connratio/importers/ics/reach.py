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


def horizon_of(events: Iterable[Event], zones: Zones, today: int) -> int:
    """The end of today, or of the last thing that the calendar dates: an endless series stops there."""
    latest = max((_dated(event, zones) for event in events), default=today)
    return min(max(latest, today), LATEST)


def span_of(events: Iterable[Event], zones: Zones, horizon: int) -> tuple[int, int] | None:
    """First start and last end of all events in epoch ms; None without any. Series are not expanded for it."""
    first, last = LATEST, EARLIEST
    for event in events:
        start = zones.ms(event.start)
        first = min(first, start if start >= EARLIEST else LATEST)
        last = max(last, _ended(event, zones), *(_last(event, rule, zones, horizon) for rule in _rules(event)))
    return (first, min(last, LATEST)) if first < last else None


def _ended(event: Event, zones: Zones) -> int:
    if event.end is not None:
        return zones.ms(event.end)
    return zones.ms(event.start) + (_A_DAY if event.start.is_date else 0)


def _dated(event: Event, zones: Zones) -> int:
    latest = _ended(event, zones)
    for rule in _rules(event):
        if rule.until is not None:
            latest = max(latest, zones.of(event.start).ms(rule.until.seconds) + _A_DAY)
    return latest


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
