"""The people directory: who belongs to which team, checked, with everything doubtful left out and said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, cast

from connratio.importers.text.cells import decoded, delimiter_of, rows_of
from connratio.model.problems import Problem, UsageError
from connratio.model.text import clean
from connratio.team.entries import COLUMNS, Entry, entry_of, heading

if TYPE_CHECKING:
    from pathlib import Path

SHOWN: Final = "people"
"""What problems call the directory: its own path may hold an address."""


@dataclass(frozen=True, slots=True)
class Directory:
    """The people that count, in the order of their keys: a person's number is the place here.

    `number` gives it for every word that stands for somebody (id, address, alias, and a name that only one person has), in
    lower case; `main` gives the key of every word but names. `manager` is a number, -1 for none. `left_out` counts people
    whose line is wrong.
    """

    people: tuple[Entry, ...]
    manager: tuple[int, ...]
    number: Mapping[str, int]
    main: Mapping[str, str]
    problems: tuple[Problem, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        """How many people."""
        return len(self.people)

    def words_of(self, person: int) -> frozenset[str]:
        """The id, the address and the aliases of a person."""
        return self.people[person].words


def read_directory(file: Path) -> Directory:
    """The directory in a CSV or YAML file. Raises UsageError where nobody in it can be used."""
    from connratio.team.checks import checked

    try:
        data = file.read_bytes()
    except OSError as error:
        raise UsageError(f"the people directory cannot be read: {error.strerror}", "connratio team template writes one") from None
    problems: list[Problem] = []
    rows = _yaml(data, problems) if file.suffix.lower() in {".yaml", ".yml"} else _csv(data, problems)
    entries = [entry for line, row in rows if (entry := entry_of(row, line, problems)) is not None]
    directory = checked(entries, problems, n_wrong=len(rows) - len(entries))
    if not len(directory):
        why = next((f": {p.message} (line {p.line})" for p in problems if p.severity == "error"), "")
        raise UsageError(f"the people directory has nobody that can be counted{why}", "connratio team template writes one")
    return directory


def _csv(data: bytes, problems: list[Problem]) -> list[tuple[int, dict[str, str]]]:
    text = decoded(data, SHOWN, problems)
    rows = rows_of(text, delimiter_of(text))
    if not rows:
        return []
    line, header = rows[0]
    names = [heading(cell) for cell in header]
    for name, n in Counter(names).items():
        if name not in COLUMNS and name:
            problems.append(Problem("C859", "a column that is not used", SHOWN, line))
        elif name and n > 1:
            raise UsageError(f"the people directory has the column {name} {n} times", "keep one of them")
    if not {"id", "email"} & set(names):
        raise UsageError("the people directory has neither a column id nor email", f"its columns are {', '.join(COLUMNS)}")
    return [(at, dict(zip(names, (clean(c) for c in cells), strict=False))) for at, cells in rows[1:]]


def _yaml(data: bytes, problems: list[Problem]) -> list[tuple[int, dict[str, str]]]:
    """A list of people, also under `people:`, or a mapping of main addresses to what is to be said of each."""
    from connratio.config.yaml_text import read_yaml

    parsed = read_yaml(decoded(data, SHOWN, problems))
    if parsed.faults:
        fault = parsed.faults[0]
        raise UsageError(
            f"the people directory is no YAML: line {fault.line}: {fault.message}", "connratio team template writes one"
        )
    value, path = parsed.value, cast("tuple[str, ...]", ())
    if isinstance(value, dict) and isinstance(value.get("people"), list | dict):
        value, path = value["people"], ("people",)
    named = (
        [({"email": key, **(v if isinstance(v, dict) else {})}, key) for key, v in value.items()]
        if isinstance(value, dict)
        else []
    )
    given: Sequence[tuple[Any, Any]] = named or [(v, i) for i, v in enumerate(value if isinstance(value, list) else [])]
    rows = []
    for row, key in given:
        line = parsed.places[*path, key][0]
        told = {heading(name): _text(v) for name, v in row.items()} if isinstance(row, dict) else {}
        if set(told) - set(COLUMNS):
            problems.append(Problem("C859", "a column that is not used", SHOWN, line))
        rows.append((line, told))
    return rows


def _text(value: Any) -> str:
    return ";".join(map(_text, value)) if isinstance(value, list) else clean(str(value or ""))
