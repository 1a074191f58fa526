"""Records of the ledger as frames, with the columns that importers give."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from connratio.model.activities import COLUMNS, INSTANT, NAT, UNKNOWN, frame
from connratio.model.frame import Frame
from connratio.model.memory import hand_over, take_back
from connratio.model.texts import Texts

VERDICT: Final = (
    "person", "organiser", "people", "replies", "n_people", "response", "private", "kind", "mode", "size", "purpose", "certain",
    "told", "rule", "rule_id", "refused", "uncounted",
)  # fmt: skip
"""Columns of `verdicts` that settling needs; `told` is the reason before presence had its say."""
_TEXTS: Final = frozenset({"person", "organiser", "response", "kind", "mode", "size", "purpose", "told", "rule"})
_LISTS: Final = frozenset({"people", "replies"})


def records(connection: Any, chosen: str) -> Frame:
    """The records that the SQL condition `chosen` holds of, in the order in which they came, with `id` and `ahead`."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE wanted AS SELECT * FROM records WHERE {chosen} ORDER BY id")
    texts = [name for name, (dtype, _) in COLUMNS.items() if dtype in {"category", "str"}]
    columns: dict[str, Any] = dict(_constants(connection, texts))
    picked = ["id", "ahead"]
    for name, (dtype, _) in COLUMNS.items():
        if dtype == INSTANT:
            picked.append(f"coalesce({name}_ms, {NAT}) AS {name}")
        elif dtype not in {"object", "Int32"} and name not in columns:
            picked.append(name)
    given = connection.execute(f"SELECT {', '.join(picked)} FROM wanted").fetchnumpy()
    n = len(given["id"])
    for name, (dtype, _) in COLUMNS.items():
        if dtype == "object":
            columns[name] = _tuples(connection, name, n)
        elif dtype == "Int32":
            columns[name] = _counts(connection, name)
        elif dtype == INSTANT:
            columns[name] = np.asarray(given[name], dtype=np.int64)
        elif name not in columns:
            columns[name] = given[name]
    return frame(columns, n).assign(id=given["id"], ahead=given["ahead"])


def verdicts(connection: Any, ids: Any, reason: str = "told") -> Frame:
    """The verdicts kept for these records (VERDICT), in their order; rows without one are missing (`id` tells).

    `told` is the reason before presence had its say, or after it where `reason` is "reason".
    """
    hand_over(connection, "asked", Frame({"id": np.asarray(ids, dtype=np.int64)}))
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE wanted AS SELECT v.* REPLACE (v.{reason} AS told) FROM verdicts v SEMI JOIN asked USING (id) ORDER BY id"
    )
    take_back(connection, "asked")
    columns: dict[str, Any] = {"id": connection.execute("SELECT id FROM wanted").fetchnumpy()["id"]}
    n = len(columns["id"])
    constant = _constants(connection, sorted(_TEXTS))
    for name in VERDICT:
        if name in _LISTS:
            columns[name] = _tuples(connection, name, n)
        elif name == "n_people":
            columns[name] = _counts(connection, name)
        elif name in constant:
            columns[name] = Texts.constant(constant[name], n)
        else:
            values = connection.execute(f"SELECT {name} FROM wanted").fetchnumpy()[name]
            columns[name] = Texts.of(values) if name in _TEXTS else values
    return Frame(columns, n)


def _constants(connection: Any, names: Sequence[str]) -> dict[str, str]:
    """The text columns that hold one value: most of a log's do, and are not fetched."""
    picked = ", ".join(f"min({name}), max({name})" for name in names)
    row = connection.execute(f"SELECT {picked} FROM wanted").fetchone()
    pairs = zip(names, row[::2], row[1::2], strict=True)
    return {name: low for name, low, high in pairs if low is not None and low == high}


def _counts(connection: Any, name: str) -> Any:
    given = connection.execute(f"SELECT coalesce({name}, {UNKNOWN}) AS x FROM wanted").fetchnumpy()
    return np.asarray(given["x"], dtype=np.int32)


def _tuples(connection: Any, name: str, n: int) -> Any:
    """A list column as tuples; equal lists are one tuple, as importers give them."""
    column = np.empty(n, dtype=object)
    column.fill(())
    seen: dict[tuple[str, ...], tuple[str, ...]] = {}
    rows = connection.execute(
        f"SELECT nr, {name} FROM (SELECT row_number() OVER () - 1 AS nr, {name} FROM wanted) WHERE len({name}) > 0"
    ).fetchall()
    for at, values in rows:
        one = tuple(values)
        column[at] = seen.setdefault(one, one)
    return column
