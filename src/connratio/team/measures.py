"""The measures of the audit that are sums of people's weeks: what each is, and its value for every group and period."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from connratio.team.layers import Cells

if TYPE_CHECKING:
    from connratio.team.amounts import Amounts
    from connratio.team.calendar import Calendar
    from connratio.team.groups import Groups

Value = Callable[[Callable[[str], Cells]], Cells]


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure: `layer` says when it is printed, `value` makes it (groups × periods) from sums over groups, by name.

    `tools` says that only people with a tool log in the week count.
    """

    name: str
    layer: str
    value: Value
    tools: bool = False


def divided(part: Cells, whole: Cells) -> Cells:
    """The quotients, NaN where nothing is divided by."""
    found: Cells = np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole > 0)
    return found


def _sum(name: str) -> Value:
    return lambda sums: sums(name)


def _ratio(part: str, *whole: str) -> Value:
    def value(sums: Callable[[str], Cells]) -> Cells:
        below = np.add.reduce([sums(name) for name in whole])
        return divided(sums(part), below)

    return value


def _rest(part: str, also: str, whole: str) -> Value:
    def value(sums: Callable[[str], Cells]) -> Cells:
        below = sums(whole)
        return divided(below - sums(part) - sums(also), below)

    return value


FIGURES: Final = (
    Figure("share_pooled", "shares", _ratio("human", "human", "tool"), tools=True),
    Figure("meeting_hours", "meetings", _sum("meeting")),
    Figure("person_hours", "meetings", _sum("person")),
    Figure("one_to_one_hours", "one_to_one", _sum("one_to_one")),
    Figure("small_group_hours", "small", _sum("small")),
    Figure("large_meeting_hours", "large", _sum("large")),
    Figure("broadcast_hours", "broadcast", _sum("broadcast")),
    Figure("in_person_share", "placed", _ratio("in_person", "placed")),
    Figure("recurring_share", "recurring", _ratio("recurring", "meeting")),
    Figure("after_hours", "after", _sum("after_hours")),
    Figure("focus_hours", "focus", _sum("focus")),
    Figure("cross_team_share", "internal", _ratio("outside", "internal")),
    Figure("ai_balance", "ai", _ratio("ai", "ai", "human"), tools=True),
    Figure("ai_share_of_tool", "ai", _ratio("ai", "tool"), tools=True),
    Figure("augmentation_proxy", "sessions", _ratio("n_augmenting", "n_augmenting", "n_automating"), tools=True),
    Figure("unlabelled_share", "sessions", _rest("n_augmenting", "n_automating", "n_sessions"), tools=True),
)
"""What each is: columns.MEASURES."""


def sums_of(amounts: Amounts, groups: Groups, calendar: Calendar, *, tools: bool) -> Callable[[str], Cells]:
    """Sums over the people of every group in every period (groups × periods), by the name of an amount."""
    there = amounts.tracked if tools else amounts.active
    people, covers = groups.people.astype(float), calendar.covers.T.astype(float)
    known: dict[str, Cells] = {}

    def sums(name: str) -> Cells:
        if name not in known:
            known[name] = people @ (amounts.of[name] * there) @ covers
        return known[name]

    return sums
