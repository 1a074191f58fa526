"""The first rows of what was read, before it is kept."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from connratio.model.activities import NAT, concat, millis
from connratio.model.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from connratio.importers.contract import Batch

COLUMNS = ("start", "end", "length", "title", "project", "category", "app", "people")


def preview(batches: Sequence[Batch], zone: ZoneInfo, n: int) -> Table:
    """The first `n` activities in local time, as they were understood."""
    table = concat([batch.activities for batch in batches]).iloc[:n]
    start, end, unplaced = millis(table["start"]).tolist(), millis(table["end"]).tolist(), table["unplaced_ms"].tolist()
    rows = []
    for i in range(len(table)):
        length = unplaced[i] or (end[i] - start[i] if end[i] != NAT else 0)
        told = [str(table[name].iloc[i]) for name in ("title", "project", "category", "app")]
        rows.append(
            (_local(start[i], zone), _local(end[i], zone), f"{length / 60_000:g} min", *told, len(table["people"].iloc[i]))
        )
    return Table(COLUMNS, rows)


def _local(ms: int, zone: ZoneInfo) -> Any:
    return (
        None if ms == NAT else datetime.fromtimestamp(ms / 1000, tz=UTC).astimezone(zone).isoformat(sep=" ", timespec="minutes")
    )
