"""One person's activities without their content: judged, then titles, names, addresses, places and UIDs dropped or made ids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from connratio.classify.duplicates import cleaned_uid
from connratio.classify.identity import Me
from connratio.classify.verdicts import judge
from connratio.classify.workplaces import with_modes
from connratio.ledger.settle import attended, with_verdicts
from connratio.measure.ai import AUGMENTATION, AUTOMATION
from connratio.model.activities import concat
from connratio.model.apps import family
from connratio.model.frame import Frame
from connratio.model.texts import Texts
from connratio.model.words import ACTS

if TYPE_CHECKING:
    from connratio.ledger.policy import Policy
    from connratio.team.directory import Directory
    from connratio.team.ids import Ids

HASHED: Final = ("source", "device", "session")
"""Texts of which only equality matters afterwards."""
EMPTIED: Final = (
    "title", "host", "place", "conference", "project", "organiser", "zone", "model", "status",
)  # fmt: skip
KEPT: Final = frozenset({*ACTS, *AUGMENTATION, *AUTOMATION, "present", "absent", "audible", "stopwatch", "subagent"})
"""Categories that the kernel or the sessions look at; a source's own words are content."""


def stored(people: Sequence[tuple[int, Frame]], directory: Directory, policy: Policy, ids: Ids) -> list[Frame]:
    """The judged activities of each person, with nothing in them that says who or what: verdicts, instants, numbers and ids.

    `people` of a row are ids of the others that did not decline, `uid` is the id of the meeting (one for all who were invited).
    The rules are asked once for all: what they cost does not grow with the people.
    """
    policy = replace(policy, aliases={**(policy.aliases or {}), **directory.main})
    mes = [Me(directory.people[person].key, directory.words_of(person), told=True, why={}) for person, _ in people]
    tables = [attended(own, me, policy) for (_, own), me in zip(people, mes, strict=True)]
    every = concat(tables)
    verdicts = with_modes(every, judge(every, policy.rules, policy.zone), policy.zone)
    found, at = [], 0
    for table, me in zip(tables, mes, strict=True):
        own = verdicts.take(slice(at, at + len(table)))
        at += len(table)
        found.append(without_content(with_verdicts(table, own, policy), me, ids))
    return found


def without_content(table: Frame, me: Me, ids: Ids) -> Frame:
    """Judged activities of one person, without their content."""
    n = len(table)
    columns: dict[str, Any] = dict.fromkeys(EMPTIED, "")
    columns |= {name: _hashed(table[name], ids) for name in HASHED}
    columns["person"] = ids.of(me.name)
    columns["category"] = table["category"].changed(_category)
    columns["app"] = table["app"].changed(family)
    columns["people"], columns["uid"] = _meetings(table, me, ids)
    nothing = np.empty(n, dtype=object)
    nothing.fill(())
    columns |= {
        "replies": nothing,
        "groups": nothing,
        "origin": np.full(n, "", dtype=object),
        "row": 0,
        "instance": 0,
        "revision": 0,
        "private": True,
    }
    columns["rule"] = ""  # a user's rule may be named after a person or a project
    return table.assign(**columns)


def _category(word: str) -> str:
    said = word.lower().replace("_", " ")
    return said if said in KEPT else ""


def _hashed(column: Texts, ids: Ids) -> Texts:
    return column.changed(lambda text: text if text in {"", "unknown"} else ids.of(text))


def _meetings(table: Frame, me: Me, ids: Ids) -> tuple[Any, Any]:
    """The others of each meeting, and its id: by UID and occurrence, or where a source has none by time and people."""
    n = len(table)
    people, uid = np.empty(n, dtype=object), np.full(n, "", dtype=object)
    people.fill(())
    rows = np.flatnonzero(table["kind"].among("human") & table["evidence"].among("calendar"))
    part = table.take(rows)
    fields = (part[name].tolist() for name in ("start", "end", "people", "replies", "uid", "instance"))
    seen: dict[tuple[int, int], tuple[str, ...]] = {}
    for row, start, end, given, replies, name, instance in zip(rows.tolist(), *fields, strict=True):
        if (key := (id(given), id(replies))) not in seen:
            others = {p for p, r in zip(given, replies, strict=True) if p not in me.addresses and r != "declined"}
            seen[key] = tuple(ids.of(p) for p in sorted(others))
        people[row] = seen[key]
        if name:
            uid[row] = ids.of(f"{cleaned_uid(str(name))}\0{instance or start}")
        else:
            uid[row] = ids.of("\0".join([str(start), str(end), *sorted({me.name, *given})]))
    return people, uid
