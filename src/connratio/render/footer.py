"""What stands above and below a report: what it shows, and what its numbers mean. Apart from the table, which needs Rich."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from connratio.render.units import duration, percent

if TYPE_CHECKING:
    from connratio.ledger.policy import Policy
    from connratio.measure.share import Shares

WEEKDAYS: Final = {"mon": "Monday", "sun": "Sunday", "sat": "Saturday"}
"""First days of a week, as people say them."""


def title_of(by: str, split: str | None, found: Shares, policy: Policy, week_start: str) -> str:
    """What the table shows, and the four choices that a reader must know first."""
    what = f"Time by {by} and {split}" if split else f"Human share by {by}"
    return f"{what} · {policy.zone} · weeks start {WEEKDAYS[week_start]} · {policy.overlap} · {found.basis}"


def ai_title_of(by: str, split: str | None, policy: Policy, week_start: str, idle_ms: int) -> str:
    """The same above time with AI."""
    what = f"AI by {by}{f' and {split}' if split else ''} · {policy.zone}"
    weeks = f" · weeks start {WEEKDAYS[week_start]}" if by == "week" else ""
    return f"{what}{weeks} · {policy.overlap} · idle limit {idle_ms // 60_000} min"


def footer_of(found: Shares, definitions: dict[str, str], advice: list[str], *, with_band: bool) -> list[str]:
    """The definitions in force, what the window adds up to, and what would sharpen it."""
    totals = found.totals
    lines = [f"share: {definitions['share']}"]
    if with_band:
        lines.append(f"band: {definitions['band']}")
    lines += [f"attendance: {definitions['attendance']}", f"idle: {definitions['idle']}"]
    extras = [
        ("double-booked", totals["double_booked_seconds"]),
        ("contested", totals["contested_seconds"]),
        ("unknown", totals["unknown_seconds"]),
    ]
    extras += [("AI agents", totals["ai_agent_seconds"])]
    beside = ", ".join(f"{name} {duration(value)}" for name, value in extras if value)
    coverage = f"coverage {percent(found.coverage)} of the working hours ({definitions['working_hours']})"
    lines.append(coverage + (f"; {beside}" if beside else ""))
    if any(r["partial"] and r["human_seconds"] is not None for r in found.rows):
        lines.append("* partial: working days of the period lie outside the data or the asked window")
    if advice:
        lines.append("sharper with: " + "; ".join(advice))
    return lines
