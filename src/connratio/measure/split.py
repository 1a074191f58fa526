"""The same time, split by one property: its seconds and its part of the period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, get_args

from connratio.measure.focus import add_focus
from connratio.measure.share import ratio, seconds
from connratio.measure.splits import Split
from connratio.timeline.classes import Lane

if TYPE_CHECKING:
    from connratio.measure.question import Question


SPLITS: Final[tuple[Split, ...]] = get_args(Split)
_ORDER: Final = "['human', 'tool', 'solo', 'unknown', 'away']"
_VALUE: Final[dict[Split, str]] = {
    "after_hours": "CASE WHEN duty = 1 THEN 'working_hours' ELSE 'after_hours' END",
    "ritual": "CASE WHEN kind <> 'human' THEN '' WHEN purpose = 'ritual' THEN 'ritual' ELSE 'other' END",
    "in_person": """CASE WHEN kind <> 'human' THEN '' WHEN mode IN ('in_person', 'hybrid') THEN mode WHEN mode IN ('unknown', '') THEN 'unknown'
                         ELSE 'remote' END""",
}
"""What is not a column of the tallies by itself."""
_FOCUS: Final = ("uninterrupted", "interrupted", "fragmented", "meeting")


def columns_of(split: Split) -> tuple[str, ...]:
    """The columns of a split report; a split by kind has that column once."""
    return tuple(dict.fromkeys(("period", "from", "until", split, "kind", "seconds", "fraction")))


def split_rows(tables: Any, question: Question, split: Split) -> list[dict[str, Any]]:
    """One row per period × value × kind that has time; the fractions of a period add up to 1.

    Within a period by kind, then the longest first, ties by name. Away time is included, since it is part of the union. A split
    by focus is one of the expected working time, and needs the tables `spans` and `meetings`.
    """
    if split == "focus":
        return _focus_rows(tables, question)
    rows = tables.execute(
        f"""SELECT nth, value, of_kind, ms, sum(ms) OVER (PARTITION BY nth)::BIGINT FROM (
                SELECT nth, {_VALUE.get(split, split)} AS value, kind AS of_kind, sum(ms)::BIGINT AS ms
                FROM periods JOIN time ON day >= first AND day < until WHERE lane = {Lane.TIME} AND kind <> '' GROUP BY 1, 2, 3)
            WHERE ms > 0 ORDER BY nth, array_position({_ORDER}, of_kind), ms DESC, value"""
    ).fetchall()
    return _rows(question, split, rows)


def _focus_rows(tables: Any, question: Question) -> list[dict[str, Any]]:
    add_focus(tables)
    order = ", ".join(f"'{sort}'" for sort in _FOCUS)
    rows = tables.execute(
        f"""SELECT nth, sort, CASE WHEN sort = 'meeting' THEN 'human' ELSE '' END, sum(ms)::BIGINT,
                   (sum(sum(ms)) OVER (PARTITION BY nth))::BIGINT FROM periods JOIN focus ON day >= first AND day < until
            GROUP BY nth, sort ORDER BY nth, array_position([{order}], sort)"""
    ).fetchall()
    return _rows(question, "focus", rows)


def _rows(question: Question, split: Split, rows: list[tuple[int, str, str, int, int]]) -> list[dict[str, Any]]:
    every = question.periods
    return [
        {
            "period": every[nth].label,
            "from": every[nth].first.isoformat(),
            "until": every[nth].until.isoformat(),
            split: value,
            "kind": kind,
            "seconds": seconds(ms),
            "fraction": ratio(ms, whole),
        }
        for nth, value, kind, ms, whole in rows
    ]
