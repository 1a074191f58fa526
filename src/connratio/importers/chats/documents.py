"""JSON documents of many conversations: each decoded by itself into a struct that names no field with content.

A good document is decoded at the speed of a scan. Of a damaged one (`chats.damage`) what is broken costs only itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

import msgspec

from connratio.importers.ai.notes import UNREADABLE, placed
from connratio.importers.chats.damage import cut_out, mended, paired
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


def conversations(data: bytes, shape: Shape[C, M], log: Log) -> Iterator[tuple[int, C]]:
    """The conversations of a document (a list of them, or a single one), each with the line on which it begins.

    Those with broken messages come without these; every break is a Problem.
    """
    data = utf8(data, log.file, log.problems)
    pieces = _pieces(data)
    if pieces is None and (whole_text := paired(data)) is not None:
        data, pieces = whole_text, _pieces(whole_text)
    whole = msgspec.json.Decoder(shape.conversation, strict=False)
    message = msgspec.json.Decoder(shape.message, strict=False)

    def readable(piece: memoryview) -> bool:
        return _decoded(whole, piece) is not None

    for line, piece in pieces or cut_out(data, readable, log):
        found = _decoded(whole, piece)
        if found is None:
            rest = mended(bytes(piece), shape.key, lambda value: _decoded(message, value) is not None, log, line)
            found = None if rest is None else _decoded(whole, rest)
            if found is None:
                log.bad(line, "a record that could not be read")
                continue
        yield line, found


def _pieces(data: bytes) -> Iterator[tuple[int, msgspec.Raw | bytes]] | None:
    """The records, each with its line, nothing of them decoded yet; None where the document is damaged."""
    try:
        if data[:4096].lstrip()[:1] == b"{":
            msgspec.json.decode(data, type=msgspec.Raw)
            return iter([(1, data)])
        return placed(msgspec.json.decode(data, type=list[msgspec.Raw]), data)
    except UNREADABLE:
        return None


def _decoded(decoder: msgspec.json.Decoder[C], piece: msgspec.Raw | bytes | memoryview) -> C | None:
    try:
        return decoder.decode(piece)
    except UNREADABLE:
        return None
