"""The rules in force as rows, and what each of them decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from connratio.classify.rules import DEFAULT_FILE
from connratio.ledger.tables import UNLISTED
from connratio.measure.share import seconds
from connratio.model.table import Table

if TYPE_CHECKING:
    from connratio.classify.rules import Rule, RuleSet

RULE_COLUMNS: Final = ("nth", "rule", "kind", "mode", "size", "purpose", "certain", "conditions", "place")


def rule_rows(rules: RuleSet) -> Table:
    """One row per rule in order of precedence, rules for purposes last (RULE_COLUMNS)."""
    every = [*rules.rules, *rules.purposes]
    return Table.of(RULE_COLUMNS, (_row(nth, rule) for nth, rule in enumerate(every, 1)))


def _row(nth: int, rule: Rule) -> dict[str, Any]:
    return {
        "nth": nth,
        "rule": rule.name,
        **{name: getattr(rule, name) for name in ("kind", "mode", "size", "purpose", "certain", "place")},
        "conditions": "; ".join(conditions_of(rule)),
    }


def conditions_of(rule: Rule) -> list[str]:
    """The conditions as the configuration writes them."""
    lists = [f"{key}: {', '.join(words)}" for key, words in rule.lists.items()]
    return [*lists, *(f"{key}: {value}" for key, value in (*rule.patterns.items(), *rule.others.items()))]


USED_COLUMNS: Final = ("rule", "kind", "mode", "n_activities", "seconds", "place", "status")


def used_rows(tables: Any, rules: RuleSet) -> Table:
    """What each rule decides: one row per rule that decides something, and per rule of the user's that decides nothing.

    `seconds` is the length of the activities as recorded. `tables` is a connection with the table `activities`.
    """
    found = {
        name: (n, ms)
        for name, n, ms in tables.execute(
            f"""SELECT rule, count(*), coalesce(sum(CASE WHEN unplaced_ms > 0 THEN unplaced_ms ELSE greatest(end_ms - start_ms, 0) END), 0)::BIGINT
               FROM activities WHERE evidence NOT IN {UNLISTED} GROUP BY rule"""
        ).fetchall()
    }
    rows = []
    for rule in rules.rules:
        n, ms = found.pop(rule.name, (0, 0))
        if n or rule.file != DEFAULT_FILE:
            rows.append((rule.name, rule.kind, rule.mode, n, seconds(ms), rule.place, "used" if n else "unused"))
    rows += [(name, "unknown", "", n, seconds(ms), "", "none") for name, (n, ms) in sorted(found.items())]
    return Table(USED_COLUMNS, sorted(rows, key=lambda row: (-row[4], row[0])))


TRIED_COLUMNS: Final = ("nth", "rule", "kind", "mode", "purpose", "certain", "place")


def tried_rows(met: list[Rule]) -> Table:
    """The rules that a made-up activity meets, the one that decides first (TRIED_COLUMNS)."""
    return Table.of(
        TRIED_COLUMNS,
        ({"nth": nth, "rule": rule.name, **{c: getattr(rule, c) for c in TRIED_COLUMNS[2:]}} for nth, rule in enumerate(met, 1)),
    )
