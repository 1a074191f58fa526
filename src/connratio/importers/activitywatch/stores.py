"""The databases of ActivityWatch's servers: peewee and sqlite of the Python one, and that of the Rust one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec
import numpy as np

from connratio.importers.activitywatch.columns import Columns
from connratio.importers.activitywatch.events import DATA, Bucket
from connratio.importers.activitywatch.instants import parse
from connratio.importers.activitywatch.read import Read
from connratio.importers.contract import Source
from connratio.importers.databases import opened, tables
from connratio.model.activities import NAT
from connratio.model.problems import Problem

AT_ONCE: Final = 20_000
NANOSECONDS: Final = 100_000_000_000_000_000
"""Instants from here on are nanoseconds since 1970 (as Rust has them), others microseconds: it is 1973 in the one, 5138 in the other."""


def is_store(columns: Mapping[str, Sequence[str]]) -> bool:
    """Whether a database with these tables is one of ActivityWatch."""
    return {"bucketmodel", "eventmodel"} <= set(columns) or {"bucketrow", "starttime", "endtime"} <= set(
        columns.get("events", ())
    )


def buckets_in(source: Source) -> Iterator[Read]:
    """The buckets of a database, in the order in which they were made."""
    try:
        with opened(source) as connection:
            yield from _buckets(connection, source.name)
    except sqlite3.DatabaseError as error:
        read = Read(source.stem, Bucket(type="currentwindow"))
        read.problems.append(Problem("C104", f"the database cannot be read: {type(error).__name__}", source.name))
        yield read


def _buckets(connection: sqlite3.Connection, file: str) -> Iterator[Read]:
    columns = tables(connection)
    if "eventmodel" in columns:
        found = connection.execute("SELECT key, id, type, client, hostname FROM bucketmodel ORDER BY key").fetchall()
        query = "SELECT timestamp, duration, datastr FROM eventmodel WHERE bucket_id = ? ORDER BY id"
    else:
        python = "datastr" in columns["events"]  # its buckets have an id beside the name, its rows data of another name
        fields = "rowid, id" if python else "id, name"
        found = connection.execute(f"SELECT {fields}, type, client, hostname FROM buckets ORDER BY 1").fetchall()
        query = f"SELECT starttime, endtime, {'datastr' if python else 'data'} FROM events WHERE bucketrow = ? ORDER BY id"
    for key, name, kind, client, device in found:
        read = Read(str(name), Bucket(id=str(name), type=kind, client=client, hostname=device), Columns(DATA.decode))
        rows = connection.execute(query, (key,))
        try:
            while part := rows.fetchmany(AT_ONCE):
                _append(read, part, "eventmodel" in columns, file)
        except sqlite3.DatabaseError:
            read.problems.append(Problem("C104", "the database is damaged here", file, 0, str(name)[:80]))
        yield read


def _append(read: Read, rows: list[tuple[Any, Any, Any]], texts: bool, file: str) -> None:
    try:
        read.columns.append(*_columns(rows, texts))
    except (msgspec.DecodeError, TypeError, ValueError, OverflowError):
        for row in rows:
            try:
                read.columns.append(*_columns([row], texts))
            except (msgspec.DecodeError, TypeError, ValueError, OverflowError):
                read.problems.append(Problem("C106", "an event that could not be read", file, 0, read.name[:80]))


def _columns(rows: list[tuple[Any, Any, Any]], texts: bool) -> tuple[Any, Any, list[Any]]:
    """Starts, lengths and data: of text and seconds, or of two integers."""
    data = [row[2] or "{}" for row in rows]
    if texts:
        return parse([str(row[0]) for row in rows]), np.array([float(row[1] or 0) for row in rows]), data
    start, end = (np.array([row[i] for row in rows], dtype=np.int64) for i in (0, 1))
    scale = np.where(np.abs(start) >= NANOSECONDS, 1_000_000, 1000)
    return np.where(start == NAT, NAT, start // scale), (end - start) / (scale * 1000.0), data
