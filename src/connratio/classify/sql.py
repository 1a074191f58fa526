"""Rules as one SQL expression that DuckDB evaluates; every pattern runs in RE2, so none can run away."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from connratio.classify.rules import Rule
from connratio.model.text import folded

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

BARE_COLUMNS: Final = {"not_title": "title", "program": "app"}
COLUMNS: Final = (
    "app_key", "app", "host", "title", "place", "conference", "category", "project", "source", "organiser",
    "domains", "status", "n_people", "all_day", "clock",
)  # fmt: skip
"""What conditions read. `app` is a program's name as it stands, `app_key` as rules compare it, `domains` the people's domains
between spaces, `clock` the local minutes after midnight at the start; an unknown head-count is null. Texts and patterns are
compared without accents."""


NO_RULE: Final = -1
OPEN: Final = -2
"""The title decides, and it has not been looked at."""


def first_match(rules: Sequence[Rule], apps: Container[str] | None = None, *, titles: bool = True) -> str:
    """An SQL expression: the number of the first rule that matches a row, NO_RULE for none.

    `apps` are the names that occur in `app_key`; others are left out of the expression. Without `titles` the rows need
    none, and the answer is OPEN where the first rule that may match has a condition on the title.
    """
    cases = "".join(
        f" WHEN {condition(rule, apps, titles=titles)} THEN {OPEN if _asks_title(rule) and not titles else i}"
        for i, rule in enumerate(rules)
    )
    return f"CASE{cases} ELSE {NO_RULE} END" if cases else str(NO_RULE)


def all_matches(rules: Sequence[Rule]) -> str:
    """An SQL expression: a list with the number of each rule that matches a row, null where one does not."""
    cases = ", ".join(f"CASE WHEN {condition(rule)} THEN {i} END" for i, rule in enumerate(rules))
    return f"[{cases}]::INTEGER[]"


def _asks_title(rule: Rule) -> bool:
    return not {"title", "not_title"}.isdisjoint(rule.patterns)


def columns_of(rules: Sequence[Rule]) -> list[str]:
    """The columns that these rules read."""
    used = set()
    for rule in rules:
        used |= {{"app": "app_key"}.get(k, k) for k in rule.lists if k != "evidence"}
        used |= {BARE_COLUMNS.get(k, k) for k in rule.patterns}
        used |= {{"people": "n_people", "time": "clock"}.get(k, k) for k in rule.others}
    return [c for c in COLUMNS if c in used]


def condition(rule: Rule, apps: Container[str] | None = None, *, titles: bool = True) -> str:
    """The rule's conditions as one boolean SQL expression (cheap ones first; the evidence is taken care of elsewhere)."""
    parts = [*_others(rule), *_lists(rule, apps), *_patterns(rule, titles=titles)]
    return " AND ".join(parts) or "true"


def _lists(rule: Rule, apps: Container[str] | None) -> list[str]:
    parts = []
    for key, words in rule.lists.items():
        if key == "app":
            seen = [word for word in words if apps is None or word in apps]
            parts.append(f"app_key IN ({', '.join(map(_text, seen))})" if seen else "false")
        elif key == "status":
            parts.append(f"status IN ({', '.join(map(_text, words))})")
        elif key in {"host", "domains"}:
            any_of = "|".join(re.escape(w.removeprefix("*.")).replace("/", r"\/") for w in words)
            edge = ("^", "$") if key == "host" else (" ", " ")
            parts.append(f"regexp_matches({key}, {_text(f'{edge[0]}([^ ]*[.])?({any_of}){edge[1]}')})")
    return parts


def _patterns(rule: Rule, *, titles: bool) -> list[str]:
    return [
        f"{'NOT ' if key.startswith('not_') else ''}regexp_matches({BARE_COLUMNS.get(key, key)}, {_text(folded(pattern))}, 'i')"
        for key, pattern in rule.patterns.items()
        if titles or key not in {"title", "not_title"}
    ]


def _others(rule: Rule) -> list[str]:
    parts = []
    if people := rule.others.get("people"):
        parts.append(_people(people))
    if all_day := rule.others.get("all_day"):
        parts.append("all_day" if all_day in {"true", "yes", "on", "1"} else "NOT all_day")
    if clock := rule.others.get("time"):
        low, high = (int(part[:2]) * 60 + int(part[3:]) for part in clock.split("-"))
        parts.append(f"(clock >= {low} {'AND' if low < high else 'OR'} clock < {high})")
    return parts


def _people(wanted: str) -> str:
    """`unknown`, `2`, `>=2`, `3-8` or `9+` as SQL; an unknown head-count meets only the first."""
    if wanted == "unknown":
        return "n_people IS NULL"
    low, _, high = wanted.partition("-")
    if high:
        return f"coalesce(n_people BETWEEN {int(low)} AND {int(high)}, false)"
    if wanted.endswith("+"):
        return f"coalesce(n_people >= {int(wanted[:-1])}, false)"
    sign = wanted.rstrip("0123456789").strip() or "="
    return f"coalesce(n_people {sign} {int(wanted.lstrip('<>= '))}, false)"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''").replace("\0", "") + "'"
