"""`connratio activities`: every record with its verdict."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from connratio.cli import options as o
from connratio.cli.app import app
from connratio.cli.job import Asked, Job, load, notes_of, say

if TYPE_CHECKING:
    from connratio.render.output import Answer

Titles = Annotated[bool, typer.Option("--show-titles", help="Add the titles (never those of private entries).")]


@app.command(
    rich_help_panel="Look closer", epilog="connratio activities calendar.ics --from 2026-03-02 --until 2026-03-09 -f csv"
)
def activities(
    files: o.Files = None, show_titles: Titles = False,
    from_: o.From = "", until: o.Until = "", week: o.Week = "", last: o.Last = "",
    me: o.Me = None, timezone: o.Timezone = "", week_start: o.WeekStart = None,
    as_: o.As = "", ledger: o.Ledger = None, config: o.ConfigFile = None, no_config: o.NoConfig = False,
    format_: o.Format = "auto", output: o.Output = None, json: o.Json = False, force: o.Force = False,
    problems: o.Problems = None, fail_on: o.FailOn = "none", quiet: o.Quiet = 0, verbose: o.Verbose = 0, debug: o.Debug = False,
) -> None:  # fmt: skip
    """List every record with its verdict, and why it does not count."""
    from connratio.render.output import deliver, target_of

    target = target_of("json" if json else format_, output, force=force)
    job = load(
        Asked(
            files, as_, me, from_, until, week, last, timezone, week_start, None, config, no_config,
            fail_on, problems, quiet, verbose, debug, force, ledger,
        )
    )  # fmt: skip
    say(job, notes_of(job))
    deliver(_answer(job, titles=show_titles), target)
    raise typer.Exit(job.exit_code)


def _answer(job: Job, *, titles: bool) -> Answer:
    from connratio.measure.listing import listing
    from connratio.render.grid import print_grid
    from connratio.render.output import Answer
    from connratio.render.problems import problem_records
    from connratio.timeline.clock import instant

    zone = job.policy.zone
    window = None
    if job.window is not None:
        window = instant(job.window[0], job.policy.day_starts, zone), instant(job.window[1], job.policy.day_starts, zone)
    with job.book.activities() as tables:
        table = listing(tables, zone, window, titles=titles)
    query = {"timezone": str(zone), "attendance": job.policy.attendance, "from": None, "until": None}
    if job.window is not None:
        query |= {"from": job.window[0].isoformat(), "until": job.window[1].isoformat()}

    def show(console: Any) -> None:
        print_grid(console, table, f"{len(table.rows)} activities · {zone}", ["counted: part of the timeline; reason: why not"])

    generated = datetime.now(UTC).astimezone(zone).isoformat(timespec="seconds")
    return Answer("activities", table, show, generated, {"query": query, "problems": problem_records(job.problems)})
