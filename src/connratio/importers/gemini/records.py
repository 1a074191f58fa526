"""The fields of a session's records that are kept. What they leave out (texts, thoughts, arguments, results) is never built."""

from __future__ import annotations

from typing import Final

import msgspec

from connratio.importers.ai.notes import NOTHING, Scalar


class Timed(msgspec.Struct, gc=False):
    """A thought or the call of a tool: when it was."""

    timestamp: Scalar = None


class Patch(msgspec.Struct, gc=False):
    """What `$set` changes: of use are the messages, which replace all that are there."""

    messages: msgspec.Raw = NOTHING


class Record(msgspec.Struct, gc=False):
    """A message, or what a session says of itself (then without a type); a document has all messages in one record."""

    id: str | None = None
    timestamp: Scalar = None
    type: str | None = None
    model: str | None = None
    content: msgspec.Raw = NOTHING
    thoughts: msgspec.Raw = NOTHING
    toolCalls: msgspec.Raw = NOTHING  # the log's own names, here and below
    sessionId: str | None = None
    projectHash: str | None = None
    kind: str | None = None
    messages: msgspec.Raw = NOTHING
    set: Patch | None = msgspec.field(default=None, name="$set")
    rewind: str | None = msgspec.field(default=None, name="$rewindTo")


class Prompt(msgspec.Struct, gc=False):
    """An entry of logs.json."""

    sessionId: str | None = None
    timestamp: Scalar = None
    type: str | None = None


record_of: Final = msgspec.json.Decoder(Record).decode
list_of: Final = msgspec.json.Decoder(list[msgspec.Raw]).decode
timed_of: Final = msgspec.json.Decoder(Timed).decode
prompt_of: Final = msgspec.json.Decoder(Prompt).decode
