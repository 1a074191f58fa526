"""Verdicts: what each activity counts as. Only distinct combinations of what rules look at are evaluated."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from connratio.classify.rules import PATTERNS, Rule, RuleSet, name_key
from connratio.classify.sql import BARE_COLUMNS, OPEN, all_matches, columns_of, first_match
from connratio.model.activities import replaced
from connratio.model.memory import cursor
from connratio.model.problems import UsageError
from connratio.model.text import all_folded

if TYPE_CHECKING:
    from collections.abc import Sequence

PATTERNED = frozenset(PATTERNS) - set(BARE_COLUMNS)
MANY = 20_000
"""Rows from which on it pays to settle first what needs no look at the title."""
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
    view = View(activities, zone)
    for evidence, rows in _by_evidence(activities):
        rule_id[rows] = _matched(view, rows, rules.rules, evidence)
        human = rows[kinds[rule_id[rows]] == "human"]
        if len(human) and rules.purposes:
            purpose_id[human] = _matched(view, human, rules.purposes, evidence)
    return _frame(activities.index, rules, rule_id, purpose_id)


def matches(activities: pd.DataFrame, rules: RuleSet, zone: ZoneInfo | None = None) -> list[list[Rule]]:
    """For each activity all rules that match it, the winner first; `explain` shows the runner-up from it."""
    found: list[list[Rule]] = [[] for _ in range(len(activities))]
    view = View(activities, zone)
    for evidence, rows in _by_evidence(activities):
        mine = [(i, r) for i, r in enumerate(rules.rules) if r.concerns(evidence)]
        combos, inverse = view.distinct(rows, columns_of([r for _, r in mine]))
        lists = _run(combos, all_matches([r for _, r in mine]), [r for _, r in mine], lists=True)
        for row, combo in zip(rows.tolist(), inverse.tolist(), strict=True):
            found[row] = [mine[i][1] for i in lists[combo] if i is not None]
    return found


def _by_evidence(activities: pd.DataFrame) -> list[tuple[str, Any]]:
    column = activities["evidence"]
    codes = column.cat.codes.to_numpy()
    return [(str(name), rows) for i, name in enumerate(column.cat.categories) if len(rows := np.flatnonzero(codes == i))]


def _matched(view: View, rows: Any, rules: Sequence[Rule], evidence: str) -> Any:
    numbers = np.array([i for i, r in enumerate(rules) if r.concerns(evidence)] + [-1], dtype=np.int32)
    mine = [rules[i] for i in numbers[:-1]]
    columns = columns_of(mine)
    if len(rows) < MANY or "title" not in columns:
        return numbers[_first(view, rows, columns, mine)]
    # Of a year of windows few lie in programs whose title matters; the others are settled by a handful of combinations.
    first = _first(view, rows, [c for c in columns if c != "title"], mine, titles=False)
    doubtful = first == OPEN
    if doubtful.any():
        first[doubtful] = _first(view, rows[doubtful], columns, mine)
    return numbers[first]


def _first(view: View, rows: Any, columns: Sequence[str], rules: Sequence[Rule], *, titles: bool = True) -> Any:
    combos, inverse = view.distinct(rows, columns)
    apps = frozenset(combos["app_key"].unique()) if "app_key" in combos else None
    return _run(combos, first_match(rules, apps, titles=titles), rules)[inverse]


def _run(combos: pd.DataFrame, expression: str, rules: Sequence[Rule], *, lists: bool = False) -> Any:
    import duckdb

    connection = cursor()
    try:
        connection.register("combos", combos)
        rows = connection.execute(f"SELECT nth, {expression} AS found FROM combos")  # built from rules, quoted in sql.py
        if lists:
            return [found for _, found in sorted(rows.fetchall(), key=itemgetter(0))]
        found = rows.fetchnumpy()
        return found["found"][np.argsort(found["nth"])]
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


class View:
    """Activities as rules see them: names without suffixes, texts without accents. Each distinct text is changed once."""

    def __init__(self, activities: pd.DataFrame, zone: ZoneInfo | None) -> None:
        """`zone` is that of conditions on the time of day."""
        self._activities = activities
        self._zone = zone or ZoneInfo("UTC")
        self._texts: dict[str, tuple[Any, Any]] = {}

    def distinct(self, rows: Any, columns: Sequence[str]) -> tuple[pd.DataFrame, Any]:
        """The distinct combinations of these columns (with their number, `nth`), and which of them each of the rows has."""
        code = np.zeros(len(rows), dtype=np.int64)
        values: dict[str, tuple[Any, Any]] = {}
        for name in columns:
            own, distinct = values[name] = self._column(name, rows)
            if len(distinct) > 1:
                code = pd.factorize(code * len(distinct) + own)[0].astype(np.int64)
        first = np.zeros(int(code.max(initial=0)) + 1, dtype=np.int64)
        first[code[::-1]] = np.arange(len(rows))[::-1]
        combos = pd.DataFrame({name: distinct[own[first]] for name, (own, distinct) in values.items()})
        combos["nth"] = np.arange(len(first))
        if "n_people" in combos:
            combos["n_people"] = pd.array(combos["n_people"].where(combos["n_people"].notna(), None), dtype="Int32")
        if "all_day" in combos:
            combos["all_day"] = combos["all_day"].astype(bool)
        return combos, code

    def _column(self, name: str, rows: Any) -> tuple[Any, Any]:
        """A column of these rows as codes and the distinct values they stand for."""
        if name == "clock":
            local = self._activities["start"].iloc[rows].dt.tz_convert(self._zone)
            return _factorized((local.dt.hour * 60 + local.dt.minute).fillna(0).astype("int64").to_numpy())
        if name == "domains":
            return _factorized(np.array([_domains(p) for p in self._activities["people"].iloc[rows]], dtype=object))
        column = self._activities["app" if name == "app_key" else name]
        if not isinstance(column.dtype, pd.CategoricalDtype):
            return _factorized(column.iloc[rows].to_numpy(dtype=object))
        if name not in self._texts:
            own = column.cat.categories.tolist()
            given = _renamed(name, own)
            self._texts[name] = (
                (np.arange(len(own)), np.array(own, dtype=object)) if given is own else _factorized(np.array(given, dtype=object))
            )
        number, distinct = self._texts[name]
        return number[column.cat.codes.to_numpy()[rows]], distinct


def _renamed(name: str, texts: list[str]) -> list[str]:
    if name == "app_key":
        return [name_key(text) for text in texts]
    if name == "host":
        return [text.lower() for text in texts]
    return all_folded(texts) if name in PATTERNED else texts


def _factorized(values: Any) -> tuple[Any, Any]:
    codes, distinct = pd.factorize(values, use_na_sentinel=False)
    return codes.astype(np.int64), distinct


def _domains(people: tuple[str, ...]) -> str:
    return " " + " ".join(sorted({p.rsplit("@", 1)[-1] for p in people})) + " "


def _frame(index: pd.Index, rules: RuleSet, rule_id: Any, purpose_id: Any) -> pd.DataFrame:
    every = [*rules.rules, UNJUDGED]
    columns: dict[str, Any] = {}
    for name in ("kind", "mode", "size", "purpose"):
        columns[name] = _categorical([getattr(r, name) for r in every], rule_id)
    tagged = np.flatnonzero((purpose_id >= 0) & (columns["purpose"] == ""))
    told = np.array([p.purpose for p in rules.purposes], dtype=object)
    columns["purpose"] = replaced(columns["purpose"], tagged, told[purpose_id[tagged]])
    columns["certain"] = np.array([r.certain for r in every])[rule_id]
    columns["rule"] = _categorical([r.name for r in every], rule_id)
    columns["rule_id"] = rule_id
    return pd.DataFrame(columns, index=index, copy=False)


def _categorical(values: list[str], ids: Any) -> pd.Categorical:
    codes, distinct = pd.factorize(np.array(values, dtype=object))
    return pd.Categorical.from_codes(codes[ids], categories=distinct)
