"""The first rows of what was read, before it is kept."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from connratio.model.activities import NAT, concat
from connratio.model.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from connratio.importers.contract import Batch

COLUMNS = ("start", "end", "length", "title", "project", "category", "app", "people")


def preview(batches: Sequence[Batch], zone: ZoneInfo, n: int) -> Table:
    """The first `n` activities in local time, as they were understood."""
    table = concat([batch.activities for batch in batches]).take(slice(n))
    told = [table[name].tolist() for name in ("title", "project", "category", "app")]
    rows = []
    for start, end, unplaced, people, *texts in zip(
        *(table[name].tolist() for name in ("start", "end", "unplaced_ms", "people")), *told, strict=True
    ):
        length = unplaced or (end - start if end != NAT else 0)
        rows.append((_local(start, zone), _local(end, zone), f"{length / 60_000:g} min", *texts, len(people)))
    return Table(COLUMNS, rows)


def _local(ms: int, zone: ZoneInfo) -> Any:
    return (
        None if ms == NAT else datetime.fromtimestamp(ms / 1000, tz=UTC).astimezone(zone).isoformat(sep=" ", timespec="minutes")
    )
