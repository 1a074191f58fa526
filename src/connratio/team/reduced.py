"""One person's weeks in numbers, from their stored activities: what is left of them when everybody's are put together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from connratio.classify.identity import Me
from connratio.ledger.memory import kinds_of
from connratio.ledger.settle import Settled, settle
from connratio.measure.share import TRACKED_FROM
from connratio.model.activities import among, millis
from connratio.model.words import SIZES
from connratio.timeline.classes import Claim, Lane
from connratio.timeline.clock import day_of
from connratio.timeline.days import day_numbers
from connratio.timeline.intervals import Cover, Ints, clip, difference, union

if TYPE_CHECKING:
    from collections.abc import Mapping

    from connratio.ledger.policy import Policy

HOUR: Final = 3_600_000
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
    table: pd.DataFrame, span: tuple[int, int] | None, stay: tuple[int | None, int | None], policy: Policy, today: date,
    *, has_calendar: bool,
) -> Reduced:  # fmt: skip
    """The weeks of the person whose stored activities these are. `span` (epoch ms) is what their sources cover, `stay` their days
    in the organisation; weeks that are not over by `today` are left out.
    """
    me = Me(str(table["person"].iloc[0]) if len(table) else "me", frozenset(), told=True, why={})
    window = _window(span, stay, policy, today)
    if window is None:
        return Reduced(_no_weeks(), *_meetings(table.iloc[:0], policy, (0, 0)), has_calendar=has_calendar, n_outside=len(table))
    first, until = window
    inside = max(first.toordinal(), stay[0] or 0), min(until.toordinal(), stay[1] or until.toordinal())
    settled = settle(table, me, policy, first, until)
    weeks = np.arange(first.toordinal(), until.toordinal(), 7)
    days = day_numbers(millis(table["start"])[table["start"].notna().to_numpy()], policy.zone, policy.day_starts)
    n_outside = int(np.count_nonzero((days < inside[0]) | (days >= inside[1]))) if stay != (None, None) else 0
    figures = _figures(settled, weeks, inside) | _stretches(settled, weeks, inside) | _sessions(settled, weeks, policy)
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


def _figures(settled: Settled, weeks: Ints, inside: tuple[int, int]) -> dict[str, Any]:
    """What the tallies say of each week."""
    tallies = settled.tallies
    day = tallies["day"].to_numpy()
    rows = (tallies["lane"].to_numpy() == Lane.TIME) & (day >= inside[0]) & (day < inside[1])
    tallies, nth = tallies[rows], (day[rows] - weeks[0]) // 7
    kind = kinds_of(tallies).fillna("").to_numpy(dtype=object)
    key = tallies["key"].to_numpy()
    mode, size = (np.append(settled.keys[name].to_numpy(dtype=object), "")[key] for name in ("mode", "size"))
    ms, duty, tracked = (tallies[name].to_numpy() for name in ("ms", "duty", "tracked"))

    def summed(test: Any) -> Ints:
        return np.bincount(nth[test], weights=ms[test], minlength=len(weeks)).round().astype(np.int64)

    human, tool = kind == "human", kind == "tool"
    bands = dict(zip(("one_to_one_ms", "small_ms", "large_ms", "broadcast_ms"), SIZES, strict=True))
    expected = np.zeros(len(weeks), dtype=np.int64)
    for at, length in settled.days.expected:
        if inside[0] <= at < inside[1]:
            expected[(at - weeks[0]) // 7] += length
    observed = summed((duty == 1) & np.isin(kind, ["human", "tool", "solo", "unknown"]))
    return {
        "human_ms": summed(human),
        "tool_ms": summed(tool),
        "ai_ms": summed(tool & (mode == "ai")),
        **{name: summed(human & (size == band)) for name, band in bands.items()},
        "in_person_ms": summed(human & (mode == "in_person")),
        "placed_ms": summed(human & np.isin(mode, ["in_person", "video", "hybrid", "phone"])),
        "after_hours_ms": summed(human & (duty == 0)),
        "expected_ms": expected,
        "observed_ms": np.minimum(observed, expected),
        "tracked_ms": summed((duty == 1) & (tracked == 1)),
    }


def _stretches(settled: Settled, weeks: Ints, inside: tuple[int, int]) -> dict[str, Any]:
    """What needs the stretches themselves: unions of meetings, and uninterrupted time between them."""
    claims, table = settled.claims, settled.judged
    human = (claims.claim == Claim.HUMAN) | (claims.claim == Claim.HUMAN_MAYBE)
    entry = among(table["evidence"], "calendar")[claims.record]
    again = table["recurring"].to_numpy()[claims.record]
    edges = np.array(settled.days.edges, dtype=np.int64)
    low, high = (
        edges[inside[0] - settled.days.first.toordinal() :][:1],
        edges[: inside[1] - settled.days.first.toordinal() + 1][-1:],
    )
    stay = Cover(low, high)
    cuts = edges[::7]

    def weekly(cover: Cover) -> Ints:
        pieces = clip(cover.start, cover.end, stay)
        parts = clip(pieces.start, pieces.end, Cover(cuts[:-1], cuts[1:]))
        nth = np.searchsorted(cuts, parts.start, side="right") - 1
        return np.bincount(nth, weights=parts.end - parts.start, minlength=len(weeks)).astype(np.int64)

    held = union(claims.start[human & entry], claims.end[human & entry])
    series = human & entry & again
    duty = np.array(settled.days.duty, dtype=np.int64).reshape(-1, 2)
    free = _long(difference(Cover(duty[:, 0], duty[:, 1]), held))
    others = union(claims.start[human & ~entry], claims.end[human & ~entry])
    return {
        "meeting_ms": weekly(held),
        "recurring_ms": weekly(union(claims.start[series], claims.end[series])),
        "focus_ms": weekly(_long(difference(free, others))),
    }


def _long(cover: Cover) -> Cover:
    """The stretches of an hour or more (METRICS 6: shorter ones are fragments)."""
    long = cover.end - cover.start >= HOUR
    return Cover(cover.start[long], cover.end[long])


def _sessions(settled: Settled, weeks: Ints, policy: Policy) -> dict[str, Any]:
    """Conversations with an assistant in the week in which each began, and how many have one prompt, and three or more."""
    table = settled.judged
    rows = among(table["evidence"], "ai") & ~among(table["session"], "") & among(table["reason"], "")
    part = table[rows]
    names = ("n_sessions", "n_augmenting", "n_automating")
    if not len(part):
        return {name: np.zeros(len(weeks), dtype=np.int32) for name in names}
    session, _ = pd.factorize(part["session"].astype(object))
    prompts = np.bincount(session, weights=among(part["category"], "prompt", "probable prompt"))
    starts = millis(part["start"])
    begin = np.full(len(prompts), np.iinfo(np.int64).max)
    np.minimum.at(begin, session, starts)
    nth = (day_numbers(begin, policy.zone, policy.day_starts) - weeks[0]) // 7
    known = (nth >= 0) & (nth < len(weeks))
    tests = (known, known & (prompts >= 3), known & (prompts == 1))
    return {name: np.bincount(nth[t], minlength=len(weeks)).astype(np.int32) for name, t in zip(names, tests, strict=True)}


def _meetings(table: pd.DataFrame, policy: Policy, inside: tuple[int, int]) -> tuple[pd.DataFrame, Ints, Any]:
    """The calendar entries with people of the days inside, and who is listed in each."""
    human = among(table["kind"], "human") & among(table["evidence"], "calendar") & ~among(table["reason"], "duplicate")
    rows = np.flatnonzero(human & table["end"].notna().to_numpy() & (table["uid"].to_numpy(dtype=object) != ""))
    part = table.iloc[rows]
    start, end = millis(part["start"]), millis(part["end"])
    day = day_numbers(start, policy.zone, policy.day_starts)
    kept = (day >= inside[0]) & (day < inside[1])
    part, day = part[kept], day[kept]
    listed = part["people"].tolist()
    heads = part["n_people"].to_numpy(dtype=np.int64, na_value=0)
    known = np.where(part["uncounted"].to_numpy(), 0, heads)
    frame = pd.DataFrame(
        {
            "uid": number_of(part["uid"]),
            "day": day,
            "ms": (end - start)[kept],
            "n": known,
            "held": among(part["reason"], ""),
        }
    ).astype(MEETINGS)
    at = np.repeat(np.arange(len(listed)), [len(p) for p in listed])
    return frame, at, number_of([p for people in listed for p in people])


def numbers(ids: Mapping[str, int]) -> tuple[np.ndarray[Any, np.dtype[np.uint64]], Ints]:
    """Ids as sorted numbers, with the person of each beside them."""
    codes = number_of(ids)
    order = np.argsort(codes)
    return codes[order], np.array(list(ids.values()), dtype=np.int64)[order]
