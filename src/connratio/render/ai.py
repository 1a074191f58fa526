"""Time with AI on a terminal: a row per period, what it adds up to, and what the figures mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from rich.table import Table as RichTable
from rich.text import Text

from connratio.model.text import clean
from connratio.render.units import duration, percent, spelled

if TYPE_CHECKING:
    from rich.console import Console

MEETINGS: Final = 5
"""Meetings with acts that are listed."""
_FIGURES: Final = {
    "hands-on": "ai_seconds", "watching": "ai_watching_seconds", "agents": "ai_agent_seconds", "unattended": "ai_unattended_seconds",
    "sub-agents": "ai_subagent_seconds", "waiting": "ai_waiting_seconds", "sessions": "n_sessions", "acts": "human_acts", "turns": "n_turns",
    "agrees": "direction_agrees",
}  # fmt: skip
"""In the order of the screen."""
_FIRST: Final = ("hands-on", "agrees", "watching", "agents", "unattended", "sessions", "acts", "turns", "waiting", "sub-agents")
"""Those that stay longest where the terminal is narrow."""
GAP: Final = 2
LONGEST: Final = 30
"""Letters of a name that the other columns leave room for; what is longer is folded."""


def print_ai(
    console: Console,
    rows: Sequence[Mapping[str, Any]],
    extra: Mapping[str, Any],
    title: str,
    split: str | None,
    told: Sequence[str],
) -> None:
    """The whole screen; `told` is what a reader must know of the figures."""
    ascii_only = console.options.ascii_only
    console.print(Text(spelled(title, ascii_only=ascii_only), style="bold"))
    tried = "sensitivity" in extra
    columns = {
        "period": [row["period"] + (" missing" if row["n_sessions"] is None else "") for row in rows],
        **({split: [clean(row[split]) or "–" for row in rows]} if split else {}),
        **({"limit": [f"{row['idle_minutes']} min" for row in rows]} if tried else {}),
    }
    named = len(columns)
    room = console.width - sum(_width(name, cells) for name, cells in columns.items())
    figures = {name: [_shown(row[c], c) for row in rows] for name, c in _FIGURES.items() if tried or name != "agrees"}
    for name in _FIRST:
        if name in figures:
            room -= _width(name, figures[name])
            if room < -GAP:
                del figures[name]
    columns |= figures
    grid = RichTable(box=None, pad_edge=False, padding=(0, GAP, 0, 0), header_style="bold")
    for nth, name in enumerate(columns):
        grid.add_column(name, no_wrap=name != split, overflow="fold", justify="left" if nth < named else "right")
    for cells in zip(*columns.values(), strict=True):
        grid.add_row(*(Text(spelled(c, ascii_only=ascii_only)) for c in cells))
    console.print(grid)
    for line in _totals(extra["totals"]):
        console.print(Text(spelled(line, ascii_only=ascii_only)))
    for line in (*_beneath(extra), *told):
        console.print(Text(spelled(line, ascii_only=ascii_only), style="dim"))


def _width(name: str, cells: Sequence[str]) -> int:
    """What a column takes of the terminal."""
    return min(max(map(len, (name, *cells))), LONGEST) + GAP


def _shown(value: float | bool | None, column: str) -> str:
    if column == "direction_agrees":
        return "" if value is None else "yes" if value else "no"
    if value is None:
        return "–"
    return duration(value) if column.endswith("_seconds") else str(value)


def _totals(whole: Mapping[str, Any]) -> list[str]:
    """What the window adds up to, in words."""
    if not whole["n_sessions"] and not whole["ai_seconds"]:
        return []
    upper = whole["ai_seconds"] + whole["ai_watched_seconds"]
    lines = [f"with AI {duration(whole['ai_seconds'])} hands-on, at most {duration(upper)} with all that was watched"]
    ratios = [
        ("of tool time", whole["ai_share_of_tool"]), ("of the time with AI or people", whole["ai_balance"]),
    ]  # fmt: skip
    lines[0] += "".join(f"; {percent(value)} {what}" for what, value in ratios if value is not None)
    if whole["parallelism"] is not None:
        lines.append(
            f"agents {duration(whole['ai_agent_seconds'])} ({whole['parallelism']:.2f} at once), attended {percent(whole['attended_share'])}; "
            f"sub-agents {duration(whole['ai_subagent_seconds'])}; waiting {duration(whole['ai_waiting_seconds'])}"
        )
    if whole["n_sessions"]:
        guessed = whole["n_sessions"] - whole["n_labelled"]
        how = (
            "labelled" if not guessed else "proxy" if not whole["n_labelled"] else f"{guessed} of {whole['n_sessions']} by proxy"
        )
        per_turn = "" if whole["acts_per_turn"] is None else f", {whole['acts_per_turn']:.1f} acts a turn"
        lines.append(
            f"sessions {whole['n_sessions']}{per_turn}, {whole['n_interrupts']} interrupts, one prompt {percent(whole['one_prompt_share'])}; "
            f"augmentation {percent(whole['augmentation_share'])}, automation {percent(whole['automation_share'])}, "
            f"unknown {percent(whole['unlabelled_share'])} ({how})"
        )
    if whole["n_contested_acts"] or whole["ai_contested_seconds"]:
        lines.append(f"AI acts during meetings: {whole['n_contested_acts']}, {duration(whole['ai_contested_seconds'])} contested")
    return lines


def _beneath(extra: Mapping[str, Any]) -> list[str]:
    lines = [
        f"  {m['start'][:16].replace('T', ' ')}–{m['end'][11:16]}  {m['human_acts']} acts, {duration(m['seconds'])} in a meeting of "
        + clean(m["source"])
        for m in extra["contested"][:MEETINGS]
    ]
    if len(extra["contested"]) > MEETINGS:
        lines.append(f"  and {len(extra['contested']) - MEETINGS} more meetings (--json lists them)")
    if "sensitivity" in extra:
        found = extra["sensitivity"]
        lines.append(
            f"direction of change: the same at all limits in {found['n_agree']} of {found['n_changes']} changes"
            if found["n_changes"]
            else "direction of change: there is only one period (--by week)"
        )
    return lines
