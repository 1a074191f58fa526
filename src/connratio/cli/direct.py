"""Load for `connratio ai`: straight from assistants' logs where nothing else was named, which takes a third of the memory."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from connratio.cli.job import Asked, Job, around, window_asked, zone_of
from connratio.cli.progress import Progress

if TYPE_CHECKING:
    from connratio.ledger.memory import Files
    from connratio.measure.ai.gather import Asked as Question
    from connratio.model.periods import By


class _Logs:
    """As much of a book as notes need."""

    n_foreign = 0

    def __init__(self, reads: list[Any]) -> None:
        self.reads = reads
        self.n_records = sum(read.n_activities for read in reads)


def load_logs(asked: Asked, by: By) -> tuple[Job, Question] | None:
    """The question and its data; None where the files need rules, people or other sources. Raises UsageError as `load` does."""
    from connratio.classify.identity import Me
    from connratio.cli.discover import add_discovered
    from connratio.config.load import load_config
    from connratio.importers.contract import Options
    from connratio.importers.trails import trails_of
    from connratio.ledger.policy import policy_of
    from connratio.measure.ai.direct import asked_of_trails

    add_discovered(asked)
    if not asked.files or asked.as_name or any(str(path) == "-" or path.is_fifo() for path in asked.files):
        return None  # a stream can be read once, and not be looked at first
    loaded = load_config(asked.config, use=not asked.no_config)
    if loaded.config.rules:
        return None  # they may say that such time counts as something else
    zone, why = zone_of(asked.timezone, loaded.config.timezone)
    today = datetime.now(UTC).astimezone(zone).date()
    week_start = asked.week_start or loaded.config.week_start
    window = window_asked(asked, today, week_start)
    policy = policy_of(loaded, zone, asked.overlap)
    with Progress(enabled=asked.quiet == 0) as progress:
        found = trails_of(
            asked.files, Options(zone, today, around(window, zone)), loaded.options_for, progress.tick, asked.discovered
        )
    if found is None:
        return None
    me = Me("me", frozenset(), told=True, why={}, sure=True)
    book = cast("Files", _Logs(found.reads))
    job = Job(asked, loaded, book, me, policy, window, week_start, today, why, found.problems)
    return job, asked_of_trails(found.trails, policy, window, by, week_start, today)
