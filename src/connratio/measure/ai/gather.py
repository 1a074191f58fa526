"""What the figures are made from, out of the tables that measures read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from connratio.importers.ai.times import IDLE_MS
from connratio.ledger.tables import quoted
from connratio.measure.ai.answer import Beside, Data
from connratio.measure.ai.around import around_of
from connratio.measure.ai.meetings import contested
from connratio.measure.ai.rows import rows_of
from connratio.measure.ai.sittings import sittings_of
from connratio.measure.question import covered_days, is_missing, question_of
from connratio.model.words import AI_EVIDENCE
from connratio.timeline.classes import Lane
from connratio.timeline.clock import instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from connratio.importers.contract import Read
    from connratio.ledger.book import Ledger
    from connratio.ledger.memory import Files
    from connratio.ledger.policy import Policy
    from connratio.measure.question import Question
    from connratio.model.periods import By, Period

    Book = Files | Ledger

MARGIN_MS: Final = 86_400_000
"""How far beyond the window conversations are followed, so that a sitting is seen as a whole."""
_AI: Final = "kind = 'tool' AND mode = 'ai'"


def sources_of(tables: Any, me: str) -> tuple[list[str], list[str]]:
    """The sources that are logs of assistants, and all that show AI time."""
    logs = f"evidence IN {AI_EVIDENCE}"
    rows = tables.execute(
        f"SELECT source, bool_or({logs}) FROM activities WHERE person = {quoted(me)} AND {_AI} GROUP BY source ORDER BY source"
    ).fetchall()
    return [source for source, log in rows if log], [source for source, _ in rows]


def span_of(reads: Iterable[Read], sources: Sequence[str]) -> tuple[int, int] | None:
    """First start and last end of these sources (epoch ms); None without one."""
    spans = [r.info.span for r in reads if r.info.name in set(sources) and r.info.span is not None]
    return (min(a for a, _ in spans), max(b for _, b in spans)) if spans else None


def edges_of(periods: Sequence[Period], policy: Policy) -> Any:
    """The instants (epoch ms) that part the periods, which follow one another."""
    days = [p.first for p in periods] + [periods[-1].until]
    return np.array([instant(day, policy.day_starts, policy.zone) for day in days], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of AI with its data; `contested` are the meetings in which the person acted (meetings.COLUMNS)."""

    question: Question
    data: Data
    contested: list[dict[str, Any]]
    found: bool


def asked(book: Book, window: tuple[date, date] | None, by: By, week_start: str, today: date, idle_ms: int = IDLE_MS) -> Asked:
    """What a book holds for a question; without a window all that its logs of AI hold. `found` tells whether there is any."""
    policy = book.policy
    with book.activities() as tables:
        logs, shown = sources_of(tables, book.me.name)
    span = span_of(book.reads, shown)
    question = question_of(window, span, policy, by, week_start, today)
    periods, covered = question.periods, covered_days(span, policy)
    edges = edges_of(periods, policy)
    first, until = int(edges[0]), int(edges[-1])
    with book.tables(question.first, question.until, periods, details=True) as tables:
        rows = rows_of(tables, book.me.name, first - MARGIN_MS, until + MARGIN_MS)
        around = around_of(tables, logs, policy.overlap, first, until)
        beside = _beside(tables, logs, len(periods))
        met = contested(tables, rows, idle_ms, first, until, policy.zone)
    missing = [is_missing(p, covered) for p in periods]
    return Asked(question, Data(rows, around, sittings_of(rows), periods, edges, missing, beside), met, span is not None)


def _beside(tables: Any, logs: list[str], n: int) -> Beside:
    """What the tallies say of people, tools and AI that other logs show, per period."""
    tests = ("kind = 'human'", "kind = 'tool'", _AI)
    picked = ", ".join(f"coalesce(sum(ms) FILTER (WHERE lane = {Lane.TIME} AND {test}), 0)::BIGINT" for test in tests)
    rows = tables.execute(
        f"SELECT {picked} FROM periods LEFT JOIN time ON day >= first AND day < until GROUP BY nth ORDER BY nth"
    ).fetchall()
    people, tools, ai = (list(column) for column in zip(*rows, strict=True))
    windows: list[dict[str, int]] = [{} for _ in range(n)]
    found = tables.execute(
        f"""SELECT nth, app, sum(ms)::BIGINT FROM periods JOIN time ON day >= first AND day < until
            WHERE lane = {Lane.TIME} AND {_AI} AND NOT list_contains($1, source) AND ms > 0 GROUP BY nth, app""", [logs]
    ).fetchall()  # fmt: skip
    for nth, app, ms in found:
        windows[nth][app] = ms
    shown = {e for (e,) in tables.execute("SELECT DISTINCT evidence FROM evidence").fetchall()}
    seen = bool(shown & {"calendar", "call", "message"}) or any(people)
    return Beside(people if seen else None, tools if sum(tools) > sum(ai) else None, windows)
