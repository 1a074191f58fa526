"""What an import or a sync brought, per source."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from connratio.importers.pulse import SOURCE as PULSE
from connratio.measure.listing import iso

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

COLUMNS: Final = ("source", "path", "n_new", "n_changed", "n_gone", "n_unchanged", "n_skipped", "n_problems", "status")
INFO_COLUMNS: Final = ("source", "format", "n_activities", "first", "last", "imported", "files")


def info_rows(
    rows: Iterable[tuple[Any, ...]], zone: ZoneInfo, answers: tuple[int, int | None, int | None] = (0, None, None)
) -> Iterable[dict[str, Any]]:
    """Rows of ledger.upkeep.About with local days, and the last import as an instant; answers to the self-check come last."""
    imported_answers: tuple[Any, ...] = (None, 0)
    for source, form, n, first, last, imported, files in rows:
        if form == PULSE:
            imported_answers = (imported, files)
            continue
        days = (None if ms is None else iso([ms], zone)[0] for ms in (first, last))
        start, end = (None if text is None else text[:10] for text in days)
        yield dict(zip(INFO_COLUMNS, (source, form, n, start, end, iso([imported], zone)[0], files), strict=True))
    if answers[0]:
        asked = (date.fromordinal(day).isoformat() if day else None for day in answers[1:])
        yield dict(
            zip(
                INFO_COLUMNS,
                (PULSE, PULSE, answers[0], *asked, iso([imported_answers[0]], zone)[0], imported_answers[1]),
                strict=True,
            )
        )
