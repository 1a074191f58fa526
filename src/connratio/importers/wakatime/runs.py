"""Heartbeats as stretches of time, as WakaTime makes them (Wakapi's source, since 2025): a gap below the timeout belongs to the
earlier heartbeat, a longer one to nobody, and none reaches over the end of a day.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from connratio.importers.wakatime.documents import Heartbeat
from connratio.model.text import clean

MOST: Final = 4_102_444_800


class Group(NamedTuple):
    """What heartbeats of one run have in common."""

    category: str
    project: str
    page: bool


class Runs(NamedTuple):
    """Runs in order: start and end in epoch ms, the number of their group, the place of their first heartbeat."""

    start: Any
    end: Any
    group: Any
    first: Any


class Beats:
    """Heartbeats, gathered day by day. `groups` are what they have in common, by number."""

    def __init__(self) -> None:
        """Start without a heartbeat."""
        self._numbers: dict[Any, int] = {}
        self.groups: list[Group] = []
        self._group: list[Any] = []
        self._time: list[Any] = []
        self._day: list[Any] = []

    def __len__(self) -> int:
        """How many heartbeats."""
        return sum(map(len, self._time))

    def add(self, beats: Sequence[Heartbeat], day: int | Sequence[int]) -> None:
        """Heartbeats in the order of the file, and the day (any number) on which they are kept."""
        numbers = self._numbers
        group = []
        for beat in beats:
            key = (beat.category, beat.project, beat.type, _by_ai(beat))
            number = numbers.get(key)
            if number is None:
                number = numbers[key] = len(self.groups)
                self.groups.append(_group(beat))
            group.append(number)
        self._group.append(np.array(group, dtype=np.int64))
        self._time.append(np.array([beat.time for beat in beats], dtype=np.float64))
        self._day.append(np.broadcast_to(np.asarray(day, dtype=np.int64), len(beats)))

    @property
    def usable(self) -> Any:
        """Which heartbeats have a time between 1970 and 2100."""
        time = np.concatenate([np.empty(0), *self._time])
        return (time >= 0) & (time < MOST)

    def runs(self, timeout: float) -> Runs:
        """The runs of heartbeats less than `timeout` seconds apart that have their group in common; some have no length."""
        time, day = np.concatenate([np.empty(0), *self._time]), np.concatenate([np.empty(0, dtype=np.int64), *self._day])
        # Groups by content, so that of two heartbeats at one instant the same comes first in every order of the file.
        distinct = sorted(set(self.groups))
        rank = {group: i for i, group in enumerate(distinct)}
        of = np.array([rank[g] for g in self.groups], dtype=np.int64)[np.concatenate([np.empty(0, dtype=np.int64), *self._group])]
        rows = np.flatnonzero(self.usable)
        order = rows[np.lexsort((of[rows], time[rows], day[rows]))]
        ms = np.floor(time[order] * 1000 + 1e-6).astype(np.int64)
        joined = (time[order][1:] - time[order][:-1] < timeout) & (day[order][1:] == day[order][:-1])
        goes_on = joined & (of[order][1:] == of[order][:-1])
        first = np.flatnonzero(np.concatenate(([True], ~goes_on))) if len(order) else np.empty(0, dtype=np.int64)
        last = np.append(first[1:] - 1, len(order) - 1) if len(order) else first
        reach = np.append(joined, [False])[last]
        end = np.where(reach, ms[np.minimum(last + 1, len(order) - 1)], ms[last]) if len(order) else ms
        self.groups = distinct
        return Runs(ms[first], end, of[order][first], order[first])


def _by_ai(beat: Heartbeat) -> bool:
    """Whether an assistant wrote, and the person did not: then time is spent with it, whatever the category says."""
    told = bool(beat.ai_line_changes or beat.ai_session or beat.ai_model or beat.ai_prompt_length)
    return told and not beat.human_line_changes


def _group(beat: Heartbeat) -> Group:
    """Category and project. Without a category a page is browsing, and everything else coding (Wakapi's rule)."""
    page = beat.type in {"domain", "url"}
    category = clean(beat.category or ("browsing" if page else "coding")).lower().replace("_", " ")
    if category == "coding" and _by_ai(beat):
        category = "ai coding"
    return Group(category, clean(beat.project or ""), page)
