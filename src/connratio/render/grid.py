"""Any table on a terminal, and as Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import IO, TYPE_CHECKING, Any, Final

from rich.table import Table as RichTable
from rich.text import Text

from connratio.model.text import clean
from connratio.render.units import duration, percent, spelled

if TYPE_CHECKING:
    from rich.console import Console

    from connratio.model.table import Table

_PERCENT = re.compile(r"share|fraction|coverage|balance|_rate$")


def print_grid(console: Console, table: Table, title: str, footer: list[str]) -> None:
    """The table with its title and footer; long text is folded, never cut."""
    ascii_only = console.options.ascii_only
    console.print(Text(spelled(title, ascii_only=ascii_only), style="bold"))
    if not table.rows:
        console.print(Text("nothing to show"))
    kept = [i for i, _ in enumerate(table.columns) if any(row[i] not in {None, ""} for row in table.rows)]
    if table.rows:
        _print_rows(console, table, kept)
    for text in footer:
        console.print(Text(spelled(text, ascii_only=ascii_only), style="dim"))


def _print_rows(console: Console, table: Table, kept: list[int]) -> None:
    """The rows side by side, or, where they are wider than the terminal, each as a block of its own."""
    every = _cells(table)
    kept = [i for i in kept if any(row[i] for row in every)]
    cells = [[row[i] for i in kept] for row in every]
    heads = [_heading(table.columns[i]) for i in kept]
    widths = [max(map(len, column)) for column in zip(heads, *cells, strict=True)]
    if sum(widths) + 2 * len(widths) > console.width:
        for row in cells:
            console.print()
            for head, cell in zip(heads, row, strict=True):
                if cell:
                    console.print(Text(f"{head:>{max(map(len, heads))}}  ", style="bold").append(cell, style="not bold"))
        return
    grid = RichTable(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for i, head in zip(kept, heads, strict=True):
        numeric = all(isinstance(row[i], int | float | None) and not isinstance(row[i], bool) for row in table.rows)
        grid.add_column(Text(head), justify="right" if numeric else "left", no_wrap=True)
    for row in cells:
        grid.add_row(*map(Text, row))
    console.print(grid)


def write_markdown(table: Table, out: IO[str]) -> None:
    """The table for pasting into a review; nothing in it is read as Markdown or HTML."""
    out.write("| " + " | ".join(_heading(c) for c in table.columns) + " |\n")
    out.write("|" + "---|" * len(table.columns) + "\n")
    for row in _cells(table):
        out.write("| " + " | ".join(map(_escaped, row)) + " |\n")


def _cells(table: Table) -> list[list[str]]:
    """The cells as text; in a table with a `unit`, amounts are written in the unit of their row, which then need not be named."""
    if "unit" not in table.columns:
        return [[_shown(c, v) for c, v in zip(table.columns, row, strict=True)] for row in table.rows]
    at = table.columns.index("unit")
    found = []
    for row in table.rows:
        write = _AMOUNTS.get(str(row[at]))
        cells = [
            write(v) if write and isinstance(v, int | float) and not c.startswith("n_") else _shown(c, v)
            for c, v in zip(table.columns, row, strict=True)
        ]
        if write:
            cells[at] = ""
        found.append(cells)
    return found


_AMOUNTS: Final[dict[str, Callable[[Any], str]]] = {"seconds": duration, "share": percent}


def _heading(column: str) -> str:
    return column.removesuffix("_seconds").replace("_", " ")


def _shown(column: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return clean(value)
    if column.endswith("_seconds") or column == "seconds":
        return duration(value)
    if _PERCENT.search(column):
        return percent(value)
    return str(value)


def _escaped(text: str) -> str:
    for char, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(char, entity)
    return re.sub(r"([\\`*_{}\[\]()#+!|~-])", r"\\\1", text)
