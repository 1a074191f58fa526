"""C1: files that cannot be read, or only in part."""

from __future__ import annotations

from typing import Final

from connratio.model.catalogue.entry import Entry

ENTRIES: Final[dict[str, Entry]] = {
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
        "END:VCALENDAR, END:VEVENT or END:VALARM is missing: the download or export stopped early, or lines were lost.",
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
        "The older format writes rules, text and zones differently. Its recurrence rules were translated and expanded; one that is "
        "not of its grammar keeps the event's own start (C204). Times without a zone lie in the calendar's TZ and DAYLIGHT, if it has them.",
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
}
