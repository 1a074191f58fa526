"""A report whose tool total is ActivityWatch's own, so that the two can be reconciled."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from connratio.measure.share import ratio, seconds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from connratio.measure.share import Shares


def with_their_total(found: Shares, ms: Sequence[int]) -> Shares:
    """The shares with ActivityWatch's time active (ms per row) as tool time.

    The share is people ÷ (people + that); it has no band, since their total may count time twice or with people as well.
    """
    rows = [_theirs(row, active) for row, active in zip(found.rows, ms, strict=True)]
    return replace(found, rows=rows, totals=_theirs(found.totals, sum(ms)))


def _theirs(row: dict[str, Any], active: int) -> dict[str, Any]:
    if row["human_seconds"] is None:
        return row
    human = round(row["human_seconds"] * 1000)
    return {**row, "tool_seconds": seconds(active), "share": ratio(human, human + active), "share_low": None, "share_high": None}


def definition(rule: str) -> str:
    """What the tool total then is."""
    return (
        f"tool time is ActivityWatch's own time active ({rule}): its windows while not afk, whoever they were with; it may count "
        "overlaps twice, other logs add nothing, and no band is given"
    )
