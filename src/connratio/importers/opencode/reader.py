"""The importer of both generations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from connratio.importers.ai.gatherer import Gatherer
from connratio.importers.ai.notes import Notes
from connratio.importers.contract import Head, Options, Source
from connratio.importers.databases import MAGIC, is_database
from connratio.importers.opencode import files, stored
from connratio.importers.opencode.conversations import Conversations

NAME: Final = "opencode"


class OpencodeImporter(Gatherer):
    """opencode (`~/.local/share/opencode/`) and Kilo CLI (`kilo/`): the database, or `storage/` of older versions (seen 2026-09)."""

    name = NAME

    def recognises(self, head: Head) -> bool:
        """Whether the tables are opencode's, or the keys those of its records."""
        if is_database(head):
            return stored.HEAD.search(head.data) is not None
        return any(form.match(head.data) is not None for form in files.FORMS)

    def holds(self, columns: Mapping[str, Sequence[str]]) -> bool:
        """Whether a database with these tables is opencode's."""
        return stored.holds(columns)

    def trail(self, sources: Sequence[Source], options: Options) -> Notes:
        """The events of all files; those of opencode and of Kilo apart."""
        del options
        notes = Notes()
        told = {name: Conversations(name) for name in ("opencode", "kilo")}
        for source in sources:
            own = told["kilo" if _is_kilo(source) else "opencode"]
            with notes.opened(source) as stream:
                data = b"" if stream is None else stream.read(len(MAGIC))
                if stream is not None and data != MAGIC:
                    files.take(data + stream.read(), own, notes)
            if data == MAGIC:
                stored.take(source, own, notes)
        for conversations in told.values():
            conversations.add(notes)
        return notes


def _is_kilo(source: Source) -> bool:
    parts = source.path.lower().replace("\\", "/").split("/")
    return "kilo" in parts[:-1] or parts[-1].startswith("kilo")
