"""Which group stands for the sum of which: the families of the audit, without the parents that must go to keep a child hidden."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from connratio.team.groups import NEST, REST, ROOT, Family

if TYPE_CHECKING:
    import numpy as np

    from connratio.team.groups import Groups


@dataclass(frozen=True, slots=True)
class Tree:
    """`above` is the nearest group above that may be printed (-1: none); `families` are divisions of such groups, outer first.

    `gone` groups are never printed; `weight` tells how many groups would go with one.
    """

    above: tuple[int, ...]
    families: tuple[Family, ...]
    gone: frozenset[int]
    weight: tuple[int, ...]


def tree_of(groups: Groups, people: np.ndarray[Any, Any], k: int, *, outer_first: bool = False) -> Tree:
    """The tree for groups of so many people at most (`people`).

    Where a hidden child has no hidden sibling, or the hidden ones are fewer than k together, either a sibling goes with it or
    their parent does: whichever takes fewer groups with it, or with `outer_first` always the sibling. The children of a parent that
    goes stand beside its siblings.
    """
    small = {g for g in range(len(groups)) if groups.level[g] == REST or people[g] < k}
    weight = [int(g not in small) for g in range(len(groups))]
    for g in range(len(groups) - 1, 0, -1):
        if groups.grouping[g] == NEST:
            weight[groups.parent[g]] += weight[g]
    gone = {g for g in small if groups.level[g] == REST}
    children = {(f.grouping, f.parent): list(f.children) for f in groups.families()}
    for grouping, parent in reversed(list(children)):
        own = children[grouping, parent]
        hidden = [c for c in own if c in small]
        n = sum(int(people[c]) for c in hidden)
        partners = [weight[c] for c in own if c not in small]
        if not outer_first and grouping == NEST and hidden and (len(hidden) == 1 or n < k) and partners and min(partners) > 1:
            gone.add(parent)
            if parent != ROOT:
                outer = children[NEST, groups.parent[parent]]
                outer.remove(parent)
                outer += own
                del children[grouping, parent]
    above = [-1] * len(groups)
    families = []
    for (grouping, parent), own in children.items():
        families.append(Family(grouping, parent, tuple(own)))
        for c in own:
            above[c] = -1 if parent in gone else parent
    return Tree(tuple(above), tuple(families), frozenset(gone), tuple(weight))
