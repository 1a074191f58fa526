"""The groups of an audit: the nest of teams, and the groupings that cross it, as sets of people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from connratio.team.facts import LEVELS

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

CROSSING: Final = ("location", "management_level")
NEST: Final = "nest"
ROOT: Final = 0
REST: Final = ""
"""The level of those whom a grouping leaves without a group: never printed, but they count where sums are protected."""


@dataclass(frozen=True, slots=True)
class Family:
    """A group and the groups that divide it: all its people stand in exactly one child."""

    grouping: str
    parent: int
    children: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups by number, the whole first and parents before children; `people` tells who is in which (groups × people).

    `person` are the numbers of the people in the directory, in the order of the columns of `people`.
    """

    level: tuple[str, ...]
    name: tuple[str, ...]
    parent: tuple[int, ...]
    grouping: tuple[str, ...]
    people: np.ndarray[Any, Any]
    person: np.ndarray[Any, Any]

    def __len__(self) -> int:
        """How many groups, those that are never printed included."""
        return len(self.level)

    def families(self) -> list[Family]:
        """Every division of a group, outer ones first."""
        found: dict[tuple[str, int], list[int]] = {}
        for g in range(1, len(self)):
            found.setdefault((self.grouping[g], self.parent[g]), []).append(g)
        return [Family(grouping, parent, tuple(children)) for (grouping, parent), children in found.items()]

    def of_level(self, level: str) -> list[int]:
        """The groups of a level, by name."""
        return sorted((g for g, found in enumerate(self.level) if found == level), key=lambda g: self.name[g])


def groups_of(members: pd.DataFrame) -> Groups:
    """The groups of the people of a directory. Several portfolios stand under a whole that has no level of its own."""
    import numpy as np

    n = len(members)
    words = {column: members[column].astype(str).tolist() for column in (*LEVELS, *CROSSING)}
    single = len(set(words["portfolio"])) <= 1
    top = (words["portfolio"][0] if n else "") or "portfolio"
    table: list[tuple[str, str, int, str, list[int]]] = [
        ("portfolio" if single else REST, top if single else "", -1, NEST, list(range(n)))
    ]
    below = ("company", "department", "team")
    _divide(table, ROOT, below if single else ("portfolio", *below), words, NEST)
    for grouping in CROSSING:
        if any(words[grouping]):
            _divide(table, ROOT, (grouping,), words, grouping)
    people = np.zeros((len(table), n), dtype=bool)
    for g, row in enumerate(table):
        people[g, row[4]] = True
    level, name, kind = (tuple(str(row[i]) for row in table) for i in (0, 1, 3))
    return Groups(level, name, tuple(row[2] for row in table), kind, people, members["person"].to_numpy())


def _divide(
    table: list[tuple[str, str, int, str, list[int]]],
    parent: int,
    levels: tuple[str, ...],
    words: dict[str, list[str]],
    grouping: str,
) -> None:
    """Append the children of a group, each by the outermost of the levels that its people name."""
    found: dict[tuple[str, str], list[int]] = {}
    for person in table[parent][4]:
        level = next((x for x in levels if words[x][person]), REST)
        found.setdefault((level, words[level][person] if level else ""), []).append(person)
    if set(found) == {(REST, "")}:
        return
    for (level, name), people in sorted(found.items()):
        table.append((level, name, parent, grouping, people))
        if level and level != levels[-1]:
            _divide(table, len(table) - 1, levels[levels.index(level) + 1 :], words, grouping)
