"""`connratio explain METRIC`: what a metric is, and what it adds up in a period."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from connratio.cli.answering import answer_of, last_week_of
from connratio.cli.job import Asked, Job, load, notes_of, say

if TYPE_CHECKING:
    from datetime import date

    from connratio.measure.metrics import Metric
    from connratio.measure.series import Series
    from connratio.model.periods import By
    from connratio.render.output import Target


def explain_metric(metric: Metric, asked: Asked, target: Target) -> int:
    """Print the definition with the sum of the asked period (the last full week), or alone where there is no ledger and no file."""
    from connratio.ledger.store import Store, ledger_path
    from connratio.measure.change import COLUMNS, trend_rows
    from connratio.model.table import Table
    from connratio.render.explain import metric_lines
    from connratio.render.output import Answer, deliver

    about = {"metric": metric.name, "unit": metric.unit, "definition": metric.definition, "source": metric.source}
    if not asked.files and not Store(ledger_path(asked.ledger)).exists:
        lines = metric_lines(metric, None, None)
        generated = datetime.now(UTC).isoformat(timespec="seconds")
        extra = {"query": {}, **about, "problems": []}
        deliver(Answer("explain", Table(COLUMNS, []), lambda c: c.print("\n".join(lines)), generated, extra), target)
        return 0
    job = load(asked)
    first, until = job.window or last_week_of(job)
    parts, whole = (_series(job, metric, first, until, by) for by in (_step((until - first).days), "total"))
    lines = metric_lines(metric, parts, whole)
    extra = {
        "query": {"from": first.isoformat(), "until": until.isoformat(), "metric": metric.name, "basis": whole.basis},
        "definitions": {metric.name: metric.definition}, "totals": trend_rows(whole)[0], "unit": metric.unit, "source": metric.source,
    }  # fmt: skip
    title = f"{metric.name} · {first} to {until} · {job.policy.zone} · {job.policy.overlap}"
    table = Table.of(COLUMNS, trend_rows(parts))
    say(job, notes_of(job))

    def show(console: Any) -> None:
        from connratio.render.explain import print_metric

        print_metric(console, parts, title, lines)

    deliver(answer_of(job, "explain", table, title, lines, extra, show), target)
    return job.exit_code


def _step(days: int) -> By:
    return "day" if days <= 31 else "week" if days <= 182 else "month"


def _series(job: Job, metric: Metric, first: date, until: date, by: By) -> Series:
    from connratio.measure.question import Question, covered_days
    from connratio.measure.series import series_of

    question = Question(first, until, by, job.week_start, asked=True)
    covered = covered_days(job.book.span, job.policy)
    with job.book.tables(first, until, question.periods, details=metric.details) as tables:
        return series_of(tables, question, covered, job.loaded.config.basis, [metric])[metric.name]
