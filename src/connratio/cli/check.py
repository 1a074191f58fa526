"""`connratio check`: are my own targets met? Silent when they are; made for cron and CI."""

from __future__ import annotations

from datetime import timedelta

import typer

from connratio.cli import options as o
from connratio.cli.answering import answer_of
from connratio.cli.app import app
from connratio.cli.job import Asked, load, notes_of, say
from connratio.model.problems import UsageError


@app.command(
    rich_help_panel="Reports", epilog="connratio check calendar.ics aw.json --last 4w   ·   connratio check --week 2026-W47"
)
def check(
    files: o.Files = None, from_: o.From = "", until: o.Until = "", week: o.Week = "", last: o.Last = "",
    me: o.Me = None, timezone: o.Timezone = "", week_start: o.WeekStart = None, overlap: o.Overlap = None, basis: o.Basis = None,
    as_: o.As = "", ledger: o.Ledger = None, config: o.ConfigFile = None, no_config: o.NoConfig = False,
    format_: o.Format = "auto", output: o.Output = None, json: o.Json = False, force: o.Force = False,
    problems: o.Problems = None, quiet: o.Quiet = 0, verbose: o.Verbose = 0, debug: o.Debug = False,
) -> None:  # fmt: skip
    """Hold the targets of the configuration against a period (the last full week): 0 met, 1 missed, 2 cannot be told."""
    from connratio.measure.people import known_of, people_rows
    from connratio.measure.question import Question, covered_days
    from connratio.measure.series import series_of
    from connratio.measure.wanted import COLUMNS, bounds_of, target_rows
    from connratio.model.periods import week_of
    from connratio.model.table import Table
    from connratio.render.output import deliver, target_of

    target = target_of("json" if json else format_, output, force=force)
    job = load(
        Asked(
            files, as_, me, from_, until, week, last, timezone, week_start, overlap, config, no_config, "none", problems, quiet,
            verbose, debug, force, ledger, history=True,
        )
    )  # fmt: skip
    wanted = job.loaded.config.targets
    if not wanted:
        raise UsageError("no targets are set", 'write `targets: {share: ">= 0.35"}` into connratio.yaml')
    bounds = bounds_of(wanted, lambda name: job.loaded.place_of("targets", name))
    covered = covered_days(job.book.span, job.policy)
    this = week_of(job.today, job.week_start).first
    first, end = job.window or (this - timedelta(days=7), this)
    if job.window and not (from_ or week or last) and covered:
        first = min(max(first, covered[0]), end - timedelta(days=1))
    known = known_of(job.loaded.config.people)
    question = Question(first, end, "total", job.week_start, asked=True)
    with job.book.tables(first, end, question.periods, details=True) as tables:
        found = series_of(tables, question, covered, basis or job.loaded.config.basis, list(bounds.values())) if bounds else {}
        people = people_rows(tables, first, end, known)
    back = (end - covered[0]).days if covered else 0
    rows = target_rows(wanted, bounds, found, people, known, back)
    states = {r["status"] for r in rows}
    code = 1 if "missed" in states else 2 if "unknown" in states else 0
    say(job, notes_of(job) if verbose else [])
    if code or verbose or target.format in {"json", "ndjson"}:
        extra = {"query": {"from": first.isoformat(), "until": end.isoformat()}}
        title = f"Targets · {first} to {end} · {job.policy.zone}"
        deliver(
            answer_of(
                job, "check", Table.of(COLUMNS, rows), title, ["amounts are per week unless the target says otherwise"], extra
            ),
            target,
        )
    raise typer.Exit(code)
