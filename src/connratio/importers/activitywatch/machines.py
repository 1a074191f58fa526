"""On which machine a bucket was recorded, and in which browser: what the buckets of one export say of each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from connratio.model.activities import millis
from connratio.model.apps import BROWSERS, family
from connratio.model.text import clean

if TYPE_CHECKING:
    import pandas as pd

    from connratio.importers.activitywatch.events import Bucket

UNKNOWN: Final = "unknown"
"""What a browser's watcher writes where it cannot know the machine's name."""


class Machines:
    """The machines of an export; `browser` is the only one that was in front anywhere, "" where there are several."""

    def __init__(self, buckets: Sequence[tuple[Bucket, pd.DataFrame]]) -> None:
        """`buckets` with their activities."""
        self._names = {_name(bucket) for bucket, _ in buckets} - {""}
        self._windows = [(_name(b), table) for b, table in buckets if b.type == "currentwindow" and len(table)]
        seen = {family(app) for _, table in self._windows for app in table["app"].cat.categories} & set(BROWSERS)
        self.browser = seen.pop() if len(seen) == 1 else ""

    def of(self, bucket: Bucket, table: pd.DataFrame) -> tuple[str, bool]:
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
        browser = family(str(table["app"].iloc[0])) or self.browser
        beside = {name: _beside(millis(table["start"]), windows, browser) for name, windows in self._windows if name}
        best = max(sorted(beside), key=lambda name: beside[name], default="")
        return (best, False) if best and beside[best] else (UNKNOWN, False)


def _name(bucket: Bucket) -> str:
    name = clean(bucket.hostname or "")
    return "" if name == UNKNOWN else name


def _beside(moments: Any, windows: pd.DataFrame, browser: str) -> int:
    """How many of the moments lie in a window of the browser."""
    column = windows["app"].cat
    ours = np.array([family(str(app)) == browser for app in column.categories], dtype=bool)[column.codes.to_numpy()]
    start, end = millis(windows["start"])[ours], np.maximum.accumulate(millis(windows["end"])[ours])
    at = np.searchsorted(start, moments, side="right") - 1
    return int(np.count_nonzero((at >= 0) & (end[np.maximum(at, 0)] > moments))) if len(start) else 0
