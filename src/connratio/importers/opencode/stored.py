"""The database of newer versions."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from connratio.importers.ai.databases import drawn, inside
from connratio.importers.ai.notes import UNREADABLE, Notes
from connratio.importers.contract import Source
from connratio.importers.databases import tables
from connratio.importers.opencode.conversations import Conversations, Message
from connratio.model.problems import Problem

HEAD: Final = re.compile(rb"CREATE TABLE\s+[`\"\[]?message[`\"\]]?\s*\([^;]{0,400}?session_id[^;]{0,400}?\bdata\b", re.DOTALL)
_PATHS: Final = ("$.role", "$.time.created", "$.time.completed", "$.modelID", "$.model.modelID", "$.error.name", "$.path.cwd")
_row_of: Final = msgspec.json.Decoder(list[str | int | float | bool | None]).decode


def holds(there: Mapping[str, Sequence[str]]) -> bool:
    """Whether these are the tables of opencode."""
    return {"id", "session_id", "data"} <= set(there.get("message", ())) and {"id", "parent_id"} <= set(there.get("session", ()))


def take(source: Source, told: Conversations, notes: Notes) -> None:
    """Add what the database tells."""
    inside(source, notes, lambda connection: _tell(connection, told, notes))


def _tell(connection: sqlite3.Connection, told: Conversations, notes: Notes) -> None:
    there = tables(connection)
    if not holds(there):
        notes.problems.append(Problem("C702", "a database of another program", notes.file))
        return
    folder = "directory" if "directory" in there["session"] else "''"
    for name, parent, where in connection.execute(f"SELECT id, parent_id, {folder} FROM session"):
        told.parents[str(name)] = str(parent or "")
        told.folders[str(name)] = str(where or "")
    own = "time_created" if "time_created" in there["message"] else "NULL"
    found = connection.execute(f"SELECT id, session_id, {own}, {drawn('data', *_PATHS)} FROM message ORDER BY rowid")
    for line, (name, session, created, raw) in enumerate(found, 1):
        try:
            role, begun, completed, model, asked, error, cwd = _row_of(raw or "")
        except (*UNREADABLE, ValueError):
            notes.bad(line, "a message that could not be read")
            continue
        told.messages.append(
            Message(
                str(name),
                str(session),
                str(role or ""),
                begun if begun is not None else created,
                completed,
                str(model or asked or ""),
                str(error or ""),
                notes.file,
                line,
                str(cwd or ""),
            )
        )
    if {"message_id", "data"} <= set(there.get("part", ())):
        _parts(connection, told)


def _parts(connection: sqlite3.Connection, told: Conversations) -> None:
    """Which messages of the user were written by the program as a whole."""
    asked = "SELECT id FROM message WHERE json_valid(CAST(data AS TEXT)) AND json_extract(CAST(data AS TEXT), '$.role') = 'user'"
    made = "CASE WHEN json_valid(CAST(data AS TEXT)) THEN coalesce(json_extract(CAST(data AS TEXT), '$.synthetic') = 1, 0) ELSE 0 END"
    found = connection.execute(f"SELECT message_id, min({made}) FROM part WHERE message_id IN ({asked}) GROUP BY message_id")
    for message, every in found:
        told.made[str(message)] = bool(every)
