"""C62: exports of chats with assistants."""

from __future__ import annotations

from typing import Final

from connratio.model.catalogue.entry import Entry

ENTRIES: Final[dict[str, Entry]] = {
    "C620": Entry(
        "warning",
        "a part of the export is missing",
        "read the archive as it was downloaded, or all of its conversations-*.json",
        "Large exports come in parts, which a manifest lists. What was said in a part that is not here was not counted.",
    ),
    "C621": Entry(
        "error",
        "the export is a page instead of JSON",
        "ask for it again: My Activity, Gemini Apps, and JSON as its format",
        "Takeout writes activities as HTML unless JSON is chosen. A page has times in the words of its language, so it is not read.",
    ),
}
