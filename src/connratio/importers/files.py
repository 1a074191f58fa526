"""From what the user named to single files: folders are walked, archives looked into, standard input read once."""

from __future__ import annotations

import io
import os
import sys
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import BinaryIO, Final

from connratio.importers.collections import MOST_EACH, gathered, is_looked_at
from connratio.importers.contract import HEAD_BYTES, Head, Source
from connratio.importers.cut_zips import CutZip
from connratio.importers.members import (
    BROKEN,
    GZIP,
    MOST_BYTES,
    ZIP,
    Archive,
    Member,
    OnDisk,
    Unpacker,
    given,
    inflated,
    limit_of,
)
from connratio.importers.places import NEVER_WALKED, is_claude_home, may_open
from connratio.importers.table.forms import is_workbook
from connratio.importers.tars import TAR_HEAD, TarArchive, is_tar
from connratio.importers.zstd import MAGIC, unpacked
from connratio.model.problems import Problem, UsageError
from connratio.model.text import clean

MOST_MEMBERS: Final = 20_000
MOST_DEPTH: Final = 3
PASSED_OVER: Final = frozenset({".git", "__pycache__", "node_modules", ".venv", "__MACOSX"}) | NEVER_WALKED

_APPLE_DOUBLE: Final = "._"
"""How the names of files begin in which macOS keeps what other file systems cannot."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file with its head. `named` says that the user asked for it by name, so that it matters when nothing recognises it."""

    source: Source
    head: Head
    named: bool


def walk(paths: list[Path], problems: list[Problem]) -> Iterator[Found]:
    """Every file that the paths name or hold, in order; what cannot be opened is added to the problems.

    Raises UsageError when a path does not exist, or standard input is a terminal.
    """
    for path in paths:
        if str(path) == "-":
            yield from _opened("-", _stdin(), True, problems)
        elif path.is_dir():
            yield from _folder(path, problems)
        elif path.exists():
            yield from _file(path, True, problems)
        else:
            raise UsageError(f"no such file or folder: {path}", "check the name; folders are walked, - reads standard input")


def _stdin() -> Callable[[], bytes]:
    if sys.stdin.isatty():
        raise UsageError("standard input is a terminal", "pipe a file into connratio, or name one")
    data = sys.stdin.buffer.read()
    return lambda: data


def _inside(folder: Path, problems: list[Problem]) -> Iterator[Path]:
    """Files below the folder in order; links out of it are not followed, and said. Assistants' folders have more than logs."""
    root = folder.resolve()
    above = folder.absolute().parts
    homes = []
    for base, folders, names in os.walk(folder):
        here = (*above, *Path(base).relative_to(folder).parts)
        if is_claude_home(folders, names):
            homes.append(here)
        folders[:] = sorted(f for f in folders if f not in PASSED_OVER)
        for name in sorted(names):
            file = Path(base) / name
            if name.startswith(_APPLE_DOUBLE) or not may_open((*here, name), homes):
                continue
            if file.is_symlink() and not file.resolve().is_relative_to(root):
                problems.append(Problem("C728", "a link that leads out of the folder", clean(name)))
            else:
                yield file


def _folder(folder: Path, problems: list[Problem]) -> Iterator[Found]:
    """The files below a folder; those of a calendar that is a folder come as one."""
    for base, files in groupby(_inside(folder, problems), key=lambda file: file.parent):
        there = {file.name: file for file in files}
        near = {"../Info.plist": base.parent / "Info.plist"} if base.name == "Events" else {}
        readers = {name: _reader(file) for name, file in (there | near).items() if file.is_file()}
        calendar, taken = gathered(str(base), readers) if any(n.lower().endswith(".ics") for n in there) else (None, set())
        if calendar is not None:
            yield Found(calendar, Head(calendar.name, calendar.data()[:HEAD_BYTES]), False)
        for name, file in there.items():
            if name not in taken:
                yield from _file(file, False, problems)


def _reader(file: Path) -> Callable[[], bytes]:
    def read() -> bytes:
        try:
            return file.read_bytes()
        except OSError:
            return b""  # said when it is read for itself

    return read


def _file(path: Path, named: bool, problems: list[Problem]) -> Iterator[Found]:
    if named and path.is_fifo():
        # What a shell's <(command) names; it can be read once.
        piped = path.read_bytes()
        yield from _opened(str(path), given(piped), named, problems)
        return
    if not path.is_file():
        if named:
            problems.append(Problem("C107", "this is no regular file", path.name))
        return
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as error:
        problems.append(Problem("C107", f"cannot be read: {error.strerror}", path.name))
        return
    whole = (lambda: io.BufferedReader(OnDisk(path))) if head[:4] == ZIP or is_tar(head) else None
    for found in _opened(str(path), path.read_bytes, named, problems, head, stream=whole):
        plain = found.source.path == str(path)
        yield replace(found, source=replace(found.source, file=path)) if plain else found


