"""SQLite files whose head does not show their tables: those that still lie in a log beside the file, or far behind in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol, runtime_checkable

from connratio.importers.contract import Batch, Head, Options, Source, SourceInfo
from connratio.importers.databases import is_database, opened, tables
from connratio.model.activities import empty
from connratio.model.problems import Problem
from connratio.model.text import clean


@runtime_checkable
class Database(Protocol):
    """An importer that also knows its databases by their tables."""

    def holds(self, columns: Mapping[str, Sequence[str]]) -> bool:
        """Whether a database with these tables, by name, and their columns is one of its format."""
        ...


class DatabaseImporter:
    """Databases (SQLite) of the other formats, known by their tables."""

    name = "database"

    def recognises(self, head: Head) -> bool:
        """Whether it is an SQLite file at all: the tables are looked at later."""
        return is_database(head)

    def read(self, source: Source, options: Options) -> Iterator[Batch]:
        """What the importer says whose tables these are."""
        from connratio.importers.registry import importers

        file = clean(source.name)
        try:
            with opened(source) as connection:
                columns = tables(connection)
                n_events = _events_of_apple(connection, columns)
        except sqlite3.DatabaseError as error:
            yield _nothing(source, Problem("C104", f"the database cannot be read: {type(error).__name__}", file))
            return
        for importer in importers():
            if isinstance(importer, Database) and importer.holds(columns):
                yield from importer.read(source, options)
                return
        if n_events is not None:
            message = "Apple's calendar database, which is not read"
            yield replace(_nothing(source, Problem("C277", message, file)), skipped={"event of Apple's database": n_events})
            return
        if "ZCALENDARITEM" in columns:
            yield _nothing(source, Problem("C278", "Apple's index of the calendars beside it", file))
            return
        yield _nothing(source, Problem("C702", "a database of no program that is known", file))


def _events_of_apple(connection: sqlite3.Connection, columns: Mapping[str, Sequence[str]]) -> int | None:
    """How many events Apple's own database holds; None for any other."""
    if not {"Calendar", "CalendarItem"} <= columns.keys() or "start_date" not in columns["CalendarItem"]:
        return None
    (n,) = connection.execute("SELECT count(*) FROM CalendarItem WHERE start_date IS NOT NULL").fetchone()
    return int(n)


def _nothing(source: Source, problem: Problem) -> Batch:
    return Batch(SourceInfo(clean(source.stem), "database", source.path), empty(), (problem,))
