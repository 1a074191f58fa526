"""`connratio rules`: the rules in force, and what they do."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

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


Table = Annotated[
    Path | None, typer.Option("--table", metavar="FILE", help="YAML of category path: kind/mode, over the built-in table.")
]
OutputRules = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write the rules to a file.")]


@rules.command("import", epilog="connratio rules import aw-category-export.json -o rules.yaml")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="ActivityWatch's export of its categories (JSON).", show_default=False)],
    table: Table = None, output: OutputRules = None, force: o.Force = False, quiet: o.Quiet = 0,
) -> None:  # fmt: skip
    """Turn ActivityWatch's categories into rules, and say what could not be translated."""
    import sys

    from connratio.classify.categories import as_yaml, checked, translated
    from connratio.config.yaml_text import read_yaml
    from connratio.model.problems import UsageError
    from connratio.render.output import save

    try:
        data = file.read_bytes()
        told = read_yaml(table.read_text(encoding="utf-8")).value if table else {}
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read {error.filename if isinstance(error, OSError) else table}", "check the name") from None
    if not isinstance(told, dict | None):
        raise UsageError("the table is no mapping", "write lines such as `Work > Programming: tool/build`")
    found = translated(data, checked(told or {}))
    text = as_yaml(found)
    if output is None:
        sys.stdout.write(text)
    else:
        save(output, text, force=force)
    if quiet < 2:
        lines = [f"not translated: {path}: {why}" for path, why in found.left]
        lines += [f"no kind is known for {path}; name it in a --table" for path in found.untold]
        lines.append(f"{len(found.rules)} rules from {found.n_categories} categories")
        sys.stderr.write("\n".join(lines) + "\n")
