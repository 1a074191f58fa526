"""What the importers of this room share: all files of one program are parts of one log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from connratio.importers.chats.log import Log
from connratio.importers.contract import Batch, Head, Options, Source
from connratio.model.problems import Problem
from connratio.model.text import clean


class Chats:
    """An importer of conversations; a format says what it recognises and how one file fills the log."""

    name: str

    def recognises(self, head: Head) -> bool:
        """Whether the file is of this format."""
        raise NotImplementedError

    def read(self, source: Source, options: Options) -> Iterator[Batch]:
        """One file alone."""
        return self.gather([source], options)

    def gather(self, sources: Sequence[Source], options: Options) -> Iterator[Batch]:
        """One batch of all files: what an older export holds too counts once."""
        del options  # instants are absolute
        log = Log()
        for source in sources:
            log.opens(source.name)
            try:
                self.fill(source, log)
            except OSError as error:
                log.problems.append(Problem("C107", f"cannot be read: {error.strerror}", clean(source.name)))
        self.close(log)
        yield log.batch(self.name, sources)

    def fill(self, source: Source, log: Log) -> None:
        """Add the conversations of one file."""
        raise NotImplementedError

    def close(self, log: Log) -> None:
        """Add what only all files together tell."""