def _opened(
    path: str, data: Callable[[], bytes], named: bool, problems: list[Problem], head: bytes | None = None, depth: int = 0,
    stream: Callable[[], BinaryIO] | None = None,
) -> Iterator[Found]:  # fmt: skip
    """The file, or what it holds if it is packed; `stream` gives its bytes without holding them all."""
    if head is None:
        head = data()[:HEAD_BYTES]
    name = path.replace("\\", "/").rsplit("/", 1)[-1]
    if head[:2] == GZIP and depth < MOST_DEPTH:
        yield from _gzip(path, data(), named, problems, depth)
    elif head[:4] == MAGIC and depth < MOST_DEPTH:
        yield from _zstd(path, data(), named, problems, depth)
    elif head[:4] == ZIP and not is_workbook(head) and depth < MOST_DEPTH:
        yield from _members(path, _zip(stream() if stream is not None else io.BytesIO(data()), name, problems), problems, depth)
    elif is_tar(head) and depth < MOST_DEPTH:
        yield from _members(path, _tar(stream() if stream is not None else io.BytesIO(data()), name, problems), problems, depth)
    else:
        source = Source(path, data, stream=stream)
        # A calendar that no importer knows is worth a word wherever it lies.
        yield Found(source, Head(source.name, head), named or source.name.lower().endswith(".ics"))


def _gzip(path: str, packed: bytes, named: bool, problems: list[Problem], depth: int) -> Iterator[Found]:
    name = path.replace("\\", "/").rsplit("/", 1)[-1]
    data, damaged = inflated(packed)
    if damaged:
        problems.append(Problem("C104", "the compressed file is damaged", name))
    if data is None:
        problems.append(Problem("C108", "the compressed file unpacks to too much", name))
        return
    lower = path.lower()
    inner = path[:-3] if lower.endswith(".gz") else path
    yield from _opened(inner, lambda: data, named, problems, data[:HEAD_BYTES], depth + (not is_tar(data[:TAR_HEAD])))


def _zstd(path: str, packed: bytes, named: bool, problems: list[Problem], depth: int) -> Iterator[Found]:
    name = clean(path.replace("\\", "/").rsplit("/", 1)[-1])
    limit = limit_of(len(packed))
    try:
        data, damaged = unpacked(packed, limit)
    except ImportError:
        _count(Problem("C607", "compressed with zstd", name), problems)
        return
    if damaged:
        problems.append(Problem("C104", "the compressed file is damaged", name))
    if len(data) > limit:
        problems.append(Problem("C108", "the compressed file unpacks to too much", name))
        return
    inner = path[:-4] if path.lower().endswith(".zst") else path
    yield from _opened(inner, lambda: data, named, problems, data[:HEAD_BYTES], depth + 1)


def _count(problem: Problem, problems: list[Problem]) -> None:
    """Add a problem that concerns many files, so that it says of how many and stands at the first."""
    place = next((i for i, p in enumerate(problems) if p.code == problem.code), -1)
    if place < 0:
        problems.append(problem)
    else:
        problems[place] = replace(problems[place], n=problems[place].n + 1)


def _zip(file: BinaryIO, name: str, problems: list[Problem]) -> Archive:
    """The archive; of one whose end is missing what can be found."""
    try:
        return zipfile.ZipFile(file)
    except BROKEN:
        problems.append(Problem("C104", "the archive is damaged", name))
        return CutZip(file, MOST_MEMBERS, MOST_BYTES)


def _tar(file: BinaryIO, name: str, problems: list[Problem]) -> Archive:
    archive = TarArchive(file, MOST_MEMBERS + 1)
    if archive.damaged:
        problems.append(Problem("C104", "the archive is damaged", name))
    return archive


def _members(path: str, archive: Archive, problems: list[Problem], depth: int) -> Iterator[Found]:
    """The files of an archive; those of a calendar that is a folder come as one."""
    name = path.replace("\\", "/").rsplit("/", 1)[-1]
    members: list[Member] = sorted(
        (m for m in archive.infolist() if m.filename and not m.is_dir() and _is_walked(m.filename.split("/"))),
        key=lambda m: str(m.filename),
    )
    unpacker = Unpacker(archive, name, problems)
    taken: set[str] = set()
    for folder, files in _calendar_folders(members[:MOST_MEMBERS]).items():
        base = f"{folder}/" if folder else ""
        readers = {file: given(unpacker.data(member) or b"") for file, member in files.items()}
        calendar, own = gathered(f"{path}/{folder}" if folder else path, readers)
        if calendar is not None:
            taken |= {f"{base}{file}" for file in own}
            yield Found(calendar, Head(calendar.name, calendar.data()[:HEAD_BYTES]), False)
    for i, member in enumerate(members):
        if i >= MOST_MEMBERS or unpacker.spent:
            problems.append(Problem("C108", "the archive unpacks to too much", name))
            return
        if member.filename not in taken and (found := unpacker.looked_at(member)) is not None:
            head, data, stream = found
            yield from _opened(f"{path}/{member.filename}", data, False, problems, head, depth + 1, stream)


def _is_walked(parts: list[str]) -> bool:
    return PASSED_OVER.isdisjoint(parts) and not parts[-1].startswith(_APPLE_DOUBLE) and may_open(parts)


def _calendar_folders(members: list[Member]) -> dict[str, dict[str, Member]]:
    """The folders of an archive that may be calendars, with what `gathered` looks at."""
    folders: dict[str, dict[str, Member]] = defaultdict(dict)
    plists: dict[str, Member] = {}
    for member in members:
        folder, _, name = member.filename.rpartition("/")
        if name == "Info.plist":
            plists[folder] = member
        if is_looked_at(name) and member.file_size <= MOST_EACH:
            folders[folder][name] = member
    found = {}
    for folder, files in folders.items():
        if any(name.lower().endswith(".ics") for name in files):
            above, _, last = folder.rpartition("/")
            found[folder] = files | ({"../Info.plist": plists[above]} if last == "Events" and above in plists else {})
    return found
