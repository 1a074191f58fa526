"""At most three observations of a week from which something of one's own follows; no norms, no diagnosis (DESIGN 3.10)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from connratio.config.targets import bound_of
from connratio.measure.people import CHECK_IN_DAYS, EIGHT_WEEKS
from connratio.measure.share import seconds
from connratio.measure.week import outside

if TYPE_CHECKING:
    from connratio.measure.week import Week

MOST: Final = 3
OVERDUE: Final = 1.5
"""How much longer than usual somebody was not met, whom the configuration does not name: half of all gaps exceed their median."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`sort` says what was observed; `row` is the figure with its baseline, `facts` what else the sentence needs."""

    sort: str
    row: Mapping[str, Any]
    facts: Mapping[str, Any] = field(default_factory=dict)


def suggestions_of(week: Week) -> list[Suggestion]:
    """The observations that matter most, those about people first."""
    if week.series["share"].points[-1].part is None:
        return []
    return list(islice(_all(week), MOST))


def _all(week: Week) -> Iterator[Suggestion]:
    late = [_one_to_one(week, r) for r in _overdue(week)[:2]]
    yield from late
    told = {s.facts["name"] for s in late}
    missed = [t for t in week.targets if t["status"] == "missed"]
    for target in missed:
        if target["metric"] != "check_in_coverage":
            yield _target(week, target)
        elif left := _unbooked(week, target) - told:
            row = {"measure": target["target"], "value": target["value"], "unit": target["unit"]}
            yield Suggestion("cadence", row, {"target": target, "unbooked": sorted(left)})
    bound = {t["metric"] for t in missed}
    focus = week.row("uninterrupted_seconds")
    if week.ahead.free and _clearly(focus) < 0:
        yield Suggestion("focus", focus, {"free": week.ahead.free})
    after = week.row("after_hours_seconds")
    if _clearly(after) > 0 and after["measure"] not in bound:
        yield Suggestion("after_hours", after, {"late": week.ahead.late})
    if week.ahead.clash:
        yield Suggestion(
            "double_booked", week.row("double_booked_seconds"), {"clash": week.ahead.clash, "n": week.ahead.n_clashes}
        )
    if week.ahead.n_open:
        row = {"measure": "unanswered", "value": week.ahead.n_open, "unit": "count"}
        yield Suggestion("unanswered", row, {"seconds": seconds(week.ahead.open_ms), "band": week.band})


def _clearly(row: Mapping[str, Any]) -> int:
    """As `outside`, where the difference is also worth speaking of: an hour, and a quarter of what was usual."""
    side = outside(row)
    return side if side and abs(row["value"] - row["baseline"]) >= max(3600, row["baseline"] / 4) else 0


def _overdue(week: Week) -> list[Mapping[str, Any]]:
    """Whose one-to-one is overdue by their own rhythm or the wanted one, and not booked: chosen people first, then the longest overdue.

    Of people whom the configuration does not name, what has lapsed (as `state` has it) is history, not something that slipped.
    """
    found = []
    for r in week.people:
        since, gap, wanted = r["days_since"], r["median_gap_days"], r["target_days"]
        usual = wanted or gap
        if since is None or usual is None or r["next_booked"] is not None:
            continue
        chosen = bool(wanted or r["role"])
        fading = max(CHECK_IN_DAYS, OVERDUE * usual) < since <= max(EIGHT_WEEKS, 2 * usual)
        if since > usual and (chosen or fading):
            found.append((not chosen, -since / max(usual, 1), r["name"], r))
    return [r for *_, r in sorted(found, key=lambda x: x[:3])]


def _one_to_one(week: Week, person: Mapping[str, Any]) -> Suggestion:
    row = {"measure": "one_to_one", "value": person["days_since"], "unit": "days", "baseline": person["median_gap_days"]}
    missed = [o for o in week.one_to_ones if o.person == person["counterpart"] and not o.held]
    return Suggestion(
        "one_to_one",
        row,
        {"name": person["name"], "target_days": person["target_days"], "missed": missed[-1] if missed else None},
    )


def _unbooked(week: Week, target: Mapping[str, Any]) -> set[str]:
    """Who of those that a missed cadence names has no one-to-one booked."""
    booked = {r["name"] for r in week.people if r["next_booked"] is not None}
    return {part.split(":")[0] for part in str(target["reason"]).split("; ")} - booked


def _target(week: Week, target: Mapping[str, Any]) -> Suggestion:
    name = target["metric"]
    row = (
        {**week.row(name), "value": target["value"]}
        if name in week.series
        else {"value": target["value"], "unit": target["unit"]}
    )
    facts: dict[str, Any] = {"target": target, "late": week.ahead.late if name == "after_hours_seconds" else None}
    if name == "share" and week.shares.basis == "tracked":
        facts["more"] = _more(week, bound_of(target["wanted"]).number)
    return Suggestion("target", {**row, "measure": target["target"]}, facts)


def _more(week: Week, wanted: float) -> float | None:
    """Seconds with people that would meet a wanted share beside the same time with tools; None where nothing would."""
    human, tool = (week.shares.rows[-1][f"{kind}_seconds"] for kind in ("human", "tool"))
    return None if wanted >= 1 or human is None else max(round(wanted * tool / (1 - wanted) - human, 3), 0) or None
