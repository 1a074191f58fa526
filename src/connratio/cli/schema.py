"""`connratio schema`: the JSON Schema of a command's envelope, or of the configuration."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from connratio.cli.app import app

Name = Annotated[str, typer.Argument(metavar="COMMAND", help="report, activities, sources, explain, or config.")]


@app.command(rich_help_panel="Plumbing", epilog="connratio schema report   ·   connratio schema config > connratio.schema.json")
def schema(name: Name) -> None:
    """Print the JSON Schema of a command's output, or of the configuration."""
    from connratio.render.schemas import schema_of

    if name == "config":
        from connratio.config.schema import config_schema

        document = config_schema()
    else:
        document = schema_of(name)
    typer.echo(json.dumps(document, indent=2, ensure_ascii=False))
