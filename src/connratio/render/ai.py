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

WIDE: Final = 100
"""Columns of a terminal from which everything fits beside each other."""
MEETINGS: Final = 5
"""Meetings with acts that are listed."""
_TIMES: Final = {
    "hands-on": "ai_seconds", "watching": "ai_watching_seconds", "agents": "ai_agent_seconds", "unattended": "ai_unattended_seconds",
}  # fmt: skip
_MORE: Final = {"sub-agents": "ai_subagent_seconds", "waiting": "ai_waiting_seconds"}
_COUNTS: Final = {"sessions": "n_sessions", "acts": "human_acts", "turns": "n_turns"}


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
    wide = console.width >= WIDE
    times = _TIMES | (_MORE if wide else {})
    console.print(Text(spelled(title, ascii_only=ascii_only), style="bold"))
    grid = RichTable(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    tried = "sensitivity" in extra
    named = ["period", *([split] if split else []), *(["limit"] if tried else [])]
    counts = {name: column for name, column in _COUNTS.items() if wide or not (tried or (split and name == "turns"))}
    for name in (*named, *times, *counts, *(["agrees"] if tried else [])):
        grid.add_column(name, no_wrap=name != split, justify="left" if name in named else "right")
    for row in rows:
        missing = row["n_sessions"] is None
        cells = [row["period"] + (" missing" if missing else ""), *([clean(row[split]) or "–"] if split else [])]
        cells += [f"{row['idle_minutes']} min"] if tried else []
        cells += [duration(row[column]) for column in times.values()]
        cells += ["–" if row[column] is None else str(row[column]) for column in counts.values()]
        cells += [{True: "yes", False: "no", None: ""}[row["direction_agrees"]]] if tried else []
        grid.add_row(*(Text(spelled(c, ascii_only=ascii_only)) for c in cells))
    console.print(grid)
    for line in _totals(extra["totals"]):
        console.print(Text(spelled(line, ascii_only=ascii_only)))
    for line in (*_beneath(extra), *told):
        console.print(Text(spelled(line, ascii_only=ascii_only), style="dim"))


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
