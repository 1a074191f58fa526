"""The Python API: read → activities → report, as pandas frames.

>>> from connratio import read, report
>>> records = read("examples/calendar.ics", timezone="Europe/Berlin", me=["robin@example.org"])
>>> sorted(set(records["evidence"]))
['calendar']
>>> report(records, by="total")["human_seconds"].item() > 0
True
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import pandas as pd

from connratio.classify.identity import Me, who_is_me
from connratio.config.load import load_config
from connratio.importers.contract import Options
from connratio.importers.reading import Reading, read_files
from connratio.ledger.memory import Files
from connratio.ledger.policy import Policy, my_addresses, policy_of
from connratio.ledger.settle import judged
from connratio.measure.listing import listing
from connratio.measure.question import covered_days, question_of
from connratio.measure.share import COLUMNS, shares
from connratio.model.activities import to_pandas
from connratio.timeline.clock import instant

if TYPE_CHECKING:
    from connratio.model.periods import By

Paths = str | PathLike[str]
_CONTEXT: Final = "connratio"


def read(
    *files: Paths,
    me: Sequence[str] = (),
    timezone: str = "",
    config: Paths | None = None,
    since: date | None = None,
    until: date | None = None,
) -> pd.DataFrame:
    """The records of files as the sources gave them: one row each, the columns of `connratio.model.activities.COLUMNS`.

    Instants are `datetime64[ms, UTC]`, text columns categorical, an unknown `n_people` is missing. `since` and `until`
    (local days, half-open) bound what recurring events give. `frame.attrs["problems"]` lists what was wrong as plain mappings. Raises
    `connratio.model.problems.UsageError` for files that do not exist and for a wrong configuration.
    """
    loaded = load_config(None if config is None else Path(config), use=config is not None)
    zone = ZoneInfo(timezone) if timezone else loaded.config.timezone or ZoneInfo("UTC")
    window = None
    if since is not None and until is not None:
        window = instant(since - timedelta(days=1), 0, zone), instant(until + timedelta(days=1), 0, zone)
    reading = read_files(
        [Path(f) for f in files], Options(zone, datetime.now(UTC).astimezone(zone).date(), window), loaded.options_for
    )
    owner = who_is_me(reading.activities, [r.info for r in reading.sources], me or my_addresses(loaded.config))
    policy = policy_of(loaded, zone)
    frame = to_pandas(reading.activities)
    frame.attrs["problems"] = [
        {"code": p.code, "message": p.message, "file": p.file, "line": p.line, "uid": p.uid, "n": p.n} for p in reading.problems
    ]
    frame.attrs[_CONTEXT] = _Context(reading, owner, policy, loaded.config.week_start)
    return frame


def activities(*source: Paths | pd.DataFrame, titles: bool = False, **options: Any) -> pd.DataFrame:
    """Every record with its verdict: the columns of `connratio activities` (OUTPUT), `start` and `end` as ISO text.

    `source` is what `read` returned, or files with the options of `read`.
    """
    context = _context(source, options)
    with context.book(context.policy).activities() as tables:
        found = listing(tables, context.policy.zone, None, titles=titles)
    return pd.DataFrame(list(found.rows), columns=list(found.columns))


def report(
    *source: Paths | pd.DataFrame,
    by: By = "week",
    since: date | None = None,
    until: date | None = None,
    basis: str = "auto",
    overlap: str = "",
    **options: Any,
) -> pd.DataFrame:
    """How time splits between people and tools: one row per period with the columns of `connratio report`.

    Seconds are numbers, shares lie between 0 and 1, undefined values are missing. `since` and `until` are local days,
    half-open; without them whole periods around all that the source holds.
    """
    from dataclasses import replace

    if since is not None and until is not None:
        options = {**options, "since": since, "until": until}
    context = _context(source, options)
    policy = replace(context.policy, overlap=overlap) if overlap else context.policy
    book = context.book(policy)
    window = (since, until) if since is not None and until is not None else None
    question = question_of(window, book.span, policy, by, context.week_start, datetime.now(UTC).astimezone(policy.zone).date())
    with book.tables(question.first, question.until, question.periods) as tables:
        rows = shares(tables, question, covered_days(book.span, policy), basis).rows
    return pd.DataFrame(rows, columns=list(COLUMNS))


def book_of(frame: pd.DataFrame) -> Files:
    """What `read` returned as a book: the tables that measures read, window by window."""
    context = _context([frame], {})
    return context.book(context.policy)


class _Context:
    """What a frame of records was read with; travels in its `attrs`."""

    def __init__(self, reading: Reading, me: Me, policy: Policy, week_start: str) -> None:
        self.reading, self.me, self.policy, self.week_start = reading, me, policy, week_start

    def book(self, policy: Policy) -> Files:
        """What was read, judged under a policy."""
        return Files(self.reading, judged(self.reading.activities, self.me, policy), self.me, policy)

    def __deepcopy__(self, memo: dict[int, Any]) -> _Context:
        """Itself: pandas copies `attrs` with every frame, and the records need not be copied with them."""
        return self

    def __eq__(self, other: object) -> bool:
        """Identity, since pandas compares `attrs` when it joins frames."""
        return self is other

    __hash__ = object.__hash__


def _context(source: Sequence[Paths | pd.DataFrame], options: dict[str, Any]) -> _Context:
    if len(source) == 1 and isinstance(source[0], pd.DataFrame):
        context = source[0].attrs.get(_CONTEXT)
        if not isinstance(context, _Context):
            raise TypeError("this frame does not come from connratio.read")
        return context
    frame = read(*(s for s in source if not isinstance(s, pd.DataFrame)), **options)
    context = frame.attrs[_CONTEXT]
    assert isinstance(context, _Context)  # noqa: S101  # read has just put it there
    return context
