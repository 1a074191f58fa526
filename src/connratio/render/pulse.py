"""The self-check on a terminal: a row per day, a column per item, and how each went."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from connratio.model.pulse import MOST
from connratio.model.table import Table
from connratio.render.grid import print_grid
from connratio.render.units import sparkline

if TYPE_CHECKING:
    from rich.console import Console


def print_pulse(console: Console, rows: list[dict[str, Any]]) -> None:
    """The answers by day, and below each item's mean and course."""
    items = list(dict.fromkeys(sorted(row["item"] for row in rows)))
    days: dict[str, dict[str, Any]] = {}
    for row in rows:
        days.setdefault(row["date"], {})[row["item"]] = row["value"]
    table = Table(("date", *items), [(day, *(given.get(item) for item in items)) for day, given in days.items()])
    footer = []
    for item in items:
        given = [row["value"] for row in rows if row["item"] == item]
        line = sparkline([value / MOST for value in given[-52:]], ascii_only=console.options.ascii_only)
        footer.append(f"{item}: mean {sum(given) / len(given):.1f} of {len(given)}  {line}")
    print_grid(console, table, f"Pulse · {rows[0]['date']} to {rows[-1]['date']} · 0 to 10" if rows else "Pulse", footer)
