"""`connratio export`: the data set of an organisation for audits of any size, without names, titles or addresses."""

from __future__ import annotations

import sys
from typing import Annotated, Literal

import typer

from connratio.cli import options as o
from connratio.cli.app import app
from connratio.cli.audit import Jobs, Key, People
from connratio.model.problems import UsageError

Paths = Annotated[
    list[str] | None,
    typer.Argument(metavar="[PATH]...", help="Folders of calendars and logs; none: the ledger.", show_default=False),
]
Parquet = Annotated[
    str,
    typer.Option(
        "--parquet",
        metavar="DATASET",
        help="New folder for Parquet files, or an address such as s3://bucket/set.",
        show_default=False,
    ),
]
Partition = Annotated[Literal["company/month"], typer.Option("--partition", help="How the files are divided.")]


@app.command(
    rich_help_panel="Teams",
    epilog="connratio export calendars/ --people people.csv --parquet set   ·   connratio audit set --people people.csv",
)
def export(
    paths: Paths = None, parquet: Parquet = "", partition: Partition = "company/month", people: People = None, key: Key = None,
    jobs: Jobs = 1, timezone: o.Timezone = "", ledger: o.Ledger = None, config: o.ConfigFile = None, no_config: o.NoConfig = False,
    problems: o.Problems = None, force: o.Force = False, fail_on: o.FailOn = "none", quiet: o.Quiet = 0, verbose: o.Verbose = 0,
    debug: o.Debug = False,
) -> None:  # fmt: skip
    """Write the activities of an organisation as Parquet: verdicts, times and keyed ids; neither titles nor names."""
    from connratio.cli.organisation import Sought, context_of, said, units_of
    from connratio.team.dataset import Place
    from connratio.team.engine import engine_of
    from connratio.team.parts import export as write

    del partition  # the one way there is
    if not parquet:
        raise UsageError("nothing says where to write", "--parquet DATASET")
    place = Place(parquet)
    if place.is_there():
        raise UsageError("the data set is there already", "name a new folder, or remove it first")
    sought = Sought(
        tuple(paths or ()),
        people,
        key,
        jobs,
        timezone=timezone,
        ledger=ledger,
        config=config,
        no_config=no_config,
        quiet=quiet,
        debug=debug,
    )
    context = context_of(sought)
    with engine_of(jobs, "", dask=False) as engine:
        done = write(units_of(sought, context), context, place, engine)
    if quiet == 0:
        sys.stderr.write(f"note: written to {place}; keep the key of the organisation apart from it\n")
    everything = [*context.directory.problems, *done.problems]
    left_out = {**context.directory.left_out, **done.left_out}
    raise typer.Exit(said(everything, left_out, problems, force=force, fail_on=fail_on, quiet=quiet, verbose=verbose))
