"""The people directory: who counts, and who is left out with a Problem."""

from __future__ import annotations

from pathlib import Path

import pytest

from connratio.model.problems import UsageError
from connratio.team.directory import Directory, read_directory

HEAD = "email,name,aliases,team,department,company,manager,start,end\n"


def directory(folder: Path, text: str, name: str = "people.csv") -> Directory:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return read_directory(file)


def said(found: Directory) -> list[tuple[str, int]]:
    return [(p.code, p.line) for p in found.problems if p.severity != "info"]


def keys(found: Directory) -> list[str]:
    return [e.key for e in found.people]


def test_people_are_known_under_their_address_their_aliases_and_a_name_that_only_they_have(tmp_path: Path) -> None:
    found = directory(tmp_path, HEAD + "Bo@x.test,Bo Berg,bb@x.test; B17,Red,,,,,\nana@x.test,Ana,,Red,,,bb@x.test,,\n")
    assert keys(found) == ["ana@x.test", "bo@x.test"]
    assert {word: found.number[word] for word in ("bo@x.test", "bb@x.test", "b17", "bo berg", "ana")} == {
        "bo@x.test": 1, "bb@x.test": 1, "b17": 1, "bo berg": 1, "ana": 0,
    }  # fmt: skip
    assert found.manager == (1, -1)
    assert not said(found)


def test_a_person_in_two_teams_is_left_out_and_the_same_line_again_is_passed_over(tmp_path: Path) -> None:
    found = directory(tmp_path, HEAD + "a@x.test,,,Red,,,,,\na@x.test,,,Blue,,,,,\nb@x.test,,,Red,,,,,\nb@x.test,,,Red,,,,,\n")
    assert keys(found) == ["b@x.test"]
    assert sorted(said(found)) == [("C851", 5), ("C852", 2), ("C852", 3)]
    assert found.left_out == {"directory": 1}


def test_two_people_who_share_an_alias_are_both_left_out(tmp_path: Path) -> None:
    found = directory(tmp_path, HEAD + "a@x.test,,team@x.test,Red,,,,,\nb@x.test,,team@x.test,Red,,,,,\nc@x.test,,,Red,,,,,\n")
    assert keys(found) == ["c@x.test"]
    assert said(found) == [("C854", 2), ("C854", 3)]


def test_an_unknown_manager_and_a_circle_leave_out_those_concerned_but_not_their_reports(tmp_path: Path) -> None:
    found = directory(
        tmp_path,
        HEAD
        + "a@x.test,,,Red,,,b@x.test,,\nb@x.test,,,Red,,,a@x.test,,\nc@x.test,,,Red,,,who@y.test,,\nd@x.test,,,Red,,,a@x.test,,\n",
    )
    assert keys(found) == ["d@x.test"]
    assert found.manager == (-1,)
    assert said(found) == [("C855", 4), ("C856", 2), ("C856", 3)]
    assert found.left_out == {"directory": 3}


def test_a_team_under_two_companies_is_two_teams_and_said(tmp_path: Path) -> None:
    found = directory(tmp_path, HEAD + "a@x.test,,,Sales,,Acme,,,\nb@y.test,,,Sales,,Bolt,,,\nc@y.test,,,Ops,,Bolt,,,\n")
    assert [e.groups["team"] for e in found.people] == ["Sales (Acme)", "Sales (Bolt)", "Ops"]
    assert said(found) == [("C858", 2)]


def test_lines_without_an_address_or_with_dates_the_wrong_way_round_are_left_out(tmp_path: Path) -> None:
    found = directory(
        tmp_path, HEAD + ",Ana,,Red,,,,,\nb@x.test,,,Red,,,,2026-03-02,2026-03-02\nc@x.test,,,Red,,,,2026-03-02,2026-03-03\n"
    )
    assert keys(found) == ["c@x.test"]
    assert said(found) == [("C850", 2), ("C857", 3)]
    assert found.left_out == {"directory": 2}


def test_a_team_of_one_an_unknown_column_and_a_directory_without_managers_are_remarked(tmp_path: Path) -> None:
    found = directory(tmp_path, "id;team;shoe size\n1;Red;40\n2;Blue;41\n3;Blue;42\n")
    assert [(p.code, p.line) for p in found.problems] == [("C859", 1), ("C861", 2), ("C862", 0)]
    assert len(found) == 3


def test_a_directory_may_be_yaml(tmp_path: Path) -> None:
    text = "people:\n  - email: ana@x.test\n    team: Red\n    aliases: [a1, a2]\n  - {id: 7, team: Red, manager: a1}\n"
    found = directory(tmp_path, text, "people.yaml")
    assert keys(found) == ["7", "ana@x.test"]
    assert found.manager == (1, -1)
    by_address = directory(tmp_path, "ana@x.test: {team: Red}\nbo@x.test: {team: Red, team2: Blue}\n", "people.yml")
    assert [(p.code, p.line) for p in by_address.problems][:1] == [("C859", 2)]
    assert len(by_address) == 2


def test_problems_name_the_line_and_nobody(tmp_path: Path) -> None:
    found = directory(tmp_path, HEAD + "zoe@x.test,Zoe,,Red,,,yann@y.test,,\nb@x.test,Bo,,Red,,,,,\n")
    assert [(p.code, p.line) for p in found.problems] == [("C855", 2), ("C861", 3), ("C862", 0)]
    text = " ".join(f"{p.message} {p.file} {p.uid}" for p in found.problems).lower()
    assert not any(word in text for word in ("@", "zoe", "yann", " bo"))


def test_a_directory_with_nobody_in_it_is_refused(tmp_path: Path) -> None:
    for text in ("", HEAD, "name,team\nAna,Red\n", HEAD + ",Ana,,,,,,,\n"):
        with pytest.raises(UsageError):
            directory(tmp_path, text)
    with pytest.raises(UsageError):
        read_directory(tmp_path / "none.csv")
