"""Tables of Viva Insights in the audit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from conftest import Run
from connratio.config.load import load_config
from connratio.importers.contract import Options
from connratio.ledger.policy import policy_of
from connratio.model.problems import UsageError
from connratio.team.directory import read_directory
from connratio.team.facts import Facts
from connratio.team.gather import Context, facts_of
from connratio.team.ids import Ids
from connratio.team.viva import is_viva, reduced_tables

HOUR = 3_600_000
HEAD = "PersonId,MetricDate,Collaboration_hours,Meeting_hours,After_hours_collaboration_hours,Uninterrupted_hours,Meeting_hours_1_1,Organization\n"
PEOPLE = "id,team\n" + "".join(f"p{i},Red\n" for i in range(6))


@pytest.fixture
def facts(tmp_path: Path) -> Callable[..., Facts]:
    def read(text: str, *told: str) -> Facts:
        (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
        (tmp_path / "query.csv").write_text(text, encoding="utf-8")
        zone = ZoneInfo("Europe/Berlin")
        policy = policy_of(load_config(None, use=False), zone)
        context = Context(read_directory(tmp_path / "people.csv"), policy, Options(zone, date(2026, 11, 25)), Ids(b"k" * 32))
        assert is_viva(tmp_path / "query.csv")
        return facts_of(reduced_tables([tmp_path / "query.csv"], context, told), context)

    return read


def rows(*more: str) -> str:
    return HEAD + "".join(f"p{i},2026-03-01,10,5,1,12,2,Sales\n" for i in range(6)) + "".join(f"{line}\n" for line in more)


def test_a_week_that_begins_on_a_sunday_is_the_iso_week_that_follows(facts: Callable[..., Facts]) -> None:
    found = facts(rows()).person_weeks
    assert {date.fromordinal(w) for w in found["week"]} == {date(2026, 3, 2)}
    first = found.iloc[0]
    names = ("human_ms", "meeting_ms", "after_hours_ms", "focus_ms", "one_to_one_ms", "tool_ms", "expected_ms")
    assert [int(first[name]) // HOUR for name in names] == [10, 5, 1, 12, 2, 0, 40]
    assert first["active"]
    assert not first["tracked"]


def test_the_days_of_a_week_are_added_up(facts: Callable[..., Facts]) -> None:
    days = HEAD + "".join(f"p{i},{day},2,1,0,3,0,Sales\n" for i in range(6) for day in ("3/2/2026", "3/3/2026"))
    assert set(facts(days).person_weeks["human_ms"]) == {4 * HOUR}


def test_contradictions_are_reported_with_file_and_line_and_what_cannot_be_is_left_out(facts: Callable[..., Facts]) -> None:
    found = facts(rows("p0,2026-03-08,4,5,1,1,0,Sales", "p1,2026-03-08,-1,0,0,0,0,Sales", "p2,never,1,1,0,0,0,Sales",
                       "p3,2026-03-08,4,3,0,0,0,Sales", "p3,2026-03-08,5,3,0,0,0,Sales", "p9,2026-03-08,5,3,0,0,0,Sales"))  # fmt: skip
    said = sorted((p.code, p.file, p.line) for p in found.problems if p.severity != "info")
    assert said == [
        ("C863", "file 1", 13), ("C866", "file 1", 9), ("C866", "file 1", 10), ("C867", "file 1", 8), ("C868", "file 1", 12),
    ]  # fmt: skip
    assert found.left_out == {
        "rows that cannot be": 2, "weeks of people with rows that differ": 1, "sources of people who are not in the directory": 1,
    }  # fmt: skip


def test_a_mapping_names_other_columns_and_must_name_a_measure(facts: Callable[..., Facts]) -> None:
    text = rows().replace("Uninterrupted_hours", "Deep work")
    assert set(facts(text, "focus=Deep work").person_weeks["focus_ms"]) == {12 * HOUR}
    with pytest.raises(UsageError, match="no measure"):
        facts(text, "depth=Deep work")


MEETINGS = (
    "MeetingId,StartDate,DurationHours,TotalNoAttendees,Attendee_meeting_hours,Organizer_PersonId,IsCancelled,IsRecurring\n"
)


def test_of_a_meeting_query_the_organiser_stands_for_all_who_attended(facts: Callable[..., Facts]) -> None:
    lines = "".join(f"m{i},2026-03-02,1,4,3.5,p{i},False,True\n" for i in range(6))
    found = facts(
        MEETINGS
        + lines
        + "m7,2026-03-02,1,3,9,p0,False,False\nm8,2026-03-02,1,3,3,p0,True,False\nm0,2026-03-02,1,4,3.5,p0,False,True\n"
    )
    own = found.attendance[(found.attendance["person"] == 0).to_numpy()]
    assert sorted(own["ms"] / HOUR) == [3.0, 3.5]
    week = found.person_weeks.iloc[0]
    assert [week["meeting_ms"] // HOUR, week["recurring_ms"] // HOUR, bool(week["active"])] == [2, 1, True]
    assert [(p.code, p.line) for p in found.problems if p.severity != "info"] == [("C867", 8)]
    assert found.left_out == {"cancelled": 1, "rows of a meeting again": 1}


def test_the_command_takes_a_table_a_folder_of_tables_and_refuses_them_beside_calendars(run: Run, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "query.csv").write_text(rows(), encoding="utf-8")
    (tmp_path / "one.ics").write_text("BEGIN:VCALENDAR\nEND:VCALENDAR\n", encoding="utf-8")
    shared = ["--people", "people.csv", "--fail-on", "warning"]
    assert run("audit", "tables/query.csv", *shared).code == 0
    assert run("audit", "tables", *shared).code == 0
    assert run("audit", "tables/query.csv", "one.ics", *shared).code == 2
    assert run("audit", "tables", *shared, "--column", "depth=x").code == 2
