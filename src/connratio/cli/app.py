"""The commands, in the panels in which `--help` shows them."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Annotated, Final

import typer

from connratio.version import __version__

app = typer.Typer(
    name="connratio",
    help="How much of your time goes to people and how much to tools: from your own calendars and logs, on your own machine.",
    epilog="Start: connratio report calendar.ics   ·   Every number can be explained: connratio explain 2026-03-02 calendar.ics",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


COMMANDS: Final = {
    name.rstrip("_"): name
    for name in (
        "activities",
        "ai",
        "audit",
        "auth",
        "check",
        "commits",
        "compare",
        "explain",
        "export",
        "import_",
        "ledger",
        "metrics",
        "people",
        "pulse",
        "report",
        "review",
        "rules",
        "schema",
        "sources",
        "sync",
        "team",
        "trend",
        "week",
    )
}
"""The modules of this folder that register a command, by its name. A call imports its own only: each costs a few ms."""


def _version(asked: bool) -> None:  # the signature of a Typer callback
    if asked:
        typer.echo(f"connratio {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", "-V", callback=_version, is_eager=True, help="Print the version.")
    ] = False,  # a flag
) -> None:
    """How much of your time goes to people, and how much to tools."""
    del version


def _register(argv: list[str]) -> None:
    """Import the command that was asked for, or all of them where that is not plain (help, completion, a wrong name)."""
    asked = argv[1] if len(argv) > 1 else ""
    for module in [COMMANDS[asked]] if asked in COMMANDS else COMMANDS.values():
        import_module(f"connratio.cli.{module}")


_register(sys.argv)
