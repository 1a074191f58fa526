"""The JSON files of older versions: one for each session, message and part."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from connratio.importers.ai.notes import UNREADABLE, Notes, Scalar
from connratio.importers.opencode.conversations import Conversations, Message
from connratio.importers.text.records import utf8

FORMS: Final = (
    re.compile(rb'\s*\{(?=.*"sessionID"\s*:\s*")(?=.*"role"\s*:\s*"(?:user|assistant)")(?=.*"time"\s*:\s*\{)', re.DOTALL),
    re.compile(rb'\s*\{(?=.*"sessionID"\s*:\s*")(?=.*"messageID"\s*:\s*")(?=.*"type"\s*:\s*")', re.DOTALL),
    re.compile(
        rb'\s*\{\s*"id"\s*:\s*"ses_|\s*\{(?=.*"id"\s*:\s*")(?=.*"(?:directory|projectID)"\s*:\s*")(?=.*"time"\s*:\s*\{\s*"created")',
        re.DOTALL,
    ),
)


class Times(msgspec.Struct, gc=False):
    """Epoch ms."""

    created: Scalar = None
    completed: Scalar = None


class Place(msgspec.Struct, gc=False):
    """Where it was."""

    cwd: str | None = None


class Error(msgspec.Struct, gc=False):
    """What ended it."""

    name: str | None = None


class Model(msgspec.Struct, gc=False):
    """Which was asked."""

    modelID: str | None = None  # the log's own names, here and below


class Record(msgspec.Struct, gc=False):
    """A session, a message or a part: told apart by what they have."""

    id: str | None = None
    sessionID: str | None = None
    messageID: str | None = None
    parentID: str | None = None
    directory: str | None = None
    role: str | None = None
    time: Times | None = None
    modelID: str | None = None
    model: Model | None = None
    path: Place | None = None
    error: Error | None = None
    synthetic: bool | None = None


record_of: Final = msgspec.json.Decoder(Record).decode


def take(data: bytes, told: Conversations, notes: Notes) -> None:
    """Add what a file tells."""
    try:
        record = record_of(utf8(data, notes.file, notes.problems))
    except UNREADABLE:
        notes.bad(1, "a record that could not be read")
        return
    if record.messageID:
        made = record.synthetic is True
        told.made[record.messageID] = told.made.get(record.messageID, True) and made
    elif record.sessionID and record.role:
        times = record.time or Times()
        model = record.modelID or (record.model.modelID if record.model else None) or ""
        told.messages.append(
            Message(
                record.id or "",
                record.sessionID,
                record.role,
                times.created,
                times.completed,
                model,
                (record.error.name if record.error else None) or "",
                notes.file,
                1,
                (record.path.cwd if record.path else None) or "",
            )
        )
    elif record.id:
        told.parents[record.id] = record.parentID or ""
        told.folders[record.id] = record.directory or ""
