"""What the importers of this room share: all files of one program are parts of one log."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import BinaryIO

from connratio.importers.ai.gatherer import Gatherer
from connratio.importers.chats.log import Log
from connratio.importers.contract import Options, Source


class Chats(Gatherer):
    """An importer of conversations; what an older export holds too counts once."""

    def trail(self, sources: Sequence[Source], options: Options) -> Log:
        """The events of all files, and what was wrong with them."""
        del options  # instants are absolute
        log = Log()
        for source in sources:
            with log.opened(source) as stream:
                if stream is not None:
                    self.fill(stream, source, log)
        log.close()
        return log

    @abstractmethod
    def fill(self, stream: BinaryIO, source: Source, log: Log) -> None:
        """Add the conversations of one file."""
