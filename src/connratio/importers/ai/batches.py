"""Stretches as activities: what a reader of an assistant's log yields."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from connratio.importers.ai.times import Sort, events_of, stretches
from connratio.importers.ai.trail import NEVER, Trail, What
from connratio.importers.contract import Batch, SourceInfo
from connratio.model.activities import NAT, frame
from connratio.model.frame import Frame
from connratio.model.problems import Problem
from connratio.model.texts import Texts
from connratio.model.words import ACTS, AI_EVIDENCE


def batch_of(
    trail: Trail, name: str, format_: str, path: str, problems: tuple[Problem, ...] = (), skipped: Mapping[str, int] | None = None
) -> Batch:
    """The time of a trail as one batch of the source `name`; problems of a `Trail` are the reader's own."""
    table = activities(trail, name)
    starts, ends = table["start"], table["end"]
    span = (int(starts.min()), int(max(ends.max(), starts.max() + 1))) if len(table) else None
    return Batch(SourceInfo(name, format_, path, span=span), table, problems, dict(skipped or {}), covers=trail.begins())


def activities(trail: Trail, name: str) -> Frame:
    """A row per stretch. `uid` is the session and the instant of the act, or of the beginning of the turn, so that it stays.

    `created` of an act is the instant of the event before it, so that other idle limits can be tried later.
    """
    events = events_of(trail)
    found = stretches(events)
    sessions = trail.sessions
    models, model = trail.models_of(events)
    number, acts = found.session, found.sort == Sort.HANDS_ON
    named = np.where(acts, found.end, np.where(found.turn == NEVER, found.start, found.turn))
    parts = [s.key for s in sessions]
    turn = max(What) + 1  # behind the words of the acts those of the machine's turns, then none
    words = [*ACTS, *[""] * (turn - len(ACTS)), "turn", "subagent", ""]
    machine = np.array([turn + s.sub for s in sessions] or [0], dtype=np.int64)
    category = np.where(found.sort == Sort.AGENT, machine[number], len(words) - 1)
    category[acts] = events.what[found.event[acts]]
    return frame(
        {
            "person": Texts.spread([s.person for s in sessions], number),
            "source": name,
            "uid": np.array([f"{parts[s]}@{t}" for s, t in zip(number.tolist(), named.tolist(), strict=True)], dtype=object),
            "start": found.start,
            "end": found.end,
            "zone": "UTC",
            "evidence": Texts.spread(AI_EVIDENCE, found.sort),
            "app": Texts.spread([s.assistant for s in sessions], number),
            "category": Texts.spread(words, category),
            "project": Texts.spread([s.project for s in sessions], number),
            "created": np.where(acts & (found.before != NEVER), found.before, NAT),
            "origin": np.array(
                [f"{trail.files[f] if f >= 0 else name}:{line}" for f, line in zip(
                    events.file[found.event].tolist(), events.line[found.event].tolist(), strict=True
                )], dtype=object,
            ),
            "session": Texts.spread([s.uid for s in sessions], number),
            "model": Texts.spread(models, model[found.event]),
        },
        len(found),
    )  # fmt: skip
