"""Looking after the ledger: what is in it, whether it is sound, a way out of it, and forgetting."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from connratio.importers.pulse import SOURCE
from connratio.ledger.schema import schema_of
from connratio.ledger.store import LedgerError, Store
from connratio.ledger.tables import UNLISTED, quoted

EXPORTED: Final = ("activities", "time", "spans", "meetings", "contacts", "absences", "files", "reads", "problems", "pulse")
"""The tables that `export` writes: what measures read, and where it came from."""
_KEPT_WHOLE: Final = ("meta", "files", "reads", "problems", "records", "verdicts", "time", "spans", "meetings", "contacts", "absences",
                      "evidence", "unplaced", "stale", "pulse")  # fmt: skip


@dataclass(frozen=True, slots=True)
class About:
    """The ledger as a whole, and a row per source: name, format, activities, first and last instant, last import, files.

    `answers` to the self-check are a source of their own: how many, and the ordinals of the first and last day.
    """

    schema: int
    size: int
    n_activities: int
    n_files: int
    rows: list[tuple[str, str, int, int | None, int | None, int | None, int]]
    answers: tuple[int, int | None, int | None]


def about(store: Store) -> About:
    """What is in the ledger."""
    with store.reading() as connection:
        rows = connection.execute(
            f"""WITH r AS (SELECT source, count(*) FILTER (WHERE evidence NOT IN {UNLISTED} AND NOT ahead) AS n, min(start_ms) AS first_ms,
                                 max(coalesce(end_ms, start_ms)) FILTER (WHERE NOT ahead) AS last_ms FROM records GROUP BY source),
                    f AS (SELECT source, any_value(format) AS format, max(imported_ms) AS imported, count(DISTINCT file) AS files
                          FROM reads JOIN files ON files.id = reads.file GROUP BY source)
               SELECT source, coalesce(format, ''), coalesce(n, 0), first_ms, last_ms, imported, coalesce(files, 0)
               FROM r FULL JOIN f USING (source) ORDER BY source"""
        ).fetchall()
        n, files = connection.execute("SELECT (SELECT count(*) FROM records), (SELECT count(*) FROM files)").fetchone()
        answers = connection.execute("SELECT count(*), min(day), max(day) FROM pulse").fetchone()
        schema = schema_of(connection)
    return About(schema, store.path.stat().st_size, n, files, rows, answers)


def check(store: Store) -> list[str]:
    """What is wrong in the ledger, a line each; nothing where it is sound. Raises LedgerError where it cannot be opened."""
    wrong: list[str] = []
    with store.reading() as connection:
        for table in _KEPT_WHOLE:
            # Reading every value makes DuckDB compare the checksum of every block.
            columns = [name for (name,) in connection.execute(f"SELECT column_name FROM (DESCRIBE {table})").fetchall()]
            connection.execute(f"SELECT {', '.join(f'max({c})' for c in columns)} FROM {table}").fetchall()
        tests = {
            "records without a verdict": """SELECT count(*) FROM records ANTI JOIN verdicts USING (id)
                                            WHERE (SELECT count(*) FROM stale) = 0""",
            "verdicts without a record": "SELECT count(*) FROM verdicts ANTI JOIN records USING (id)",
            "records that stand twice": "SELECT count(*) - count(DISTINCT id) FROM records",
            "verdicts that stand twice": "SELECT count(*) - count(DISTINCT id) FROM verdicts",
            "records of no known file": "SELECT count(*) FROM records ANTI JOIN files ON files.id = records.file",
            "days whose spans and tallies differ": """SELECT count(*) FROM (SELECT day, sum(end_ms - start_ms) AS ms FROM spans GROUP BY day) a
                FULL JOIN (SELECT t.day, sum(ms) AS ms FROM time t WHERE lane = 0 AND kind <> '' GROUP BY t.day) b USING (day)
                WHERE a.ms > coalesce(b.ms, 0)""",
        }
        for what, sql in tests.items():
            n = connection.execute(sql).fetchone()[0]
            if n:
                wrong.append(f"{n} {what}")
    return wrong


def export(store: Store, target: Path, form: str, *, force: bool) -> list[tuple[str, int]]:
    """Write the tables as CSV or Parquet into a folder, or as one SQLite file; the names with their rows."""
    if target.exists() and not force and (target.is_file() or any(target.iterdir())):
        raise LedgerError(f"{target} exists already", "pass --force to write over it")
    before = os.umask(0o077)
    try:
        with store.reading() as connection:
            replaced = "id, person, organiser, people, replies, n_people, response, private, reason"
            connection.execute(
                f"CREATE TEMP VIEW activities AS SELECT r.*, v.* EXCLUDE ({replaced}), v.person AS whose, v.reason AS verdict_reason "
                "FROM records r JOIN verdicts v USING (id)"
            )
            if form == "sqlite":
                return _sqlite(connection, target)
            target.mkdir(parents=True, exist_ok=True)
            options = "FORMAT csv, HEADER" if form == "csv" else "FORMAT parquet"
            counts = []
            for name in EXPORTED:
                file = target / f"{name}.{form}"
                rows = connection.execute(f"COPY (SELECT * FROM {name}) TO {quoted(str(file))} ({options})").fetchone()
                counts.append((name, int(rows[0])))
            return counts
    finally:
        os.umask(before)


def _sqlite(connection: Any, target: Path) -> list[tuple[str, int]]:
    """One SQLite file; lists become their items joined with `;`. DuckDB's own writer would have to be downloaded."""
    import sqlite3

    partial = target.with_name(target.name + ".new")
    partial.unlink(missing_ok=True)
    out = sqlite3.connect(partial)
    counts = []
    try:
        for name in EXPORTED:
            described = connection.execute(f"DESCRIBE {name}").fetchall()
            picked = [f"array_to_string({c}, ';') AS {c}" if t.endswith("[]") else c for c, t, *_ in described]
            out.execute(f"CREATE TABLE {name}({', '.join(c for c, *_ in described)})")
            cursor = connection.execute(f"SELECT {', '.join(picked)} FROM {name}")
            holes = ", ".join("?" * len(described))
            n = 0
            while rows := cursor.fetchmany(10_000):
                out.executemany(f"INSERT INTO {name} VALUES ({holes})", rows)
                n += len(rows)
            counts.append((name, n))
        out.commit()
    finally:
        out.close()
    partial.replace(target)
    return counts


