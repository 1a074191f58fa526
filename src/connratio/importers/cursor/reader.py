"""Cursor's state.vscdb: messages with their times, as far as those are times and not the moment in which all were rewritten."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import msgspec

from connratio.importers.ai.databases import columns, drawn, inside
from connratio.importers.ai.gatherer import Gatherer
from connratio.importers.ai.notes import UNREADABLE, Notes, Scalar
from connratio.importers.ai.trail import What
from connratio.importers.contract import Head, Options, Source
from connratio.importers.databases import is_database
from connratio.model.problems import Problem
from connratio.model.text import clean

NAME: Final = "cursor"
_DAY_MS: Final = 86_400_000
_row_of: Final = msgspec.json.Decoder(list[str | int | float | bool | None]).decode
_KEPT: Final = frozenset({"key", "value"})
_LISTS: Final = ("composer.composerData", "composer.composerHeaders")


@dataclass(slots=True)
class Chat:
    """One conversation: when it was made and last changed, and its messages (when, whether a person's, in which row)."""

    created: Scalar = None
    changed: Scalar = None
    model: str = ""
    line: int = 0
    messages: list[tuple[int, bool, int]] = field(default_factory=list)
    n_timeless: int = 0
    n_told: int = 0
    """Messages that the chat itself says it has."""


class CursorImporter(Gatherer):
    """Cursor's `globalStorage/state.vscdb` (seen 2026-09)."""

    name = NAME

    def recognises(self, head: Head) -> bool:
        """Whether the table of chats is there."""
        return is_database(head) and b"cursorDiskKV" in head.data

    def holds(self, columns: Mapping[str, Sequence[str]]) -> bool:
        """Whether a database with these tables is Cursor's."""
        return set(columns.get("cursorDiskKV", ())) >= _KEPT

    def trail(self, sources: Sequence[Source], options: Options) -> Notes:
        """The events of all databases."""
        del options
        notes = Notes()
        for source in sources:
            chats: dict[str, Chat] = {}
            inside(source, notes, partial(_read, chats=chats, notes=notes))
            batches = _batches(chats)
            for uid, chat in sorted(chats.items()):
                _add(uid, chat, batches, notes)
        return notes


def _read(connection: sqlite3.Connection, chats: dict[str, Chat], notes: Notes) -> None:
    if not columns(connection, "cursorDiskKV") >= _KEPT:
        notes.problems.append(Problem("C702", "a database of another program", notes.file))
        return
    _chats(connection, chats, notes)
    _messages(connection, chats, notes)
    _listed(connection, chats)


def _chats(connection: sqlite3.Connection, chats: dict[str, Chat], notes: Notes) -> None:
    told = drawn("value", "$.createdAt", "$.lastUpdatedAt", "$.modelConfig.modelName")
    text = "CAST(value AS TEXT)"
    lists = " + ".join(
        f"coalesce(json_array_length({text}, '$.{key}'), 0)" for key in ("fullConversationHeadersOnly", "conversation")
    )
    found = connection.execute(
        f"SELECT rowid, substr(key, 14), {told}, CASE WHEN json_valid({text}) THEN {lists} END FROM cursorDiskKV "
        "WHERE key >= 'composerData:' AND key < 'composerData;' ORDER BY key"
    )
    for line, uid, raw, n_told in found:
        try:
            created, changed, model = _row_of(raw or "")
        except (*UNREADABLE, ValueError):
            notes.bad(line, "a chat that could not be read")
            continue
        chats[str(uid)] = Chat(created, changed, str(model or ""), line, n_told=n_told or 0)


def _messages(connection: sqlite3.Connection, chats: dict[str, Chat], notes: Notes) -> None:
    told = drawn("value", "$.type", "$.createdAt")
    found = connection.execute(
        f"SELECT rowid, substr(key, 10), {told} FROM cursorDiskKV WHERE key >= 'bubbleId:' AND key < 'bubbleId;' ORDER BY key"
    )
    for line, name, raw in found:
        chat = chats.setdefault(str(name).partition(":")[0], Chat(line=line))
        try:
            kind, created = _row_of(raw or "")
        except (*UNREADABLE, ValueError):
            notes.bad(line, "a message that could not be read")
            continue
        if created is None or created == "":
            chat.n_timeless += 1
        elif kind in {1, 2} and (at := notes.instant(created, line)):
            chat.messages.append((at, kind == 1, line))


def _listed(connection: sqlite3.Connection, chats: dict[str, Chat]) -> None:
    """Chats of which only a list of them knows."""
    if not columns(connection, "ItemTable") >= _KEPT:
        return
    names = ", ".join(f"'{name}'" for name in _LISTS)
    found = connection.execute(
        f"SELECT {drawn('each.value', '$.composerId', '$.createdAt', '$.lastUpdatedAt')} FROM ItemTable, "
        "json_each(CASE WHEN json_valid(CAST(ItemTable.value AS TEXT)) THEN CAST(ItemTable.value AS TEXT) ELSE '{}' END, '$.allComposers') AS each "
        f"WHERE ItemTable.key IN ({names})"
    )
    for (raw,) in found:
        try:
            uid, created, changed = _row_of(raw or "")
        except (*UNREADABLE, ValueError):
            continue
        if isinstance(uid, str) and isinstance(created, int) and isinstance(changed, int) and changed > created:
            chats.setdefault(uid, Chat(created, changed, n_told=1))


def _batches(chats: Mapping[str, Chat]) -> set[int]:
    """Instants at which messages were written anew, not sent: several prompts share one, or all of a conversation does."""
    sent = Counter(at for chat in chats.values() for at, person, _ in chat.messages if person)
    batches = {at for at, n in sent.items() if n > 1}
    for chat in chats.values():
        instants = {at for at, _, _ in chat.messages}
        if len(instants) == 1 and len(chat.messages) > 1:
            batches |= instants
    return batches


def _add(uid: str, chat: Chat, batches: set[int], notes: Notes) -> None:
    good = [m for m in chat.messages if m[0] not in batches]
    n_lost = len(chat.messages) - len(good) + chat.n_timeless
    if n_lost:
        notes.skipped["message without a time of its own"] += n_lost
    rows = [(at, What.PROMPT if person else What.MACHINE, line) for at, person, line in good]
    if not rows and (n_lost or chat.n_told):
        rows = _whole(chat, notes)
    if rows:
        session = notes.trail.session(clean(uid, 80), NAME, model=clean(chat.model, 80))
        for at, what, line in rows:
            notes.add(session, at, what, line, mark=hash((NAME, uid, at, what)) or 1)


def _whole(chat: Chat, notes: Notes) -> list[tuple[int, What, int]]:
    """A conversation of which only its own two times are known: somebody began it, and something was last written in it."""
    created = notes.instant(chat.created, chat.line)
    if not created:
        return []
    notes.say(Problem("C609", "a chat whose messages have no time of their own", notes.file, chat.line))
    changed = notes.instant(chat.changed, chat.line) if chat.changed else 0
    rows = [(created, What.LIKELY, chat.line)]
    return [*rows, (changed, What.MACHINE, chat.line)] if created < changed < created + _DAY_MS else rows
