"""JSON lists whose document cannot be decoded as a whole: every record that is whole counts, each break is a Problem."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Final, TypeVar

import msgspec

from connratio.importers.text.cells import decoded
from connratio.model.problems import Problem

MOST_BREAKS: Final = 1000
"""Breaks after which the rest is given up: a file that is damaged throughout is no export."""
PIECE: Final = 1 << 20
LIST: Final = re.compile(r"\[")
"""Where the records of a document begin that is a list itself."""
_SKIP: Final = re.compile(r"[\s,]*")

T = TypeVar("T")


def utf8(data: bytes, file: str, problems: list[Problem]) -> bytes:
    """A document's bytes as UTF-8 without a byte order mark, whatever it was saved as; a good document is not copied."""
    if data.isascii() or (data[:3] != b"\xef\xbb\xbf" and _is_utf8(data)):
        return data
    return decoded(data, file, problems).encode("utf-8", "replace")


def _is_utf8(data: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(data), PIECE):
            decoder.decode(data[at : at + PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def under(*keys: str) -> re.Pattern[str]:
    """Where a list of records begins that stands under one of the keys. Inside a string its quotes would be escaped."""
    return re.compile(rf'"(?:{"|".join(map(re.escape, keys))})"\s*:\s*\[')


def salvaged(data: bytes, opening: re.Pattern[str], kind: type[T], file: str, problems: list[Problem]) -> Iterator[tuple[int, T]]:
    """The records of every list that `opening` finds, each with its line; what is broken is added to the problems."""
    text = data.decode("utf-8", errors="replace")
    at, line, counted, breaks = 0, 1, 0, 0
    decoder = json.JSONDecoder()
    while (found := opening.search(text, at)) is not None:
        at = found.end()
        while breaks < MOST_BREAKS:
            at = _SKIP.match(text, at).end()  # type: ignore[union-attr]  # matches the empty string too
            if text[at : at + 1] == "]":
                at += 1
                break
            line, counted = line + text.count("\n", counted, at), at
            try:
                value, end = decoder.raw_decode(text, at)
                yield line, msgspec.convert(value, kind, strict=False)
            except msgspec.ValidationError:
                problems.append(Problem("C106", "a record that could not be read", file, line))
            except (ValueError, RecursionError):
                breaks += 1
                end = _resumed(text, at)
                if end >= len(text):
                    problems.append(Problem("C104", "the document breaks off here", file, line))
                    return
                problems.append(Problem("C106", "a record that could not be read", file, line))
            at = end
        else:
            return
        if opening is LIST:
            return


def _resumed(text: str, at: int) -> int:
    """Where the next record begins after a broken one: at the next bracket that opens a line or follows a comma."""
    found = _NEXT.search(text, at + 1)
    return len(text) if found is None else found.end() - 1


_NEXT: Final = re.compile(r"[,\n]\s*[{\[]")
