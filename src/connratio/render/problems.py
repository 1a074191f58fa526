"""Problems as people read them, and as a CSV file."""

from __future__ import annotations

from typing import Any, Final

from connratio.model.problems import Problem, grouped
from connratio.model.table import Table
from connratio.model.text import clean, masked

COLUMNS: Final = ("code", "severity", "n", "file", "line", "uid", "message", "help")


def problem_records(problems: list[Problem]) -> list[dict[str, Any]]:
    """Each kind of problem with its first place, for the envelope."""
    return [_record(p) for p in grouped(problems)]


def problem_table(problems: list[Problem]) -> Table:
    """Each case on a row of its own."""
    return Table.of(COLUMNS, (_record(p) for p in problems))


def _record(p: Problem) -> dict[str, Any]:
    line = p.line or None
    return {
        "code": p.code,
        "severity": p.severity,
        "n": p.n,
        "file": masked(clean(p.file)),
        "line": line,
        "uid": clean(p.uid),
        "message": masked(clean(p.message)),
        "help": p.help,
    }


def problem_lines(problems: list[Problem], verbosity: int) -> list[str]:
    """The lines for standard error: warnings and errors, at `verbosity` 1 also notes; the worst last, nearest the prompt."""
    lines = []
    for p in reversed(grouped(problems)):
        if p.severity == "info" and verbosity < 1:
            continue
        place = masked(clean(p.file)) + (f":{p.line}" if p.line else "")
        more = f" (and {p.n - 1} more like this)" if p.n > 1 else ""
        lines.append(f"{p.severity}[{p.code}]: {masked(clean(p.message))}{more}")
        if place:
            lines.append(f"  --> {place}")
        lines.append(f"  help: {p.help}")
    return lines
