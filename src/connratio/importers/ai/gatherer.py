"""What every importer of an assistant's log is: files noted in one trail, which becomes one batch."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from connratio.importers.contract import Batch, Head, Options, Source

if TYPE_CHECKING:
    from connratio.importers.ai.notes import Notes


class Gatherer(ABC):
    """An importer whose files are parts of one log; a subclass recognises them and notes their events."""

    name: str

    @abstractmethod
    def recognises(self, head: Head) -> bool:
        """Whether the file is of this format."""

    @abstractmethod
    def trail(self, sources: Sequence[Source], options: Options) -> Notes:
        """The events of all files, and what was wrong with them."""

    def read(self, source: Source, options: Options) -> Iterator[Batch]:
        """One file alone."""
        return self.gather([source], options)

    def gather(self, sources: Sequence[Source], options: Options) -> Iterator[Batch]:
        """One batch of all files."""
        yield self.trail(sources, options).batch(self.name, sources)
