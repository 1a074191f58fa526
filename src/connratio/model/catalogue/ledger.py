"""C5: the ledger, and what is brought into it."""

from __future__ import annotations

from typing import Final

from connratio.model.catalogue.entry import Entry

ENTRIES: Final[dict[str, Entry]] = {
    "C500": Entry(
        "error",
        "a source could not be brought in",
        "run connratio sync with the name that its source has in connratio.yaml, to see it alone",
        "The source was out of reach, refused access, or does not exist. The other sources were brought in, and what the ledger "
        "knew of this one is kept.",
    ),
}
