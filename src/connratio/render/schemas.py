"""JSON Schemas of the envelopes, made from the column lists, so that they cannot drift from them."""

from __future__ import annotations

from typing import Any, Final

from connratio.measure import (
    ai,
    brought,
    change,
    commits,
    discovered,
    explain,
    listing,
    metrics,
    people,
    pulse,
    review,
    ruling,
    share,
    sources,
    touchpoints,
    wanted,
    week,
)
from connratio.measure.split import SPLITS, columns_of
from connratio.model.problems import SEVERITIES, UsageError
from connratio.model.words import KINDS
from connratio.render import auth
from connratio.render.problems import COLUMNS as PROBLEM_COLUMNS
from connratio.team import columns as audit

_ROWS: Final[dict[str, list[tuple[str, ...]]]] = {
    "report": [share.COLUMNS, *(columns_of(split) for split in SPLITS)],
    "activities": [listing.COLUMNS],
    "ai": [ai.columns_of(split, tried=tried) for split in (None, *ai.SPLITS) for tried in (False, True)],
    "sources": [sources.COLUMNS, discovered.COLUMNS],
    "import": [brought.COLUMNS],
    "sync": [brought.COLUMNS],
    "ledger": [brought.INFO_COLUMNS],
    "rules": [ruling.RULE_COLUMNS, ruling.USED_COLUMNS, ruling.TRIED_COLUMNS],
    "auth": [auth.COLUMNS],
    "trend": [change.COLUMNS, change.VERDICT_COLUMNS],
    "compare": [change.COMPARE_COLUMNS, touchpoints.COLUMNS],
    "check": [wanted.COLUMNS],
    "week": [week.COLUMNS],
    "metrics": [metrics.COLUMNS],
    "people": [people.COLUMNS],
    "commits": [commits.COLUMNS],
    "pulse": [pulse.COLUMNS],
    "review": [review.COLUMNS],
    "audit": [audit.COLUMNS, audit.MATRIX_COLUMNS],
    "explain": [explain.DAY_COLUMNS, explain.ACTIVITY_COLUMNS, change.COLUMNS],
}
_NUMBERS: Final = {
    "value", "numerator", "denominator", "a", "b", "difference", "low", "high", "slope", "slope_low", "slope_high", "phi", "p",
    "baseline", "baseline_low", "baseline_high", "before", "after", "difference_low", "difference_high",
    "parallelism", "acts_per_turn", "idle_minutes",
}  # fmt: skip
_BOOLEANS: Final = {"missing", "partial", "certain", "counted", "contested"}


def schema_of(command: str) -> dict[str, Any]:
    """The schema of a command's JSON document. Raises UsageError for an unknown command."""
    if command not in _ROWS:
        raise UsageError(f"no schema is called {command!r}", f"there are {', '.join(_ROWS)} and config")
    rows = [_row(columns) for columns in _ROWS[command]]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"connratio {command}",
        "type": "object",
        "required": ["schema", "generated", "query", "rows", "problems"],
        "properties": {
            "schema": {"const": f"connratio.{command}/1"},
            "generated": {"type": "string", "format": "date-time"},
            "query": {"type": "object"},
            "rows": {"type": "array", "items": rows[0] if len(rows) == 1 else {"anyOf": rows}},
            "definitions": {"type": "object", "additionalProperties": {"type": "string"}},
            "totals": {"type": "object"},
            "sources": {"type": "array", "items": _row(sources.COLUMNS)},
            "problems": {"type": "array", "items": _row(PROBLEM_COLUMNS)},
        },
    }


def _row(columns: tuple[str, ...]) -> dict[str, Any]:
    return {"type": "object", "required": list(columns), "properties": {c: _type(c) for c in columns}}


def _type(column: str) -> dict[str, Any]:  # one line per sort of column
    if column in _BOOLEANS:
        return {"type": "boolean"}
    if column == "direction_agrees":
        return {"type": ["boolean", "null"]}
    if column == "kind":
        return {"enum": [*KINDS, ""]}
    if column == "severity":
        return {"enum": list(SEVERITIES)}
    if column in {"coverage", "fraction", "share", "ai_balance", "ai_share_of_tool"} or column.endswith(
        ("_share", "share_low", "share_high")
    ):
        return {"type": ["number", "null"], "minimum": 0, "maximum": 1}
    if column.endswith("_seconds") or column == "seconds":
        return {"type": ["number", "null"], "minimum": 0}
    if column in _NUMBERS:
        return {"type": ["number", "null"]}
    if column.endswith("_days") or column in {"days_since", "reciprocity"}:
        return {"type": ["number", "null"], "minimum": 0}
    if column.startswith(("n_", "initiated_")) or column in {"n", "line", "human_acts"}:
        return {"type": ["integer", "null"]}
    return {"type": ["string", "null"]}
