"""What is wrong in a user's data: a value that travels beside the good rows, never an exception."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from connratio.model.text import masked

Severity = Literal["info", "warning", "error"]
SEVERITIES: Final[tuple[Severity, ...]] = ("info", "warning", "error")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong, with its place. `code` is a key of `connratio.model.catalogue.CATALOGUE`, which has severity and advice.

    `message` says what was met ("time without a zone"), `detail` may quote harmless facts ("`TZID=Foo`"); neither ever
    holds a title, a name or an address. `line` counts from 1 in the file as it lies on disk; 0 is "no line". `uid` is the
    source's own name of the record ("" when it has none). `n` is how many such cases this value stands for.
    """

    code: str
    message: str
    file: str = ""
    line: int = 0
    uid: str = ""
    n: int = 1

    @property
    def severity(self) -> Severity:
        """How bad it is, from the catalogue."""
        from connratio.model.catalogue import CATALOGUE

        return CATALOGUE[self.code].severity

    @property
    def help(self) -> str:
        """The one line that says what to do, from the catalogue."""
        from connratio.model.catalogue import CATALOGUE

        return CATALOGUE[self.code].help


def grouped(problems: list[Problem]) -> list[Problem]:
    """One Problem for each (code, message, file), at its first place, `n` added up, worst severity first."""
    first: dict[tuple[str, str, str], Problem] = {}
    for problem in problems:
        key = (problem.code, problem.message, problem.file)
        known = first.get(key)
        first[key] = problem if known is None else replace(known, n=known.n + problem.n)
    return sorted(first.values(), key=lambda p: (-SEVERITIES.index(p.severity), p.code, p.file, p.line, p.message))


class UsageError(Exception):
    """The program cannot run as asked (exit status 2): one line of what is wrong, and at most one line of help."""

    def __init__(self, message: str, help_line: str = "") -> None:
        """Keep both lines apart, so that every output format can place them; of an address only the host stays."""
        self.message, self.help_line = masked(message), masked(help_line)
        super().__init__(self.message)
