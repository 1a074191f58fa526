"""C22: calendar components that are no meetings of their own, and rules beyond the standard."""

from __future__ import annotations

from typing import Final

from connratio.model.catalogue.entry import Entry

ENTRIES: Final[dict[str, Entry]] = {
    "C220": Entry(
        "info",
        "a calendar component that is no event",
        "nothing to do",
        "To-dos, journal entries, free-busy blocks and declared availability stand in calendars beside events. They are no "
        "time spent, so they were skipped and counted.",
    ),
    "C221": Entry(
        "info",
        "a message about an invitation",
        "nothing to do",
        "Messages (iTIP, RFC 5546) speak of an event that stands elsewhere and are no events themselves: a reply changes the reply "
        "of who wrote it, a cancellation takes the event back, also in another file; counter-proposals and refresh requests change "
        "nothing.",
    ),
    "C222": Entry(
        "info",
        "an older version of an event",
        "nothing to do",
        "The calendar holds the event again with a higher SEQUENCE, or the same and a later stamp. Only the newest version "
        "of an event, and of each changed occurrence, holds (RFC 5546 2.1.5).",
    ),
    "C223": Entry(
        "info",
        "a recurrence rule that RFC 5545 forbids",
        "compare a few occurrences with what your calendar shows",
        "The standard does not allow this combination of parts, but its meaning is plain, so the rule was expanded.",
    ),
    "C224": Entry(
        "info",
        "an event that never takes place",
        "nothing to do",
        "Its rule ends before its start or names no possible day, or every occurrence was taken out or replaced by one that "
        "stands on its own. It was skipped and counted.",
    ),
}
