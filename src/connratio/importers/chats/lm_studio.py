"""LM Studio: `*.conversation.json`, a file per conversation, in which messages have no time of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

import msgspec

from connratio.importers.ai.machine import GAP_MS
from connratio.importers.ai.notes import Scalar
from connratio.importers.ai.trail import EARLIEST, LATEST, What
from connratio.importers.chats.documents import Shape, conversations
from connratio.importers.chats.importer import Chats
from connratio.importers.chats.log import Event, Log
from connratio.importers.contract import Head, Source

_FORM: Final = re.compile(
    r'\s*\{(?=.*?"createdAt"\s*:\s*\d)(?=.*?"messages"\s*:\s*\[)(?=.*?"(?:currentlySelected|versions|userLastMessagedAt|preset)"\s*:)',
    re.DOTALL,
)


class Version(msgspec.Struct):
    """One of the versions of a message."""

    role: Scalar = None


class Message(msgspec.Struct):
    """A message in its versions."""

    versions: list[Version] | None = None


class Model(msgspec.Struct):
    """The model that was loaded."""

    identifier: Scalar = None


class Conversation(msgspec.Struct):
    """A conversation; times are epoch ms. The last two are not in every version of the program."""

    messages: list[Message]
    createdAt: Scalar = None  # the program's own names, here and below
    userLastMessagedAt: Scalar = None
    assistantLastMessagedAt: Scalar = None
    lastUsedModel: Model | None = None


SHAPE: Final = Shape(Conversation, "messages", Message)


class LmStudioImporter(Chats):
    """LM Studio's folder `conversations` (seen 2026-09)."""

    name = "lm-studio"

    def recognises(self, head: Head) -> bool:
        """Whether it is a conversation whose messages come in versions."""
        return _FORM.match(head.text) is not None

    def fill(self, stream: BinaryIO, source: Source, log: Log) -> None:
        """A point or two per conversation: when it was begun, and when something was last written in it."""
        for line, found in conversations(stream, SHAPE, log):
            n_prompts = sum(any(v.role == "user" for v in m.versions or ()) for m in found.messages)
            if not n_prompts:
                log.skipped["no prompt"] += 1
                continue
            if not (begun := log.instant(found.createdAt, line)):
                continue
            uid = source.name.removesuffix(".json").removesuffix(".conversation")
            model = None if found.lastUsedModel is None else found.lastUsedModel.identifier
            log.chat(self.name, uid, _events(found, begun, n_prompts, _written_ms(source)), line, model=model)


def _events(found: Conversation, begun: int, n_prompts: int, written: int | None) -> Iterator[Event]:
    """None of them is sure to be the instant of an act: the first prompt follows the beginning, the last one `written`."""
    yield Event(begun, What.LIKELY, uid="begun")
    asked, answered = millis(found.userLastMessagedAt), millis(found.assistantLastMessagedAt)
    last = begun
    if n_prompts > 1 and (again := asked or written) is not None and again > begun:
        last = again
        yield Event(last, What.LIKELY, uid="last")
    ended = answered or (written if n_prompts == 1 or asked else None)
    if ended is not None and 0 <= ended - last <= GAP_MS:
        yield Event(ended, What.MACHINE, uid="answered")


def _written_ms(source: Source) -> int | None:
    """When the file was last written; a member of an archive has no such time."""
    return None if source.file is None else int(source.file.stat().st_mtime * 1000)


def millis(value: Scalar) -> int | None:
    """An instant that a program notes for itself; None where it is none."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return int(value) if EARLIEST < value < LATEST else None
