"""`connratio week`, on calendars drawn in a few lines."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import jsonschema
import pytest

from conftest import Result, Run
from connratio.measure.week import COLUMNS, last_full_week
from drawn_calendar import ME, calendar, event, export, window

Write = Callable[[str, str | bytes], Path]
MONDAY = date(2026, 1, 5)  # W02, so that W14 has twelve weeks before it


def at(week: int, day: int, clock: str) -> str:
    return f"{MONDAY + timedelta(weeks=week, days=day):%Y%m%d}T{clock}"


def meeting(name: str, week: int, day: int, start: str, end: str, *who: str, mine: str = "ACCEPTED", more: str = "") -> str:
    return event(f"{name}{week}", at(week, day, start), at(week, day, end), *who, mine=mine, more=more)


QUARTER = calendar(
    # A 1:1 with Ana every Monday for eight weeks, then no more; the last one but one was called off.
    *(meeting("ana", w, 0, "0900", "0930", "ana") for w in range(8)),
    # A team of four every Tuesday, an hour in the first twelve weeks, two in the thirteenth.
    *(meeting("team", w, 1, "0900", "1000" if w < 12 else "1100", "ana", "bo", "cy") for w in range(13)),
    # In the thirteenth week: Di for the first time, a called-off 1:1 with Bo, a moved one of a series, an evening, an open invitation.
    meeting("di", 12, 2, "1000", "1030", "di", more="LOCATION:Room 1"),
    meeting("bo", 12, 2, "1100", "1130", "bo", more="STATUS:CANCELLED"),
    event("cy", at(11, 3, "0900"), at(11, 3, "0930"), "cy", more="RRULE:FREQ=WEEKLY;COUNT=3"),
    event("cy", at(12, 4, "1500"), at(12, 4, "1530"), "cy", more=f"RECURRENCE-ID:{at(12, 3, '0900')}00Z"),
    meeting("late", 12, 0, "1800", "1900", *[f"p{i}" for i in range(9)]),
    meeting("open", 12, 0, "1300", "1400", "ed", mine="NEEDS-ACTION"),
    # The week after: two meetings at once.
    meeting("one", 13, 1, "1000", "1100", "bo", "cy"),
    meeting("other", 13, 1, "1030", "1130", "di", "cy"),
    meeting("end", 14, 4, "1600", "1700", "bo", "cy"),
)  # fmt: skip
WEEK = ("--week", "2026-W14", "--timezone", "UTC", "--me", ME)


def week(run: Run, write: Write, *args: str, form: str = "csv") -> Result:
    write("c.ics", QUARTER)
    done = run("week", "c.ics", *WEEK, "-f", form, *args)
    assert done.code == 0, done.err
    return done


def test_every_figure_of_a_week_and_of_the_twelve_before(run: Run, write: Write) -> None:
    rows = {r["measure"]: r for r in week(run, write).rows}
    assert tuple(rows["share"]) == COLUMNS
    figures = {m: (r["value"], r["baseline"], r["n_weeks"]) for m, r in rows.items()}
    # Team 2 h, Di and Cy half an hour each, the evening one; before: 12 h of team, 8 half hours of Ana, half an hour of Cy.
    assert figures["human_seconds"] == ("14400", str(16.5 * 3600 / 12).removesuffix(".0"), "12")
    assert figures["share"] == ("0.1", str(round(16.5 / 480, 4)), "12")
    assert figures["one_to_one_seconds"] == ("3600", "1350", "12")
    assert figures["small_seconds"] == ("7200", "3600", "12")
    assert figures["large_seconds"] == ("3600", "0", "12")
    assert figures["in_person_seconds"] == ("1800", "0", "12")
    assert figures["after_hours_seconds"] == ("3600", "0", "12")
    assert figures["available_seconds"][0] == str(37 * 3600)
    assert figures["n_one_to_ones"] == ("2", "0.75", "12")
    assert [figures[f"n_one_to_ones_{what}"][0] for what in ("moved", "missed")] == ["1", "1"]
    assert rows["n_one_to_ones_missed"]["note"] == "bo@example.org Wed (called off)"
    assert figures["n_people"][0] == "13"
    assert rows["n_first_met"]["note"] == "di@example.org"
    assert rows["n_lapsing"]["note"] == ""
    assert (rows["share"]["low"], rows["share"]["high"]) == ("0.1", "0.125")
    assert (rows["expected_seconds"]["value"], rows["coverage"]["value"]) == ("144000", "0.075")


def test_each_breakdown_adds_up_to_the_time_with_people(run: Run, write: Write) -> None:
    from connratio.measure.sections import BREAKDOWNS

    rows = {r["measure"]: float(r["value"] or 0) for r in week(run, write).rows}
    for names in BREAKDOWNS:
        assert sum(rows[name] for name in names) == rows["human_seconds"]


def test_suggestions_speak_of_one_s_own_data_and_are_three_at_most(run: Run, write: Write) -> None:
    told = {r["measure"]: r["note"] for r in week(run, write).rows if r["section"] == "suggestions"}
    assert list(told) == ["one_to_one", "double_booked_seconds", "unanswered"]
    assert (
        told["one_to_one"] == "no 1:1 with ana@example.org for 42 days; your median gap was 7; the next is not booked: book one"
    )
    assert told["double_booked_seconds"].endswith("; in the week after two meetings coincide on Tue 10:30: decline or move one")
    assert told["unanswered"].startswith(
        "1 invitation of the week (1h00m) without a clear answer; the band of the share is 2 points wide: "
    )


def test_targets_of_the_configuration_are_held_against_the_week(run: Run, write: Write) -> None:
    write("connratio.yaml", json.dumps({
        "targets": {"share": ">= 0.2", "after_hours": "<= 2h", "one_to_one": {"person": "ana@example.org", "every": "2w"}},
        "people": {"ana@example.org": {"name": "Ana", "target_days": "14"}},
    }))  # fmt: skip
    rows = week(run, write).rows
    assert [(r["measure"], r["value"], r["note"]) for r in rows if r["section"] == "targets"] == [
        ("share", "0.1", "missed: >= 0.2"), ("after_hours", "3600", "met: <= 2h"), ("one_to_one", "0", "missed: every 14d; Ana: 42 days"),
    ]  # fmt: skip
    notes = [r["note"] for r in rows if r["section"] == "suggestions"]
    assert notes[0] == "no 1:1 with Ana for 42 days; your median gap was 7; you want 14 days; the next is not booked: book one"
    assert notes[1].startswith("share 10% against your target >= 0.2; your 12 weeks before: 3% (")
    assert len(notes) == 3


def test_a_day_names_its_week_and_every_format_says_the_same(run: Run, write: Write) -> None:
    write("c.ics", QUARTER)
    named = week(run, write)
    assert run("week", "c.ics", "--week", "2026-04-02", *WEEK[2:], "-f", "csv").out == named.out
    document = week(run, write, form="json").json
    jsonschema.validate(document, run("schema", "week").json)
    lines = [json.loads(line) for line in week(run, write, form="ndjson").out.splitlines()]
    assert lines[0] == {"schema": "connratio.week/1"}
    assert lines[1:] == document["rows"]
    assert [tuple("" if r[c] is None else r[c] for c in ("section", "measure", "note")) for r in document["rows"]] == [
        (r["section"], r["measure"], r["note"]) for r in named.rows
    ]
    assert all((r["value"] is None) if c["value"] == "" else float(c["value"]) == r["value"]
               for r, c in zip(document["rows"], named.rows, strict=True))  # fmt: skip
    told = week(run, write, form="md").out.splitlines()
    assert len(told) == len(named.rows) + 2
    assert "| human | human\\_seconds | 4h00m |  | 4h00m | 5h00m | 1h23m |" in told[3]


@pytest.mark.parametrize("text", ["2026-W60", "nonsense", "2026-02-30", "2025-W53"])
def test_what_names_no_week_is_said(run: Run, write: Write, text: str) -> None:
    write("c.ics", QUARTER)
    done = run("week", "c.ics", "--week", text)
    assert (done.code, done.out) == (2, "")
    assert f"'{text}' is no ISO week; write 2026-W47, or a day of it" in done.err


@pytest.mark.parametrize("columns", ["60", "80", "100", "120"])
def test_the_report_fits_on_one_screen(run: Run, write: Write, columns: str) -> None:
    write("c.ics", QUARTER)
    done = run("week", "c.ics", *WEEK, "-f", "table", COLUMNS=columns)
    lines = done.out.splitlines()
    assert max(map(len, lines)) <= int(columns)
    assert len(lines) <= (40 if columns == "60" else 32)
    assert "1:1       2 ▲ (0.8) held" in done.out
    plain = run("week", "c.ics", *WEEK, "-f", "table", PYTHONIOENCODING="ascii", TERM="dumb", COLUMNS=columns)
    assert (plain.code, plain.err) == (0, "")


def test_a_week_that_no_source_reaches_says_so_and_suggests_nothing(run: Run, write: Write) -> None:
    write("c.ics", QUARTER)
    done = run("week", "c.ics", "--week", "2027-W20", "--timezone", "UTC", "-f", "csv")
    assert {r["value"] for r in done.rows if r["section"] in {"share", "human", "focus", "people"}} == {""}
    assert not [r for r in done.rows if r["section"] == "suggestions"]
    assert "no source reaches this week" in run("week", "c.ics", "--week", "2027-W20", "--timezone", "UTC", "-f", "table").out


def test_weeks_before_the_tool_log_are_no_weeks_without_tools(run: Run, write: Write) -> None:
    write("c.ics", QUARTER)
    write("aw.json", export([window(f"{MONDAY + timedelta(weeks=12, days=d)}T09:00:00Z", 7200, "Code") for d in range(5)]))
    document = run("week", "c.ics", "aw.json", *WEEK, "--json").json
    rows = {r["measure"]: r for r in document["rows"]}
    assert document["query"]["basis"] == "tracked"
    tools = rows["tool_seconds"]
    # Ten hours of the editor, less two of the team and half an hour of Di.
    assert (tools["value"], tools["baseline"], tools["n_weeks"]) == (27000, None, 0)
    assert (rows["share"]["baseline"], rows["human_seconds"]["n_weeks"]) == (None, 12)


@pytest.mark.parametrize(
    ("today", "covered", "monday"),
    [
        (date(2026, 11, 25), None, date(2026, 11, 16)),
        (date(2026, 11, 23), (date(2020, 1, 1), date(2027, 1, 1)), date(2026, 11, 16)),
        (date(2026, 11, 25), (date(2020, 1, 1), date(2026, 7, 4)), date(2026, 6, 29)),  # the sources end on a Friday
        (date(2026, 11, 25), (date(2020, 1, 1), date(2026, 7, 3)), date(2026, 6, 22)),  # they end on a Thursday
    ],
)
def test_the_last_full_week(today: date, covered: tuple[date, date] | None, monday: date) -> None:
    assert last_full_week(today, covered, [True] * 5 + [False] * 2, "mon").first == monday


def test_a_metric_is_explained_with_its_sum(run: Run, write: Write) -> None:
    write("c.ics", QUARTER)
    document = run("explain", "one_to_one", "c.ics", *WEEK, "--json").json
    jsonschema.validate(document, run("schema", "explain").json)
    assert [(r["period"], r["value"]) for r in document["rows"] if r["value"]] == [("2026-04-01", 1800), ("2026-04-03", 1800)]
    assert document["totals"]["value"] == 3600
    assert "0h30m + 0h30m = 1h00m" in run("explain", "one_to_one", "c.ics", *WEEK, "-f", "table").out
    assert "4h00m ÷ 40h00m = 10% (workweek)" in run("explain", "share", "c.ics", *WEEK, "-f", "table").out
    assert run("explain", "late12", "c.ics", "--me", ME, "-f", "csv").rows[0]["uid"] == "late12"
    alone = run("explain", "back_to_back_rate", "-f", "table")
    assert (alone.code, "METRICS 1.5" in alone.out) == (0, True)
    assert "no metric is called" in run("explain", "shaer", "c.ics", "--week", "2026-W14").err


@pytest.mark.parametrize(
    ("split", "seconds"),
    [
        ("after_hours", {"working_hours": 10800, "after_hours": 3600}),
        ("focus", {"uninterrupted": 133200, "meeting": 10800}),
        ("ritual", {"ritual": 7200, "other": 7200}),
        ("in_person", {"in_person": 1800, "unknown": 12600}),
    ],
)
def test_a_report_is_split_by_what_the_week_speaks_of(run: Run, write: Write, split: str, seconds: dict[str, int]) -> None:
    write("c.ics", QUARTER.replace("SUMMARY:team12", "SUMMARY:Stand-up"))
    document = run("report", "c.ics", *WEEK, "--split", split, "--json").json
    jsonschema.validate(document, run("schema", "report").json)
    rows = [r for r in document["rows"] if r["kind"] in {"human", ""}]
    assert {r[split]: r["seconds"] for r in rows if r[split]} == seconds
    assert sum(r["fraction"] for r in document["rows"]) == pytest.approx(1, abs=0.001)


def test_what_the_sources_do_not_cover_is_said(run: Run, write: Write) -> None:
    write("c.ics", QUARTER)
    first = run("week", "c.ics", "--week", "2026-W02", *WEEK[2:], "-f", "table", COLUMNS="160").out
    assert "for the first time (the sources begin on 2026-01-05): ana@example.org" in first
    assert "no week before it is observed" in first
    last = {r["measure"]: r["note"] for r in run("week", "c.ics", "--week", "2026-W16", *WEEK[2:], "-f", "csv").rows}
    assert last["share"] == "people ÷ expected working time"  # the calendar ends on the Friday of it
    cut = write("short.ics", QUARTER.replace("20260417T", "20260416T"))
    partial = {r["measure"]: r["note"] for r in run("week", cut, "--week", "2026-W16", *WEEK[2:], "-f", "csv").rows}
    assert partial["share"].endswith("; partial: working days lie outside the data")


def test_every_answer_names_the_rules_in_force(run: Run, write: Write) -> None:
    write("c.ics", QUARTER)
    for asked in (["week", *WEEK], ["people", *WEEK[2:]], ["trend", *WEEK[2:]], ["compare", "2026-01", "2026-02", *WEEK[2:]]):
        document = run(*asked, "c.ics", "--json").json
        assert {"attendance", "overlap", "idle", "working_hours"} <= document["definitions"].keys()
        assert {"timezone", "week_start", "overlap", "attendance"} <= document["query"].keys()
    told = run("week", "c.ics", *WEEK, "-f", "table").out
    for word in ("UTC", "human-wins", "workweek", "weeks start Monday", "attendance accepted", "idle by", "coverage"):
        assert word in told


def test_a_missed_cadence_names_whom_nothing_is_booked_with_once(run: Run, write: Write) -> None:
    roles = {f"{who}@example.org": {"name": who.title(), "role": "report"} for who in ("ana", "bo", "cy")}
    write("connratio.yaml", json.dumps({"targets": {"one_to_one": {"role": "report", "every": "2w"}}, "people": roles}))
    notes = [r["note"] for r in week(run, write).rows if r["section"] == "suggestions"]
    assert notes[0].startswith("no 1:1 with Ana for 42 days")
    assert (
        notes[1]
        == "1:1 every 14d, your target one_to_one, since the last one: Ana: 42 days; Bo: none yet: book Bo, where none is"
    )


@pytest.mark.parametrize("asked", [
    "check --json", "check -v -f csv", "explain after_hours -f csv", "explain uninterrupted --json", "week -f csv", "report --split focus",
    "report --split after_hours", "compare 2026-02 2026-03 -f csv", "people --role report --until 2026-04-06 -f csv",
])  # fmt: skip
def test_the_ledger_answers_as_the_files_do_under_a_configuration(run: Run, write: Write, asked: str) -> None:
    write("c.ics", QUARTER)
    write("connratio.yaml", json.dumps({
        "me": ME, "timezone": "UTC", "holidays": "DE", "working_hours": {"mon-thu": "08:30-12:00, 13:00-18:00"},
        "targets": {"share": ">= 0.2", "after_hours": "<= 2h", "one_to_one": {"role": "report", "every": "2w"}},
        "people": {"ana@example.org": {"name": "Ana", "role": "report"}, "bo@example.org": {"role": "report", "target_days": "7"}},
    }))  # fmt: skip
    words = asked.split()
    period = ["--week", "2026-W14"] if words[0] in {"check", "explain", "week", "report"} else []
    files = run(*words, "c.ics", *period, "-q")
    assert run("import", "c.ics").code == 0
    kept = run(*words, *period, "-q")
    assert (kept.code, _undated(kept.out)) == (files.code, _undated(files.out))
    assert files.out


def _undated(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if '"generated"' not in line)
