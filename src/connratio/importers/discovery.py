"""Which logs of AI assistants lie on this machine: found by names alone, nothing is opened and no link is followed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Final

from connratio.importers.places import NEVER_OPENED, NEVER_WALKED, PLACES, Place

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

ALSO: Final = (
    Place("aider", ("~", "."), (".aider.input.history", ".aider.chat.history.md")),
    Place("open-webui", ("$DATA_DIR", "~/.open-webui", "~/open-webui/data"), ("webui.db",)),
)
"""Logs that lie in folders with everything else, where a walk must not take the rest for an assistant's."""
DEPTH: Final = 12
"""Folders below a root that are looked into."""
_BESIDE: Final = frozenset({"workspace.json"})
"""What an importer looks up by itself beside its logs."""
_DAY: Final = re.compile(r"(20\d\d)[-_/](\d\d)[-_/](\d\d)")
_WHOLE: Final = re.compile(r"\.(?:db|vscdb)$|history|^logs\.json$")
"""Files that go on for years: when they were written last says nothing of when they began."""


@dataclass(frozen=True, slots=True)
class Log:
    """The files of one assistant below one folder; `first` and `last` are local days, as names or times of writing tell them."""

    app: str
    folder: Path
    files: tuple[Path, ...]
    n_bytes: int
    first: date | None
    last: date


def logs_here(env: Mapping[str, str], home: Path, folder: Path, zone: ZoneInfo) -> list[Log]:
    """The logs in the assistants' own places, by assistant and place; `folder` is where the program was started."""
    found: list[Log] = []
    seen: set[Path] = set()
    for place in (*PLACES, *ALSO):
        for root in _roots(place.folders, env, home, folder):
            entries: dict[Path, os.DirEntry[str]] = {}
            for pattern in place.files:
                entries |= {Path(e.path): e for e in _matching(root, root.resolve(), pattern.split("/"), DEPTH)}
            own = {path.resolve(): path for path in sorted(entries, reverse=True)}  # of a file and links to it the first
            new = {path: entries[path] for real, path in sorted(own.items(), key=lambda p: p[1]) if real not in seen}
            seen |= own.keys()
            if new:
                found.append(_log(place.app, root, new, zone))
    return found


def _roots(folders: Sequence[str], env: Mapping[str, str], home: Path, folder: Path) -> Iterator[Path]:
    """The folders that exist, each once."""
    seen = set()
    for text in folders:
        name, _, below = text.removeprefix("$").partition("/")
        bases = [v.strip() for v in env.get(name, "").split(",") if v.strip()] if text.startswith("$") else [text]
        for base in bases:
            whole = f"{base}/{below}" if text.startswith("$") and below else base
            at = home / whole[2:] if whole.startswith("~/") else home if whole == "~" else folder / whole
            fixed, _, pattern = str(at).partition("*")
            candidates = [at] if not pattern else sorted(Path(fixed).parent.glob(str(at.relative_to(Path(fixed).parent))))
            for candidate in candidates:
                if os.path.isdir(candidate) and candidate.resolve() not in seen:  # noqa: PTH112  # pathlib's raises where it may not look
                    seen.add(candidate.resolve())
                    yield candidate


def _matching(folder: Path, root: Path, parts: Sequence[str], depth: int) -> Iterator[os.DirEntry[str]]:
    """The files below a folder that a pattern names. Links to folders are passed over, and links to files outside the root."""
    wanted, rest = parts[0], parts[1:]
    if wanted == "**":
        yield from _matching(folder, root, rest, depth)
    try:
        entries = sorted(os.scandir(folder), key=lambda e: e.name)
    except OSError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            if depth and entry.name not in NEVER_WALKED and (wanted == "**" or (rest and fnmatchcase(entry.name, wanted))):
                yield from _matching(Path(entry.path), root, parts if wanted == "**" else rest, depth - 1)
        elif not rest and fnmatchcase(entry.name, wanted) and entry.name not in NEVER_OPENED | _BESIDE and _inside(entry, root):
            yield entry


def _inside(entry: os.DirEntry[str], root: Path) -> bool:
    """Whether the entry is a file of the root that is still there."""
    try:
        entry.stat()  # remembered by the entry
        return entry.is_file() and (not entry.is_symlink() or Path(entry.path).resolve().is_relative_to(root))
    except OSError:
        return False


def _log(app: str, root: Path, entries: Mapping[Path, os.DirEntry[str]], zone: ZoneInfo) -> Log:
    stats = {path: entry.stat() for path, entry in entries.items()}
    written = {path: datetime.fromtimestamp(s.st_mtime, UTC).astimezone(zone).date() for path, s in stats.items()}
    begun = [_named(str(path.relative_to(root))) or day for path, day in written.items() if not _WHOLE.search(path.name)]
    return Log(app, root, tuple(entries), sum(s.st_size for s in stats.values()), min(begun, default=None), max(written.values()))


def _named(path: str) -> date | None:
    """The day that a file's name, or its folders' names, tell."""
    for year, month, day in _DAY.findall(path.replace(os.sep, "/")):
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None


def files_of(logs: Iterable[Log]) -> list[Path]:
    """Every file of the logs, as what a user could have named."""
    return [path for log in logs for path in log.files]
