"""Per source: what was read, of whom, and what was left out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from connratio.ledger.tables import quoted
from connratio.model.table import Table
from connratio.model.words import WATCHED

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from connratio.classify.identity import Me
    from connratio.importers.contract import Read

COLUMNS: Final = (
    "source", "format", "path", "person", "person_why", "n_activities", "n_skipped", "skipped_why", "first", "last", "n_people",
    "reply_share", "n_problems",
)  # fmt: skip


def source_rows(reads: Iterable[Read], tables: Any, me: Me, zone: ZoneInfo) -> Table:
    """One row per source, in the order of the files. `tables` is a connection with the table `activities` of ledger.tables.

    `first` and `last` are local days; `n_people` counts distinct addresses but mine; `reply_share` is the part of entries
    with other people to which anyone replied (None without such entries).
    """
    people = {source: (n, share) for source, n, share in tables.execute(_people_sql(me)).fetchall()}
    return Table.of(COLUMNS, (_row(read, *people.get(read.info.name, (0, None)), me, zone) for read in reads))


def _people_sql(me: Me) -> str:
    watched = ", ".join(map(quoted, WATCHED))
    mine = ", ".join(map(quoted, sorted({"", *me.addresses})))
    return f"""
        WITH entries AS (SELECT source, people, list_has_any(replies, ['accepted', 'declined', 'tentative']) AS replied
                         FROM activities WHERE evidence NOT IN ({watched}) AND len(people) > 0),
             others AS (SELECT source, count(DISTINCT other) AS n FROM (SELECT source, unnest(people) AS other FROM entries)
                        WHERE other NOT IN ({mine}) GROUP BY source)
        SELECT source, coalesce(any_value(n), 0), round(avg(replied::INTEGER), 4) FROM entries LEFT JOIN others USING (source) GROUP BY source"""


def _row(read: Read, n_people: int, reply_share: float | None, me: Me, zone: ZoneInfo) -> dict[str, Any]:
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
        "n_people": n_people,
        "reply_share": reply_share,
        "n_problems": read.n_problems,
    }


def _day(ms: int, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(ms // 1000, tz=UTC).astimezone(zone).date().isoformat()
