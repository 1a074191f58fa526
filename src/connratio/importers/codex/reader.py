"""The importer: all rollouts and histories that were named, read as one log."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final

from connratio.importers.ai.gatherer import Gatherer
from connratio.importers.ai.history import Entry, fill
from connratio.importers.ai.notes import Notes
from connratio.importers.codex.families import Families
from connratio.importers.codex.lines import prompt_of
from connratio.importers.codex.rollouts import FIRST_DOCUMENT, NAME, Rollouts
from connratio.importers.contract import Head, Options, Source
from connratio.model.text import clean

_LINE: Final = re.compile(
    rb'\s*\{(?=[^\n]{0,200}?"timestamp"\s*:)(?=[^\n]{0,300}?"payload"\s*:\s*\{)'
    rb'[^\n]{0,200}?"type"\s*:\s*"(?:session_meta|event_msg|response_item|turn_context|compacted)"'
)
_FIRST: Final = re.compile(
    rb'\s*\{"id"\s*:\s*"[0-9a-fA-F-]{36}"\s*,\s*"timestamp"\s*:\s*"[^"]+"\s*,\s*"(?:instructions|git)"\s*:[^\n]*\n'
    rb'\s*\{(?:"record_type"\s*:|"type"\s*:|"id"\s*:|"role"\s*:)'
)
_STATE: Final = re.compile(rb'\s*\{"record_type"\s*:\s*"state"\s*\}')
_ITEMS: Final = re.compile(rb'"items"\s*:\s*\[')
_PROMPT: Final = re.compile(
    rb'\s*\{(?=[^\n]*?"(?:session_id|conversation_id)"\s*:\s*")(?=[^\n]*?"text"\s*:\s*")[^\n]*?"ts"\s*:\s*\d{10}\s*[,}]'
)


class CodexImporter(Gatherer):
    """Codex CLI's rollouts (`sessions/`, `archived_sessions/`) and prompt history (`history.jsonl`) (seen 2026-09)."""

    name = NAME

    def recognises(self, head: Head) -> bool:
        """Whether the first line is one of a rollout or of the history."""
        data = head.data.removeprefix(b"\xef\xbb\xbf")
        if FIRST_DOCUMENT.match(data):
            return _ITEMS.search(data) is not None
        return any(form.match(data) is not None for form in (_LINE, _FIRST, _STATE, _PROMPT))

    def trail(self, sources: Sequence[Source], options: Options) -> Notes:
        """The events of all files: copies of events are dropped across files, and histories fill what rollouts lack."""
        notes, families = Notes(), Families()
        rollouts = Rollouts(notes, options.timezone, families)
        histories, sessions = [], []
        for source in sources:
            with notes.opened(source) as stream:
                if stream is None:
                    continue
                history = _PROMPT.match(stream.read(4096))
                stream.seek(0)
                if history:
                    histories.append((notes.file, list(_entries(stream, notes))))
                else:
                    sessions.append(source)
                    families.learn(stream)
        for source in sessions:
            with notes.opened(source) as stream:
                if stream is not None:
                    rollouts.read(stream, source)
        for name, entries in histories:
            _, told = fill(notes.trail, entries, NAME, name, options.timezone)
            if told:
                notes.skipped["prompt of a history that a session tells"] += told
        return notes


def _entries(stream: BinaryIO, notes: Notes) -> Iterator[Entry]:
    for line, prompt in notes.lines(stream, prompt_of):
        if at := notes.instant(prompt.ts, line):
            yield Entry(at, clean(prompt.session_id or prompt.conversation_id or "", 80), "", line)
