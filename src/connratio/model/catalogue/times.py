"""C2: times, zones, recurrences and lengths."""

from __future__ import annotations

from typing import Final

from connratio.model.catalogue.entry import Entry

ENTRIES: Final[dict[str, Entry]] = {
    "C201": Entry(
        "warning",
        "unknown time zone",
        "set `timezone:` of the source in connratio.yaml if the guess is wrong",
        "The name is neither in the zone database nor a Windows name, and the file defines no such zone. The calendar's "
        "own default zone was used, else the source's `timezone`, else the person's zone.",
    ),
    "C202": Entry(
        "warning",
        "the end lies before the start",
        "correct the record at its source",
        "Calendar events are read with start and end exchanged; rows of a table are skipped and counted.",
    ),
    "C203": Entry(
        "error",
        "day and month cannot be told apart",
        "set `date_order: dmy` or `date_order: mdy` for the source in connratio.yaml",
        "Every date in the column could be read either way, and nothing settles it. Guessing would move the time by months.",
    ),
    "C204": Entry(
        "warning",
        "a recurrence rule that cannot be expanded",
        "correct the event at its source; its first occurrence was counted",
        "The rule is malformed or uses a feature without a plain meaning. Only the event's own start was kept.",
    ),
    "C205": Entry(
        "warning",
        "too many occurrences",
        "ask for a shorter period, or correct the rule",
        "One event gives at most 100,000 occurrences in the asked period, and the search gives up after 10,000 empty steps, "
        "so that a crafted rule cannot stop the program.",
    ),
    "C206": Entry(
        "warning",
        "a date far outside any working life",
        "correct the record at its source",
        "Instants before 1970 or after 2100 are taken for errors of the exporting program. The record was skipped and counted.",
    ),
    "C207": Entry(
        "info",
        "a local time that a clock change repeats or leaves out",
        "nothing to do, unless the source offers UTC times",
        "A repeated time is read as its first occurrence; a time that does not exist is read with the offset before the gap "
        "(RFC 5545 3.3.5).",
    ),
    "C208": Entry(
        "info",
        "start and end disagree with the duration",
        "nothing to do; start and end were used",
        "The row has all three, and they differ by more than a second (rounding in reports does that).",
    ),
    "C209": Entry(
        "info",
        "an entry that is still running",
        "stop the timer before exporting",
        "The row has a start but no end. It is listed with `counted` false and the reason `running`.",
    ),
    "C210": Entry(
        "info",
        "a date where a time was expected, or the reverse",
        "nothing to do",
        "Start and end are of different types; the date was read as local midnight.",
    ),
    "C212": Entry(
        "warning",
        "more unplaced time than its cell has room for",
        "check whether the source counts overlapping time twice",
        "Totals without a place in time are fitted into the free part of their hour or day. What does not fit is left out.",
    ),
    "C213": Entry(
        "warning",
        "a malformed value in a recurring event was ignored",
        "correct the event at its source",
        "An EXDATE, RDATE or RECURRENCE-ID could not be read. The rest of the event was counted.",
    ),
}
