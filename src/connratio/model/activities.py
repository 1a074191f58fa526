"""The activity: one record as a source gave it. Columns in, columns out; a row-wise reader appends to a Builder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from connratio.model.frame import Frame, stacked
from connratio.model.texts import Texts, same

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from connratio.model.intervals import Ints

INSTANT: Final = "instant"
NAT: Final = np.iinfo(np.int64).min
"""Epoch milliseconds of "no instant": what NumPy's NaT is as an integer."""
UNKNOWN: Final = -1
"""The number of people where nobody gives it."""

COLUMNS: Final[dict[str, tuple[str, Any]]] = {
    # name: (dtype, value of a row that does not give it)
    "person": ("category", ""),  # whose time it is; "" is the reader of the report
    "source": ("category", ""),  # calendar or bucket, stable across exports
    "uid": ("str", ""),  # the source's own name of the record, unchanged
    "instance": ("int64", 0),  # original start of an occurrence (epoch ms), as RECURRENCE-ID; 0 for single records
    "start": (INSTANT, NAT),
    "end": (INSTANT, NAT),
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
    "n_people": ("Int32", UNKNOWN),  # persons incl. the owner, where known
    "response": ("category", ""),  # words.RESPONSES, of the owner
    "status": ("category", ""),  # "", cancelled, tentative, free, absent (out of office), elsewhere
    "all_day": ("bool", False),
    "private": ("bool", False),  # title never shown
    "recurring": ("bool", False),
    "created": (INSTANT, NAT),
    "revision": ("int64", 0),  # of importers.calendar.versions: the higher copy of an occurrence holds
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


def frame(columns: Mapping[str, Any], n: int | None = None) -> Frame:
    """Activities from whole columns: arrays of one length, scalars for constant columns; what is missing gets its default.

    Texts may be Texts, pandas Categoricals or sequences; instants epoch milliseconds (integers) or datetime64. Raises
    ValueError for an unknown column.
    """
    unknown = set(columns) - set(COLUMNS)
    if unknown:
        raise ValueError(f"not activity columns: {sorted(unknown)}")
    if n is None:
        n = next(len(v) for v in columns.values() if _is_column(v))
    return Frame({name: _column(columns.get(name, default), dtype, n) for name, (dtype, default) in COLUMNS.items()}, n)


def _is_column(value: object) -> bool:
    return hasattr(value, "__len__") and not isinstance(value, str | tuple)


def _column(value: Any, dtype: str, n: int) -> Any:
    if dtype == "category":
        return Texts.of(value) if _is_column(value) else Texts.constant(value, n)
    if dtype in {"object", "str"}:
        if not _is_column(value):
            one = np.empty((), dtype=object)
            one[()] = value
            return same(one, n)
        if isinstance(value, np.ndarray) and value.dtype == object:
            return value
        column = np.empty(n, dtype=object)
        column[:] = value if isinstance(value, np.ndarray) else list(value)
        return column
    if not _is_column(value):
        return same(np.array(value, dtype=_NUMBERS[dtype]), n)
    if dtype == INSTANT:
        return _instants(value)
    return np.asarray(value, dtype=_NUMBERS[dtype])


_NUMBERS: Final = {INSTANT: np.int64, "int64": np.int64, "int32": np.int32, "Int32": np.int32, "bool": np.bool_}


def _instants(value: Any) -> Any:
    """Epoch milliseconds. NumPy's NaT becomes NAT by itself."""
    array = np.asarray(value)
    return array.astype("datetime64[ms]").view(np.int64) if array.dtype.kind == "M" else array.astype(np.int64)


def empty() -> Frame:
    """Activities without a row, with every column in place."""
    return frame({}, 0)


def concat(frames: Sequence[Frame]) -> Frame:
    """The rows of all frames, in order."""
    return stacked([f.only(*COLUMNS) for f in frames if len(f)] or [empty()])


def from_pandas(table: pd.DataFrame) -> Frame:
    """Activities from a pandas frame with the columns COLUMNS, in whatever dtypes; what is missing gets its default.

    Raises KeyError for a column that is not there.
    """
    return frame({name: _from_pandas(table[name], dtype, default) for name, (dtype, default) in COLUMNS.items()}, len(table))


def _from_pandas(column: pd.Series, dtype: str, default: Any) -> Any:
    if dtype == INSTANT:
        return column.to_numpy(dtype="datetime64[ms]")
    if dtype == "category" and hasattr(column.array, "categories"):
        return column.array
    if dtype in {"category", "str"}:
        return column.astype(object).where(column.notna(), "").map(str).to_numpy(dtype=object)
    if dtype == "object":
        return column.to_numpy(dtype=object)
    return column.fillna(default).to_numpy()


def to_pandas(table: Frame) -> pd.DataFrame:
    """Activities as a pandas frame: instants `datetime64[ms, UTC]`, texts categorical, an unknown number of people missing."""
    import pandas as pd

    found = table.pandas()
    for name, (dtype, _) in COLUMNS.items():
        if dtype == INSTANT and name in table:
            found[name] = pd.DatetimeIndex(table[name].view("datetime64[ms]")).tz_localize("UTC").array
        elif dtype == "Int32" and name in table:
            found[name] = pd.arrays.IntegerArray(table[name].astype(np.int32), table[name] == UNKNOWN)
    return found


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

    def frame(self) -> Frame:
        """The rows as activities, in the order in which they were added."""
        named = sorted({name for row in self._rows for name in row}, key=list(COLUMNS).index)
        columns: dict[str, Any] = {n: [row.get(n, COLUMNS[n][1]) for row in self._rows] for n in named}
        for name in ("start", "end", "created"):
            if name in columns:
                columns[name] = np.array([NAT if _absent(v) else v for v in columns[name]], dtype=np.int64)
        return frame({**self._constants, **columns}, len(self._rows))


def _absent(value: object) -> bool:
    return value is None or value != value  # noqa: PLR0124  # NaT and NaN alone differ from themselves


def lengths(column: Any) -> Ints:
    """How many items each cell of a list column has."""
    return np.fromiter(map(len, column), dtype=np.int64, count=len(column))
