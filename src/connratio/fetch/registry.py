"""Which kinds of sources can be fetched."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from connratio.fetch.contract import Fetcher
from connratio.model.problems import UsageError

FETCHERS: Final[dict[str, str]] = {
    "activitywatch": "activitywatch:ActivityWatchFetcher",
    "git": "git:GitFetcher",
    "google": "google:GoogleFetcher",
    "ics": "ics:IcsFetcher",
}
"""Kind of source to module:class below this package."""


def fetcher_of(kind: str) -> Fetcher:
    """The fetcher of a kind. Raises UsageError with the kinds there are."""
    if kind not in FETCHERS:
        raise UsageError(f"no source is of the kind {kind!r}", f"kinds are {', '.join(sorted(FETCHERS))}")
    module, _, name = FETCHERS[kind].partition(":")
    made: Fetcher = getattr(import_module(f"connratio.fetch.{module}"), name)()
    return made
