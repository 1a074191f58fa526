"""Answers to the weekly self-check in the ledger: the last one of a day and item holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from connratio.model.pulse import Answer

if TYPE_CHECKING:
    from connratio.ledger.store import Store


def answers_in(connection: Any) -> list[Answer]:
    """Every answer by day and item; the table `pulse` of any book."""
    rows = connection.execute("SELECT day, item, value FROM pulse ORDER BY day, item").fetchall()
    return [Answer(date.fromordinal(day), item, value) for day, item, value in rows]


def last_of(answers: Iterable[Answer]) -> list[Answer]:
    """One answer for each day and item, the last that was given, by day and item."""
    held = {(a.day, a.item): a for a in answers}
    return [held[key] for key in sorted(held)]


def news(connection: Any, answers: Iterable[Answer]) -> tuple[int, int, int]:
    """How many of the answers are new, change one that is kept, or say what is kept already."""
    kept = {(a.day, a.item): a.value for a in answers_in(connection)}
    given = last_of(answers)
    known = [kept[a.day, a.item] == a.value for a in given if (a.day, a.item) in kept]
    return len(given) - len(known), known.count(False), known.count(True)


def keep(connection: Any, answers: Iterable[Answer]) -> None:
    """Write the answers in the place of those of the same day and item. The caller's transaction makes it whole."""
    given = last_of(answers)
    if not given:
        return
    columns = [[a.day.toordinal() for a in given], [a.item for a in given], [a.value for a in given]]
    connection.execute(
        "DELETE FROM pulse WHERE (day, item) IN (SELECT (d, i) FROM (SELECT unnest($1) AS d, unnest($2) AS i))", columns[:2]
    )
    connection.execute("INSERT INTO pulse SELECT unnest($1::BIGINT[]), unnest($2::VARCHAR[]), unnest($3::DOUBLE[])", columns)


def kept_answers(store: Store) -> list[Answer]:
    """Every answer of a ledger. Raises LedgerError where it cannot be opened."""
    with store.reading() as connection:
        return answers_in(connection)


def remember_answers(store: Store, answers: Sequence[Answer]) -> None:
    """Keep answers, in a ledger that is made where there is none yet."""
    with store.lock(), store.writing() as connection:
        connection.execute("BEGIN")
        keep(connection, answers)
        connection.execute("COMMIT")
