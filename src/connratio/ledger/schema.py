"""What the ledger's file holds, as the steps that led there: a new ledger takes them all, an older one those it lacks."""

from __future__ import annotations

from importlib.resources import files
from typing import Any, Final

SCHEMA: Final = 3
"""The schema that this program writes: the number of files in `migrations`."""


def schema_of(connection: Any) -> int:
    """The schema of an open database: 0 for one that is empty, -1 for one that is no ledger."""
    tables = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal").fetchall()}
    if not tables:
        return 0
    if not {"meta", "records"} <= tables:
        return -1
    row = connection.execute("SELECT value FROM meta WHERE name = 'schema'").fetchone()
    return int(row[0]) if row else -1


def statements(schema: int) -> str:
    """The SQL that leads from the schema before to this one."""
    return (files("connratio.ledger") / "migrations" / f"{schema:04}.sql").read_text(encoding="utf-8")


def migrate(connection: Any, until: int = SCHEMA) -> None:
    """Bring a database to a schema, in one transaction."""
    connection.execute("BEGIN")
    for number in range(schema_of(connection) + 1, until + 1):
        connection.execute(statements(number))
        connection.execute("DELETE FROM meta WHERE name = 'schema'")
        connection.execute("INSERT INTO meta VALUES ('schema', ?)", [str(number)])
    connection.execute("COMMIT")
