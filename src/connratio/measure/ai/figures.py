"""Every figure of every period and group, worked out at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from connratio.importers.ai.times import IDLE_MS, credited
from connratio.measure.ai import INTERRUPT, OPENING
from connratio.measure.ai.rows import NEVER, Rows, Sort
from connratio.model.intervals import AXIS, Cover, clip, subtract, union

if TYPE_CHECKING:
    from connratio.measure.ai.around import Around
    from connratio.measure.ai.sittings import Sittings


@dataclass(frozen=True, slots=True)
class Cells:
    """The grid of figures: periods between neighbouring `edges` (epoch ms) × `n_groups`; `group` is that of each row."""

    edges: Any
    group: Any
    n_groups: int

    @property
    def n(self) -> int:
        """How many cells."""
        return (len(self.edges) - 1) * self.n_groups

    def ms(self, start: Any, end: Any, group: Any) -> Any:
        """The length of stretches in each cell; those that cross a boundary are cut."""
        pieces = clip(start, end, Cover(self.edges[:-1], self.edges[1:]))
        return self._sum(pieces.start, group[pieces.index], pieces.end - pieces.start)

    def count(self, at: Any, group: Any) -> Any:
        """How many instants lie in each cell."""
        return self._sum(at, group, np.ones(len(at), dtype=np.int64))

    def place(self, at: Any, group: Any) -> Any:
        """The cell of each instant; -1 outside the window."""
        period = np.searchsorted(self.edges, at, side="right") - 1
        return np.where((period >= 0) & (at < self.edges[-1]), period * self.n_groups + group, -1)

    def _sum(self, at: Any, group: Any, weight: Any) -> Any:
        cell = self.place(at, group)
        kept = cell >= 0
        return np.bincount(cell[kept], weights=weight[kept], minlength=self.n).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Groups:
    """What the rows of each group cover together."""

    start: Any
    end: Any
    group: Any

    @classmethod
    def of(cls, start: Any, end: Any, group: Any) -> Groups:
        """The union of stretches within each group."""
        found = union(start + group * AXIS, end + group * AXIS)
        own = found.start // AXIS
        return cls(found.start - own * AXIS, found.end - own * AXIS, own)

    def within(self, cover: Cover) -> Groups:
        """The parts inside a cover."""
        pieces = clip(self.start, self.end, cover)
        return Groups(pieces.start, pieces.end, self.group[pieces.index])

    def outside(self, cover: Cover) -> Groups:
        """The parts outside a cover."""
        pieces = subtract(self.start, self.end, cover)
        return Groups(pieces.start, pieces.end, self.group[pieces.index])


def hands_on(rows: Rows, idle_ms: int) -> tuple[Any, Any, Any]:
    """The rows of hands-on time with their starts and ends at an idle limit; what no log of events gives stays as it is."""
    at = rows.of(Sort.HANDS_ON)
    start, end, before = rows.start[at], rows.end[at], rows.before[at]
    if idle_ms != IDLE_MS:
        start = np.where(before == NEVER, start, credited(end, before, idle_ms))
    return at, start, end


def figures(rows: Rows, around: Around, sittings: Sittings, cells: Cells, idle_ms: int = IDLE_MS) -> dict[str, Any]:
    """Sums of each cell by name: milliseconds and counts, as one array each."""
    hands, start, end = hands_on(rows, idle_ms)
    own = Groups.of(start, end, cells.group[hands])
    everyone = union(start, end)
    watched = rows.of(Sort.WATCHING)
    every = Groups.of(rows.start[watched], rows.end[watched], cells.group[watched]).outside(_joined(everyone, around.people))
    watching = every.outside(around.claimed)
    attended = _joined(_joined(everyone, around.busy), union(rows.start[watched], rows.end[watched]))
    found = _machines(rows, cells, attended) | _acts(rows, around, cells) | _sat(sittings, cells)
    contested = own.within(around.people)
    whole, shared = (cells.ms(part.start, part.end, part.group) for part in (own, contested))
    lost = {"human-wins": shared, "split": shared - shared // 2, "tool-wins": 0 * shared}[around.overlap]
    both = {"watching": watching, "watched": every}
    return found | {"ai": whole - lost, "contested": shared, **{n: cells.ms(w.start, w.end, w.group) for n, w in both.items()}}


def _machines(rows: Rows, cells: Cells, attended: Cover) -> dict[str, Any]:
    """Machine time: sums over sessions, what they cover together, what ran while nobody was there."""
    found = {}
    for name, sort in (("agent", Sort.AGENT), ("subagent", Sort.SUBAGENT), ("waiting", Sort.WAITING)):
        at = rows.of(sort)
        found[name] = cells.ms(rows.start[at], rows.end[at], cells.group[at])
    at = rows.of(Sort.AGENT)
    together = Groups.of(rows.start[at], rows.end[at], cells.group[at])
    alone = subtract(rows.start[at], rows.end[at], attended)
    return found | {
        "running": cells.ms(together.start, together.end, together.group),
        "unattended": cells.ms(alone.start, alone.end, cells.group[at][alone.index]),
    }


def _acts(rows: Rows, around: Around, cells: Cells) -> dict[str, Any]:
    """What people did, at the instants in which they did it, and the turns that began."""
    act = np.flatnonzero(rows.act > 0)
    at, group = rows.end[act], cells.group[act]
    met = np.searchsorted(around.meetings.start, at, side="right") > np.searchsorted(around.meetings.end, at, side="right")
    stopped = rows.act[act] == INTERRUPT
    opening = np.flatnonzero(np.isin(rows.act, OPENING))
    run = rows.of(Sort.AGENT, Sort.WAITING)
    turn = np.concatenate((opening, run))
    began = np.concatenate((rows.end[opening], np.where(rows.turn[run] == NEVER, rows.start[run], rows.turn[run])))
    order = np.lexsort((began, rows.session[turn]))
    turn, began = turn[order], began[order]
    new = np.ones(len(turn), dtype=bool)
    new[1:] = (rows.session[turn[1:]] != rows.session[turn[:-1]]) | (began[1:] != began[:-1])
    return {
        "acts": cells.count(at, group),
        "interrupts": cells.count(at[stopped], group[stopped]),
        "acts_met": cells.count(at[met], group[met]),
        "turns": cells.count(began[new], cells.group[turn[new]]),
    }


def _sat(sittings: Sittings, cells: Cells) -> dict[str, Any]:
    """Sittings in which anything happened in the cell, and how many of them are of each sort."""
    group = cells.group[sittings.row]
    pieces = clip(sittings.start, sittings.end, Cover(cells.edges[:-1], cells.edges[1:]))
    cell = np.concatenate((cells.place(sittings.start, group), cells.place(pieces.start, group[pieces.index])))
    sitting = np.concatenate((sittings.sitting, sittings.sitting[pieces.index]))
    kept = cell >= 0
    both = np.unique(cell[kept] * max(len(sittings), 1) + sitting[kept])
    cell, sitting = both // max(len(sittings), 1), both % max(len(sittings), 1)

    def count(which: Any) -> Any:
        return np.bincount(cell[which[sitting]], minlength=cells.n)

    every = np.ones(len(sittings), dtype=bool)
    return {
        "sessions": count(every),
        "one_prompt": count(sittings.one_prompt),
        "augmenting": count(sittings.way == 1),
        "automating": count(sittings.way == 2),
        "labelled": count(sittings.labelled),
    }


def _joined(a: Cover, b: Cover) -> Cover:
    """What either covers."""
    return union(np.concatenate((a.start, b.start)), np.concatenate((a.end, b.end)))
