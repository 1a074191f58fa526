"""Events that have no occurrence at any time, told also where only a window of time is asked for."""

from __future__ import annotations

from typing import Final

from connratio.importers.ics.event import Event
from connratio.importers.ics.rules.bounds import Pool
from connratio.importers.ics.rules.recurrence import BadRuleError, parse_rule
from connratio.importers.ics.series import Series
from connratio.importers.ics.text.values import DAY

_STEPS: Final = 1_000
_A_DAY: Final = 24
"""So many occurrences an EXDATE may well take out: it may be a date."""
_EVER: Final = 2 * DAY, 3_652_000 * DAY


def never(series: Series, event: Event) -> bool:
    """Whether an event of a series has no occurrence at all, where that can be told with few steps."""
    if event.instance is not None:
        return False
    told, pool = len(series.problems), series.pool
    if not event.recurring:
        removed = series.removed(event)
        del series.problems[told:]
        return removed
    n_removing = sum(line.value.count(",") + 1 for line in event.exdates) + len(series.overrides)
    if not (n_removing or event.exrules or any(map(_ends, event.rules))):
        return False
    series.pool = Pool(_STEPS, min(_A_DAY * n_removing, _STEPS), _STEPS)
    starts, gone = series.listed(event, _EVER)
    gone |= starts.replaced(series.near(starts.ends))
    known = all(problem.code != "C205" for problem in series.problems[told:])
    del series.problems[told:]  # they are told when the series is expanded
    series.pool = pool
    return known and gone.issuperset(starts.ends)


def _ends(rule: str) -> bool:
    try:
        return parse_rule(rule).until is not None
    except BadRuleError:
        return False
