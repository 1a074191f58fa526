"""What the ledger knows of itself: the policy its tallies were made under, who is me, what was told at an import, its sources."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from connratio.classify.identity import Me
from connratio.importers.contract import Read, SourceInfo

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from connratio.config.load import Loaded

KERNEL: Final = 5
"""Raised when the same data and policy give other tallies than before, so that they are made anew."""
_NOT_FIGURES: Final = {"week_start", "basis", "sources", "people", "me", "timezone", "overlap", "targets", "pulse"}


@dataclass(frozen=True, slots=True)
class Facts:
    """The ledger at one moment.

    `policy` is the fingerprint of the policy that its tallies were made under, `me` whose they are; `told_me` and `told_zone`
    are what options of an import said. `pending` says that records came that are not worked out yet. `later` gives the last end
    of each source's occurrences beyond the day of its import, as far as they have come by now; `wide` is the span for a
    question with a window.
    """

    policy: str
    me: Me | None
    told_me: tuple[str, ...]
    told_zone: str
    pending: bool
    reads: tuple[Read, ...]
    later: Mapping[str, int]
    wide: tuple[int, int] | None
    n_records: int
    n_foreign: int
    has_mine: bool


def facts_of(connection: Any, now_ms: int) -> Facts:
    """The facts of an open ledger; `now_ms` is the end of today."""
    known = dict(connection.execute("SELECT name, value FROM meta").fetchall())
    told = json.loads(known.get("told", "{}"))
    later = connection.execute(
        "SELECT source, max(end_ms) FROM records WHERE ahead AND start_ms < ? GROUP BY source", [now_ms]
    ).fetchall()
    wide = connection.execute("SELECT min(wide_first_ms), max(wide_last_ms) FROM reads").fetchone()
    pending = connection.execute("SELECT count(*) FROM stale").fetchone()[0] > 0 or bool(
        {"entries", "persons", "titles"} & known.keys()
    )
    return Facts(
        policy=known.get("policy", ""),
        me=me_from(known["me"]) if "me" in known else None,
        told_me=tuple(told.get("me", ())),
        told_zone=told.get("zone", ""),
        pending=pending,
        reads=tuple(reads_in(connection)),
        later=dict(later),
        wide=None if wide[0] is None else (wide[0], max(wide[1], now_ms if later else 0)),
        n_records=connection.execute("SELECT count(*) FROM records").fetchone()[0],
        n_foreign=int(known.get("n_foreign", 0)),
        has_mine=known.get("has_mine", "true") == "true",
    )


def fingerprint(loaded: Loaded, zone: ZoneInfo, overlap: str, told: tuple[str, ...]) -> str:
    """What a tally depends on beside the data, in a few letters; cheap, since every report compares it."""
    from importlib.resources import files

    config = loaded.config
    aliases = {main: person.aliases for main, person in config.people.items() if person.aliases}
    defaults = (files("connratio.classify") / "default_rules.yaml").read_bytes()
    parts = [
        str(KERNEL),
        repr([(name, getattr(config, name)) for name in type(config).model_fields if name not in _NOT_FIGURES]),
        repr(sorted(aliases.items())),
        str(zone),
        overlap,
        repr(told),
    ]
    return hashlib.sha256("\x1f".join(parts).encode() + defaults).hexdigest()[:32]


def me_text(me: Me) -> str:
    """Me as the ledger keeps it."""
    return json.dumps({"name": me.name, "addresses": sorted(me.addresses), "told": me.told, "why": me.why, "sure": me.sure})


def me_from(text: str) -> Me:
    """Me as the ledger kept it."""
    given = json.loads(text)
    why = {source: (person, reason) for source, (person, reason) in given["why"].items()}
    return Me(given["name"], frozenset(given["addresses"]), given["told"], why, given["sure"])


PLACES: Final = """
    WITH nths AS (SELECT file, source, row_number() OVER (ORDER BY file, nth) - 1 AS read FROM reads)
    SELECT id, min(read) AS read FROM records JOIN nths USING (file, source) GROUP BY id"""
"""Of which of the sources, counted from 0 as `reads_in` gives them, each record is."""


def reads_in(connection: Any) -> list[Read]:
    """The sources in the order in which their files first came."""
    rows = connection.execute(
        """SELECT source, format, path, owner, owner_why, first_ms, last_ms, notes, n_activities, skipped, n_problems
           FROM reads ORDER BY file, nth"""
    ).fetchall()
    found = []
    for source, form, path, owner, why, first, last, notes, n_activities, skipped, n_problems in rows:
        span = None if first is None else (first, last)
        info = SourceInfo(source, form, path, owner, why, span, tuple(notes or ()))
        found.append(Read(info, n_activities, Counter(json.loads(skipped)), n_problems))
    return found
