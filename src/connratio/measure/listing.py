"""Every activity with its verdict: how an outsider checks us."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timezone
from typing import TYPE_CHECKING, Any, Final

from connratio.ledger.tables import UNLISTED
from connratio.model.table import Table

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

COLUMNS: Final = (
    "start", "end", "zone", "person", "kind", "mode", "size", "purpose", "certain", "counted", "reason", "rule", "source", "uid",
    "n_people", "response", "origin", "unplaced_seconds",
)  # fmt: skip
_PLAIN: Final = ("zone", "person", "kind", "mode", "size", "purpose", "certain", "counted", "reason", "rule", "source", "uid")


def listing(tables: Any, zone: ZoneInfo, window: tuple[int, int] | None, *, titles: bool) -> Table:
    """One row per activity that overlaps the window (epoch ms; None: all), in order of time; nothing is clipped.

    Presence rows are evidence, not activities, and do not appear. Instants are ISO with the offset of `zone`. Titles of
    private entries never appear. `tables` is a connection with the table `activities` of ledger.tables.
    """
    inside = (
        ""
        if window is None
        else "AND start_ms < $2 AND (coalesce(end_ms, start_ms) > $1 OR (coalesce(end_ms, start_ms) = start_ms AND start_ms >= $1))"
    )
    rows = tables.execute(
        f"""SELECT start_ms, end_ms, {", ".join(_PLAIN)}, CASE WHEN uncounted THEN NULL ELSE n_people END, response,
                   CASE WHEN row > 0 THEN origin || ':' || row ELSE origin END, nullif(unplaced_ms, 0)
                   {", CASE WHEN private THEN '' ELSE title END" if titles else ""}
            FROM activities WHERE evidence NOT IN {UNLISTED} {inside}
            ORDER BY start_ms NULLS FIRST, end_ms NULLS FIRST, uid, origin, row, id""",
        [] if window is None else list(window),
    ).fetchall()
    starts, ends = iso((row[0] for row in rows), zone), iso((row[1] for row in rows), zone)
    at = len(COLUMNS) - 1
    shown = [
        (start, end, *row[2:at], _seconds(row[at]), *row[at + 1 :]) for start, end, row in zip(starts, ends, rows, strict=True)
    ]
    return Table((*COLUMNS, *(["title"] if titles else [])), shown)


def _seconds(ms: int | None) -> float | int | None:
    return None if ms is None else ms / 1000 if ms % 1000 else ms // 1000


def iso(instants: Iterable[int | None], zone: ZoneInfo) -> list[str | None]:
    """ISO 8601 with the zone's offset at that moment, milliseconds only where there are some; None for no instant."""
    offsets: dict[int, timezone] = {}
    found: list[str | None] = []
    for ms in instants:
        if ms is None:
            found.append(None)
            continue
        quarter = ms // 900_000  # offsets change at full quarters of an hour
        if quarter not in offsets:
            offset = datetime.fromtimestamp(quarter * 900, tz=UTC).astimezone(zone).utcoffset()
            offsets[quarter] = timezone(offset) if offset is not None else UTC
        text = datetime.fromtimestamp(ms // 1000, tz=offsets[quarter]).isoformat()
        found.append(f"{text[:19]}.{ms % 1000:03}{text[19:]}" if ms % 1000 else text)
    return found
