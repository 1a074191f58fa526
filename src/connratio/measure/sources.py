"""Per source: what was read, of whom, and what was left out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from connratio.ledger.tables import quoted
from connratio.model.table import Table
from connratio.model.words import WATCHED

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from connratio.classify.identity import Me
    from connratio.importers.contract import Read

_ZONES: Final = "zones: "
COLUMNS: Final = (
    "source", "format", "path", "person", "person_why", "n_activities", "n_skipped", "skipped_why", "first", "last", "n_people",
    "reply_share", "n_problems", "people_share", "zone_steps", "note",
)  # fmt: skip


def source_rows(reads: Iterable[Read], tables: Any, me: Me, zone: ZoneInfo) -> Table:
    """One row per source, in the order of the files. `tables` is a connection with the table `activities` of ledger.tables.

    `first` and `last` are local days; `n_people` counts distinct addresses but mine; `reply_share` is the part of entries
    with other people to which anyone replied (None without such entries), `people_share` the part of calendar entries that
    name other people or a group (None without entries); `zone_steps` counts how zones were found out; `note` says what a
    source lacks and what that does to the numbers.
    """
    found = tables.execute(_people_sql(me)).fetchall()
    people = {source: _People(*rest) for source, *rest in found}
    return Table.of(COLUMNS, (_row(read, people.get(read.info.name, _People()), me, zone) for read in reads))


class _People(NamedTuple):
    """What the entries of a source say of people."""

    n: int = 0
    reply_share: float | None = None
    people_share: float | None = None


def _people_sql(me: Me) -> str:
    watched = ", ".join(map(quoted, WATCHED))
    mine = ", ".join(map(quoted, sorted({"", *me.addresses})))
    return f"""
        WITH entries AS (SELECT source, evidence = 'calendar' AS entry, [p FOR p IN people IF p NOT IN ({mine})] AS others,
                                len(groups) > 0 AS grouped, list_has_any(replies, ['accepted', 'declined', 'tentative']) AS replied
                         FROM activities WHERE evidence NOT IN ({watched})),
             names AS (SELECT source, count(DISTINCT other) AS n FROM (SELECT source, unnest(others) AS other FROM entries) GROUP BY source)
        SELECT source, coalesce(any_value(n), 0), round(avg(replied::INTEGER) FILTER (WHERE len(others) > 0), 4),
               round(avg((len(others) > 0 OR grouped)::INTEGER) FILTER (WHERE entry), 4)
        FROM entries LEFT JOIN names USING (source) GROUP BY source"""


def _row(read: Read, people: _People, me: Me, zone: ZoneInfo) -> dict[str, Any]:
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
        "n_people": people.n,
        "reply_share": people.reply_share,
        "n_problems": read.n_problems,
        "people_share": people.people_share,
        "zone_steps": next((n.removeprefix(_ZONES).replace(", ", ";") for n in read.info.notes if n.startswith(_ZONES)), ""),
        "note": "; ".join([n for n in read.info.notes if not n.startswith(_ZONES)] + _lacks(people)),
    }


def _lacks(people: _People) -> list[str]:
    """What a calendar does not say, and what follows."""
    if people.people_share is None:
        return []
    if people.people_share == 0:
        return ["no entry names anybody: titles decide, and none of it is certain"]
    return [] if people.reply_share else ["nobody's reply is known: every meeting counts as attended"]


def _day(ms: int, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(ms // 1000, tz=UTC).astimezone(zone).date().isoformat()
