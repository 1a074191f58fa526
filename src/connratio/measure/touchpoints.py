"""Recurring contacts between two periods: which vanished, shrank, thinned out, appeared or grew."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from connratio.measure.metrics import ATTENDED
from connratio.measure.share import seconds

COLUMNS: Final = ("touchpoint", "sort", "people", "change", "a_seconds", "b_seconds", "n_a", "n_b", "last_held")
ALIKE: Final = 1.1
"""Periods whose lengths differ by less are compared as they are; else occurrences and time are expected in proportion."""
_ORDER: Final = ("vanished", "shrank", "thinned", "appeared", "grew")
_SPLIT: Final = re.compile(r"_R\d{8}(?:T\d{6})?Z?(?=@|$)")


@dataclass(slots=True)
class Touchpoint:
    """One recurring contact: occurrences and ms in both periods, and how often it was which people."""

    name: str
    sort: str
    people: tuple[str, ...]
    n: list[int] = field(default_factory=lambda: [0, 0])
    ms: list[int] = field(default_factory=lambda: [0, 0])
    last: int = 0
    recurring: bool = False
    seen: Counter[tuple[str, ...]] = field(default_factory=Counter)

    def join(self, other: Touchpoint) -> None:
        """Take over the occurrences of a part of the same contact."""
        for i in (0, 1):
            self.n[i] += other.n[i]
            self.ms[i] += other.ms[i]
        self.last, self.recurring = max(self.last, other.last), self.recurring or other.recurring


def touchpoint_rows(tables: Any, a: tuple[date, date], b: tuple[date, date], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """A row (COLUMNS) per contact that changed: everybody with whom one-to-ones recur, and every series of a larger group."""
    windows = [(w[0].toordinal(), w[1].toordinal()) for w in (a, b)]
    rows = tables.execute(
        f"""SELECT day, end_ms - start_ms, uid, title, private, purpose, size, people, recurring FROM meetings
            WHERE {ATTENDED} AND day >= ? AND day < ? ORDER BY start_ms, uid""",
        [min(low for low, _ in windows), max(high for _, high in windows)],
    ).fetchall()
    found: dict[Any, Touchpoint] = {}
    for day, ms, uid, title, private, purpose, size, people, recurring in rows:
        who = tuple(sorted(people))
        point = _point(found, uid, "private" if private else title, purpose, size, who, recurring, names)
        if point is None:
            continue
        point.last, point.recurring = max(point.last, day), point.recurring or recurring
        point.seen[who] += 1
        for i, (low, high) in enumerate(windows):
            if low <= day < high:
                point.n[i] += 1
                point.ms[i] += ms
    factor = (windows[1][1] - windows[1][0]) / (windows[0][1] - windows[0][0])
    kept = [
        (p, change_of(p, 1.0 if 1 / ALIKE <= factor <= ALIKE else factor)) for p in _united(found) if p.recurring or sum(p.n) >= 2
    ]
    shown = [(p, change) for p, change in kept if change]
    shown.sort(key=lambda x: (_ORDER.index(x[1]), -abs(x[0].ms[0] - x[0].ms[1]), x[0].name))
    return [
        {
            "touchpoint": p.name, "sort": p.sort, "people": ";".join(names.get(x, x) for x in p.people), "change": change,
            "a_seconds": seconds(p.ms[0]), "b_seconds": seconds(p.ms[1]), "n_a": p.n[0], "n_b": p.n[1],
            "last_held": date.fromordinal(p.last).isoformat() if p.last else None,
        }
        for p, change in shown
    ]  # fmt: skip


def _point(
    found: dict[Any, Touchpoint], uid: str, title: str, purpose: str, size: str, people: tuple[str, ...], recurring: bool,
    names: Mapping[str, str],
) -> Touchpoint | None:  # fmt: skip
    """The contact that a meeting belongs to; None for a single meeting of a group."""
    if size == "1:1" and len(people) == 1:
        return found.setdefault(("pair", people), Touchpoint(names.get(people[0], people[0]), "pair", people))
    ritual = purpose == "ritual"
    if not recurring and not ritual:
        return None
    key = ("series", uid) if recurring else ("ritual", title)
    return found.setdefault(key, Touchpoint(title, "ritual" if ritual else "series", people))


def _united(found: Mapping[Any, Touchpoint]) -> list[Touchpoint]:
    """The contacts, the parts of a split series with the same people (those of most occurrences) as one under its latest name."""
    whole: dict[Any, Touchpoint] = {}
    for (sort, name), point in found.items():
        if sort == "series":
            point.people = min(point.seen, key=lambda who: (-point.seen[who], who))
        key = (sort, _SPLIT.sub("", name), point.people) if sort == "series" else (sort, name)
        earlier = whole.get(key)
        if earlier is not None:
            point.join(earlier)
        whole[key] = point
    return list(whole.values())


def change_of(point: Touchpoint, factor: float) -> str:
    """The word of OUTPUT for a contact; "" where nothing changed. `factor` is how much longer the second period is."""
    (n_a, n_b), (ms_a, ms_b) = point.n, point.ms
    if n_a == n_b == 0:
        return ""
    if not n_b:
        return "vanished"
    if not n_a:
        return "appeared"
    slack = 0.0 if factor == 1 else 0.1
    if n_b < n_a * factor * (1 - slack):
        return "thinned"
    if ms_b < ms_a * factor * (1 - slack):
        return "shrank"
    return "grew" if n_b > n_a * factor * (1 + slack) or ms_b > ms_a * factor * (1 + slack) else ""
