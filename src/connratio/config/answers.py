"""Rules added to the user's own file, which keeps its comments, its order and its way of writing."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from connratio.config.yaml_text import read_yaml
from connratio.model.problems import UsageError

_LOADER: Final = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_EXACT: Final = re.compile(r"([\\.+*?()|\[\]{}^$])")
_PATTERNS: Final = ("title", "project", "source")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a value of a field counts as from now on."""

    field: str
    value: str
    kind: str
    mode: str = ""

    @property
    def name(self) -> str:
        """The name of the rule that it becomes."""
        return f"review: {self.value}"[:80]

    @property
    def rule(self) -> dict[str, str]:
        """The rule's keys as the file writes them. Texts are matched whole."""
        exact = "^" + _EXACT.sub(r"\\\1", self.value) + "$"
        wanted = exact if self.field in _PATTERNS else self.value
        return {"name": self.name, self.field: wanted, "kind": self.kind, **({"mode": self.mode} if self.mode else {})}


def with_rules(text: str, answers: Sequence[Answer]) -> str:
    """The text of a configuration with a rule for each answer after the rules that it has; all else stays as it is.

    Raises UsageError where the text is written so that no rule can be added without changing what it says.
    """
    eol = "\r\n" if "\r\n" in text else "\n"
    text = text.replace("\r\n", "\n")
    before = read_yaml(text).value
    rules = [answer.rule for answer in answers]
    made = _inserted(text, rules)
    own = list((before or {}).get("rules") or []) if isinstance(before, dict) else []
    wanted = {**(before if isinstance(before, dict) else {}), "rules": [*own, *rules]}
    if read_yaml(made).value != wanted:
        raise UsageError(
            "the rules cannot be added to the configuration as it is written",
            "write `rules:` as a list with a dash for each rule",
        )
    return made.replace("\n", eol)


def _inserted(text: str, rules: Sequence[dict[str, str]]) -> str:
    node = yaml.compose(text, Loader=_LOADER)
    if node is None or not isinstance(node, yaml.MappingNode):
        return f"{text}{_gap(text)}rules:\n{_block(rules, 2)}"
    found = next(((k, v) for k, v in node.value if k.value == "rules"), None)
    if found is None:
        return f"{text}{_gap(text)}rules:\n{_block(rules, 2)}"
    key, value = found
    if not isinstance(value, yaml.SequenceNode):
        end = text.find("\n", key.end_mark.index)
        end = len(text) if end < 0 else end + 1
        head = re.sub(r"(rules\s*:)[ \t]*(~|null)?", r"\1", text[key.start_mark.index : end])
        return f"{text[: key.start_mark.index]}{head}{'' if head.endswith(chr(10)) else chr(10)}{_block(rules, 2)}{text[end:]}"
    if value.flow_style:
        return _into_flow(text, value, rules)
    indent = value.value[0].start_mark.line
    line = text.splitlines()[indent]
    lines = text.splitlines(keepends=True)
    last = value.value[-1].end_mark.line
    while last > 0 and (last > len(lines) or not lines[last - 1].strip() or lines[last - 1].lstrip().startswith("#")):
        last -= 1
    if lines and not lines[last - 1].endswith("\n"):
        lines[last - 1] += "\n"
    return "".join([*lines[:last], _block(rules, len(line) - len(line.lstrip())), *lines[last:]])


def _into_flow(text: str, node: yaml.SequenceNode, rules: Sequence[dict[str, str]]) -> str:
    end = node.end_mark.index - 1
    inside = text[node.start_mark.index + 1 : end].rstrip()
    comma = ", " if inside and not inside.endswith(",") else ""
    return f"{text[:end].rstrip()}{comma}{', '.join(json.dumps(rule, ensure_ascii=False) for rule in rules)}{text[end:]}"


def _block(rules: Sequence[dict[str, str]], indent: int) -> str:
    lines = []
    for rule in rules:
        for nth, (key, value) in enumerate(rule.items()):
            plain = value if key in {"kind", "mode"} else json.dumps(value, ensure_ascii=False)
            lines.append(f"{' ' * indent}{'  ' if nth else '- '}{key}: {plain}\n")
    return "".join(lines)


def _gap(text: str) -> str:
    return "" if not text else "\n" if text.endswith("\n") else "\n\n"


def save_text(file: Path, text: str) -> None:
    """Write a configuration in one step: it is the old one or the new one at any moment. A new file is its owner's alone."""
    target = file.resolve()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f".{target.name}.{os.getpid()}.new")
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o600
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w", encoding="utf-8", newline="") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        partial.replace(target)
    except OSError as error:
        raise UsageError(
            f"cannot write {file}: {error.strerror}", "check its permissions, or name another file with --config"
        ) from None


def answers_of(
    rows: Sequence[dict[str, Any]], now: dict[tuple[str, str], tuple[str, str]], fields: Sequence[str]
) -> list[Answer]:
    """The answers of a file's rows: kind and mode where they say other than `now` does, else what stands under `guess`.

    Raises UsageError for a row that says nothing that exists.
    """
    from connratio.model.words import KINDS, MODES

    found = []
    for line, row in enumerate(rows, 2):
        given = {k: str(v or "").strip() for k, v in row.items() if k}
        field, value = given.get("field", ""), _unquoted(given.get("value", ""))
        told = (given.get("kind", ""), given.get("mode", ""))
        known = now.get((field, value))
        kind, _, mode = given.get("guess", "").partition("/")
        if (told[0] and known is not None and told != known) or (told[0] and known is None and not kind):
            kind, mode = told
        if not kind or (kind == "unknown" and known is not None and known[0] == "unknown"):
            continue
        if field not in fields or not value:
            raise UsageError(f"line {line} of the answers names no field and value", f"fields are {', '.join(fields)}")
        if kind not in KINDS or (mode and mode not in MODES[kind]):
            raise UsageError(f"line {line} of the answers: {kind}/{mode} is no kind and mode", f"kinds are {', '.join(KINDS)}")
        found.append(Answer(field, value, kind, mode if mode != "unknown" else ""))
    return found


def _unquoted(cell: str) -> str:
    """A cell without the apostrophe that keeps spreadsheets from taking it for a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in {"=", "+", "-", "@"} else cell
