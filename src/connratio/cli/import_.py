"""`connratio import`: files brought into the ledger."""

from __future__ import annotations

import typer

from connratio.cli import options as o
from connratio.cli.app import app
from connratio.cli.intake import Bringing, deliver_counts
from connratio.model.problems import UsageError


@app.command(
    "import", rich_help_panel="Ledger", epilog="connratio import ~/exports/ calendar.ics   ·   connratio import -n aw.json"
)
def import_(
    files: o.Files = None, dry_run: o.DryRun = False, me: o.Me = None, timezone: o.Timezone = "", ledger: o.Ledger = None,
    as_: o.As = "", config: o.ConfigFile = None, no_config: o.NoConfig = False,
    format_: o.Format = "auto", output: o.Output = None, json: o.Json = False, force: o.Force = False,
    problems: o.Problems = None, fail_on: o.FailOn = "none", quiet: o.Quiet = 0, verbose: o.Verbose = 0, debug: o.Debug = False,
) -> None:  # fmt: skip
    """Remember files in the ledger, so that reports need none: what is new, changed, gone, unchanged."""
    from connratio.render.output import target_of

    if not files:
        raise UsageError("no files were named", "connratio import calendar.ics …; folders are walked, - reads standard input")
    target = target_of("json" if json else format_, output, force=force)
    with Bringing(ledger, config, me or [], timezone, no_config=no_config, dry_run=dry_run, quiet=quiet) as bringing:
        bringing.intake.files(files, bringing.loaded.options_for, as_, bringing.tick, debug=debug)
    raise typer.Exit(
        deliver_counts(
            "import", bringing, target, problems_file=problems, fail_on=fail_on, quiet=quiet, verbose=verbose, force=force
        )
    )
