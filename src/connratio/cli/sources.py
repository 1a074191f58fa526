"""`connratio sources`: what was found in the files."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from connratio.cli import options as o
from connratio.cli.app import app
from connratio.cli.job import Asked, load, notes_of, say

List = Annotated[bool, typer.Option("--list", help="List the formats that connratio reads.")]
Found = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[add FILE] | [FILES]...",
        help="Calendars, logs, folders, archives; - reads standard input. After the word add: one file, whose mapping is proposed "
        "and saved into connratio.yaml.",
        show_default=False,
    ),
]
Discover = Annotated[
    bool,
    typer.Option(
        "--discover", help="List the logs that AI assistants keep on this machine: count, size, days; nothing is opened."
    ),
]
Column = Annotated[
    list[str] | None,
    typer.Option(
        "--column", metavar="MEANING=NAME", help="With add: which column is which, such as start=Begin.", show_default=False
    ),
]
Yes = Annotated[bool, typer.Option("--yes", help="With add: save without asking.")]


@app.command(
    rich_help_panel="Look closer",
    epilog="connratio sources ~/exports/   ·   connratio sources add timer.xlsx   ·   connratio sources --list",
)
def sources(
    files: Found = None, list_: List = False, discover: Discover = False,
    column: Column = None, yes: Yes = False, me: o.Me = None, timezone: o.Timezone = "",
    as_: o.As = "", ledger: o.Ledger = None, config: o.ConfigFile = None, no_config: o.NoConfig = False,
    format_: o.Format = "auto", output: o.Output = None, json: o.Json = False, force: o.Force = False,
    problems: o.Problems = None, fail_on: o.FailOn = "none", quiet: o.Quiet = 0, verbose: o.Verbose = 0, debug: o.Debug = False,
) -> None:  # fmt: skip
    """Show per source what was read: format, records, span, people, what was left out and why."""
    from connratio.measure.sources import source_rows
    from connratio.render.grid import print_grid
    from connratio.render.output import Answer, deliver, target_of
    from connratio.render.problems import problem_records

    if list_:
        _list()
        return
    if files and str(files[0]) == "add":
        from connratio.cli.sources_add import add

        raise typer.Exit(add(files[1:], column or [], yes=yes, timezone=timezone, as_=as_, config=config))
    target = target_of("json" if json else format_, output, force=force)
    if discover:
        from connratio.cli.discover import show_discovered

        show_discovered(timezone, target)
        return
    asked = Asked(
        files, as_, me, timezone=timezone, config=config, no_config=no_config, fail_on=fail_on, problems_file=problems,
        quiet=quiet, verbose=verbose, debug=debug, force=force, ledger=ledger,
    )  # fmt: skip
    job = load(asked)
    with job.book.activities() as tables:
        table = source_rows(job.book, tables, job.me, job.policy.zone)

    def show(console: Any) -> None:
        print_grid(console, table, f"{len(table.rows)} source{'s' if len(table.rows) != 1 else ''}", [])

    say(job, notes_of(job))
    generated = datetime.now(UTC).astimezone(job.policy.zone).isoformat(timespec="seconds")
    extra = {"query": {"timezone": str(job.policy.zone)}, "problems": problem_records(job.problems)}
    deliver(Answer("sources", table, show, generated, extra), target)
    raise typer.Exit(job.exit_code)


def _list() -> None:
    from connratio.importers.registry import importers
    from connratio.render.output import console

    for importer in importers():
        summary = (type(importer).__doc__ or "").strip().splitlines()
        console().print(f"{importer.name:15} {summary[0] if summary else ''}", soft_wrap=True)
