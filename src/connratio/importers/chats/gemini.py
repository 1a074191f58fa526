"""Gemini in Google Takeout: `My Activity.json` of the product "Gemini Apps", a record per prompt."""

from __future__ import annotations

import re
from typing import BinaryIO, Final

import msgspec

from connratio.importers.ai.notes import Scalar
from connratio.importers.ai.trail import What
from connratio.importers.chats.documents import Shape, conversations
from connratio.importers.chats.importer import Chats
from connratio.importers.chats.log import Event, Log
from connratio.importers.contract import Head, Source
from connratio.model.problems import Problem

BREAK_MS: Final = 1_800_000
"""Prompts so far apart are of two sessions: the export names none."""
_PRODUCT: Final = re.compile(r"gemini|\bbard\b", re.IGNORECASE)  # its name in every language; before 2024: Bard
_RECORDS: Final = re.compile(
    r'\s*\[\s*\{(?=.*?"time"\s*:\s*")(?=.*?"(?:header"\s*:\s*"[^"]*|products"\s*:\s*\[[^\]]*)(?:gemini|\bbard\b))',
    re.IGNORECASE | re.DOTALL,
)
_PAGE: Final = re.compile(rb'\s*<(?:!doctype )?html.*class="outer-cell.*>(?:Gemini|Bard)\b', re.IGNORECASE | re.DOTALL)


class Answer(msgspec.Struct):
    """That there is an answer; not what it says."""


class Record(msgspec.Struct):
    """A prompt. What was written stands in `title`, which is not named here."""

    time: Scalar
    header: Scalar = None
    products: list[Scalar] | None = None
    safeHtmlItem: list[Answer] | None = None  # the export's own name


SHAPE: Final = Shape(Record, "safeHtmlItem", Answer)


class GeminiImporter(Chats):
    """Google Takeout ▸ My Activity ▸ Gemini Apps, as JSON (seen 2026-09)."""

    name = "gemini"

    def recognises(self, head: Head) -> bool:
        """Whether there are records of Gemini, whatever the language of their titles; or the same as a page, which is not read."""
        return _RECORDS.match(head.text) is not None or _PAGE.match(head.data) is not None

    def fill(self, stream: BinaryIO, source: Source, log: Log) -> None:
        """Every prompt of a file, newest first as Takeout writes them: grouped into sessions by the pauses between them."""
        del source
        if stream.read(4096).lstrip()[:1] == b"<":
            log.say(Problem("C621", "the activity is a page (HTML)", log.file))
            return
        stream.seek(0)
        found: list[tuple[int, int, bool]] = []
        for line, record in conversations(stream, SHAPE, log):
            if not any(_PRODUCT.search(str(p or "")) for p in (record.header, *(record.products or ()))):
                log.skipped["of another product"] += 1
                continue
            if at := log.instant(record.time, line):
                found.append((at, line, bool(record.safeHtmlItem)))
        last, uid = -BREAK_MS, ""
        for at, line, answered in sorted(found):
            uid = uid if at - last < BREAK_MS else f"gemini-{at}"
            last = at
            # When the answer came is not told: it is taken to have no length.
            events = [Event(at, What.PROMPT), *([Event(at, What.MACHINE)] if answered else [])]
            log.chat(self.name, uid, events, line)
