"""A data set of Parquet files, partitioned by company and month, without names, titles or addresses: for audits of any size.

    DATASET/people.parquet                                     id, company, part, first_ms, last_ms, has_calendar
    DATASET/activities/company=Alder/month=2026-03/part-00001.parquet

A person's rows are in the parts of one number, so that a company's part is a piece of work by itself: so much is in memory
at once, however large the organisation.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import numpy as np
import pandas as pd

from connratio.model.activities import COLUMNS, NAT, UNKNOWN, frame
from connratio.model.frame import Frame
from connratio.model.problems import UsageError
from connratio.model.texts import Texts

if TYPE_CHECKING:
    from connratio.team.gather import Kept

PEOPLE: Final = "people.parquet"
LISTED: Final = ("id", "company", "part", "first_ms", "last_ms", "has_calendar")
VERDICT: Final = ("kind", "mode", "size", "purpose", "certain", "uncounted")
STORED: Final = (
    "person", "source", "uid", "start", "end", "evidence", "app", "device", "category", "people", "n_people", "response", "all_day",
    "recurring", "unplaced_ms", "reason", "session",
)  # fmt: skip
"""What is kept of an activity, beside its verdict (VERDICT) and its `month`."""
_TEXTS: Final = frozenset(n for n in STORED if COLUMNS[n][0] in {"category", "str"}) | {"kind", "mode", "size", "purpose"}


@dataclass(frozen=True, slots=True)
class Place:
    """A data set by its folder or its address in an object store (what fsspec knows: s3://, gs://, abfs://)."""

    at: str

    def __str__(self) -> str:
        """As DuckDB is told it."""
        return self.at.rstrip("/")

    @property
    def is_local(self) -> bool:
        """Whether it is a folder."""
        return "://" not in self.at

    def connection(self) -> Any:
        """A database that can read and write there. Raises UsageError where that needs something not installed."""
        from connratio.model.memory import cursor

        connection = cursor()
        if not self.is_local:
            protocol = self.at.partition("://")[0]
            try:
                import fsspec

                if not connection.filesystem_is_registered(protocol):
                    connection.register_filesystem(fsspec.filesystem(protocol))
            except ImportError as error:
                raise UsageError(
                    f"{protocol}:// needs a package that is not installed",
                    f"pip install 'connratio[cluster]' {error.name or ''}".rstrip(),
                ) from None
            except ValueError:
                raise UsageError(f"no kind of store is called {protocol}://", "write a folder, s3://… or gs://…") from None
        return connection

    def is_there(self) -> bool:
        """Whether a data set is there."""
        if self.is_local:
            return (Path(self.at) / PEOPLE).is_file()
        connection = self.connection()
        try:
            return bool(connection.execute(f"SELECT count(*) FROM glob({_text(f'{self}/{PEOPLE}')})").fetchone()[0])
        finally:
            connection.close()

    def write(self, name: str, table: pd.DataFrame, picked: str = "*") -> None:
        """A Parquet file, readable for its owner alone. Raises UsageError where it cannot be written."""
        import duckdb

        path = f"{self}/{name}"
        before = os.umask(0o077)
        connection = self.connection()
        try:
            if self.is_local:
                Path(path).parent.mkdir(parents=True, exist_ok=True)
            connection.register("written", table)
            connection.execute(f"COPY (SELECT {picked} FROM written) TO {_text(path)} (FORMAT parquet, COMPRESSION zstd)")
        except (OSError, duckdb.IOException) as error:
            why = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
            raise UsageError(f"the data set cannot be written: {why}", "check --parquet") from None
        finally:
            connection.close()
            os.umask(before)

    def remove(self, company: str, part: int) -> None:
        """Remove the files of a company's part."""
        name = f"{folder_of(company, '*')}/part-{part:05}.parquet"
        if self.is_local:
            for file in Path(self.at).glob(name):
                file.unlink()
            return
        import fsspec

        store = fsspec.filesystem(self.at.partition("://")[0])
        for found in store.glob(f"{self}/{name}"):
            store.rm(found)

    def read(self, pattern: str, picked: str) -> dict[str, Any]:
        """Columns of all files of a pattern, as arrays. Raises UsageError where they cannot be read."""
        import duckdb

        connection = self.connection()
        try:
            rows = connection.execute(
                f"SELECT {picked} FROM read_parquet({_text(f'{self}/{pattern}')}, hive_partitioning = false)"
            )
            columns: dict[str, Any] = rows.fetchnumpy()
        except (duckdb.Error, OSError) as error:
            raise UsageError(
                f"the data set cannot be read: {type(error).__name__}", "connratio export --parquet writes one"
            ) from None
        finally:
            connection.close()
        return columns


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def folder_of(company: str, month: str) -> str:
    """The folder of a company's month, as Hive names it; no company is `company=none`."""
    return f"activities/company={quote(company or 'none', safe=' ')}/month={month}"


def write_part(place: Place, part: int, people: Mapping[str, Sequence[tuple[str, Kept]]]) -> list[dict[str, Any]]:
    """Write the activities of people (with their ids) of each company, and give their lines for people.parquet."""
    lines = []
    for company, own in sorted(people.items()):
        for name, one in own:
            first, last = one.span or (None, None)
            told = {"first_ms": first, "last_ms": last, "has_calendar": one.has_calendar}
            lines.append({"id": name, "company": company, "part": part, **told})
        tables = [_plain(one.table) for _, one in own if len(one.table)]
        if not tables:
            continue
        for month, rows in pd.concat(tables, ignore_index=True).groupby("month", sort=True):
            picked = ", ".join(f"{n}::VARCHAR[] AS {n}" if n == "people" else n for n in rows.columns if n != "month")
            place.write(f"{folder_of(company, str(month))}/part-{part:05}.parquet", rows, picked)
    return lines


def _plain(table: Frame) -> pd.DataFrame:
    """The stored columns with instants as numbers and texts as texts, and the month of the start."""
    columns: dict[str, Any] = {}
    for name in (*STORED, *VERDICT):
        column = table[name]
        if name in {"start", "end"}:
            columns[f"{name}_ms"] = pd.arrays.IntegerArray(column, column == NAT)
        elif name == "n_people":
            columns[name] = pd.arrays.IntegerArray(column, column == UNKNOWN)
        else:
            columns[name] = column.values() if isinstance(column, Texts) else column
    months = np.datetime_as_string(table["start"].view("datetime64[ms]"), unit="M").astype(object)
    columns["month"] = np.where(table["start"] == NAT, "unknown", months)
    return pd.DataFrame(columns)


def read_part(place: Place, company: str, part: int) -> dict[str, Frame]:
    """The stored activities of each person (by id) of a part."""
    spelled = {
        **{n: f"coalesce({n}_ms, {NAT}) AS {n}" for n in ("start", "end")}, "n_people": f"coalesce(n_people, {UNKNOWN}) AS n_people",
    }  # fmt: skip
    picked = ", ".join(spelled.get(n, n) for n in (*STORED, *VERDICT))
    given = place.read(f"{folder_of(company, '*')}/part-{part:05}.parquet", picked)
    people = np.empty(len(given["people"]), dtype=object)
    people[:] = [tuple(p) if p is not None else () for p in given["people"]]
    table = frame({**{name: given[name] for name in STORED}, "people": people}, len(people))
    table = table.assign(
        **{n: Texts.of(given[n]) if n in _TEXTS else np.asarray(given[n], dtype=bool) for n in VERDICT},
        rule="",
    )
    persons: Texts = table["person"]
    return {name: table.take(np.flatnonzero(persons.codes == i)) for i, name in enumerate(persons.words)}
