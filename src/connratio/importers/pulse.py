"""Answers to the weekly self-check, as `connratio pulse` writes them or as a spreadsheet holds them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from connratio.importers.contract import Batch, Head, Options, Source, SourceInfo
from connratio.importers.text.cells import decoded, delimiter_of, rows_of
from connratio.importers.text.dates import order_of, parse_date
from connratio.model.activities import Builder
from connratio.model.problems import Problem
from connratio.model.pulse import Answer, item_of, value_of
from connratio.model.text import clean

NAMES: Final = ("date", "item", "value")
SOURCE: Final = "pulse"
"""All answers are of one source, whatever file they came from."""
_YEARS: Final = range(1970, 2100)


class PulseImporter:
    """Answers to `connratio pulse`: a table with the columns date, item, value (0 to 10). It holds no activities."""

    name = "pulse"

    def recognises(self, head: Head) -> bool:
        """Whether the first row names exactly these columns."""
        first = head.text.lstrip("\0 \r\n").split("\n", 1)[0]
        return len(first) < 200 and sorted(_header(first)) == sorted(NAMES)

    def read(self, source: Source, options: Options) -> Iterator[Batch]:
        """One batch without activities. A date may be written in any common order, if the column settles which."""
        file = clean(source.name)
        problems: list[Problem] = []
        answers, n_rows = _answers(
            decoded(source.data(), file, problems), str(options.extra.get("date_order") or ""), file, problems
        )
        skipped = {"unreadable": n_rows - len(answers)} if n_rows > len(answers) else {}
        info = SourceInfo(SOURCE, self.name, source.path)
        yield Batch(info, Builder(source=SOURCE).frame(), tuple(problems), skipped, tuple(answers))


def _header(line: str) -> list[str]:
    return [cell.strip().strip('"').lower() for cell in line.strip().split(delimiter_of(line))]


def _answers(text: str, told: str, file: str, problems: list[Problem]) -> tuple[list[Answer], int]:
    """The good rows in order, and how many rows there are."""
    rows = rows_of(text, delimiter_of(text))
    header = [cell.strip().lower() for cell in rows[0][1]] if rows else []
    if missing := [name for name in NAMES if name not in header]:
        problems.append(Problem("C801", f"no column is called {', '.join(missing)}", file, 1))
        return [], 0
    places = [header.index(name) for name in NAMES]
    cells = [(line, [row[i].strip() if i < len(row) else "" for i in places]) for line, row in rows[1:]]
    order = order_of((row[0] for _, row in cells), told)
    if order is None:
        problems.append(Problem("C801", "dates that can be read both ways", file, 2, n=len(cells)))
        return [], len(cells)
    found = []
    for line, (when, name, number) in cells:
        day, item, value = parse_date(when, order), item_of(name), value_of(number)
        if day is None or day.year not in _YEARS:
            problems.append(Problem("C801", "an answer without a date that can be read", file, line))
        elif not item:
            problems.append(Problem("C801", "an answer to no item", file, line))
        elif value is None:
            problems.append(Problem("C800", "an answer that is no number from 0 to 10", file, line))
        else:
            found.append(Answer(day, item, value))
    return found, len(cells)
