"""The mapping of a table as an entry of the configuration would say it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connratio.importers.table.forms import rows_in
from connratio.importers.table.headers import guessed, told, unit_of, usable
from connratio.importers.text.cells import decoded, delimiter_of, rows_of
from connratio.importers.text.dates import order_of
from connratio.model.problems import Problem, UsageError
from connratio.model.text import clean

_DATES = ("start", "end", "date", "start_date", "end_date")


def proposed(data: bytes, given: Mapping[str, str], file: str) -> dict[str, Any]:
    """`columns`, and where the file settles them `delimiter`, `date_order` and `duration_unit`; `given` columns hold.

    Raises UsageError where no column says when, and how long.
    """
    problems: list[Problem] = []
    rows, out = rows_in(data, file, problems), {}
    if rows is None:
        text = decoded(data, file, problems)
        delimiter = delimiter_of(text)
        rows = rows_of(text, delimiter)
        if delimiter != ",":
            out["delimiter"] = "tab" if delimiter == "\t" else delimiter
    if not rows:
        raise UsageError(f"{file} holds no table", "it needs a header and rows")
    header = rows[0][1]
    own, missing = told(given, header)
    there = clean(", ".join(h.strip() for h in header), 300)
    if missing:
        raise UsageError(f"no such column: {'; '.join(missing)}", f"there are {there}")
    mapping = {**{m: i for m, i in guessed(header).items() if i not in own.values()}, **own}
    if not usable(mapping):
        raise UsageError(
            f"no column of {file} says when, and how long", f"--column start=NAME --column end=NAME; there are {there}"
        )
    order = order_of((cells[mapping[n]] for _, cells in rows[1:] for n in _DATES if n in mapping and mapping[n] < len(cells)), "")
    if order in {"dmy", "mdy"}:
        out["date_order"] = order
    if "duration" in mapping and (unit := unit_of(header[mapping["duration"]])):
        out["duration_unit"] = unit
    return {"columns": {m: header[i].strip() for m, i in mapping.items() if header[i].strip()}, **out}
