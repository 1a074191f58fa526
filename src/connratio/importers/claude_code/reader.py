"""The importer: all transcripts and histories that were named, read as one log."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from connratio.importers.ai.halves import read_in_two
from connratio.importers.ai.history import Entry, fill
from connratio.importers.ai.streams import lines_of
from connratio.importers.claude_code.lines import prompt_of
from connratio.importers.claude_code.transcripts import NAME, Transcripts
from connratio.importers.contract import Batch, Head, Options, Source, together
from connratio.model.problems import Problem
from connratio.model.text import clean

_PROMPT: Final = re.compile(rb'\s*\{"display":[^\n]*?"timestamp":\s*\d{13}\b')
_TYPE: Final = re.compile(rb'"type"\s*:\s*"(?:user|assistant|system|progress|attachment)"')
_OWN: Final = re.compile(rb'"(?:sessionId"\s*:\s*"|uuid"\s*:\s*"|parentUuid"\s*:)')
_START: Final = re.compile(
    rb'\{"type":"(?:summary","summary":|queue-operation","operation":|file-history-snapshot","messageId":|'
    rb'(?:custom-title|ai-title|permission-mode|agent-name|last-prompt|agent-setting|worktree-state|bridge-session)",)'
)
_OTHERS: Final = re.compile(rb'"(?:parts|messages|systemPayload|requests)"\s*:\s*[\[{]')
"""What lines of Qwen Code and documents of others have, which are like these otherwise."""


class ClaudeCodeImporter:
    """Claude Code's transcripts (`projects/…/*.jsonl`) and prompt history (`history.jsonl`) (seen 2026-09)."""

    name = NAME

    def recognises(self, head: Head) -> bool:
        """Whether one of the first lines is one of a transcript or of the history."""
        return is_history(head) or is_transcript(head)

    def read(self, source: Source, options: Options) -> Iterator[Batch]:
        """One file alone."""
        return self.gather([source], options)

    def gather(self, sources: Sequence[Source], options: Options) -> Iterator[Batch]:
        """One batch of all files: copies of events are dropped across files, and histories fill what transcripts lack."""
        from connratio.importers.ai.batches import batch_of

        read = self.trail(sources, options)
        yield batch_of(read.trail, NAME, NAME, together(sources), tuple(read.problems), read.skipped)

    def trail(self, sources: Sequence[Source], options: Options) -> Transcripts:
        """The events of all files, and what was wrong with them."""
        read, *rest = read_in_two(_read, sources)
        for other in rest:
            read.merge(other)
        for name, entries in read.histories:
            _, n_told = fill(read.trail, entries, NAME, name, options.timezone)
            if n_told:
                read.skipped["prompt of a history that a transcript tells"] += n_told
        return read


def _read(sources: Sequence[Source]) -> Transcripts:
    read = Transcripts()
    for source in sources:
        name = clean(source.name)
        try:
            with source.open() as stream:
                head = Head(name, stream.read(4096))
                stream.seek(0)
                if is_history(head):
                    read.histories.append((name, list(_entries(source, read.skipped))))
                else:
                    read.read(stream, name)
        except OSError as error:
            read.problems.append(Problem("C107", f"cannot be read: {error.strerror}", name))
    return read


def is_history(head: Head) -> bool:
    """Whether the file is a history of prompts."""
    # A prompt with a long text pasted into it fills the head.
    return _PROMPT.match(head.data) is not None or (head.name == "history.jsonl" and head.data.startswith(b'{"display":'))


def is_transcript(head: Head) -> bool:
    """Whether one of the first lines is one of a transcript; one that is longer than the head may name itself behind it."""
    lines = head.data.split(b"\n", 20)
    for number, line in enumerate(lines[:20]):
        if not line.startswith(b"{") or _OTHERS.search(line):
            continue
        whole = number + 1 < len(lines)
        if _START.match(line) or (_TYPE.search(line) and (_OWN.search(line) or (not whole and b'"message":{' in line))):
            return True
    return False


def _entries(source: Source, skipped: Counter[str]) -> Iterator[Entry]:
    with source.open() as stream:
        for number, raw, tail in lines_of(stream):
            try:
                prompt = prompt_of(raw)
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
                if raw.strip():
                    skipped["line too long to be read" if tail else "unreadable line"] += 1
                continue
            yield Entry(prompt.timestamp, prompt.sessionId or "", prompt.project or "", number)
