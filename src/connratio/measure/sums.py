"""Sums per period of what is kept per day."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from connratio.measure.question import Question


def sums_of(tables: Any, question: Question, wanted: Iterable[str]) -> dict[str, list[int]]:
    """For each of the periods the sum of each condition on the table `time` (ms), or of each query of `day` and the number `n`.

    What is wanted is the key of its sums. Days are added up first: tallies are many, days few, and only those of the window are read.
    """
    every = list(dict.fromkeys(wanted))
    window = f"day >= {question.first.toordinal()} AND day < {question.until.toordinal()}"
    queries = [q for q in every if q.startswith("SELECT")]
    conditions = [q for q in every if not q.startswith("SELECT")]
    found: dict[str, list[int]] = {}
    if conditions:
        of_day = ", ".join(f"sum(ms) FILTER (WHERE {q}) AS n{i}" for i, q in enumerate(conditions))
        of_period = ", ".join(f"coalesce(sum(n{i}), 0)::BIGINT" for i in range(len(conditions)))
        rows = tables.execute(
            f"""SELECT {of_period} FROM periods LEFT JOIN (SELECT day, {of_day} FROM time WHERE {window} GROUP BY day)
                ON day >= first AND day < until GROUP BY nth ORDER BY nth"""
        ).fetchall()
        found = {q: [row[i] for row in rows] for i, q in enumerate(conditions)}
    if queries:
        of_day = " UNION ALL ".join(
            f"SELECT {i} AS q, day, sum(n) AS n FROM ({q}) WHERE {window} GROUP BY day" for i, q in enumerate(queries)
        )
        of_period = ", ".join(f"coalesce(sum(n) FILTER (WHERE q = {i}), 0)::BIGINT" for i in range(len(queries)))
        rows = tables.execute(
            f"SELECT {of_period} FROM periods LEFT JOIN ({of_day}) ON day >= first AND day < until GROUP BY nth ORDER BY nth"
        ).fetchall()
        found |= {q: [row[i] for row in rows] for i, q in enumerate(queries)}
    return found
