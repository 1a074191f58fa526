"""The importer: all sessions and logs of prompts that were named, read as one log."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final

import msgspec

from connratio.importers.ai.gatherer import Gatherer
from connratio.importers.ai.history import Entry, fill
from connratio.importers.ai.notes import UNREADABLE, Notes, placed
from connratio.importers.contract import Head, Options, Source
from connratio.importers.gemini.records import Prompt, list_of, prompt_of
from connratio.importers.gemini.sessions import NAME, Session, assistant_of
from connratio.importers.text.records import LIST, utf8
from connratio.model.text import clean

_SESSION: Final = re.compile(rb'\s*\{(?=[^{}\[\]]*"sessionId"\s*:\s*")[^{}\[\]]*"projectHash"\s*:\s*"')
_LATE: Final = re.compile(
    rb'\s*\{(?=.*"sessionId"\s*:\s*")(?=.*"projectHash"\s*:\s*")(?!.*"parentUuid"\s*:).*"messages"\s*:\s*\[', re.DOTALL
)
_LINES: Final = re.compile(
    rb'\s*\{"(?:\$set|\$rewindTo)"\s*:|\s*\{"id"\s*:\s*"[^"]*"\s*,\s*"timestamp"[^\n]*"type"\s*:\s*"gemini"'
)
_PROMPTS: Final = re.compile(rb'\s*\[\s*\{(?=[^{}]*"sessionId"\s*:)(?=[^{}]*"messageId"\s*:)[^{}]*"type"\s*:\s*"user"')


class GeminiImporter(Gatherer):
    """Gemini CLI's sessions (`chats/session-*.json` and `.jsonl`) and log of prompts (`logs.json`) (seen 2026-09)."""

    name = NAME

    def recognises(self, head: Head) -> bool:
        """Whether the file begins as a session or a log of prompts does."""
        data = head.data.removeprefix(b"\xef\xbb\xbf")
        return any(form.match(data) is not None for form in (_SESSION, _LINES, _PROMPTS, _LATE))

    def trail(self, sources: Sequence[Source], options: Options) -> Notes:
        """The events of all files; logs of prompts fill what sessions lack."""
        notes = Notes()
        logs: list[tuple[str, str, list[Entry]]] = []
        for source in sources:
            with notes.opened(source) as stream:
                if stream is None:
                    continue
                listed = stream.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"["
                stream.seek(0)
                if listed:
                    logs.append((notes.file, assistant_of(source), list(_entries(stream, notes))))
                else:
                    Session(notes, source).read(stream)
        for file, assistant, entries in logs:
            _, told = fill(notes.trail, entries, assistant, file, options.timezone)
            if told:
                notes.skipped["prompt of a history that a session tells"] += told
        return notes


def _entries(stream: BinaryIO, notes: Notes) -> Iterator[Entry]:
    for line, prompt in _prompts(utf8(stream.read(), notes.file, notes.problems), notes):
        if prompt.type in {None, "user"} and (at := notes.instant(prompt.timestamp, line)):
            yield Entry(at, clean(prompt.sessionId or "", 80), "", line)


def _prompts(data: bytes, notes: Notes) -> Iterator[tuple[int, Prompt]]:
    """The entries with their lines; of a damaged file those that are whole."""
    try:
        pieces: list[msgspec.Raw] = list_of(data)
    except UNREADABLE:
        yield from notes.salvaged(data, LIST, prompt_of)
        return
    for place, piece in placed(pieces, data):
        try:
            yield place, prompt_of(piece)
        except UNREADABLE:
            notes.bad(place, "an entry that could not be read")
