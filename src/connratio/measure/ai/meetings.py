"""What a person did with assistants while they sat in meetings: time that is the meeting's, and contested."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from connratio.measure.ai.figures import hands_on
from connratio.measure.listing import iso
from connratio.measure.share import seconds
from connratio.model.intervals import clip, union

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from connratio.measure.ai.rows import Rows

COLUMNS: Final = ("start", "end", "source", "uid", "human_acts", "seconds")
_ATTENDED: Final = """
SELECT start_ms, end_ms, source, uid FROM meetings
WHERE counted AND evidence IN ('calendar', 'call', 'timer') AND start_ms < $until AND end_ms > $first AND end_ms > start_ms
ORDER BY ALL"""


def contested(tables: Any, rows: Rows, idle_ms: int, first: int, until: int, zone: ZoneInfo) -> list[dict[str, Any]]:
    """The attended meetings between two instants in which a person acted, or had hands on, with an assistant (COLUMNS).

    Of meetings at one time each lists what happened in it. `tables` is a connection with the tables of ledger.tables.
    """
    _, start, end = hands_on(rows, idle_ms)
    hands = union(start, end)
    acts = np.sort(rows.end[rows.act > 0])
    found = []
    for begin, stop, source, uid in tables.execute(_ATTENDED, {"first": first, "until": until}).fetchall():
        n = int(np.searchsorted(acts, stop) - np.searchsorted(acts, begin))
        pieces = clip(np.array([begin]), np.array([stop]), hands)
        ms = int((pieces.end - pieces.start).sum())
        if n or ms:
            from_, to = iso([begin, stop], zone)
            place = {"start": from_, "end": to, "source": source, "uid": uid}
            found.append(place | {"human_acts": n, "seconds": seconds(ms)})
    return found
