"""The people met, one a line, however narrow the terminal is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from rich.table import Table as RichTable
from rich.text import Text

from connratio.model.text import clean
from connratio.render.units import duration, spelled

if TYPE_CHECKING:
    from rich.console import Console

Row = Mapping[str, Any]


def _plain(value: Any) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else clean(str(value))


def _asked(row: Row) -> str:
    me, them = row["initiated_by_me"], row["initiated_by_them"]
    return f"{me}:{them}" if me or them else ""


_COLUMNS: Final[tuple[tuple[int, str, str, Callable[[Row], str]], ...]] = (
    (0, "state", "left", lambda r: _plain(r["state"])),
    (0, "time", "right", lambda r: duration(r["contact_seconds"])),
    (0, "met", "right", lambda r: _plain(r["n_contacts"])),
    (0, "1:1", "right", lambda r: _plain(r["n_one_to_ones"] or None)),
    (0, "since", "right", lambda r: _plain(r["days_since"])),
    (0, "gap", "right", lambda r: _plain(r["median_gap_days"])),
    (92, "longest", "right", lambda r: _plain(r["longest_gap_days"])),
    (72, "next", "left", lambda r: _plain(r["next_booked"])),
    (0, "debt", "right", lambda r: _plain(r["debt_days"])),
    (100, "last met", "left", lambda r: _plain(r["last_met"])),
    (108, "asked", "right", _asked),
    (120, "in person", "right", lambda r: _plain(r["in_person_days"] or None)),
    (132, "role", "left", lambda r: _plain(r["role"])),
    (140, "team", "left", lambda r: _plain(r["team"])),
)
"""From which width of the terminal on each is shown, its heading, its side, its cell."""
_MEANING: Final = "since, gap: days since the last 1:1, and between 1:1s (median); debt: days beyond the wanted rhythm"


def print_people(console: Console, rows: Sequence[Row], title: str, footer: list[str]) -> None:
    """A line per person; a long name is folded, what nobody has takes no room."""
    ascii_only = console.options.ascii_only

    def put(text: str, style: str) -> None:
        console.print(Text(spelled(text, ascii_only=ascii_only), style=style))

    put(title, "bold")
    if not rows:
        put("nothing to show", "")
    shown = [c for c in _COLUMNS if console.width >= c[0] and any(c[3](r) for r in rows)]
    grid = RichTable(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    grid.add_column("who", overflow="fold", min_width=12)
    for _, head, side, _ in shown:
        grid.add_column(head, justify=side, no_wrap=True)  # type: ignore[arg-type]  # left or right, as above
    for row in rows:
        grid.add_row(Text(clean(row["name"])), *(Text(spelled(cell(row), ascii_only=ascii_only)) for *_, cell in shown))
    if rows:
        console.print(grid)
    for text in [*footer, _MEANING]:
        put(text, "dim")
