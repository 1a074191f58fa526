"""Every problem code with its severity, title and advice; `connratio explain CODE` prints an entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from connratio.model.problems import Severity


@dataclass(frozen=True, slots=True)
class Entry:
    """A kind of problem: `title` names it, `help` says what to do, `why` says what connratio did meanwhile and why."""

    severity: Severity
    title: str
    help: str
    why: str


CATALOGUE: Final[dict[str, Entry]] = {
    "C101": Entry(
        "error",
        "no importer recognises this file",
        "name the format with --as NAME (connratio sources --list shows the names)",
        "Files are recognised by what is in them, never by their suffix. This one looks like nothing connratio can read, "
        "so none of it was counted. In a folder, files that are no logs at all (pictures, documents) are passed over silently.",
    ),
    "C102": Entry(
        "warning",
        "the file is empty",
        "export it again",
        "There is nothing in the file, which is not the same as a time without activity: its days stay uncovered.",
    ),
    "C103": Entry(
        "info",
        "times without a zone",
        "set `timezone:` of the source in connratio.yaml, or pass --timezone Europe/Berlin",
        "The file holds wall-clock times without an offset. They were read in the person's own zone, which footers and "
        "envelopes name. If the file was written elsewhere, name its zone.",
    ),
    "C104": Entry(
        "error",
        "the file is damaged or cut off",
        "export it again; what could be read was counted",
        "The document ends too early or is not well formed. connratio cuts it into records, reads each alone and keeps every "
        "good one; this problem says where the damage begins.",
    ),
    "C105": Entry(
        "error",
        "a calendar component could not be read",
        "open the calendar at this line; the other events were counted",
        "Each event is parsed alone, so one broken event never loses a calendar. A component without a usable DTSTART, or "
        "one that is not well formed, is skipped and counted.",
    ),
    "C106": Entry(
        "error",
        "a record could not be read",
        "look at this line; the other records were counted",
        "A row has no usable start, or neither an end nor a duration, or a value of the wrong type. It was skipped and counted.",
    ),
    "C107": Entry(
        "error",
        "the file cannot be opened",
        "check its name and permissions",
        "The operating system refused to open or read the file. Nothing of it was counted.",
    ),
    "C108": Entry(
        "error",
        "an archive is too large or too deep",
        "unpack it yourself and pass the files",
        "Archives are unpacked in memory within limits (members, bytes, nesting, compression ratio), so that a crafted one "
        "cannot exhaust the machine. What lies beyond the limit was not read.",
    ),
    "C109": Entry(
        "warning",
        "the calendar is cut off",
        "export it again; events before the cut were counted",
        "END:VCALENDAR or END:VEVENT is missing: the download or export stopped early.",
    ),
    "C110": Entry(
        "warning",
        "text in an unexpected encoding",
        "save the file as UTF-8",
        "Some bytes are not UTF-8. They were read as Windows-1252, so names and titles may look odd; times are unaffected.",
    ),
    "C111": Entry(
        "warning",
        "vCalendar 1.0 instead of iCalendar 2.0",
        "export as iCalendar (.ics) where the program offers it",
        "The older format writes recurrence and text differently. Single events were read as far as the formats agree.",
    ),
    "C112": Entry(
        "info",
        "the same file was given twice",
        "nothing to do",
        "Two files have the same content, byte for byte. It was read once.",
    ),
    "C113": Entry(
        "error",
        "a plug-in importer failed",
        "tell its author; the other sources were counted",
        "An importer from another package raised an error. It was contained: its file is not counted, everything else is.",
    ),
    "C114": Entry(
        "error",
        "the table has no start, or neither end nor duration",
        "name the columns in connratio.yaml: `columns: {start: …, end: …}`",
        "The header names were not understood. A source entry in the configuration can say which column is which.",
    ),
    "C115": Entry(
        "info",
        "a bucket of a type that connratio does not read",
        "nothing to do",
        "The export holds a bucket whose events are neither windows, tabs, editors, stopwatches nor presence.",
    ),
    "C201": Entry(
        "warning",
        "unknown time zone",
        "set `timezone:` of the source in connratio.yaml if the guess is wrong",
        "The name is neither in the zone database nor a Windows name, and the file defines no such zone. The calendar's "
        "own default zone, or else the person's zone, was used.",
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
    "C301": Entry(
        "error",
        "the configuration cannot be used",
        "correct the place named; connratio schema config prints every key",
        "A key is unknown or a value has the wrong form. Nothing was measured, because a mistyped key that is ignored would "
        "change numbers silently.",
    ),
    "C401": Entry(
        "error",
        "a rule cannot be used",
        "correct the rule; patterns are RE2 regular expressions",
        "A rule has an unknown condition, kind or mode, or its pattern is no valid RE2 expression.",
    ),
    "C901": Entry(
        "error",
        "an importer failed unexpectedly",
        "please report it, with --debug for the details",
        "This is a defect of connratio. It was contained: the file is not counted, everything else is.",
    ),
}
"""Codes never change their meaning; retired ones are not used again. C1: files; C2: time; C3: config; C4: rules; C9: ours."""
