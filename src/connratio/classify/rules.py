"""Rules: what an activity must look like to count as a kind. First match wins; each has a name and a place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final

from connratio.model.problems import UsageError
from connratio.model.words import EVIDENCE, KINDS, MODES, PURPOSES, SIZES

LISTS: Final = ("evidence", "app", "host", "domains", "status")
PATTERNS: Final = ("title", "not_title", "program", "place", "conference", "category", "project", "source", "organiser")
OTHERS: Final = ("people", "all_day", "time")
RESULTS: Final = ("kind", "mode", "size", "purpose", "certain")
PEOPLE: Final = r"unknown|(<=|>=|<|>|=)?\s*\d+|\d+\s*-\s*\d+|\d+\+"
DEFAULT_FILE: Final = "default_rules.yaml"


@dataclass(frozen=True, slots=True)
class Rule:
    """Conditions that must all hold, and the verdict they give.

    `lists` are any-of lists (app and host names in lower case), `patterns` RE2 expressions searched without regard to
    case, `others` the remaining conditions as text. `file` and `line` say where the rule stands.
    """

    name: str
    kind: str
    mode: str = ""
    size: str = ""
    purpose: str = ""
    certain: bool = True
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    patterns: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, str] = field(default_factory=dict)
    file: str = ""
    line: int = 0

    @property
    def place(self) -> str:
        """File and line, as `explain` shows them."""
        return f"{self.file}:{self.line}"

    def concerns(self, evidence: str) -> bool:
        """Whether the rule can match activities of this evidence."""
        listed = self.lists.get("evidence", ())
        return not listed or evidence in listed


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Rules for kind and mode, and rules that tag human time with a purpose; in order of precedence."""

    rules: tuple[Rule, ...]
    purposes: tuple[Rule, ...] = ()

    def __add__(self, other: RuleSet) -> RuleSet:
        """These rules before the others."""
        return RuleSet(self.rules + other.rules, self.purposes + other.purposes)


def name_key(name: str) -> str:
    """A program's name as rules compare it: lower case, without the suffix of an executable or bundle."""
    return re.sub(r"\.(exe|app)$", "", name.strip().lower())


@cache
def default_rules() -> RuleSet:
    """The rules that ship with connratio."""
    text = (files("connratio.classify") / DEFAULT_FILE).read_text(encoding="utf-8")
    return load_rules(text, DEFAULT_FILE)


def load_rules(text: str, file: str) -> RuleSet:
    """The rules of a YAML text with the keys `rules` and `purposes`. Raises UsageError at the first one that is wrong."""
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)(text)
    node = loader.get_single_node()
    data = loader.construct_document(node) if node is not None else {}
    lines = {
        key.value: [item.start_mark.line + 1 for item in value.value]
        for key, value in (node.value if node is not None else [])
        if isinstance(value, yaml.SequenceNode)
    }
    return RuleSet(
        tuple(make_rule(d, file, n) for d, n in zip(data.get("rules", ()), lines.get("rules", ()), strict=True)),
        tuple(
            make_rule({"kind": "human", **d}, file, n)
            for d, n in zip(data.get("purposes", ()), lines.get("purposes", ()), strict=True)
        ),
    )


def make_rule(given: Mapping[str, Any], file: str, line: int) -> Rule:
    """One rule from its mapping. Raises UsageError with file and line for unknown keys and words."""

    def wrong(what: str, help_line: str = "") -> UsageError:
        return UsageError(f"error[C401]: {file}:{line}: rule {given.get('name', '?')!s}: {what}", help_line)

    known = {"name", *LISTS, *PATTERNS, *OTHERS, *RESULTS}
    for key in given:
        if key not in known:
            raise wrong(f"unknown condition {key!r}", f"conditions are {', '.join(sorted(known))}")
    if not given.get("name"):
        raise wrong("it has no name", "every rule needs `name:`, so that explain can cite it")
    kind = str(given.get("kind", ""))
    mode, size, purpose = (str(given.get(k) or "") for k in ("mode", "size", "purpose"))
    if kind not in KINDS:
        raise wrong(f"kind {kind!r} is none of {', '.join(KINDS)}")
    if mode and mode not in MODES[kind]:
        raise wrong(f"mode {mode!r} is none of {', '.join(m for m in MODES[kind] if m)}")
    if size and size not in SIZES:
        raise wrong(f"size {size!r} is none of {', '.join(SIZES)}")
    if purpose and purpose not in PURPOSES:
        raise wrong(f"purpose {purpose!r} is none of {', '.join(PURPOSES)}")
    lists = {k: _words(given[k], k) for k in LISTS if given.get(k)}
    if unknown := set(lists.get("evidence", ())) - set(EVIDENCE):
        raise wrong(f"evidence {min(unknown)!r} is none of {', '.join(EVIDENCE)}")
    people = given.get("people")
    if people is not None and not re.fullmatch(PEOPLE, str(people).strip()):
        raise wrong(f"people {people!r} is no comparison", "write `people: 2`, `people: 3-8`, `people: 9+` or `people: unknown`")
    if given.get("time") and not re.fullmatch(r"\d\d:\d\d-\d\d:\d\d", str(given["time"])):
        raise wrong(f"time {given['time']!r} is no span of the day", "write `time: 22:00-06:00`")
    return Rule(
        name=str(given["name"]),
        kind=kind,
        mode=mode or ("unknown" if kind == "human" else "other" if kind in {"tool", "solo"} else ""),
        size=size,
        purpose=purpose,
        certain=_truth(given.get("certain", True)),
        lists=lists,
        patterns={k: str(given[k]) for k in PATTERNS if given.get(k) is not None},
        others={k: str(given[k]).strip().lower() for k in OTHERS if given.get(k) is not None},
        file=file,
        line=line,
    )


def _words(value: Any, key: str) -> tuple[str, ...]:
    items: Sequence[Any] = [value] if isinstance(value, str) else value
    tidy = name_key if key == "app" else str.lower
    return tuple(tidy(str(item)) for item in items)


def _truth(value: Any) -> bool:
    return value if isinstance(value, bool) else str(value).lower() in {"true", "yes", "on", "1"}
