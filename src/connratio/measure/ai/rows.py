"""The rows of assistants' logs as columns of numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

import numpy as np

from connratio.ledger.tables import quoted
from connratio.measure.ai import AUGMENTATION, AUTOMATION, SPLITS, Split
from connratio.model.words import ACTS, AI_EVIDENCE

NEVER: Final = np.iinfo(np.int64).min
"""The instant of what did not happen."""


class Sort(IntEnum):
    """What a row is."""

    HANDS_ON = 0
    WATCHING = 1
    AGENT = 2
    WAITING = 3
    SUBAGENT = 4


@dataclass(frozen=True, slots=True)
class Rows:
    """Columns of one length; instants are epoch ms.

    `act` is a place in ACTS (0: none), `before` the event before an act and `turn` the instant in which the turn began
    (NEVER where nothing says it). `session` numbers the conversations, `label` says of each row's conversation what the user
    calls it (0 nothing, 1 augmentation, 2 automation). `group` has the row's place in the `names` of each split.
    """

    sort: Any
    start: Any
    end: Any
    act: Any
    before: Any
    turn: Any
    session: Any
    label: Any
    group: Mapping[Split, Any]
    names: Mapping[Split, tuple[str, ...]]

    def __len__(self) -> int:
        """How many."""
        return len(self.sort)

    def of(self, *sorts: Sort) -> Any:
        """The places of the rows of these sorts."""
        return np.flatnonzero(np.isin(self.sort, sorts))


_COLUMN: Final[dict[Split, str]] = {"assistant": "app", "project": "project", "model": "model"}
OURS: Final = f"""
SELECT *, CASE session WHEN '' THEN 'row ' || id ELSE session END AS conversation, lower(replace(category, '_', ' ')) AS said FROM activities
WHERE person = {{me}} AND counted AND kind = 'tool' AND evidence IN {AI_EVIDENCE} AND end_ms IS NOT NULL AND unplaced_ms = 0
  AND NOT (evidence = 'ai_waiting' AND session <> '' AND NOT starts_with(uid, session || '@'))"""
"""My rows that count; the waits of sub-agents, whose uid names more than the session, are nobody's."""
_NUMBERS: Final = f"""
SELECT CASE WHEN evidence = 'ai_unattended' AND category = 'subagent' THEN {int(Sort.SUBAGENT)}
            ELSE array_position({list(AI_EVIDENCE)}, evidence) - 1 END AS sort,
       start_ms AS "start", end_ms AS "end", coalesce(created_ms, {NEVER}) AS before,
       CASE evidence WHEN 'ai' THEN coalesce(array_position({list(ACTS)}, category), 1) - 1 ELSE 0 END AS act,
       coalesce(try_cast(split_part(uid, '@', -1) AS BIGINT), {NEVER}) AS turn,
       dense_rank() OVER (ORDER BY app, conversation) - 1 AS "session",
       max(CASE WHEN said IN {AUGMENTATION} THEN 1 WHEN said IN {AUTOMATION} THEN 2 ELSE 0 END) OVER (PARTITION BY conversation) AS label,
       {", ".join(f"dense_rank() OVER (ORDER BY {c}) - 1 AS of_{s}" for s, c in _COLUMN.items())}
FROM ours ORDER BY ALL"""


def rows_of(tables: Any, me: str, first: int, until: int) -> Rows:
    """My rows between two instants. `tables` is a connection with the tables of ledger.tables."""
    near = f"{OURS.format(me=quoted(me))} AND start_ms < {until} AND greatest(end_ms, start_ms) >= {first}"
    found = tables.execute(f"WITH ours AS ({near}) {_NUMBERS}").fetchnumpy()
    columns = {name: np.asarray(values, dtype=np.int64) for name, values in found.items()}
    group: dict[Split, Any] = {split: columns.pop(f"of_{split}") for split in SPLITS}
    names: dict[Split, tuple[str, ...]] = {}
    for split, column in _COLUMN.items():
        names[split] = tuple(
            n for (n,) in tables.execute(f"SELECT DISTINCT {column} AS name FROM ({near}) ORDER BY name").fetchall()
        )
    return Rows(**columns, group=group, names=names)
