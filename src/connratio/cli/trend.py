"""`connratio trend`: is it changing, and is the change more than noise?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any, Literal

import typer

from connratio.cli import options as o
from connratio.cli.answering import answer_of
from connratio.cli.app import app
from connratio.cli.job import Asked, load, notes_of, say
from connratio.model.problems import UsageError

MetricOption = Annotated[str, typer.Option("--metric", metavar="NAME", help="What is looked at (connratio metrics lists them).")]
ByOption = Annotated[Literal["week", "month"], typer.Option("--by", help="Length of a row's period.")]
Event = Annotated[
    tuple[str, str] | None,
    typer.Option(
        "--event", metavar="DATE NAME", help="Compare before and after a day: 2026-03-02 'new assistant'.", show_default=False
    ),
]
Baseline = Annotated[bool, typer.Option("--baseline", help="Say whether the last weeks lie outside your own earlier ones.")]
VerdictOption = Annotated[bool, typer.Option("--verdict", help="One row with the verdict instead of a row per period.")]


@app.command(
    rich_help_panel="Reports",
    epilog="connratio trend cal.ics aw.json --event 2026-03-02 'new assistant'   ·   connratio trend --metric one_to_one --verdict -f csv",
)
def trend(
    files: o.Files = None, metric: MetricOption = "share", by: ByOption = "week", event: Event = None,
    baseline: Baseline = False, verdict: VerdictOption = False,
    from_: o.From = "", until: o.Until = "", last: o.Last = "",
    me: o.Me = None, timezone: o.Timezone = "", week_start: o.WeekStart = None, overlap: o.Overlap = None, basis: o.Basis = None,
    as_: o.As = "", ledger: o.Ledger = None, config: o.ConfigFile = None, no_config: o.NoConfig = False,
    format_: o.Format = "auto", output: o.Output = None, json: o.Json = False, force: o.Force = False,
    problems: o.Problems = None, fail_on: o.FailOn = "none", quiet: o.Quiet = 0, verbose: o.Verbose = 0, debug: o.Debug = False,
) -> None:  # fmt: skip
    """Show a metric by week or month with a verdict: rising, falling, or no clear change."""
    from connratio.measure.change import COLUMNS, VERDICT_COLUMNS, trend_rows, verdict_of
    from connratio.measure.pulse import beside
    from connratio.measure.question import covered_days, question_of
    from connratio.measure.series import series_of
    from connratio.measure.wanted import metric_of
    from connratio.model.table import Table
    from connratio.render.output import deliver, target_of

    target = target_of("json" if json else format_, output, force=force)
    chosen, day = metric_of(metric), _event(event)
    job = load(
        Asked(
            files, as_, me, from_, until, last=last, timezone=timezone, week_start=week_start, overlap=overlap, config=config,
            no_config=no_config, fail_on=fail_on, problems_file=problems, quiet=quiet, verbose=verbose, debug=debug, force=force,
            ledger=ledger,
        )
    )  # fmt: skip
    covered = covered_days(job.book.span, job.policy)
    window = job.window
    if window is not None and not from_ and covered is not None:
        window = (min(max(window[0], covered[0]), window[1] - timedelta(days=1)), window[1])
    question = question_of(window, job.book.span, job.policy, by, job.week_start, job.today)
    with job.book.tables(question.first, question.until, question.periods, details=chosen.details) as tables:
        series = series_of(tables, question, covered, basis or job.loaded.config.basis, [chosen])[chosen.name]
        felt = beside(tables, series, paired=by == "week")
    rows, found = trend_rows(series, felt), verdict_of(series, day, baseline=baseline)
    table = Table.of(VERDICT_COLUMNS, [found]) if verdict else Table.of((*COLUMNS, *(["pulse"] if felt else [])), rows)
    extra = {
        "query": {"from": question.first.isoformat(), "until": question.until.isoformat(), "by": by, "metric": chosen.name, "basis": series.basis},
        "verdict": found, "pulse": [b.record for b in felt], "definitions": {chosen.name: chosen.definition},
    }  # fmt: skip
    title = f"{chosen.name.removesuffix('_seconds')} by {by} · {job.policy.zone} · {job.policy.overlap} · {series.basis}"

    def show(console: Any) -> None:
        from connratio.render.trend import print_trend

        print_trend(console, rows, found, title, chosen.unit, chosen.definition, felt)

    say(job, notes_of(job))
    deliver(answer_of(job, "trend", table, title, [], extra, show), target)
    raise typer.Exit(job.exit_code)


def _event(event: tuple[str, str] | None) -> tuple[date, str] | None:
    from connratio.model.text import clean

    if event is None:
        return None
    try:
        return date.fromisoformat(event[0]), clean(event[1])
    except ValueError:
        raise UsageError(f"--event {event[0]!r} is no date", "write --event 2026-03-02 'new assistant'") from None
