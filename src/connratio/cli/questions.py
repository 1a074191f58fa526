"""The self-check on a terminal: a line a question."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from connratio.model.pulse import Answer, item_of, value_of

_HELP: Final = "0 to 10 · Enter leaves one out · q ends"


def ask(items: Mapping[str, str], day: date) -> list[Answer]:
    """The answers that were typed; earlier ones are not shown, so that they cannot be copied."""
    from rich.text import Text

    from connratio.render.output import console
    from connratio.render.units import spelled

    out = console(stderr=True)
    ascii_only = out.options.ascii_only
    out.print(Text(spelled(f"The week up to {day} · {_HELP}", ascii_only=ascii_only), style="dim"))
    answers: list[Answer] = []
    for name, question in items.items():
        item = item_of(name)
        out.print(Text(question))
        while True:
            try:
                typed = out.input(Text(f"  {item}: ", style="bold")).strip()
            except EOFError:
                out.print()
                return answers
            if typed.lower() in {"q", "quit"}:
                return answers
            if not typed:
                break
            value = value_of(typed)
            if value is not None:
                answers.append(Answer(day, item, value))
                break
            out.print(Text("  a number from 0 to 10, please", style="dim"))
    return answers
