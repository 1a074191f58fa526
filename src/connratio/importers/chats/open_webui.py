"""Open WebUI: its database `webui.db`, and the JSON of its exports."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO, Final

import msgspec

from connratio.importers.ai.notes import Scalar
from connratio.importers.ai.trail import What
from connratio.importers.chats.documents import Shape, conversations
from connratio.importers.chats.importer import Chats
from connratio.importers.chats.log import Event, Log
from connratio.importers.contract import Head, Source
from connratio.importers.databases import is_database, opened
from connratio.model.problems import Problem

_CHAT: Final = re.compile(
    r'\s*\[?\s*\{(?=.*?"chat"\s*:\s*\{)(?=.*?"(?:history|messages)"\s*:\s*[{\[])(?=.*?"(?:user_id|models)"\s*:)', re.DOTALL
)
_TABLE: Final = re.compile(rb'CREATE TABLE "?chat"?\s*\((?=[^()]*(?:\([^()]*\)[^()]*)*\buser_id\b)[^;]*?\bchat\b')
_STORED: Final = """
SELECT c.id, c.user_id, m.key, json_extract(m.value, '$.role'), json_extract(m.value, '$.timestamp'),
       coalesce(json_extract(m.value, '$.model'), json_extract(m.value, '$.models[0]'))
FROM chat c, json_each(CASE WHEN json_valid(c.chat) THEN c.chat ELSE '{}' END,
                       CASE WHEN json_valid(c.chat) AND json_type(c.chat, '$.history.messages') = 'object'
                            THEN '$.history.messages' ELSE '$.messages' END) m
WHERE m.type = 'object' ORDER BY c.rowid"""
"""A row per message. SQLite reads the documents: no text of a message comes out of it."""
_BROKEN: Final = "SELECT count(*) FROM chat WHERE NOT json_valid(chat) OR chat IS NULL"


class Message(msgspec.Struct):
    """A message; `timestamp` is epoch seconds."""

    id: Scalar = None
    role: Scalar = None
    timestamp: Scalar = None
    model: Scalar = None


class History(msgspec.Struct):
    """All messages, those of branches too."""

    messages: dict[str, Message] | None = None


class Chat(msgspec.Struct):
    """What was talked; `messages` is the branch that is shown, and all there is in old exports."""

    history: History | None = None
    messages: list[Message] | None = None


class Conversation(msgspec.Struct):
    """A row of the table `chat`, as the export writes it."""

    chat: Chat
    id: Scalar = None
    user_id: Scalar = None


SHAPE: Final = Shape(Conversation, "messages", Message)


class OpenWebUiImporter(Chats):
    """Open WebUI ▸ Settings ▸ Data controls ▸ Export chats, and `webui.db` (seen 2026-09)."""

    name = "open-webui"

    def recognises(self, head: Head) -> bool:
        """Whether the first record is a chat, or the database has the table of chats; where its head does not show it, `holds` tells."""
        return _TABLE.search(head.data) is not None if is_database(head) else _CHAT.match(head.text) is not None

    def holds(self, columns: Mapping[str, Sequence[str]]) -> bool:
        """Whether a database with these tables is Open WebUI's."""
        return {"id", "user_id", "chat"} <= set(columns.get("chat", ()))

    def fill(self, stream: BinaryIO, source: Source, log: Log) -> None:
        """Every chat of an export or of a database."""
        if is_database(Head(source.name, stream.read(64))):
            _stored(source, log)
            return
        stream.seek(0)
        for line, found in conversations(stream, SHAPE, log):
            branches = found.chat.history.messages if found.chat.history is not None else None
            messages = list((branches or {}).items()) or [(str(m.id or ""), m) for m in found.chat.messages or []]
            model = next((m.model for _, m in messages if m.model), None)
            events = list(_events([(uid, m.role, m.timestamp, m.model) for uid, m in messages], log, line))
            log.chat(self.name, found.id, events, line, model=model, person=found.user_id)


def _stored(source: Source, log: Log) -> None:
    try:
        with opened(source) as connection:
            chats: dict[tuple[Scalar, Scalar], list[tuple[str, Scalar, Scalar, Scalar]]] = {}
            for uid, person, key, role, at, model in connection.execute(_STORED):
                chats.setdefault((uid, person), []).append((str(key), role, at, model))
            log.skipped["unreadable"] += (broken := int(connection.execute(_BROKEN).fetchone()[0]))
    except sqlite3.DatabaseError as error:
        log.problems.append(Problem("C104", f"the database cannot be read: {type(error).__name__}", log.file))
        return
    if broken:
        log.say(Problem("C106", "a conversation that could not be read", log.file, n=broken))
    for number, ((uid, person), rows) in enumerate(chats.items(), 1):
        events = list(_events(rows, log, number))
        log.chat("open-webui", uid, events, number, model=next((r[3] for r in rows if r[3]), None), person=person)


def _events(messages: Sequence[tuple[str, Scalar, Scalar, Scalar]], log: Log, line: int) -> Iterator[Event]:
    for uid, role, time, model in messages:
        if role not in {"user", "assistant"}:
            log.skipped["no message of anybody"] += 1
        elif at := log.instant(time, line):
            yield Event(at, What.PROMPT if role == "user" else What.MACHINE, uid=uid, model=model)
