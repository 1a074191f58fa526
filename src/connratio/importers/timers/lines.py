"""Text logs as numbered lines, whatever bytes they are."""

from __future__ import annotations

from collections import Counter
from typing import Final

from connratio.importers.text.cells import decoded
from connratio.model.problems import Problem

LONGEST: Final = 1 << 20
"""Characters of a line beyond which it is no line that a person or a tracker wrote."""


def text_of(data: bytes, file: str, problems: list[Problem], skipped: Counter[str]) -> str:
    """The whole text; a line beyond every bound is emptied and counted."""
    text = decoded(data, file, problems)
    if len(text) <= LONGEST:
        return text
    lines = text.splitlines(keepends=True)
    if max(map(len, lines)) <= LONGEST:
        return text
    for i, line in enumerate(lines):
        if len(line) > LONGEST:
            lines[i] = "\n"
            problems.append(Problem("C722", "a line of more than a million characters", file, i + 1))
            skipped["line too long"] += 1
    return "".join(lines)


def lines_of(data: bytes, file: str, problems: list[Problem], skipped: Counter[str]) -> list[tuple[int, str]]:
    """Each line with its number, counted from 1, without its end."""
    return list(enumerate(text_of(data, file, problems, skipped).splitlines(), 1))
