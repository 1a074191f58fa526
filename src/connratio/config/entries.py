"""A source added to the configuration as text, so that comments and order of the file stay."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from connratio.config.load import load_config
from connratio.config.yaml_text import read_yaml
from connratio.model.problems import UsageError


def entry_text(entry: Mapping[str, Any]) -> str:
    """One item of `sources:` as YAML."""
    lines = []
    for key, value in entry.items():
        if isinstance(value, Mapping):
            lines += [f"{key}:", *(f"  {k}: {_scalar(v)}" for k, v in value.items())]
        else:
            lines.append(f"{key}: {_scalar(value)}")
    return "".join(f"  {'- ' if i == 0 else '  '}{line}\n" for i, line in enumerate(lines))


def _scalar(value: Any) -> str:
    text = str(value)
    plain = (
        text.isascii()
        and text.replace("_", "").replace("-", "").replace("/", "").replace(".", "").isalnum()
        and text[0].isalpha()
    )
    return text if plain else json.dumps(text, ensure_ascii=False)


def saved(file: Path, item: str) -> None:
    """The item as the last one of `sources:`. The file stays as it was, and UsageError is raised, where that gives no configuration."""
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    after = _with(before, item, file)
    draft = file.with_name(f".{file.name}.new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, file.stat().st_mode & 0o777 if file.exists() else 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as out:
            out.write(after)
        load_config(draft)
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def _with(text: str, item: str, file: Path) -> str:
    parsed = read_yaml(text)
    known = parsed.value if isinstance(parsed.value, dict) else {}
    if text and not text.endswith("\n"):
        text += "\n"
    if "sources" not in known:
        return f"{text}sources:\n{item}"
    lines = text.splitlines(keepends=True)
    at = parsed.places[("sources",)][0]
    if lines[at - 1].split("#")[0].strip() != "sources:":
        raise UsageError(f"{file}: `sources` is not written as a list of lines", f"add this item yourself:\n{item}")
    end = at
    while end < len(lines) and (not lines[end].strip() or lines[end][0] in " \t-#"):
        end += 1
    while end > at and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    first = next((line for line in lines[at:end] if line.lstrip().startswith("- ")), "  - ")
    indent = len(first) - len(first.lstrip())
    moved = "".join(" " * indent + line[2:] for line in item.splitlines(keepends=True))
    return "".join(lines[:end]) + moved + "".join(lines[end:])
