"""`connratio commits`: with whom commits were made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from connratio.cli import options as o
from connratio.cli.answering import answer_of
from connratio.cli.app import app
from connratio.cli.job import Asked, Job, load, notes_of, say

if TYPE_CHECKING:
    from connratio.importers.contract import Batch, Options
    from connratio.importers.reading import OptionsFor, Reading, Tick
    from connratio.model.problems import Problem

Repositories = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[PATHS]...", help="Repositories on this machine; without any the ledger answers.", show_default=False
    ),
]
Everyone = Annotated[bool, typer.Option("--everyone", help="Commits of all authors, not only yours.")]


@app.command(rich_help_panel="Reports", epilog="connratio commits ~/src/shop --by month   ·   connratio sync git ~/src/shop")
def commits(
    paths: Repositories = None, by: o.ByOption = "week", everyone: Everyone = False,
    from_: o.From = "", until: o.Until = "", week: o.Week = "", last: o.Last = "",
    me: o.Me = None, timezone: o.Timezone = "", week_start: o.WeekStart = None, ledger: o.Ledger = None,
    config: o.ConfigFile = None, no_config: o.NoConfig = False,
    format_: o.Format = "auto", output: o.Output = None, json: o.Json = False, force: o.Force = False,
    problems: o.Problems = None, fail_on: o.FailOn = "none", quiet: o.Quiet = 0, verbose: o.Verbose = 0, debug: o.Debug = False,
) -> None:  # fmt: skip
    """Show how many commits were made with people, with AI and alone; counts and shares, never hours."""
    from connratio.render.output import deliver, target_of

    target = target_of("json" if json else format_, output, force=force)
    job = load(
        Asked(
            paths, "", me, from_, until, week, last, timezone, week_start, config=config, no_config=no_config, fail_on=fail_on,
            problems_file=problems, quiet=quiet, verbose=verbose, debug=debug, force=force, ledger=ledger, history=True,
        ),
        repositories,
    )  # fmt: skip
    answer = _answer(job, by, everyone=everyone)
    say(job, [] if everyone else notes_of(job))
    deliver(answer, target)
    raise typer.Exit(job.exit_code)


def repositories(
    paths: list[Path], options: Options, options_for: OptionsFor, as_name: str, tick: Tick, *, debug: bool
) -> Reading:
    """The logs of repositories, asked for now. Raises UsageError where one is no repository."""
    from connratio.fetch.git import GitFetcher
    from connratio.importers.git.reader import GitLogImporter
    from connratio.importers.reading import Reading, contained, reads_of
    from connratio.model.activities import concat

    del options_for, as_name  # a repository has no way of being read that could be chosen
    batches: list[Batch] = []
    problems: list[Problem] = []
    for path in paths:
        for fetched in GitFetcher().fetch({"path": str(path)}, {}, options, tick):
            batches += contained(GitLogImporter(), fetched.source, options, problems, debug=debug)
    problems += [p for batch in batches for p in batch.problems]
    return Reading(concat([b.activities for b in batches]), problems, reads_of(batches))


def _answer(job: Job, by: Any, *, everyone: bool) -> Any:
    from connratio.measure.commits import BRIEF, COLUMNS, DEFINITIONS, commit_rows, question_about, window_of
    from connratio.model.problems import UsageError
    from connratio.model.table import Table
    from connratio.render.grid import print_grid

    me = None if everyone else job.me.name
    with job.book.activities() as tables:
        found, others = window_of(tables, me), window_of(tables, None)
    if found is None and others is not None:
        raise UsageError(f"no commit here is of {job.me.name}", "--me ADDRESS names what you commit under; --everyone counts all")
    if found is None:
        raise UsageError(
            "there is no commit here", "connratio commits PATH names a repository, connratio sync git PATH keeps its commits"
        )
    question = question_about(job.window, found, by, job.week_start)
    with job.book.tables(question.first, question.until, question.periods) as tables:
        rows, totals = commit_rows(tables, question, me)
    whose = "of everyone" if everyone else f"of {job.me.name}, and those that a program wrote"
    title = f"Commits by {by} · {job.policy.zone}" if by != "total" else f"Commits · {job.policy.zone}"
    footer = [f"commits {whose}; {DEFINITIONS['shares']}", f"alone: {DEFINITIONS['alone']}"]
    asked = {"by": by, "from": question.first.isoformat(), "until": question.until.isoformat(), "everyone": everyone}
    extra = {"query": asked, "definitions": DEFINITIONS, "totals": totals}
    brief = Table(tuple(BRIEF), [tuple(row[name] for name in BRIEF.values()) for row in rows])

    def show(console: Any) -> None:
        print_grid(console, brief, title, footer)

    return answer_of(job, "commits", Table.of(COLUMNS, rows), title, footer, extra, show)
