"""Every activity with its verdict: how an outsider checks us."""

from __future__ import annotations

from datetime import UTC, datetime, timezone
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from connratio.model.activities import NAT, millis
from connratio.model.table import Table

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

COLUMNS: Final = (
    "start", "end", "zone", "person", "kind", "mode", "size", "purpose", "certain", "counted", "reason", "rule", "source", "uid",
    "n_people", "response", "origin", "unplaced_seconds",
)  # fmt: skip


def listing(table: pd.DataFrame, zone: ZoneInfo, window: tuple[int, int] | None, *, titles: bool) -> Table:
    """One row per activity that overlaps the window (epoch ms; None: all), in order of time; nothing is clipped.

    Presence rows are evidence, not activities, and do not appear. Instants are ISO with the offset of `zone`. Titles of
    private entries never appear.
    """
    shown = table[(table["evidence"] != "idle").to_numpy() & _inside(table, window)]
    order = np.lexsort(
        (
            shown["row"].to_numpy(),
            shown["origin"].to_numpy().astype(str),
            shown["uid"].to_numpy().astype(str),
            _ms(shown, "end"),
            _ms(shown, "start"),
        )
    )
    shown = shown.iloc[order]
    unplaced = shown["unplaced_ms"].to_numpy()
    reason = _text(shown, "reason")
    n_people = shown["n_people"].astype(object).where(~shown["uncounted"] & shown["n_people"].notna(), None)
    columns: dict[str, Any] = {
        "start": iso(_ms(shown, "start"), zone),
        "end": iso(_ms(shown, "end"), zone),
        **{name: _text(shown, name) for name in ("zone", "person", "kind", "mode", "size", "purpose")},
        "certain": shown["certain"].tolist(),
        "counted": [r == "" for r in reason],
        "reason": reason,
        **{name: _text(shown, name) for name in ("rule", "source", "uid")},
        "n_people": [None if n is None else int(n) for n in n_people],
        "response": _text(shown, "response"),
        "origin": [f"{o}:{r}" if r else o for o, r in zip(shown["origin"], shown["row"].tolist(), strict=True)],
        "unplaced_seconds": [ms / 1000 if ms % 1000 else ms // 1000 if ms else None for ms in unplaced.tolist()],
    }
    if titles:
        private = shown["private"].tolist()
        columns["title"] = ["" if p else t for p, t in zip(private, _text(shown, "title"), strict=True)]
    return Table((*COLUMNS, *(["title"] if titles else [])), list(zip(*columns.values(), strict=True)))


def _inside(table: pd.DataFrame, window: tuple[int, int] | None) -> Any:
    if window is None:
        return np.ones(len(table), dtype=bool)
    start, end = _ms(table, "start"), _ms(table, "end")
    ends = np.where(end == NAT, start, end)
    return (start < window[1]) & ((ends > window[0]) | ((ends == start) & (start >= window[0])))


def _ms(table: pd.DataFrame, name: str) -> Any:
    return millis(table[name])


def _text(table: pd.DataFrame, name: str) -> list[str]:
    column = table[name]
    if isinstance(column.dtype, pd.CategoricalDtype):
        names = [str(c) for c in column.cat.categories]
        return [names[c] if c >= 0 else "" for c in column.cat.codes.tolist()]
    return [str(v) for v in column]


def iso(instants: Any, zone: ZoneInfo) -> list[str | None]:
    """ISO 8601 with the zone's offset at that moment, milliseconds only where there are some; None for NAT."""
    offsets: dict[int, timezone] = {}
    found: list[str | None] = []
    for ms in instants.tolist():
        if ms == NAT:
            found.append(None)
            continue
        quarter = ms // 900_000  # offsets change at full quarters of an hour
        if quarter not in offsets:
            offset = datetime.fromtimestamp(quarter * 900, tz=UTC).astimezone(zone).utcoffset()
            offsets[quarter] = timezone(offset) if offset is not None else UTC
        text = datetime.fromtimestamp(ms // 1000, tz=offsets[quarter]).isoformat()
        found.append(f"{text[:19]}.{ms % 1000:03}{text[19:]}" if ms % 1000 else text)
    return found
