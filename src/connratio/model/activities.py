"""The activity: one record as a source gave it. Columns in, columns out; a row-wise reader appends to a Builder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

INSTANT: Final = "datetime64[ms, UTC]"

COLUMNS: Final[dict[str, tuple[str, Any]]] = {
    # name: (dtype, value of a row that does not give it)
    "person": ("category", ""),  # whose time it is; "" is the reader of the report
    "source": ("category", ""),  # calendar or bucket, stable across exports
    "uid": ("str", ""),  # the source's own name of the record, unchanged
    "instance": ("int64", 0),  # original start of an occurrence (epoch ms), as RECURRENCE-ID; 0 for single records
    "start": (INSTANT, pd.NaT),
    "end": (INSTANT, pd.NaT),
    "zone": ("category", ""),  # zone in which the source wrote the time; "" unknown
    "evidence": ("category", ""),  # words.EVIDENCE
    "title": ("category", ""),
    "app": ("category", ""),  # program, as the source names it; for tabs and editors the canonical name of model.apps
    "host": ("category", ""),  # host of the web address
    "device": ("category", ""),  # machine that recorded it
    "place": ("category", ""),  # physical place or room; "" none
    "conference": ("category", ""),  # host or name of the online meeting; "" none
    "category": ("category", ""),  # the source's own category, tag or presence status
    "project": ("category", ""),
    "organiser": ("category", ""),  # address, lower case
    "people": ("object", ()),  # addresses of listed persons (no rooms, no groups), organiser included
    "replies": ("object", ()),  # beside people: accepted, tentative, declined, unanswered, ""
    "groups": ("object", ()),  # addresses of groups whose head-count nobody gives
    "n_unlisted": ("int32", 0),  # guests counted but not named (X-NUM-GUESTS)
    "n_people": ("Int32", pd.NA),  # persons incl. the owner, where known
    "response": ("category", ""),  # words.RESPONSES, of the owner
    "status": ("category", ""),  # "", cancelled, tentative, free, absent (out of office), elsewhere
    "all_day": ("bool", False),
    "private": ("bool", False),  # title never shown
    "recurring": ("bool", False),
    "created": (INSTANT, pd.NaT),
    "revision": ("int64", 0),  # SEQUENCE: the higher copy of an occurrence holds
    "unplaced_ms": ("int64", 0),  # length of a record that lies somewhere inside start–end
    "reason": ("category", ""),  # words.REASONS, where the importer itself knows that the record does not count
    "origin": ("str", ""),  # file name and line, or file and bucket
    "row": ("int64", 0),  # number of the record within `origin`, counted from 1, where that is not part of it already
    "session": (
        "category",
        "",
    ),  # conversation with an assistant; of an online meeting a digest of its address; "" for what is none
    "model": ("category", ""),  # language model, where the log names it
}
"""DESIGN section 4, and what attendance and duplicates need beside it."""


def frame(columns: Mapping[str, Any], n: int | None = None) -> pd.DataFrame:
    """Activities from whole columns: arrays of one length, scalars for constant columns; what is missing gets its default.

    Instants may be epoch milliseconds (integers) or datetime64. Raises ValueError for an unknown column.
    """
    unknown = set(columns) - set(COLUMNS)
    if unknown:
        raise ValueError(f"not activity columns: {sorted(unknown)}")
    if n is None:
        n = next(len(v) for v in columns.values() if _is_column(v))
    return pd.DataFrame(
        {name: _column(columns.get(name, default), dtype, n) for name, (dtype, default) in COLUMNS.items()}, copy=False
    )


def _is_column(value: object) -> bool:
    return hasattr(value, "__len__") and not isinstance(value, str | tuple)


def _column(value: Any, dtype: str, n: int) -> Any:
    if not _is_column(value):
        if dtype == "category":
            return pd.Categorical.from_codes(np.zeros(n, dtype=np.int8), categories=pd.Index([value], dtype=object))
        if dtype == "object":
            column = np.empty(n, dtype=object)
            column.fill(value)
            return column
        return _constant(value, dtype, n)
    if dtype == "category":
        return value if isinstance(value, pd.Categorical) else categories(value)
    if dtype == INSTANT:
        return _instants(value)
    if dtype == "object":
        column = np.empty(n, dtype=object)
        column[:] = list(value)
        return column
    return pd.array(value, dtype=_own(dtype))


def _constant(value: Any, dtype: str, n: int) -> Any:
    if dtype == INSTANT:
        return _instants(np.full(n, NAT if _absent(value) else value, dtype=np.int64))
    if dtype == "Int32":
        missing = value is pd.NA
        return pd.arrays.IntegerArray(np.full(n, 0 if missing else value, dtype=np.int32), np.full(n, missing))
    return np.full(n, value, dtype=_own(dtype))


def _own(dtype: str) -> Any:
    return object if dtype == "str" else dtype


def _instants(value: Any) -> Any:
    array = np.asarray(value)
    if array.dtype.kind in "iu":
        array = array.astype("datetime64[ms]")
    if array.dtype.kind == "M":
        return pd.DatetimeIndex(array.astype("datetime64[ms]")).tz_localize("UTC").array
    return pd.array(pd.Series(value, dtype=INSTANT), dtype=INSTANT)


def categories(values: Sequence[str] | np.ndarray[Any, Any]) -> pd.Categorical:
    """A text column in which each distinct value is kept once."""
    codes, distinct = pd.factorize(np.asarray(values, dtype=object))
    return pd.Categorical.from_codes(codes, categories=pd.Index(distinct, dtype=object))


def empty() -> pd.DataFrame:
    """Activities without a row, with every column and dtype in place."""
    return frame({}, 0)


def concat(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The rows of all frames, in order, text columns still categorical."""
    full = [f for f in frames if len(f)]
    if not full:
        return empty()
    joined = {}
    for name, (dtype, _) in COLUMNS.items():
        parts = [f[name] for f in full]
        joined[name] = united(parts) if dtype == "category" else pd.concat(parts, ignore_index=True).array
    return pd.DataFrame(joined, copy=False)


