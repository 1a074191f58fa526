"""On which machine a bucket was recorded, and in which browser: what the buckets of one export say of each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from connratio.model.apps import BROWSERS, family
from connratio.model.text import clean

if TYPE_CHECKING:
    from connratio.importers.activitywatch.events import Bucket
    from connratio.model.frame import Frame

UNKNOWN: Final = "unknown"
"""What a browser's watcher writes where it cannot know the machine's name."""


class Machines:
    """The machines of an export; `browser` is the only one that was in front anywhere, "" where there are several."""

    def __init__(self, buckets: Sequence[tuple[Bucket, Frame]]) -> None:
        """`buckets` with their activities."""
        self._names = {_name(bucket) for bucket, _ in buckets} - {""}
        self._windows = [(_name(b), table) for b, table in buckets if b.type == "currentwindow" and len(table)]
        seen = {family(app) for _, table in self._windows for app in table["app"].words} & set(BROWSERS)
        self.browser = seen.pop() if len(seen) == 1 else ""

    def of(self, bucket: Bucket, table: Frame) -> tuple[str, bool]:
        """The machine's name, and whether that is sure.

        A bucket that does not say it belongs to the only machine; of several, a browser's to the one in whose windows of this
        browser most of its tabs lie.
        """
        if own := _name(bucket):
            return own, True
        if len(self._names) == 1:
            return next(iter(self._names)), True
        if not self._names or bucket.type != "web.tab.current" or not len(table):
            return UNKNOWN, True
        browser = family(table["app"][0]) or self.browser
        beside = {name: _beside(table["start"], windows, browser) for name, windows in self._windows if name}
        best = max(sorted(beside), key=lambda name: beside[name], default="")
        return (best, False) if best and beside[best] else (UNKNOWN, False)


def _name(bucket: Bucket) -> str:
    name = clean(bucket.hostname or "")
    return "" if name == UNKNOWN else name


def _beside(moments: Any, windows: Frame, browser: str) -> int:
    """How many of the moments lie in a window of the browser."""
    apps = windows["app"]
    ours = np.array([family(app) == browser for app in apps.words], dtype=bool)[apps.codes]
    start, end = windows["start"][ours], np.maximum.accumulate(windows["end"][ours])
    at = np.searchsorted(start, moments, side="right") - 1
    return int(np.count_nonzero((at >= 0) & (end[np.maximum(at, 0)] > moments))) if len(start) else 0
