"""A table on its way to any output format: values, not text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Table:
    """Rows in their final order. None is undefined; numbers, booleans and text are as OUTPUT promises them to scripts."""

    columns: tuple[str, ...]
    rows: Sequence[Sequence[Any]]

    @classmethod
    def of(cls, columns: tuple[str, ...], rows: Iterable[Mapping[str, Any]]) -> Table:
        """The named columns of mappings."""
        return cls(columns, [tuple(row[c] for c in columns) for row in rows])

    def records(self) -> Iterable[dict[str, Any]]:
        """The rows as mappings."""
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)
