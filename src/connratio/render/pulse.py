"""The self-check on a terminal: a row per day, a column per item, and how each went."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from connratio.model.pulse import MOST
from connratio.model.table import Table
from connratio.render.grid import print_grid
from connratio.render.units import sparkline

if TYPE_CHECKING:
    from rich.console import Console


LATEST: Final = 12
"""Days that are shown where nobody asked for a period."""


def print_pulse(console: Console, rows: list[dict[str, Any]], *, whole: bool) -> None:
    """The answers by day, the latest ones unless the `whole` is wanted, and below each item's mean and course."""
    items = list(dict.fromkeys(sorted(row["item"] for row in rows)))
    days: dict[str, dict[str, Any]] = {}
    for row in rows:
        days.setdefault(row["date"], {})[row["item"]] = row["value"]
    shown = list(days.items())[0 if whole else -LATEST :]
    table = Table(("date", *items), [(day, *(given.get(item) for item in items)) for day, given in shown])
    footer = [f"{len(days) - len(shown)} earlier days: connratio pulse --from DATE"] if len(shown) < len(days) else []
    for item in items:
        given = [row["value"] for row in rows if row["item"] == item]
        line = sparkline([value / MOST for value in given[-52:]], ascii_only=console.options.ascii_only)
        footer.append(f"{item}: mean {sum(given) / len(given):.1f} of {len(given)}  {line}")
    print_grid(console, table, f"Pulse · {rows[0]['date']} to {rows[-1]['date']} · 0 to 10" if rows else "Pulse", footer)
