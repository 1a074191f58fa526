"""timeclock files of hledger, ledger and Emacs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Final

from connratio.importers.contract import Batch, Head, Options, Source
from connratio.importers.text.dates import Moment
from connratio.importers.timers.entries import Entries
from connratio.importers.timers.lines import lines_of
from connratio.importers.timers.sequence import Stamp, in_order
from connratio.model.text import clean

ENDS: Final = "o"
_LINE: Final = re.compile(
    r"([ioO])\s+(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\s+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s*[+-]\d{4})?(?:\s+(.*))?"
)
_OTHER: Final = re.compile(r"\s*(?:$|[#;*])|[hb]\s")
_HEAD: Final = re.compile(
    r"(?:[ \t]*(?:[#;*].*)?\r?\n)*(?:[hb] .*\r?\n)*[io]\s+\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s|$)"
)


class Timeclock:
    """timeclock ▸ `.timeclock` of hledger or ledger, `~/.emacs.d/timelog` of Emacs (seen 2026-11): `i` begins a session of
    an account, `o` ends it. Times have no zone.
    """

    name = "timeclock"

    def recognises(self, head: Head) -> bool:
        """Whether the first line that is no comment clocks in or out."""
        return _HEAD.match(head.text) is not None

    def read(self, source: Source, options: Options) -> Iterator[Batch]:
        """One batch. An `o` ends the session of its account, or else the one that began last; a session without one runs on."""
        entries = Entries(source, options)
        stamps = []
        for line, text in lines_of(source.data(), entries.file, entries.problems, entries.skipped):
            if _OTHER.match(text):
                continue
            found = _LINE.fullmatch(text.rstrip())
            try:
                local = datetime(*(int(n or 0) for n in found.group(2, 3, 4, 5, 6, 7))) if found else None  # type: ignore[arg-type]  # noqa: DTZ001  # six numbers at most, of a local clock
            except ValueError:
                local = None
            if found is None or local is None:
                entries.unreadable(line, "a line that clocks neither in nor out")
            else:
                stamps.append(Stamp(line, local, found[8] or "", found[1].lower()))
        open_: list[Stamp] = []
        for _, together in groupby(in_order(entries, stamps), key=lambda s: s.ms):
            _clock(entries, open_, list(together))
        for stamp in open_:
            _add(entries, stamp, None)
        yield entries.batch(self.name)


def _clock(entries: Entries, open_: list[Stamp], together: list[Stamp]) -> None:
    """The lines of one instant: what is running ends before anything begins, whatever their order."""
    ends = [s for s in together if s.mark == ENDS]
    n_before = len(open_)
    for stamp in ends[:n_before]:
        _end(entries, open_, stamp)
    open_ += [s for s in together if s.mark != ENDS]
    for stamp in ends[n_before:]:
        _end(entries, open_, stamp)


def _end(entries: Entries, open_: list[Stamp], stamp: Stamp) -> None:
    if not open_:
        entries.skip("C727", "a clock-out without a clock-in", stamp.line, "unpaired")
        return
    account = _parts(stamp.text)[0]
    mine = [s for s in open_ if account and _parts(s.text)[0] == account]
    begun = mine[-1] if mine else open_[-1]
    open_.remove(begun)
    _add(entries, begun, Moment(ms=stamp.ms))


def _parts(text: str) -> tuple[str, str]:
    """Account and description, which two blanks or a tab divide."""
    account, _, description = re.sub(r"\t|  +", "\t", text.strip()).partition("\t")
    return account, description.replace("\t", " ").strip()


def _add(entries: Entries, begun: Stamp, end: Moment | None) -> None:
    account, description = _parts(begun.text)
    entries.add(begun.line, Moment(ms=begun.ms), end, title=clean(description or account), project=clean(account))
