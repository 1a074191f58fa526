"""The report on a terminal: one row per period, its bar and band, and a footer (`footer`) that says what the numbers mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table as RichTable
from rich.text import Text

from connratio.render.units import bar, duration, percent, sparkline, spelled

if TYPE_CHECKING:
    from rich.console import Console

    from connratio.measure.share import Shares

NARROW = 76
"""Columns of a terminal below which bars and the less needed figures give way."""


def print_report(console: Console, found: Shares, title: str, footer: list[str]) -> None:
    """The whole first screen."""
    ascii_only = console.options.ascii_only
    wide = console.width >= NARROW
    console.print(Text(spelled(title, ascii_only=ascii_only), style="bold"))
    console.print(_table(found, wide=wide, ascii_only=ascii_only, width=console.width))
    if len(found.rows) > 2:
        line = sparkline([r["share"] for r in found.rows[-52:]], ascii_only=ascii_only)
        console.print(Text(f"{len(found.rows[-52:])} periods  {line}"))
    for text in footer:
        console.print(Text(spelled(text, ascii_only=ascii_only), style="dim"))


def _table(found: Shares, *, wide: bool, ascii_only: bool, width: int) -> RichTable:
    table = RichTable(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("period", no_wrap=True)
    for name in ("people", "tools", "AI") if wide else ("people", "tools"):
        table.add_column(name, justify="right", no_wrap=True)
    if wide:
        table.add_column("both", justify="right", no_wrap=True)
    table.add_column("share", justify="right", no_wrap=True)
    table.add_column("band", justify="right", no_wrap=True)
    if wide:
        table.add_column("", no_wrap=True)
    bar_width = max(min(width - 74, 30), 8)
    for row in found.rows:
        table.add_row(*_cells(row, wide=wide, ascii_only=ascii_only, bar_width=bar_width))
    return table


def _cells(row: dict[str, Any], *, wide: bool, ascii_only: bool, bar_width: int) -> list[Text]:
    missing = row["human_seconds"] is None
    mark = " missing" if missing else "*" if row["partial"] else ""
    dash = "-" if ascii_only else "–"
    band = "" if row["share_low"] is None else f"{percent(row['share_low'])[:-1]}{dash}{percent(row['share_high'])}"
    figures = [duration(row["human_seconds"]), duration(row["tool_seconds"])]
    if wide:
        figures += [duration(row["ai_seconds"]), duration(row["contested_seconds"])]
    figures += [percent(row["share"]), band]
    cells = [Text(row["period"] + mark), *(Text(f.replace("–", dash)) for f in figures)]
    cells[1].stylize("green")
    cells[2].stylize("cyan")
    if wide:
        cells.append(Text(bar(row["share"], bar_width, ascii_only=ascii_only), style="green"))
    return cells
