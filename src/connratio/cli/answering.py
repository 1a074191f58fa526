"""What the commands of the self-report share: their window, and how an answer is bound to its formats."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from connratio.cli.job import Job
    from connratio.model.table import Table
    from connratio.render.output import Answer


def window_until(job: Job) -> tuple[date, date]:
    """The asked window, cut to what the sources hold at its beginning; without one everything before today."""
    from connratio.measure.question import covered_days

    covered = covered_days(job.book.span, job.policy)
    first, until = job.window or (date(1970, 1, 1), job.today)
    begin = covered[0] if covered else until
    first = min(max(first, begin), until)
    return first, until


def last_week_of(job: Job) -> tuple[date, date]:
    """The last full week, or the last one that the sources cover where they end earlier."""
    from connratio.measure.question import covered_days
    from connratio.measure.week import last_full_week

    works = [bool(job.policy.hours(day)) for day in range(7)]
    week = last_full_week(job.today, covered_days(job.book.span, job.policy), works, job.week_start)
    return week.first, week.until


def answer_of(
    job: Job,
    schema: str,
    table: Table,
    title: str,
    footer: list[str],
    extra: dict[str, Any],
    show: Callable[[Any], None] | None = None,
) -> Answer:
    """The answer with the query and the rules in force that every envelope names (DESIGN 3.9); a plain grid unless `show` is given."""
    from connratio.measure.definitions import rules_in_force
    from connratio.render.output import Answer
    from connratio.render.problems import problem_records

    def grid(console: Any) -> None:
        from connratio.render.grid import print_grid

        print_grid(console, table, title, footer)

    query = {
        "timezone": str(job.policy.zone), "week_start": job.week_start, "overlap": job.policy.overlap,
        "attendance": job.policy.attendance, **extra.pop("query", {}),
    }  # fmt: skip
    generated = datetime.now(UTC).astimezone(job.policy.zone).isoformat(timespec="seconds")
    definitions = {**extra.pop("definitions", {}), **rules_in_force(job.policy, hours_told=job.loaded.config.has_working_hours)}
    whole = {"query": query, **extra, "definitions": definitions, "problems": problem_records(job.problems)}
    return Answer(schema, table, show or grid, generated, whole)
