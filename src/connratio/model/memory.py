"""The one DuckDB in memory that rules and measures are evaluated in, and frames as tables in it."""

from __future__ import annotations

import sys
from functools import cache
from typing import TYPE_CHECKING, Any

from connratio.model.texts import Texts

if TYPE_CHECKING:
    from connratio.model.frame import Frame


@cache
def _database() -> Any:
    import duckdb

    # Titles and names pass through it: what does not fit into memory is not laid on a disk either.
    return duckdb.connect(":memory:", config={"threads": 1, "temp_directory": ""})


def cursor() -> Any:
    """A connection of its own: temporary views and registered frames vanish with it. Opening one takes 1 ms, a database 24."""
    return _database().cursor()


def hand_over(connection: Any, name: str, frame: Frame) -> None:
    """Make a frame a table of the connection, numbers as they are, texts as VARCHAR or an ENUM; nothing is copied.

    DuckDB knows pandas' categories. Without pandas it is given the codes, and the words as a list that the table looks into.
    """
    if "pandas" in sys.modules:
        connection.register(name, frame.pandas())
        return
    picked, columns = [], {"row_nr": _range(len(frame))}
    for nth, (column, values) in enumerate(frame.items()):
        columns[column] = values
        if isinstance(values, Texts):
            columns[column] = values.codes
            connection.execute(f"SET VARIABLE {name}_{nth} = $1::VARCHAR[]", [values.words.tolist()])
            picked.append(f"getvariable('{name}_{nth}')[{column} + 1] AS {column}")
        else:
            picked.append(column)
    connection.register(f"{name}_codes", columns)
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT {', '.join(picked)} FROM {name}_codes")


def take_back(connection: Any, name: str) -> None:
    """Let go of a frame that was handed over."""
    for registered in (name, f"{name}_codes"):
        connection.unregister(registered)


def give_back() -> None:
    """Let the system have what was freed. glibc keeps it for later; here the next to need memory is DuckDB, which takes its own."""
    import ctypes

    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):  # another C library
        return
    trim(0)


def _range(n: int) -> Any:
    import numpy as np

    return np.arange(n)
