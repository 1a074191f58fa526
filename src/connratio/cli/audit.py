"""`connratio audit`: teams, departments and companies from the calendars and logs of their people, without showing anybody."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from connratio.cli import options as o
from connratio.cli.app import app

Paths = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[PATH]...", help="Folders of calendars and logs, Viva Insights tables, or a data set (connratio export); none: the ledger.",
        show_default=False,
    ),
]  # fmt: skip
People = Annotated[
    Path | None,
    typer.Option("--people", metavar="FILE", help="People directory, CSV or YAML (connratio team template).", show_default=False),
]
Key = Annotated[
    Path | None,
    typer.Option(
        "--key", metavar="FILE", help="Key of the organisation's ids instead of the one in your data folder.", show_default=False
    ),
]
Jobs = Annotated[int, typer.Option("--jobs", metavar="N", min=1, max=256, help="Processes that read at once.")]
Scheduler = Annotated[
    str, typer.Option("--scheduler", metavar="ADDRESS", help="Dask scheduler (tcp://HOST:8786) that a data set is worked on.")
]
Dask = Annotated[bool, typer.Option("--dask", help="The scheduler of Dask's own configuration.")]
Columns = Annotated[
    list[str] | None,
    typer.Option(
        "--column", metavar="MEASURE=NAME", help="Column of a Viva Insights table; may be given again.", show_default=False
    ),
]

Split = Annotated[
    Literal["team", "department", "company", "location", "management_level"],
    typer.Option("--split", help="Groups to show; those above them are shown too."),
]
By = Annotated[
    Literal["week", "4w", "total"], typer.Option("--by", help="Weeks, windows of four weeks, or all of the data at once.")
]
K = Annotated[int, typer.Option("--k", metavar="N", min=5, help="Fewest active people of a group that is shown, 5 and more.")]
Matrix = Annotated[bool, typer.Option("--matrix", help="Time between each two groups, over all of the data.")]


@app.command(
    rich_help_panel="Teams",
    epilog="connratio audit calendars/ --people people.csv   ·   connratio team demo harbour makes some to try",
)
def audit(
    paths: Paths = None, people: People = None, key: Key = None, jobs: Jobs = 1, scheduler: Scheduler = "", dask: Dask = False,
    column: Columns = None, split: Split = "team", by: By = "week", k: K = 5, matrix: Matrix = False, from_: o.From = "", until: o.Until = "",
    timezone: o.Timezone = "", ledger: o.Ledger = None, config: o.ConfigFile = None, no_config: o.NoConfig = False,
    format_: o.Format = "auto", output: o.Output = None, json: o.Json = False,
    problems: o.Problems = None, force: o.Force = False, fail_on: o.FailOn = "none", quiet: o.Quiet = 0, verbose: o.Verbose = 0,
    debug: o.Debug = False,
) -> None:  # fmt: skip
    """Show whether connection holds in teams and between them, without showing anybody: at least five people in every figure."""
    from connratio.cli.audited import answer_for, chosen_window
    from connratio.cli.organisation import Sought, found, said
    from connratio.render.output import deliver, target_of

    sought = Sought(
        tuple(paths or ()), people, key, jobs, scheduler, dask=dask, columns=tuple(column or ()), timezone=timezone, ledger=ledger,
        config=config, no_config=no_config, quiet=quiet, debug=debug,
    )  # fmt: skip
    target = target_of("json" if json else format_, output, force=force)
    window = chosen_window(from_, until)
    facts = found(sought)
    answer = answer_for(facts, split=split, by=by, k=k, window=window, matrix=matrix)
    status = said(list(facts.problems), facts.left_out, problems, force=force, fail_on=fail_on, quiet=quiet, verbose=verbose)
    if quiet == 0 and target.format != "table":
        sys.stderr.writelines(f"note: {note}\n" for note in answer.extra["notes"][1:])
    deliver(answer, target)
    raise typer.Exit(status)
