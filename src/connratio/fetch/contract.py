"""What a fetcher is: it says what it will contact, and brings documents that an importer reads like files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from connratio.model.problems import UsageError

if TYPE_CHECKING:
    from connratio.importers.contract import Options, Source

Tick = Callable[[str], None]
"""Called with a word on what is being fetched: progress."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """One document: `source` is read by the importer called `importer`. Its path is shown, so it holds no secret.

    `name` is the source's name where the configuration's own would not tell several documents apart ("" leaves it so).

    `window` (epoch ms, half-open) is the stretch that a calendar document covers: what the ledger holds of this source inside
    it and the document does not name is gone. `state` is what the next fetch needs to ask for less (ETag, date of the last
    change); the ledger keeps it with the document, in one transaction. `unchanged` says that nothing is new; the document is
    then empty.
    """

    source: Source
    importer: str
    window: tuple[int, int] | None = None
    state: Mapping[str, str] = field(default_factory=dict)
    unchanged: bool = False
    name: str = ""


class FetchError(UsageError):
    """A source that cannot be fetched now: one line of what is wrong, one of help. The other sources go on."""


class PartlyError(FetchError):
    """Parts of a source (calendars, people) cannot be fetched now, the others came: why, by the part's name."""

    def __init__(self, parts: Mapping[str, FetchError], *, came: bool) -> None:
        """At least one part; `came` says whether any other part did."""
        first = next(iter(parts.values()))
        super().__init__(first.message, first.help_line)
        self.parts, self.came = parts, came


@runtime_checkable
class Fetcher(Protocol):
    """One kind of source. Options are those of its entry under `sources:` in the configuration."""

    kind: str

    def contacts(self, options: Mapping[str, Any]) -> str:
        """What will be contacted, without secrets: said before it happens ("www.googleapis.com", "localhost:5600")."""
        ...

    def fetch(self, options: Mapping[str, Any], state: Mapping[str, str], reading: Options, tick: Tick) -> Iterator[Fetched]:
        """The documents of the source; `state` is what the last fetch left. Raises FetchError where it cannot go on, PartlyError
        at the end where parts are missing.
        """
        ...
