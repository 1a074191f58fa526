"""From the events of logs straight to the columns of `ai.rows`, where nothing else went on that could bear on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from connratio.importers.ai.times import Sort as Drawn
from connratio.importers.ai.times import events_of, stretches
from connratio.importers.ai.trail import NEVER
from connratio.measure.ai import SPLITS, Split
from connratio.measure.ai.answer import Data
from connratio.measure.ai.around import nothing
from connratio.measure.ai.gather import Asked, edges_of
from connratio.measure.ai.rows import Rows, Sort
from connratio.measure.ai.sittings import sittings_of
from connratio.measure.question import covered_days, is_missing, question_of
from connratio.model.words import ACTS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from connratio.importers.ai.trail import Trail
    from connratio.ledger.policy import Policy
    from connratio.model.periods import By

_SORT: Final = {
    Drawn.HANDS_ON: Sort.HANDS_ON,
    Drawn.WATCHING: Sort.WATCHING,
    Drawn.AGENT: Sort.AGENT,
    Drawn.WAITING: Sort.WAITING,
}
_NOBODYS: Final = -1
"""The sort of what is in no figure: the waits of sub-agents."""


def rows_of_trails(trails: Sequence[Trail]) -> Rows:
    """The rows of all logs, as `rows_of` gives them of activities."""
    sessions = [s for trail in trails for s in trail.sessions]
    if not sessions:
        none = np.empty(0, dtype=np.int64)
        return Rows(none, none, none, none, none, none, none, none, dict.fromkeys(SPLITS, none), dict.fromkeys(SPLITS, ()))
    parts, offset = [], 0
    models: list[str] = []
    for trail in trails:
        parts.append(_columns(trail, offset, models))
        offset += len(trail.sessions)
    columns = {name: np.concatenate([p[name] for p in parts]) for name in parts[0]}
    number, model = columns.pop("number"), columns.pop("model")
    group: dict[Split, Any] = {}
    names: dict[Split, tuple[str, ...]] = {}
    texts: dict[Split, tuple[list[str], Any]] = {
        "assistant": ([s.assistant for s in sessions], number), "project": ([s.project for s in sessions], number),
        "model": (models, model),
    }  # fmt: skip
    for split, (words, of_row) in texts.items():
        used = sorted({words[i] for i in np.unique(of_row).tolist()})
        place = {text: n for n, text in enumerate(used)}
        group[split], names[split] = np.array([place.get(t, 0) for t in words], dtype=np.int64)[of_row], tuple(used)
    conversation = {key: n for n, key in enumerate(sorted({(s.assistant, s.uid) for s in sessions}))}
    own = np.array([conversation[s.assistant, s.uid] for s in sessions], dtype=np.int64)[number]
    return Rows(**columns, session=own, label=np.zeros(len(number), dtype=np.int64), group=group, names=names)


def _columns(trail: Trail, offset: int, models: list[str]) -> dict[str, Any]:
    """The columns of one log; `number` is the session's place among all, `model` that of a name among `models`, to which it adds."""
    events = events_of(trail)
    found = stretches(events)
    named, model = trail.models_of(events)
    n_before = len(models)
    models += named
    sub, part = (np.array([bool(x) for x in told], dtype=bool)[found.session] for told in (
        [s.sub for s in trail.sessions], [s.part for s in trail.sessions],
    ))  # fmt: skip
    sort = np.array([_SORT[d] for d in Drawn], dtype=np.int64)[found.sort]
    sort[sub & (found.sort == Drawn.AGENT)] = Sort.SUBAGENT
    hands = found.sort == Drawn.HANDS_ON
    what = events.what[found.event].astype(np.int64)
    sort[part & (found.sort == Drawn.WAITING)] = _NOBODYS
    return {
        "sort": sort, "start": found.start, "end": found.end, "act": np.where(hands & (what < len(ACTS)), what, 0),
        "before": np.where(hands, found.before, NEVER), "turn": found.turn, "number": found.session + offset,
        "model": model[found.event] + n_before,
    }  # fmt: skip


def asked_of_trails(
    trails: Sequence[Trail], policy: Policy, window: tuple[date, date] | None, by: By, week_start: str, today: date
) -> Asked:
    """What logs hold for a question, as `gather.asked` gives it of a book; without a window all that they hold."""
    rows = rows_of_trails([t for t in trails if len(t)])
    span = (int(rows.start.min()), int(max(rows.end.max(), rows.start.max() + 1))) if len(rows) else None
    question = question_of(window, span, policy, by, week_start, today)
    periods, covered = question.periods, covered_days(span, policy)
    missing = [is_missing(p, covered) for p in periods]
    data = Data(rows, nothing(policy.overlap), sittings_of(rows), periods, edges_of(periods, policy), missing)
    return Asked(question, data, [], span is not None)
