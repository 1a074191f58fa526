"""From calendars and logs of an organisation to facts."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from conftest import ROOT, Run
from connratio.config.load import load_config
from connratio.importers.contract import Options
from connratio.ledger.policy import policy_of
from connratio.team.directory import read_directory
from connratio.team.engine import Here, Processes
from connratio.team.facts import ATTENDANCE, MEMBERS, PERSON_WEEKS, TIES, Facts
from connratio.team.gather import Context, everybody
from connratio.team.ids import Ids
from connratio.team.units import plan
from team_files import TODAY, ZONE, calendar, facts, meeting

NAMES = "abcdef"
PEOPLE = "email,team,manager\n" + "".join(f"{n}@x.test,Red,{'' if n == 'a' else 'a@x.test'}\n" for n in NAMES)
A, B, C = "a@x.test", "b@x.test", "c@x.test"
ALL = " ".join(f"{n}@x.test" for n in NAMES)
HOUR = 3_600_000
ROUND = meeting("round", "2026-03-02 09:00", 60, ALL)


def everyone(**more: list[str]) -> dict[str, str]:
    """A calendar for everybody with the common round in it, so that the week counts, and what else each has."""
    return {f"{n}@x.test.ics": calendar([ROUND, *more.get(n, [])]) for n in NAMES}


def week(found: Facts, person: int, name: str) -> object:
    rows = found.person_weeks
    return rows[(rows["person"] == person).to_numpy()][name].tolist()


def test_one_meeting_in_six_calendars_is_one_meeting_with_six_who_attend(tmp_path: Path) -> None:
    found = facts(tmp_path, PEOPLE, everyone())
    assert set(found.attendance["meeting"]) == {0}
    assert found.attendance[["person", "ms", "n", "size"]].to_numpy().tolist() == [[i, HOUR, 6, "small"] for i in range(6)]
    assert len(found.ties) == 15
    assert found.ties["pair_ms"].tolist() == [HOUR // 5] * 15
    assert len(found.weeks) == 1


def test_two_meetings_at_once_are_full_length_each_but_one_hour_of_the_person(tmp_path: Path) -> None:
    both = meeting("two", "2026-03-02 09:00", 60, f"{A} {B}")
    found = facts(tmp_path, PEOPLE, everyone(a=[both], b=[both]))
    assert week(found, 0, "meeting_ms") == [HOUR]
    rows = found.attendance
    assert rows[(rows["person"] == 0).to_numpy()]["ms"].sum() == 2 * HOUR


def test_outsiders_share_the_time_and_stand_together(tmp_path: Path) -> None:
    visit = meeting("visit", "2026-03-03 09:00", 60, f"{A} {B} guest@y.test other@z.test")
    found = facts(tmp_path, PEOPLE, everyone(a=[visit], b=[visit]))
    ties = found.ties.set_index(["person", "other"])["pair_ms"]
    assert ties.loc[0, -1] == ties.loc[1, -1] == 2 * HOUR // 3
    assert ties.loc[0, 1] == HOUR // 5 + HOUR // 3


def test_who_declined_in_their_own_calendar_was_not_there_whatever_the_organiser_copy_says(tmp_path: Path) -> None:
    kept, said_no = (meeting("pair", "2026-03-03 09:00", 30, f"{A} {sign}{B}") for sign in ("", "-"))
    found = facts(tmp_path, PEOPLE, everyone(a=[kept], b=[said_no]))
    ties = found.ties.set_index(["person", "other"])
    assert ties["one_to_one"].sum() == 0
    assert -1 not in set(found.ties["other"])
    assert ties.loc[(0, 1), "pair_ms"] == HOUR // 5


def test_a_one_to_one_is_a_tie_with_its_last_day_also_when_only_one_calendar_is_here(tmp_path: Path) -> None:
    files = everyone(a=[meeting("pair", "2026-03-04 10:00", 30, f"{A} {C}")])
    del files[f"{C}.ics"]
    found = facts(tmp_path, PEOPLE, files)
    tie = found.ties.set_index(["person", "other"]).loc[0, 2]
    assert tie["one_to_one"] == 1
    assert pd.Timestamp.fromordinal(int(tie["last_one_to_one"])) == pd.Timestamp(2026, 3, 4)
    assert 2 not in set(found.attendance["person"])
    assert found.members["has_calendar"].tolist() == [True, True, False, True, True, True]


@pytest.mark.parametrize("stay", ["2026-03-03,", ",2026-03-02"])
def test_people_count_from_their_first_day_to_their_last(tmp_path: Path, stay: str) -> None:
    people = PEOPLE.replace("manager\n", "manager,start,end\n").replace("b@x.test,Red,a@x.test", f"b@x.test,Red,a@x.test,{stay}")
    found = facts(tmp_path, people, everyone())
    assert set(found.attendance["person"]) == {0, 2, 3, 4, 5}
    assert found.left_out == {"people's records outside their stay in the organisation": 1}
    assert found.ties.set_index(["person", "other"]).loc[(0, -1), "pair_ms"] == HOUR // 5  # somebody from outside, for now


def test_a_week_in_which_fewer_than_five_are_active_ends_the_window(tmp_path: Path) -> None:
    later = meeting("later", "2026-03-18 09:00", 60, f"{A} {B}")
    found = facts(tmp_path, PEOPLE, everyone(a=[later], b=[later]))
    assert [pd.Timestamp.fromordinal(w) for w in found.weeks] == [pd.Timestamp(2026, 3, 2)]
    assert len(found.person_weeks) == 6


def test_the_owner_is_told_by_the_calendar_then_by_the_calendar_beside_then_by_a_name(tmp_path: Path) -> None:
    log = "start,end,application\n2026-03-02T10:00+00:00,2026-03-02T11:00+00:00,Code\n"
    files = everyone()
    del files[f"{B}.ics"], files[f"{C}.ics"], files["d@x.test.ics"]
    files["box/some.ics"] = calendar([ROUND], name=B)
    files["box/log.csv"] = log
    files["c@x.test/deep/export.ics"] = calendar([ROUND])
    files["strange/d@x.test.log.csv"] = log
    files["other/nobody.csv"] = log
    files["other2/x.ics"] = calendar([ROUND], name="who@y.test")
    found = facts(tmp_path, PEOPLE, files)
    assert week(found, 1, "tool_ms") == [HOUR]
    assert week(found, 2, "meeting_ms") == [HOUR]
    assert week(found, 3, "tool_ms") == [HOUR]
    assert sorted(p.code for p in found.problems if p.severity == "warning") == ["C863", "C864"]
    assert all(p.file.startswith("file ") for p in found.problems if p.severity == "warning")
    assert found.left_out == {"sources of people who are not in the directory": 1, "files of nobody known": 1}


def test_a_table_with_a_person_column_and_own_calendars_are_put_together_once(tmp_path: Path) -> None:
    rows = "".join(f"2026-03-02T1{i}:00+00:00,2026-03-02T1{i}:30+00:00,Code,{n}@x.test\n" for i, n in enumerate("abc"))
    files = {
        **everyone(),
        "log.csv": "start,end,application,person\n" + rows + "2026-03-02T10:00+00:00,2026-03-02T11:00+00:00,Code,who@x.test\n",
    }
    found = facts(tmp_path, PEOPLE, files)
    assert [week(found, i, "tool_ms") for i in range(3)] == [[HOUR // 2]] * 3
    assert [week(found, i, "meeting_ms") for i in range(3)] == [[HOUR]] * 3
    assert [p.code for p in found.problems if p.severity == "warning"] == ["C863"]


def test_an_alias_is_the_same_person_as_owner_as_guest_and_as_file_name(tmp_path: Path) -> None:
    people = PEOPLE.replace("email,team,manager", "email,team,manager,aliases").replace(
        "b@x.test,Red,a@x.test", "b@x.test,Red,a@x.test,bee@x.test;B17"
    )
    pair = meeting("pair", "2026-03-03 10:00", 30, f"{A} bee@x.test")
    files = everyone(a=[pair])
    del files[f"{B}.ics"]
    files["b17.ics"] = calendar([ROUND, pair])
    found = facts(tmp_path, people, files)
    assert found.ties.set_index(["person", "other"]).loc[(0, 1), "one_to_one"] == 1
    assert -1 not in set(found.ties["other"])
    assert week(found, 1, "meeting_ms") == [HOUR * 3 // 2]


def test_a_folder_above_the_one_that_was_named_says_nothing(tmp_path: Path) -> None:
    below = tmp_path / A
    below.mkdir()
    found = facts(
        below,
        PEOPLE,
        {**everyone(), "logs/one.csv": "start,end,application\n2026-03-02T10:00+00:00,2026-03-02T11:00+00:00,Code\n"},
    )
    assert week(found, 0, "tool_ms") == [0]
    assert [p.code for p in found.problems if p.severity == "warning"] == ["C864"]


def test_the_people_directory_among_the_files_is_no_source(tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text(PEOPLE, encoding="utf-8")
    (tmp_path / "a@x.test.ics").write_text(calendar([ROUND]), encoding="utf-8")
    units = plan([tmp_path, people], read_directory(people), people)
    assert [[path.name for path in unit.paths] for unit in units] == [["a@x.test.ics"]]


@pytest.mark.parametrize("jobs", [2])
def test_processes_give_the_same_facts(tmp_path: Path, jobs: int) -> None:
    files = everyone(
        a=[meeting("pair", "2026-03-04 10:00", 30, f"{A} {C}")], c=[meeting("pair", "2026-03-04 10:00", 30, f"{A} {C}")]
    )
    here, there = facts(tmp_path, PEOPLE, files), facts(tmp_path, PEOPLE, files, Processes(jobs))
    for name, columns in (("members", MEMBERS), ("person_weeks", PERSON_WEEKS), ("attendance", ATTENDANCE), ("ties", TIES)):
        own = getattr(here, name)
        assert list(own.columns) == list(columns)
        pd.testing.assert_frame_equal(own, getattr(there, name))


def test_a_person_s_weeks_are_those_of_their_own_report(tmp_path: Path) -> None:
    from connratio.api import report
    from connratio.team.demo import Size, write_demo

    rows, _ = write_demo(tmp_path, Size(people=20, teams=2, weeks=3, windows=4))
    people = "\n".join([",".join(rows[0]), *(",".join(row.values()) for row in rows)]) + "\n"
    found = facts(tmp_path, people, {})
    addresses = sorted(row["email"] for row in rows if not row["start"] and not row["end"])
    for address in addresses[:3]:
        person = sorted(row["email"] for row in rows).index(address)
        files = sorted((tmp_path / "data").rglob(f"{address}.*"))
        own = report(*files, by="week", me=[address], timezone="Europe/Berlin").query("human_seconds > 0")
        for name in ("human", "tool", "ai"):
            assert (own[f"{name}_seconds"] * 1000).tolist() == week(found, person, f"{name}_ms")


def test_sittings_with_an_assistant_are_those_of_connratio_ai(run: Run, tmp_path: Path) -> None:
    for case in ("turn", "questions", "steering"):
        for file in (ROOT / "tests" / "cases" / "claude-code" / case).glob("input*"):
            target = tmp_path / "data" / A / case / file.name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copytree(file, target) if file.is_dir() else shutil.copy(file, target)
    told = run("ai", tmp_path / "data" / A, "--by", "total", "-f", "csv", TZ="Europe/Berlin").rows[0]
    found = reduced_weeks(tmp_path)
    sums = [int(found[name].sum()) for name in ("n_sessions", "n_augmenting", "n_automating")]
    assert sums[0] == int(told["n_sessions"]) > 0
    assert [round(n / sums[0], 4) for n in sums[1:]] == [float(told[f"{w}_share"] or 0) for w in ("augmentation", "automation")]


def reduced_weeks(folder: Path) -> pd.DataFrame:
    """The weeks of the first person, few as they are."""
    (folder / "people.csv").write_text(PEOPLE, encoding="utf-8")
    directory = read_directory(folder / "people.csv")
    context = Context(directory, policy_of(load_config(None, use=False), ZONE), Options(ZONE, TODAY), Ids(b"k" * 32))
    weeks: pd.DataFrame = everybody(plan([folder / "data"], directory), context, Here()).people[0].weeks
    return weeks


def test_the_place_of_the_day_and_the_rooms_of_a_feed_count_in_a_team_too(tmp_path: Path) -> None:
    both = meeting("pair", "2026-03-03 09:00", 60, f"{A} {B}")
    office = "BEGIN:VEVENT\r\nUID:o\r\nDTSTART;VALUE=DATE:20260303\r\nSUMMARY:Office\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT"
    feed = (
        "BEGIN:VEVENT\r\nUID:f\r\nDTSTART:20260304T090000Z\r\nDURATION:PT1H\r\nSUMMARY:1:1 Ana\r\nLOCATION:Room 5\r\nEND:VEVENT"
    )
    files = everyone(a=[both, office], b=[both]) | {f"{C}.ics": calendar([feed])}
    found = facts(tmp_path, PEOPLE, files)
    assert [week(found, person, "in_person_ms") for person in (0, 1, 2)] == [[HOUR], [0], [HOUR]]
