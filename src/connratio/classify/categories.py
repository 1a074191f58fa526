"""ActivityWatch's categories as rules of ours: the path of names says what kind of time it is, by a table that can be edited."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from connratio.model.problems import UsageError
from connratio.model.text import clean
from connratio.model.words import KINDS, MODES

TABLE: Final[dict[str, str]] = {
    "Work > Programming": "tool/build",
    "Work > Image": "tool/document",
    "Work > Video": "tool/document",
    "Work > Audio": "tool/document",
    "Work > 3D": "tool/document",
    "Work": "tool/other",
    "Comms > IM": "human/chat",
    "Comms > Email": "human/email",
    "Comms > Video Conferencing": "human/video",
    "Comms > Meetings": "human/video",
    "Comms": "human/unknown",
    "Meetings": "human/video",
    "AI": "tool/ai",
    "Media": "solo/break",
}
"""Kind and mode by the longest beginning of a category's path. The names are those of ActivityWatch's own categories."""
_LOOKS: Final = re.compile(r"\(\?(?:[=!]|<[=!])|\\[1-9]|\(\?P=|\(\?>|[*+?}]\+")
"""Lookaround, references, atomic groups: RE2 has none of them."""


class Rule(msgspec.Struct):
    """How a category is recognised."""

    type: str | None = None
    regex: str | None = None
    ignore_case: bool | None = None
    select_keys: list[str] | None = None


class Category(msgspec.Struct):
    """One category: the names from the top down."""

    name: list[str]
    rule: Rule | None = None


class Export(msgspec.Struct):
    """The file that Settings ▸ Categorization exports."""

    categories: list[Category]


@dataclass(slots=True)
class Translated:
    """Rules as mappings, the paths that the table does not know, and what could not be translated, with the reason."""

    n_categories: int = 0
    rules: list[dict[str, Any]] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)


def translated(data: bytes, table: Mapping[str, str]) -> Translated:
    """The categories of an export. The deepest come first, of equal depth the later: ours is the first that holds.

    A pattern there is searched in every text of an event, so each gives a rule for the title and one for the program.
    Raises UsageError where the file is no such export.
    """
    try:
        export = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=Export)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise UsageError("this is no export of categories", "ActivityWatch ▸ Settings ▸ Categorization ▸ Export") from None
    out = Translated(len(export.categories))
    for category in sorted(export.categories, key=lambda c: len(c.name))[::-1]:
        path = " > ".join(clean(n, 60) for n in category.name)
        rule = category.rule
        if rule is None or (rule.type or "none") == "none":
            continue  # a heading of others
        if not rule.regex:
            out.left.append((path, "its pattern is empty, and matches nothing there"))
            continue
        if rule.type != "regex":
            out.left.append((path, f"rules of the type {clean(rule.type or '', 20)} are unknown"))
        elif (wrong := _refused(rule.regex)) is not None:
            out.left.append((path, wrong))
        else:
            verdict = _verdict(path, table)
            if not verdict:
                out.untold.append(path)
                continue
            out.rules += _rules(path, rule, verdict)
    return out


def checked(table: Mapping[str, Any]) -> dict[str, str]:
    """A table of the user's, over ours. Raises UsageError for a value that is no kind, or a mode of another one."""
    for path, verdict in table.items():
        kind, _, mode = str(verdict).partition("/")
        if kind not in KINDS or (mode and mode not in MODES[kind]):
            raise UsageError(
                f"{clean(path, 60)}: {clean(str(verdict), 40)!r} is no kind and mode", "write tool/build, human/chat …"
            )
    return {**TABLE, **{str(k): str(v) for k, v in table.items()}}


def _verdict(path: str, table: Mapping[str, str]) -> str:
    names = path.split(" > ")
    known = (table.get(" > ".join(names[:n])) for n in range(len(names), 0, -1))
    return next((verdict for verdict in known if verdict), "")


def _refused(pattern: str) -> str | None:
    import duckdb

    if _LOOKS.search(pattern):
        return "its pattern looks around or back, which RE2 does not"
    try:
        duckdb.execute("SELECT regexp_matches('', ?)", [pattern])
    except duckdb.Error:
        return "its pattern is no RE2 expression"
    return None


def _rules(path: str, rule: Rule, verdict: str) -> list[dict[str, Any]]:
    kind, _, mode = verdict.partition("/")
    pattern = rule.regex or ""
    if not rule.ignore_case:
        pattern = f"(?-i:{pattern})"  # ours are searched without regard to case
    shared = {"evidence": ["app", "web"], "kind": kind, **({"mode": mode} if mode else {})}
    keys = rule.select_keys or list(_CONDITIONS)
    return [{"name": f"{path} ({key})", _CONDITIONS[key]: pattern, **shared} for key in keys if key in _CONDITIONS]


_CONDITIONS: Final = {"app": "program", "title": "title"}
"""The condition of ours that looks at a key of an event's data."""


def as_yaml(found: Translated) -> str:
    """The rules as a file for connratio.yaml, with what was left out as comments."""
    lines = ["# Made of ActivityWatch's categories. Put these rules into connratio.yaml; edit the kinds as you like.", "rules:"]
    for rule in found.rules:
        items = ", ".join(f"{k}: {json.dumps(v, ensure_ascii=False)}" for k, v in rule.items())
        lines.append(f"  - {{{items}}}")
    if not found.rules:
        lines[-1] = "rules: []"
    lines += [f"# not translated: {path}: {why}" for path, why in found.left]
    lines += [f"# no kind is known for: {path} (name it in a table: `{path}: tool/other`)" for path in found.untold]
    return "\n".join(lines) + "\n"
