"""`connratio rules`: the rules in force, and what they do."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import typer

from connratio.cli import options as o
from connratio.cli.app import app

rules = typer.Typer(no_args_is_help=True, help="Look at the rules that say what time counts as, and try them.")
app.add_typer(rules, name="rules", rich_help_panel="Look closer")


@rules.command("list", epilog="connratio rules list -f csv")
def list_(
    config: o.ConfigFile = None, no_config: o.NoConfig = False,
    format_: o.Format = "auto", output: o.Output = None, json: o.Json = False, force: o.Force = False,
) -> None:  # fmt: skip
    """List the rules in force in their order: the first that holds decides."""
    from zoneinfo import ZoneInfo

    from connratio.config.load import load_config
    from connratio.ledger.policy import policy_of
    from connratio.measure.ruling import rule_rows
    from connratio.render.grid import print_grid
    from connratio.render.output import Answer, deliver, target_of

    target = target_of("json" if json else format_, output, force=force)
    loaded = load_config(config, use=not no_config)
    table = rule_rows(policy_of(loaded, loaded.config.timezone or ZoneInfo("UTC")).rules)

    def show(console: Any) -> None:
        print_grid(
            console, table, f"{len(table.rows)} rules, yours first", ["the first that holds decides; purposes are settled apart"]
        )

    generated = datetime.now(UTC).isoformat(timespec="seconds")
    deliver(Answer("rules", table, show, generated, {"problems": []}), target)
