"""One week held against the weeks before it: what the self-report prints, a measure a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from connratio.measure.question import Question
from connratio.measure.sections import SECTIONS
from connratio.measure.series import Series, scaled, value_of
from connratio.model.periods import week_of
from connratio.stats.ratio import estimate

if TYPE_CHECKING:
    from connratio.measure.ahead import Ahead
    from connratio.measure.one_to_ones import OneToOne
    from connratio.measure.share import Shares
    from connratio.model.periods import Period

COLUMNS: Final = (
    "section", "measure", "value", "unit", "low", "high", "baseline", "baseline_low", "baseline_high", "n_weeks", "note",
)  # fmt: skip
BASELINE_WEEKS: Final = 12
SAID: Final = {"cancelled": "called off", "declined": "declined", "out_of_office": "on a day off"}
"""Why a one-to-one was not held, in words."""


@dataclass(frozen=True, slots=True)
class Week:
    """What is known of a week: the metrics of it and of the weeks before, its one-to-ones, everybody ever met (as of its end).

    `off` are its days off (ordinals) with the reason; `heard` tells whether any log would show chat, mail or calls; `begins` is
    the first day that any source covers.
    """

    period: Period
    series: Mapping[str, Series]
    shares: Shares
    one_to_ones: Sequence[OneToOne]
    people: Sequence[Mapping[str, Any]]
    n_met: int
    targets: Sequence[Mapping[str, Any]]
    ahead: Ahead
    off: Mapping[int, str]
    sharper: Sequence[str]
    heard: bool
    begins: date

    def row(self, measure: str) -> dict[str, Any]:
        """A metric of the week against the weeks before, as a row without its section."""
        return measured(self.series[measure])

    @property
    def band(self) -> float | None:
        """How wide the band of the share is; None where there is none."""
        own = self.shares.rows[-1]
        return None if own["share_low"] is None else own["share_high"] - own["share_low"]


def outside(row: Mapping[str, Any]) -> int:
    """1 where a value lies above the interval of its baseline, -1 below, 0 within or without one; weeks all alike give none."""
    value, low, high = row["value"], row.get("baseline_low"), row.get("baseline_high")
    if value is None or low is None or high is None or low == high:
        return 0
    return int(value > high) - int(value < low)


def question_of_week(week: Period, week_start: str) -> Question:
    """The week and the twelve before it, by week."""
    return Question(week.first - timedelta(weeks=BASELINE_WEEKS), week.until, "week", week_start, asked=True)


def last_full_week(today: date, covered: tuple[date, date] | None, works: Sequence[bool], week_start: str) -> Period:
    """The last week that has ended, or, where the sources end earlier, the last one whose working days they cover.

    `works` tells of each weekday from Monday on whether it has working hours.
    """
    end = week_of(today, week_start).first
    if covered is not None and covered[1] < end:
        last = week_of(covered[1] - timedelta(days=1), week_start)
        left = (last.until - covered[1]).days
        full = not any(works[(covered[1] + timedelta(days=i)).weekday()] for i in range(left))
        end = last.until if full else last.first
    return week_of(end - timedelta(days=1), week_start)


def measured(series: Series) -> dict[str, Any]:
    """The last period of a series with the interval of those before it; amounts of the baseline are per week."""
    metric, point = series.metric, series.points[-1]
    before = estimate(series.before, most=metric.most)
    ends = (None if v is None else scaled(metric, v) for v in (before.value, before.low, before.high))
    return {
        "measure": metric.name, "value": value_of(metric, point.part, point.whole), "unit": metric.unit, "low": None, "high": None,
        **dict(zip(("baseline", "baseline_low", "baseline_high"), ends, strict=True)), "n_weeks": before.n, "note": "",
    }  # fmt: skip


def plain(section: str, measure: str, value: Any, unit: str, note: str = "") -> dict[str, Any]:
    """A row without a baseline."""
    row: dict[str, Any] = dict.fromkeys(COLUMNS)
    return row | {"section": section, "measure": measure, "value": value, "unit": unit, "note": note}


def week_rows(week: Week) -> list[dict[str, Any]]:
    """All rows (COLUMNS) but the suggestions; a band or mode without time is 0, a week that no source reaches empty."""
    notes = {**_notes(week), **_one_to_one_notes(week)}
    ends = _ends(week)
    found = {
        section: [{"section": section, **week.row(name), **ends.get(name, {}), "note": notes.get(name, "")} for name in names]
        for section, names in SECTIONS.items()
    }
    coverage = found.pop("coverage") + _coverage(week)
    return [row for rows in found.values() for row in rows] + _people(week) + _targets(week) + coverage


def _ends(week: Week) -> dict[str, dict[str, Any]]:
    """The band of the share and of the time with people."""
    own = week.shares.rows[-1]
    return {
        "share": {"value": own["share"], "low": own["share_low"], "high": own["share_high"]},
        "human_seconds": {"low": own["human_low_seconds"], "high": own["human_high_seconds"]},
    }


def _notes(week: Week) -> dict[str, str]:
    basis = "people ÷ (people + tools)" if week.shares.basis == "tracked" else "people ÷ expected working time"
    cut = week.series["share"].points[-1]
    return {
        "share": basis + ("; partial: working days lie outside the data" if cut.partial and cut.part is not None else ""),
        "expected_seconds": ";".join(f"{date.fromordinal(day):%a} {why}" for day, why in sorted(week.off.items())),
        "interrupted_seconds": "" if week.heard else "no log of chat, mail or calls: interruptions are not seen",
    }


def _one_to_one_notes(week: Week) -> dict[str, str]:
    names = {r["counterpart"]: r["name"] for r in week.people}

    def told(ones: list[OneToOne]) -> str:
        return ";".join(
            f"{names.get(o.person, o.person)} {o.day:%a}" + (f" ({SAID[o.reason]})" if not o.held else "") for o in ones
        )

    ones = week.one_to_ones
    return {
        "n_one_to_ones": told([o for o in ones if o.held]),
        "n_one_to_ones_moved": told([o for o in ones if o.moved]),
        "n_one_to_ones_missed": told([o for o in ones if not o.held]),
    }


def first_met(week: Week) -> list[Mapping[str, Any]]:
    """The people whose first contact lies in the week."""
    since = week.period.first.isoformat()
    return [r for r in week.people if r["first_met"] is not None and r["first_met"] >= since]


def lapsing(week: Week) -> list[Mapping[str, Any]]:
    """The people who are lapsing at the end of the week: chosen ones first, then those with most one-to-ones and contacts."""
    found = [r for r in week.people if r["state"] == "lapsing"]
    return sorted(
        found,
        key=lambda r: (not (r["role"] or r["target_days"]), -r["n_one_to_ones"], -r["n_contacts"], r["name"], r["counterpart"]),
    )


def _people(week: Week) -> list[dict[str, Any]]:
    known = week.series["share"].points[-1].part is not None
    new, fading = first_met(week), lapsing(week)
    rows = [("n_people", week.n_met, ""), ("n_first_met", len(new), _names(new)), ("n_lapsing", len(fading), _names(fading))]
    return [plain("people", measure, n if known else None, "count", note if known else "") for measure, n, note in rows]


def _names(people: Sequence[Mapping[str, Any]]) -> str:
    return ";".join(str(r["name"]) for r in people)


def _targets(week: Week) -> list[dict[str, Any]]:
    return [
        plain("targets", r["target"], r["value"], r["unit"], f"{r['status']}: {r['wanted']}" + (f"; {r['reason']}" if r["reason"] else ""))
        for r in week.targets
    ]  # fmt: skip


def _coverage(week: Week) -> list[dict[str, Any]]:
    rows = [plain("coverage", "coverage", week.shares.rows[-1]["coverage"], "share")]
    return rows + [plain("coverage", "sharper_with", None, "", line) for line in week.sharper]


def met_in(tables: Any, first: date, until: date) -> int:
    """How many different people attended meetings on these days."""
    days = [first.toordinal(), until.toordinal()]
    return int(tables.execute("SELECT count(DISTINCT counterpart) FROM contacts WHERE day >= ? AND day < ?", days).fetchone()[0])


def heard_in(tables: Any, first: date, until: date) -> bool:
    """Whether any source of these days would show chat, mail or calls outside the calendar."""
    sql = "SELECT count(*) FROM evidence WHERE day >= ? AND day < ? AND evidence IN ('app', 'web', 'message', 'call')"
    return bool(tables.execute(sql, [first.toordinal(), until.toordinal()]).fetchone()[0])
