"""ChatGPT's data export: `conversations.json`, or its shards `conversations-000.json` …, every branch of every conversation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

import msgspec

from connratio.importers.ai.notes import Scalar
from connratio.importers.ai.trail import What
from connratio.importers.chats.documents import Shape, conversations
from connratio.importers.chats.importer import Chats
from connratio.importers.chats.log import Event, Log
from connratio.importers.contract import HEAD_BYTES, Head, Source

_MAPPING: Final = re.compile(
    r'\s*\[?\s*\{(?=.*?"mapping"\s*:\s*\{)(?=.*?"(?:current_node|conversation_id|create_time)"\s*:)', re.DOTALL
)
_JSON: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*[{\[]")
_SHARD: Final = re.compile(rb'[/"](conversations-\d+\.json)"')
NOBODYS: Final = frozenset({"user_editable_context", "model_editable_context"})
"""Content that stands under the user's role and that nobody wrote then: custom instructions, memories."""


class Author(msgspec.Struct):
    """Who a message is from."""

    role: Scalar = None


class Content(msgspec.Struct):
    """What sort of message it is; its parts are not named, and so never built."""

    content_type: Scalar = None


class Metadata(msgspec.Struct):
    """What the program notes about a message."""

    model_slug: Scalar = None
    is_user_system_message: Scalar = None
    is_visually_hidden_from_conversation: Scalar = None


class Message(msgspec.Struct):
    """A message; `create_time` is epoch seconds, or null."""

    author: Author | None = None
    create_time: Scalar = None
    content: Content | None = None
    metadata: Metadata | None = None


class Node(msgspec.Struct):
    """A place in the tree of a conversation; the root has no message."""

    message: Message | None = None


class Conversation(msgspec.Struct):
    """A conversation with all its branches: an answer that was regenerated, a prompt that was edited took time too."""

    mapping: dict[str, Node]
    conversation_id: Scalar = None
    id: Scalar = None


SHAPE: Final = Shape(Conversation, "mapping", Node)


class ChatGptImporter(Chats):
    """ChatGPT ▸ Settings ▸ Data controls ▸ Export data (seen 2026-09)."""

    name = "chatgpt"

    def recognises(self, head: Head) -> bool:
        """Whether the first conversation is a tree of messages, or the file lists the parts of an export."""
        return _MAPPING.match(head.text) is not None or is_manifest(head.data)

    def fill(self, stream: BinaryIO, source: Source, log: Log) -> None:
        """Every conversation of a file; of a manifest the names of the parts."""
        del source
        head = stream.read(HEAD_BYTES)
        if is_manifest(head):
            log.shards |= {name.decode(): log.file for name in _SHARD.findall(head + stream.read())}
            return
        stream.seek(0)
        for line, found in conversations(stream, SHAPE, log):
            events = list(_events(found, log, line))
            log.chat(self.name, found.conversation_id or found.id, events, line, model=_model(found))


def is_manifest(head: bytes) -> bool:
    """Whether the file is the list of an export's parts."""
    return b'"mapping"' not in head and _JSON.match(head) is not None and _SHARD.search(head) is not None


def _events(found: Conversation, log: Log, line: int) -> Iterator[Event]:
    for uid, node in found.mapping.items():
        message = node.message
        role = None if message is None or message.author is None else message.author.role
        if message is None or role is None:
            continue
        if role not in {"user", "assistant", "tool"} or not _spoken(message, role):
            log.skipped["no message of anybody"] += 1
            continue
        if at := log.instant(message.create_time, line):
            model = None if message.metadata is None else message.metadata.model_slug
            yield Event(at, What.PROMPT if role == "user" else What.MACHINE, uid=uid, model=model)


def _spoken(message: Message, role: Scalar) -> bool:
    told, content = message.metadata, message.content
    if content is not None and content.content_type in NOBODYS:
        return False
    hidden = told is not None and told.is_visually_hidden_from_conversation
    return not (role == "user" and (hidden or (told is not None and told.is_user_system_message)))


def _model(found: Conversation) -> Scalar:
    """The model of the first answer that names one."""
    told = (
        n.message.metadata.model_slug for n in found.mapping.values() if n.message is not None and n.message.metadata is not None
    )
    return next((slug for slug in told if slug), None)
