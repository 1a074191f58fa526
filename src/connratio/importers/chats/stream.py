"""Documents of many conversations, read piece by piece: no more of one is in memory than a conversation and a piece of the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final, Generic, TypeVar

import msgspec

from connratio.importers.ai.notes import UNREADABLE
from connratio.importers.chats.damage import paired

C = TypeVar("C")
PIECE: Final = 4 << 20
BESIDE: Final = 4096
"""Bytes at the end of a piece in which the end of a conversation may not show yet."""
MOST_TRIES: Final = 100
"""Places at which a conversation might end, and does not, before it is taken for a broken one."""
_KEY: Final = rb'("[^"\\]{1,100}")\s*:'
_FIRST: Final = rb'\s*(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"|[^"\s,{}\[\]]+)\s*,\s*'
"""The value of a first key, where it is plain, and the comma behind it."""
_OPENING: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[\s*(?=\{\s*" + _KEY + rb"(?:" + _FIRST + _KEY + rb")?)", re.DOTALL)
_BETWEEN: Final = re.compile(rb"\s*,\s*")
_CLOSED: Final = re.compile(rb"\]\s*\Z")


class Records(Generic[C]):
    """The records of a document that is a list, in order, each with its line, its text, and as `kind` (None: it is not quite one).

    A record ends where the next one begins with the same two keys as the first, and where what lies between is JSON. What cannot be
    read so, from the first break on, is left in `rest`, which begins on line `line`; `inside` says that it begins with a record.
    """

    def __init__(self, stream: BinaryIO, kind: msgspec.json.Decoder[C]) -> None:
        """Nothing is read yet."""
        self._stream, self._kind = stream, kind
        self.rest, self.line, self.inside = b"", 1, False

    def __iter__(self) -> Iterator[tuple[int, bytes, C | None]]:
        """The records, until the end or the first break."""
        buffer = self._stream.read(PIECE)
        opening = _OPENING.match(buffer)
        if opening is None:
            self.rest = buffer
            return
        second = _FIRST + re.escape(opening[2]) + rb"\s*:" if opening[2] else b""
        ends = re.compile(rb"\}(?=\s*,\s*\{\s*" + re.escape(opening[1]) + rb"\s*:" + second + rb")", re.DOTALL)
        at = looked = opening.end()
        counted = tries = 0
        while True:
            found = ends.search(buffer, looked)
            if found is None:
                self.line, counted = self.line + buffer.count(b"\n", counted, at), 0
                known = len(buffer) - at
                piece = self._stream.read(max(PIECE, known))
                buffer = buffer[at:] + piece  # as much again, so that a long record is not copied over and over
                at, looked = 0, max(known - BESIDE, 0)
                if piece:
                    continue
                closed = _CLOSED.search(buffer, max(len(buffer) - BESIDE, 0))
                if closed is None:
                    self.rest, self.inside = buffer, True
                    return
                stop = closed.start()
            else:
                stop = looked = found.end()
            text = buffer[at:stop]
            whole, record = self._read(text)
            tries += 1
            if whole is None and found is not None and tries < MOST_TRIES:
                continue
            self.line, counted = self.line + buffer.count(b"\n", counted, at), at
            if not whole:
                self.rest, self.inside = buffer[at:], True
                return
            yield self.line, text, record
            if found is None:
                return
            between = _BETWEEN.match(buffer, stop)
            at = looked = between.end() if between else stop
            tries = 0

    def _read(self, text: bytes) -> tuple[bool | None, C | None]:
        """Whether the text is JSON (None: it is not all of a value), and the record if it is one."""
        try:
            return True, self._kind.decode(text)
        except UNREADABLE:
            pass
        try:
            msgspec.json.decode(text, type=msgspec.Raw)
        except UNREADABLE as error:
            mended = paired(text)
            if mended is not None and mended != text:
                return self._read(mended)
            return (None if "truncated" in str(error) else False), None
        return True, None
