"""`connratio team`: a people directory to begin with, and an invented organisation to try the audit on."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from connratio.cli import options as o
from connratio.cli.app import app
from connratio.model.problems import UsageError

team = typer.Typer(no_args_is_help=True, help="Prepare an audit of teams: the people directory, and invented data to try it on.")
app.add_typer(team, name="team", rich_help_panel="Teams")


@team.command(epilog="connratio team template calendars/ -o people.csv")
def template(
    files: o.Files = None, timezone: o.Timezone = "", config: o.ConfigFile = None, no_config: o.NoConfig = False,
    output: o.Output = None, force: o.Force = False, quiet: o.Quiet = 0,
) -> None:  # fmt: skip
    """Write a people directory from the addresses in calendars, for you to fill in teams and managers."""
    import io
    from datetime import UTC, datetime

    from connratio.cli.job import zone_of
    from connratio.config.load import load_config
    from connratio.importers.contract import Options
    from connratio.importers.reading import read_batches
    from connratio.model.table import Table
    from connratio.render.delimited import write_delimited
    from connratio.render.output import save
    from connratio.team.entries import COLUMNS
    from connratio.team.template import template_rows

    if not files:
        raise UsageError("no calendars were named", "connratio team template calendars/ -o people.csv")
    loaded = load_config(config, use=not no_config)
    zone, _ = zone_of(timezone, loaded.config.timezone)
    batches, _ = read_batches(files, Options(zone, datetime.now(UTC).astimezone(zone).date()), loaded.options_for)
    rows = template_rows(batches)
    if not rows:
        raise UsageError("no calendar names anybody", "an export with its attendees is needed")
    text = io.StringIO()
    write_delimited(Table(COLUMNS, [tuple(row.get(name, "") for name in COLUMNS) for row in rows]), text)
    if output is None:
        sys.stdout.write(text.getvalue())
    else:
        save(output, text.getvalue(), force=force)
    if quiet == 0:
        sys.stderr.write(f"note: {len(rows)} people; fill in team and manager, and remove who does not belong to you\n")


People = Annotated[int, typer.Option("--people", metavar="N", min=20, help="How many people.")]
Weeks = Annotated[int, typer.Option("--weeks", metavar="N", min=1, max=104, help="How many weeks.")]
Windows = Annotated[int, typer.Option("--windows", metavar="N", min=1, max=2000, help="Stretches that a log has a day.")]
Seed = Annotated[int, typer.Option("--seed", metavar="N", help="Another seed, another organisation.")]


@team.command(epilog="connratio team demo harbour   ·   connratio audit harbour/data --people harbour/people.csv")
def demo(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="New folder for the files.", show_default=False)],
    people: People = 400, weeks: Weeks = 13, windows: Windows = 5, seed: Seed = 9, quiet: o.Quiet = 0,
) -> None:  # fmt: skip
    """Write an invented organisation: people.csv, and a calendar and a log for each of its people."""
    import io

    from connratio.model.table import Table
    from connratio.render.delimited import write_delimited
    from connratio.render.output import save
    from connratio.team.demo import Size, write_demo
    from connratio.team.entries import COLUMNS

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} is there already", "name a new folder")
    try:
        rows, n_files = write_demo(folder, Size(people, max(people // 10, 2), weeks, windows, seed))
    except OSError as error:
        raise UsageError(f"cannot write into {folder}: {error.strerror}") from None
    text = io.StringIO()
    write_delimited(Table(COLUMNS, [tuple(row[name] for name in COLUMNS) for row in rows]), text)
    save(folder / "people.csv", text.getvalue(), force=False)
    if quiet == 0:
        sys.stderr.write(
            f"note: {len(rows)} invented people in {n_files} files; connratio audit {folder}/data --people {folder}/people.csv\n"
        )
