"""Bytes as text: UTF-8 where it is, else each code page in which Windows may have written them; and the text as rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from connratio.importers.contract import HEAD_BYTES
from connratio.importers.text.cells import rows_of

CODE_PAGES: Final = (
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1257", "cp932", "gb18030", "cp949", "cp950", "cp1255", "cp1256", "cp874",
)  # fmt: skip
_SEP: Final = re.compile(r"\A\"?sep=.\"?(?=[\r\n])", re.IGNORECASE)
_CUT: Final = 4
"""Bytes at the end of a file that was cut off inside a character."""


class Row(NamedTuple):
    """The line on which a row begins, and its cells."""

    line: int
    cells: list[str]


def texts(data: bytes) -> Iterator[tuple[str, str]]:
    """The text in each encoding that the bytes may have, with the encoding's name; whoever knows the header picks one."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        yield data[: len(data) // 2 * 2].decode("utf-16", errors="replace").replace("\0", ""), "utf-16"
        return
    try:
        yield data.decode("utf-8-sig").replace("\0", ""), "utf-8"
    except UnicodeDecodeError as error:
        if error.start >= len(data) - _CUT and error.reason == "unexpected end of data":
            yield data.decode("utf-8-sig", errors="ignore").replace("\0", ""), "utf-8"
            return
        for page in CODE_PAGES:
            yield data.decode(page, errors="replace").replace("\0", ""), page


def decoded(data: bytes, score: Callable[[str], int]) -> tuple[str, str]:
    """The text, with its encoding: of several that it may have the one whose first part has the highest score."""
    first = next(texts(data))
    if first[1] not in CODE_PAGES:
        return unmarked(first[0]), first[1]
    page = max(CODE_PAGES, key=lambda name: score(data[:HEAD_BYTES].decode(name, errors="replace")))
    return unmarked(data.decode(page, errors="replace").replace("\0", "")), page


def unmarked(text: str) -> str:
    """The text with its first line empty where that tells Excel the delimiter (`sep=;`)."""
    return _SEP.sub("", text, count=1)


def mended(text: str, delimiter: str, is_entry: Callable[[Row], bool]) -> tuple[list[Row], list[int]]:
    """The rows, and the lines of those with a quotation mark that is never closed: the rows that one takes in are told apart again.

    `is_entry` says whether a line, read by itself, is a row.
    """
    rows = rows_of(text, delimiter)
    width = len(rows[0][1]) if rows else 0
    lines: list[str] = []
    found: list[Row] = []
    unclosed: list[int] = []
    for (line, cells), (end, _) in pairwise([*rows, (text.count("\n") + 2, [])]):
        if end - line > 1:
            lines = lines or text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            inside = [
                Row(line + n, _cells(one, delimiter))
                for n, one in enumerate(lines[line : end - 1], 1)
                if one.count(delimiter) >= width - 1
            ]
            if swallowed := [row for row in inside if len(row.cells) == width and is_entry(row)]:
                unclosed.append(line)
                found += [Row(line, _cells(lines[line - 1], delimiter)), *swallowed]
                continue
        found.append(Row(line, cells))
    return found, unclosed


def _cells(line: str, delimiter: str) -> list[str]:
    rows = rows_of(line, delimiter)
    return rows[0][1] if rows else []
