"""Parts of the ledger as frames again, for answers that need every activity of a day and not only its tallies."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from connratio.classify.duplicates import with_copies
from connratio.classify.identity import Me, who_is_me
from connratio.importers.reading import Reading
from connratio.ledger.alike import ENTRIES
from connratio.ledger.facts import PLACES, Facts, reads_in
from connratio.ledger.forgotten import kept_in
from connratio.ledger.load import records, verdicts
from connratio.ledger.memory import Files
from connratio.ledger.pulse import answers_in
from connratio.ledger.settle import Settled, judged, settle
from connratio.model.frame import Frame
from connratio.timeline.clock import instant

if TYPE_CHECKING:
    from connratio.ledger.policy import Policy
    from connratio.ledger.store import Store


def settled_days(store: Store, me: Me, policy: Policy, first: date, until: date) -> Settled:
    """The tallies of these local days, from the records and the verdicts that are kept of them."""
    day = timedelta(days=1)
    low, high = instant(first - day, policy.day_starts, policy.zone), instant(until + day, policy.day_starts, policy.zone)
    with store.reading() as connection:
        own = records(connection, f"start_ms < {high} AND coalesce(end_ms, start_ms) >= {low}")
        return settle(with_kept(own, verdicts(connection, own["id"])), me, policy, first, until)


def judged_uid(store: Store, uid: str, now_ms: int) -> Frame:
    """Every activity of a uid and its copies as the source gave them, with their verdicts; occurrences beyond `now_ms` are left out."""
    from connratio.ledger.tables import quoted

    own = f"uid = {quoted(uid)} AND (NOT ahead OR start_ms < {now_ms})"
    near = f"evidence = 'calendar' AND start_ms IN (SELECT start_ms FROM records WHERE evidence = 'calendar' AND {own})"
    with store.reading() as connection:
        table = records(connection, f"({own}) OR ({near})")
        table = with_kept(table, verdicts(connection, table["id"], reason="reason"))
    return with_copies(table, uid)


def in_memory(
    store: Store, facts: Facts, told: Sequence[str], policy: Policy, window: tuple[int, int] | None, now_ms: int
) -> Files:
    """The ledger's records as if they had just been read from files, under a policy other than the one that it keeps tallies of."""
    shown = f"NOT ahead OR start_ms < {now_ms}"
    if window is not None:
        low, high = window
        shown = f"evidence IN {ENTRIES} OR (start_ms < {high} AND coalesce(end_ms, start_ms) >= {low})"
    with store.reading() as connection:
        table = records(connection, f"{shown}")
        # `records` has left the table `wanted`.
        places = connection.execute(
            f"SELECT coalesce(read, 0) FROM wanted LEFT JOIN ({PLACES}) USING (id) ORDER BY id"
        ).fetchnumpy()
        of_source = next(iter(places.values()))
        me = identify(connection, tuple(told))
        kept = kept_in(connection, table["id"])
        answers = tuple(answers_in(connection))
    reading = Reading(table.without("id", "ahead"), [], list(facts.reads), answers, of_source)
    return Files(reading, judged(reading.activities, me, policy, kept), me, policy)


def identify(connection: Any, told: tuple[str, ...]) -> Me:
    """Who is me, from what the ledger holds."""
    entries = records(connection, "evidence = 'calendar' AND (len(people) > 0 OR person <> '')")
    persons: dict[str, Counter[str]] = defaultdict(Counter)
    rows = connection.execute(
        "SELECT source, lower(person), count(*) FROM records WHERE evidence NOT IN ('calendar', 'itip') AND person <> '' GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    for source, person, n in rows:
        persons[source][person] = n
    return who_is_me(entries, [r.info for r in reads_in(connection)], told, persons)


def with_kept(own: Frame, found: Frame) -> Frame:
    """Records with the verdicts that are kept of them; the column `reason` is what `told` or `reason` of those says."""
    return own.without("ahead").assign(**dict(found.without("id", "told").items()), reason=found["told"])
