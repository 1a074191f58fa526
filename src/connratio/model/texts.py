"""Columns: texts of which each distinct word is kept once, and what columns of any kind are numbered and joined by. No pandas."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import numpy as np

from connratio.model.intervals import Ints

Bools = np.ndarray[Any, np.dtype[np.bool_]]
_INT32: Final = 1 << 31
_DENSE: Final = 4
"""Numbers that reach no further than so many times their count are numbered by place instead of by sorting."""


class Texts:
    """A text column in which each distinct word is kept once: `codes` (int32) are places in `words` (objects, all different)."""

    __slots__ = ("codes", "words")

    def __init__(self, codes: Any, words: Any) -> None:
        """`words` must differ; they may hold some that no code names."""
        self.codes = np.asarray(codes, dtype=np.int32)
        self.words = _objects(words)

    @classmethod
    def of(cls, values: Any) -> Texts:
        """The texts of a sequence; a Texts as it is, a pandas Categorical without its missing values."""
        if isinstance(values, Texts):
            return values
        if hasattr(values, "categories"):
            codes = np.asarray(values.codes)
            words = [str(word) for word in values.categories]
            if (codes < 0).any():
                return cls.spread([*words, ""], np.where(codes < 0, len(words), codes))
            return cls.spread(words, codes)
        return cls(*numbered(_objects(values)))

    @classmethod
    def spread(cls, words: Sequence[str], at: Any) -> Texts:
        """Words, which may be alike, on rows: row i has `words[at[i]]`."""
        codes, distinct = numbered(_objects(words))
        return cls(codes[at] if len(codes) else np.empty(0, dtype=np.int32), distinct)

    @classmethod
    def constant(cls, word: str, n: int) -> Texts:
        """The same word n times."""
        return cls(same(np.int32(0), n), [word])

    def __len__(self) -> int:
        """How many rows."""
        return len(self.codes)

    def __getitem__(self, rows: Any) -> Any:
        """The texts of these rows (mask, numbers, slice); of one row number its word."""
        if isinstance(rows, int | np.integer):
            return self.words[self.codes[rows]]
        return Texts(self.codes[rows], self.words)

    def __iter__(self) -> Iterator[str]:
        """The word of each row."""
        return iter(self.tolist())

    def tolist(self) -> list[str]:
        """The word of each row."""
        words: list[str] = self.values().tolist()
        return words

    def values(self) -> Any:
        """The word of each row as an array of objects."""
        return self.words[self.codes]

    def among(self, *words: str) -> Bools:
        """Which rows hold one of the words; decided once for each distinct word."""
        hit = np.fromiter((word in words for word in self.words), dtype=bool, count=len(self.words))
        found: Bools = hit[self.codes] if len(hit) else np.zeros(len(self.codes), dtype=bool)
        return found

    def changed(self, change: Callable[[str], str]) -> Texts:
        """The texts with each distinct word changed."""
        return Texts.spread([change(word) for word in self.words], self.codes)

    def replaced(self, rows: Any, values: Any) -> Texts:
        """The texts with other values in these rows (a mask or row numbers); the rest is not looked at."""
        own = Texts.of(values)
        known = {word: place for place, word in enumerate(self.words)}
        number = np.array([known.setdefault(word, len(known)) for word in own.words], dtype=np.int32)
        codes = self.codes.copy()
        codes[rows] = number[own.codes] if len(own.words) else own.codes
        return Texts(codes, list(known))


def joined(columns: Sequence[Any]) -> Any:
    """Columns one after another."""
    if not all(isinstance(column, Texts) for column in columns):
        return np.concatenate(columns)
    if all(len(column.words) == 1 and column.words[0] == columns[0].words[0] for column in columns):
        return Texts.constant(columns[0].words[0], sum(map(len, columns)))
    known: dict[str, int] = {}
    codes = []
    for column in columns:
        number = np.array([known.setdefault(word, len(known)) for word in column.words], dtype=np.int32)
        codes.append(number[column.codes] if len(number) else column.codes)
    return Texts(np.concatenate(codes), list(known))


def numbered(values: Any) -> tuple[Ints, Any]:
    """A number for each value, equal where the values are, and the distinct values by number, in the order in which they come."""
    if isinstance(values, Texts):
        codes, used = numbered(values.codes)
        return codes, values.words[used]
    array = np.asarray(values)
    if array.dtype == object:
        known: dict[Any, int] = {}
        codes = np.fromiter((known.setdefault(v, len(known)) for v in array), dtype=np.int64, count=len(array))
        return codes, _objects(list(known))
    if not len(array):
        return np.empty(0, dtype=np.int64), array
    if array.dtype == bool:
        codes, distinct = numbered(array.view(np.int8))
        return codes, distinct.view(np.bool_)
    if array.dtype.kind in "iu":
        low = int(array.min())
        if (span := int(array.max()) - low + 1) <= _DENSE * len(array) + 65_536:
            return _by_place(array, low, span)
    if (pandas := sys.modules.get("pandas")) is not None:  # loaded already: its hashing takes a third of the time of a sort
        codes, distinct = pandas.factorize(array)
        return codes.astype(np.int64), distinct
    distinct, first, codes = np.unique(array, return_index=True, return_inverse=True)
    order = np.argsort(first, kind="stable")
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return place[codes], distinct[order]


def _by_place(array: Any, low: int, span: int) -> tuple[Ints, Any]:
    wide = array if array.dtype.itemsize == 8 else array.astype(np.int64)
    at = (wide - wide.dtype.type(low)).astype(np.int64)
    first: np.ndarray[Any, np.dtype[Any]] = np.full(span, len(at), dtype=np.int32 if len(at) < _INT32 else np.int64)
    first[at[::-1]] = np.arange(len(at), dtype=first.dtype)[::-1]
    used = np.flatnonzero(first < len(at))
    used = used[np.argsort(first[used], kind="stable")]
    first[used] = np.arange(len(used))
    return first[at].astype(np.int64), (wide.dtype.type(low) + used.astype(wide.dtype)).astype(array.dtype)


def combined(*columns: Any) -> tuple[Ints, Ints]:
    """A number for each row, equal where all columns agree, and the first row of each number; in the order in which they come."""
    n = len(columns[0])
    code = np.zeros(n, dtype=np.int64)
    for nth, column in enumerate(columns):
        own, many = (column.codes, len(column.words)) if isinstance(column, Texts) else _of_one(column)
        if many > 1 or nth == 0:
            code = numbered(code * max(many, 1) + own)[0]
    return code, firsts(code)


def _of_one(column: Any) -> tuple[Ints, int]:
    codes, distinct = numbered(column)
    return codes, len(distinct)


def identities(column: Any) -> Ints:
    """A number for each cell of a list column, equal where the very same list stands: rows of one origin share theirs."""
    return np.fromiter(map(id, column), dtype=np.int64, count=len(column))


def firsts(code: Ints) -> Ints:
    """The first row of each number from 0 on."""
    first = np.zeros(int(code.max(initial=-1)) + 1, dtype=np.int64)
    first[code[::-1]] = np.arange(len(code))[::-1]
    return first


def same(value: Any, n: int) -> Any:
    """A column (not to be written to) of n equal numbers, which takes the room of one."""
    return np.broadcast_to(value, n)


def _objects(values: Any) -> Any:
    """An array of objects, also where all of them have one length."""
    if isinstance(values, np.ndarray) and values.dtype == object:
        return values
    values = list(values)
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array
