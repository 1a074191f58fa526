"""The bytes of a calendar as a stream of UTF-8 whose lines end in `\\n`, whatever the file's encoding and line ends."""

from __future__ import annotations

from codecs import getincrementaldecoder
from typing import BinaryIO, Final

from connratio.importers.ics.text.charsets import LOOKED_AT, wide

_MARK: Final = b"\xef\xbb\xbf"
_BEGUN: Final = tuple(b"\n" + _MARK[:n] for n in range(3))
_HELD: Final = 2
"""`\\r\\r\\n` is one line end, so that of the `\\r` on which a piece ends two belong to what comes next."""


class PlainText:
    """A stream without NULs and byte order marks, also where files were joined with theirs."""

    def __init__(self, stream: BinaryIO) -> None:
        """`stream` is read from where it stands."""
        self._stream = stream
        self._held = self._line = b""
        self._ended = False
        self._first = stream.read(LOOKED_AT)
        codec = wide(self._first)
        self._decoder = getincrementaldecoder(codec)("replace") if codec else None
        self._mark = _MARK

    def read(self, size: int) -> bytes:
        """The next piece, of about this size; empty only at the end."""
        while not self._ended:
            raw = self._first + self._stream.read(size)
            self._ended, self._first = not raw, b""
            if self._decoder is not None:
                raw = self._decoder.decode(raw, final=self._ended).encode("utf-8", errors="replace")
            if raw:
                raw, self._mark = raw.removeprefix(self._mark), b""
            if piece := self._plain(raw):
                return piece
        return b""

    def _plain(self, raw: bytes) -> bytes:
        if b"\0" in raw:
            raw = raw.replace(b"\0", b"")
        raw = self._held + raw
        kept = len(raw) - min(len(raw) - len(raw.rstrip(b"\r")), 0 if self._ended else _HELD)
        raw, self._held = raw[:kept], raw[kept:]
        if b"\r" in raw:
            raw = raw.replace(b"\r\n", b"\n")
            if b"\r" in raw:
                raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        if self._line or b"\n" + _MARK in raw or raw.endswith(_BEGUN):
            raw = (self._line + raw).replace(b"\n" + _MARK, b"\n")
            begun = b"" if self._ended else next((b for b in _BEGUN if raw.endswith(b)), b"")
            raw, self._line = raw[: len(raw) - len(begun)], begun
        return raw
