"""Conversations cut into sittings: a pause of more than half an hour ends one (formats/ai.md 3.4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from connratio.measure.ai import AUGMENTS_FROM, BREAK_MS, OPENING, PROMPTS
from connratio.measure.ai.rows import Rows, Sort
from connratio.model.intervals import AXIS


@dataclass(frozen=True, slots=True)
class Sittings:
    """Sittings, and the stretches in which something happened in them.

    `row`, `start`, `end` and `sitting` are columns of one length: acts and the ends of waits are instants, machine time
    is a stretch.
    `one_prompt` tells which sittings have exactly one prompt, `way` whether each augments (1) or automates (2) the person's
    work, or nobody can say (0); `labelled` that the user said so.
    """

    row: Any
    start: Any
    end: Any
    sitting: Any
    one_prompt: Any
    way: Any
    labelled: Any

    def __len__(self) -> int:
        """How many."""
        return len(self.way)


def sittings_of(rows: Rows) -> Sittings:
    """The sittings of all conversations; what sub-agents do is part of none."""
    row, start, end = _signs(rows)
    order = np.lexsort((start, rows.session[row]))
    row, start, end = row[order], start[order], end[order]
    session, hands, act = rows.session[row], rows.sort[row] == Sort.HANDS_ON, rows.act[row]
    reach = np.maximum.accumulate(end + session * AXIS) - session * AXIS
    new = np.ones(len(row), dtype=bool)
    new[1:] = (session[1:] != session[:-1]) | (start[1:] - reach[:-1] > BREAK_MS)
    sitting = np.cumsum(new) - 1
    n = int(np.count_nonzero(new))

    def count(which: Any) -> Any:
        return np.bincount(sitting[which], minlength=n)

    turns, label = count(np.isin(act, OPENING)), rows.label[row[new]]
    guessed = np.where(turns >= AUGMENTS_FROM, 1, np.where((turns == 1) | (count(hands) == 0), 2, 0))
    return Sittings(
        row, start, end, sitting, count(np.isin(act, PROMPTS)) == 1, np.where(label > 0, label, guessed), label > 0
    )  # fmt: skip


def _signs(rows: Rows) -> tuple[Any, Any, Any]:
    """When something happened: machine time, acts (what they are credited with is no sign of life), and both ends of waits."""
    own, waits = rows.of(Sort.HANDS_ON, Sort.AGENT), rows.of(Sort.WAITING)
    start = np.where(rows.act[own] > 0, rows.end[own], rows.start[own])
    parts = [(own, start, rows.end[own]), *((waits, at[waits], at[waits]) for at in (rows.start, rows.end))]
    row, start, end = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return row, start, end
