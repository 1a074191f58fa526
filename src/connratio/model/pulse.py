"""The weekly self-check: what a person answered, on which day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from connratio.model.text import clean

MOST: Final = 10
"""Answers lie between 0 and this."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one item on a local day; a later answer to the same item on that day takes its place."""

    day: date
    item: str
    value: float


def item_of(text: str) -> str:
    """An item as it is kept: case makes no other one, and the signs that part answers in a cell are none of its own."""
    return clean(text.translate(_SIGNS), 60).lower()


_SIGNS: Final = str.maketrans({"=": " ", ";": " "})


def value_of(text: str) -> float | None:
    """A number from 0 to 10, with a point or a comma; None for anything else."""
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return value if 0 <= value <= MOST else None


def plain(value: float) -> float | int:
    """A value without needless decimals: 7, or 7.5."""
    value = round(value, 3)
    return int(value) if value == int(value) else value
