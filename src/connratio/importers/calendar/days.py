"""Which timed entries are whole days in disguise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from datetime import tzinfo

DAY_MS = 86_400_000


def whole_days(start: Any, end: Any, zone: tzinfo) -> Any:
    """Which entries (columns of epoch ms) run from midnight to midnight of the person's zone: Google exports absences so."""
    found = np.zeros(len(start), dtype=bool)
    for i in np.flatnonzero(end - start >= DAY_MS - 3_600_000).tolist():
        a, b = _local(int(start[i]), zone), _local(int(end[i]), zone)
        found[i] = (a.hour, a.minute, b.hour, b.minute) == (0, 0, 0, 0) and b > a
    return found


def _local(ms: int, zone: tzinfo) -> datetime:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)).astimezone(zone)