def united(parts: Sequence[pd.Series]) -> pd.Categorical:
    """Categorical columns as one; the categories may differ, also in dtype (an importer of others may use any)."""
    if all(len(p.cat.categories) == 1 for p in parts if isinstance(p.dtype, pd.CategoricalDtype)):
        whole = pd.concat(parts, ignore_index=True)
        if isinstance(whole.dtype, pd.CategoricalDtype) and not (whole.cat.codes.to_numpy() < 0).any():
            return whole.array  # a constant column
    texts, codes, n = [], [], 0
    for part in parts:
        column = part if isinstance(part.dtype, pd.CategoricalDtype) else part.astype("category")
        given = column.cat.categories.to_numpy(dtype=object)
        own = column.cat.codes.to_numpy().astype(np.int64)
        # The last text of each part stands for "none": code -1 finds it.
        texts.append(np.append(given if all(type(c) is str for c in given) else np.array([str(c) for c in given], object), ""))
        codes.append(np.where(own < 0, len(given), own) + n)
        n += len(given) + 1
    every, rows = np.concatenate(texts), np.concatenate(codes)
    used = np.zeros(n, dtype=bool)
    used[rows] = True
    number = np.zeros(n, dtype=np.int32)
    number[used], distinct = pd.factorize(every[used])
    return pd.Categorical.from_codes(number[rows], categories=pd.Index(distinct, dtype=object))


class Builder:
    """Rows of a row-wise format, collected column by column."""

    def __init__(self, **constants: Any) -> None:
        """`constants` are the columns that every row shares, such as source and evidence."""
        self._constants = constants
        self._rows: list[Mapping[str, Any]] = []

    def add(self, **row: Any) -> None:
        """Append one activity; instants are epoch milliseconds, text is already clean."""
        self._rows.append(row)

    def __len__(self) -> int:
        """How many rows were added."""
        return len(self._rows)

    def frame(self) -> pd.DataFrame:
        """The rows as activities, in the order in which they were added."""
        named = sorted({name for row in self._rows for name in row}, key=list(COLUMNS).index)
        columns: dict[str, Any] = {n: [row.get(n, COLUMNS[n][1]) for row in self._rows] for n in named}
        for name in ("start", "end", "created"):
            if name in columns:
                columns[name] = np.array([NAT if _absent(v) else v for v in columns[name]], dtype=np.int64)
        return frame({**self._constants, **columns}, len(self._rows))


NAT: Final = np.iinfo(np.int64).min
"""Epoch milliseconds of "no instant": what NumPy's NaT is as an integer."""


def _absent(value: object) -> bool:
    return value is None or value is pd.NaT


def millis(column: pd.Series) -> np.ndarray[Any, np.dtype[np.int64]]:
    """An instant column as epoch milliseconds; `NAT` where there is none."""
    array: np.ndarray[Any, np.dtype[np.int64]] = column.to_numpy(dtype="datetime64[ms]").view(np.int64)
    return array


def among(column: pd.Series, *words: str) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which rows of a text column hold one of the words; decided once per distinct text."""
    hit = np.append(column.cat.categories.isin(words), "" in words)  # the last one is for code -1: no text
    rows: np.ndarray[Any, np.dtype[np.bool_]] = hit[column.cat.codes.to_numpy()]
    return rows


def replaced(column: pd.Series | pd.Categorical, rows: Any, values: Any) -> pd.Categorical:
    """A text column with other values in these rows (a mask or row numbers); the rest is not looked at."""
    given = column if isinstance(column, pd.Categorical) else column.array
    own, words = pd.factorize(np.asarray(values, dtype=object))
    known = given.categories.astype(object)
    number = known.get_indexer(pd.Index(words, dtype=object))
    number[number < 0] = len(known) + np.arange(np.count_nonzero(number < 0))
    codes = given.codes.astype(np.int32)
    codes[rows] = number[own]
    every = known.append(pd.Index([w for w in words if w not in known], dtype=object))
    return pd.Categorical.from_codes(codes, categories=every)


def lengths(column: pd.Series) -> np.ndarray[Any, np.dtype[np.int64]]:
    """How many items each cell of a list column has."""
    return np.fromiter(map(len, column.to_numpy()), dtype=np.int64, count=len(column))
