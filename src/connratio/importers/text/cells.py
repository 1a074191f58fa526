"""Bytes as rows of cells, each with the line on which it begins."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import Final

from connratio.model.problems import Problem

DELIMITERS: Final = (",", ";", "\t", "|")
LONGEST_CELL: Final = 1 << 20


def decoded(data: bytes, file: str, problems: list[Problem]) -> str:
    """The text: by its byte order mark, else UTF-8, else Windows-1252 with a Problem."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", errors="replace").replace("\0", "")
    try:
        return data.decode("utf-8-sig").replace("\0", "")
    except UnicodeDecodeError as error:
        problems.append(Problem("C110", "text that is not UTF-8", file, data.count(b"\n", 0, error.start) + 1))
        return data.decode("cp1252", errors="replace").replace("\0", "")


def delimiter_of(text: str) -> str:
    """The delimiter that divides the first lines most evenly; a comma when none does."""
    lines = [line for line in text[:65536].splitlines() if line.strip()][:20]
    best, score = ",", 0
    for candidate in DELIMITERS:
        counts = [len(cells) for cells in csv.reader(lines, delimiter=candidate)]
        if counts and counts[0] > 1:
            same = Counter(counts).most_common(1)[0][1] * counts[0]
            if same > score:
                best, score = candidate, same
    return best


def rows_of(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """The rows that hold anything, each with its first line; a cell beyond every bound makes an empty row."""
    csv.field_size_limit(LONGEST_CELL)
    # Lines end where files' lines do: U+2028 and form feeds inside a cell end none.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[tuple[int, list[str]]] = []
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return rows
        except csv.Error:
            # One cell beyond every bound; what follows it stands on lines of its own again.
            rows.append((line, []))
            continue
        if any(cell.strip() for cell in cells):
            rows.append((line, cells))
