"""Chats of VS Code into a trail: each request is a prompt, and says how long the answer took."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, BinaryIO, Final
from urllib.parse import unquote

import msgspec

from connratio.importers.ai.notes import UNREADABLE, Notes, length
from connratio.importers.ai.shrinking import document_of
from connratio.importers.ai.trail import What, project_of
from connratio.importers.contract import Source
from connratio.importers.copilot.tree import Chat, change_of
from connratio.importers.text.records import under, utf8
from connratio.model.text import clean

NAME: Final = "copilot"
JOURNAL: Final = re.compile(rb'\s*\{\s*"kind"\s*:\s*[0-3]\s*,\s*"[kvi]"\s*:|\s*\{\s*"[kv]"\s*:[^\n]*"kind"\s*:\s*[0-3]\s*\}')
DOCUMENT: Final = re.compile(
    rb'\s*\{(?=.*"requests"\s*:\s*\[)(?=.*"(?:creationDate|responderUsername|requestId)"\s*:)', re.DOTALL
)
_FOLDER: Final = re.compile(rb'"(?:folder|workspace)"\s*:\s*"([^"\\]+)"')
_MOST: Final = 65_536


def is_chat(head: bytes) -> bool:
    """Whether a file begins as a chat does."""
    return JOURNAL.match(head) is not None or DOCUMENT.match(head) is not None


def read_chat(stream: BinaryIO, source: Source, notes: Notes) -> None:
    """Add the requests of a chat to the trail."""
    chat = Chat(notes)
    journal = JOURNAL.match(stream.read(_MOST)) is not None
    stream.seek(0)
    if journal:
        for line, change in notes.lines(stream, change_of, whole=True):
            chat.change(change, line)
    else:
        data = utf8(document_of(stream), notes.file, notes.problems)
        try:
            chat.document(data)
        except UNREADABLE:
            chat.tree = {}
            for line, request in notes.salvaged(data, under("requests"), msgspec.Raw):
                chat.append(request, line)
            found = re.search(rb'"sessionId"\s*:\s*"([^"\\]{1,80})"', data[:_MOST])
            chat.tree["sessionId"] = found[1].decode("utf-8", "replace") if found else None
    told = chat.tree.get("sessionId")
    uid = clean(told if isinstance(told, str) and told else source.stem, 80)
    requests = list(chat.requests())
    if requests:
        _add(notes, uid, _project(source), requests)


def _add(notes: Notes, uid: str, project: str, requests: list[dict[str, Any]]) -> None:
    session = notes.trail.session(uid, NAME, project=project)
    for request in requests:
        line = request.get("line", 0)
        at = notes.instant(request.get("timestamp"), line)
        if not at:
            continue
        key = (NAME, uid, request.get("requestId") or line)
        told = request.get("modelId")
        model = told if isinstance(told, str) else ""
        notes.add(session, at, What.PROMPT, line, mark=hash((*key, "sent")) or 1)
        end, waited = _end(request, at)
        if end < 0:
            notes.trail.models.setdefault(session, clean(model, 80))
            continue
        done = hash((*key, "done")) or 1
        if request.get("isCanceled") is True:
            notes.add(session, end, What.INTERRUPT, line, mark=hash((*key, "stopped")) or 1)
        if waited > 0:
            notes.answered(session, end, line, hash((*key, "model")) or 1, model)
            notes.add(session, end, What.DONE, line, max(end - at - waited, 0), done)
        else:
            notes.ran(session, at, end, line, done, model)


def _end(request: dict[str, Any], at: int) -> tuple[int, int]:
    """When the answer was complete (-1 unknown), and how much of the time till then the person was waited for, in ms."""
    timings = (request.get("result") or {}).get("timings") or {}
    took = length(timings.get("totalElapsed"))
    if took < 0:
        completed = (request.get("modelState") or {}).get("completedAt")
        took = length(completed - at) if isinstance(completed, int | float) and not isinstance(completed, bool) else -1
    return (at + took, length(request.get("timeSpentWaiting"))) if took >= 0 else (-1, 0)


def _project(source: Source) -> str:
    """The folder that was open, as `workspace.json` beside the chats names it; "" unknown."""
    if source.file is None or source.file.parent.name != "chatSessions":
        return ""
    told: Path = source.file.parent.parent / "workspace.json"
    try:
        with told.open("rb") as file:
            found = _FOLDER.search(file.read(_MOST))
    except OSError:
        return ""
    return project_of(unquote(found[1].decode("utf-8", "replace"))).removesuffix(".code-workspace") if found else ""
