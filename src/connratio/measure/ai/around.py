"""What else went on beside the assistants: with whom the person was, and what other tools were in use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from connratio.model.intervals import Cover, union
from connratio.timeline.classes import Band


@dataclass(frozen=True, slots=True)
class Around:
    """Covers of time (epoch ms).

    `people`: certain time with people; `meetings`: attended meetings and calls; `busy`: time of people and of other tools, in
    which an agent is not left alone; `claimed`: what anything but an assistant's log claims, so that watching adds nothing
    there. `overlap` is the policy for time that people and tools both claim.
    """

    people: Cover
    meetings: Cover
    busy: Cover
    claimed: Cover
    overlap: str


def nothing(overlap: str) -> Around:
    """Nothing else: there are only logs of assistants."""
    none = np.empty(0, dtype=np.int64)
    empty = Cover(none, none)
    return Around(empty, empty, empty, empty, overlap)


def around_of(tables: Any, ours: list[str], overlap: str, first: int, until: int) -> Around:
    """The covers between two instants. `tables` is a connection with the tables of ledger.tables; `ours` the assistants' sources."""
    of_ours = "kind = 'tool' AND mode = 'ai' AND list_contains($1, source)"
    other = f"NOT ({of_ours})"
    return Around(
        people=_cover(tables, "spans", f"band IN ({int(Band.H_SURE)}, {int(Band.X)})", first, until),
        meetings=_cover(tables, "meetings", "counted AND evidence IN ('calendar', 'call', 'timer')", first, until),
        busy=_cover(tables, "spans", f"kind IN ('human', 'tool') AND {other}", first, until, ours),
        claimed=_cover(
            tables, "spans", f"(kind IN ('human', 'tool', 'solo', 'unknown') OR band = {int(Band.N0)}) AND {other}", first, until, ours
        ),
        overlap=overlap,
    )  # fmt: skip


def _cover(tables: Any, table: str, test: str, first: int, until: int, ours: list[str] | None = None) -> Cover:
    sql = f'SELECT start_ms AS "start", end_ms AS "end" FROM {table} WHERE start_ms < {until} AND end_ms > {first} AND {test}'
    found = tables.execute(sql, [ours] if ours is not None else []).fetchnumpy()
    return union(*(np.asarray(found[name], dtype=np.int64) for name in ("start", "end")))
