"""`trend`, `compare`, `check` and `metrics`, on calendars drawn in a few lines."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import jsonschema
import pytest

from conftest import Run
from connratio.measure.touchpoints import Touchpoint, change_of
from connratio.model.spans import parse_span
from drawn_calendar import ME, calendar, event

Write = Callable[[str, str | bytes], Path]


def weekly(name: str, monday: date, minutes: list[int], who: str = "ana") -> list[str]:
    """A meeting every Monday at nine, of so many minutes."""
    days = [(monday + timedelta(weeks=i)).strftime("%Y%m%d") for i in range(len(minutes))]
    return [
        event(f"{name}{i}", f"{d}T0900", f"{d}T{9 + m // 60:02}{m % 60:02}", who)
        for i, (d, m) in enumerate(zip(days, minutes, strict=True))
        if m
    ]


LAST_DAY = event("last", "20260329T0900", "20260329T1000", title="Focus time")
"""So that the calendar covers its last week to the end."""
RISING = calendar(*weekly("w", date(2026, 1, 5), [30 + 5 * i for i in range(16)]))


def test_every_period_of_the_window_has_a_row_and_the_sums_add_up(run: Run, write: Write) -> None:
    write("c.ics", RISING)
    document = run("trend", "c.ics", "--from", "2026-01-05", "--until", "2026-04-27", "--timezone", "UTC", "--json").json
    rows = document["rows"]
    assert [r["period"] for r in rows] == [f"2026-W{w:02}" for w in range(2, 18)]
    assert (rows[0]["numerator"], rows[0]["denominator"], rows[0]["value"]) == (1800, 144000, 0.0125)
    assert document["verdict"]["value"] == round(sum(r["numerator"] for r in rows) / sum(r["denominator"] for r in rows), 4)
    assert (document["verdict"]["verdict"], document["verdict"]["slope"]) == ("rising", round(300 / 144000, 6))
    jsonschema.validate(document, run("schema", "trend").json)


def test_a_week_beyond_the_sources_is_missing_not_zero(run: Run, write: Write) -> None:
    write("c.ics", RISING)
    rows = run("trend", "c.ics", "--from", "2025-12-29", "--until", "2026-01-19", "--timezone", "UTC", "-f", "csv").rows
    assert [(r["period"], r["value"], r["missing"]) for r in rows][:2] == [
        ("2026-W01", "", "true"),
        ("2026-W02", "0.0125", "false"),
    ]


def test_an_event_gives_before_and_after(run: Run, write: Write) -> None:
    write("c.ics", calendar(*weekly("w", date(2026, 1, 5), [60, 50, 60, 50, 60, 50, 20, 10, 20, 10, 20, 10]), LAST_DAY))
    row = run("trend", "c.ics", "--metric", "one_to_one", "--from", "2026-01-05", "--until", "2026-03-30", "--timezone", "UTC", "--event",
              "2026-02-16", "new [assistant]", "--verdict", "-f", "csv").rows[0]  # fmt: skip
    assert (row["before"], row["after"], row["difference"], row["event"]) == ("3300", "900", "-2400", "new [assistant]")
    assert float(row["difference_low"]) < -2400 < float(row["difference_high"]) < 0


def test_touchpoints_say_what_vanished_thinned_out_and_appeared(run: Run, write: Write) -> None:
    a, b = date(2026, 1, 5), date(2026, 7, 6)
    write("c.ics", calendar(
        *weekly("gone", a, [30] * 6, "ana"),
        *weekly("thin", a, [30] * 6, "bo"), *weekly("thin2", b, [30] * 3, "bo"),
        *weekly("new", b, [45] * 4, "cy"),
    ))  # fmt: skip
    done = run("compare", "2026-Q1", "2026-Q3", "c.ics", "--timezone", "UTC", "--touchpoints", "-f", "csv")
    assert [(r["touchpoint"], r["sort"], r["change"], r["n_a"], r["n_b"], r["a_seconds"]) for r in done.rows] == [
        ("ana@example.org", "pair", "vanished", "6", "0", "10800"),
        ("bo@example.org", "pair", "thinned", "6", "3", "10800"),
        ("cy@example.org", "pair", "appeared", "0", "4", "0"),
    ]
    document = run("compare", "2026-Q1", "2026-Q3", "c.ics", "--timezone", "UTC", "--json").json
    jsonschema.validate(document, run("schema", "compare").json)


@pytest.mark.parametrize(
    ("n", "ms", "factor", "change"),
    [
        ([3, 0], [9, 0], 1, "vanished"),
        ([0, 3], [0, 9], 1, "appeared"),
        ([3, 2], [9, 9], 1, "thinned"),
        ([3, 3], [9, 8], 1, "shrank"),
        ([3, 4], [9, 9], 1, "grew"),
        ([3, 3], [9, 9], 1, ""),
        ([9, 36], [9, 36], 4, ""),
        ([9, 20], [9, 36], 4, "thinned"),
    ],
)
def test_the_word_for_a_changed_contact(n: list[int], ms: list[int], factor: float, change: str) -> None:
    assert change_of(Touchpoint("x", "pair", ("x",), n, ms), factor) == change


@pytest.mark.parametrize(
    ("wanted", "every", "status", "code"),
    [
        (">= 0.01", 14, ["met", "met"], 0),
        (">= 0.99", 14, ["missed", "met"], 1),
        (">= 0.01", 3, ["met", "missed"], 1),
    ],
)
def test_check_is_silent_when_all_is_met(run: Run, write: Write, wanted: str, every: int, status: list[str], code: int) -> None:
    write("c.ics", RISING)
    write("connratio.yaml", json.dumps({
        "targets": {"share": wanted, "one_to_one": {"role": "report", "every": f"{every}d"}}, "me": ME,
        "people": {"ana@example.org": {"role": "report"}},
    }))  # fmt: skip
    done = run("check", "c.ics", "--week", "2026-W10", "--timezone", "UTC", "-q")
    assert done.code == code
    assert (done.out == "") == (code == 0)
    told = run("check", "c.ics", "--week", "2026-W10", "--timezone", "UTC", "--json").json
    assert [r["status"] for r in told["rows"]] == status
    jsonschema.validate(told, run("schema", "check").json)


def test_what_cannot_be_told_is_exit_2_with_its_reason_and_a_missed_target_beats_it(run: Run, write: Write) -> None:
    write("c.ics", RISING)
    write("connratio.yaml", json.dumps({"targets": {"ai_balance": "<= 40%"}}))
    done = run("check", "c.ics", "--week", "2026-W10", "--timezone", "UTC", "-f", "csv")
    assert (done.code, done.rows[0]["status"]) == (2, "unknown")
    assert "tool log" in done.rows[0]["reason"]
    write("connratio.yaml", json.dumps({"targets": {"ai_balance": "<= 40%", "share": ">= 0.99"}}))
    assert run("check", "c.ics", "--week", "2026-W10", "--timezone", "UTC").code == 1


def test_every_metric_can_be_looked_at(run: Run, write: Write) -> None:
    write("c.ics", RISING)
    listed = run("metrics", "-f", "json").json
    jsonschema.validate(listed, run("schema", "metrics").json)
    names = [r["metric"] for r in listed["rows"] if "compare" in r["columns"]]  # the others are those of the team audit
    assert len(names) == len(set(names)) > 30
    compared = run("compare", "2026-W02..2026-W05", "2026-W06..2026-W09", "c.ics", "--timezone", "UTC", "-f", "csv").rows
    assert [r["metric"] for r in compared] == names
    assert run("trend", "c.ics", "--metric", "shaer").code == 2


@pytest.mark.parametrize(
    ("text", "first", "until"),
    [
        ("2026-Q1", date(2026, 1, 1), date(2026, 4, 1)),
        ("2026-H2", date(2026, 7, 1), date(2027, 1, 1)),
        ("2026-03", date(2026, 3, 1), date(2026, 4, 1)),
        ("2026", date(2026, 1, 1), date(2027, 1, 1)),
        ("2026-W10..2026-W14", date(2026, 3, 2), date(2026, 4, 6)),
        ("2026-W53", date(2026, 12, 28), date(2027, 1, 4)),
        ("before:2026-03-02", None, date(2026, 3, 2)),
        ("after:2026-03-02", date(2026, 3, 2), None),
    ],
)
def test_periods_as_people_name_them(text: str, first: date | None, until: date | None) -> None:
    assert parse_span(text) == (first, until)


@pytest.mark.parametrize("text", ["2026-Q5", "2026-13", "before:soon", "last year", "2025-W54"])
def test_other_words_name_no_period(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_span(text)


def series(uid: str, first: str, count: int, *people: str, title: str = "Planning") -> str:
    return event(uid, f"{first}T0900", f"{first}T1000", *people, title=title, more=f"RRULE:FREQ=WEEKLY;COUNT={count}")


def test_a_series_that_was_split_is_one_contact_while_its_people_stay_the_same(run: Run, write: Write) -> None:
    write("c.ics", calendar(
        series("plan@google.com", "20260105", 12, "ana", "bo"), series("plan_R20260706T090000@google.com", "20260706", 12, "ana", "bo"),
        series("desk@google.com", "20260106", 12, "ana", "bo", "cy", "di", title="Desk"),
        series("desk_R20260707T090000@google.com", "20260707", 6, "ana", "cy", title="Desk with the assistant"),
        series("solo@google.com", "20260107", 12, "ed", title="1:1"), series("solo_R20260708T090000@google.com", "20260708", 3, "ed", title="1:1"),
    ))  # fmt: skip
    asked = ("compare", "2026-Q1", "2026-Q3", "c.ics", "--timezone", "UTC", "--me", ME, "--touchpoints", "-f")
    assert [(r["touchpoint"], r["sort"], r["people"], r["change"], r["n_a"], r["n_b"]) for r in run(*asked, "csv").rows] == [
        ("Desk", "series", "ana@example.org;bo@example.org;cy@example.org;di@example.org", "vanished", "12", "0"),
        ("ed@example.org", "pair", "ed@example.org", "thinned", "12", "3"),
        ("Desk with the assistant", "series", "ana@example.org;cy@example.org", "appeared", "0", "6"),
    ]
    assert len(run(*asked, "md").out.splitlines()) == 2 + 3
    lines = run(*asked, "ndjson").out.splitlines()
    assert [json.loads(line)["change"] for line in lines[1:]] == ["vanished", "thinned", "appeared"]


def test_one_guest_more_or_less_does_not_split_a_series(run: Run, write: Write) -> None:
    more = event(
        "plan@google.com",
        "20260112T0900",
        "20260112T1000",
        "ana",
        "bo",
        "guest",
        title="Planning",
        more="RECURRENCE-ID:20260112T090000Z",
    )
    write("c.ics", calendar(
        series("plan@google.com", "20260105", 12, "ana", "bo"), more, series("plan_R20260706T090000@google.com", "20260706", 12, "ana", "bo"),
    ))  # fmt: skip
    done = run("compare", "2026-Q1", "2026-Q3", "c.ics", "--timezone", "UTC", "--me", ME, "--touchpoints", "-f", "csv")
    assert done.rows == []


@pytest.mark.parametrize("asked", [
    "trend", "trend --verdict", "compare 2026-W02..2026-W05 2026-W06..2026-W09", "metrics", "explain human --week 2026-W10", "check --week 2026-W10",
])  # fmt: skip
def test_every_format_has_the_same_rows(run: Run, write: Write, asked: str) -> None:
    write("c.ics", RISING)
    write(
        "connratio.yaml",
        json.dumps({"targets": {"share": ">= 0.99", "one_to_one": {"person": "ana@example.org", "every": "3d"}}}),
    )
    args = [*asked.split(), *([] if asked == "metrics" else ["c.ics", "--timezone", "UTC", "-q"])]
    csv, lines, md = (run(*args, "-f", form) for form in ("csv", "ndjson", "md"))
    records = [json.loads(line) for line in lines.out.splitlines()]
    assert records[0] == {"schema": f"connratio.{asked.split(maxsplit=1)[0]}/1"}
    assert len(records) == len(csv.rows) + 1
    for record, row in zip(records[1:], csv.rows, strict=True):
        assert all(_same(record[name], text) for name, text in row.items()), (record, row)
    header, rule, *cells = md.out.splitlines()
    assert header.count("|") == rule.count("|") == len(csv.rows[0]) + 1
    assert len(cells) == len(csv.rows)


def _same(value: object, text: str) -> bool:
    """Whether a CSV cell says what the record does."""
    if isinstance(value, bool):
        return text == str(value).lower()
    return float(text) == value if isinstance(value, int | float) else text == (value or "")


@pytest.mark.parametrize("columns", ["80", "100", "120"])
@pytest.mark.parametrize("more", ["", "--touchpoints"])
def test_two_periods_are_a_table_on_a_terminal_of_eighty_columns(run: Run, write: Write, columns: str, more: str) -> None:
    a, b = date(2026, 1, 5), date(2026, 7, 6)
    group = [f"colleague.number{i}" for i in range(7)]
    write("c.ics", calendar(
        *weekly("gone", a, [30] * 6, "ana"), *weekly("thin", a, [30] * 6, "bo"), *weekly("thin2", b, [30] * 3, "bo"),
        series("plan", "20260106", 8, *group, title="Planning of the [whole] quarter"),
    ))  # fmt: skip
    done = run(
        "compare", "2026-Q1", "2026-Q3", "c.ics", "--timezone", "UTC", "--me", ME, "-f", "table", *more.split(), COLUMNS=columns
    )
    lines = done.out.splitlines()
    assert max(map(len, lines)) <= int(columns)
    told = next(line.split() for line in lines if line.startswith("bo@example.org" if more else "one to one"))
    # Two one-to-ones at once are half an hour of the week's 86 days ÷ 7 once, not twice.
    assert told[:5] == (["bo@example.org", "thinned", "6", "–", "3"] if more else ["one", "to", "one", "0h15m", "0h32m"])
    assert any("vanished" in line for line in lines) == bool(more)
