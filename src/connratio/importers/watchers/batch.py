"""What the importers of this room share: rows of windows and idleness as one batch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from connratio.importers.contract import Batch, Source, SourceInfo
from connratio.model.activities import Builder
from connratio.model.problems import Problem
from connratio.model.text import clean

if TYPE_CHECKING:
    from connratio.importers.text.placing import Placing


def batch(source: Source, kind: str, rows: Builder, placing: Placing) -> Batch:
    """The rows as a batch of the format `kind`, with what was wrong on the way."""
    table = rows.frame()
    if len(table):
        table = table.assign(source=clean(source.stem))
        starts, ends = table["start"], table["end"]
        span = int(starts.min()), int(max(ends.max(), starts.max() + 1))
    else:
        span = None
        if not placing.problems:
            placing.problems.append(Problem("C102", "there is nothing in the export", placing.file))
    info = SourceInfo(clean(source.stem), kind, source.path, span=span)
    return Batch(info, table, tuple(placing.problems), {why: n for why, n in placing.skipped.items() if n})


def host_of(url: str) -> str:
    """The host alone; the path is never kept."""
    try:
        return clean(urlsplit(url if "//" in url else f"//{url}").hostname or "") if url else ""
    except ValueError:
        return ""


def idle(*, present: bool) -> dict[str, Any]:
    """The columns of a row that says whether somebody was there."""
    return {"evidence": "idle", "category": "present" if present else "absent"}
