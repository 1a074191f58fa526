"""The closed vocabularies of the output, one word per idea (their order is the order of display)."""

from __future__ import annotations

from typing import Final

KINDS: Final = ("human", "tool", "solo", "unknown", "away")
MODES: Final = {
    "human": ("in_person", "video", "hybrid", "phone", "chat", "email", "unknown"),
    "tool": ("ai", "build", "document", "data", "workflow", "reading", "other"),
    "solo": ("focus", "break", "travel", "other"),
    "unknown": ("",),
    "away": ("",),
}
SIZES: Final = ("1:1", "small", "large", "broadcast")
PURPOSES: Final = ("check_in", "mentoring", "feedback", "ritual", "social", "working", "interview", "training", "customer")
EVIDENCE: Final = (
    "calendar",
    "call",
    "message",
    "ai",  # hands-on: a person prompting, reading, deciding
    "ai_watching",  # the machine runs and the person is probably there
    "ai_unattended",  # machine time of an agent, whoever is there
    "ai_waiting",  # the machine waited within a turn: for a permission, an answer, or asleep
    "editor",
    "web",
    "app",
    "timer",
    "idle",  # presence: category says "present" or "absent"
    "aggregate",
    "day_off",
    "commit",  # a point without length: who took part in it says the category; it never counts as time
)
WATCHED: Final = ("app", "web", "editor", "idle", "ai", "ai_watching", "ai_unattended", "ai_waiting", "commit", "itip")
"""Evidence that machines recorded: it never names people whom anybody met."""
SILENT: Final = ("idle", "itip")
"""Evidence that is no activity, so that no list or count tells of it: presence, and messages about calendar entries (`itip`)."""
TOOL_EVIDENCE: Final = ("app", "web", "editor", "timer", "ai", "ai_watching", "ai_unattended", "aggregate")
"""Evidence of logs that show the use of tools."""
AI_EVIDENCE: Final = ("ai", "ai_watching", "ai_unattended", "ai_waiting")
"""Evidence of logs of AI assistants, by Sort (importers.ai.times)."""
ACTS: Final = ("", "prompt", "probable prompt", "command", "interrupt", "steering", "answer")
"""What a person did with an assistant, as the column `category` of evidence `ai` has it, by What (importers.ai.trail); "" is none of them."""
RESPONSES: Final = ("organiser", "accepted", "tentative", "declined", "unanswered", "")
REASONS: Final = (
    "declined",
    "cancelled",
    "transparent",
    "all_day",
    "solo",
    "tentative",
    "unanswered",
    "out_of_office",
    "idle",
    "duplicate",
    "outside_presence",
    "superseded",
    "running",
    "broken",
)
OVERLAPS: Final = ("human-wins", "tool-wins", "split")
BASES: Final = ("auto", "tracked", "workweek")
WEEK_STARTS: Final = ("mon", "sun", "sat")


def size_of(n_people: int) -> str:
    """The band of a meeting of `n_people` (METRICS 1.2: 18 is Viva's cap of a meaningful interaction); "" below two."""
    if n_people < 2:
        return ""
    if n_people == 2:
        return "1:1"
    if n_people <= 8:
        return "small"
    return "large" if n_people <= 18 else "broadcast"
