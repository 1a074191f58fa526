"""What is no text but a table all the same: JSON, NDJSON, Parquet and workbooks, as rows of texts under a header."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from connratio.importers.contract import Head
from connratio.importers.text.records import LIST, salvaged, under, utf8
from connratio.model.problems import Problem

Rows = list[tuple[int, list[str]]]
PARQUET: Final = b"PAR1"
MOST_BYTES: Final = 1 << 30
"""Bytes that a workbook may unpack to."""
MOST_COLUMNS: Final = 500
_KEYED: Final = re.compile(r'"([^"\\]{1,80})"\s*:\s*\[\s*(?=\{)')
_PERSON: Final = ("email", "address", "mail", "name", "displayName")


def is_workbook(head: bytes) -> bool:
    """Whether a zip is a spreadsheet (.xlsx): its parts are then no files of their own."""
    return head[:4] == b"PK\x03\x04" and b"[Content_Types].xml" in head and b"xl/" in head


def is_form(head: Head) -> bool:
    """Whether the file is one of these forms at all."""
    return head.data[:4] == PARQUET or is_workbook(head.data) or first_record(head.text) is not None


def first_record(text: str) -> dict[str, Any] | None:
    """The first record of a JSON list, of a list under a key, or of JSON lines; None where the text begins otherwise."""
    start = text.lstrip("\ufeff \t\r\n")
    if start[:1] not in {"[", "{"}:
        return None
    decoder = json.JSONDecoder()
    keyed = _KEYED.search(start)
    places = [start[1:].lstrip()] if start[0] == "[" else [start]
    places += [start[keyed.end() :]] if start[0] == "{" and keyed else []
    for place in places:
        try:
            value, end = decoder.raw_decode(place)
        except (ValueError, RecursionError):
            continue
        lines = start[0] == "[" or keyed is None or place is not start or bool(place[end:].strip())
        if isinstance(value, dict) and lines:
            return flat(value)
    return None


def rows_in(data: bytes, file: str, problems: list[Problem]) -> Rows | None:
    """Header and rows, each with its line (of a workbook or Parquet file: its number); None where the file is plain text."""
    if data[:4] == PARQUET:
        return _parquet(data, file, problems)
    if is_workbook(data[:65536]):
        return _workbook(data, file, problems)
    if data[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1] in {b"[", b"{"}:
        return _table(list(_records(utf8(data, file, problems), file, problems)))
    return None


def flat(record: dict[str, Any], before: str = "") -> dict[str, str]:
    """Values as texts; of a mapping inside, each under its path (`start.dateTime`)."""
    out: dict[str, str] = {}
    for key, value in record.items():
        name = f"{before}{key}"
        if isinstance(value, dict):
            out |= flat(value, f"{name}.") if before.count(".") < 3 else {}
        else:
            out[name] = _text(value)
    return out


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "; ".join(filter(None, map(_one, value)))
    return str(value)


def _one(value: Any) -> str:
    if isinstance(value, dict):
        return next((str(value[key]) for key in _PERSON if value.get(key)), "")
    return _text(value)


def _records(data: bytes, file: str, problems: list[Problem]) -> Iterator[tuple[int, dict[str, str]]]:
    start = data.lstrip()
    if start[:1] == b"{" and (lines := _lines(data, file)) is not None:
        good, bad = lines
        problems += bad
        yield from good
        return
    opening = LIST if start[:1] == b"[" else _opening(data)
    for line, record in salvaged(data, opening, dict[str, Any], file, problems):
        yield line, flat(record)


def _lines(data: bytes, file: str) -> tuple[list[tuple[int, dict[str, str]]], list[Problem]] | None:
    """JSON lines; None where the first line is no record by itself."""
    good: list[tuple[int, dict[str, str]]] = []
    bad: list[Problem] = []
    lines = [(number, line) for number, line in enumerate(data.split(b"\n"), 1) if line.strip()]
    for number, line in lines:
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            value = None
        if not good and (not isinstance(value, dict) or (len(lines) == 1 and _KEYED.search(line.decode("utf-8", "replace")))):
            return None
        if isinstance(value, dict):
            good.append((number, flat(value)))
        else:
            bad.append(Problem("C106", "a record that could not be read", file, number))
    return good, bad


def _opening(data: bytes) -> re.Pattern[str]:
    found = _KEYED.search(data[: 1 << 20].decode("utf-8", errors="replace"))
    return under(found[1]) if found else LIST


def _table(records: list[tuple[int, dict[str, str]]]) -> Rows:
    names = list(dict.fromkeys(key for _, record in records for key in record))[:MOST_COLUMNS]
    return [(1, names), *((line, [record.get(name, "") for name in names]) for line, record in records)] if names else []


def _parquet(data: bytes, file: str, problems: list[Problem]) -> Rows:
    import duckdb

    from connratio.model.memory import cursor

    with TemporaryDirectory(prefix="connratio-") as folder:  # made with mode 0700
        copy = Path(folder) / "copy.parquet"
        copy.write_bytes(data)
        connection = cursor()
        try:
            connection.execute("SET TimeZone = 'UTC'")
            found = connection.execute("SELECT COLUMNS(*)::VARCHAR FROM read_parquet(?)", [str(copy)])
            names = [column[0] for column in found.description][:MOST_COLUMNS]
            rows = [[_instant(cell or "") for cell in row[:MOST_COLUMNS]] for row in found.fetchall()]
        except duckdb.Error:
            problems.append(Problem("C104", "the Parquet file is damaged", file))
            return []
        finally:
            connection.close()
    return [(1, names), *enumerate(rows, 2)]


def _instant(text: str) -> str:
    """DuckDB writes the zone of an instant in hours only."""
    return f"{text}:00" if re.fullmatch(r"\d{4}-\d{2}-\d{2} [\d:.]+[+-]\d{2}", text) else text


def _workbook(data: bytes, file: str, problems: list[Problem]) -> Rows:
    """The first sheet with a header and a row."""
    import warnings

    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > min(MOST_BYTES, 200 * max(len(data), 1 << 20)):
                problems.append(Problem("C108", "the workbook unpacks to too much", file))
                return []
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of styles and extensions that it leaves out
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            for sheet in book.worksheets:
                sheet.reset_dimensions()  # what the file says of its size may be wrong
                rows = [
                    (number, [_cell(value) for value in row[:MOST_COLUMNS]])
                    for number, row in enumerate(sheet.iter_rows(values_only=True), 1)
                    if any(value is not None for value in row)
                ]
                if len(rows) > 1:
                    return rows
    except Exception as error:  # noqa: BLE001  # openpyxl raises many kinds for a damaged file
        problems.append(Problem("C104", f"the workbook is damaged ({type(error).__name__})", file))
    return []


def _cell(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ", timespec="milliseconds").removesuffix(".000").removesuffix(" 00:00:00")
    if isinstance(value, dt.timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _text(value)
