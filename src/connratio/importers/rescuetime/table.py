"""RescueTime's rows as columns of texts, from the archive, the API's CSV and the API's JSON alike."""

from __future__ import annotations

import io
import re
import warnings
from typing import TYPE_CHECKING, Any, Final

import msgspec

from connratio.importers.text.cells import decoded, delimiter_of, rows_of
from connratio.importers.text.records import salvaged, under, utf8
from connratio.model.problems import Problem

if TYPE_CHECKING:
    import pandas as pd

ARCHIVE: Final = ("date", "activity", "document", "category", "overview", "seconds")
_NAMES: Final = {
    "date": "date", "rank": "rank", "time spent (seconds)": "seconds", "activity": "activity", "document": "document",
    "category": "category", "overview": "overview", "productivity": "productivity", "number of people": "people",
}  # fmt: skip
ARCHIVED: Final = re.compile(r'\ufeff?"?\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2} [+-]\d{4}"?[,;]')
HEADED: Final = re.compile(r'\ufeff?"?(?:Rank|Date)"?[,;]"?Time Spent \(seconds\)"?[,;]', re.IGNORECASE)
JSON: Final = re.compile(r'"row_headers"\s*:\s*\[[^\]]*"Time Spent \(seconds\)"', re.IGNORECASE)


class Answer(msgspec.Struct, gc=False):
    """The API's document."""

    row_headers: list[str]
    rows: list[list[str | int | float | None]]


def frame_of(data: bytes, file: str, problems: list[Problem]) -> pd.DataFrame:
    """The rows with columns by the names of ARCHIVE (those that there are) and `line`; texts throughout."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" or data[:6] in {b"\xff\xfe{\0\r\0", b"\xff\xfe{\0\n\0"}:
        return _of_json(utf8(data, file, problems), file, problems)
    return _of_csv(decoded(data, file, problems), file, problems)


def _of_csv(text: str, file: str, problems: list[Problem]) -> pd.DataFrame:
    import pandas as pd

    first = text[:4096].split("\n", 1)[0]
    headed = HEADED.match(first) is not None
    delimiter = delimiter_of(text)
    names = _columns([c.strip() for c in rows_of(first, delimiter)[0][1]]) if headed else list(ARCHIVE)
    try:
        with warnings.catch_warnings():
            # Cells beyond the header's are dropped with no more than a warning.
            warnings.simplefilter("error", pd.errors.ParserWarning)
            table = pd.read_csv(
                io.StringIO(text), header=None, names=names, skiprows=int(headed), dtype=str, keep_default_na=False, sep=delimiter,
                index_col=False, on_bad_lines="error", skip_blank_lines=False,
            )  # fmt: skip
    except (ValueError, pd.errors.ParserError, pd.errors.EmptyDataError, pd.errors.ParserWarning):
        return _row_by_row(text, delimiter, names, headed=headed, file=file, problems=problems)
    n_lines = text.count("\n") + (not text.endswith("\n"))
    if n_lines != len(table) + headed or table.iloc[:, -1].isna().any():
        return _row_by_row(text, delimiter, names, headed=headed, file=file, problems=problems)
    return table.assign(line=range(1 + headed, len(table) + 1 + headed))


def _row_by_row(text: str, delimiter: str, names: list[str], *, headed: bool, file: str, problems: list[Problem]) -> pd.DataFrame:
    """The same, where a cell holds a line break or a row is short or long: each row with its own line."""
    import pandas as pd

    kept: list[list[Any]] = []
    for line, cells in rows_of(text, delimiter)[int(headed) :]:
        if len(cells) < len(names):
            problems.append(Problem("C106", "a row with too few cells", file, line))
            continue
        kept.append([*cells[: len(names)], line])
    return pd.DataFrame(kept, columns=[*names, "line"])


def _of_json(data: bytes, file: str, problems: list[Problem]) -> pd.DataFrame:
    import pandas as pd

    try:
        answer = msgspec.json.decode(data, type=Answer)
        lines: list[int] = list(range(1, len(answer.rows) + 1))
    except (msgspec.DecodeError, UnicodeDecodeError):
        found = list(salvaged(data, under("rows"), list[str | int | float | None], file, problems))
        answer = Answer(_headers(data), [row for _, row in found])
        lines = [line for line, _ in found]
    names = _columns(answer.row_headers)
    rows = [[*("" if c is None else str(c) for c in row[: len(names)]), *[""] * (len(names) - len(row)), n]
            for row, n in zip(answer.rows, lines, strict=True)]  # fmt: skip
    return pd.DataFrame(rows, columns=[*names, "line"])


def _headers(data: bytes) -> list[str]:
    """The names of the columns of a damaged document; none where they are damaged too."""
    found = re.search(rb'"row_headers"\s*:\s*(\[[^\]]*\])', data)
    try:
        return msgspec.json.decode(found[1], type=list[str]) if found else []
    except (msgspec.DecodeError, UnicodeDecodeError):
        return []


def _columns(header: list[str]) -> list[str]:
    return [_NAMES.get(name.lower(), f"column {i}") for i, name in enumerate(header)]
