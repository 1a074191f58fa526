"""Occurrences of a series that another format tells in the words of iCalendar: Google's `recurrence`, Graph's patterns."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from connratio.importers.ics.event import event_of
from connratio.importers.ics.reach import EARLIEST, LATEST, WIDER
from connratio.importers.ics.rules.lengths import Occurrence
from connratio.importers.ics.series import Series
from connratio.importers.ics.text.blocks import Block
from connratio.importers.ics.text.component import Component
from connratio.importers.ics.zones.resolution import Zones, to_ms

if TYPE_CHECKING:
    from connratio.importers.contract import Options
    from connratio.model.problems import Problem


def occurrences_told(
    lines: Iterable[str], line: int, file: str, zones: Zones, options: Options
) -> tuple[list[Occurrence], list[Problem]]:
    """The occurrences of an event that has these content lines; an endless one reaches to the end of today.

    A line stays one line, whatever stands in it.
    """
    lines = [" ".join(one.split()) for one in lines]
    event, problems = event_of(Component(Block("VEVENT", line, "\n".join(lines).encode())), file)
    if event is None:
        return [], problems
    series = Series(file, zones, margin=0 if options.window is None else WIDER)
    series.add(event)
    series.settle()
    today = to_ms(datetime.combine(options.today + timedelta(days=1), time()), options.timezone)
    low, high = options.window or (EARLIEST, LATEST)
    found = list(series.occurrences(low, high, today if options.window is None else high))
    return found, [*problems, *series.problems]
