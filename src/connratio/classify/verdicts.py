"""Verdicts: what each activity counts as. Only distinct combinations of what rules look at are evaluated."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from operator import itemgetter
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np

from connratio.classify.rules import PATTERNS, Rule, RuleSet, name_key
from connratio.classify.sql import BARE_COLUMNS, OPEN, all_matches, columns_of, first_match
from connratio.model.activities import NAT, UNKNOWN
from connratio.model.frame import Frame
from connratio.model.memory import cursor
from connratio.model.problems import UsageError
from connratio.model.text import all_folded
from connratio.model.texts import Texts, combined, numbered

if TYPE_CHECKING:
    from collections.abc import Sequence

PATTERNED = frozenset(PATTERNS) - set(BARE_COLUMNS)
MANY = 20_000
"""Rows from which on it pays to settle first what needs no look at the title."""
UNJUDGED = Rule("no-rule", "unknown", certain=False, file="connratio", line=0)
"""What no rule knows is unknown."""


def judge(activities: Frame, rules: RuleSet, zone: ZoneInfo | None = None) -> Frame:
    """One row per activity, in their order: `kind, mode, size, purpose, certain, rule` and `rule_id`, the place in `rules.rules`.

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
    return _verdicts(rules, rule_id, purpose_id)


def matches(activities: Frame, rules: RuleSet, zone: ZoneInfo | None = None) -> list[list[Rule]]:
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


def _by_evidence(activities: Frame) -> list[tuple[str, Any]]:
    column: Texts = activities["evidence"]
    return [(name, rows) for i, name in enumerate(column.words) if len(rows := np.flatnonzero(column.codes == i))]


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
    apps = frozenset(combos["app_key"]) if "app_key" in combos else None
    return _run(combos, first_match(rules, apps, titles=titles), rules)[inverse]


def _run(combos: Frame, expression: str, rules: Sequence[Rule], *, lists: bool = False) -> Any:
    import duckdb

    connection = cursor()
    try:
        plain = {name: column.values() if isinstance(column, Texts) else column for name, column in combos.items()}
        connection.register("combos", plain)
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

    def __init__(self, activities: Frame, zone: ZoneInfo | None) -> None:
        """`zone` is that of conditions on the time of day."""
        self._activities = activities
        self._zone = zone or ZoneInfo("UTC")
        self._texts: dict[str, Texts] = {}

    def distinct(self, rows: Any, columns: Sequence[str]) -> tuple[Frame, Any]:
        """The distinct combinations of these columns (with their number, `nth`), and which of them each of the rows has.

        An unknown number of people is masked.
        """
        given = Frame({name: self._column(name, rows) for name in columns}, len(rows))
        code, first = combined(*(column for _, column in given.items())) if columns else (np.zeros(len(rows), np.int64), [0])
        combos = given.take(first).assign(nth=np.arange(len(first)))
        if "n_people" in combos:
            combos = combos.assign(n_people=np.ma.masked_equal(combos["n_people"], UNKNOWN))
        return combos, code

    def _column(self, name: str, rows: Any) -> Any:
        """A column of these rows: Texts or numbers."""
        if name == "clock":
            return _minutes(self._activities["start"][rows], self._zone)
        if name == "domains":
            people, distinct = numbered(self._activities["people"][rows])
            return Texts.spread([_domains(listed) for listed in distinct], people)
        column = self._activities["app" if name == "app_key" else name]
        if not isinstance(column, Texts):
            return column[rows]
        if name not in self._texts:
            own = column.words.tolist()
            renamed = _renamed(name, own)
            self._texts[name] = column if renamed is own else Texts.spread(renamed, column.codes)
        return self._texts[name][rows]


def _renamed(name: str, texts: list[str]) -> list[str]:
    if name == "app_key":
        return [name_key(text) for text in texts]
    if name == "host":
        return [text.lower() for text in texts]
    return all_folded(texts) if name in PATTERNED else texts


def _domains(people: tuple[str, ...]) -> str:
    return " " + " ".join(sorted({p.rsplit("@", 1)[-1] for p in people})) + " "


def _minutes(instants: Any, zone: ZoneInfo) -> Any:
    """The local minutes after midnight of instants (epoch ms), 0 for none. Offsets change at full quarters of an hour."""
    ms = np.where(instants == NAT, 0, instants)
    quarter, distinct = numbered(ms // 900_000)
    known = (datetime.fromtimestamp(int(q) * 900, tz=UTC).astimezone(zone).utcoffset() for q in distinct)
    offset = np.array([(at or timedelta()) // timedelta(milliseconds=1) for at in known], dtype=np.int64)
    return np.where(instants == NAT, 0, (ms + offset[quarter]) // 60_000 % 1440)


def _verdicts(rules: RuleSet, rule_id: Any, purpose_id: Any) -> Frame:
    every = [*rules.rules, UNJUDGED]
    texts = {name: Texts.spread([getattr(r, name) for r in every], rule_id) for name in ("kind", "mode", "size", "purpose")}
    tagged = np.flatnonzero((purpose_id >= 0) & texts["purpose"].among(""))
    told = Texts.spread([p.purpose for p in rules.purposes], purpose_id[tagged])
    return Frame(
        {
            **texts,
            "purpose": texts["purpose"].replaced(tagged, told),
            "certain": np.array([r.certain for r in every])[rule_id],
            "rule": Texts.spread([r.name for r in every], rule_id),
            "rule_id": rule_id,
        }
    )
