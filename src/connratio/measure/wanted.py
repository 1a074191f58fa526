"""Targets of the configuration held against a period: met, missed, or unknown with the reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from connratio.config.targets import Bound, Target, bound_of
from connratio.measure.metrics import BY_NAME, Metric, metric_named
from connratio.measure.people import Known
from connratio.measure.series import Series, scaled
from connratio.model.problems import UsageError

COLUMNS: Final = ("target", "metric", "wanted", "value", "unit", "status", "reason")
LEAST_COVERAGE: Final = 0.5
"""Part of the expected working time that must be observed before a target can be judged."""
_DAYS: Final = {"day": 1, "": 7, "week": 7, "month": 365.25 / 12, "quarter": 365.25 / 4, "year": 365.25}


def metric_of(name: str, place: str = "") -> Metric:
    """The metric that a target names. Raises UsageError for an unknown one."""
    metric = metric_named(name)
    if metric is None:
        from connratio.config.near import did_you_mean

        raise UsageError(
            f"{place + ': ' if place else ''}no metric is called {name!r}" + did_you_mean(name, BY_NAME),
            "connratio metrics lists them",
        )
    return metric


def bounds_of(wanted: Mapping[str, Target], place_of: Callable[[str], str]) -> dict[str, Metric]:
    """The metric of each target that is a bound; `place_of` names a target's line. Raises UsageError for an unknown one."""
    return {name: metric_of(name, place_of(name)) for name, target in wanted.items() if target.wanted}


def target_rows(
    wanted: Mapping[str, Target], bounds: Mapping[str, Metric], series: Mapping[str, Series], people: list[dict[str, Any]],
    known: Mapping[str, Known], history_days: int,
) -> list[dict[str, Any]]:  # fmt: skip
    """A row (COLUMNS) per target: bounds against the last period of their series, cadences as of its end."""
    return [
        bound_row(name, t, series[bounds[name].name]) if t.wanted else meet_row(name, t, people, known, history_days)
        for name, t in wanted.items()
    ]


def bound_row(name: str, target: Target, series: Series) -> dict[str, Any]:
    """A bound against the last period of a metric's series (COLUMNS); amounts are per week unless the bound says otherwise."""
    bound, metric, point = bound_of(target.wanted or ""), series.metric, series.points[-1]
    row: dict[str, Any] = {
        "target": name, "metric": metric.name, "wanted": target.wanted, "value": None,
        "unit": metric.unit, "status": "unknown", "reason": "",
    }  # fmt: skip
    if metric.tools and (point.part is None or series.basis != "tracked"):
        return row | {"reason": "no tool log covers a quarter of the working hours"}
    if point.part is None or not point.days:
        return row | {"reason": "no source reaches the period"}
    length = (point.period.until - point.period.first).days
    reach = point.days / length
    value = _value(bound, metric, point.part, point.whole, point.days)
    row["value"] = value
    needs_tools = metric.tools or (metric.name == "share" and series.basis == "tracked")
    if reach < LEAST_COVERAGE:
        return row | {"reason": f"the sources reach {point.days} of {length} days"}
    if needs_tools and point.coverage is not None and point.coverage < LEAST_COVERAGE:
        return row | {"reason": f"coverage is {point.coverage:.0%} of the working hours"}
    if value is None:
        return row | {"reason": "nothing to divide by"}
    return row | {"status": "met" if bound.holds(value) else "missed"}


def _value(bound: Bound, metric: Metric, part: int, whole: int | None, days: int) -> float | int | None:
    if metric.whole:
        return round(part / whole, 4) if whole else None
    return scaled(metric, part * _DAYS[bound.per] / days)


def meet_row(
    name: str, target: Target, rows: list[dict[str, Any]], known: Mapping[str, Known], history_days: int
) -> dict[str, Any]:
    """Whether everybody chosen had a one-to-one within the wanted days, as of the end of the period (COLUMNS)."""
    chosen = [
        a for a, k in known.items()
        if (target.role and k.role == target.role) or (target.team and k.team == target.team) or a == target.person
    ]  # fmt: skip
    if target.person and target.person not in chosen:
        chosen.append(target.person)
    every = target.every or 0
    since = {r["counterpart"]: r["days_since"] for r in rows}
    late = [a for a in chosen if since.get(a) is None or since[a] > every]
    row: dict[str, Any] = {
        "target": name, "metric": "check_in_coverage", "wanted": f"every {every}d", "unit": "share", "reason": "", "status": "met",
        "value": round((len(chosen) - len(late)) / len(chosen), 4) if chosen else None,
    }  # fmt: skip
    if not chosen:
        return row | {"status": "unknown", "reason": "`people:` names nobody of this role or team"}
    if late and history_days < every:
        return row | {"status": "unknown", "reason": f"the sources reach back {history_days} days"}
    if not late:
        return row
    told = [
        f"{known[a].name or a if a in known else a}: " + (f"{since[a]} days" if since.get(a) is not None else "none yet")
        for a in late
    ]
    return row | {"status": "missed", "reason": "; ".join(told)}
