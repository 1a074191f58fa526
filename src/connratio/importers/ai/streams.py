"""Lines of a stream in bounded memory, and the instants in them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import BinaryIO, Final

LONGEST: Final = 4 << 20
"""Bytes of a line that are read as a whole. Of a longer one (pasted pictures, snapshots) both ends are kept."""
END: Final = 64 << 10


def lines_of(stream: BinaryIO, longest: int = 0) -> Iterator[tuple[int, bytes, bytes]]:
    """Every line with its number, and the end of a line that is too long (`longest`, else LONGEST) to be read as a whole."""
    number, longest = 0, longest or LONGEST
    readline = stream.readline
    while line := readline(longest):
        number += 1
        if len(line) < longest or line.endswith(b"\n"):
            yield number, line, b""
            continue
        tail = b""
        while piece := readline(LONGEST):
            tail = (tail + piece)[-END:] if len(piece) < END else piece[-END:]
            if piece.endswith(b"\n"):
                break
        yield number, line[:END], tail or line[-END:]


class Clock:
    """Instants as these logs write them, in epoch ms; the hours met are remembered, since most lines share theirs."""

    def __init__(self) -> None:
        """Without an hour."""
        self._hours: dict[str, int] = {}

    def ms(self, text: str) -> int:
        """`2026-03-02T09:14:05.120Z` as epoch ms; other ISO forms too, without a zone as UTC; 0 for what is no instant."""
        if len(text) == 24 and text[23] == "Z" and text[19] == ".":
            try:
                rest = int(text[14:16]) * 60_000 + int(text[17:19]) * 1000 + int(text[20:23])
                base = self._hours.get(text[:13])
                if base is None:
                    base = self._hours[text[:13]] = _parsed(f"{text[:13]}:00:00Z")
            except ValueError:
                return 0
            return base + rest if base else 0
        return _parsed(text)


def _parsed(text: str) -> int:
    try:
        moment = datetime.fromisoformat(text)
        return round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)
    except (ValueError, OverflowError, OSError):
        return 0
