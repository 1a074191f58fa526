"""The sum that leads to a share, written out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table as RichTable
from rich.text import Text

from connratio.measure.series import value_of
from connratio.render.units import duration, percent, said, spelled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from connratio.measure.metrics import Metric
    from connratio.measure.series import Point, Series
    from connratio.measure.share import Shares


def sum_of(found: Shares) -> list[str]:
    """The lines under an explained day."""
    row = found.rows[0]
    if row["human_seconds"] is None:
        return ["no source reaches this day: its figures are unknown, not zero"]
    people, tools = duration(row["human_seconds"]), duration(row["tool_seconds"])
    if found.basis == "tracked":
        lines = [f"share = people ÷ (people + tools) = {people} ÷ ({people} + {tools}) = {percent(row['share'])}"]
    else:
        expected = duration(found.totals["expected_seconds"])
        lines = [
            f"share = people ÷ expected working time = {people} ÷ {expected} = {percent(row['share'])} (no tool log covers a quarter of it)"
        ]
    lines.append(
        f"band {percent(row['share_low'])} to {percent(row['share_high'])}: certain and uncontested {duration(row['human_low_seconds'])}, "
        f"at most {duration(row['human_high_seconds'])}; contested {duration(row['contested_seconds'])}, unknown {duration(row['unknown_seconds'])}"
    )
    return lines


def metric_lines(metric: Metric, parts: Series | None, whole: Series | None) -> list[str]:
    """What a metric is and where it is printed; with series the sum over all their periods, written out."""
    lines = [
        f"{metric.name}: {metric.definition}",
        f"unit {metric.unit}; defined in {metric.source}; printed by {metric.columns}",
    ]
    if parts is None or whole is None:
        return lines
    point = whole.points[-1]
    value = said(value_of(metric, point.part, point.whole), metric.unit)
    if point.part is None:
        return [*lines, "no source reaches this period: its figure is unknown, not zero"]
    if metric.unit == "share":
        basis = f" ({whole.basis})" if metric.name == "share" else ""
        sum_ = f"{_part(metric, point.part)} ÷ {_part(metric, point.whole)} = {value}{basis}"
        return [*lines, f"{point.period.first} to {point.period.until}: {sum_}"]
    return [*lines, f"{point.period.first} to {point.period.until}: {_addends(metric, parts.points)}{value}"]


def print_metric(console: Console, parts: Series, title: str, lines: list[str]) -> None:
    """The metric by period, and the sum of them."""
    metric = parts.metric
    console.print(Text(spelled(title, ascii_only=console.options.ascii_only), style="bold"))
    grid = RichTable(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for name in ("period", "value", *(["numerator", "denominator"] if metric.unit == "share" else [])):
        grid.add_column(name, justify="left" if name == "period" else "right", no_wrap=True)
    for p in parts.points:
        mark = " missing" if p.part is None else "*" if p.partial else ""
        ends = [_part(metric, n) for n in (p.part, p.whole)] if metric.unit == "share" else []
        cells = [p.period.label + mark, said(value_of(metric, p.part, p.whole), metric.unit), *ends]
        grid.add_row(*(Text(spelled(cell, ascii_only=console.options.ascii_only)) for cell in cells))
    console.print(grid)
    for line in lines:
        console.print(Text(spelled(line, ascii_only=console.options.ascii_only)))


def _part(metric: Metric, n: int | None) -> str:
    """A numerator or denominator as it reads."""
    return said(None if n is None else n if metric.counted else n / 1000, "count" if metric.counted else "seconds")


def _addends(metric: Metric, points: Sequence[Point]) -> str:
    """The parts that make a sum, where they are few enough to be read."""
    told = [said(value_of(metric, p.part, p.whole), metric.unit) for p in points if p.part]
    return " + ".join(told) + " = " if 1 < len(told) <= 7 else ""
