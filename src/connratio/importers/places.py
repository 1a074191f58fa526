"""Where AI assistants keep their logs, and which files there may be opened: what else lies beside them is never read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final


@dataclass(frozen=True, slots=True)
class Place:
    """An assistant's folders, with `~` and `$VARIABLE` (which may name several, by commas), and the files below them to open.

    In `files`, `*` stands for any part of a name and `**/` for any number of folders.
    """

    app: str
    folders: tuple[str, ...]
    files: tuple[str, ...]


_EDITORS: Final = ("Code", "Code - Insiders", "VSCodium", "Cursor", "Windsurf")
_DATA: Final = ("~/Library/Application Support", "~/.config", "$XDG_CONFIG_HOME", "$APPDATA")


def _in_editors(below: str) -> tuple[str, ...]:
    return tuple(f"{data}/{editor}/{below}" for data in _DATA for editor in _EDITORS)


PLACES: Final = (
    Place("claude-code", ("$CLAUDE_CONFIG_DIR", "~/.claude", "~/.config/claude"), ("projects/**/*.jsonl", "history.jsonl")),
    Place(
        "claude-code",
        (*(f"{data}/Claude" for data in _DATA), "$LOCALAPPDATA/Packages/Claude*/LocalCache/Roaming/Claude"),
        ("local-agent-mode-sessions/**/projects/**/*.jsonl",),
    ),
    Place(
        "codex",
        ("$CODEX_HOME", "~/.codex"),
        ("sessions/**/rollout-*.jsonl", "sessions/**/rollout-*.jsonl.zst", "archived_sessions/rollout-*.jsonl",
         "archived_sessions/rollout-*.jsonl.zst", "sessions/rollout-*.json", "history.jsonl"),
    ),
    Place("gemini-cli", ("~/.gemini",), ("tmp/*/chats/**/*.json", "tmp/*/chats/**/*.jsonl", "tmp/*/logs.json")),
    Place("qwen-code", ("~/.qwen",), ("projects/**/*.jsonl", "tmp/*/chats/**/*.json", "tmp/*/chats/**/*.jsonl", "tmp/*/logs.json")),
    Place(
        "copilot",
        (*_in_editors("User"), "~/.vscode-server/data/User"),
        ("workspaceStorage/*/chatSessions/*.json", "workspaceStorage/*/chatSessions/*.jsonl", "workspaceStorage/*/workspace.json",
         "globalStorage/emptyWindowChatSessions/*.json", "globalStorage/emptyWindowChatSessions/*.jsonl",
         "workspaceStorage/*/GitHub.copilot-chat/transcripts/*.jsonl"),
    ),
    Place("cursor", tuple(f"{data}/Cursor/User" for data in _DATA), ("globalStorage/state.vscdb",)),
    Place("copilot-cli", ("~/.copilot",), ("session-state/**/*.jsonl", "history-session-state/*.json")),
    Place("opencode", ("$XDG_DATA_HOME/opencode", "~/.local/share/opencode"), ("opencode*.db", "storage/**/*.json")),
    Place("kilo", ("$XDG_DATA_HOME/kilo", "~/.local/share/kilo"), ("kilo*.db", "storage/**/*.json")),
    Place("llm", ("$LLM_USER_PATH", *(f"{data}/io.datasette.llm" for data in _DATA)), ("logs.db",)),
    Place("lm-studio", ("~/.lmstudio", "~/.cache/lm-studio"), ("conversations/**/*.json",)),
)  # fmt: skip

NEVER_WALKED: Final = frozenset({"tool-results"})
"""Folders of tools' outputs, wherever a copy of such logs lies."""
NEVER_OPENED: Final = frozenset({"sessions-index.json", ".credentials.json", "stats-cache.json"})
"""Files beside transcripts that hold texts or keys."""
_CLAUDE_SIGNS: Final = frozenset({"history.jsonl", "shell-snapshots", "file-history", "statsig", ".credentials.json"})


def may_open(parts: Sequence[str], homes: Sequence[Sequence[str]] = ()) -> bool:
    """Whether a file met on a walk may be opened; in an assistant's folder only what is known to be a log of it.

    `parts` is its path; `homes` are folders met on the way whose content shows that they are Claude Code's, whatever their names.
    """
    if parts[-1] in NEVER_OPENED or not NEVER_WALKED.isdisjoint(parts):
        return False
    path = "/".join(parts)
    wanted = [(folder.end(), files) for pattern, files in _known() if (folder := pattern.search(path)) is not None]
    wanted += [(len("/".join(home)) + 1, _known()[0][1]) for home in homes if list(parts[: len(home)]) == list(home)]
    return not wanted or any(files.fullmatch(path, start) is not None for start, files in wanted)


def is_claude_home(folders: Sequence[str], names: Sequence[str]) -> bool:
    """Whether a folder that holds these is a configuration folder of Claude Code."""
    return "projects" in folders and not _CLAUDE_SIGNS.isdisjoint((*folders, *names))


@cache
def _known() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """For each place what the path of such a folder looks like, and what those of its files look like below it."""
    found = []
    for place in PLACES:
        # A variable's folder has any name; in `~` it has its own.
        below = [_spelled(f.removeprefix("~/")) for f in place.folders if f.startswith("~/")]
        folder = re.compile(f"(?:^|/)(?:{'|'.join(below)})/")
        found.append((folder, re.compile("|".join(map(_spelled, place.files)))))
    return tuple(found)


def _spelled(pattern: str) -> str:
    return re.escape(pattern).replace(r"\*\*/", "(?:[^/]+/)*").replace(r"\*", "[^/]*")
