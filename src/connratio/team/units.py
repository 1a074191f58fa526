"""Which files are read together: those of one person, as far as the names of files and folders tell."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from connratio.importers.files import PASSED_OVER
from connratio.importers.reading import read_batches
from connratio.model.problems import Problem, UsageError

if TYPE_CHECKING:
    from connratio.importers.contract import Batch
    from connratio.team.directory import Directory
    from connratio.team.gather import Context

MOST_TOGETHER: Final = 20
"""Calendars in one folder beyond which it is nobody's own: then each is read by itself."""

IN_MEMORY: Final = "/dev/shm"  # noqa: S108  # the folders in it are made with mode 0700
MOST_AT_ONCE: Final = 25
BYTES_AT_ONCE: Final = 64 << 20


@dataclass(frozen=True, slots=True)
class Unit:
    """Files read together. `numbers` gives each file's number (by the file's name), which is all that problems show."""

    paths: tuple[Path, ...]
    numbers: tuple[tuple[str, int], ...]
    named: bool = False
    """Whether the user named the file itself."""
    root: str = ""
    """What the user named, or for a file its folder: names above it say nothing."""

    def joined(self, other: Unit) -> Unit:
        """Both together."""
        return Unit(
            (*self.paths, *other.paths), (*self.numbers, *other.numbers), root=os.path.commonpath([self.root, other.root])
        )

    @property
    def weight(self) -> int:
        """How many bytes the files have."""
        return sum(_bytes(path) for path in self.paths)

    def read(self, context: Context) -> tuple[list[Batch], list[Problem]]:
        """What the files hold, and what is wrong in them."""
        options_for = context.loaded.options_for if context.loaded else lambda _: {}
        try:
            with off_disk():
                batches, problems = read_batches(self.paths, context.options, options_for, debug=context.debug, copies=True)
        except UsageError:  # it would name the file
            return [], [Problem("C107", "cannot be read", name) for name, _ in self.numbers]
        # Folders hold all sorts of files; only what was named by itself is missed when nothing can read it.
        return batches, [p for p in problems if p.code != "C101" or self.named]


@contextmanager
def off_disk() -> Iterator[None]:
    """Meanwhile the private copies that databases are read from lie in memory, where the system has files there (Linux)."""
    before = tempfile.tempdir
    if os.access(IN_MEMORY, os.W_OK):
        tempfile.tempdir = IN_MEMORY
    try:
        yield
    finally:
        tempfile.tempdir = before


class Readable(Protocol):
    """What is read together: files, or sources of a ledger."""

    @property
    def numbers(self) -> tuple[tuple[str, int], ...]:
        """The number of each file by its name."""
        ...

    @property
    def root(self) -> str:
        """The folder above which names say nothing."""
        ...

    @property
    def weight(self) -> int:
        """About how many bytes of memory reading takes."""
        ...

    def joined(self, other: Any) -> Any:
        """Both together."""
        ...

    def read(self, context: Context) -> tuple[list[Batch], list[Problem]]:
        """What is in it, and what is wrong."""
        ...


def joined(units: Sequence[Any]) -> Any:
    """All of them together."""
    whole = units[0]
    for unit in units[1:]:
        whole = whole.joined(unit)
    return whole


def together(groups: Sequence[Sequence[int]]) -> list[list[int]]:
    """Groups that share a member, as one."""
    found: list[set[int]] = []
    for group in groups:
        own, others = set(group), []
        for other in found:
            if other & own:
                own |= other
            else:
                others.append(other)
        found = [*others, own]
    return [sorted(group) for group in found]


def person_named(path: str, directory: Directory, root: str = "") -> int | None:
    """The person whose id, address or alias the file's name is, else that of the nearest folder or archive around it.

    Folders above `root` are not looked at: where somebody keeps the exports of others says nothing of whose they are.
    """
    whole, top = (str(text).replace("\\", "/") for text in (path, root))
    if top and whole.startswith(f"{top}/"):
        whole = f"{top.rpartition('/')[2]}/{whole[len(top) + 1 :]}"
    for part in reversed(whole.split("/")):
        name = part.lower()
        while name:
            if (found := directory.number.get(name)) is not None:
                return found
            name, dot, _ = name.rpartition(".")
            if not dot:
                break
    return None


def plan(paths: Sequence[Path], directory: Directory, but: Path | None = None) -> list[Unit]:
    """The files that the paths name or hold, in order, as units; not the people directory (`but`), which may lie among them.

    Raises UsageError for a path that does not exist.
    """
    counter = _Counter()
    units: list[Unit] = []
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path} does not exist", "name the folder with the calendars")
        if path.is_dir():
            units += [replace(unit, root=str(path)) for unit in _folder(path, directory, counter, but)]
        elif but is None or not path.samefile(but):
            units.append(Unit((path,), ((path.name, counter()),), named=True, root=str(path.parent)))
    return units


def in_pieces(units: Sequence[Readable]) -> list[tuple[Any, ...]]:
    """Units worked on at once, in order: enough to ask the rules once for many, few enough for a bounded memory."""
    pieces: list[list[Readable]] = []
    size = 0
    for unit in units:
        own = unit.weight
        if not pieces or len(pieces[-1]) >= MOST_AT_ONCE or size + own > BYTES_AT_ONCE:
            pieces.append([])
            size = 0
        pieces[-1].append(unit)
        size += own
    return [tuple(piece) for piece in pieces]


def _bytes(path: Path) -> int:
    files = [path] if path.is_file() else [p for p in path.rglob("*") if p.is_file()]
    return sum(file.stat().st_size for file in files)


class _Counter:
    def __init__(self) -> None:
        self._n = 0

    def __call__(self) -> int:
        self._n += 1
        return self._n


def _folder(folder: Path, directory: Directory, number: Callable[[], int], but: Path | None = None) -> Iterator[Unit]:
    """A folder named after a person is one unit; of others each person's files are, and what bears no name is another."""
    entries = sorted(os.scandir(folder), key=lambda e: e.name)
    if any(e.is_dir() and e.name == "Events" for e in entries) or any(e.name in {"displayname", "color"} for e in entries):
        yield Unit((folder,), tuple(_numbered(folder, number)))  # a calendar that is a folder
        return
    mine: dict[int, Unit] = {}
    rest: list[Unit] = []
    for entry in entries:
        path = Path(entry.path)
        if entry.is_dir():
            if entry.name not in PASSED_OVER and not entry.is_symlink():
                if person_named(entry.name, directory) is not None:
                    yield Unit((path,), tuple(_numbered(path, number)))
                else:
                    yield from _folder(path, directory, number, but)
            continue
        if but is not None and entry.name == but.name and path.samefile(but):
            continue
        unit = Unit((path,), ((entry.name, number()),))
        person = person_named(entry.name, directory)
        if person is None:
            rest.append(unit)
        else:
            mine[person] = mine[person].joined(unit) if person in mine else unit
    if len(mine) <= 1 and rest:
        # What lies beside one person's calendar is theirs, if nothing else tells.
        rest = [*mine.values(), *rest]
        mine = {}
    yield from mine.values()
    calendars = [u for u in rest if u.paths[0].suffix.lower() == ".ics"]
    if len(calendars) > MOST_TOGETHER:
        yield from calendars
        rest = [u for u in rest if u not in calendars]
    if rest:
        yield Unit(tuple(p for u in rest for p in u.paths), tuple(n for u in rest for n in u.numbers))


def _numbered(folder: Path, number: Callable[[], int]) -> Iterator[tuple[str, int]]:
    for base, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if f not in PASSED_OVER)
        for name in sorted(names):
            yield Path(base, name).name, number()
