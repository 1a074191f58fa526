"""What the ledger's file holds, as the steps that led there: a new ledger takes them all, an older one those it lacks."""

from __future__ import annotations

from importlib.resources import files
from typing import Any, Final

SCHEMA: Final = 4
"""The schema that this program writes: the number of files in `migrations`."""


def schema_of(connection: Any) -> int:
    """The schema of an open database: 0 for one that is empty, -1 for one that is no ledger."""
    import duckdb

    try:
        row = connection.execute("SELECT value FROM meta WHERE name = 'schema'").fetchone()
    except duckdb.CatalogException:
        # Only now: listing the tables takes longer than a whole query.
        return -1 if connection.execute("SELECT count(*) FROM duckdb_tables() WHERE NOT internal").fetchone()[0] else 0
    except duckdb.BinderException:  # somebody else's table of that name
        return -1
    return int(row[0]) if row and str(row[0]).isdigit() else -1


def statements(schema: int) -> str:
    """The SQL that leads from the schema before to this one."""
    return (files("connratio.ledger") / "migrations" / f"{schema:04}.sql").read_text(encoding="utf-8")


def migrate(connection: Any, until: int = SCHEMA) -> None:
    """Bring a database to a schema, in one transaction."""
    schema = schema_of(connection)  # outside the transaction: one in which a table is missing is lost
    connection.execute("BEGIN")
    for number in range(schema + 1, until + 1):
        connection.execute(statements(number))
        connection.execute("DELETE FROM meta WHERE name = 'schema'")
        connection.execute("INSERT INTO meta VALUES ('schema', ?)", [str(number)])
    connection.execute("COMMIT")
