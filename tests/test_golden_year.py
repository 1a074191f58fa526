"""Every figure of `trend` and `compare` on the invented year, against year_derived.py, which knows only the story."""

from __future__ import annotations

import json
import math
import zipfile
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import make
import pytest
import story

import year_derived as year
import year_statistics as stats
from year_checks import FILES, WEEKS, YEAR, Kept, most, same, series_of, weeks_in


def test_the_files_are_what_the_story_writes() -> None:
    import gzip

    assert (YEAR / "calendar.ics").read_bytes() == make.calendar().encode()
    assert json.loads(gzip.decompress((YEAR / "activitywatch.json.gz").read_bytes())) == make.activitywatch()
    assert (YEAR / "pulse.csv").read_text(encoding="utf-8") == make.answers()
    with zipfile.ZipFile(YEAR / "claude.zip") as archive:
        held = {Path(name).stem: archive.read(name).decode() for name in archive.namelist()}
    assert held == dict(make.transcripts())


@pytest.mark.parametrize(
    "asked",
    [
        ("trend", "--baseline"),
        ("people", "--until", "2026-07-20"),
        ("compare", "2025-Q4", "2026-Q2"),
        ("compare", "before:2026-03-02", "after:2026-03-02", "--touchpoints"),
        ("week", "--week", "2026-W37"),
        ("pulse",),
    ],
    ids=" ".join,
)
def test_the_ledger_says_what_the_files_say(kept_year: Kept, asked: tuple[str, ...]) -> None:
    files = [FILES[-1]] if asked == ("pulse",) else FILES
    found = kept_year.rows(*asked, *map(str, files))
    assert found
    assert found == kept_year.rows(*asked)


def test_every_week_of_the_trend(kept_year: Kept) -> None:
    rows = kept_year.rows("trend", "--from", "2025-09-29", "--until", "2026-09-28")
    assert [r["from"] for r in rows] == [first.isoformat() for first, _ in WEEKS]
    felt = defaultdict(list)
    for day, item, value in story.pulse():
        felt[day.isocalendar()[:2]].append(f"{item}={value}")
    for row, (first, until) in zip(rows, WEEKS, strict=True):
        s = year.total(first, until)
        human, both = s["human"], s["human"] + s["tool"]
        assert row["period"] == "{}-W{:02}".format(*first.isocalendar()[:2])
        assert same(row["value"], float(human / both) if both else None, 0.00005)
        assert same(row["numerator"], human), row
        assert same(row["denominator"], both), row
        assert same(row["coverage"], s["observed"] / s["expected"] if s["expected"] else None, 0.00005)
        assert (row["partial"], row["missing"]) == ("false", "false")
        assert row["pulse"] == ";".join(felt[first.isocalendar()[:2]])


def test_the_verdict_on_the_year(kept_year: Kept) -> None:
    (row,) = kept_year.rows(
        "trend", "--from", "2025-09-29", "--until", "2026-09-28", "--verdict", "--baseline", "--event", "2026-03-02", "assistant"
    )
    weeks = [w for w in series_of("share", WEEKS) if w[2]]
    slope, phi, p = stats.trend([t for t, _, _ in weeks], [a / b for _, a, b in weeks])
    value, low, high = stats.interval(weeks, 1)
    assert int(row["n_periods"]) == len(weeks) < 52
    assert row["verdict"] == ("falling" if p < 0.05 and slope < 0 else "no_clear_change")
    for name, wanted in (("value", value), ("low", low), ("high", high), ("phi", phi)):
        assert same(row[name], wanted, 0.0002), name
    assert same(row["slope"], slope, 0.000001)
    assert float(row["slope_low"]) < slope < float(row["slope_high"]) < 0
    assert same(row["p"], p, 0.03)
    baseline = stats.interval(weeks[:-6], 1)
    for name, wanted in zip(("baseline", "baseline_low", "baseline_high"), baseline, strict=True):
        assert same(row[name], wanted, 0.0002), name
    sides = [(stats.interval(w[:-6], 1), stats.interval(w[-6:], 1)) for w in (weeks, weeks[:-1])]
    below = all(after[2] < before[1] for before, after in sides if after[2] is not None and before[1] is not None)
    above = all(after[1] > before[2] for before, after in sides if after[1] is not None and before[2] is not None)
    assert row["notice"] == ("below" if below else "above" if above else "none")
    split = next(i for i, (first, _) in enumerate(WEEKS) if first == story.ASSISTANT)
    every = series_of("share", WEEKS)
    assert same(row["before"], stats.interval(every[:split], math.inf)[0], 0.0001)
    assert same(row["after"], stats.interval(every[split:], math.inf)[0], 0.0001)
    for name, wanted in zip(
        ("difference", "difference_low", "difference_high"), stats.change(every[:split], every[split:], 1), strict=True
    ):
        assert same(row[name], wanted, 0.0002), name


