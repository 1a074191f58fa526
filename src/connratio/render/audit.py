"""The audit on a terminal: a table per period, a line per group; what may not be told says why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rich.text import Text

from connratio.model.table import Table
from connratio.render.grid import print_grid
from connratio.render.units import percent, spelled

if TYPE_CHECKING:
    from rich.console import Console

HEADS: Final = {
    "share_pooled": "share", "meeting_hours": "meetings", "one_to_one_hours": "1:1", "cross_team_share": "across",
    "after_hours": "late", "focus_hours": "focus", "ai_balance": "AI", "check_in_coverage": "check-ins",
}  # fmt: skip
"""The measures that fit on a screen, with their headings; every other format has them all."""
LEGEND: Final = (
    "share: people ÷ (people + tools) · across: with other teams · late: after hours · AI: AI ÷ (AI + people)",
    "·k too few people · ·c would give another group away · ·d mostly one person's · ·n tells who came or left",
)
_MARKS: Final = {"k": "·k", "complement": "·c", "dominance": "·d", "difference": "·n"}
_DEPTH: Final = {"portfolio": 0, "company": 1, "department": 2, "team": 3, "location": 1, "management_level": 1}


def print_audit(console: Console, table: Table, title: str, footer: list[str]) -> None:
    """The rows of an audit, measures beside each other."""
    periods: dict[str, dict[tuple[str, str, str], dict[str, Any]]] = {}
    ascii_only = console.options.ascii_only
    for row in table.records():
        lines = periods.setdefault(row["period"], {})
        key = (row["level"], row["group"], row["parent"])
        depth = spelled("·" * _DEPTH.get(row["level"], 0), ascii_only=ascii_only)
        line = lines.setdefault(key, {"group": f"{depth} {row['group']}"})
        if row["measure"] in HEADS:
            line[HEADS[row["measure"]]] = spelled(_cell(row), ascii_only=ascii_only)
        if row["n_active"] is not None:
            line["active"] = max(row["n_active"], line.get("active", 0))
    for period, lines in periods.items():
        heads = [h for h in ("active", *HEADS.values()) if any(h in line for line in lines.values())]
        shown = [{h: line.get(h, "") for h in ("group", *heads)} for line in lines.values()]
        print_grid(console, Table.of(("group", *heads), shown), f"{title} · {period}" if period != "total" else title, [])
    if not periods:
        print_grid(console, Table((), []), title, footer)
        return
    for text in [*LEGEND, *footer]:
        console.print(Text(spelled(text, ascii_only=ascii_only), style="dim"))


def _cell(row: dict[str, Any]) -> str:
    if row["suppressed"]:
        return _MARKS[row["suppressed"]]
    value = row["value"]
    if value is None:
        return "" if row["low"] is None else f"{100 * row['low']:.0f}–{percent(row['high'])}"
    return percent(value) if row["unit"] == "share" else f"{value:g}{'h' if row['unit'] == 'h' else ''}"
