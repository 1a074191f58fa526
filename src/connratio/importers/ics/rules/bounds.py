"""The bounds that no recurrence rule can break, alone or with the other rules of its calendar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MOST_OCCURRENCES: Final = 100_000
MOST_EMPTY_STEPS: Final = 10_000
MOST_STEPS: Final = 1_000_000
"""Empty steps and occurrences before the window that are walked through in all, for one rule that stands alone."""


class TooManyError(Exception):
    """The bounds were reached; what was found so far holds."""


@dataclass(slots=True)
class Pool:
    """What the rules of one calendar may use up together: steps that give nothing, occurrences, and those of frequent rules."""

    steps: int = MOST_STEPS
    occurrences: int = 10 * MOST_OCCURRENCES
    frequent: int = 5 * MOST_OCCURRENCES

    def step(self) -> None:
        """Take a step. Raises TooManyError when none is left."""
        self.steps -= 1
        if self.steps < 0:
            raise TooManyError

    def occurrence(self, *, frequent: bool) -> None:
        """Take an occurrence. Raises TooManyError when none is left."""
        self.occurrences -= 1
        self.frequent -= frequent
        if self.occurrences < 0 or self.frequent < 0:
            raise TooManyError
