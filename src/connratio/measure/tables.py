"""The tallies as SQL tables: `time` (one row per tally, with what its key stands for), `periods`, `expected`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from connratio.model.memory import cursor
from connratio.timeline.records import Claim

if TYPE_CHECKING:
    from connratio.ledger.settle import Settled
    from connratio.measure.question import Question

KIND_OF: Final = {
    Claim.HUMAN: "human",
    Claim.HUMAN_MAYBE: "human",
    Claim.AI: "tool",
    Claim.LOG: "tool",
    Claim.WEB: "tool",
    Claim.APP: "tool",
    Claim.SOLO: "solo",
    Claim.UNKNOWN: "unknown",
    Claim.AWAY: "away",
    Claim.NONE: "",
}


@contextmanager
def connected(settled: Settled, question: Question | None) -> Iterator[Any]:
    """A database in memory with the tables; closed afterwards."""
    connection = cursor()
    try:
        connection.register(
            "tallies", settled.tallies.assign(kind=settled.tallies["winner"].map({int(c): k for c, k in KIND_OF.items()}))
        )
        keys = settled.keys.astype(object).assign(key=range(len(settled.keys))).drop(columns="kind")
        connection.register("keys", keys)
        # What was idle over an editor is away, not time of the mode that its rule would have given.
        connection.execute(
            """CREATE TEMP VIEW time AS SELECT t.person, t.day, t.lane, t.kind, t.band, t.contested, t.duty, t.tracked, t.ms,
               CASE WHEN t.kind = 'away' THEN '' ELSE coalesce(k.mode, '') END AS mode, coalesce(k.size, '') AS size,
               coalesce(k.purpose, '') AS purpose, coalesce(k.source, '') AS source, coalesce(k.app, '') AS app, coalesce(k.rule, '') AS rule
               FROM tallies t LEFT JOIN keys k USING (key)"""
        )
        connection.register("expected", settled.expected)
        if question is not None:
            rows = [(i, p.label, p.first.toordinal(), p.until.toordinal()) for i, p in enumerate(question.periods)]
            connection.register("periods", pd.DataFrame(rows, columns=["nth", "label", "first", "until"]))
        yield connection
    finally:
        connection.close()
