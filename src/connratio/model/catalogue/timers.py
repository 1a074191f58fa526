"""C720–C749: exports of time trackers."""

from __future__ import annotations

from typing import Final

from connratio.model.catalogue.entry import Entry

ENTRIES: Final[dict[str, Entry]] = {
    "C720": Entry(
        "warning",
        "a duration that cannot be read",
        "look at this line; start and end were used",
        "The entry has a start and an end, and something in the place of its duration that is no length of time. Start and end "
        "hold, so the entry was counted.",
    ),
    "C721": Entry(
        "info",
        "an entry that the file holds twice",
        "nothing to do; overlapping downloads that were joined do that",
        "Two entries of one file agree in everything: person, start, end, description, project and tags. The second is listed "
        "as a duplicate and does not count.",
    ),
    "C722": Entry(
        "error",
        "a line that is too long to be one",
        "look at this line, or export the file again; the other lines were counted",
        "No entry of a time tracker fills a million characters. The line was skipped and counted.",
    ),
    "C723": Entry(
        "info",
        "lines that are out of order",
        "nothing to do, unless the log is meant to be in order",
        "In this log the order of the lines says what follows what. They were sorted by their times first.",
    ),
    "C724": Entry(
        "warning",
        "times in the offset of the day of export",
        "export with `watson log --json`, or pass the file `frames` itself",
        "With current versions of its libraries, Watson's CSV writes every row in the offset that was in force when it was "
        "exported, so that rows from the other half of the year are one hour off. JSON and the frames file hold instants.",
    ),
    "C725": Entry(
        "info",
        "a break that is longer than the day's own time",
        "nothing to do, unless the break belongs to another day",
        "A negative duration lessens the time of its day that has no place of its own. There was less of it than the break "
        "takes; the rest of the break was left out, because entries with a start and an end hold.",
    ),
    "C726": Entry(
        "error",
        "totals of a period that the file does not name",
        "name it: `options: {from: 2026-03-02, until: 2026-03-09}` for the source, or export detailed entries",
        "A summary says how much, not when. The period is taken from the file's name (two dates) or from the configuration; "
        "until is the day after the last one. Without it nothing was counted.",
    ),
    "C727": Entry(
        "warning",
        "a clock-out without a clock-in, or the reverse",
        "correct the log at this line",
        "A line that ends a session has none to end. It was skipped and counted.",
    ),
    "C728": Entry(
        "warning",
        "a link that leads out of the folder",
        "name the file that it leads to, if it is wanted",
        "A folder that is read must not reach files elsewhere on the machine that nobody named. Links within it are followed.",
    ),
}
