"""`connratio week`: one week on one screen, against one's own weeks before."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import typer

from connratio.cli import options as o
from connratio.cli.answering import answer_of, last_week_of
from connratio.cli.app import app
from connratio.cli.job import Asked, Job, load, notes_of, say

if TYPE_CHECKING:
    from connratio.measure.week import Week
    from connratio.model.periods import Period


@app.command(rich_help_panel="Reports", epilog="connratio week   ·   connratio week calendar.ics aw.json --week 2026-W47")
def week(
    files: o.Files = None, week: o.Week = "",
    me: o.Me = None, timezone: o.Timezone = "", week_start: o.WeekStart = None, overlap: o.Overlap = None, basis: o.Basis = None,
    as_: o.As = "", ledger: o.Ledger = None, config: o.ConfigFile = None, no_config: o.NoConfig = False,
    format_: o.Format = "auto", output: o.Output = None, json: o.Json = False, force: o.Force = False,
    problems: o.Problems = None, fail_on: o.FailOn = "none", quiet: o.Quiet = 0, verbose: o.Verbose = 0, debug: o.Debug = False,
) -> None:  # fmt: skip
    """Show one week (the last full one): share, people, tools, meetings, focus, one-to-ones, against your own 12 weeks before."""
    from connratio.measure.question import covered_days
    from connratio.measure.suggestions import suggestions_of
    from connratio.measure.week import COLUMNS, week_rows
    from connratio.model.periods import week_of
    from connratio.model.table import Table
    from connratio.render.output import deliver, target_of
    from connratio.render.suggestions import suggestion_rows

    target = target_of("json" if json else format_, output, force=force)
    job = load(
        Asked(
            files, as_, me, week=week, timezone=timezone, week_start=week_start, overlap=overlap, config=config, no_config=no_config,
            fail_on=fail_on, problems_file=problems, quiet=quiet, verbose=verbose, debug=debug, force=force, ledger=ledger, history=True,
        )
    )  # fmt: skip
    covered = covered_days(job.book.span, job.policy)
    chosen = week_of((job.window or last_week_of(job))[0], job.week_start)
    found = _measured(job, chosen, covered, basis)
    rows = week_rows(found)
    rows += suggestion_rows(suggestions_of(found), job.policy.zone)
    last = chosen.until - timedelta(days=1)
    title = f"Week {chosen.label} ({chosen.first} to {last}) · {job.policy.zone} · {job.policy.overlap} · {found.shares.basis}"
    start = {"mon": "Monday", "sun": "Sunday", "sat": "Saturday"}[job.week_start]
    rules = (
        f"weeks start {start} · attendance {job.policy.attendance} · idle by the log · connratio explain NAME defines a figure"
    )
    extra = {"query": {"from": chosen.first.isoformat(), "until": chosen.until.isoformat(), "basis": found.shares.basis,
                       "coverage": found.shares.rows[-1]["coverage"]}}  # fmt: skip

    def show(console: Any) -> None:
        from connratio.render.week import print_week

        print_week(console, found, rows, title, rules)

    ahead = ["note: the week is not over; meetings that are only planned count too"] if chosen.until > job.today else []
    say(job, [*notes_of(job), *ahead])
    deliver(answer_of(job, "week", Table.of(COLUMNS, rows), title, [], extra, show), target)
    raise typer.Exit(job.exit_code)


def _measured(job: Job, chosen: Period, covered: Any, basis: str | None) -> Week:
    """Everything that the report says, from one look at the tables."""
    from connratio.ledger.calendar import off_days
    from connratio.ledger.tables import absences_of
    from connratio.measure.ahead import ahead_of
    from connratio.measure.definitions import advice
    from connratio.measure.metrics import week_metrics
    from connratio.measure.one_to_ones import one_to_ones_of
    from connratio.measure.people import known_of, people_rows
    from connratio.measure.question import Question
    from connratio.measure.series import series_of
    from connratio.measure.share import shares
    from connratio.measure.wanted import bounds_of, target_rows
    from connratio.measure.week import Week, heard_in, met_in, question_of_week

    config = job.loaded.config
    question = question_of_week(chosen, job.week_start)
    bounds = bounds_of(config.targets, lambda name: job.loaded.place_of("targets", name))
    known = known_of(config.people)
    begin = min(covered[0], chosen.first) if covered else chosen.first
    # The week after belongs to the tables, not to the figures: suggestions look at what is planned.
    with job.book.tables(question.first, question.until + timedelta(days=7), question.periods, details=True) as tables:
        wanted = {m.name: m for m in (*week_metrics(), *bounds.values())}
        # The week's own basis, as in `report --week`: weeks before a tool log began are missing, and tell nothing of this one.
        asked = basis or config.basis
        series = series_of(tables, question, covered, asked, list(wanted.values()), last_decides=True)
        found = shares(tables, question, covered, series["share"].basis)
        off = off_days(begin, chosen.until, job.policy, absences_of(tables))
        people = people_rows(tables, begin, chosen.until, known, [day for day, _ in off])
        return Week(
            chosen,
            series,
            found,
            one_to_ones_of(tables, chosen.first, chosen.until),
            people,
            met_in(tables, chosen.first, chosen.until),
            target_rows(config.targets, bounds, series, people, known, (chosen.until - begin).days),
            ahead_of(tables, chosen),
            {day: why for day, why in off if day >= chosen.first.toordinal()},
            advice(
                found,
                tables,
                Question(chosen.first, chosen.until, "week", job.week_start, asked=True),
                hours_told=config.has_working_hours,
            ),
            heard_in(tables, chosen.first, chosen.until),
            begin,
        )
