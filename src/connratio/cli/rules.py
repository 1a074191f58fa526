"""`connratio rules`: the rules in force, and what they do."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from connratio.cli import options as o
from connratio.cli.app import app

if TYPE_CHECKING:
    from connratio.model.table import Table
    from connratio.render.output import Target

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
    from connratio.render.output import target_of

    target = target_of("json" if json else format_, output, force=force)
    loaded = load_config(config, use=not no_config)
    table = rule_rows(policy_of(loaded, loaded.config.timezone or ZoneInfo("UTC")).rules)

    _show(table, f"{len(table.rows)} rules, yours first: the first that holds decides; purposes are settled apart", target)


Evidence = Annotated[
    Literal["calendar", "call", "message", "ai", "editor", "web", "app", "timer"],
    typer.Option("--evidence", help="What the made-up activity is."),
]
Title = Annotated[str, typer.Option("--title", metavar="TEXT", help="Try a made-up activity with this title.")]
App = Annotated[str, typer.Option("--app", metavar="NAME", help="Try one of this program.")]
Host = Annotated[str, typer.Option("--host", metavar="HOST", help="Try one on this web host.")]
People = Annotated[int, typer.Option("--people", metavar="N", min=0, help="Try one with so many people, you included.")]


@rules.command("test", epilog="connratio rules test   ·   connratio rules test --title 'Weekly sync' --people 2")
def try_(
    files: o.Files = None, title: Title = "", app_: App = "", host: Host = "", people: People = 0, evidence: Evidence = "calendar",
    me: o.Me = None, timezone: o.Timezone = "", ledger: o.Ledger = None, config: o.ConfigFile = None, no_config: o.NoConfig = False,
    format_: o.Format = "auto", output: o.Output = None, json: o.Json = False, force: o.Force = False,
    quiet: o.Quiet = 0, debug: o.Debug = False,
) -> None:  # fmt: skip
    """Show what each rule decides, and which of yours decide nothing; or which rules a made-up activity meets."""
    from connratio.cli.job import Asked, load
    from connratio.measure.ruling import used_rows
    from connratio.render.output import target_of

    target = target_of("json" if json else format_, output, force=force)
    if title or app_ or host or people:
        kind = "web" if host and evidence == "calendar" else "app" if app_ and evidence == "calendar" else evidence
        given = {"evidence": kind, "title": title, "app": app_, "host": host, "n_people": people or None}
        _show(_tried(given, config, no_config=no_config), "the first one decides", target)
        return
    job = load(
        Asked(files, "", me, timezone=timezone, config=config, no_config=no_config, quiet=quiet, debug=debug, ledger=ledger)
    )
    with job.book.activities() as tables:
        table = used_rows(tables, job.policy.rules)
    unused = [row[0] for row in table.rows if row[-1] == "unused"]
    if unused and quiet == 0:
        sys.stderr.write(f"note: these rules of yours decide nothing: {', '.join(unused)}\n")
    _show(table, f"{len(table.rows)} rules", target)


def _tried(given: dict[str, Any], config: Any, *, no_config: bool) -> Table:
    from zoneinfo import ZoneInfo

    from connratio.classify.verdicts import UNJUDGED, matches
    from connratio.config.load import load_config
    from connratio.ledger.policy import policy_of
    from connratio.measure.ruling import tried_rows
    from connratio.model.activities import Builder

    loaded = load_config(config, use=not no_config)
    zone = loaded.config.timezone or ZoneInfo("UTC")
    rows = Builder()
    rows.add(**{key: value for key, value in given.items() if value is not None}, start=0, end=1)
    return tried_rows(matches(rows.frame(), policy_of(loaded, zone).rules, zone)[0] or [UNJUDGED])


def _show(table: Table, title: str, target: Target) -> None:
    from connratio.render.grid import print_grid
    from connratio.render.output import Answer, deliver

    def show(console: Any) -> None:
        print_grid(console, table, title, [])

    generated = datetime.now(UTC).isoformat(timespec="seconds")
    deliver(Answer("rules", table, show, generated, {"problems": []}), target)


Kinds = Annotated[
    Path | None, typer.Option("--table", metavar="FILE", help="YAML of category path: kind/mode, over the built-in table.")
]
OutputRules = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write the rules to a file.")]


@rules.command("import", epilog="connratio rules import aw-category-export.json -o rules.yaml")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="ActivityWatch's export of its categories (JSON).", show_default=False)],
    table: Kinds = None, output: OutputRules = None, force: o.Force = False, quiet: o.Quiet = 0,
) -> None:  # fmt: skip
    """Turn ActivityWatch's categories into rules, and say what could not be translated."""
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
