"""Load: from the ledger, brought up to date first where that is needed."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from connratio.cli.job import Asked, Job, reach_of, window_asked, zone_of
from connratio.cli.progress import Progress
from connratio.model.problems import UsageError

if TYPE_CHECKING:
    from connratio.ledger.book import Ledger
    from connratio.ledger.memory import Files


def load_ledger(asked: Asked) -> Job:
    """The ledger as the book of a question. Raises UsageError where there is none, or nothing in it."""
    from connratio.config.load import load_config
    from connratio.ledger.book import Ledger
    from connratio.ledger.facts import facts_of, fingerprint
    from connratio.ledger.policy import my_addresses, policy_of
    from connratio.ledger.store import HOW_TO_BEGIN, Store, ledger_path
    from connratio.timeline.clock import instant

    store = Store(ledger_path(asked.ledger))
    if not store.exists:
        raise UsageError(f"no files were named, and there is no ledger yet at {store.path}", HOW_TO_BEGIN)
    loaded = load_config(asked.config, use=not asked.no_config)
    config = loaded.config
    moment = datetime.now(UTC)
    with store.reading(keep=True) as connection:
        facts = facts_of(connection, int(moment.timestamp() * 1000) + 86_400_000)
    if not facts.reads:
        raise UsageError(f"no files were named, and the ledger at {store.path} is empty", HOW_TO_BEGIN)
    zone, why = zone_of(asked.timezone, config.timezone, facts.told_zone)
    today = moment.astimezone(zone).date()
    now_ms = instant(today + timedelta(days=1), 0, zone)
    week_start = asked.week_start or config.week_start
    window = window_asked(asked, today, week_start)
    told = tuple(asked.me or my_addresses(config) or facts.told_me)
    policy = policy_of(loaded, zone, asked.overlap)
    mark = fingerprint(loaded, zone, policy.overlap, told)
    book: Ledger | Files | None = None
    if facts.policy != mark and (asked.me or asked.timezone or asked.overlap or asked.config or asked.no_config):
        from connratio.ledger.replay import in_memory

        book = in_memory(store, facts, told, policy, reach_of(asked, window, today, zone), now_ms)
    elif facts.pending or facts.policy != mark or facts.me is None:
        from connratio.ledger.workout import work_out

        with Progress(enabled=asked.quiet == 0) as progress, store.lock():
            work_out(store, policy, mark, told, progress.tick)
        with store.reading(keep=True) as connection:
            facts = facts_of(connection, now_ms)
    if book is None:
        assert facts.me is not None  # noqa: S101  # working it out has just settled that
        book = Ledger(store, facts, facts.me, policy, now_ms, windowed=asked.history or window is not None)
    problems = (
        book.problems() if asked.problems_file or asked.fail_on != "none" or asked.verbose or "json" in " ".join(sys.argv) else []
    )
    return Job(asked, loaded, book, book.me, policy, window, week_start, today, why, problems)
