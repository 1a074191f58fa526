"""`connratio sync`: the sources of the configuration brought into the ledger."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from connratio.cli import options as o
from connratio.cli.app import app
from connratio.cli.intake import Bringing, deliver_counts
from connratio.model.problems import UsageError

Sources = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[SOURCE]...",
        help="Names or kinds of sources; after a kind also paths or addresses (sync files ~/exports).",
        show_default=False,
    ),
]


@app.command(rich_help_panel="Ledger", epilog="connratio sync   ·   connratio sync work   ·   connratio sync activitywatch")
def sync(
    source: Sources = None, dry_run: o.DryRun = False, me: o.Me = None, timezone: o.Timezone = "", ledger: o.Ledger = None,
    config: o.ConfigFile = None, no_config: o.NoConfig = False,
    format_: o.Format = "auto", output: o.Output = None, json: o.Json = False, force: o.Force = False,
    problems: o.Problems = None, fail_on: o.FailOn = "none", quiet: o.Quiet = 0, verbose: o.Verbose = 0, debug: o.Debug = False,
) -> None:  # fmt: skip
    """Bring every source of the configuration into the ledger; exit 1 when one failed, 2 when all did."""
    from connratio.ledger.syncing import sync as bring
    from connratio.ledger.syncing import wanted
    from connratio.render.output import target_of

    target = target_of("json" if json else format_, output, force=force)
    bringing = Bringing(ledger, config, me or [], timezone, no_config=no_config, dry_run=dry_run, quiet=quiet)
    loaded = bringing.loaded
    place = loaded.places.get(("sources",))
    folder = place[0].parent if place else loaded.cwd
    chosen = wanted(loaded.config.sources, folder, source or [], Path.cwd())
    if not chosen:
        raise UsageError(
            "the configuration names no sources", "list them under `sources:` in connratio.yaml, or use connratio import FILES…"
        )

    def say(text: str) -> None:
        if quiet == 0:
            sys.stderr.write(f"{text}\n")

    with bringing:
        failed = bring(bringing.intake, chosen, loaded.options_for, say, bringing.tick, debug=debug)
    status = deliver_counts(
        "sync", bringing, target, problems_file=problems, fail_on=fail_on, quiet=quiet, verbose=verbose, force=force
    )
    raise typer.Exit(2 if failed.wholly == len(chosen) else 1 if failed.wholly or failed.partly else status)
