"""Who made a "user" line: a person in one of a few cases, else a tool, a hook, a program (formats/ai.md 1.1; first match wins)."""

from __future__ import annotations

from typing import Final

import msgspec

from connratio.importers.ai.trail import What
from connratio.importers.claude_code.lines import NOTHING, Block, Line, blocks_of

LOOKED_AT: Final = 120
"""First bytes of a text that are compared with fixed beginnings, and then dropped."""
_CONTINUED: Final = b"This session is being continued from a previous"
_NOTICES: Final = (
    b"<task-notification>", b"<teammate-message", b"<cross-session-message", b"<channel-message", b"<tick>", b"<system-reminder>",
    b"<new-diagnostics>",
)  # fmt: skip
_RESULT: Final = (b'[{"tool_use_id"', b'[{"type":"tool_result"')
_INTERRUPTED: Final = b"[Request interrupted by user"
_COMMANDS: Final = (b"<command-name>", b"<command-message>", b"<bash-input>", b"<user-memory-input>")
_OUTPUTS: Final = (b"<local-command-stdout>", b"<local-command-stderr>", b"<bash-stdout>", b"<bash-stderr>")
_CAVEATS: Final = (b"<local-command-caveat>", b"Caveat: The messages below")


def author_of(line: Line, *, alone: bool) -> What | None:
    """What a user line is: CALL where nobody acts (`alone`), MACHINE for all that no person made.

    None for what was put in beside an act and is no event of its own.
    """
    content = beginning(line.message.content) if line.message is not None else b""
    if content.startswith(_RESULT) or (content.startswith(b"[") and _has_result(line, content)):
        return What.MACHINE
    if alone:
        return What.CALL
    text = _text(line, content)
    if line.isCompactSummary or text.startswith(_CONTINUED):
        return What.MACHINE
    if (line.origin is not None and line.origin.kind) or text.startswith(_NOTICES):
        return What.MACHINE
    if text.startswith(_INTERRUPTED):
        return What.INTERRUPT
    if text.startswith(_COMMANDS):
        return What.COMMAND
    if text.startswith(_OUTPUTS):
        return What.MACHINE
    if text.startswith(_CAVEATS) or line.isMeta:
        return None
    if any(mark != NOTHING for mark in (line.permissionMode, line.thinkingMetadata, line.promptId)):
        return What.PROMPT
    return What.MACHINE if text == b'Warmup"' else What.LIKELY


def command_form(line: Line) -> bytes:
    """How a command's line begins: the two lines of one command begin differently."""
    return _text(line, beginning(line.message.content))[:12] if line.message is not None else b""


def beginning(content: msgspec.Raw) -> bytes:
    """The first bytes of a content, as JSON writes them."""
    return memoryview(content)[:LOOKED_AT].tobytes()


def _has_result(line: Line, content: bytes) -> bool:
    return b'"tool_use_id"' in content or b'"tool_result"' in content or any(b.type == "tool_result" for b in blocks(line))


def _text(line: Line, content: bytes) -> bytes:
    """The first bytes of the text, without its opening quote."""
    if content.startswith(b"["):
        content = next((beginning(b.text) for b in blocks(line) if b.type == "text"), b"")
    return content[1:]


def is_notice(content: msgspec.Raw) -> bool:
    """Whether a queued text is a notice of the machine, or none at all."""
    return content == NOTHING or any(notice in beginning(content) for notice in _NOTICES)


def blocks(line: Line) -> list[Block]:
    """The parts of a message; none where it is a plain text, or not what was expected."""
    try:
        return blocks_of(line.message.content) if line.message else []
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return []
