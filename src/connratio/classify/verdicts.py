"""Verdicts: what each activity counts as. Only distinct combinations of what rules look at are evaluated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from connratio.classify.rules import PATTERNS, Rule, RuleSet, name_key
from connratio.classify.sql import BARE_COLUMNS, all_matches, columns_of, first_match
from connratio.model.problems import UsageError
from connratio.model.text import folded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

PATTERNED = frozenset(PATTERNS) - set(BARE_COLUMNS)
UNJUDGED = Rule("no-rule", "unknown", certain=False, file="connratio", line=0)
"""What no rule knows is unknown."""


def judge(activities: pd.DataFrame, rules: RuleSet, zone: ZoneInfo | None = None) -> pd.DataFrame:
    """One row per activity, same index: `kind, mode, size, purpose, certain, rule` and `rule_id`, the place in `rules.rules`.

    `size` is only what the rule says; the head-count is the caller's to apply. `zone` is that of conditions on the time of
    day (UTC without). Raises UsageError for a pattern that RE2 refuses.
    """
    rule_id = np.full(len(activities), -1, dtype=np.int32)
    purpose_id = np.full(len(activities), -1, dtype=np.int32)
    kinds = np.array([r.kind for r in rules.rules] + [UNJUDGED.kind], dtype=object)
    for evidence, rows in _by_evidence(activities):
        concerned = activities.iloc[rows]
        rule_id[rows] = _matched(concerned, rules.rules, evidence, zone)
        human = rows[kinds[rule_id[rows]] == "human"]
        if len(human) and rules.purposes:
            purpose_id[human] = _matched(activities.iloc[human], rules.purposes, evidence, zone)
    return _frame(activities.index, rules, rule_id, purpose_id)


def matches(activities: pd.DataFrame, rules: RuleSet, zone: ZoneInfo | None = None) -> list[list[Rule]]:
    """For each activity all rules that match it, the winner first; `explain` shows the runner-up from it."""
    found: list[list[Rule]] = [[] for _ in range(len(activities))]
    for evidence, rows in _by_evidence(activities):
        mine = [(i, r) for i, r in enumerate(rules.rules) if r.concerns(evidence)]
        combos, inverse = _distinct(activities.iloc[rows], columns_of([r for _, r in mine]), zone)
        lists = _run(combos, all_matches([r for _, r in mine]), [r for _, r in mine])
        for row, combo in zip(rows.tolist(), inverse.tolist(), strict=True):
            found[row] = [mine[i][1] for i in lists[combo] if i is not None]
    return found


def _by_evidence(activities: pd.DataFrame) -> list[tuple[str, Any]]:
    column = activities["evidence"]
    codes = column.cat.codes.to_numpy()
    return [(str(name), rows) for i, name in enumerate(column.cat.categories) if len(rows := np.flatnonzero(codes == i))]


def _matched(activities: pd.DataFrame, rules: Sequence[Rule], evidence: str, zone: ZoneInfo | None) -> Any:
    numbers = np.array([i for i, r in enumerate(rules) if r.concerns(evidence)] + [-1], dtype=np.int32)
    mine = [rules[i] for i in numbers[:-1]]
    combos, inverse = _distinct(activities, columns_of(mine), zone)
    return numbers[np.asarray(_run(combos, first_match(mine), mine))][inverse]


def _run(combos: pd.DataFrame, expression: str, rules: Sequence[Rule]) -> list[Any]:
    import duckdb

    connection = duckdb.connect(":memory:", config={"threads": 2})
    try:
        connection.register("combos", combos)
        return [
            row[0] for row in connection.sql(f"SELECT {expression} FROM combos ORDER BY nth").fetchall()
        ]  # built from rules, quoted in sql.py
    except duckdb.Error as error:
        raise _blame(connection, rules, error) from error
    finally:
        connection.close()


def _blame(connection: Any, rules: Sequence[Rule], error: Exception) -> Exception:
    """The error of the rule whose pattern RE2 refuses, or the error itself."""
    import duckdb

    for rule in rules:
        for key, pattern in rule.patterns.items():
            try:
                connection.execute("SELECT regexp_matches('', ?, 'i')", [pattern])
            except duckdb.Error as refused:
                reason = str(refused).splitlines()[0].rsplit(": ", 1)[-1]
                return UsageError(
                    f"error[C401]: {rule.place}: rule {rule.name}: {key} is no RE2 expression: {reason}",
                    "RE2 has no lookaround and no backreferences",
                )
    return error


def _distinct(activities: pd.DataFrame, columns: Sequence[str], zone: ZoneInfo | None) -> tuple[pd.DataFrame, Any]:
    """The distinct combinations of these columns (with their number, `nth`), and which of them each activity has."""
    n = len(activities)
    code = np.zeros(n, dtype=np.int64)
    for name in columns:
        part, size = _codes(_column(activities, name, zone))
        code = pd.factorize(code * size + part)[0].astype(np.int64)
    first = np.zeros(int(code.max(initial=0)) + 1, dtype=np.int64)
    first[code[::-1]] = np.arange(n)[::-1]
    sample = activities.iloc[first]
    combos = pd.DataFrame({name: np.asarray(_column(sample, name, zone).astype(object)) for name in columns})
    combos["nth"] = np.arange(len(first))
    if "n_people" in combos:
        combos["n_people"] = pd.array(combos["n_people"].where(combos["n_people"].notna(), None), dtype="Int32")
    if "all_day" in combos:
        combos["all_day"] = combos["all_day"].astype(bool)
    return combos, code


def _codes(column: pd.Series) -> tuple[Any, int]:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy().astype(np.int64), max(len(column.cat.categories), 1)
    codes, distinct = pd.factorize(column.to_numpy(dtype=object), use_na_sentinel=False)
    return codes.astype(np.int64), max(len(distinct), 1)


def _column(activities: pd.DataFrame, name: str, zone: ZoneInfo | None) -> pd.Series:
    if name == "app_key":
        return _renamed(activities["app"], name_key)
    if name == "host":
        return _renamed(activities["host"], str.lower)
    if name == "domains":
        domains = [" " + " ".join(sorted({p.rsplit("@", 1)[-1] for p in people})) + " " for people in activities["people"]]
        return pd.Series(domains, index=activities.index, dtype=object)
    if name == "clock":
        local = activities["start"].dt.tz_convert(zone or "UTC")
        return (local.dt.hour * 60 + local.dt.minute).fillna(0).astype("int64")
    if name in PATTERNED:
        return _renamed(activities[name], folded)
    return activities[name]


def _renamed(column: pd.Series, rename: Any) -> pd.Series:
    names = [rename(str(c)) for c in column.cat.categories]
    codes, distinct = pd.factorize(np.array(names, dtype=object))
    return pd.Series(pd.Categorical.from_codes(codes[column.cat.codes], categories=distinct), index=column.index)


def _frame(index: pd.Index, rules: RuleSet, rule_id: Any, purpose_id: Any) -> pd.DataFrame:
    every = [*rules.rules, UNJUDGED]
    columns: dict[str, Any] = {}
    for name in ("kind", "mode", "size", "purpose"):
        columns[name] = _categorical([getattr(r, name) for r in every], rule_id)
    tagged = np.array([p.purpose for p in rules.purposes] + [""], dtype=object)[purpose_id]
    own = np.asarray(columns["purpose"].astype(object))
    columns["purpose"] = pd.Categorical(np.where(own == "", tagged, own))
    columns["certain"] = np.array([r.certain for r in every])[rule_id]
    columns["rule"] = _categorical([r.name for r in every], rule_id)
    columns["rule_id"] = rule_id
    return pd.DataFrame(columns, index=index, copy=False)


def _categorical(values: list[str], ids: Any) -> pd.Categorical:
    codes, distinct = pd.factorize(np.array(values, dtype=object))
    return pd.Categorical.from_codes(codes[ids], categories=distinct)
