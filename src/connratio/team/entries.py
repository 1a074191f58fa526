"""One line of the people directory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from connratio.model.problems import Problem
from connratio.team.facts import GROUPINGS, LEVELS

COLUMNS: Final = (
    "id", "email", "name", "aliases", "team", "department", "company", "portfolio", "location", "management_level", "manager",
    "start", "end",
)  # fmt: skip
_ALSO: Final = {
    "person": "id", "personid": "id", "employee_id": "id", "e_mail": "email", "mail": "email", "address": "email", "alias": "aliases",
    "organization": "department", "leveldesignation": "management_level", "level": "management_level", "managerid": "manager",
    "manager_email": "manager", "manager_id": "manager", "hiredate": "start", "hire_date": "start", "start_date": "start",
    "end_date": "end", "office": "location",
}  # fmt: skip
"""Headings of HR exports and of Viva Insights for the same columns."""
GROUP_COLUMNS: Final = tuple(dict.fromkeys((*GROUPINGS, *LEVELS)))


@dataclass(frozen=True, slots=True)
class Entry:
    """A person as the directory has them; words are in lower case, days half-open, "" and None where nothing is given."""

    line: int
    key: str
    words: frozenset[str]
    name: str
    groups: Mapping[str, str]
    manager: str
    start: date | None
    end: date | None


def heading(cell: str) -> str:
    """The column that a heading names."""
    name = "_".join(cell.strip().lower().replace("-", " ").split())
    return _ALSO.get(name, name)


def entry_of(row: Mapping[str, str], line: int, problems: list[Problem]) -> Entry | None:
    """A line as an entry; None, with a Problem, where it cannot be one."""
    mains = [row.get(name, "").strip().lower().removeprefix("mailto:") for name in ("email", "id")]
    words = [word for word in (*mains, *(a.strip().lower() for a in row.get("aliases", "").split(";"))) if word]
    if not any(mains):
        problems.append(Problem("C850", "a person without id and email", "people", line))
        return None
    days = _days(row.get("start", ""), row.get("end", ""))
    if days is None:
        problems.append(Problem("C857", "start and end are no dates in this order", "people", line))
        return None
    groups = {name: " ".join(row.get(name, "").split()) for name in GROUP_COLUMNS}
    manager = row.get("manager", "").strip().lower()
    return Entry(line, words[0], frozenset(words), row.get("name", "").strip().lower(), groups, manager, *days)


def _days(start: str, end: str) -> tuple[date | None, date | None] | None:
    """Both dates, also of instants; None where one is none or they are the wrong way round."""
    try:
        first, last = (date.fromisoformat(text.strip()[:10]) if text.strip() else None for text in (start, end))
    except ValueError:
        return None
    return None if first is not None and last is not None and last <= first else (first, last)
