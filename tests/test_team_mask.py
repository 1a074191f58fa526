"""What the audit prints of groups, and that nobody finds out what it does not print."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import team_files
from connratio.team.basis import Basis, basis_of
from connratio.team.demo import Size, write_demo
from connratio.team.facts import Facts
from connratio.team.rows import audit_of
from team_attacker import Attacker
from team_facts import directory, facts_of

AWKWARD = facts_of(directory(range(15), departments=3), weeks=8)
"""Teams of no one to fourteen people."""
MIXED = facts_of(directory([6, 9, 12, 4, 8, 10, 7, 1], departments=2, companies=2, locations=3, levels=True), weeks=6, seed=5)


_KNOWN: dict[tuple[int, int], Basis] = {}
_KEPT: list[Facts] = []


def rows(facts: Facts, k: int = 5, **asked: Any) -> list[dict[str, Any]]:
    if (id(facts), k) not in _KNOWN:
        _KNOWN[id(facts), k] = basis_of(facts, k)
        _KEPT.append(facts)  # so that its id stays its own
    basis = _KNOWN[id(facts), k]
    return list(audit_of(basis, **asked).table.records())


def everything(facts: Facts) -> list[dict[str, Any]]:
    """What all runs over a data set print, whatever their options."""
    found = []
    for split in ("team", "location", "management_level"):
        for by in ("week", "4w", "total"):
            for k in (5, 10):
                found += rows(facts, split=split, by=by, k=k)
    known = {(r["level"], r["group"], r["parent"], r["period"], r["measure"]): r for r in found if r["value"] is not None}
    return [*known.values(), *(r for r in found if r["value"] is None and _key(r) not in known)]


def _key(r: dict[str, Any]) -> tuple[str, ...]:
    return (r["level"], r["group"], r["parent"], r["period"], r["measure"])


@pytest.mark.parametrize("facts", [AWKWARD, MIXED], ids=["teams of 0 to 14", "groupings that cross"])
def test_a_solver_with_all_that_all_runs_print_pins_no_hidden_value_and_no_person(facts: Facts) -> None:
    told = everything(facts)
    assert sum(r["value"] is not None for r in told) > 100
    assert Attacker(facts).hours(told, some=250) == []
    assert Attacker(facts).shares(told, some=30) == []


def test_the_attacker_finds_what_a_mask_without_a_remainder_check_gives_away() -> None:
    facts = facts_of(directory([9, 8, 3], departments=1), weeks=4, presence=1.0)
    told = [dict(r) for r in rows(facts, by="total") if r["measure"] == "after_hours"]
    truth = Attacker(facts)
    for row in told:
        if row["value"] is None and row["group"] != "team 02":
            atoms, weeks = truth.cell(row)
            row["value"] = round(2 * float(truth.of_atoms("after_hours_ms", "active")[np.ix_(atoms, weeks)].sum())) / 2
    assert [line.split(" total")[0] for line in Attacker(facts).hours(told)] == ["after: team team 02"]


def test_the_invented_organisation_of_team_demo_gives_nothing_away(tmp_path: Path) -> None:
    lines, _ = write_demo(tmp_path, Size(people=48, teams=5, weeks=5, windows=2))
    people = "\n".join([",".join(lines[0]), *(",".join(line.values()) for line in lines)]) + "\n"
    facts = team_files.facts(tmp_path, people, {})
    told = everything(facts)
    assert sum(r["value"] is not None for r in told) > 100
    assert Attacker(facts).hours(told, some=60) == []


@settings(max_examples=5, phases=[Phase.explicit, Phase.reuse, Phase.generate])  # shrinking takes minutes
@given(
    sizes=st.lists(st.integers(1, 13), min_size=2, max_size=7),
    departments=st.integers(1, 3),
    locations=st.integers(0, 3),
    presence=st.sampled_from([0.8, 0.95, 1.0]),
    seed=st.integers(0, 999),
)
def test_no_drawn_organisation_gives_away_a_hidden_value(
    sizes: list[int], departments: int, locations: int, presence: float, seed: int
) -> None:
    members = directory(sizes, departments=departments, locations=locations, levels=seed % 2 == 0, seed=seed)
    facts = facts_of(members, weeks=5, presence=presence, seed=seed)
    assert Attacker(facts).hours(everything(facts), some=40) == []


def test_half_of_the_cells_of_groups_with_eight_and_more_active_people_are_printed() -> None:
    facts = facts_of(directory(range(15), departments=3), weeks=13)
    big = {r["group"] for r in rows(facts, by="total") if (r["n_people"] or 0) >= 8}
    for by, least in (("week", 0.5), ("total", 0.8)):
        cells = [r for r in rows(facts, by=by) if r["group"] in big and r["measure"] == "meeting_hours"]
        assert sum(r["value"] is not None for r in cells) / len(cells) >= least, by


def test_a_larger_k_prints_part_of_what_the_floor_prints() -> None:
    five = {_key(r): r["value"] for r in rows(MIXED, k=5) if r["value"] is not None}
    ten = {_key(r): r["value"] for r in rows(MIXED, k=10) if r["value"] is not None}
    assert ten
    assert ten.items() <= five.items()
    assert all(r["n_active"] >= 10 for r in rows(MIXED, k=10) if r["value"] is not None)


def test_from_and_until_only_choose_among_the_weeks_of_the_whole() -> None:
    whole = {_key(r): r for r in rows(MIXED)}
    part = rows(MIXED, first=date(2026, 3, 10), until=date(2026, 4, 1))
    assert sorted({r["period"] for r in part}) == ["2026-W12", "2026-W13"]
    assert all(whole[_key(r)] == r for r in part)
    assert rows(MIXED, by="total", first=date(2026, 3, 10)) == []


@pytest.mark.parametrize("facts", [AWKWARD, MIXED])
def test_printed_neighbours_of_a_group_differ_by_no_one_or_by_three_people_and_more(facts: Facts) -> None:
    attacker = Attacker(facts)
    series: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for by in ("week", "4w"):
        for row in rows(facts, by=by):
            if row["value"] is not None and row["measure"] == "meeting_hours":
                series.setdefault((by, row["level"], row["group"], row["parent"]), []).append(row)
    assert any(len(of) > 3 for of in series.values())
    for of in series.values():
        for one, other in pairwise(of):
            assert len(_active(attacker, one) ^ _active(attacker, other)) not in {1, 2}
    weekly = {key[1:] for key in series if key[0] == "week"}
    assert not weekly & {key[1:] for key in series if key[0] == "4w"}


def _active(attacker: Attacker, row: dict[str, Any]) -> set[int]:
    atoms, weeks = attacker.cell(row)
    people = [p for a in atoms for p in attacker.atoms[a]]
    return {p for p in people if attacker.value["active"][p][weeks].any()}


def test_hidden_rows_hold_nothing_but_the_reason() -> None:
    hidden = [r for r in rows(AWKWARD) if r["suppressed"]]
    assert {r["suppressed"] for r in hidden} == {"k", "complement", "dominance", "difference"}
    for row in hidden:
        assert [row[c] for c in ("value", "low", "high", "n_active", "coverage")] == [None] * 5
        assert row["n_people"] is None or row["n_people"] >= 5
    assert all(r["n_active"] >= 5 for r in rows(AWKWARD) if not r["suppressed"])


def test_a_sum_that_is_mostly_one_persons_is_hidden() -> None:
    members = directory([12, 12, 12], departments=1)
    facts = facts_of(members, weeks=4, presence=1.0)
    facts.person_weeks.loc[facts.person_weeks["person"] == 3, "after_hours_ms"] *= 1000
    found = {(r["group"], r["measure"]): r["suppressed"] for r in rows(facts, by="total")}
    assert found["team 00", "after_hours"] == "dominance"
    assert found["team 00", "focus_hours"] == ""


def test_hours_come_in_halves_and_shares_in_points() -> None:
    values: dict[str, list[float]] = {}
    for row in rows(MIXED):
        if row["value"] is not None:
            values.setdefault(row["unit"], []).append(row["value"])
    assert all(v * 2 == int(v * 2) for v in values["h"])
    assert all(round(v, 2) == v and 0 <= v <= 1 for v in values["share"])


def test_a_group_of_one_team_is_that_team() -> None:
    found = rows(facts_of(directory([9], departments=1), weeks=4, presence=1.0), by="total")
    values = _of(found, "meeting_hours")
    assert len(set(values)) == 1
    assert values[0] is not None


def _of(found: Sequence[dict[str, Any]], measure: str) -> list[Any]:
    return [r["value"] for r in found if r["measure"] == measure]
