"""What a problem code is."""

from __future__ import annotations

from dataclasses import dataclass

from connratio.model.problems import Severity


@dataclass(frozen=True, slots=True)
class Entry:
    """A kind of problem: `title` names it, `help` says what to do, `why` says what connratio did meanwhile and why."""

    severity: Severity
    title: str
    help: str
    why: str
