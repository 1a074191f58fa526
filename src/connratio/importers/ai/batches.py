"""Stretches as activities: what a reader of an assistant's log yields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from connratio.importers.ai.times import Sort, events_of, stretches
from connratio.importers.ai.trail import NEVER, Trail, What
from connratio.importers.contract import Batch, SourceInfo
from connratio.model.activities import NAT, frame
from connratio.model.problems import Problem
from connratio.model.words import ACTS, AI_EVIDENCE


def batch_of(
    trail: Trail, name: str, format_: str, path: str, problems: tuple[Problem, ...] = (), skipped: Mapping[str, int] | None = None
) -> Batch:
    """The time of a trail as one batch of the source `name`; problems of a `Trail` are the reader's own."""
    table = activities(trail, name)
    starts, ends = (table[c].to_numpy(dtype="datetime64[ms]").view(np.int64) for c in ("start", "end"))
    span = (int(starts.min()), int(max(ends.max(), starts.max() + 1))) if len(table) else None
    return Batch(SourceInfo(name, format_, path, span=span), table, problems, dict(skipped or {}), covers=trail.begins())


def activities(trail: Trail, name: str) -> pd.DataFrame:
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
    machine = np.array(["subagent" if s.sub else "turn" for s in sessions] or [""], dtype=object)
    words = np.array([*ACTS, *[""] * (max(What) + 1 - len(ACTS))], dtype=object)
    category = np.where(found.sort == Sort.AGENT, machine[number], "")
    category[acts] = words[events.what[found.event[acts]]]
    return frame(
        {
            "person": _texts([s.person for s in sessions], number),
            "source": name,
            "uid": np.array([f"{parts[s]}@{t}" for s, t in zip(number.tolist(), named.tolist(), strict=True)], dtype=object),
            "start": found.start,
            "end": found.end,
            "zone": "UTC",
            "evidence": _texts(AI_EVIDENCE, found.sort),
            "app": _texts([s.assistant for s in sessions], number),
            "category": pd.Categorical(category),
            "project": _texts([s.project for s in sessions], number),
            "created": np.where(acts & (found.before != NEVER), found.before, NAT),
            "origin": np.array(
                [f"{trail.files[f] if f >= 0 else name}:{line}" for f, line in zip(
                    events.file[found.event].tolist(), events.line[found.event].tolist(), strict=True
                )], dtype=object,
            ),
            "session": _texts([s.uid for s in sessions], number),
            "model": _texts(models, model[found.event]),
        },
        len(found),
    )  # fmt: skip


def _texts(words: Any, number: Any) -> pd.Categorical:
    """A text column from a number per row; equal words are one category."""
    codes, distinct = pd.factorize(np.array(list(words), dtype=object))
    return pd.Categorical.from_codes(codes[number] if len(number) else number, categories=pd.Index(distinct, dtype=object))
