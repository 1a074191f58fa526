"""C700 to C719: logs that programs keep of themselves, and tables of any kind."""

from __future__ import annotations

from typing import Final

from connratio.model.catalogue.entry import Entry

ENTRIES: Final[dict[str, Entry]] = {
    "C700": Entry(
        "info",
        "a browser's log that does not name its machine",
        "nothing to do if the machine was guessed right; an export per machine settles it",
        "Tabs count only while their browser is in front, which is recorded per machine. Of several machines the one was taken "
        "in whose windows of this browser most of the tabs lie.",
    ),
    "C701": Entry(
        "error",
        "totals without a date",
        "download it with perspective=interval, or put the days into the file's name (2026-02-03, 2026-02-01_2026-02-07)",
        "A ranking adds up a stretch of days that the file does not name, so that its time belongs to no period.",
    ),
    "C702": Entry(
        "warning",
        "a database whose tables connratio does not know",
        "name what it is with --as NAME (connratio sources --list), or export it as CSV",
        "The file is an SQLite database, but of no program that connratio reads.",
    ),
    "C703": Entry(
        "info",
        "two logs of the same events",
        "nothing to do",
        "The file holds one stream of events twice, as two of its tables. The second one is listed as duplicate and not counted.",
    ),
}
