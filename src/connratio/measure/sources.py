"""Per source: what was read, of whom, and what was left out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

from connratio.ledger.tables import quoted
from connratio.model.table import Table
from connratio.model.words import SILENT, WATCHED

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from connratio.classify.identity import Me
    from connratio.importers.contract import Read

_ZONES: Final = "zones: "
COLUMNS: Final = (
    "source", "format", "path", "person", "person_why", "n_activities", "n_skipped", "skipped_why", "first", "last", "n_people",
    "reply_share", "n_problems", "people_share", "zone_steps", "note", "not_counted_why",
)  # fmt: skip


class Book(Protocol):
    """What is asked of what was read."""

    @property
    def reads(self) -> Sequence[Read]:
        """The sources."""
        ...

    def add_places(self, connection: Any) -> None:
        """Add the table `places`: of which of the `reads` each activity is."""
        ...


def source_rows(book: Book, tables: Any, me: Me, zone: ZoneInfo) -> Table:
    """One row per source, in the order of the files. `tables` is a connection of the book with the table `activities`.

    `first` and `last` are local days; `n_people` counts distinct addresses but mine; `reply_share` is the part of entries
    with other people to which anyone replied (None without such entries), `people_share` the part of calendar entries that
    name other people or a group (None without entries); `zone_steps` counts how zones were found out; `note` says what a
    source lacks and what that does to the numbers; `not_counted_why` counts by reason the entries that stay without
    counting (declined, cancelled, all day …); of what watchers logged, idleness has too much to say.
    """
    book.add_places(tables)
    people = {read: _People(*rest) for read, *rest in tables.execute(_people_sql(me)).fetchall()}
    reasons = dict(tables.execute(_REASONS).fetchall())
    rows = (_row(read, people.get(nth, _People()), reasons.get(nth, ""), me, zone) for nth, read in enumerate(book.reads))
    return Table.of(COLUMNS, rows)


class _People(NamedTuple):
    """What the entries of a source say of people."""

    n: int = 0
    reply_share: float | None = None
    people_share: float | None = None


_REASONS: Final = f"""
    SELECT read, string_agg(n || ' ' || reason, ';' ORDER BY reason)
    FROM (SELECT read, reason, count(*) AS n FROM activities JOIN places USING (id)
          WHERE reason <> '' AND evidence NOT IN ({", ".join(map(quoted, (*SILENT, *WATCHED)))}) GROUP BY read, reason)
    GROUP BY read"""


def _people_sql(me: Me) -> str:
    watched = ", ".join(map(quoted, WATCHED))
    mine = ", ".join(map(quoted, sorted({"", *me.addresses})))
    return f"""
        WITH entries AS (SELECT read, evidence = 'calendar' AS entry, [p FOR p IN people IF p NOT IN ({mine})] AS others,
                                len(groups) > 0 AS grouped, list_has_any(replies, ['accepted', 'declined', 'tentative']) AS replied
                         FROM activities JOIN places USING (id) WHERE evidence NOT IN ({watched})),
             names AS (SELECT read, count(DISTINCT other) AS n FROM (SELECT read, unnest(others) AS other FROM entries) GROUP BY read)
        SELECT read, coalesce(any_value(n), 0), round(avg(replied::INTEGER) FILTER (WHERE len(others) > 0), 4),
               round(avg((len(others) > 0 OR grouped)::INTEGER) FILTER (WHERE entry), 4)
        FROM entries LEFT JOIN names USING (read) GROUP BY read"""


def _row(read: Read, people: _People, reasons: str, me: Me, zone: ZoneInfo) -> dict[str, Any]:
    # Several calendars may have one name: every published Outlook feed is called "Calendar".
    own = bool(read.info.owner) and not me.told
    person, why = (read.info.owner, read.info.owner_why) if own else me.why.get(read.info.name, (me.name, ""))
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
        "note": "; ".join([n for n in read.info.notes if not n.startswith(_ZONES)] + _lacks(read, people)),
        "not_counted_why": reasons,
    }


def _lacks(read: Read, people: _People) -> list[str]:
    """What a calendar does not say, and what follows."""
    if not read.n_activities:
        return ["nothing of it was counted"] if read.skipped.total() else []
    if people.people_share is None:
        return []
    if people.people_share == 0:
        told = any("neither titles nor people" in note for note in read.info.notes)
        return [] if told else ["no entry names anybody: titles decide, and none of it is certain"]
    return [] if people.reply_share else ["nobody's reply is known: every meeting counts as attended"]


def _day(ms: int, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(ms // 1000, tz=UTC).astimezone(zone).date().isoformat()
