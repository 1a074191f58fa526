"""From what the user named to single files: folders are walked, archives looked into, standard input read once."""

from __future__ import annotations

import gzip
import io
import os
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from connratio.importers.contract import HEAD_BYTES, Head, Source
from connratio.model.problems import Problem, UsageError
from connratio.model.text import clean

MOST_BYTES: Final = 4 << 30
"""Bytes that one archive may unpack to."""
MOST_RATIO: Final = 1000
"""Unpacked ÷ packed beyond which a large member is a bomb: the JSON of real logs stays far below (deflate ends at 1032)."""
MOST_MEMBERS: Final = 20_000
MOST_DEPTH: Final = 3
PASSED_OVER: Final = frozenset({".git", "__pycache__", "node_modules", ".venv", "__MACOSX"})


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
            for file in _inside(path, problems):
                yield from _file(file, False, problems)
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
    """Files below the folder in order; links out of it are not followed, and said."""
    root = folder.resolve()
    for base, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if f not in PASSED_OVER)
        for name in sorted(names):
            file = Path(base) / name
            if file.is_symlink() and not file.resolve().is_relative_to(root):
                problems.append(Problem("C728", "a link that leads out of the folder", clean(name)))
            else:
                yield file


def _file(path: Path, named: bool, problems: list[Problem]) -> Iterator[Found]:
    if named and path.is_fifo():
        # What a shell's <(command) names; it can be read once.
        piped = path.read_bytes()
        yield from _opened(str(path), _given(piped), named, problems)
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
    for found in _opened(str(path), path.read_bytes, named, problems, head):
        plain = found.source.path == str(path)
        yield replace(found, source=replace(found.source, file=path)) if plain else found


def _opened(
    path: str, data: Callable[[], bytes], named: bool, problems: list[Problem], head: bytes | None = None, depth: int = 0
) -> Iterator[Found]:
    if head is None:
        head = data()[:HEAD_BYTES]
    if head[:2] == b"\x1f\x8b" and depth < MOST_DEPTH:
        yield from _gzip(path, data(), named, problems, depth)
    elif head[:4] == b"PK\x03\x04" and depth < MOST_DEPTH:
        yield from _zip(path, data(), problems, depth)
    else:
        source = Source(path, data)
        yield Found(source, Head(source.name, head), named)


def _gzip(path: str, packed: bytes, named: bool, problems: list[Problem], depth: int) -> Iterator[Found]:
    name = path.replace("\\", "/").rsplit("/", 1)[-1]
    try:
        with gzip.open(io.BytesIO(packed)) as stream:
            data = _bounded(stream, len(packed))
    except (OSError, EOFError, zlib.error):
        problems.append(Problem("C104", "the compressed file is damaged", name))
        data = _as_far_as_possible(packed)
    if data is None:
        problems.append(Problem("C108", "the compressed file unpacks to too much", name))
        return
    inner = path[:-3] if path.lower().endswith(".gz") else path
    yield from _opened(inner, lambda: data, named, problems, data[:HEAD_BYTES], depth + 1)


def _as_far_as_possible(packed: bytes) -> bytes | None:
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        data = unpack.decompress(packed, MOST_RATIO * max(len(packed), 1 << 20))
    except zlib.error:
        return b""
    return None if unpack.unconsumed_tail else data


def _bounded(stream: io.BufferedIOBase | gzip.GzipFile, packed: int) -> bytes | None:
    """What the stream unpacks to, or None when it is more than any honest file of that size."""
    limit = min(MOST_BYTES, max(packed * MOST_RATIO, 1 << 20))
    data = stream.read(limit + 1)
    return None if len(data) > limit else data


def _zip(path: str, packed: bytes, problems: list[Problem], depth: int) -> Iterator[Found]:
    name = path.replace("\\", "/").rsplit("/", 1)[-1]
    try:
        archive = zipfile.ZipFile(io.BytesIO(packed))
    except (zipfile.BadZipFile, OSError):
        problems.append(Problem("C104", "the archive is damaged", name))
        return
    members = [m for m in archive.infolist() if not m.is_dir() and not PASSED_OVER & set(m.filename.split("/"))]
    left = MOST_BYTES
    for i, member in enumerate(sorted(members, key=lambda m: m.filename)):
        if i >= MOST_MEMBERS or member.file_size > left:
            problems.append(Problem("C108", "the archive unpacks to too much", name))
            return
        try:
            with archive.open(member) as stream:
                data = _bounded(stream, member.compress_size)  # type: ignore[arg-type]  # IO[bytes] is all that is needed
        except (zipfile.BadZipFile, OSError, EOFError, zlib.error, RuntimeError, NotImplementedError):
            problems.append(Problem("C104", "a member of the archive is damaged or encrypted", name))
            continue
        if data is None:
            problems.append(Problem("C108", "a member of the archive unpacks to too much", name))
            continue
        left -= len(data)
        yield from _opened(f"{path}/{member.filename}", _given(data), False, problems, data[:HEAD_BYTES], depth + 1)


def _given(data: bytes) -> Callable[[], bytes]:
    return lambda: data