@dataclass(frozen=True, slots=True)
class Forgetting:
    """What to forget: the activities of a source, of a person (also out of what others say of them), of a stretch (epoch ms).

    `days` are the ordinals of the stretch's local days, half-open: answers to the self-check have no other place in time.
    """

    source: str = ""
    person: str = ""
    stretch: tuple[int, int] | None = None
    days: tuple[int, int] | None = None

    @property
    def answers(self) -> str:
        """The answers to forget, as a condition on the table `pulse`: all of them are of one source, and of me."""
        if self.person or self.source not in {"", SOURCE}:
            return "false"
        return f"day >= {self.days[0]} AND day < {self.days[1]}" if self.days is not None else "true"


def forget(store: Store, what: Forgetting, rework: Callable[[], None]) -> int:
    """Take activities out and write the file anew, so that nothing of them is left in it; how many went. The caller holds the lock.

    `rework` works out the days that they leave behind. Backups made before a migration would remember, and go too.
    """
    with store.writing() as connection:
        connection.execute("BEGIN")
        n = _take_out(connection, what)
        connection.execute("COMMIT")
    rework()
    vacuum(store)
    drop_backups(store)
    return n


def drop_backups(store: Store) -> None:
    """Delete the backups made before migrations, whole or begun."""
    for backup in store.path.parent.glob(f"{store.path.name}.schema-*.bak*"):
        backup.unlink()


def count(store: Store, what: Forgetting) -> int:
    """How many activities, and answers to the self-check, would be forgotten."""
    with store.reading() as connection:
        n = connection.execute(f"SELECT count(*) FROM records WHERE {_chosen(what)}").fetchone()[0]
        return int(n) + int(connection.execute(f"SELECT count(*) FROM pulse WHERE {what.answers}").fetchone()[0])


