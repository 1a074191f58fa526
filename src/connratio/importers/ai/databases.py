"""Databases of assistants: rows of names and times, drawn inside SQLite so that no content leaves it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from connratio.importers.ai.notes import Notes
from connratio.importers.contract import Source
from connratio.importers.databases import opened, tables
from connratio.model.problems import Problem
from connratio.model.text import clean


def inside(source: Source, notes: Notes, read: Callable[[sqlite3.Connection], None]) -> None:
    """Read a database, to which all that is noted meanwhile belongs; damage in it ends the reading, and is said."""
    notes.file = clean(source.name)
    notes.trail.opens(notes.file)
    try:
        with opened(source) as connection:
            read(connection)
    except (sqlite3.Error, OSError, UnicodeError) as error:
        notes.problems.append(Problem("C104", f"the database cannot be read: {type(error).__name__}", notes.file))


def columns(connection: sqlite3.Connection, table: str) -> frozenset[str]:
    """The columns of a table; none where there is no such table."""
    return frozenset(tables(connection).get(table, ()))


def drawn(column: str, *paths: str) -> str:
    """SQL for values of a JSON column as one JSON list, NULL where it is damaged: each row is parsed once."""
    text = f"CAST({column} AS TEXT)"
    wanted = ", ".join(f"'{path}'" for path in paths)
    return f"CASE WHEN json_valid({text}) THEN json_extract({text}, {wanted}) END"
