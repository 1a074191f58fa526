"""The rules in force as rows, and what each of them decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

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
