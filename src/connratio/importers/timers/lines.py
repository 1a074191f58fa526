"""Text logs as numbered lines, whatever bytes they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from connratio.importers.text.cells import decoded
from connratio.model.problems import Problem

LONGEST: Final = 1 << 20
"""Characters of a line beyond which it is no line that a person or a tracker wrote."""


def text_of(data: bytes, file: str, problems: list[Problem], skipped: Counter[str]) -> str:
    """The whole text; a line beyond every bound is emptied and counted."""
    text = decoded(data, file, problems)
    if len(text) <= LONGEST or max(map(len, text.splitlines())) <= LONGEST:
        return text
    return "".join(f"{line}\n" for _, line in _bounded(text, file, problems, skipped, emptied=True))


def lines_of(data: bytes, file: str, problems: list[Problem], skipped: Counter[str]) -> list[tuple[int, str]]:
    """Each line with its number, counted from 1, without its end; a line beyond every bound is left out and counted."""
    return list(_bounded(decoded(data, file, problems), file, problems, skipped))


def _bounded(
    text: str, file: str, problems: list[Problem], skipped: Counter[str], *, emptied: bool = False
) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) <= LONGEST:
            yield number, line
            continue
        problems.append(Problem("C722", "a line of more than a million characters", file, number))
        skipped["line too long"] += 1
        if emptied:
            yield number, ""
