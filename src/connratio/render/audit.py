"""The audit on a terminal: a table per period, a line per group; what may not be told says why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from connratio.model.table import Table
from connratio.render.grid import print_grid
from connratio.render.units import percent

if TYPE_CHECKING:
    from rich.console import Console

HEADS: Final = {
    "share_pooled": "share", "meeting_hours": "meetings", "one_to_one_hours": "1:1", "in_person_share": "in person",
    "cross_team_share": "cross-team", "after_hours": "after hours", "focus_hours": "focus", "ai_balance": "AI balance",
    "check_in_coverage": "check-ins",
}  # fmt: skip
"""The measures that fit on a screen, with their headings; every other format has them all."""
_DEPTH: Final = {"portfolio": 0, "company": 1, "department": 2, "team": 3, "location": 1, "management_level": 1}


def print_audit(console: Console, table: Table, title: str, footer: list[str]) -> None:
    """The rows of an audit, measures beside each other. `·k`, `·complement` … stand for values that are not told."""
    lines: dict[tuple[str, str, str, str], dict[str, Any]] = {}
    for row in table.records():
        key = (row["period"], row["level"], row["group"], row["parent"])
        line = lines.setdefault(key, {"period": row["period"], "group": "  " * _DEPTH.get(row["level"], 0) + row["group"]})
        if row["measure"] in HEADS:
            line[HEADS[row["measure"]]] = _cell(row)
        if row["n_active"] is not None:
            line["active"] = max(row["n_active"], line.get("active", 0))
    heads = [h for h in ("active", *HEADS.values()) if any(h in line for line in lines.values())]
    shown = [{h: line.get(h, "") for h in ("period", "group", *heads)} for line in _period_once(list(lines.values()))]
    print_grid(console, Table.of(("period", "group", *heads), shown), title, footer)


def _cell(row: dict[str, Any]) -> str:
    if row["suppressed"]:
        return f"·{row['suppressed']}"
    value = row["value"]
    if value is None:
        return "" if row["low"] is None else f"{percent(row['low'])}–{percent(row['high'])}"
    return str(percent(value)) if row["unit"] == "share" else f"{value:g}{'h' if row['unit'] == 'h' else ''}"


def _period_once(lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines with the period only where it changes."""
    found, before = [], None
    for line in lines:
        found.append({**line, "period": "" if line["period"] == before else line["period"]})
        before = line["period"]
    return found
