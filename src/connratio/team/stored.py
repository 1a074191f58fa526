"""One person's activities without their content: judged, then titles, names, addresses, places and UIDs dropped or made ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from connratio.classify.duplicates import cleaned_uid
from connratio.classify.identity import Me
from connratio.ledger.settle import judged
from connratio.model.activities import among
from connratio.model.apps import family

if TYPE_CHECKING:
    from connratio.ledger.policy import Policy
    from connratio.team.directory import Directory
    from connratio.team.ids import Ids

HASHED: Final = ("source", "device", "session")
"""Texts of which only equality matters afterwards."""
EMPTIED: Final = (
    "title", "host", "place", "conference", "project", "organiser", "zone", "model", "status",
)  # fmt: skip
ACTS: Final = frozenset({"present", "absent", "audible", "stopwatch", "subagent", "turn", "prompt", "probable prompt"})
"""Categories that the kernel or the sessions look at; a source's own words are content."""


def stored(activities: pd.DataFrame, person: int, directory: Directory, policy: Policy, ids: Ids) -> pd.DataFrame:
    """The judged activities of a person, with nothing in them that says who or what: verdicts, instants, numbers and ids.

    `people` are ids of the other people that did not decline, `uid` is the id of the meeting (one for all who were invited).
    """
    me = Me(directory.people[person].key, directory.words_of(person), told=True, why={})
    return without_content(judged(activities, me, policy), me, ids)


def without_content(table: pd.DataFrame, me: Me, ids: Ids) -> pd.DataFrame:
    """Judged activities of one person, without their content."""
    n = len(table)
    empty = pd.Categorical([""]).repeat(n)
    columns: dict[str, Any] = dict.fromkeys(EMPTIED, empty)
    columns |= {name: _hashed(table[name], ids) for name in HASHED}
    columns["person"] = pd.Categorical([ids.of(me.name)]).repeat(n)
    columns["category"] = _mapped(table["category"], lambda word: word if word in ACTS else "")
    columns["app"] = _mapped(table["app"], family)
    columns["people"], columns["uid"] = _meetings(table, me, ids)
    nothing = np.empty(n, dtype=object)
    nothing.fill(())
    columns |= {"replies": nothing, "groups": nothing, "origin": "", "row": 0, "instance": 0, "revision": 0, "private": True}
    columns["rule"] = empty  # a user's rule may be named after a person or a project
    return table.assign(**columns)


def _hashed(column: pd.Series, ids: Ids) -> pd.Categorical:
    return _mapped(column, lambda text: text if text in {"", "unknown"} else ids.of(text))


def _mapped(column: pd.Series, change: Any) -> pd.Categorical:
    """A text column with each distinct text changed."""
    texts = np.array([*(change(str(c)) for c in column.cat.categories), ""], dtype=object)
    codes, distinct = pd.factorize(texts)
    return pd.Categorical.from_codes(codes[column.cat.codes.to_numpy()], categories=pd.Index(distinct, dtype=object))


def _meetings(table: pd.DataFrame, me: Me, ids: Ids) -> tuple[Any, Any]:
    """The others of each meeting, and its id: by UID and occurrence, or where a source has none by time and people."""
    n = len(table)
    people, uid = np.empty(n, dtype=object), np.full(n, "", dtype=object)
    people.fill(())
    rows = np.flatnonzero(among(table["kind"], "human") & among(table["evidence"], "calendar"))
    part = table.iloc[rows]
    starts, ends = (part[name].to_numpy(dtype="datetime64[ms]").astype(np.int64).tolist() for name in ("start", "end"))
    fields = (part[name].tolist() for name in ("people", "replies", "uid", "instance"))
    seen: dict[tuple[int, int], tuple[str, ...]] = {}
    for row, start, end, given, replies, name, instance in zip(rows.tolist(), starts, ends, *fields, strict=True):
        if (key := (id(given), id(replies))) not in seen:
            others = {p for p, r in zip(given, replies, strict=True) if p not in me.addresses and r != "declined"}
            seen[key] = tuple(ids.of(p) for p in sorted(others))
        people[row] = seen[key]
        if name:
            uid[row] = ids.of(f"{cleaned_uid(str(name))}\0{instance or start}")
        else:
            uid[row] = ids.of("\0".join([str(start), str(end), *sorted({me.name, *given})]))
    return people, uid
