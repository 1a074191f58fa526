"""C24 to C26: calendars of Google and Outlook, and zones that calendars define."""

from __future__ import annotations

from typing import Final

from connratio.model.catalogue.entry import Entry

ENTRIES: Final[dict[str, Entry]] = {
    "C240": Entry(
        "info",
        "a guest list that is incomplete",
        "nothing to do; give the size of large meetings with a rule if it matters",
        "The calendar leaves guests out: there are too many, or the organiser hides them. The meeting counts; its size stays open.",
    ),
    "C241": Entry(
        "info",
        "a calendar that shows only when it is busy",
        "ask its owner to share the details, or export it as its owner",
        "Without titles and people nothing tells a meeting from time alone, so its entries count as unknown and widen the band.",
    ),
    "C242": Entry(
        "warning",
        "a calendar that gave no busy times",
        "check its address, and whether it is shared with you",
        "The answer names the calendar with an error instead of times. Nothing of it was counted.",
    ),
    "C243": Entry(
        "warning",
        "a series without its occurrences",
        "ask for calendarView instead of events: it gives every occurrence",
        "The file holds the series alone, and no rule that tells when it takes place. It was skipped and counted; its occurrences are missing.",
    ),
    "C275": Entry(
        "warning",
        "a list that goes on elsewhere",
        "save the pages that follow too (nextPageToken, @odata.nextLink); nothing to do if they lie in other files given here",
        "The last page of the file names a next one, so the interface had more events than the file holds. What is there was counted.",
    ),
    "C276": Entry(
        "error",
        "an answer that is an error",
        "sign in again and repeat the request; the other answers were counted",
        "In the place of events the file holds what the interface answers when it refuses: no permission, an expired sign-in, too many "
        "requests.",
    ),
    "C260": Entry(
        "warning",
        "a time zone whose definition is damaged",
        "compare a few entries with what your calendar shows",
        "The calendar defines the zone itself (VTIMEZONE), and a part of that definition has no start or no offset that can be "
        "read. The other parts were used, so that times in summer or in winter may be an hour off.",
    ),
    "C277": Entry(
        "error",
        "a calendar database of Apple's",
        "export each calendar: Calendar, File, Export, Export…; the .ics files have people, replies and series",
        "Newer backups (.icbu) hold a database (Calendar.sqlitedb) in a form of Apple's own instead of one .ics for each event. It was not "
        "read, its events were skipped and counted.",
    ),
    "C278": Entry(
        "info",
        "an index of calendars by Apple",
        "nothing to do",
        "Older backups (.icbu) hold an index (Calendar Cache) beside one .ics for each event, which were read.",
    ),
}
