"""The draft put to the proof, and more given up where an attacker still learns something: rare, and always an end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from connratio.team.draft import WINDOWS, Draft
from connratio.team.groups import CROSSING, NEST, REST
from connratio.team.proof import Table, pinned, table_of
from connratio.team.sizes import settle_sizes

_MOST_ROUNDS: Final = 8
_LARGEST: Final = 7_000
"""Unknowns beyond which a grouping that crosses the nest is given up: its programs would take minutes."""


def guard(drafts: Sequence[Draft], whole: np.ndarray[Any, Any] | None = None) -> set[tuple[int, int]]:
    """Give up more cells of the drafts until linear programs pin nothing that they hide.

    What comes back are cells of the whole (group, period) without which alone its parts can be hidden; then nothing is settled.

    Several drafts are the parts of one whole, which is printed in the cells `whole` (groups × periods): the sizes of meetings.
    The nest comes first; a grouping that crosses it must not tell more of it, and gives way itself.
    """
    groups, calendar = drafts[0].groups, drafts[0].calendar
    parts = np.concatenate([draft.layer.parts() for draft in drafts], axis=2)
    groupings = [NEST, *(c for c in CROSSING if c in groups.grouping)]
    for i, grouping in enumerate(groupings):
        chosen = [g for g, of in enumerate(groups.grouping) if of in groupings[: i + 1]]
        table = table_of(groups, chosen, calendar, parts, drafts[0].layer.present)
        if grouping != NEST and len(table.true) > _LARGEST:
            for draft in drafts:
                draft.barred[[g for g in chosen if groups.grouping[g] == grouping]] = True
            _settle(drafts, whole)
            continue
        times: Counter[int] = Counter()
        for turn in range(_MOST_ROUNDS):
            found = _found(drafts, table, chosen, whole, atoms=grouping != NEST)
            if not found:
                break
            if whole is not None and turn and (told := _told_by_whole(drafts, grouping, found, whole)):
                return told
            if grouping == NEST:
                _give_up(drafts, found, times)
            else:
                _give_way(drafts, grouping, {column for _, _, column in found}, turn)
            _settle(drafts, whole)
        else:
            own = [g for g, of in enumerate(groups.grouping) if grouping in {of, NEST}]
            if whole is not None and whole[own].any():
                return {(own[g], int(column)) for g, column in zip(*np.nonzero(whole[own]), strict=True)}
            for draft in drafts:
                draft.barred[own] = True
            _settle(drafts, whole)
    return set()


def _told_by_whole(
    drafts: Sequence[Draft], grouping: str, found: Sequence[tuple[int, int, int]], whole: np.ndarray[Any, Any]
) -> set[tuple[int, int]]:
    """Printed cells of the whole whose parts are all hidden, and one of them pinned; of a crossing grouping all in the period."""
    own = [g for g, of in enumerate(drafts[0].groups.grouping) if of == grouping and of != NEST]
    return {
        (g, column)
        for _, pinned_group, column in found
        for g in (own or [pinned_group])
        if whole[g, column] and not any(draft.shown[g, column] for draft in drafts)
    }


def _settle(drafts: Sequence[Draft], whole: np.ndarray[Any, Any] | None) -> None:
    for draft in drafts:
        draft.settle()
    if whole is not None:
        settle_sizes(drafts, whole)


def _found(
    drafts: Sequence[Draft], table: Table, chosen: Sequence[int], whole: np.ndarray[Any, Any] | None, *, atoms: bool
) -> list[tuple[int, int, int]]:
    """Hidden cells that are pinned, as (draft, group, period); group -1 stands for a few people who are no group."""
    first = drafts[0]
    groups = first.groups.grouping
    printed: list[list[int]] = []
    aims: list[list[int]] = []
    cells: list[tuple[int, int, int]] = []
    own = _own_parts(drafts)
    every = [part for parts in own for part in parts]
    # A grouping of which nothing is printed has no rows: nothing of it is hidden.
    empty = {c for c in CROSSING if not any(draft.shown[[g for g, of in enumerate(groups) if of == c]].any() for draft in drafts)}
    absent = [draft.absent() for draft in drafts]
    for g in chosen:
        for p in range(len(first.calendar.periods)):
            if not first.counts[g, p]:
                continue
            if whole is not None and whole[g, p]:
                printed.append(table.of_group(g, p, every))
            for i, draft in enumerate(drafts):
                rows = [table.of_group(g, p, [part]) for part in own[i]]
                if draft.shown[g, p]:
                    printed += rows
                elif (
                    draft.groups.level[g] != REST
                    and not absent[i][g, p]
                    and groups[g] not in empty
                    and (p not in draft.calendar.windows or draft.way_of(g) == WINDOWS)
                ):
                    aims += rows
                    cells += [(i, g, p)] * len(rows)
    if atoms:
        for atom in np.flatnonzero(table.size < first.k):
            for p in (*first.calendar.weeks, first.calendar.total):
                rows = [row for part in every if (row := table.row([int(atom)], p, [part]))]
                aims += rows
                cells += [(0, -1, p)] * len(rows)
    return sorted({cells[i] for i in pinned(table.true, printed, aims)})


def _own_parts(drafts: Sequence[Draft]) -> list[list[int]]:
    """The parts of each draft among those of all."""
    found, at = [], 0
    for draft in drafts:
        n = draft.layer.parts().shape[2]
        found.append(list(range(at, at + n)))
        at += n
    return found


def _give_up(drafts: Sequence[Draft], found: Sequence[tuple[int, int, int]], times: Counter[int]) -> None:
    """Free the sums that pin a cell: its other sizes, one more period of its group, the period of its siblings, at last all."""
    of = {g: family for family in drafts[0].tree.families for g in family.children}
    for i, g, column in found:
        draft, family = drafts[i], of.get(g)
        times[g] += 1
        own = list(family.children) if family else [g]
        spare = draft.spare(g) if column != draft.calendar.total else None
        if any(other.shown[g, column] for other in drafts):
            for other in drafts:
                other.barred[g, column] = True
        elif times[g] <= 2 and spare is not None:
            draft.barred[g, spare] = True
        elif times[g] <= 3 and not draft.barred[own, column].all():
            draft.barred[own, column] = True
        elif times[g] <= 4:
            draft.barred[g] = True
        else:
            draft.barred[[*own, *([family.parent] if family and times[g] > 5 else [])]] = True


def _give_way(drafts: Sequence[Draft], grouping: str, columns: set[int], turn: int) -> None:
    """Take back the periods of a crossing grouping that tell too much; its totals from the second time on."""
    calendar = drafts[0].calendar
    own = [g for g, of in enumerate(drafts[0].groups.grouping) if of == grouping]
    given = columns | ({calendar.total} if turn == 1 else set())
    if turn >= 2:
        given |= set(calendar.weeks) if turn == 2 else set(range(len(calendar.periods)))
    for draft in drafts:
        draft.barred[np.ix_(own, sorted(given))] = True
