"""C800–C809: answers to the weekly self-check."""

from __future__ import annotations

from typing import Final

from connratio.model.catalogue.entry import Entry

ENTRIES: Final[dict[str, Entry]] = {
    "C800": Entry(
        "error",
        "an answer that is no number from 0 to 10",
        "correct this line; the other answers were taken",
        "Every item of the self-check is answered from 0 to 10. An answer outside is left out and counted: cutting it to the "
        "nearest end would make up a feeling.",
    ),
    "C801": Entry(
        "error",
        "answers without a date or an item",
        "write the columns date, item, value with dates such as 2026-03-06, or set `date_order: dmy` for the source",
        "An answer belongs to a day and to an item of the self-check. A row without either is left out and counted.",
    ),
}
