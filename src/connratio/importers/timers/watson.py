"""Watson: the file `frames`, `watson log --json`, the running timer in `state`, and `watson log --csv`."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, Final

import msgspec

from connratio.importers.contract import Batch, Head, Options, Source
from connratio.importers.text.dates import Moment
from connratio.importers.timers.documents import document, instant, records
from connratio.importers.timers.entries import Entries
from connratio.importers.timers.sheet import Sheet, Words
from connratio.model.problems import Problem
from connratio.model.text import clean

_FRAMES: Final = re.compile(r'\s*\[\s*\[[^\[\]{}]*,\s*"[0-9a-f]{32}"\s*,\s*\[')
_LOG: Final = re.compile(r'\s*\[[^\[\]]*\{(?=[^{}]*"id"\s*:\s*"[0-9a-f]{32}")(?=[^{}]*"stop"\s*:)(?=[^{}]*"project"\s*:)')
_STATE: Final = re.compile(r'\s*\{(?=[^{}]*"project"\s*:)(?=[^{}]*"start"\s*:\s*\d)[^{}]*"tags"\s*:[^{}]*\}\s*$')


class Frame(msgspec.Struct, array_like=True):
    """A frame as the file keeps it; start and stop are epoch seconds."""

    start: float
    stop: float
    project: str | None = None
    id: str | None = None
    tags: list[str] | None = None


class Logged(msgspec.Struct):
    """A frame of `watson log --json`, or the running one of `state`, whose start is in epoch seconds."""

    start: str | float
    stop: str | float | None = None
    project: str | None = None
    id: str | None = None
    tags: list[str] | None = None


class Watson:
    """`~/.config/watson/frames` (macOS: `~/Library/Application Support/watson/frames`), `state` beside it, or
    `watson log --all --json` (seen 2026-11).
    """

    name = "watson"

    def recognises(self, head: Head) -> bool:
        """Whether it is a list of frames, as lists or as objects with Watson's ids, or a running timer."""
        return any(pattern.match(head.text) for pattern in (_FRAMES, _LOG, _STATE))

    def read(self, source: Source, options: Options) -> Iterator[Batch]:
        """One batch. Watson has no descriptions: the project is the title too."""
        entries = Entries(source, options)
        whole = document(entries)
        kind: type[Frame | Logged] = Frame if _FRAMES.match(Head("", whole[:100]).text) else Logged
        if whole.lstrip()[:1] == b"{":
            whole = b"[" + whole + b"]"
        for line, frame in records(entries, kind, whole):
            start, stop = _moment(frame.start), _moment(frame.stop)
            if start is None or (stop is None and frame.stop is not None):
                entries.unreadable(line, "a frame whose times cannot be read")
                continue
            project = clean(frame.project or "")
            tags = clean(", ".join(frame.tags or ()))
            entries.add(line, start, stop, uid=clean(frame.id or ""), title=project, project=project, category=tags)
        yield entries.batch(self.name)


def _moment(given: str | float | None) -> Moment | None:
    if isinstance(given, str):
        return instant(given)
    return Moment(ms=round(given * 1000)) if given is not None and math.isfinite(given) else None


class WatsonCsv(Sheet):
    """`watson log --all --csv` (seen 2026-11): naive local times, which current versions write in the offset of the day of
    export; `frames` and JSON hold instants.
    """

    name = "watson-csv"
    words: ClassVar[Words] = {
        "uid": ("id",),
        "start": ("start",),
        "end": ("stop",),
        "project": ("project",),
        "tags": ("tags",),
    }
    texts: ClassVar[Words] = {"title": ("project",), "project": ("project",), "uid": ("uid",)}
    joined = ("tags",)

    def fits(self, header: Sequence[str], found: Mapping[str, int]) -> bool:
        """Whether the header is Watson's, word for word."""
        del found
        return [h.strip().lower() for h in header] == ["id", "start", "stop", "project", "tags"]

    def read(self, source: Source, options: Options) -> Iterator[Batch]:
        """One batch, with the warning that its times may be an hour off."""
        for batch in super().read(source, options):
            warning = Problem("C724", "times in the offset of the day of export", clean(source.name), 1)
            yield Batch(batch.source, batch.activities, (warning, *batch.problems), batch.skipped)
