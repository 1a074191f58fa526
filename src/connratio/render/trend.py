"""A trend on a terminal: a bar per period, a sparkline, and the verdict in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rich.table import Table as RichTable
from rich.text import Text

from connratio.measure.pulse import PAIRED_FROM
from connratio.render.units import bar, said, sparkline, spelled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from connratio.measure.pulse import Beside

_ITEM: Final = 12
"""Letters of an item over its column."""
_NARROW: Final = 34
"""Columns that a period with its value and a short bar take; where answers do not fit beside, they are left to what is said below."""
_SAID: Final = {
    "rising": "rising", "falling": "falling", "no_clear_change": "no clear change",
    "descriptive_only": "described only: a test needs 12 weeks", "not_enough_weeks": "not enough weeks: 8 at least",
}  # fmt: skip


def print_trend(
    console: Console,
    rows: list[dict[str, Any]],
    found: dict[str, Any],
    title: str,
    unit: str,
    definition: str,
    felt: Sequence[Beside] = (),
) -> None:
    """Every period, and what can be said of all of them."""
    ascii_only = console.options.ascii_only
    console.print(Text(spelled(title, ascii_only=ascii_only), style="bold"))
    most = max((r["value"] or 0 for r in rows), default=0)
    grid = RichTable(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    room = sum(max(len(b.item[:_ITEM]), 3) + 2 for b in felt)
    beside = felt if console.width >= _NARROW + room else ()
    room = room if beside else 0
    for name in ("period", "value", *(b.item[:_ITEM] for b in beside), ""):
        grid.add_column(Text(name), no_wrap=True, justify="left" if name in {"period", ""} else "right")
    heights: list[float | None] = []
    for nth, row in enumerate(rows):
        value = row["value"]
        part = None if value is None else value if unit == "share" else value / most if most else 0
        heights.append(part)
        mark = " missing" if row["missing"] else "*" if row["partial"] else ""
        line = bar(part, max(min(console.width - _NARROW - room, 40), 8), ascii_only=ascii_only)
        grid.add_row(
            Text(row["period"] + mark), Text(spelled(said(value, unit), ascii_only=ascii_only)),
            *(Text("" if b.values[nth] is None else f"{b.values[nth]:.3g}") for b in beside), Text(line, style="green"),
        )  # fmt: skip
    console.print(grid)
    lines = [
        f"{len(rows[-52:])} periods  {sparkline(heights[-52:], ascii_only=ascii_only)}",
        *verdict_lines(found, unit),
        *_together(felt, found["metric"]),
    ]
    for line in lines:
        console.print(Text(spelled(line, ascii_only=ascii_only)))
    console.print(Text(spelled(f"{found['metric']}: {definition}", ascii_only=ascii_only), style="dim"))
    if any(r["partial"] and not r["missing"] for r in rows):
        console.print(Text("* partial: working days of the period lie outside the data or the asked window", style="dim"))


def verdict_lines(found: dict[str, Any], unit: str) -> list[str]:
    """The verdict in words, each with its numbers."""
    weekly = "" if unit in {"share", "ratio"} else " a week"
    lines = [
        f"verdict: {_SAID[found['verdict']]}"
        + (f" (p = {found['p']:.3f}, {found['n_periods']} periods)" if found["p"] is not None else "")
    ]
    whole = f"over all {said(found['value'], unit)}{weekly}"
    lines.append(
        whole + (f", 95% interval {said(found['low'], unit)} to {said(found['high'], unit)}" if found["low"] is not None else "")
    )
    if found["notice"] is not None:
        lines.append(
            "early notice: too few weeks to say (17 are needed)" if found["notice"] == "not_enough_weeks"
            else "early notice: the last weeks lie within your own baseline" if found["notice"] == "none"
            else f"early notice: the last weeks lie wholly {found['notice']} your own baseline of {said(found['baseline'], unit)}{weekly}, "
            "a week ago as well: a change in how time is used"
        )  # fmt: skip
    if found["event"] is not None:
        change = found["difference"]
        sign = "" if change is None else "+" if change > 0 else "-"
        ends = [found["difference_low"], found["difference_high"]]
        between = "" if ends[0] is None else f", 95% interval {_signed(ends[0], unit)} to {_signed(ends[1], unit)}"
        size = "–" if change is None else sign + said(abs(change), unit)
        lines.append(
            f"{found['event']} ({found['event_date']}): before {said(found['before'], unit)}, after {said(found['after'], unit)}, {size}{between}"
        )
        lines.append("a difference in time, not a cause")
    return lines


def _signed(value: float, unit: str) -> str:
    return ("-" if value < 0 else "+") + said(abs(value), unit)


def _together(felt: Sequence[Beside], metric: str) -> list[str]:
    """Whether each item and the metric go together, in words; nothing where no week has both."""
    lines = []
    for item, pairs in ((b.item, b.pairs) for b in felt if b.pairs.n):
        if pairs.rho is not None and pairs.p is not None:
            said_of = f"{item} and {metric}: rank correlation {pairs.rho:+.2f} (p = {pairs.p:.3f}, {pairs.n} paired weeks)"
        elif pairs.n < PAIRED_FROM:
            said_of = f"{item}: {pairs.n} paired weeks; held against {metric} from {PAIRED_FROM} on"
        else:
            said_of = f"{item}: {pairs.n} paired weeks, in which it or {metric} never changed"
        lines.append(said_of)
    n = sum(b.pairs.rho is not None for b in felt)
    chance = f"; {n} items are {n} looks, and one look in twenty finds p < 0.05 by chance" if n > 1 else ""
    return [*lines, f"going together tells no cause{chance}"] if n else lines
