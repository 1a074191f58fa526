"""C607–C619: logs of coding agents."""

from __future__ import annotations

from typing import Final

from connratio.model.catalogue.entry import Entry

ENTRIES: Final[dict[str, Entry]] = {
    "C607": Entry(
        "warning",
        "files compressed with zstd",
        'install the decoder: `pip install "connratio[zstd]"`',
        "Codex CLI compresses the logs of old sessions (`.jsonl.zst`). The decoder is an optional part of connratio; without "
        "it these files are counted and not read.",
    ),
    "C608": Entry(
        "info",
        "a session of which only the beginning is known",
        "nothing to do; newer versions write the time of each line",
        "The first versions of Codex CLI wrote no time on their lines. The session counts as one probable prompt when it "
        "began, and as machine time until the file was last written, if that was within a day and without a long pause.",
    ),
    "C609": Entry(
        "info",
        "a chat whose messages have no time of their own",
        "nothing to do; newer versions write the time of each message",
        "Older versions of Cursor left the time of messages empty, or gave all of them that of the moment in which they were "
        "rewritten. The chat counts as one probable prompt when it was made, and as machine time until it last changed, if "
        "that was within a day and without a long pause.",
    ),
}
