"""gtimelog's timelog.txt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from connratio.importers.contract import Batch, Head, Options, Source
from connratio.importers.text.dates import Moment, parse_time
from connratio.importers.timers.entries import ABSENT, Entries
from connratio.importers.timers.lines import lines_of
from connratio.importers.timers.sequence import Stamp, in_order
from connratio.model.text import clean

_LINE: Final = re.compile(r"(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}): (.*)")
_HEAD: Final = re.compile(r"(?:\s*(?:#.*)?\n)*\d{4}-\d{2}-\d{2} \d{2}:\d{2}: \S")
_TAGS: Final = re.compile(r"(.*?)\s+--\s+(.*)")


class Gtimelog:
    """gtimelog ▸ `~/.local/share/gtimelog/timelog.txt` (seen 2026-11). A line's time is the end of what it names; the line
    before, if it is of the same virtual day, is the start. `options: {virtual_midnight: "02:00"}` in the configuration.
    """

    name = "gtimelog"

    def recognises(self, head: Head) -> bool:
        """Whether the first line that is no comment has a minute and a title."""
        return _HEAD.match(head.text) is not None

    def read(self, source: Source, options: Options) -> Iterator[Batch]:
        """One batch. The first line of a day is an arrival, of no length; `**` and `***` mark breaks."""
        entries = Entries(source, options)
        stamps = []
        for line, text in lines_of(source.data(), entries.file, entries.problems, entries.skipped):
            if (found := _LINE.fullmatch(text.rstrip())) is None:
                continue  # a comment, as gtimelog takes it
            try:
                local = datetime.fromisoformat(f"{found[1]}T{found[2]}")
            except ValueError:
                entries.unreadable(line, "a line whose time is none")
            else:
                stamps.append(Stamp(line, local, found[3]))
        midnight = parse_time(str(options.extra.get("virtual_midnight") or "02:00")) or timedelta(hours=2)
        before: Stamp | None = None
        for stamp in in_order(entries, stamps):
            if before is None or (before.local - midnight).date() != (stamp.local - midnight).date():
                entries.skipped["zero length"] += 1
            else:
                entries.add(stamp.line, Moment(ms=before.ms), Moment(ms=stamp.ms), **_described(stamp.text))
            before = stamp
        yield entries.batch(self.name)


def _described(text: str) -> dict[str, Any]:
    """Title, project, tags; `project: task -- tag tag`."""
    tagged = _TAGS.fullmatch(text)
    title, tags = (tagged[1], tagged[2]) if tagged else (text, "")
    away = text.rstrip().endswith("**") or title.rstrip().endswith("**")
    project, colon, task = title.partition(": ")
    return {
        "title": clean((task if colon else title).rstrip(" *")),
        "project": clean(project) if colon else "",
        "category": clean(", ".join(tags.rstrip(" *").split())),
        "status": ABSENT if away else "",
    }
