"""The answer of the audit: what of an organisation's facts was asked for, bound to every format."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Literal

from connratio.cli.job import day_given

if TYPE_CHECKING:
    from connratio.render.output import Answer
    from connratio.team.facts import Facts


def chosen_window(from_: str, until: str) -> tuple[date | None, date | None]:
    """The days of --from and --until. Raises UsageError for what is no date."""
    return day_given(from_, "--from") if from_ else None, day_given(until, "--until") if until else None


def answer_for(
    facts: Facts, *, split: str, by: Literal["week", "4w", "total"], k: int, window: tuple[date | None, date | None], matrix: bool
) -> Answer:
    """The audit of facts, bound to its formats."""
    from connratio.render.audit import print_audit
    from connratio.render.grid import print_grid
    from connratio.render.output import Answer
    from connratio.render.problems import problem_records
    from connratio.team.basis import basis_of
    from connratio.team.rows import audit_of, matrix_audit

    basis = basis_of(facts, k)
    if matrix:
        audit = matrix_audit(basis, split=split, first=window[0], until=window[1])
    else:
        audit = audit_of(basis, split=split, by=by, first=window[0], until=window[1])
    query = {
        "split": split,
        "by": by,
        "k": k,
        "from": _day(window[0]),
        "until": _day(window[1]),
        "week_start": "mon",
        "basis": "tracked",
        **facts.asked,
    }
    extra = {
        "query": query,
        "definitions": dict(audit.definitions),
        "notes": audit.notes,
        "problems": problem_records(list(facts.problems)),
    }
    title = f"{split.replace('_', ' ')}s by {by} · {facts.asked.get('timezone', '')}".rstrip(" ·")

    def show(console: Any) -> None:
        (print_grid if matrix else print_audit)(console, audit.table, title, audit.notes)

    return Answer("audit", audit.table, show, datetime.now(UTC).isoformat(timespec="seconds"), extra)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
