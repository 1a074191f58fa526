"""SQLite files of other programs: read from a private copy, so that nothing is locked, written or left behind."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from typing import BinaryIO, Final

from connratio.importers.contract import Head, Source

MAGIC: Final = b"SQLite format 3\0"
TRIES: Final = 3
"""Copies made at most while a program goes on writing."""


def is_database(head: Head) -> bool:
    """Whether the file is one."""
    return head.data.startswith(MAGIC)


@contextmanager
def opened(source: Source) -> Iterator[sqlite3.Connection]:
    """The database with what its write-ahead log adds. Raises sqlite3.DatabaseError where it is none, or damaged."""
    with TemporaryDirectory(prefix="connratio-") as folder:  # made with mode 0700
        copy = Path(folder) / "copy.sqlite"
        _copied(source, copy)
        connection = sqlite3.connect(copy)
        try:
            connection.execute("PRAGMA query_only = ON")
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.text_factory = lambda text: text.decode("utf-8", errors="replace")
            yield connection
        finally:
            connection.close()


def tables(connection: sqlite3.Connection) -> dict[str, tuple[str, ...]]:
    """The columns of every table, by its name; views are left out, since only tables hold data."""
    names = [n for (n,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {n: tuple(row[1] for row in connection.execute(f"PRAGMA table_info({_quoted(n)})")) for n in names}


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _copied(source: Source, copy: Path) -> None:
    """The file, and its log if it lies beside it: the log first, so that a checkpoint in between leaves nothing out."""
    log = None if source.file is None else source.file.with_name(source.file.name + "-wal")
    for _ in range(TRIES):
        before = _state(log)
        if log is not None and before is not None:
            with log.open("rb") as stream:
                _written(copy.with_name(copy.name + "-wal"), stream)
        with source.open() as stream:
            _written(copy, stream)
        if _state(log) == before:
            return


def _state(log: Path | None) -> tuple[int, int] | None:
    if log is None or not log.is_file():
        return None
    found = log.stat()
    return found.st_size, found.st_mtime_ns


def _written(path: Path, data: BinaryIO) -> None:
    """Piece by piece: some of these files have gigabytes."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        copyfileobj(data, file, 1 << 20)
