"""What the rules that ship say of titles in ten languages, and of programs on three systems."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from connratio.classify.rules import default_rules
from connratio.classify.verdicts import judge
from connratio.model.activities import UNKNOWN, frame
from connratio.model.words import EVIDENCE

CASES = Path(__file__).parent / "cases" / "rules"


@pytest.mark.parametrize("file", ["titles.csv", "apps.csv", "timers.csv"])
def test_every_row_of_the_table_gets_its_verdict(file: str) -> None:
    with (CASES / file).open(encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    columns: dict[str, object] = {"start": [0] * len(rows), "end": [1] * len(rows)}
    for name in ("evidence", "app", "host", "title", "place", "conference", "category", "project", "status"):
        columns[name] = [row.get(name, "") for row in rows]
    columns["n_people"] = [int(row["people"]) if row.get("people") else UNKNOWN for row in rows]
    columns["all_day"] = [row.get("all_day") == "true" for row in rows]
    verdicts = judge(frame(columns), default_rules())
    wrong = [
        f"{row['evidence']} {row.get('app', '')} {row.get('host', '')} {row['title']!r}: {found} by {rule}, not {wanted} ({row['why']})"
        for row, rule, *got in zip(rows, verdicts["rule"], verdicts["kind"], verdicts["mode"], verdicts["certain"], strict=True)
        if (found := (got[0], got[1], str(got[2]).lower())) != (wanted := (row["kind"], row["mode"], row["certain"]))
    ]
    assert wrong == []


def test_no_two_rules_have_the_same_name() -> None:
    names = [rule.name for rule in (*default_rules().rules, *default_rules().purposes)]
    assert len(names) == len(set(names))


def test_a_program_or_host_stands_in_one_rule_only() -> None:
    for key in ("app", "host"):
        names = [n for r in default_rules().rules if not r.patterns for n in r.lists.get(key, ()) if r.name != "terminals"]
        assert sorted({n for n in names if names.count(n) > 1}) == []


def test_at_least_sixty_ai_assistants_are_known() -> None:
    assert sum(len(r.lists.get(key, ())) for r in default_rules().rules if r.mode == "ai" for key in ("app", "host")) >= 60


def test_whatever_the_evidence_some_rule_has_the_last_word() -> None:
    open_ended = {
        e
        for r in default_rules().rules
        if not r.patterns and not r.others and set(r.lists) <= {"evidence"}
        for e in r.lists["evidence"]
    }
    assert set(EVIDENCE) - open_ended == {"idle"}


def test_human_time_is_tagged_with_its_purpose() -> None:
    titles = [
        "1:1 Ana",
        "Sprint retro",
        "Performance review",
        "Kundentermin",
        "Kaffee mit Jo",
        "Interview Bo",
        "Onboarding",
        "Roadmap",
    ]
    rows = frame(
        {"start": [0] * 8, "end": [1] * 8, "evidence": "calendar", "title": titles, "n_people": 2},
        8,
    )
    assert judge(rows, default_rules())["purpose"].tolist() == [
        "check_in", "ritual", "feedback", "customer", "social", "interview", "training", "",
    ]  # fmt: skip
