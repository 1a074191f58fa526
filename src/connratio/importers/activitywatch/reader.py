"""The importer: the buckets of an export document, a CSV or a server's database, as one batch each."""

from __future__ import annotations

import gc
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from connratio.importers.activitywatch.columns import EVIDENCE, Columns, activities, program_of
from connratio.importers.activitywatch.document import buckets_of
from connratio.importers.activitywatch.machines import Machines
from connratio.importers.activitywatch.read import Read
from connratio.importers.activitywatch.rows import bucket_of, is_table
from connratio.importers.activitywatch.stores import buckets_in, is_store
from connratio.importers.contract import Batch, Head, Options, Source, SourceInfo
from connratio.importers.databases import is_database
from connratio.importers.text.records import utf8
from connratio.model.apps import BROWSERS
from connratio.model.problems import Problem
from connratio.model.text import clean

if TYPE_CHECKING:
    from connratio.model.frame import Frame

_HEAD: Final = re.compile(r'^\s*\{\s*"buckets"\s*:\s*[\[{]')
_STORE: Final = re.compile(rb"(?:eventmodel|bucketmodel)\b|\bbucketrow\b")


class ActivityWatchImporter:
    """ActivityWatch ▸ Raw Data ▸ Export (JSON, or CSV of a bucket), and the servers' databases, Python and Rust (seen 2026-11)."""

    name = "activitywatch"

    def recognises(self, head: Head) -> bool:
        """Whether the document begins with the object of buckets, a bucket's header, or as a database with such tables."""
        if is_database(head):
            return _STORE.search(head.data) is not None
        return _HEAD.match(head.text) is not None or is_table(head)

    def holds(self, columns: Mapping[str, Sequence[str]]) -> bool:
        """Whether a database with these tables is a server's."""
        return is_store(columns)

    def read(self, source: Source, options: Options) -> Iterator[Batch]:
        """One batch per bucket. Idleness comes as rows of evidence `idle`; zero-length events are counted as skipped.

        They stay under one of ActivityWatch's own rules of active time (`active_rule`), which look at them.
        """
        rule = str(options.extra.get("active_rule") or "union")
        collecting = gc.isenabled()
        gc.disable()  # half a million structs without a cycle among them: collecting would only walk them
        try:
            yield from self._batches(_buckets(source), source, "" if rule == "union" else rule)
        finally:
            if collecting:
                gc.enable()

    def _batches(self, buckets: Iterator[Read], source: Source, rule: str) -> Iterator[Batch]:
        frames: list[tuple[Read, Frame, Counter[str]]] = []
        for read in buckets:
            skipped: Counter[str] = Counter()
            if read.bucket.type not in EVIDENCE:
                skipped["bucket of another type"] += len(read.columns)
                read.problems.append(
                    Problem(
                        "C115",
                        f"a bucket of type {clean(read.bucket.type or '', 40) or 'unknown'}",
                        source.name,
                        0,
                        clean(read.name, 80),
                    )
                )
                frames.append((read, activities("afkstatus", "", Columns(), skipped), skipped))
                continue
            skipped["unreadable event"] += sum(p.n for p in read.problems if p.code == "C106")
            program = program_of(read.name, read.bucket.client or "")
            frames.append((read, activities(read.bucket.type, program, read.columns, skipped, every=bool(rule)), skipped))
            if n := skipped["unusable time"]:
                what = "an event whose time or length is none between 1970 and 2100"
                read.problems.append(Problem("C206", what, source.name, 0, clean(read.name, 80), n))
            read.columns = Columns()
        names = Machines([(read.bucket, table) for read, table, _ in frames])
        for read, table, skipped in frames:
            yield _batch(read, table, skipped, source, names, rule)


def _buckets(source: Source) -> Iterator[Read]:
    """The buckets of whatever form the file has."""
    head = Head(source.name, source.data()[:4096])
    if is_database(head):
        return buckets_in(source)
    if is_table(head):
        return bucket_of(source)
    return _document(source)


def _document(source: Source) -> Iterator[Read]:
    problems: list[Problem] = []
    for read in buckets_of(utf8(source.data(), source.name, problems), source.name):
        read.problems += problems
        problems = []
        yield read


def _batch(read: Read, table: Frame, skipped: Counter[str], source: Source, names: Machines, rule: str) -> Batch:
    name = clean(read.name) or "bucket"
    device, sure = names.of(read.bucket, table)
    if not sure:
        what = "a browser's bucket that does not say on which of several machines it was recorded"
        read.problems.append(Problem("C700", what, source.name, 0, clean(read.name, 80)))
    origin = np.full(len(table), f"{clean(source.name)}#{name}", dtype=object)
    table = table.assign(source=name, device=device, origin=origin)
    if read.bucket.type == "web.tab.current" and len(table) and table["app"][0] not in BROWSERS and names.browser:
        table = table.assign(app=names.browser)
    starts, ends = table["start"], table["end"]
    span = (int(starts.min()), int(max(ends.max(), starts.max() + 1))) if len(table) else None
    info = SourceInfo(name=name, format="activitywatch", path=source.path, span=span, active_rule=rule)
    return Batch(info, table, tuple(read.problems), {k: v for k, v in skipped.items() if v})
