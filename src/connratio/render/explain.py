"""The sum that leads to a share, written out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connratio.render.units import duration, percent

if TYPE_CHECKING:
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
