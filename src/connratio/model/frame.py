"""Frames: columns of one length, without pandas, whose import would cost every report a third of a second and 35 MB."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from connratio.model.texts import Texts, joined, same

if TYPE_CHECKING:
    import pandas as pd


class Frame:
    """Columns of one length by name: NumPy arrays and Texts. Nothing in it changes; each change is another frame.

    What a frame has from the one that it was made of is looked up there when it is asked for: rows of three dozen columns
    are taken where only two are needed.
    """

    __slots__ = ("_base", "_n", "_names", "_own", "_rows")

    def __init__(self, columns: Mapping[str, Any], n: int | None = None) -> None:
        """`n` is the number of rows where there may be no column. Raises ValueError for columns of different lengths."""
        sizes = {len(column) for column in columns.values()} | ({n} if n is not None else set())
        if len(sizes) > 1:
            raise ValueError(f"columns of different lengths: {sorted(sizes)}")
        self._own: dict[str, Any] = dict(columns)
        self._names = tuple(self._own)
        self._n = sizes.pop() if sizes else 0
        self._base: Frame | None = None
        self._rows: Any = None

    def __len__(self) -> int:
        """How many rows."""
        return self._n

    def __contains__(self, name: object) -> bool:
        """Whether there is a column of that name."""
        return name in self._names

    def __getitem__(self, name: str) -> Any:
        """A column. Raises KeyError where there is none."""
        if (column := self._own.get(name)) is None:
            if self._base is None or name not in self._names:
                raise KeyError(name)
            column = self._base[name]
            if self._rows is not None:
                column = self._own[name] = column[self._rows]
        return column

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, in order."""
        return self._names

    def items(self) -> Iterator[tuple[str, Any]]:
        """The columns with their names."""
        return ((name, self[name]) for name in self._names)

    def take(self, rows: Any) -> Frame:
        """The rows that a mask, a slice or row numbers name."""
        if isinstance(rows, np.ndarray) and rows.dtype == bool:
            if rows.all():
                return self
            rows = np.flatnonzero(rows)
        n = len(np.arange(self._n)[rows]) if isinstance(rows, slice) else len(rows)
        return self._made({}, self._names, n, rows)

    def assign(self, **columns: Any) -> Frame:
        """The frame with columns more or others in their place; a single text or number stands in every row.

        Raises ValueError for a column of another length.
        """
        own = {name: c if _is_column(c) else _constant(c, self._n) for name, c in columns.items()}
        if sizes := {len(column) for column in own.values()} - {self._n}:
            raise ValueError(f"columns of different lengths: {sorted({self._n, *sizes})}")
        return self._made(own, (*self._names, *(name for name in own if name not in self._names)), self._n)

    def only(self, *names: str) -> Frame:
        """The frame with these columns, in this order. Raises KeyError for one that it has not."""
        if missing := [name for name in names if name not in self._names]:
            raise KeyError(missing[0])
        return self._made({}, names, self._n)

    def without(self, *names: str) -> Frame:
        """The frame less these columns, where it has them."""
        return self._made({}, tuple(name for name in self._names if name not in names), self._n)

    def renamed(self, **names: str) -> Frame:
        """The frame with columns under another name: `renamed(old="new")`."""
        own = {new: self[old] for old, new in names.items() if old in self._names}
        return self._made(own, tuple(names.get(name, name) for name in self._names), self._n)

    def _made(self, own: dict[str, Any], names: tuple[str, ...], n: int, rows: Any = None) -> Frame:
        made = Frame(own, n)
        made._names, made._base, made._rows = names, self, rows  # of its own class
        return made

    def pandas(self) -> pd.DataFrame:
        """The frame for pandas, numbers as they are, Texts as categories."""
        import pandas as pd

        return pd.DataFrame({name: _for_pandas(column) for name, column in self.items()}, copy=False)


def stacked(frames: Sequence[Frame]) -> Frame:
    """The rows of all frames, in order. All have the columns of the first; at least one is given."""
    full = [f for f in frames if len(f)] or list(frames[:1])
    if len(full) == 1:
        return full[0]
    return Frame({name: joined([f[name] for f in full]) for name in full[0].names}, sum(map(len, full)))


def _is_column(value: Any) -> bool:
    return hasattr(value, "__len__") and not isinstance(value, str)


def _constant(value: Any, n: int) -> Any:
    return Texts.constant(value, n) if isinstance(value, str) else same(value, n)


def _for_pandas(column: Any) -> Any:
    import pandas as pd

    if not isinstance(column, Texts):
        return column
    return pd.Categorical.from_codes(column.codes, categories=pd.Index(column.words, dtype=object))
