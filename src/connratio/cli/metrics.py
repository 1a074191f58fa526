"""`connratio metrics`: every metric with its definition."""

from __future__ import annotations

from connratio.cli import options as o
from connratio.cli.app import app


@app.command(rich_help_panel="Look closer", epilog="connratio metrics   ·   connratio metrics -f json")
def metrics(format_: o.Format = "auto", output: o.Output = None, json: o.Json = False, force: o.Force = False) -> None:
    """List every metric: unit, definition, where it comes from and where it is printed."""
    from datetime import UTC, datetime

    from connratio.measure.metrics import COLUMNS, metric_rows
    from connratio.model.table import Table
    from connratio.render.grid import print_grid
    from connratio.render.output import Answer, deliver, target_of
    from connratio.team.columns import measure_rows

    target = target_of("json" if json else format_, output, force=force)
    table = Table.of(COLUMNS, [*metric_rows(), *measure_rows()])
    brief = Table.of(("metric", "unit", "definition"), [*metric_rows(), *measure_rows()])
    generated = datetime.now(UTC).isoformat(timespec="seconds")
    deliver(
        Answer(
            "metrics",
            table,
            lambda c: print_grid(c, brief, f"{len(table.rows)} metrics", []),
            generated,
            {"query": {}, "problems": []},
        ),
        target,
    )
