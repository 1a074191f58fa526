"""`connratio ledger`: look after what is remembered."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from connratio.cli import options as o
from connratio.cli.app import app
from connratio.model.problems import UsageError

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from connratio.ledger.store import Store

ledger = typer.Typer(
    no_args_is_help=True, help="Look after the ledger: what is in it, whether it is sound, a way out, forgetting."
)
app.add_typer(ledger, name="ledger", rich_help_panel="Ledger")

To = Annotated[Literal["csv", "parquet", "sqlite"], typer.Option("--to", help="Format of the export.")]
Source = Annotated[str, typer.Option("--source", metavar="NAME", help="The activities of this source.")]
Person = Annotated[
    str, typer.Option("--person", metavar="ADDRESS", help="This person's activities, and their place in guest lists.")
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


@ledger.command(epilog="connratio ledger info   ·   connratio ledger info --json")
def info(
    ledger_: o.Ledger = None, timezone: o.Timezone = "",
    format_: o.Format = "auto", output: o.Output = None, json: o.Json = False, force: o.Force = False,
) -> None:  # fmt: skip
    """Show per source what is remembered, and the ledger's place, size and schema."""
    from connratio.ledger.upkeep import about
    from connratio.measure.brought import INFO_COLUMNS, info_rows
    from connratio.model.table import Table
    from connratio.render.grid import print_grid
    from connratio.render.output import Answer, deliver, target_of

    target = target_of("json" if json else format_, output, force=force)
    store, zone = _store(ledger_), _zone(timezone)
    found = about(store)
    table = Table.of(INFO_COLUMNS, info_rows(found.rows, zone, found.answers))
    size = f"{found.size / 1_000_000:.1f} MB"

    def show(console: Any) -> None:
        footer = [f"{found.n_activities} activities of {found.n_files} files, {size}, schema {found.schema}"]
        print_grid(console, table, str(store.path), footer)

    query = {"ledger": str(store.path), "schema": found.schema, "bytes": found.size, "n_activities": found.n_activities}
    generated = datetime.now(UTC).astimezone(zone).isoformat(timespec="seconds")
    deliver(Answer("ledger", table, show, generated, {"query": query, "problems": []}), target)


@ledger.command(epilog="connratio ledger check")
def check(ledger_: o.Ledger = None) -> None:
    """Read every value and compare what must agree; silent and 0 when the ledger is sound, else 1."""
    from connratio.ledger.upkeep import check as find_faults

    wrong = find_faults(_store(ledger_))
    for line in wrong:
        typer.echo(line)
    raise typer.Exit(1 if wrong else 0)


@ledger.command(epilog="connratio ledger export backup/ --to parquet   ·   connratio ledger export all.sqlite --to sqlite")
def export(
    target: Annotated[Path, typer.Argument(metavar="PATH", help="A folder for csv and parquet, a file for sqlite.")],
    to: To = "csv", ledger_: o.Ledger = None, force: o.Force = False,
) -> None:  # fmt: skip
    """Write everything that is remembered as CSV, Parquet or SQLite, readable for you alone."""
    from connratio.ledger.upkeep import export as write

    for name, n in write(_store(ledger_), target, to, force=force):
        typer.echo(f"{name}\t{n}", err=True)


@ledger.command(
    epilog="connratio ledger forget --source Work   ·   connratio ledger forget --from 2020-01-01 --until 2021-01-01 --yes"
)
def forget(
    source: Source = "", person: Person = "", from_: o.From = "", until: o.Until = "", timezone: o.Timezone = "",
    yes: Yes = False, dry_run: o.DryRun = False, ledger_: o.Ledger = None, config: o.ConfigFile = None, no_config: o.NoConfig = False,
    quiet: o.Quiet = 0,
) -> None:  # fmt: skip
    """Forget a source, a period or a person; what is forgotten is gone from the file too."""
    from connratio.cli.intake import Bringing
    from connratio.ledger.upkeep import Forgetting, count
    from connratio.ledger.upkeep import forget as take_out
    from connratio.timeline.clock import instant

    if not (source or person or from_ or until):
        raise UsageError("nothing was named to forget", "name --source, --person, or --from and --until")
    store = _store(ledger_)
    bringing = Bringing(ledger_, config, [], timezone, no_config=no_config, dry_run=dry_run, quiet=quiet)
    with bringing:
        days = _days(from_, until, bringing.zone)
        stretch = None if days is None else (instant(days[0], 0, bringing.zone), instant(days[1], 0, bringing.zone))
        what = Forgetting(source, person, stretch, None if days is None else (days[0].toordinal(), days[1].toordinal()))
        n = count(store, what)
        if n == 0 and not person:
            raise UsageError("nothing in the ledger is like that", "connratio ledger info names the sources")
        if not (yes or dry_run) and not typer.confirm(f"forget {n} activities for good?", err=True):
            raise typer.Exit(1)
        if not dry_run:
            n = take_out(store, what, bringing.work_out)
    typer.echo(f"{'would forget' if dry_run else 'forgot'} {n} activities", err=True)


@ledger.command(epilog="connratio ledger vacuum")
def vacuum(ledger_: o.Ledger = None) -> None:
    """Write the file anew, in order and without gaps."""
    from connratio.ledger.upkeep import vacuum as rewrite

    store = _store(ledger_)
    with store.lock():
        before, after = rewrite(store)
    typer.echo(f"{before / 1_000_000:.1f} MB before, {after / 1_000_000:.1f} MB now", err=True)


def _store(path: Path | None) -> Store:
    from connratio.ledger.store import HOW_TO_BEGIN, Store, ledger_path

    store = Store(ledger_path(path))
    if not store.exists:
        raise UsageError(f"there is no ledger yet at {store.path}", HOW_TO_BEGIN)
    return store


def _zone(asked: str) -> ZoneInfo:
    from connratio.cli.job import zone_of
    from connratio.config.load import load_config

    return zone_of(asked, None if asked else load_config().config.timezone)[0]


def _days(from_: str, until: str, zone: ZoneInfo) -> tuple[date, date] | None:
    """The period of --from and --until."""
    if not (from_ or until):
        return None
    try:
        low = date.fromisoformat(from_) if from_ else date(1970, 1, 1)
        high = date.fromisoformat(until) if until else datetime.now(UTC).astimezone(zone).date() + timedelta(days=1)
    except ValueError as error:
        raise UsageError(str(error), "write 2026-03-02") from None
    return low, high
