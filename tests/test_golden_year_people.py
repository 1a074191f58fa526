"""Every figure of `people` and `week` on the invented year, against year_derived.py, which knows only the story."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from statistics import median
from typing import Any, Final

import pytest
import story

import year_derived as year
import year_statistics as stats
from year_checks import Kept, most, same, series_of, weeks_in

OFF: Final = {
    *story.HOLIDAYS,
    date(2025, 11, 1),
    *(a + timedelta(days=i) for a, b in story.VACATIONS for i in range((b - a).days)),
}


def person(who: str, until: date) -> dict[str, Any]:
    met = [m for m in year.attended() if who in m.people and m.start.date() < until]
    contacts = [m for m in met if len(m.people) <= 7]
    ones = [m for m in met if len(m.people) == 1]
    days = sorted({m.start.date() for m in contacts})
    held = sorted({m.start.date() for m in ones})
    gaps = [(b - a).days - sum(a < d < b for d in OFF) for a, b in pairwise(held)] if len(ones) >= 3 else []
    mine, theirs = (sum(m.organiser == organiser for m in contacts) for organiser in (story.ME, who))
    booked = [
        m.start.date()
        for m in year.calendar()
        if m.people == (who,) and m.start.date() >= until and year.why_not(m) in {"", "tentative", "unanswered"}
    ]
    plain = [(b - a).days for a, b in pairwise(days)]
    since = (until - days[-1]).days if days else None
    return {
        "contact_seconds": sum(60 * m.minutes for m in met),
        "n_contacts": len(contacts), "n_one_to_ones": len(ones), "one_to_one_seconds": sum(60 * m.minutes for m in ones),
        "in_person_days": len({m.start.date() for m in met if year.mode_of(m) == "in_person"}),
        "first_met": days[0] if days else None, "last_met": days[-1] if days else None,
        "days_since": (until - held[-1]).days if held else None,
        "median_gap_days": median(gaps) if gaps else None, "longest_gap_days": max(gaps) if gaps else None,
        "next_booked": min(booked) if booked else None, "initiated_by_me": mine, "initiated_by_them": theirs,
        "reciprocity": round(min(mine, theirs) / max(mine, theirs), 4) if mine or theirs else None,
        "state": _state(days, plain, since, until), "since": since,
    }  # fmt: skip


def _state(days: list[date], plain: list[int], since: int | None, until: date) -> str:
    if since is None:
        return ""
    if (until - days[0]).days <= 56:
        return "new"
    usual = median(plain) if len(days) >= 3 else 0
    if since > 56 and since > 2 * usual:
        return "lapsed"
    return "lapsing" if len(days) >= 3 and since > max(usual, 14) else "kept"


def pair_seconds(until: date) -> dict[str, float]:
    """Each minute shared among what claims it, then among the others who were there."""
    found: dict[str, float] = defaultdict(float)
    for at, m in year.grid().items():
        if at.date() < until:
            for meeting in m.met:
                for who in meeting.people:
                    found[who] += 60 / len(year.claims(m)) / len(meeting.people)
    return found


TARGETS: Final = {"ana": 14, "bo": 21, "cy": 14, "fay": 14}


@pytest.mark.parametrize("until", [date(2026, 3, 2), date(2026, 7, 20), date(2026, 9, 28)])
def test_every_column_of_everyone(kept_year: Kept, until: date) -> None:
    rows = {r["counterpart"].partition("@")[0]: r for r in kept_year.rows("people", "--until", until.isoformat())}
    shared = pair_seconds(until)
    assert set(rows) == {*shared, *TARGETS, "dana"}
    for who, row in rows.items():
        wanted = person(who, until)
        since, target = wanted.pop("since"), TARGETS.get(who)
        debt = max(0, since - target) if target is not None and since is not None else None
        for name, value in {**wanted, "target_days": target, "debt_days": debt}.items():
            shown = "" if value is None else f"{value:g}" if isinstance(value, float) and name != "reciprocity" else str(value)
            assert row[name] == shown or same(row[name], value if isinstance(value, float) else None, 0.0001), (
                who,
                name,
                row[name],
                value,
            )
        assert same(row["pair_seconds"], shared.get(who, 0), 0.5), who


def test_the_reports_as_their_lead_sees_them(kept_year: Kept) -> None:
    until = date(2026, 9, 28)
    found = json.loads(kept_year.text("people", "--until", "2026-09-28", "--role", "report", "--json"))["totals"]
    ones = {who: person(who, until) for who in TARGETS}
    in_time = sum(ones[who]["days_since"] <= days for who, days in TARGETS.items())
    cost = sum(ones[who]["one_to_one_seconds"] / ones[who]["n_one_to_ones"] * 7 / days for who, days in TARGETS.items())
    assert (found["span_of_control"], found["check_in_coverage"]) == (4, in_time / 4)
    assert found["span_time_cost_seconds"] == pytest.approx(cost, abs=0.01)
    assert person("cy", until)["days_since"] > 100  # the one-to-one that faded


@pytest.mark.parametrize("label", ["2026-W10", "2026-W21", "2026-W32", "2026-W37"])
def test_every_figure_of_the_week(kept_year: Kept, label: str) -> None:
    monday = date.fromisocalendar(int(label[:4]), int(label[6:]), 1)
    week, before = (monday, monday + timedelta(days=7)), weeks_in(monday - timedelta(weeks=12), monday)
    s = year.total(*week)
    rows = {(r["section"], r["measure"]): r for r in kept_year.rows("week", "--week", label)}
    for (section, measure), row in rows.items():
        if section in {"people", "targets", "suggestions"} or measure in {"coverage", "sharper_with"}:
            continue
        ((_, part, whole),) = series_of(measure, [week])
        value = (part / whole if whole else None) if measure in year.RATIOS else part
        unit = 0.00006 if measure in year.RATIOS else 0.02
        assert same(row["value"], value, unit), row
        found = stats.interval(series_of(measure, before), most(measure))
        wide = max(unit, 0.002 * ((found[2] or 0) - (found[1] or 0)))
        for name, wanted in zip(("baseline", "baseline_low", "baseline_high"), found, strict=True):
            assert same(row[name], wanted, unit if name == "baseline" else wide), (row, name, wanted)
        assert int(row["n_weeks"]) == sum(w[2] > 0 for w in series_of(measure, before))
    _band(rows, s)
    assert same(rows["coverage", "coverage"]["value"], s["observed"] / s["expected"] if s["expected"] else None, 0.00006)
    met = {who for m in year.attended() if week[0] <= m.start.date() < week[1] for who in m.people}
    everyone = {who: person(who, week[1]) for m in year.attended() if m.start.date() < week[1] for who in m.people}
    new = {who for who, p in everyone.items() if p["first_met"] is not None and p["first_met"] >= monday}
    lapsing = {who for who, p in everyone.items() if p["state"] == "lapsing"}
    for measure, people in (("n_people", met), ("n_first_met", new), ("n_lapsing", lapsing)):
        assert int(rows["people", measure]["value"]) == len(people), measure
        told = {n.lower().partition("@")[0] for n in rows["people", measure]["note"].split(";") if n}
        assert measure == "n_people" or told == people


def _band(rows: dict[tuple[str, str], dict[str, str]], s: Any) -> None:
    """DESIGN 3.6: the ends of the share and of the time with people."""
    seen = sum(s[name] for name in ("h_sure", "x", "n", "u", "t_sure"))
    low = s["h_sure"] / (seen - s["n0"] + s["ai_watching"]) if seen else None
    high = 1 - s["t_sure"] / seen if seen else None
    assert same(rows["share", "share"]["low"], low, 0.00006)
    assert same(rows["share", "share"]["high"], high, 0.00006)
    assert same(rows["human", "human_seconds"]["low"], s["h_sure"])
    assert same(rows["human", "human_seconds"]["high"], s["h_sure"] + s["x"] + s["n"])


NAMES: Final = {"ana": "Ana", "bo": "Bo", "cy": "Cy", "fay": "Fay", "dana": "Dana"}
SAID: Final = {"cancelled": " (called off)", "declined": " (declined)", "out_of_office": " (on a day off)"}


@pytest.mark.parametrize("label", ["2026-W10", "2026-W32", "2026-W37"])
def test_what_the_week_says_of_one_to_ones_targets_and_what_to_do(kept_year: Kept, label: str) -> None:
    monday = date.fromisocalendar(int(label[:4]), int(label[6:]), 1)
    until = monday + timedelta(days=7)
    listed = kept_year.rows("week", "--week", label)
    rows = {(r["section"], r["measure"]): r for r in listed}
    ones = [m for m in year.calendar() if len(m.people) == 1 and monday <= m.start.date() < until]
    held, missed = [m for m in ones if not year.why_not(m)], [m for m in ones if year.why_not(m) in SAID]
    assert rows["one_to_ones", "n_one_to_ones"]["note"] == ";".join(map(spoken, held))
    assert rows["one_to_ones", "n_one_to_ones_missed"]["note"] == ";".join(spoken(m) + SAID[year.why_not(m)] for m in missed)
    s = year.total(monday, until)
    both = s["human"] + s["tool"]
    assert same(rows["targets", "share"]["value"], s["human"] / both if both else None, 0.00006)
    assert same(rows["targets", "after_hours"]["value"], s["after_hours"])
    since = [person(who, until)["days_since"] for who in TARGETS]  # who was never met counts among the reports
    assert same(rows["targets", "one_to_one"]["value"], sum(d is not None and d <= 14 for d in since) / len(since), 0.00006)
    advice = [r for r in listed if r["section"] == "suggestions"]
    assert len(advice) <= 3
    for row in advice:
        who = next(
            (w for w in (*NAMES, *story.POOL) if f"no 1:1 with {NAMES.get(w, w + '@example.org')} for " in row["note"]), ""
        )
        if who:
            found = person(who, until)
            assert (row["value"], row["baseline"]) == (str(found["days_since"]), f"{found['median_gap_days']:g}")
            assert f" for {found['days_since']} days; your median gap was {found['median_gap_days']:g}; " in row["note"]
            assert found["next_booked"] is None
    if label == "2026-W37":
        assert "no 1:1 with Cy for" in advice[0]["note"]


def spoken(m: story.Meeting) -> str:
    return f"{NAMES.get(m.people[0]) or m.people[0] + '@example.org'} {m.start:%a}"
