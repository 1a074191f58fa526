"""What an importer is: it recognises a head and reads a source into batches. Plug-ins meet the same contract."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from io import BytesIO
from os.path import commonpath
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, NamedTuple, Protocol, runtime_checkable
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from connratio.model.frame import Frame
    from connratio.model.problems import Problem
    from connratio.model.pulse import Answer

HEAD_BYTES: Final = 65536
PIECE: Final = 1 << 18
"""Bytes that a stream takes from the disk at once."""


@dataclass(frozen=True)
class Head:
    """The name and the first 64 KiB of a file: all that recognition may look at."""

    name: str
    data: bytes

    @cached_property
    def text(self) -> str:
        """The head as text, whatever its encoding; undecodable bytes become U+FFFD. Decoded once for all importers."""
        data = self.data
        if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            return data[: len(data) // 2 * 2].decode("utf-16", errors="replace")
        return data.decode("utf-8-sig", errors="replace")


class Part(NamedTuple):
    """Where a document that was put together from files goes on with another one: its line, the file, the line there."""

    line: int
    file: str
    own: int


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read: `path` as shown to the user, `data` gives its bytes (once: big files are not kept).

    A member of an archive has the path `export.zip/folder/calendar.ics`; standard input is `-`. A calendar that is a folder
    has the `parts` from which it was put together, so that origins and problems name the files.
    """

    path: str
    data: Callable[[], bytes]
    file: Path | None = None
    """Where the bytes lie on disk, if they do so alone: what a database has beside it (its -wal) is found there."""
    parts: tuple[Part, ...] = ()
    stream: Callable[[], BinaryIO] | None = None
    """Where the bytes come piece by piece from somewhere else: a member of an archive, unpacked while it is read."""
    owner: str = ""
    """Whose it is, where the address from which it was fetched says so."""

    def open(self) -> BinaryIO:
        """The bytes as a stream: a file on disk is read piece by piece. Raises OSError where it cannot be opened."""
        if self.stream is not None:
            return self.stream()
        return BytesIO(self.data()) if self.file is None else self.file.open("rb", buffering=PIECE)

    @property
    def name(self) -> str:
        """The last part of the path: what origins and problems show."""
        return self.path.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]

    @property
    def stem(self) -> str:
        """The name without its suffix: the source's name where the file gives none."""
        return self.name.rsplit(".", 1)[0] or self.name


@dataclass(frozen=True, slots=True)
class Options:
    """What a reader may need to know: zones, the window, and the source's own options of the configuration.

    `window` is half-open epoch milliseconds; only recurring events need it (None: all that the file holds). `today` is
    the last local day that an endless series reaches when no window is given.
    """

    timezone: ZoneInfo
    today: date
    window: tuple[int, int] | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def own_zone(self) -> ZoneInfo | None:
        """The source's own `timezone`, in which its times lie that have no zone; None where it has none and the person's holds."""
        told = self.extra.get("timezone")
        return ZoneInfo(str(told)) if told else None


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """What a batch says of the source it came from.

    `owner` is an address with the reason why it must be the owner's; `span` is what the source covers as a whole (epoch
    ms, half-open), also where the window asked for less.
    """

    name: str
    format: str
    path: str
    owner: str = ""
    owner_why: str = ""
    span: tuple[int, int] | None = None
    notes: tuple[str, ...] = ()
    active_rule: str = ""
    """Whose rule of active time the source is measured by: "" for ours, else ActivityWatch's (aw-0.5.17, aw-0.5.18)."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Activities of one source (model.activities.COLUMNS), the problems on the way, and what was left out, counted by reason."""

    source: SourceInfo
    activities: Frame
    problems: tuple[Problem, ...] = ()
    skipped: Mapping[str, int] = field(default_factory=dict)
    answers: tuple[Answer, ...] = ()
    """What the source says of how its owner felt; no activities."""
    covers: Mapping[str, int] = field(default_factory=dict)
    """Of a log of sessions: the first instant (epoch ms) that it holds of each, by what the rows' uids have before their last @."""


@dataclass(slots=True)
class Read:
    """One source with the figures that `connratio sources` shows."""

    info: SourceInfo
    n_activities: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    n_problems: int = 0


@runtime_checkable
class Importer(Protocol):
    """One export format. `recognises` never reads more than the head; `read` never raises for what is wrong in the data."""

    name: str

    def recognises(self, head: Head) -> bool:
        """Whether the file is of this format."""
        ...

    def read(self, source: Source, options: Options) -> Iterator[Batch]:
        """The file's activities, with uid and origin on every row."""
        ...


@runtime_checkable
class Gathering(Importer, Protocol):
    """An importer whose files are parts of one log, so that all of them are read together, each as a stream."""

    def gather(self, sources: Sequence[Source], options: Options) -> Iterator[Batch]:
        """The activities of all files."""
        ...


def together(sources: Sequence[Source]) -> str:
    """Where the files of one log lie: the path of the only one, or the folder that all are in."""
    paths = [source.path for source in sources]
    try:
        return commonpath(paths) or "." if len(paths) > 1 else paths[0]
    except ValueError:  # some absolute, some not, or on two drives
        return paths[0]
