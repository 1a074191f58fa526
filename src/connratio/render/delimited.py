"""CSV and TSV for scripts: `\\n`, a header, ISO dates, `.` as decimal mark, empty for undefined (DESIGN 3.9, CLI 3.5)."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from typing import IO, TYPE_CHECKING, Any

from connratio.model.text import clean

if TYPE_CHECKING:
    from connratio.model.table import Table

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_delimited(table: Table, out: IO[str], delimiter: str = ",") -> None:
    """The table as delimited text. Text that a spreadsheet would take for a formula gets a leading apostrophe (CWE-1236)."""
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(table.columns)
    shares = [
        c.endswith(("share", "_rate", "share_low", "share_high"))
        or c in {"fraction", "coverage", "ai_balance", "ai_share_of_tool"}
        for c in table.columns
    ]
    writer.writerows(_cells(row, shares) for row in table.rows)


def _cells(row: Sequence[Any], shares: Iterable[bool]) -> list[str]:
    return [_cell(value, share) for value, share in zip(row, shares, strict=True)]


def _cell(value: Any, share: bool) -> str:  # the column's property, not a mode
    if value is None:
        return ""
    if isinstance(value, str):
        text = value if value.isascii() and value.isprintable() else clean(value, 10_000)
        return "'" + text if text.startswith(_FORMULA) else text
    if isinstance(value, bool):
        return "true" if value else "false"
    if share:
        return f"{value:.4f}"
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    return str(value)
