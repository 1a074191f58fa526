"""The measures of the audit by hand, the matrix, and how the command prints them."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import Any

import jsonschema
import numpy as np
import pytest

from connratio.cli.audited import answer_for
from connratio.model.problems import UsageError
from connratio.render.output import _write, console
from connratio.render.schemas import schema_of
from connratio.team.basis import Basis, basis_of
from connratio.team.columns import COLUMNS, MEASURES
from connratio.team.facts import Facts
from connratio.team.rows import audit_of, matrix_audit
from connratio.team.spread import gini
from team_attacker import Attacker
from team_facts import HOUR, MONDAY, directory, facts_of

ALIKE = facts_of(directory([10, 12, 11], departments=1), weeks=4, presence=1.0, seed=3)
ANSWERS = basis_of(ALIKE)


def totals(basis: Basis = ANSWERS, split: str = "team") -> dict[tuple[str, str], dict[str, Any]]:
    return {(r["group"], r["measure"]): r for r in audit_of(basis, split=split, by="total").table.records()}


def test_every_measure_of_the_catalogue_has_a_row_for_every_group() -> None:
    found = totals()
    assert {m for _, m in found} == {m.name for m in MEASURES}
    assert len(found) == 6 * len(MEASURES)


def test_sums_shares_and_medians_are_those_of_the_weeks() -> None:
    own = ALIKE.person_weeks[ALIKE.person_weeks["person"] < 10]
    logged = own[own["tracked"]]
    found = totals()

    def value(measure: str) -> Any:
        return found["team 00", measure]["value"]

    assert value("meeting_hours") == pytest.approx(own["meeting_ms"].sum() / HOUR, abs=0.25)
    assert value("person_hours") == pytest.approx(ALIKE.attendance[ALIKE.attendance["person"] < 10]["ms"].sum() / HOUR, abs=0.25)
    both = logged["human_ms"].sum() + logged["tool_ms"].sum()
    assert value("share_pooled") == pytest.approx(logged["human_ms"].sum() / both, abs=0.005)
    by_person = own.groupby("person")["human_ms"].sum().to_numpy(dtype=float) / HOUR / 4
    assert value("human_hours_median") == pytest.approx(np.median(by_person), abs=0.25)
    assert value("gini_human_hours") == pytest.approx(gini(by_person), abs=0.005)
    assert found["team 00", "share_pooled"]["n_active"] == 9  # one of them has no tool log
    assert found["team 00", "share_median_person"]["suppressed"] == "k"


def test_the_gini_coefficient_of_few_people_is_not_biased_towards_equality() -> None:
    assert gini(np.array([0.0, 0.0, 0.0, 8.0])) == pytest.approx(1.0)
    assert gini(np.array([3.0, 3.0, 3.0])) == pytest.approx(0.0)
    assert gini(np.array([1.0, 2.0, 3.0])) == pytest.approx((4 / 18) * 3 / 2)


def test_spans_and_reach_count_leaders_and_check_ins_count_reports() -> None:
    facts = facts_of(directory([8] * 6, departments=2), weeks=4, presence=1.0)
    found = totals(basis_of(facts), "company")
    span, cost = found["portfolio", "span_of_control"], found["portfolio", "span_time_cost"]
    assert (span["value"], span["n_active"], cost["value"]) == (7.0, 6, 2.0)
    held = facts.ties[(facts.ties["one_to_one"] > 0) & (facts.ties["last_one_to_one"] >= MONDAY + 14)]
    met = {b for a, b in zip(held["person"], held["other"], strict=True) if facts.members["manager"][b] == a}
    row = found["portfolio", "check_in_coverage"]
    assert row["n_active"] == 42
    if 0.1 <= len(met) / 42 <= 0.9:
        assert row["value"] == pytest.approx(len(met) / 42, abs=0.005)
    else:
        assert (row["value"], row["low"], row["high"]) == (None, 0.9, 1.0)


def test_shares_of_people_near_an_end_are_an_interval() -> None:
    facts = facts_of(directory([8] * 6, departments=2), weeks=4, presence=1.0)
    facts.ties["one_to_one"] = 0
    row = totals(basis_of(facts), "company")["portfolio", "check_in_coverage"]
    assert (row["value"], row["low"], row["high"], row["suppressed"]) == (None, 0.0, 0.1, "")


def test_the_matrix_sums_up_to_the_person_hours_of_a_group() -> None:
    found = list(matrix_audit(ANSWERS).table.records())
    assert [r["group_b"] for r in found if r["group_a"] == "team 00"] == ["team 00", "team 01", "team 02", "external"]
    own = sum(
        (r["person_seconds"] or 0) * (1 + (r["group_a"] == r["group_b"])) / 3600
        for r in found
        if "team 00" in {r["group_a"], r["group_b"]}
    )
    assert own == pytest.approx(totals()["team 00", "person_hours"]["value"], abs=1.5)


def test_the_matrix_hides_small_groups_and_never_a_single_cell_of_a_row() -> None:
    basis = basis_of(facts_of(directory([9, 12, 4, 8, 10, 7, 1, 11], departments=2, companies=2), weeks=6))
    for split in ("team", "department", "company"):
        found = list(matrix_audit(basis, split=split).table.records())
        assert all(r["person_seconds"] is None for r in found if {"team 02", "team 06"} & {r["group_a"], r["group_b"]})
        for name in {r["group_a"] for r in found}:
            row = [r for r in found if name in {r["group_a"], r["group_b"]}]
            assert sum(r["suppressed"] != "" for r in row) != 1
    with pytest.raises(UsageError):
        matrix_audit(basis, split="location")


def answer(facts: Facts, **asked: Any) -> Any:
    told: dict[str, Any] = {"split": "team", "by": "week", "k": 5, "window": (None, None), "matrix": False, **asked}
    return answer_for(facts, **told)


@pytest.mark.parametrize("matrix", [False, True])
def test_every_format_has_the_same_rows(matrix: bool) -> None:
    found = answer(ALIKE, matrix=matrix, by="total")
    texts = {}
    for name in ("csv", "tsv", "json", "ndjson", "md", "table"):
        out = io.StringIO()
        _write(found, name, out)
        texts[name] = out.getvalue()
    records = list(csv.DictReader(io.StringIO(texts["csv"])))
    document = json.loads(texts["json"])
    jsonschema.validate(document, schema_of("audit"))
    assert len(records) == len(document["rows"]) == len(texts["ndjson"].splitlines()) - 1 == len(texts["md"].splitlines()) - 2
    assert matrix or tuple(records[0]) == COLUMNS
    for record, row in zip(records, document["rows"], strict=True):
        for column, text in record.items():
            assert text == "" if row[column] is None else row[column] == text or float(row[column]) == float(text)
    assert "team 00" in texts["table"]


def test_a_screen_shows_groups_below_each_other_and_why_a_value_is_missing() -> None:
    facts = facts_of(directory([9, 8, 3], departments=1), weeks=4, presence=1.0)
    out = io.StringIO()
    shown = console(out)
    shown.width = 100
    answer(facts, by="total").show(shown)
    lines = out.getvalue().splitlines()
    assert lines[0].startswith("teams by total")
    assert any("team 02" in line and "·k" in line for line in lines)
    assert any("team 01" in line and "·c" in line for line in lines)


def test_no_output_holds_a_person() -> None:
    found = answer(ALIKE, by="total")
    assert {row["level"] for row in found.table.records()} == {"portfolio", "company", "department", "team"}
    assert not set(found.table.columns) & {"person", "name", "email"}


def test_what_many_small_teams_print_stays_safe_with_the_totals_of_structure() -> None:
    facts = facts_of(directory([3, 4, 5, 6, 7, 2], departments=2), weeks=4, seed=9)
    told = list(audit_of(basis_of(facts), by="total").table.records())
    assert Attacker(facts).hours(told) == []


def test_too_few_people_and_no_weeks_at_all_show_nothing() -> None:
    few = facts_of(directory([2, 2], departments=1), weeks=3)
    assert [r["value"] for r in audit_of(basis_of(few), by="week").table.records() if r["value"] is not None] == []
    none = replace(few, weeks=(), person_weeks=few.person_weeks[:0], attendance=few.attendance[:0], ties=few.ties[:0])
    answered = audit_of(basis_of(none), by="total")
    assert list(answered.table.rows) == []
    assert "nothing that can be shown" in answered.notes[-1]
    assert list(matrix_audit(basis_of(none)).table.rows) == []


def test_several_portfolios_and_people_without_a_team_are_groups_of_their_own_or_of_none() -> None:
    members = directory([8, 7, 9, 6], departments=2)
    members["portfolio"] = ["north" if i % 2 else "south" for i in range(len(members))]
    members.loc[:3, ["team", "department"]] = ""
    found = list(audit_of(basis_of(facts_of(members, weeks=4)), by="total").table.records())
    assert {r["group"] for r in found if r["level"] == "portfolio"} == {"north", "south"}
    assert all(r["group"] for r in found)
