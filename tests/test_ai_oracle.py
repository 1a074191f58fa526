"""`connratio ai` against a second-by-second count, written from formats/ai.md 3.3 and 3.4 alone."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ai_logs import MONDAY, default_policy, trail_of
from connratio.measure.ai.answer import totals_of
from connratio.measure.ai.direct import asked_of_trails

LENGTH = 4 * 3600
EARLY = 3600
"""The drawn morning begins an hour in, so that what an act is credited with has its place."""
EVENT = st.tuples(
    st.sampled_from(["a", "b", "c"]), st.integers(0, 2 * 3600), st.sampled_from(["prompt", "machine", "machine", "interrupt"])
)
Event = tuple[str, int, str]


def counted(events: list[Event], idle: int) -> dict[str, Any]:
    """Every second of the morning looked at."""
    hands, watched = (np.zeros(LENGTH, dtype=bool) for _ in range(2))
    agents = np.zeros(LENGTH, dtype=int)
    waiting = n_turns = 0
    own: dict[str, list[tuple[int, str]]] = {}
    for name, at, what in events:
        own.setdefault(name, []).append((at + EARLY, what))
    for session in own.values():
        # At one second an act comes before what the machine wrote, and a prompt before an interrupt.
        rows = sorted(session, key=lambda e: (e[0], ["prompt", "interrupt", "machine"].index(e[1])))
        acts = [at for at, what in rows if what != "machine"]
        works = np.zeros(LENGTH, dtype=bool)
        for n, (at, what) in enumerate(rows):
            if what != "machine":
                near = n > 0 and at != acts[0] and at - rows[n - 1][0] <= idle
                hands[rows[n - 1][0] if near else at - 60 : at] = True
        turns: list[list[tuple[int, str]]] = []
        for row in rows:
            if row[1] == "prompt" or not turns:
                turns.append([])
            turns[-1].append(row)
        n_turns += sum(any(what != "interrupt" for _, what in turn) for turn in turns)
        for turn in turns:
            last = max((n for n, row in enumerate(turn) if row[1] == "machine"), default=-1)
            for (a, _), (b, _) in pairwise(turn[: last + 1]):
                if b - a <= 300:
                    works[a:b] = True
                else:
                    waiting += b - a
        agents += works
        for at in acts:
            watched[at : at + 300] |= works[at : at + 300]
    busy = hands | watched
    sat = [sitting for session in own.values() for sitting in sittings(session)]
    prompts = [sum(what == "prompt" for _, what in sitting) for sitting in sat]
    n = len(sat)
    return {
        "n_turns": n_turns, "n_interrupts": sum(what == "interrupt" for _, _, what in events), "n_sessions": n,
        "one_prompt_share": round(prompts.count(1) / n, 4),
        "augmentation_share": round(sum(p >= 3 for p in prompts) / n, 4),
        "automation_share": round(
            sum(p == 1 or all(what == "machine" for _, what in s) for p, s in zip(prompts, sat, strict=True)) / n, 4
        ),
        "ai_seconds": int(hands.sum()), "ai_watching_seconds": int((watched & ~hands).sum()), "ai_agent_seconds": int(agents.sum()),
        "ai_unattended_seconds": int(agents[~busy].sum()), "ai_waiting_seconds": waiting,
        "parallelism": round(agents.sum() / np.count_nonzero(agents), 4) if agents.any() else None,
        "human_acts": sum(what != "machine" for _, _, what in events),
    }  # fmt: skip


def sittings(session: list[tuple[int, str]]) -> list[list[tuple[int, str]]]:
    """The events of a conversation, parted where nothing happened for more than half an hour."""
    found: list[list[tuple[int, str]]] = []
    for event in sorted(session):
        if not found or event[0] - found[-1][-1][0] > 1800:
            found.append([])
        found[-1].append(event)
    return found


@settings(deadline=None, max_examples=100)
@given(st.lists(EVENT, min_size=1, max_size=30, unique_by=lambda e: e[:2]), st.sampled_from([2, 5, 15]))
def test_every_second_is_accounted_for(events: list[Event], minutes: int) -> None:
    text = "\n".join(f"{name} {9 + at // 3600:02}:{at % 3600 // 60:02}:{at % 60:02} {what}" for name, at, what in events)
    found = asked_of_trails([trail_of(text)], default_policy("UTC"), (MONDAY, MONDAY.replace(day=3)), "total", "mon", MONDAY)
    ours, theirs = totals_of(found.data, minutes * 60_000), counted(events, minutes * 60)
    assert {name: ours[name] for name in theirs} == theirs
