"""JSON documents of many conversations: each decoded by itself into a struct that names no field with content.

A good document is read as a stream (`chats.stream`). Of a damaged one (`chats.damage`) what is broken costs only itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, Generic, NamedTuple, TypeVar

import msgspec

from connratio.importers.ai.notes import UNREADABLE, placed
from connratio.importers.chats.damage import cut_out, mended, paired
from connratio.importers.chats.stream import Records
from connratio.importers.text.records import utf8

if TYPE_CHECKING:
    from connratio.importers.chats.log import Log

C = TypeVar("C")
M = TypeVar("M")


class Shape(NamedTuple, Generic[C, M]):
    """How a conversation is written: the struct of it as a whole, the key of its messages, the struct of one of them."""

    conversation: type[C]
    key: str
    message: type[M]


def conversations(stream: BinaryIO, shape: Shape[C, M], log: Log) -> Iterator[tuple[int, C]]:
    """The conversations of a document (a list of them, or a single one), each with the line on which it begins.

    Those with broken messages come without these; every break is a Problem.
    """
    whole = msgspec.json.Decoder(shape.conversation, strict=False)
    message = msgspec.json.Decoder(shape.message, strict=False)

    def mend(piece: bytes, line: int) -> C | None:
        rest = mended(piece, shape.key, lambda value: _decoded(message, value) is not None, log, line)
        found = None if rest is None else _decoded(whole, rest)
        if found is None:
            log.bad(line, "a record that could not be read")
        return found

    records = Records(stream, whole)
    for line, text, found in records:
        record = found if found is not None else mend(text, line)
        if record is not None:
            yield line, record
    if not (rest := records.rest + stream.read()):
        return
    # Empty lines stand for what was read already, so that places stay true.
    data = utf8(b"[" + b"\n" * (records.line - 1) + rest if records.inside else rest, log.file, log.problems)
    for line, piece in _pieces(data) or cut_out(data, lambda value: _decoded(whole, value) is not None, log):
        found = _decoded(whole, piece)
        record = found if found is not None else mend(bytes(piece), line)
        if record is not None:
            yield line, record


def _pieces(data: bytes) -> Iterator[tuple[int, msgspec.Raw | bytes]] | None:
    """The records, each with its line, nothing of them decoded yet; None where the document is damaged."""
    for text in (data, paired(data)):
        try:
            if text is not None and text[:4096].lstrip()[:1] == b"{":
                msgspec.json.decode(text, type=msgspec.Raw)
                return iter([(1, text)])
            if text is not None:
                return placed(msgspec.json.decode(text, type=list[msgspec.Raw]), text)
        except UNREADABLE:
            continue
    return None


def _decoded(decoder: msgspec.json.Decoder[C], piece: msgspec.Raw | bytes | memoryview) -> C | None:
    try:
        return decoder.decode(piece)
    except UNREADABLE:
        return None
