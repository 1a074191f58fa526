"""Claude.ai's data export: `conversations.json`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

import msgspec

from connratio.importers.ai.machine import GAP_MS
from connratio.importers.ai.notes import Scalar
from connratio.importers.ai.streams import Clock
from connratio.importers.ai.trail import What
from connratio.importers.chats.documents import Shape, conversations
from connratio.importers.chats.importer import Chats
from connratio.importers.chats.log import Event, Log
from connratio.importers.contract import Head, Source

_MESSAGES: Final = re.compile(r'\s*\[?\s*\{(?=.*?"chat_messages"\s*:\s*\[)(?=.*?"uuid"\s*:)', re.DOTALL)


class Account(msgspec.Struct):
    """Whose conversation it is."""

    uuid: Scalar = None


class Block(msgspec.Struct):
    """A part of a message: when the assistant began and ended it, where the export says so."""

    start_timestamp: Scalar = None
    stop_timestamp: Scalar = None


class Message(msgspec.Struct):
    """A message of a person or of the assistant."""

    uuid: Scalar = None
    sender: Scalar = None
    created_at: Scalar = None
    content: list[Block] | None = None


class Conversation(msgspec.Struct):
    """A conversation with all its messages, also those of branches."""

    chat_messages: list[Message]
    uuid: Scalar = None
    account: Account | None = None


SHAPE: Final = Shape(Conversation, "chat_messages", Message)


class ClaudeAiImporter(Chats):
    """Claude.ai ▸ Settings ▸ Privacy ▸ Export data (seen 2026-09)."""

    name = "claude-ai"

    def recognises(self, head: Head) -> bool:
        """Whether the first conversation holds messages as Claude.ai writes them."""
        return _MESSAGES.match(head.text) is not None

    def fill(self, stream: BinaryIO, source: Source, log: Log) -> None:
        """Every conversation of a file."""
        del source
        clock = Clock()
        for line, found in conversations(stream, SHAPE, log):
            events = [event for message in found.chat_messages for event in _events(message, log, line, clock)]
            person = None if found.account is None else found.account.uuid
            log.chat(self.name, found.uuid, events, line, person=person)


def _events(message: Message, log: Log, line: int, clock: Clock) -> Iterator[Event]:
    if message.sender not in {"human", "assistant"}:
        log.skipped["no message of anybody"] += 1
        return
    at = log.instant(message.created_at, line)
    if not at:
        return
    uid = str(message.uuid or "")
    if message.sender == "human":
        yield Event(at, What.PROMPT, uid=uid)
        return
    runs = _runs(message.content or [], at, clock)
    # Older exports give the answer the instant of its prompt, and no other one: the pair is one point then.
    yield from (Event(start, What.RUN, end, uid) for start, end in runs) if runs else (Event(at, What.MACHINE, uid=uid),)


def _runs(blocks: list[Block], created: int, clock: Clock) -> list[tuple[int, int]]:
    """When the assistant worked on an answer: its blocks, joined where no long pause lies between them."""
    found: list[tuple[int, int]] = []
    for block in blocks:
        start, stop = (clock.ms(t) if isinstance(t, str) else 0 for t in (block.start_timestamp, block.stop_timestamp))
        start = start or created
        if stop <= start:
            continue
        if found and start - found[-1][1] <= GAP_MS:
            found[-1] = found[-1][0], max(stop, found[-1][1])
        else:
            found.append((start, stop))
    return found
