"""Whose a log is (METRICS 7): a person column, else the owner of the calendar in the same folder, else a name; nothing is guessed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from connratio.model.activities import concat
from connratio.model.problems import Problem
from connratio.team.units import person_named

if TYPE_CHECKING:
    from connratio.importers.contract import Batch
    from connratio.model.frame import Frame
    from connratio.model.texts import Texts
    from connratio.team.directory import Directory

STRANGERS: Final = "sources of people who are not in the directory"


@dataclass(slots=True)
class Owned:
    """The activities of one person (model.activities.COLUMNS, person empty), and what their sources cover (epoch ms)."""

    parts: list[Frame] = field(default_factory=list)
    span: tuple[int, int] | None = None
    has_calendar: bool = False

    @property
    def activities(self) -> Frame:
        """All of them."""
        return concat(self.parts)

    def add(self, part: Frame, span: tuple[int, int] | None) -> None:
        """Further activities of theirs, from a source that covers `span`."""
        self.parts.append(part.assign(person=""))
        self.has_calendar |= bool(part["evidence"].among("calendar").any())
        if span is not None:
            self.span = span if self.span is None else (min(self.span[0], span[0]), max(self.span[1], span[1]))


def owned(
    batches: Sequence[Batch], directory: Directory, problems: list[Problem], left_out: Counter[str], root: str = ""
) -> dict[int, Owned]:
    """The activities of each person; what is nobody's in the directory is left out, reported and counted.

    `root` is the folder that was named: names above it say nothing.
    """
    found: dict[int, Owned] = defaultdict(Owned)
    keepers = _keepers(batches, directory)
    for batch in batches:
        given = batch.activities
        persons: Texts = given["person"]
        for code, name in enumerate(persons.words):
            rows = np.flatnonzero(persons.codes == code)
            if not len(rows):
                continue
            person = directory.number.get(name.strip().lower()) if name else _whose(batch, directory, keepers, root)
            if person is None:
                known = bool(name or batch.source.owner)
                code_, why = (
                    ("C863", "an owner who is not in the directory") if known else ("C864", "nothing says whose the file is")
                )
                problems.append(Problem(code_, why, _name(batch)))
                left_out[STRANGERS if known else "files of nobody known"] += 1  # not records: so many are one person's
            else:
                found[person].add(given if len(rows) == len(given) else given.take(rows), batch.source.span)
        if not len(given) and (person := _whose(batch, directory, keepers, root)) is not None:
            found[person].add(given, batch.source.span)
    return dict(found)


def _folder(batch: Batch) -> str:
    return batch.source.path.replace("\\", "/").rpartition("/")[0]


def _name(batch: Batch) -> str:
    return batch.source.path.replace("\\", "/").rpartition("/")[2]


def _keepers(batches: Sequence[Batch], directory: Directory) -> dict[str, set[int]]:
    """For each folder the people of the directory who own a calendar in it."""
    found: dict[str, set[int]] = defaultdict(set)
    for batch in batches:
        if (person := directory.number.get(batch.source.owner.lower())) is not None and batch.source.owner:
            found[_folder(batch)].add(person)
    return found


def _whose(batch: Batch, directory: Directory, keepers: dict[str, set[int]], root: str) -> int | None:
    if batch.source.owner:
        return directory.number.get(batch.source.owner.lower())
    near = keepers.get(_folder(batch), set())
    return next(iter(near)) if len(near) == 1 else person_named(batch.source.path, directory, root)
