"""Toggl Track's detailed report as CSV."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from connratio.importers.timers.sheet import Sheet, Words


class TogglCsv(Sheet):
    """Toggl Track ▸ Reports ▸ Detailed ▸ Export ▸ CSV: the headers of 2011, the classic ones, and the new reports' choice of
    columns with a byte order mark and `Stop` for `End` (seen 2026-11).
    """

    name = "toggl"
    words: ClassVar[Words] = {
        "start_date": ("start date",),
        "start_time": ("start time",),
        "end_date": ("end date", "stop date"),
        "end_time": ("end time", "stop time"),
        "duration": ("duration",),
        "email": ("email", "user email", "member email"),
        "user": ("user", "member", "user name", "member name"),
        "client": ("client",),
        "project": ("project",),
        "task": ("task",),
        "title": ("description", "time entry"),
        "tags": ("tags", "tag"),
        "billable": ("billable",),
    }

    def fits(self, header: Sequence[str], found: Mapping[str, int]) -> bool:
        """Whether it has a start, an end or a duration, and two of Toggl's other columns by their own names."""
        ends = {"end_time", "duration"} & set(found)
        others = {"email", "user", "client", "project", "task", "title", "tags", "billable"} & set(found)
        if not ends or "start_time" not in found or any("(h)" in h for h in header):
            return False
        if "start_date" in found:
            return len(others) >= 2
        return {"end_time", "duration", "client", "project", "billable"} <= set(found)

    def order(self, found: Mapping[str, int]) -> str:
        """Of 2011 the files wrote the month first; later ones write ISO dates, unless a spreadsheet saved them again."""
        return "" if "start_date" in found else "mdy"