@pytest.mark.parametrize("metric", ["human", "after_hours", "uninterrupted", "in_person_share", "n_one_to_ones", "ai_balance"])
def test_other_metrics_by_month(kept_year: Kept, metric: str) -> None:
    rows = kept_year.rows("trend", "--by", "month", "--metric", metric, "--from", "2025-10-01", "--until", "2026-09-01")
    months = [
        (date(y, m, 1), date(y + m // 12, m % 12 + 1, 1))
        for y, m in [(2025, 10), (2025, 11), (2025, 12), *((2026, i) for i in range(1, 9))]
    ]
    assert [(r["from"], r["until"]) for r in rows] == [(a.isoformat(), b.isoformat()) for a, b in months]
    for row, month in zip(rows, months, strict=True):
        ((_, part, whole),) = series_of(row["metric"], [month])
        shared = row["metric"] in year.RATIOS
        assert same(row["value"], part / whole if shared else part, 0.00006 if shared else 0.02), row
        assert same(row["numerator"], part), row
        assert same(row["denominator"], whole if shared else None), row


@pytest.mark.parametrize(
    ("one", "other", "first", "second"),
    [
        ("2025-Q4", "2026-Q2", (date(2025, 10, 1), date(2026, 1, 1)), (date(2026, 4, 1), date(2026, 7, 1))),
        ("2026-03", "2026-W24..2026-W28", (date(2026, 3, 1), date(2026, 4, 1)), (date(2026, 6, 8), date(2026, 7, 13))),
    ],
)
def test_every_metric_of_two_periods(
    kept_year: Kept, one: str, other: str, first: tuple[date, date], second: tuple[date, date]
) -> None:
    rows = kept_year.rows("compare", one, other)
    assert len(rows) > 50
    for row in rows:
        metric = row["metric"]
        before, after = (series_of(metric, weeks_in(*window)) for window in (first, second))
        unit = 0.00006 if metric in year.RATIOS else 0.05 if row["unit"] == "seconds" else 0.001
        ends = [stats.interval(w, math.inf)[0] if any(x[2] for x in w) else None for w in (before, after)]
        assert same(row["a"], ends[0], unit), (row, ends)
        assert same(row["b"], ends[1], unit), (row, ends)
        found = (None, None, None) if None in ends else stats.change(before, after, most(metric))
        wide = max(unit, *(0.002 * abs(end or 0) for end in found[1:]), 0.002 * abs((found[2] or 0) - (found[1] or 0)))
        for name, wanted in zip(("difference", "low", "high"), found, strict=True):
            assert same(row[name], wanted, unit if name == "difference" else wide), (row, name, wanted)
        assert (int(row["n_a"]), int(row["n_b"])) == tuple(sum(w[2] > 0 for w in weeks) for weeks in (before, after))


def test_the_contacts_that_went_and_came(kept_year: Kept) -> None:
    names = {"ana": "Ana", "bo": "Bo", "cy": "Cy", "fay": "Fay", "dana": "Dana"}
    windows = ((date(2025, 10, 1), date(2026, 1, 1)), (date(2026, 4, 1), date(2026, 7, 1)))
    kept: dict[str, list[Any]] = defaultdict(lambda: [0, 0, 0, 0, None, False])
    for m in year.attended():
        day = m.start.date()
        if day >= windows[1][1]:
            continue
        who = m.people[0]
        key = (names.get(who) or f"{who}@example.org") if len(m.people) == 1 else m.title if m.series else ""
        kept[key][4] = day
        kept[key][5] |= m.series
        for i, (first, until) in enumerate(windows):
            if first <= day < until:
                kept[key][i] += 1
                kept[key][2 + i] += 60 * m.minutes
    kept.pop("")
    wanted = {}
    for key, (n_a, n_b, s_a, s_b, last, series) in kept.items():
        word = "vanished" if not n_b else "appeared" if not n_a else "thinned" if n_b < n_a else "shrank" if s_b < s_a else ""
        word = word or ("grew" if n_b > n_a or s_b > s_a else "")
        if (n_a or n_b) and word and (series or n_a + n_b >= 2):
            wanted[key] = (word, str(n_a), str(n_b), str(s_a), str(s_b), last.isoformat())
    rows = kept_year.rows("compare", "2025-Q4", "2026-Q2", "--touchpoints")
    columns = ("change", "n_a", "n_b", "a_seconds", "b_seconds", "last_held")
    assert {r["touchpoint"]: tuple(r[c] for c in columns) for r in rows} == wanted
    assert wanted["gus@example.org"][0] == "vanished"  # the pairing that the assistant replaced
    assert wanted["Cy"][0] == "thinned"
