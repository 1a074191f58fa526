"""The review on a terminal: a stretch at a time, one key each."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

from connratio.config.answers import Answer

if TYPE_CHECKING:
    from connratio.model.table import Table

KEYS: Final = {
    "h": ("human", ""),
    "t": ("tool", "other"),
    "b": ("tool", "build"),
    "d": ("tool", "document"),
    "r": ("tool", "reading"),
    "w": ("tool", "workflow"),
    "i": ("tool", "ai"),
    "s": ("solo", "other"),
    "f": ("solo", "focus"),
    "p": ("solo", "break"),
    "a": ("away", ""),
}
_HELP: Final = (
    "h people · t tool (b build, d document, r reading, w workflow, i AI) · s solo (f focus, p break) · a away · "
    "g as guessed · space skip · u undo · q done"
)


def ask(table: Table, sums: tuple[int, int]) -> list[Answer]:
    """The answers that were typed. After each the share is shown as it would be if all of the stretch were what was said."""
    from rich.text import Text

    from connratio.render.output import console
    from connratio.render.units import duration, percent

    out = console(stderr=True)
    out.print(Text(_HELP, style="dim"))
    rows = list(table.records())
    given: list[Answer | None] = []
    while len(given) < len(rows):
        row = rows[len(given)]
        about = f"{row['rank']:3}  {row['field']} {row['value']}  {duration(row['seconds'])} in {row['n_activities']}"
        now = f"{row['kind']}{'/' + row['mode'] if row['mode'] else ''} by {row['rule']}"
        out.print(Text(f"{about}  ({now}{', guess ' + row['guess'] if row['guess'] else ''})"), end=" ")
        key = _key()
        if key in {"q", "\x03", "\x04", ""}:
            out.print()
            break
        if key == "u":
            out.print(Text("undone", style="dim"))
            given = given[:-1]
            continue
        kind, mode = KEYS.get(key, ("", ""))
        if key == "g" and row["guess"]:
            kind, _, mode = row["guess"].partition("/")
        given.append(Answer(row["field"], row["value"], kind, mode if mode != "unknown" else "") if kind else None)
        human, tool = _with(sums, rows, given)
        share = percent(human / (human + tool)) if human + tool else "–"
        out.print(
            Text(
                f"{kind}{'/' + mode if mode else ''}   share about {share}" if kind else "skipped",
                style="bold" if kind else "dim",
            )
        )
    return [answer for answer in given if answer is not None]


def _with(sums: tuple[int, int], rows: list[dict[str, Any]], given: list[Answer | None]) -> tuple[float, float]:
    human, tool = sums
    for row, answer in zip(rows, given, strict=False):
        if answer is not None:
            human += row["seconds"] * ((answer.kind == "human") - (row["kind"] == "human"))
            tool += row["seconds"] * ((answer.kind == "tool") - (row["kind"] == "tool"))
    return max(human, 0), max(tool, 0)


def _key() -> str:
    """One key, without waiting for Enter; "" at the end of input."""
    if sys.platform == "win32":
        import msvcrt

        return msvcrt.getwch().lower()
    import os
    import termios
    import tty

    handle = sys.stdin.fileno()
    before = termios.tcgetattr(handle)
    try:
        tty.setcbreak(handle, termios.TCSADRAIN)
        return os.read(handle, 1).decode(errors="replace").lower()
    finally:
        termios.tcsetattr(handle, termios.TCSADRAIN, before)
