"""What a person's settled activities say of each week."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from connratio.ledger.memory import kinds_of
from connratio.measure.ai import AUGMENTATION, AUTOMATION
from connratio.measure.ai.rows import Rows, Sort
from connratio.measure.ai.sittings import sittings_of
from connratio.measure.focus import HOUR_MS
from connratio.model.activities import NAT
from connratio.model.texts import Texts, numbered
from connratio.model.words import ACTS, SIZES
from connratio.timeline.classes import Claim, Lane
from connratio.timeline.days import day_numbers
from connratio.timeline.intervals import Cover, Ints, clip, difference, union

if TYPE_CHECKING:
    from connratio.ledger.policy import Policy
    from connratio.ledger.settle import Settled
    from connratio.model.frame import Frame


def figures_of(settled: Settled, weeks: Ints, inside: tuple[int, int], policy: Policy) -> dict[str, Any]:
    """The figures of facts.PERSON_WEEKS, a column each, and `tracked_ms`. `weeks` are Mondays, `inside` the days that count (ordinals)."""
    return _tallied(settled, weeks, inside) | _stretches(settled, weeks, inside) | _sessions(settled, weeks, policy)


def _tallied(settled: Settled, weeks: Ints, inside: tuple[int, int]) -> dict[str, Any]:
    """What the tallies say of each week."""
    tallies = settled.tallies
    day = tallies["day"]
    rows = (tallies["lane"] == Lane.TIME) & (day >= inside[0]) & (day < inside[1])
    tallies, nth = tallies.take(rows), (day[rows] - weeks[0]) // 7
    kind = kinds_of(tallies)
    mode, size = (Texts.spread([*settled.keys[name], ""], tallies["key"]) for name in ("mode", "size"))  # key -1 stands for none
    ms, duty, tracked = (tallies[name] for name in ("ms", "duty", "tracked"))

    def summed(test: Any) -> Ints:
        return np.bincount(nth[test], weights=ms[test], minlength=len(weeks)).round().astype(np.int64)

    human, tool = kind.among("human"), kind.among("tool")
    bands = dict(zip(("one_to_one_ms", "small_ms", "large_ms", "broadcast_ms"), SIZES, strict=True))
    expected = np.zeros(len(weeks), dtype=np.int64)
    for at, length in settled.days.expected:
        if inside[0] <= at < inside[1]:
            expected[(at - weeks[0]) // 7] += length
    observed = summed((duty == 1) & kind.among("human", "tool", "solo", "unknown"))
    return {
        "human_ms": summed(human),
        "tool_ms": summed(tool),
        "ai_ms": summed(tool & mode.among("ai")),
        **{name: summed(human & size.among(band)) for name, band in bands.items()},
        "in_person_ms": summed(human & mode.among("in_person")),
        "placed_ms": summed(human & mode.among("in_person", "video", "hybrid", "phone")),
        "after_hours_ms": summed(human & (duty == 0)),
        "expected_ms": expected,
        "observed_ms": np.minimum(observed, expected),
        "tracked_ms": summed((duty == 1) & (tracked == 1)),
    }


def _stretches(settled: Settled, weeks: Ints, inside: tuple[int, int]) -> dict[str, Any]:
    """What needs the stretches themselves: unions of meetings, and uninterrupted time between them."""
    claims, table = settled.claims, settled.judged
    human = (claims.claim == Claim.HUMAN) | (claims.claim == Claim.HUMAN_MAYBE)
    entry = table["evidence"].among("calendar")[claims.record]
    again = table["recurring"][claims.record]
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
    talks = union(claims.start[human], claims.end[human])
    marks = table["start"][table["evidence"].among("message") & table["reason"].among("") & table["kind"].among("human")]
    free = _cut(difference(Cover(duty[:, 0], duty[:, 1]), talks), np.sort(marks))
    return {
        "meeting_ms": weekly(held),
        "recurring_ms": weekly(union(claims.start[series], claims.end[series])),
        "focus_ms": weekly(_long(free)),
    }


def _cut(cover: Cover, marks: Ints) -> Cover:
    """The stretches in two wherever a message lies inside, however short it is."""
    at = np.searchsorted(cover.start, marks, side="right") - 1
    inside = marks[(at >= 0) & (marks > cover.start[at]) & (marks < cover.end[at])] if len(cover.start) else marks[:0]
    return Cover(np.sort(np.concatenate((cover.start, inside))), np.sort(np.concatenate((cover.end, inside))))


def _long(cover: Cover) -> Cover:
    """The stretches of an hour or more (METRICS 6: shorter ones are fragments)."""
    long = cover.end - cover.start >= HOUR_MS
    return Cover(cover.start[long], cover.end[long])


def _sessions(settled: Settled, weeks: Ints, policy: Policy) -> dict[str, Any]:
    """Sittings with an assistant in the week in which each began, and how many augment and automate (connratio ai has the rule)."""
    table = settled.judged
    known = table["reason"].among("") & table["kind"].among("tool") & (table["end"] != NAT) & (table["unplaced_ms"] == 0)
    table = table.take(known & table["evidence"].among("ai", "ai_unattended") & ~table["category"].among("subagent"))
    way, nth = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    if len(table):
        begin, way = _sittings(table)
        nth = (day_numbers(begin, policy.zone, policy.day_starts) - weeks[0]) // 7
    inside = (nth >= 0) & (nth < len(weeks))
    tests = {"n_sessions": inside, "n_augmenting": inside & (way == 1), "n_automating": inside & (way == 2)}
    return {name: np.bincount(nth[test], minlength=len(weeks)).astype(np.int32) for name, test in tests.items()}


def _sittings(table: Frame) -> tuple[Ints, Ints]:
    """The start of each sitting, and its way."""
    category: Texts = table["category"]
    act = np.array([ACTS.index(word) if word in ACTS else -1 for word in category.words], dtype=np.int64)[category.codes]
    session = numbered(table["session"])[0]
    alone = np.flatnonzero(table["session"].among(""))  # a row without a session is one by itself
    session[alone] = len(table) + alone
    labels = np.where(category.among(*AUGMENTATION), 1, np.where(category.among(*AUTOMATION), 2, 0))
    label = np.zeros(2 * len(table), dtype=np.int64)
    np.maximum.at(label, session, labels)
    hands = table["evidence"].among("ai")
    rows = Rows(
        sort=np.where(hands, int(Sort.HANDS_ON), int(Sort.AGENT)), start=table["start"], end=table["end"],
        act=np.where(hands, np.maximum(act, 0), 0), before=act, turn=act, session=session, label=label[session], group={}, names={},
    )  # fmt: skip
    found = sittings_of(rows)
    begin = np.full(len(found), np.iinfo(np.int64).max)
    np.minimum.at(begin, found.sitting, found.start)
    return begin, np.asarray(found.way, dtype=np.int64)
