"""Per source: what was read, of whom, and what was left out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from connratio.model.activities import among, lengths
from connratio.model.table import Table
from connratio.model.words import WATCHED

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    import pandas as pd

    from connratio.classify.identity import Me
    from connratio.importers.reading import Read

COLUMNS: Final = (
    "source", "format", "path", "person", "person_why", "n_activities", "n_skipped", "skipped_why", "first", "last", "n_people",
    "reply_share", "n_problems",
)  # fmt: skip


def source_rows(reads: list[Read], table: pd.DataFrame, me: Me, zone: ZoneInfo) -> Table:
    """One row per source, in the order of the files.

    `first` and `last` are local days; `n_people` counts distinct addresses but mine; `reply_share` is the part of entries
    with other people to which anyone replied (None without such entries).
    """
    return Table.of(COLUMNS, (_row(read, table, me, zone) for read in reads))


def _row(read: Read, table: pd.DataFrame, me: Me, zone: ZoneInfo) -> dict[str, Any]:
    mine = table[among(table["source"], read.info.name) & ~among(table["evidence"], *WATCHED)]
    with_people = mine[lengths(mine["people"]) > 0]
    addresses = {p for people in with_people["people"] for p in people} - me.addresses
    replied = [any(r in {"accepted", "declined", "tentative"} for r in replies) for replies in with_people["replies"]]
    person, why = me.why.get(read.info.name, (me.name, ""))
    span = read.info.span
    return {
        "source": read.info.name,
        "format": read.info.format,
        "path": read.info.path,
        "person": person,
        "person_why": why,
        "n_activities": read.n_activities,
        "n_skipped": sum(read.skipped.values()),
        "skipped_why": ";".join(f"{n} {why}" for why, n in sorted(read.skipped.items())),
        "first": _day(span[0], zone) if span else None,
        "last": _day(max(span[1] - 1, span[0]), zone) if span else None,
        "n_people": len(addresses),
        "reply_share": round(sum(replied) / len(replied), 4) if replied else None,
        "n_problems": read.n_problems,
    }


def _day(ms: int, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(ms // 1000, tz=UTC).astimezone(zone).date().isoformat()