def _chosen(what: Forgetting) -> str:
    tests = []
    if what.source:
        tests.append(f"source = {quoted(what.source)}")
    if what.stretch is not None:
        low, high = what.stretch
        tests.append(f"(start_ms < {high} AND coalesce(end_ms, start_ms + 1) > {low})")
    if what.person:
        tests.append(f"lower(person) = {quoted(what.person.lower())}")
    return " AND ".join(tests)


def _take_out(connection: Any, what: Forgetting) -> int:
    chosen = _chosen(what)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE leaving AS SELECT id, start_ms, end_ms, evidence FROM records WHERE {chosen}"
    )
    if what.person and not what.source and what.stretch is None:
        _take_out_of_lists(connection, quoted(what.person.lower()))
    connection.execute(
        "INSERT INTO stale SELECT start_ms - 5000, greatest(coalesce(end_ms, start_ms), start_ms) + 5000 FROM leaving WHERE start_ms IS NOT NULL"
    )
    connection.execute("DELETE FROM verdicts WHERE id IN (SELECT id FROM leaving)")
    connection.execute("DELETE FROM records WHERE id IN (SELECT id FROM leaving)")
    n_answers = connection.execute(f"DELETE FROM pulse WHERE {what.answers}").fetchone()[0]
    connection.execute("DELETE FROM meta WHERE name = 'entries'")
    connection.execute("INSERT INTO meta VALUES ('entries', 'changed')")
    if what.source:
        connection.execute(f"DELETE FROM reads WHERE source = {quoted(what.source)}")
        connection.execute("CREATE OR REPLACE TEMP TABLE bare AS SELECT id FROM files ANTI JOIN reads ON reads.file = files.id")
        connection.execute("DELETE FROM problems WHERE file IN (SELECT id FROM bare)")
        connection.execute("DELETE FROM files WHERE id IN (SELECT id FROM bare)")
    # A file of which something was forgotten is read again when it is imported again.
    connection.execute("UPDATE files SET sha256 = '' WHERE id NOT IN (SELECT DISTINCT file FROM records)")
    return int(connection.execute("SELECT count(*) FROM leaving").fetchone()[0]) + int(n_answers)


def _take_out_of_lists(connection: Any, person: str) -> None:
    """A counterpart's address out of guest lists; who they were is told by nobody any more, the head-count stays."""
    touched = f"list_contains(people, {person}) OR organiser = {person} OR list_contains(groups, {person})"
    connection.execute(
        f"INSERT INTO stale SELECT start_ms, greatest(coalesce(end_ms, start_ms), start_ms) FROM records WHERE start_ms IS NOT NULL AND ({touched})"
    )
    connection.execute(
        f"""UPDATE records SET
                n_unlisted = n_unlisted + CASE WHEN list_contains(people, {person}) THEN 1 ELSE 0 END,
                replies = list_filter(replies, lambda r, i: people[i] <> {person}), people = list_filter(people, lambda p: p <> {person}),
                groups = list_filter(groups, lambda g: g <> {person}), organiser = CASE WHEN organiser = {person} THEN '' ELSE organiser END,
                title = CASE WHEN list_contains(people, {person}) THEN '' ELSE title END
            WHERE {touched}"""
    )
    connection.execute(f"UPDATE reads SET owner = '', owner_why = '' WHERE owner = {person}")
    connection.execute(f"UPDATE problems SET uid = '' WHERE contains(uid, {person})")


def vacuum(store: Store) -> tuple[int, int]:
    """Write the file anew without what was deleted; its size before and after. The caller holds the lock.

    The new file takes the old one's place in one step, so that either is whole at any moment.
    """
    before = store.path.stat().st_size
    with store.writing() as connection:
        connection.execute("CHECKPOINT")
    order = {
        "records": "ORDER BY start_ms, id",
        "verdicts": "ORDER BY day, id",
        "time": "ORDER BY day",
        "spans": "ORDER BY start_ms",
    }
    with store.rewriting() as connection:
        connection.execute(f"ATTACH {quoted(str(store.path))} AS old (READ_ONLY)")
        connection.execute("BEGIN")
        for table in _KEPT_WHOLE:
            connection.execute(f"DELETE FROM {table}")
            connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM old.{table} {order.get(table, '')}")
        connection.execute("COMMIT")
        connection.execute("DETACH old")
    return before, store.path.stat().st_size
