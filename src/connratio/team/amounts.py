"""The facts as arrays of people × weeks, in hours, and the layers that are printed or hidden together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from connratio.team.facts import EXTERNAL
from connratio.team.layers import Cells, Layer

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from connratio.team.facts import Facts
    from connratio.team.groups import Groups

HOUR: Final = 3_600_000
SIZES: Final = ("one_to_one", "small", "large", "broadcast")


@dataclass(frozen=True, slots=True)
class Amounts:
    """Hours (and counts of sessions) by name, people × weeks in the order of `groups.people`; who is active, who has a tool log.

    `employed` tells who is in the organisation in a week.
    """

    of: Mapping[str, Cells]
    active: Cells
    tracked: Cells
    employed: Cells


@dataclass(frozen=True, slots=True)
class Sheet:
    """Layers that are protected together, and the name of the one that they may not show beyond.

    Several layers are parts of that one: where it is printed, what is hidden of them must not be told by it. Layers without
    amounts only tell who is there.
    """

    layers: tuple[Layer, ...]
    base: str
    amounts: bool = True


def amounts_of(facts: Facts, groups: Groups) -> Amounts:
    """The arrays of the facts. Nobody is active outside their time in the organisation."""
    n, weeks = len(groups.person), np.asarray(facts.weeks, dtype=np.int64)
    rows = facts.person_weeks
    person, week = places(groups.person, rows["person"]), places(weeks, rows["week"])
    kept = (person >= 0) & (week >= 0)
    shape = (n, len(weeks))

    def laid(values: Any, scale: float = 1.0) -> Cells:
        found = np.zeros(shape)
        np.add.at(found, (person[kept], week[kept]), np.asarray(values, dtype=float)[kept] / scale)
        return found

    employed = np.zeros(shape, dtype=bool)
    employed[person[kept], week[kept]] = True
    active = laid(rows["active"]) > 0
    of = {name.removesuffix("_ms"): laid(rows[name], HOUR) for name in rows.columns if name.endswith("_ms")}
    of |= {name: laid(rows[name]) for name in ("n_sessions", "n_augmenting", "n_automating")}
    of["person"] = _attended(facts.attendance, groups.person, weeks)
    of["outside"], of["internal"] = _tied(facts, groups, weeks)
    return Amounts({k: v * active for k, v in of.items()}, active, active & (laid(rows["tracked"]) > 0), employed)


def sheets_of(amounts: Amounts) -> list[Sheet]:
    """The layers, each after the one that it may not show beyond. The first two hold who is there, and no amounts."""
    of, active, tracked = amounts.of, amounts.active, amounts.tracked

    def sheet(name: str, base: str, present: Cells, *parts: str) -> Sheet:
        return Sheet((Layer(name, np.stack([of[part] for part in parts], axis=2), present),), base)

    return [
        Sheet((Layer("people", active.astype(float), active),), "", amounts=False),
        Sheet((Layer("tracked", tracked.astype(float), tracked),), "people", amounts=False),
        sheet("meetings", "people", active, "meeting", "person"),
        Sheet(tuple(Layer(size, of[size], active) for size in SIZES), "meetings"),
        sheet("recurring", "meetings", active, "recurring"),
        sheet("placed", "people", active, "in_person", "placed"),
        sheet("after", "people", active, "after_hours"),
        sheet("focus", "people", active, "focus"),
        sheet("human", "people", active, "human"),
        sheet("internal", "people", active, "outside", "internal"),
        sheet("shares", "tracked", tracked, "human", "tool"),
        sheet("ai", "shares", tracked, "ai"),
        sheet("sessions", "tracked", tracked, "n_augmenting", "n_automating", "n_sessions"),
    ]


def places(known: Cells, wanted: Any) -> Cells:
    """Where each wanted number stands among the known ones, which need not be sorted; -1 for none."""
    order = np.argsort(known, kind="stable")
    values = np.asarray(wanted, dtype=np.int64)
    if not len(order):
        return np.full(len(values), -1)
    at = np.minimum(np.searchsorted(known[order], values), len(order) - 1)
    return np.where(known[order][at] == values, order[at], -1)


def _attended(attendance: pd.DataFrame, people: Cells, weeks: Cells) -> Cells:
    """Full lengths of the meetings that each person attended."""
    found = np.zeros((len(people), len(weeks)))
    person, week = places(people, attendance["person"]), places(weeks, attendance["week"])
    kept = (person >= 0) & (week >= 0)
    np.add.at(found, (person[kept], week[kept]), attendance["ms"].to_numpy(dtype=float)[kept] / HOUR)
    return found


def _tied(facts: Facts, groups: Groups, weeks: Cells) -> tuple[Cells, Cells]:
    """Pair-allocated hours of each person with people of other teams, and with everybody whose team is known."""
    ties = facts.ties[facts.ties["other"] != EXTERNAL]
    team = facts.members["team"].astype(str).to_numpy()
    place = facts.members["department"].astype(str).to_numpy() + "\x1f" + facts.members["company"].astype(str).to_numpy()
    outside, internal = (np.zeros((len(groups.person), len(weeks))) for _ in range(2))
    a, b = places(groups.person, ties["person"]), places(groups.person, ties["other"])
    week, hours = places(weeks, ties["week"]), ties["pair_ms"].to_numpy(dtype=float) / HOUR
    kept = (a >= 0) & (b >= 0) & (week >= 0)
    kept &= (team[a] != "") & (team[b] != "")
    apart = (team[a] != team[b]) | (place[a] != place[b])
    for one in (a, b):
        np.add.at(internal, (one[kept], week[kept]), hours[kept])
        np.add.at(outside, (one[kept & apart], week[kept & apart]), hours[kept & apart])
    return outside, internal
