"""The tables that measures read, on one DuckDB connection, the same for files in memory and for the ledger.

Instants are BIGINT epoch ms, `day` is the proleptic ordinal of a local day:

- `activities`: model.activities.COLUMNS (`start_ms`, `end_ms`, `created_ms` for the instants, null for none) and `id`, `day`
  (of the start), `kind, mode, size, purpose, certain, counted, reason, rule, uncounted`.
- `time`: one row per tally: `person, day, lane, kind, band, contested, duty, tracked, mode, size, purpose, source, app, rule, ms`.
- `meetings`: my human calendar entries, calls, messages and timers, counted or not, also beyond the window; `people` are the
  counterparts' main addresses without mine, and without those who declined what was held.
- `contacts(person, day, counterpart, contact_ms, pair_ms, n_meetings, in_person)`: `contact_ms` is the full length of my counted
  meetings with them, `pair_ms` my human time in them (each moment shared among simultaneous meetings) ÷ (people − 1).
- `spans(person, start_ms, end_ms, day, kind, mode, size, band, contested, duty, source, app, rule)`: the resolved timeline.
- `periods(nth, label, first, until)`, `expected(person, day, ms)`, `duty(person, start_ms, end_ms, day)` cut at
  the edges of days, `off_days(person, day, why)`: of the window asked for.
- `evidence(person, day, evidence)`: which evidence my activities of each day are.
- `pulse(day, item, value)`: my answers to the weekly self-check, also outside the window.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from connratio.ledger.calendar import Absence
from connratio.model.words import SILENT

if TYPE_CHECKING:
    from connratio.ledger.calendar import Days
    from connratio.model.periods import Period
    from connratio.model.pulse import Answer

UNLISTED: Final = f"({', '.join(map(repr, SILENT))})"
"""Evidence that is no activity, as SQL."""

ABSENCES: Final = """
SELECT start_ms, end_ms, all_day, CASE WHEN evidence = 'day_off' THEN 'day off' ELSE 'out of office' END AS why FROM activities
WHERE person = {me} AND evidence IN ('calendar', 'day_off') AND kind = 'away' AND response <> 'declined'
  AND reason NOT IN ('duplicate', 'cancelled') AND end_ms IS NOT NULL"""
"""My absences: entries of the calendar and days off, not what was declined, cancelled or a copy."""

MEETINGS: Final = """
SELECT id, person, start_ms, end_ms, day, uid, instance, source, title, private, evidence, purpose, mode, size,
       CASE WHEN uncounted THEN NULL ELSE n_people END AS n_people,
       CASE WHEN counted AND list_contains(replies, 'declined')
            THEN list_filter(people, lambda p, i: p NOT IN ({addresses}) AND coalesce(replies[i], '') <> 'declined')
            ELSE list_filter(people, lambda p: p NOT IN ({addresses})) END AS people,
       organiser, organiser IN ({addresses}) AS i_organise, response, recurring, certain, counted, reason, created_ms
FROM activities
WHERE person = {me} AND kind = 'human' AND evidence IN ('calendar', 'call', 'message', 'timer') AND end_ms IS NOT NULL"""

CONTACTS: Final = """
WITH held AS (
    SELECT m.id, m.person, m.day AS start_day, m.mode, a.day, a.ms, a.shared_ms, unnest(m.people) AS counterpart,
           greatest(coalesce(m.n_people, len(m.people) + 1) - 1, len(m.people)) AS others
    FROM {meetings} m JOIN {attended} a ON a.id = m.id WHERE m.counted)
SELECT person, day, counterpart, sum(ms)::BIGINT AS contact_ms, sum(shared_ms // others)::BIGINT AS pair_ms,
       count(*) FILTER (WHERE day = start_day) AS n_meetings, bool_or(mode = 'in_person') AS in_person
FROM held GROUP BY ALL"""
"""`attended(id, day, ms, shared_ms)` is what each activity takes of a day: its length, and its part of my human time."""

EVIDENCE: Final = "SELECT DISTINCT person, day, evidence FROM activities WHERE person = {me}"


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''").replace("\0", "") + "'"


def of_mine(sql: str, me: str, addresses: Iterable[str]) -> str:
    """One of the queries above, for me."""
    return sql.format(me=quoted(me), addresses=", ".join(map(quoted, sorted({*addresses, me}))))


def absences_of(connection: Any) -> list[Absence]:
    """My absences (the table `absences`) in order."""
    rows = connection.execute("SELECT start_ms, end_ms, all_day, why FROM absences ORDER BY ALL").fetchall()
    return [Absence(*row) for row in rows]


def add_window(connection: Any, me: str, days: Days, periods: Sequence[Period]) -> None:
    """Add `periods`, `local_days`, `expected`, `duty` and `off_days`, which belong to a question, for this connection alone."""
    fill(connection, "periods(nth INTEGER, label VARCHAR, first BIGINT, until BIGINT)", [
        (nth, p.label, p.first.toordinal(), p.until.toordinal()) for nth, p in enumerate(periods)
    ])  # fmt: skip
    fill(connection, "expected(day BIGINT, ms BIGINT)", days.expected, me)
    fill(connection, "duty(start_ms BIGINT, end_ms BIGINT, day BIGINT)", days.duty_by_day, me)
    dated = range(days.first.toordinal(), days.until.toordinal())
    edges = [(day, *ends) for day, ends in zip(dated, pairwise(days.edges), strict=True)]
    fill(connection, "local_days(day BIGINT, start_ms BIGINT, end_ms BIGINT)", edges, me)
    fill(connection, "off_days(day BIGINT, why VARCHAR)", days.off, me)


def add_pulse(connection: Any, answers: Sequence[Answer]) -> None:
    """Add `pulse`, where the answers come from files."""
    fill(connection, "pulse(day BIGINT, item VARCHAR, value DOUBLE)", [(a.day.toordinal(), a.item, a.value) for a in answers])


def fill(connection: Any, table: str, rows: Sequence[tuple[Any, ...]], person: str | None = None) -> None:
    """A temporary table with these rows, and a first column `person` where one is given.

    Whole columns are bound at once, since a statement per row costs more than the report; whole numbers as one text, which
    DuckDB reads faster than it takes a list.
    """
    name, _, spec = table.rstrip(")").partition("(")
    columns = [part.split() for part in spec.split(", ")]
    values = [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in columns]
    bound = [str(v) if sort in {"BIGINT", "INTEGER"} else v for v, (_, sort) in zip(values, columns, strict=True)]
    picked = [f"unnest(${i}::{sort}[]) AS {column}" for i, (column, sort) in enumerate(columns, 1)]
    whose = [] if person is None else [f"{quoted(person)} AS person"]
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {', '.join([*whose, *picked])}", bound)
