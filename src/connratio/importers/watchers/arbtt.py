"""arbtt: samples of the windows that are open, each of which stands for the time up to the next."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from connratio.importers.contract import Batch, Head, Options, Source
from connratio.importers.text.placing import EARLIEST, LATEST, Placing
from connratio.importers.text.records import LIST, salvaged, utf8
from connratio.importers.watchers.batch import batch, idle
from connratio.model.activities import Builder
from connratio.model.text import clean

IDLE_MS: Final = 60_000
"""Time without input from which on arbtt's own rules take a person to be away."""
JITTER_MS: Final = 5000
MOST_RATE_MS: Final = 3_600_000
_KEYS: Final = tuple(re.compile(rf'"{key}"\s*:') for key in ("date", "rate", "inactive", "windows"))


class Window(msgspec.Struct, gc=False):
    """One window."""

    active: bool = False
    title: str | None = None
    program: str | None = None


class Sample(msgspec.Struct, gc=False):
    """One sample: when, for how long it stands, how long nobody had touched the machine (ms)."""

    date: str
    rate: int | float = 60_000
    inactive: int | float = 0
    windows: list[Window] = []


class ArbttImporter:
    """arbtt: arbtt-dump --format=json (seen 2026-11)."""

    name = "arbtt"

    def recognises(self, head: Head) -> bool:
        """Whether the first record is a sample."""
        first = head.text.lstrip("\ufeff \t\r\n")
        return first[:1] in {"[", "{"} and all(key.search(first) for key in _KEYS)

    def read(self, source: Source, options: Options) -> Iterator[Batch]:
        """One batch: samples of one window in a row are one activity, samples without input a stretch of idleness."""
        del options  # every instant is UTC
        file = clean(source.name)
        placing, rows = Placing(ZoneInfo("UTC"), file, "app"), Builder(device="arbtt", zone="UTC")
        data = utf8(source.data(), file, placing.problems)
        if data.lstrip()[:1] == b"{":
            data = b"[" + data + b"]"  # records one after the other, as arbtt-import takes them too
        samples = []
        for line, sample in salvaged(data, LIST, Sample, file, placing.problems):
            at = _ms(sample.date)
            if at is None or not 0 < sample.rate <= MOST_RATE_MS:
                placing.skip("C206", "a sample outside 1970 to 2100, or that stands for no time", line, "unusable time")
                continue
            samples.append((at, at + round(sample.rate), _front(sample), sample.inactive > IDLE_MS, line))
        for start, end, told, line in _runs([(a, b, front, line) for a, b, front, _, line in samples]):
            if told is not None:
                rows.add(start=start, end=end, evidence="app", app=told[0], title=told[1], origin=f"{file}:{line}")
        for start, end, away, line in _runs([(a, b, gone, line) for a, b, _, gone, line in samples]):
            if away:
                rows.add(start=start, end=end, **idle(present=False), origin=f"{file}:{line}")
        yield batch(source, self.name, rows, placing)


def _runs(samples: list[tuple[int, int, Any, int]]) -> Iterator[tuple[int, int, Any, int]]:
    """Start, end, what was seen and first line of each run of samples that saw the same; a sample ends where the next begins."""
    run: list[Any] = []
    for start, end, seen, line in sorted(samples, key=lambda s: (s[0], str(s[2]))):
        if run and seen == run[2] and start <= run[1] + JITTER_MS:
            run[1] = max(run[1], end)
            continue
        if run:
            run[1] = min(run[1], start)
            if run[1] > run[0]:
                yield tuple(run)
        run = [start, end, seen, line]
    if run:
        yield tuple(run)


def _front(sample: Sample) -> tuple[str, str] | None:
    return next(((clean(w.program or ""), clean(w.title or "")) for w in sample.windows if w.active), None)


def _ms(text: str) -> int | None:
    try:
        moment = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text))
        ms = int(moment.replace(tzinfo=moment.tzinfo or UTC).timestamp() * 1000 + 1e-6)
    except (ValueError, OverflowError):
        return None
    return ms if EARLIEST <= ms < LATEST else None
