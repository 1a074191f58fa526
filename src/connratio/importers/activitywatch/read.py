"""A bucket on its way from any of ActivityWatch's forms to activities."""

from __future__ import annotations

from dataclasses import dataclass, field

from connratio.importers.activitywatch.columns import Columns
from connratio.importers.activitywatch.events import Bucket
from connratio.model.problems import Problem


@dataclass(slots=True)
class Read:
    """A bucket's name, what the form says of it, its events, and what was wrong with them."""

    name: str
    bucket: Bucket
    columns: Columns = field(default_factory=Columns)
    problems: list[Problem] = field(default_factory=list)
