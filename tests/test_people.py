"""`connratio people`, on calendars drawn in a few lines."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from conftest import Run
from connratio.measure.people import gaps_of, state_of
from drawn_calendar import ME, calendar, event

Write = Callable[[str, str | bytes], Path]

YEAR = calendar(
    event("a1", "20260105T0900", "20260105T0930", "ana", more=f"ORGANIZER:mailto:{ME}"),
    event("a2", "20260119T0900", "20260119T0930", "ana", more="ORGANIZER:mailto:ana@example.org"),
    event("a3", "20260216T0900", "20260216T1000", "ana", more=f"ORGANIZER:mailto:{ME}"),
    event("a4", "20260601T0900", "20260601T1000", "ana"),
    event("off", "20260202", "20260207", title="Out of office"),
    event("team", "20260106T1000", "20260106T1100", "ana", "bo", more="LOCATION:Room 1"),
    event("crowd", "20260107T1000", "20260107T1100", *[f"p{i}" for i in range(20)]),
)


def rows(run: Run, write: Write, *args: str) -> dict[str, dict[str, str]]:
    done = run("people", write("c.ics", YEAR), "--until", "2026-03-02", "--timezone", "UTC", "-f", "csv", *args)
    assert done.code == 0, done.err
    return {r["counterpart"]: r for r in done.rows}


def test_the_rhythm_of_one_to_ones_leaves_days_off_out(run: Run, write: Write) -> None:
    ana = rows(run, write)["ana@example.org"]
    assert (ana["n_contacts"], ana["n_one_to_ones"], ana["one_to_one_seconds"]) == ("4", "3", "7200")
    assert (ana["median_gap_days"], ana["longest_gap_days"]) == ("18.5", "23")  # 14, and 28 less five days off
    assert (ana["days_since"], ana["next_booked"]) == ("14", "2026-06-01")
    assert (ana["initiated_by_me"], ana["initiated_by_them"], ana["reciprocity"]) == ("2", "1", "0.5")
    assert (ana["first_met"], ana["last_met"], ana["state"], ana["in_person_days"]) == ("2026-01-05", "2026-02-16", "new", "1")


def test_time_is_shared_among_those_present(run: Run, write: Write) -> None:
    found = rows(run, write)
    assert (found["bo@example.org"]["contact_seconds"], found["bo@example.org"]["pair_seconds"]) == ("3600", "1800")
    assert (found["p1@example.org"]["n_contacts"], found["p1@example.org"]["state"]) == ("0", "")
    assert sum(float(r["pair_seconds"]) for r in found.values()) == 7200 + 3600 + 3600


def test_people_of_a_role_with_their_debt(run: Run, write: Write) -> None:
    write("connratio.yaml", json.dumps({"people": {
        "ana@example.org": {"name": "Ana", "role": "report", "target_days": "7"}, "cy@example.org": {"role": "report"},
    }}))  # fmt: skip
    document = run(
        "people", write("c.ics", YEAR), "--until", "2026-03-02", "--timezone", "UTC", "--role", "report", "--json"
    ).json
    assert [(r["name"], r["debt_days"]) for r in document["rows"]] == [("Ana", 7), ("cy@example.org", None)]
    # 14 days since the last one against 7 wanted; 40 min a week for Ana, half of 30 for cy
    totals = document["totals"]
    assert (totals["span_of_control"], totals["check_in_coverage"], totals["span_time_cost_seconds"]) == (2, 0, 3300)
    jsonschema.validate(document, run("schema", "people").json)


@pytest.mark.parametrize(
    ("days", "until", "state"),
    [
        ([], 100, ""),
        ([50, 99], 100, "new"),
        ([10, 20, 30, 95], 100, "kept"),
        ([10, 20, 30, 80], 100, "lapsing"),
        ([10, 20, 30, 40], 100, "lapsed"),
        ([10, 20], 80, "lapsed"),
        ([1, 41, 81], 150, "lapsing"),
    ],
)
def test_the_state_of_a_tie(days: list[int], until: int, state: str) -> None:
    assert state_of(days, until) == state


def test_gaps_count_only_days_off_strictly_between() -> None:
    assert gaps_of([1, 8, 15], [1, 3, 8, 20]) == [6, 7]


@pytest.mark.parametrize("columns", ["60", "80", "100", "120"])
def test_a_person_is_one_line_on_a_terminal_of_eighty_columns(run: Run, write: Write, columns: str) -> None:
    write("c.ics", YEAR)
    write(
        "connratio.yaml",
        json.dumps({"people": {"ana@example.org": {"name": "Ana [b]Ek[/b]", "role": "report", "target_days": "7"}}}),
    )
    done = run("people", "c.ics", "--until", "2026-03-02", "--timezone", "UTC", "-f", "table", COLUMNS=columns)
    lines = done.out.splitlines()
    assert max(map(len, lines)) <= int(columns)
    if columns != "60":
        ana = next(line for line in lines if line.startswith("Ana [b]Ek[/b]"))
        assert ana.split()[2:10] == [
            "new",
            "3h00m",
            "4",
            "3",
            "14",
            "18.5",
            *(["2026-06-01", "7"] if columns == "80" else ["23", "2026-06-01"]),
        ]
        assert sum("@example.org" in line for line in lines) == 21


def test_people_in_markdown_and_as_records(run: Run, write: Write) -> None:
    write("c.ics", YEAR)
    asked = ("people", "c.ics", "--until", "2026-03-02", "--timezone", "UTC", "-f")
    records = [json.loads(line) for line in run(*asked, "ndjson").out.splitlines()]
    assert records[0] == {"schema": "connratio.people/1"}
    assert [r["counterpart"] for r in records[1:]] == [r["counterpart"] for r in run(*asked, "csv").rows]
    assert run(*asked, "md").out.splitlines()[2].startswith("| ana@example.org | ana@example.org |  |  | new | 3h00m |")
