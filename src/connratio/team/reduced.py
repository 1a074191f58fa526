"""One person's weeks in numbers, from their stored activities: what is left of them when everybody's are put together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from connratio.classify.identity import Me
from connratio.ledger.settle import settle
from connratio.measure.share import TRACKED_FROM
from connratio.model.activities import NAT
from connratio.team.figures import figures_of
from connratio.timeline.clock import day_of
from connratio.timeline.days import day_numbers
from connratio.timeline.intervals import Ints

if TYPE_CHECKING:
    from collections.abc import Mapping

    from connratio.ledger.policy import Policy
    from connratio.model.frame import Frame

OLDEST: Final = 7 * 520
"""Days before the last one that are looked at: ten years."""
MEETINGS: Final = {"uid": "uint64", "day": "int32", "ms": "int64", "n": "int32", "held": "bool"}
"""A person's calendar entries with people: the id of the meeting, its local day, full length, people (0 unknown), attended or not."""


@dataclass(frozen=True, slots=True)
class Reduced:
    """A person's weeks (facts.PERSON_WEEKS without `person`), their meetings (MEETINGS), and who else is listed in each.

    `listed_row` are rows of `meetings`, `listed_id` the ids beside them. `n_outside` counts records outside the person's time
    in the organisation.
    """

    weeks: pd.DataFrame
    meetings: pd.DataFrame
    listed_row: Ints
    listed_id: np.ndarray[Any, np.dtype[np.uint64]]
    has_calendar: bool
    n_outside: int


def monday(day: Any) -> Any:
    """The Monday (ordinal) of each day's week."""
    return day - (day - 1) % 7


def number_of(ids: Any) -> np.ndarray[Any, np.dtype[np.uint64]]:
    """Ids as numbers: their first 64 bits."""
    return np.array([int(i[:16], 16) for i in ids], dtype=np.uint64)


def reduced(
    table: Frame, span: tuple[int, int] | None, stay: tuple[int | None, int | None], policy: Policy, today: date,
    *, has_calendar: bool,
) -> Reduced:  # fmt: skip
    """The weeks of the person whose stored activities these are. `span` (epoch ms) is what their sources cover, `stay` their days
    in the organisation; weeks that are not over by `today` are left out.
    """
    me = Me(table["person"][0] if len(table) else "me", frozenset(), told=True, why={})
    window = _window(span, stay, policy, today)
    if window is None:
        return Reduced(
            _no_weeks(), *_meetings(table.take(slice(0)), policy, (0, 0)), has_calendar=has_calendar, n_outside=len(table)
        )
    first, until = window
    inside = max(first.toordinal(), stay[0] or 0), min(until.toordinal(), stay[1] or until.toordinal())
    settled = settle(table, me, policy, first, until)
    weeks = np.arange(first.toordinal(), until.toordinal(), 7)
    days = day_numbers(table["start"][table["start"] != NAT], policy.zone, policy.day_starts)
    n_outside = int(np.count_nonzero((days < inside[0]) | (days >= inside[1]))) if stay != (None, None) else 0
    figures = figures_of(settled, weeks, inside, policy)
    frame = pd.DataFrame({"week": weeks, **figures})
    frame["active"] = (frame["meeting_ms"] > 0) | (frame["human_ms"] > 0) | (frame["tool_ms"] > 0)
    frame["tracked"] = (frame["tracked_ms"] > 0) & (frame["tracked_ms"] >= TRACKED_FROM * frame["expected_ms"])
    covered = _covered(weeks, span, policy)
    meetings = _meetings(settled.judged, policy, inside)
    return Reduced(
        frame[covered].drop(columns="tracked_ms").reset_index(drop=True),
        *meetings,
        has_calendar=has_calendar,
        n_outside=n_outside,
    )


def _window(
    span: tuple[int, int] | None, stay: tuple[int | None, int | None], policy: Policy, today: date
) -> tuple[date, date] | None:
    """The whole weeks that touch both what the sources cover and the person's stay; none that is not over."""
    if span is None:
        return None
    first = day_of(span[0], policy.zone, policy.day_starts).toordinal()
    last = day_of(max(span[1] - 1, span[0]), policy.zone, policy.day_starts).toordinal() + 1
    over = monday(today.toordinal())
    first = max(first, over - OLDEST, *(d for d in stay[:1] if d is not None))
    last = min(last, *(d for d in (over, stay[1]) if d is not None))
    if last <= first:
        return None
    return date.fromordinal(monday(first)), date.fromordinal(monday(last - 1) + 7)


def _covered(weeks: Ints, span: tuple[int, int] | None, policy: Policy) -> Any:
    assert span is not None  # noqa: S101  # a window comes from a span
    last = day_of(max(span[1] - 1, span[0]), policy.zone, policy.day_starts).toordinal()
    return (weeks <= last) & (weeks + 7 > day_of(span[0], policy.zone, policy.day_starts).toordinal())


def _no_weeks() -> pd.DataFrame:
    from connratio.team.facts import PERSON_WEEKS

    return pd.DataFrame({name: np.empty(0, dtype=dtype) for name, dtype in PERSON_WEEKS.items() if name != "person"})


def _meetings(table: Frame, policy: Policy, inside: tuple[int, int]) -> tuple[pd.DataFrame, Ints, Any]:
    """The calendar entries with people of the days inside, and who is listed in each."""
    human = table["kind"].among("human") & table["evidence"].among("calendar") & ~table["reason"].among("duplicate")
    rows = np.flatnonzero(human & (table["end"] != NAT) & (table["uid"] != ""))
    part = table.take(rows)
    day = day_numbers(part["start"], policy.zone, policy.day_starts)
    kept = (day >= inside[0]) & (day < inside[1])
    part, day = part.take(kept), day[kept]
    listed = part["people"].tolist()
    known = np.where(part["uncounted"], 0, np.maximum(part["n_people"], 0))
    frame = pd.DataFrame(
        {
            "uid": number_of(part["uid"]),
            "day": day,
            "ms": part["end"] - part["start"],
            "n": known,
            "held": part["reason"].among(""),
        }
    ).astype(MEETINGS)
    at = np.repeat(np.arange(len(listed)), [len(p) for p in listed])
    return frame, at, number_of([p for people in listed for p in people])


def numbers(ids: Mapping[str, int]) -> tuple[np.ndarray[Any, np.dtype[np.uint64]], Ints]:
    """Ids as sorted numbers, with the person of each beside them."""
    codes = number_of(ids)
    order = np.argsort(codes)
    return codes[order], np.array(list(ids.values()), dtype=np.int64)[order]
