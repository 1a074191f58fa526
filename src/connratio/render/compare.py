"""Two periods side by side on a terminal: what changed, without what is nothing in both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from rich.table import Table as RichTable
from rich.text import Text

from connratio.model.table import Table
from connratio.model.text import clean
from connratio.render.grid import print_grid
from connratio.render.units import duration, spelled

if TYPE_CHECKING:
    from rich.console import Console

Row = Mapping[str, Any]
_COLUMNS: Final = ("metric", "unit", "a", "b", "difference", "low", "high")
_NAMED: Final = 3
"""People of a contact whom a narrow terminal names."""


def print_metrics(console: Console, rows: Sequence[Row], title: str, footer: list[str]) -> None:
    """Every metric that there is anything of; a wide terminal also shows from how many weeks."""
    columns = (*_COLUMNS, "n_a", "n_b") if console.width >= 90 else _COLUMNS
    told = [{**r, "metric": r["metric"].removesuffix("_seconds").replace("_", " ")} for r in rows if r["a"] or r["b"]]
    print_grid(console, Table.of(columns, told), title, footer)


def print_touchpoints(console: Console, rows: Sequence[Row], title: str, footer: list[str]) -> None:
    """A line per contact: how often and how long before and after."""
    ascii_only = console.options.ascii_only

    def text(value: str, style: str = "") -> Text:
        return Text(spelled(value, ascii_only=ascii_only), style=style)

    console.print(text(title, "bold"))
    if not rows:
        console.print(text("nothing to show"))
    grid = RichTable(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    grid.add_column("contact", overflow="fold", min_width=14)
    for head, side in (("change", "left"), ("times", "right"), ("time", "right"), ("last held", "left")):
        grid.add_column(head, justify=side, no_wrap=True)  # type: ignore[arg-type]  # left or right
    wide = console.width >= 100
    if wide:
        grid.add_column("people", overflow="fold")
    for r in rows:
        cells = [
            r["change"],
            f"{r['n_a']} – {r['n_b']}",
            f"{duration(r['a_seconds'])} – {duration(r['b_seconds'])}",
            r["last_held"] or "",
        ]
        group = [] if r["sort"] == "pair" else r["people"].split(";")
        name = clean(r["touchpoint"]) + (f" ({_some(group)})" if group and not wide else "")
        grid.add_row(text(name), *map(text, cells), *([text(clean(", ".join(group)))] if wide else []))
    if rows:
        console.print(grid)
    for line in footer:
        console.print(text(line, "dim"))


def _some(people: Sequence[str]) -> str:
    return clean(", ".join(people[:_NAMED])) + (f" and {len(people) - _NAMED} more" if len(people) > _NAMED else "")
