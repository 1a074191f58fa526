"""Why a day adds up to its share, stretch by stretch, and why an activity counts or not."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from connratio.classify.verdicts import UNJUDGED, matches
from connratio.measure.listing import iso
from connratio.measure.share import seconds
from connratio.model.activities import NAT, UNKNOWN
from connratio.model.table import Table
from connratio.timeline.classes import KIND_OF, TOOLS, Claim

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from connratio.classify.rules import Rule, RuleSet
    from connratio.ledger.settle import Settled
    from connratio.model.frame import Frame

DAY_COLUMNS: Final = (
    "start", "end", "seconds", "kind", "mode", "contested", "what", "source", "origin", "rule", "rule_place", "runner_up",
)  # fmt: skip
ACTIVITY_COLUMNS: Final = (
    "start", "end", "uid", "kind", "mode", "size", "certain", "counted", "reason", "why", "response", "n_people", "rule", "rule_place",
    "runner_up", "source", "origin",
)  # fmt: skip
WHY: Final = {
    "": "it counts",
    "declined": "you, or everybody else, declined",
    "cancelled": "it was cancelled",
    "transparent": "it is shown as free",
    "all_day": "all-day entries are no meetings",
    "solo": "nobody else takes part",
    "tentative": "you accepted tentatively: it widens the band only",
    "unanswered": "you did not answer: it widens the band only",
    "out_of_office": "it lies on an all-day absence of yours",
    "idle": "nobody was there, says the idleness log",
    "duplicate": "another source holds the same activity",
    "outside_presence": "its browser was not in front",
    "superseded": "the tab or editor log of the same act replaces it",
    "running": "it has not ended yet",
    "broken": "the record is damaged",
}
SUPERSEDED: Final = {
    "itip": "a message about the entry: what it says is taken into that",
    "calendar": "a later version replaces it",
}
_WINS: Final = {
    "human-wins": [Claim.HUMAN, *TOOLS, Claim.HUMAN_MAYBE, Claim.SOLO, Claim.UNKNOWN, Claim.AWAY],
    "tool-wins": [*TOOLS, Claim.HUMAN, Claim.HUMAN_MAYBE, Claim.SOLO, Claim.UNKNOWN, Claim.AWAY],
}


@dataclass(slots=True)
class Stretch:
    """Part of a day in which the same activities win and lose."""

    start: int
    end: int
    winners: tuple[int, ...]
    losers: tuple[int, ...]
    claim: Claim
    contested: bool


def stretches(settled: Settled, low: int, high: int, overlap: str) -> list[Stretch]:
    """The timeline between two instants; under `split` the human side of a contested stretch is shown."""
    claims = settled.claims
    rows = np.flatnonzero((claims.start < high) & (claims.end > low))
    edges = sorted({low, high, *claims.start[rows].clip(low, high).tolist(), *claims.end[rows].clip(low, high).tolist()})
    order = _WINS.get(overlap, _WINS["human-wins"])
    opening: dict[int, list[int]] = {}
    closing: dict[int, list[int]] = {}
    for row in rows.tolist():
        opening.setdefault(max(int(claims.start[row]), low), []).append(row)
        closing.setdefault(int(claims.end[row]), []).append(row)
    active: set[int] = set()
    found: list[Stretch] = []
    for a, b in pairwise(edges):
        active -= set(closing.get(a, ()))
        active |= set(opening.get(a, ()))
        of = {row: Claim(int(claims.claim[row])) for row in active}
        best = next((c for c in order if c in of.values()), None)
        if best is None:
            continue
        winners = tuple(sorted({int(claims.record[r]) for r, c in of.items() if c == best}))
        losers = tuple(sorted({int(claims.record[r]) for r, c in of.items() if c != best}))
        both = any(c in {Claim.HUMAN, Claim.HUMAN_MAYBE} for c in of.values()) and any(c in TOOLS for c in of.values())
        last = found[-1] if found else None
        if last and last.end == a and (last.winners, last.losers, last.claim) == (winners, losers, best):
            last.end = b
        else:
            found.append(Stretch(a, b, winners, losers, best, both))
    return found


def day_table(settled: Settled, rules: RuleSet, zone: ZoneInfo, low: int, high: int, overlap: str, *, titles: bool) -> Table:
    """One row per stretch of the day (DAY_COLUMNS)."""
    judged = settled.judged
    found = stretches(settled, low, high, overlap)
    used = sorted({s.winners[0] for s in found})
    others = dict(zip(used, matches(judged.take(used), rules, zone), strict=True))
    rows = []
    for s in found:
        first = _row(judged, s.winners[0])
        kind = KIND_OF[s.claim]
        rows.append(
            {
                "start": iso([s.start], zone)[0],
                "end": iso([s.end], zone)[0],
                "seconds": seconds(s.end - s.start),
                "kind": kind,
                "mode": "" if kind == "away" else first["mode"],
                "contested": s.contested,
                "what": _what(first, titles=titles) + (f" (and {len(s.winners) - 1} more)" if len(s.winners) > 1 else ""),
                "source": first["source"],
                "origin": _origin(first),
                "rule": "idle" if kind == "away" and first["kind"] != "away" else first["rule"],
                "rule_place": _place(rules, first["rule_id"]),
                "runner_up": _runner_up(judged, s, others.get(s.winners[0], []), titles=titles),
            }
        )
    return Table.of(DAY_COLUMNS, rows)


def activity_table(found: Frame, rules: RuleSet, zone: ZoneInfo) -> Table:
    """One row per occurrence of one activity (ACTIVITY_COLUMNS)."""
    rows = []
    for nth, rules_met in enumerate(matches(found, rules, zone)):
        row = _row(found, nth)
        start, end = (None if row[c] == NAT else row[c] for c in ("start", "end"))
        rows.append(
            {
                **{c: row[c] for c in ("uid", "kind", "mode", "size", "reason", "response", "rule", "source")},
                "start": iso([start], zone)[0],
                "end": iso([end], zone)[0],
                "certain": row["certain"],
                "counted": row["reason"] == "",
                "why": WHY[row["reason"]]
                if row["reason"] != "superseded"
                else SUPERSEDED.get(row["evidence"], WHY["superseded"]),
                "n_people": None if row["uncounted"] or row["n_people"] == UNKNOWN else row["n_people"],
                "rule_place": _place(rules, row["rule_id"]),
                "runner_up": _named(rules_met[1]) if len(rules_met) > 1 else "",
                "origin": _origin(row),
            }
        )
    return Table.of(ACTIVITY_COLUMNS, rows)


def _row(table: Frame, nth: int) -> dict[str, Any]:
    """A row as plain values by column."""
    return {name: column[nth : nth + 1].tolist()[0] for name, column in table.items()}


def _what(row: Mapping[str, Any], *, titles: bool) -> str:
    if titles and row["title"] and not row["private"]:
        return str(row["title"])
    return str(row["app"] or row["host"] or row["evidence"])


def _origin(row: Mapping[str, Any]) -> str:
    return f"{row['origin']}:{row['row']}" if row["row"] else str(row["origin"])


def _place(rules: RuleSet, rule_id: int) -> str:
    return rules.rules[rule_id].place if rule_id >= 0 else UNJUDGED.place


def _named(rule: Rule) -> str:
    return f"rule {rule.name} ({rule.kind})"


def _runner_up(judged: Frame, s: Stretch, met: list[Rule], *, titles: bool) -> str:
    """The activity that lost the stretch, else the rule that would have decided the winner."""
    if s.losers:
        row = _row(judged, s.losers[0])
        return f"{_what(row, titles=titles)}: {row['kind']} by {row['rule']}"
    return _named(met[1]) if len(met) > 1 else ""
