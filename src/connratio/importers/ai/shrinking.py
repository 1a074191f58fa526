"""Large JSON documents in little memory: their long texts, which are what was said, are dropped while they are read."""

from __future__ import annotations

import io
import re
from typing import BinaryIO, Final

LARGE: Final = 16 << 20
"""Bytes of a document from which on this is worth its time."""
LONG: Final = 200
"""Bytes of a text that is no name, time or word any more."""
_PIECE: Final = 1 << 20
_TEXT: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+("?)', re.DOTALL)
_REST: Final = re.compile(rb'(?:[^"\\]++|\\.)*+("?)', re.DOTALL)


def document_of(stream: BinaryIO) -> bytes:
    """A document from its beginning on; of a large one every long text is empty. Lines stay where they are."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    return stream.read() if size < LARGE else shrunk(stream)


def shrunk(stream: BinaryIO) -> bytes:
    """What is left of a document without its long texts."""
    out = io.BytesIO()
    rest, inside = b"", False  # inside a text that is too long to be kept
    while piece := stream.read(_PIECE):
        data, at = rest + piece, 0
        if inside:
            found = _REST.match(data)
            at = found.end() if found else 0
            inside = found is None or not found[1]
            if inside:
                rest = data[at:]  # a backslash whose sign is in the next piece
                continue
        rest, inside = _kept(data, at, out)
    out.write(rest)
    return out.getvalue()


def _kept(data: bytes, at: int, out: io.BytesIO) -> tuple[bytes, bool]:
    """Write what is kept of a piece; a short text that breaks off is left for the next one, of a long one only its quotes."""
    for text in _TEXT.finditer(data, at):
        begin, end = text.span()
        if text[1] and end - begin <= LONG:
            continue
        out.write(data[at:begin])
        if not text[1] and len(data) - begin <= LONG:
            return data[begin:], False
        out.write(b'""')
        if not text[1]:
            return data[end:], True
        at = end
    out.write(data[at:])
    return b"", False
