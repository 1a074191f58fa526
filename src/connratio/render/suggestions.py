"""Suggestions as sentences: what was observed with its numbers, then what one could do about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final

from connratio.measure.week import SAID, plain
from connratio.render.units import duration, said

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from connratio.measure.suggestions import Suggestion


def suggestion_rows(found: list[Suggestion], zone: ZoneInfo) -> list[dict[str, Any]]:
    """Each as a row of the section `suggestions`, the sentence as its note."""
    rows = []
    for s in found:
        row = plain("suggestions", s.row["measure"], s.row["value"], s.row["unit"], _SENTENCES[s.sort](s, zone))
        rows.append(row | {k: v for k, v in s.row.items() if k.startswith("baseline") or k == "n_weeks"})
    return rows


def _one_to_one(s: Suggestion, zone: ZoneInfo) -> str:
    del zone
    missed, gap, wanted = s.facts["missed"], s.row["baseline"], s.facts["target_days"]
    parts = [f"no 1:1 with {s.facts['name']} for {s.row['value']} days"]
    if missed is not None:
        parts.append(f"the one on {missed.day:%a} was {SAID[missed.reason]}")
    if gap is not None:
        parts.append(f"your median gap was {gap:g}")
    if wanted is not None:
        parts.append(f"you want {wanted} days")
    return "; ".join([*parts, "the next is not booked"]) + ": book one"


def _target(s: Suggestion, zone: ZoneInfo) -> str:
    del zone
    target, more = s.facts["target"], s.facts.get("more")
    text = f"{_name(target['metric'])} {said(target['value'], target['unit'])} against your target {target['wanted']}" + _usual(
        s.row
    )
    if s.facts["late"] is not None:
        return text + _latest(s.facts["late"])
    if more:
        return f"{text}: {duration(more)} more with people, beside the same time with tools, would meet it"
    return f"{text}: connratio explain {target['metric']} shows what it is made of"


def _cadence(s: Suggestion, zone: ZoneInfo) -> str:
    del zone
    target, unbooked = s.facts["target"], ", ".join(s.facts["unbooked"])
    return f"1:1 {target['wanted']}, your target {target['target']}, since the last one: {target['reason']}: book {unbooked}, where none is"


def _focus(s: Suggestion, zone: ZoneInfo) -> str:
    start, end = (datetime.fromtimestamp(ms / 1000, tz=UTC).astimezone(zone) for ms in s.facts["free"])
    text = f"{duration(s.row['value'])} of uninterrupted time" + _usual(s.row)
    return (
        f"{text}; the longest free stretch of the week after is {start:%a} {start:%H:%M}–{end:%H:%M}: keep it free with an entry"
    )


def _after_hours(s: Suggestion, zone: ZoneInfo) -> str:
    del zone
    return f"after hours {duration(s.row['value'])}" + _usual(s.row) + _latest(s.facts["late"])


def _double_booked(s: Suggestion, zone: ZoneInfo) -> str:
    at = datetime.fromtimestamp(s.facts["clash"][0] / 1000, tz=UTC).astimezone(zone)
    n = s.facts["n"]
    more = f", the first of {n} such times" if n > 1 else ""
    text = f"double-booked {duration(s.row['value'])}" + _usual(s.row)
    return f"{text}; in the week after two meetings coincide on {at:%a} {at:%H:%M}{more}: decline or move one"


def _unanswered(s: Suggestion, zone: ZoneInfo) -> str:
    del zone
    n, band = s.row["value"], s.facts["band"]
    wide = "" if band is None else f"; the band of the share is {band * 100:.0f} points wide"
    text = f"{n} invitation{'s' * (n != 1)} of the week ({duration(s.facts['seconds'])}) without a clear answer{wide}"
    return f"{text}: accept or decline them, also afterwards"


def _usual(row: Mapping[str, Any]) -> str:
    if row.get("baseline") is None:
        return ""
    low, high = row["baseline_low"], row["baseline_high"]
    ends = "" if low is None or low == high else f" ({said(low, row['unit'])}–{said(high, row['unit'])})"
    return f"; your {row['n_weeks']} weeks before: {said(row['baseline'], row['unit'])}{ends}"


def _latest(late: tuple[date, int] | None) -> str:
    return (
        "" if late is None else f"; the most on {late[0]:%a} ({duration(late[1] / 1000)}): what lies there is the first to move"
    )


def _name(metric: str) -> str:
    return metric.removesuffix("_seconds").replace("_", " ")


_SENTENCES: Final[dict[str, Callable[[Suggestion, ZoneInfo], str]]] = {
    "one_to_one": _one_to_one,
    "target": _target,
    "cadence": _cadence,
    "focus": _focus,
    "after_hours": _after_hours,
    "double_booked": _double_booked,
    "unanswered": _unanswered,
}
